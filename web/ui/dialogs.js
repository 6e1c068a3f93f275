// @ts-check
// The page's two questions: a text, and yes or no. Each is a modal dialog that answers once and is gone; the browser
// gives the focus back to where it was.

import { words } from "../words.js";
import { el } from "./dom.js";

/**
 * Asks for a chat's title.
 * @param {string} title the present one
 * @returns {Promise<string | null>} null: nothing shall change
 */
export function askTitle(title) {
    const input = el("input", "", { id: "title-field", type: "text", maxlength: "200", required: "", dir: "auto", autocomplete: "off" });
    input.value = title;
    const body = [el("label", "", { for: "title-field" }, words.title), input];
    input.addEventListener("input", () => input.setCustomValidity(input.value.trim() ? "" : words.titleMissing));
    return ask(words.renameTitle, body, words.save, "", () => input.select()).then((yes) => yes ? input.value.trim() : null);
}

/**
 * Asks for a yes.
 * @param {{title: string, hint: string, yes: string}} question
 * @returns {Promise<boolean>}
 */
export function askYes({ title, hint, yes }) {
    return ask(title, [el("p", "", { dir: "auto" }, hint)], yes, "danger", (dialog) => dialog.querySelector("button")?.focus());
}

/**
 * @param {string} title @param {HTMLElement[]} body @param {string} yes @param {string} kind of the button that means it
 * @param {(dialog: HTMLDialogElement) => void} focus
 * @returns {Promise<boolean>}
 */
export function ask(title, body, yes, kind, focus) {
    const cancel = el("button", "button quiet", { type: "button" }, words.cancel);
    const form = el("form", "", { method: "dialog" }, el("h2", "", { id: "dialog-title" }, title), ...body,
        el("div", "dialog-buttons", {}, cancel, el("button", `button ${kind}`, { value: "yes" }, yes)));
    const dialog = el("dialog", "dialog", { "aria-labelledby": "dialog-title", closedby: "any" }, form);
    cancel.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    focus(dialog);
    return new Promise((resolve) => dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
    }));
}
