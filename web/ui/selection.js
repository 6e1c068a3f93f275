// @ts-check
// Several messages at once: a box at each, and what can be done with them in the place of the chat's header.

import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { byID, el, icon } from "./dom.js";

/** @typedef {import("../model/types.js").Message} Message */

/**
 * @param {object} options
 * @param {() => Message[]} options.path
 * @param {Record<"star" | "copy" | "share" | "remove", (messages: Message[]) => void>} options.actions
 * @param {(text: string) => void} options.announce
 */
export function createSelection({ path, actions, announce }) {
    /** @type {HTMLElement} */
    const log = byID("log");
    /** @type {HTMLElement} */
    const header = byID("chat-bar");
    /** @type {Set<string>} */
    const chosen = new Set();
    let isOn = false;
    const count = el("span", "select-count");
    const buttons = {
        star: tool("starred", chatWords.star), copy: tool("copy", words.copy),
        share: tool("share", chatWords.shareText), remove: tool("trash", chatWords.deleteMessage),
    };
    const close = tool("close", chatWords.selectEnd);
    const bar = el("div", "over-bar select-bar", { role: "toolbar", "aria-label": chatWords.selectBar }, close, count, ...Object.values(buttons));

    /** @param {string} name @param {string} label */
    function tool(name, label) {
        return el("button", "icon", { type: "button", "aria-label": label, title: label }, icon(name));
    }

    const messages = () => path().filter(({ id }) => chosen.has(id));

    function update() {
        const all = messages();
        count.textContent = chatWords.selected(all.length);
        for (const button of Object.values(buttons)) button.disabled = all.length === 0;
        const isStarred = all.length > 0 && all.every(({ starred }) => starred);
        const label = isStarred ? chatWords.unstar : chatWords.star;
        buttons.star.setAttribute("aria-label", label);
        buttons.star.title = label;
    }

    /** Each bubble has a box, those that come meanwhile as well. */
    function decorate() {
        for (const node of /** @type {NodeListOf<HTMLElement>} */ (log.querySelectorAll(".bubble[data-id]"))) {
            const box = node.querySelector(":scope > .pick") ?? node.appendChild(el("input", "pick", { type: "checkbox", tabindex: "-1" }));
            const isChosen = chosen.has(node.dataset.id ?? "");
            if (!(box instanceof HTMLInputElement)) continue;
            box.checked = isChosen;
            box.setAttribute("aria-label", chatWords.selectOne(node.getAttribute("aria-label") ?? ""));
            node.classList.toggle("chosen", isChosen);
        }
    }

    /** @param {string} id */
    function toggle(id) {
        if (!path().some((message) => message.id === id)) return; // not stored yet
        if (!chosen.delete(id)) chosen.add(id);
        decorate();
        update();
        announce(chatWords.selected(chosen.size));
    }

    const observer = new MutationObserver(decorate);

    log.addEventListener("click", (event) => {
        if (!isOn) return;
        const node = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(".bubble[data-id]")) : null;
        if (!node) return;
        event.preventDefault();
        event.stopPropagation();
        // The box shows what was decided here, after the browser has taken its own change back.
        const { id } = node.dataset;
        queueMicrotask(() => toggle(id ?? ""));
        setTimeout(() => isOn && decorate());
        node.focus({ preventScroll: true });
    }, { capture: true });
    log.addEventListener("keydown", (event) => {
        if (!isOn || (event.key !== " " && event.key !== "Enter")) return;
        const node = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(".bubble[data-id]")) : null;
        if (!node) return;
        event.preventDefault();
        event.stopPropagation();
        toggle(node.dataset.id ?? "");
    }, { capture: true });
    addEventListener("keydown", (event) => {
        if (!isOn || event.key !== "Escape" || document.querySelector("dialog[open]")) return;
        event.preventDefault();
        event.stopImmediatePropagation(); // it stops no answer
        api.end();
    }, { capture: true });
    close.addEventListener("click", () => api.end());
    for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => {
        const all = messages();
        api.end();
        if (all.length) actions[/** @type {keyof typeof actions} */ (name)](all);
    });

    const api = {
        /** @param {Message} [message] the first one */
        begin(message) {
            isOn = true;
            chosen.clear();
            if (message) chosen.add(message.id);
            log.classList.add("selecting");
            header.append(bar);
            for (const node of header.children) if (node !== bar) node.toggleAttribute("inert", true);
            byID("composer").inert = true;
            observer.observe(log, { childList: true });
            decorate();
            update();
            /** @type {HTMLElement | null} */
            const node = message ? log.querySelector(`.bubble[data-id="${message.id}"]`) : [.../** @type {NodeListOf<HTMLElement>} */ (log.querySelectorAll(".bubble"))].at(-1) ?? null;
            (node ?? close).focus({ preventScroll: true });
            announce(chatWords.selected(chosen.size));
        },
        end() {
            if (!isOn) return;
            isOn = false;
            observer.disconnect();
            const hadFocus = bar.contains(document.activeElement);
            bar.remove();
            for (const node of header.children) node.removeAttribute("inert");
            byID("composer").inert = false;
            log.classList.remove("selecting");
            for (const box of log.querySelectorAll(".pick")) box.remove();
            for (const node of log.querySelectorAll(".chosen")) node.classList.remove("chosen");
            chosen.clear();
            if (hadFocus) log.focus({ preventScroll: true });
        },
    };
    return api;
}
