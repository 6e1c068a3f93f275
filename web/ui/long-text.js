// @ts-check
// A long text in the field may be better off as a file: this offers it.

import { composerWords } from "../words-composer.js";
import { el } from "./dom.js";

/** From here on a pasted text is long. UTF-16 code units. */
const LONG_FROM = 8_000;

/**
 * @param {object} options
 * @param {HTMLTextAreaElement} options.field
 * @param {number} options.maxLength UTF-16 code units
 * @param {(files: File[]) => void} options.attach
 * @param {() => void} options.onChange
 */
export function createLongText({ field, maxLength, attach, onChange }) {
    /** What was pasted, and is in the field or was too long for it. @type {{text: string, isInside: boolean} | null} */
    let pasted = null;
    const asFile = button(composerWords.asFile, () => {
        const text = pasted?.text ?? field.value;
        if (pasted && !pasted.isInside) pasted = null;
        else takeOut(text);
        attach([new File([text], composerWords.pastedName, { type: "text/plain" })]);
        field.focus();
        onChange();
    });
    const anyway = button(composerWords.pasteAnyway, () => {
        const text = pasted?.text ?? "";
        field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
        pasted = { text, isInside: true };
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
    });

    /** @param {string} text */
    function takeOut(text) {
        const at = field.value.indexOf(text);
        pasted = null;
        field.setRangeText("", at, at + text.length, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    return {
        /** A text is pasted. @param {ClipboardEvent} event */
        paste(event) {
            const text = event.clipboardData?.getData("text/plain").replaceAll("\r\n", "\n") ?? "";
            if (text.length < Math.min(LONG_FROM, maxLength)) return;
            const isInside = field.value.length - (field.selectionEnd - field.selectionStart) + text.length <= maxLength;
            if (!isInside) event.preventDefault();
            pasted = { text, isInside };
            if (!isInside) onChange(); // else the field will say so
        },
        /**
         * What to say of it, or null.
         * @param {boolean} isTooLong what is in the field
         */
        offer(isTooLong) {
            if (pasted?.isInside && !field.value.includes(pasted.text)) pasted = null; // it was undone, or worked on
            if (pasted && !pasted.isInside) return { text: composerWords.longRefused(pasted.text.length), buttons: [asFile, anyway] };
            if (pasted) return { text: composerWords.longPasted(pasted.text.length), buttons: [asFile] };
            return isTooLong ? { text: "", buttons: [asFile] } : null;
        },
        /** The field has another text now. */
        forget() {
            pasted = null;
        },
    };
}

/** @param {string} label @param {() => void} action */
function button(label, action) {
    const made = el("button", "plain-button", { type: "button" }, label);
    made.addEventListener("click", action);
    return made;
}
