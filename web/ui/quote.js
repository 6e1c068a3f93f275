// @ts-check
// A quote: what a question refers to, in its bubble and, before it is sent, above the field.

import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { byID, el, icon } from "./dom.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Entry} Entry */
/** @typedef {{role: "user" | "model", text: string, attachments?: unknown[]} | null | undefined} Quoted null: it is gone; undefined: it is not here yet */

/** So much of a text is more than two lines. */
const MAXIMUM_LENGTH = 300;

/** Markdown's signs and line breaks say nothing in two lines. @param {string} text */
export function excerptOf(text) {
    return text.slice(0, 2 * MAXIMUM_LENGTH).replace(/^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+/gm, "").replace(/```[^\n]*|[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, "")
        .replace(/\s+/g, " ").trim().slice(0, MAXIMUM_LENGTH);
}

/** @param {Quoted} quoted @returns {HTMLElement[]} author and words */
function linesOf(quoted) {
    if (!quoted) return [el("span", "quote-text", {}, quoted === null ? chatWords.quoteGone : "…")];
    const text = excerptOf(quoted.text) || (quoted.attachments?.length ? chatWords.quoteFiles : "…");
    return [el("span", "quote-author", {}, quoted.role === "user" ? words.you : words.model), el("span", "quote-text", { dir: "auto" }, text)];
}

/**
 * Shows what a question refers to, at the top of its bubble.
 * @param {HTMLElement} node the bubble @param {HTMLElement} text @param {Message | Entry} item
 * @param {{quoted: (item: Message | Entry) => Quoted, goToQuoted: (id: string) => void}} commands
 */
export function showQuote(node, text, item, commands) {
    if (!item.quoteID) return;
    const id = item.quoteID;
    const quoted = commands.quoted(item);
    const state = quoted === null ? "gone" : quoted ? `${quoted.role} ${excerptOf(quoted.text)}` : "";
    let quote = /** @type {HTMLButtonElement | null} */ (node.querySelector(":scope > .quoted"));
    if (quote?.dataset.shown === state) return;
    if (!quote) {
        quote = el("button", "quoted", { type: "button" });
        quote.addEventListener("click", () => commands.goToQuoted(id));
        text.before(quote);
    }
    quote.dataset.shown = state;
    quote.disabled = quoted === null;
    quote.classList.toggle("by-model", quoted?.role === "model");
    quote.setAttribute("aria-label", quoted ? chatWords.quoteOf(quoted.role === "user" ? words.you : words.model, excerptOf(quoted.text)) : chatWords.quoteGone);
    quote.replaceChildren(...linesOf(quoted));
}

/**
 * The place above the field: for a quote, or for what is being edited. One at a time.
 */
export function createAboveField() {
    const node = el("div", "above-field", { hidden: "" });
    byID("composer").querySelector(".field").before(node);
    /** @type {(() => void) | null} */
    let onClose = null;

    return {
        /**
         * @param {object} options
         * @param {string} options.label what it is, for screen readers and, when editing, for all
         * @param {Quoted} options.quoted
         * @param {string} [options.heading] instead of the author
         * @param {string} options.close the label of ×
         * @param {() => void} options.onClose
         */
        show({ label, quoted, heading, close, onClose: closed }) {
            onClose = closed;
            const lines = linesOf(quoted);
            if (heading) lines.splice(0, lines.length - 1, el("span", "quote-author", {}, heading));
            const button = el("button", "icon", { type: "button", "aria-label": close }, icon("close"));
            button.addEventListener("click", () => onClose?.());
            node.replaceChildren(el("div", quoted?.role === "model" ? "quoted by-model" : "quoted", { role: "group", "aria-label": label }, ...lines), button);
            node.hidden = false;
        },
        hide() {
            node.hidden = true;
            node.replaceChildren();
            onClose = null;
        },
    };
}
