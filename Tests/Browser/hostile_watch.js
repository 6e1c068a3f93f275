// Runs in every page of a watched person, before the page's own scripts: reports each element that a text of somebody
// else's must not become, also when it stands there only for a moment.
(() => {
    const FORBIDDEN = "iframe, frame, frameset, object, embed, applet, portal, base, template, math:not(.math > math), foreignObject, marquee, area, map, picture, source, track, "
        + "style, meta[http-equiv], xss, plaintext, xmp, noembed, animate, svg image, svg script, svg a, svg style, isindex, svg foreignObject";
    const OWN_HEAD = "head > style, head > meta";
    const URLS = ["href", "src", "action", "formaction", "data", "poster", "background", "srcset", "ping", "xlink:href"];

    /** @param {Element} element */
    function wrongOf(element) {
        const tag = element.tagName.toLowerCase();
        const wrong = [];
        const isSuggestions = tag === "iframe" && element.className === "suggestions" && element.getAttribute("sandbox")?.includes("allow-scripts") === false;
        if (element.matches(FORBIDDEN) && !isSuggestions && !element.matches(OWN_HEAD)) wrong.push("element");
        if (tag === "script" && !new URL(element.src || "x:").pathname.endsWith("/main.js")) wrong.push("script");
        if (tag === "form" && element.getAttribute("action") && element.getAttribute("action") !== "/") wrong.push("form");
        if (element.namespaceURI !== "http://www.w3.org/1999/xhtml" && element.namespaceURI !== "http://www.w3.org/2000/svg" && !element.closest(".math > math")) wrong.push("namespace");
        for (const { name, value } of element.attributes) {
            if (/^on/i.test(name) || name === "srcdoc") wrong.push(name);
            if (name === "style" && /url|expression|@import/i.test(value)) wrong.push(name);
            if (!URLS.includes(name.toLowerCase())) continue;
            if (/^(?:https?:\/\/|mailto:)/i.test(value) && tag === "a") {
                const isOwn = value.startsWith(`${location.origin}/`);
                const rel = (element.getAttribute("rel") ?? "").split(" ");
                if (!isOwn && (element.target !== "_blank" || !["noopener", "noreferrer", "nofollow"].every((one) => rel.includes(one)))) wrong.push("rel");
            } else if (tag === "link" || tag === "script" || tag === "use" || value.startsWith("#")) {
                if (/^(?:\w+:)?\/\//.test(value) && !value.startsWith(`${location.origin}/`)) wrong.push(`${name}=${value}`);
            } else if (!/^(?:\/(?!\/)|blob:)/.test(value)) wrong.push(`${name}=${value}`);
        }
        return wrong.map((one) => `${one}: ${element.outerHTML.slice(0, 120)}`);
    }

    /** @type {Set<string>} */
    const found = new Set();
    /** @param {Node} node */
    function look(node) {
        if (!(node instanceof Element)) return;
        for (const element of [node, ...node.querySelectorAll("*")]) for (const wrong of wrongOf(element)) found.add(wrong);
    }
    new MutationObserver((changes) => {
        for (const { type, target, addedNodes } of changes) {
            if (type === "attributes") look(target);
            for (const node of addedNodes) look(node);
        }
    }).observe(document, { childList: true, subtree: true, attributes: true });

    globalThis.watch = () => {
        look(document.documentElement);
        const all = [...found];
        found.clear();
        return all;
    };
})();
