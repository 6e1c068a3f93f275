// @ts-check
// A question is edited in the field: a line above it says so, and what was being written there waits until it is over.

import { chatWords } from "../words-chat.js";
import { byID } from "./dom.js";

/** @typedef {import("../model/types.js").Message} Message */

/**
 * @param {object} options
 * @param {ReturnType<typeof import("./quote.js").createAboveField>} options.above
 * @param {(message: Message, id: string, text: string) => Promise<boolean>} options.save false: it did not work
 * @param {() => string} options.newID
 * @param {() => Message | undefined} options.lastQuestion
 * @param {number} options.maxLength UTF-16 code units
 * @param {() => void} options.onEnd
 */
export function createEditing({ above, save, newID, lastQuestion, maxLength, onEnd }) {
    const form = byID("composer");
    /** @type {HTMLTextAreaElement} */
    const field = byID("text");
    /** `id`: what the new version's will be; `draft`: what stood in the field. @type {{message: Message, id: string, draft: string, isBusy: boolean} | null} */
    let editing = null;

    /** @param {string} text */
    function fill(text) {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true })); // the field's own house-keeping
    }

    /** @param {boolean} hasFocus */
    function end(hasFocus) {
        const draft = editing?.draft ?? "";
        editing = null;
        above.hide();
        fill(draft);
        if (hasFocus) field.focus();
        onEnd();
    }

    async function submit() {
        if (!editing || editing.isBusy) return;
        const mine = editing;
        const text = field.value;
        if (text.length > maxLength) return;
        if (text === mine.message.text || (!text.trim() && !mine.message.attachments?.length)) return end(true);
        mine.isBusy = true;
        const isSaved = await save(mine.message, mine.id, text.replaceAll("\0", "\ufffd").toWellFormed());
        mine.isBusy = false;
        if (isSaved && editing === mine) end(true);
    }

    // Before the field's own listener, which would send it as a new question.
    document.addEventListener("submit", (event) => {
        if (!editing || event.target !== form) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        submit();
    }, { capture: true });
    field.addEventListener("keydown", (event) => {
        if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
        if (editing && event.key === "Escape") {
            event.stopPropagation(); // it stops no answer
            event.preventDefault();
            return end(true);
        }
        const message = event.key === "ArrowUp" && !editing && field.value === "" ? lastQuestion() : undefined;
        if (!message) return;
        event.preventDefault();
        begin(message);
    });

    /** @param {Message} message */
    function begin(message) {
        if (editing) end(false);
        editing = { message, id: newID(), draft: field.value, isBusy: false };
        above.show({ label: chatWords.editing, heading: chatWords.editing, quoted: message, close: chatWords.editCancel, onClose: () => end(true) });
        fill(message.text);
        field.focus();
        field.setSelectionRange(message.text.length, message.text.length);
    }

    return {
        begin,
        cancel: () => editing && end(false),
        /** The question under way, if it is of this conversation. @param {string} conversationID */
        isOf: (conversationID) => editing?.message.conversationID === conversationID,
    };
}
