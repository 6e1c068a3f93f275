// @ts-check
// What the parts of the administration share: fields, links that are shown once, and how something is loaded.

import { whenOf } from "../formats.js";
import { adminWords as words } from "../words-admin.js";
import { el } from "./dom.js";
import { loadStyle, withStyle as withSheetStyle } from "./sheet.js";

/** @typedef {import("./admin.js").World} World */

/** Waits for the style of the administration. Without it everything works as well. */
export const withStyle = () => Promise.all([withSheetStyle(), loadStyle(new URL("./admin.css", import.meta.url).href)]);

/** What is wrong. @param {string} [id] */
export const problemLine = (id) => el("p", "note danger", { role: "alert", ...(id ? { id } : {}) });

/**
 * A label, a field and its hint.
 * @template {HTMLInputElement | HTMLSelectElement} T
 * @param {T} input has an id @param {string} label @param {string} [hint]
 * @returns {HTMLElement}
 */
export function field(input, label, hint) {
    if (hint) input.setAttribute("aria-describedby", `${input.id}-hint`);
    return el("div", "labelled", {}, el("label", "title", { for: input.id }, label), input,
        ...(hint ? [el("p", "hint", { id: `${input.id}-hint` }, hint)] : []));
}

/** @param {string} id @param {string} role the one that is chosen */
export function roleSelect(id, role) {
    const select = el("select", "", { id }, ...Object.entries(words.roles).map(([value, text]) => el("option", "", { value }, text)));
    select.value = role;
    return select;
}

/** @param {string} label @param {string} className */
export const button = (label, className = "button quiet") => el("button", className, { type: "button" }, label);

/** @param {string} text @param {string} [kind] */
export const badge = (text, kind = "") => el("span", `tag ${kind}`, {}, text);

/** Spaces between, for whoever hears it. @param {Node[]} nodes */
export const spaced = (nodes) => nodes.flatMap((node, i) => i ? [" ", node] : [node]);

/** @param {[string, string][]} rows */
export const factList = (rows) => el("dl", "facts", {}, ...rows.map(([label, value]) =>
    el("div", "", {}, el("dt", "", {}, label), el("dd", "", { dir: "auto" }, value))));

/**
 * A link with a secret: it is shown once, to be copied.
 * @param {string} link @param {string} hint @param {World["announce"]} announce
 */
export function onceLink(link, hint, announce) {
    const address = el("input", "", { id: "once-link", type: "text", readonly: "", dir: "ltr", spellcheck: "false", "aria-describedby": "once-hint" });
    address.value = link;
    const copy = button(words.copy, "button");
    copy.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(link);
        } catch { // over plain http browsers have no clipboard
            address.select();
            document.execCommand("copy");
            copy.focus();
        }
        copy.textContent = words.copied;
        announce(words.copied);
    });
    address.addEventListener("focus", () => address.select());
    return {
        node: el("div", "once", {}, el("label", "title", { for: "once-link" }, words.link), address,
            el("p", "hint", { id: "once-hint", dir: "auto" }, hint, " ", el("strong", "", {}, words.linkOnce)), copy),
        focus() {
            copy.focus();
            copy.scrollIntoView({ block: "nearest" });
        },
    };
}

/** A sheet has done its work: what is left of it is the link. @param {HTMLDialogElement} dialog @param {ReturnType<typeof onceLink>} once */
export function showLink(dialog, once) {
    const done = button(words.done);
    done.addEventListener("click", () => dialog.close());
    dialog.querySelector(".sheet-body")?.replaceChildren(once.node);
    dialog.querySelector("footer")?.replaceChildren(done);
    once.focus();
}

/** "tomorrow at 14:02", "3 November at 14:02", without the "on" or "at" before it, in German "am" or "um". @param {string} iso */
export const untilOf = (iso) => whenOf(iso).replace(/^(?:at|on|am|um) /, "");

/**
 * Something that is read from the server into an element; where that fails it is said, and can be tried again.
 * @param {World} world @param {HTMLElement} place @param {() => Promise<void>} load
 */
export async function loadInto(world, place, load) {
    const problem = problemLine();
    const again = button(words.again);
    again.addEventListener("click", () => loadInto(world, place, load));
    place.replaceChildren(el("p", "hint", {}, words.loading), problem);
    if (await world.attempt(load, problem)) return;
    if (problem.textContent) place.replaceChildren(problem, again);
}
