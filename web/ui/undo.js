// @ts-check
// A note with a way back: what was done, and "Undo" for as long as it can be taken back.

import { chatWords } from "../words-chat.js";
import { byID, el } from "./dom.js";

/** @type {HTMLElement | null} */
let shown = null;

/**
 * @param {object} options
 * @param {string} options.text
 * @param {() => void} options.onUndo
 * @param {(isHeld: boolean) => void} options.onHold somebody is at it, or has left it
 * @param {(text: string) => void} options.announce
 */
export function showUndo({ text, onUndo, onHold, announce }) {
    hideUndo();
    const button = el("button", "undo", { type: "button" }, chatWords.undo);
    const note = el("div", "note-line undo-note", { popover: "manual", role: "group", "aria-label": text }, el("span", "", {}, text), button);
    button.addEventListener("click", () => {
        const hadFocus = note.contains(document.activeElement);
        hideUndo();
        onUndo();
        if (hadFocus) byID("log").focus({ preventScroll: true });
    });
    for (const name of /** @type {const} */ (["pointerenter", "focusin"])) note.addEventListener(name, () => onHold(true));
    note.addEventListener("pointerleave", () => onHold(note.contains(document.activeElement)));
    note.addEventListener("focusout", () => onHold(note.matches(":hover")));
    byID("chat").append(note);
    shown = note;
    note.showPopover();
    announce(`${text}. ${chatWords.undoByKey}`);
}

export function hideUndo() {
    const note = shown;
    shown = null;
    if (!note) return;
    if (note.contains(document.activeElement)) byID("log").focus({ preventScroll: true });
    note.remove();
}
