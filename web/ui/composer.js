// @ts-check
// The field below a chat and its one button. It calls `actions`; it fetches nothing.

import { words } from "../words.js";
import { byID, el, icon } from "./dom.js";

/** @typedef {import("./chat.js").Actions} Actions */

/** @typedef {{count: number, areDone: boolean, hasFailed: boolean}} Tray the files of the question that is being written */

/**
 * The field and its one button: it sends while there is something to send, and stops the running answer while not.
 * @param {Actions} actions @param {number} maxLength UTF-16 code units
 */
export function createComposer(actions, maxLength) {
    const form = byID("composer"), send = byID("send"), limit = byID("limit"), attach = byID("attach");
    /** @type {HTMLTextAreaElement} */
    const field = byID("text");
    const touch = matchMedia("(hover: none) and (pointer: coarse)");
    /** @type {string | null} */
    let id = null;
    /** @type {string | null} */
    let runningID = null;
    let stopping = false;
    /** @type {Tray | null} */
    let tray = null;
    /** Why the files cannot go yet, once somebody has tried. */
    let hint = "";

    field.placeholder = words.placeholder;
    field.setAttribute("aria-label", words.message);

    function update() {
        const over = field.value.length - maxLength;
        if (!tray || tray.areDone) hint = "";
        limit.hidden = over <= -maxLength / 10 && !hint;
        limit.textContent = over > 0 ? words.tooLong(over) : hint || words.left(-over);
        limit.classList.toggle("danger", over > 0);
        const stops = runningID !== null && isEmpty();
        send.disabled = stops ? stopping : over > 0;
        if (send.dataset.does === String(stops)) return;
        send.dataset.does = String(stops);
        send.setAttribute("aria-label", stops ? words.stop : words.send);
        send.replaceChildren(icon(stops ? "stop" : "send"));
        send.classList.toggle("stop", stops);
    }

    const isEmpty = () => !field.value.trim() && !tray?.count;

    form.addEventListener("submit", (/** @type {Event} */ event) => {
        event.preventDefault();
        const text = field.value;
        if (isEmpty()) {
            if (runningID !== null && !stopping) actions.stop(runningID);
        } else if (tray && !tray.areDone) {
            hint = tray.hasFailed ? words.filesFailed : words.filesPending;
            update();
            actions.announce(hint);
        } else if (text.length <= maxLength) {
            field.value = "";
            update();
            actions.send(text);
        }
        field.focus();
    });
    field.addEventListener("keydown", (event) => {
        // An input method's Enter takes its suggestion; Safari reports it late, with key code 229.
        const isComposing = event.isComposing || event.keyCode === 229;
        if (event.key !== "Enter" || event.shiftKey || isComposing || touch.matches) return;
        event.preventDefault();
        if (!isEmpty()) form.requestSubmit();
    });
    field.addEventListener("input", () => {
        update();
        if (id) actions.keepDraft(id, field.value);
    });
    field.addEventListener("paste", (event) => {
        const files = [...event.clipboardData?.files ?? []];
        // A spreadsheet's cells come as text and as a picture of them: the text is meant.
        const isPicturedText = event.clipboardData?.types.includes("text/plain") && files.every(({ name }) => name === "image.png");
        if (!files.length || isPicturedText) return;
        event.preventDefault();
        actions.attach(files);
    });
    attach.addEventListener("click", () => {
        const input = el("input", "", { type: "file", multiple: "" });
        input.addEventListener("change", () => actions.attach([...input.files ?? []]));
        input.click();
    });
    takeDrops(() => id !== null, actions);

    return {
        /**
         * @param {string | null} nextID the conversation, null: none
         * @param {() => string} draftOf what was typed there before
         * @param {string | null} running the answer that Stop would end
         * @param {boolean} isStopping
         * @param {Tray | null} files
         */
        show(nextID, draftOf, running, isStopping, files) {
            form.hidden = nextID === null;
            if (nextID !== id) field.value = nextID === null ? "" : draftOf();
            [id, runningID, stopping, tray] = [nextID, running, isStopping, files];
            update();
        },
        /** Puts a text (back) into the field, before what is there. @param {string} text */
        put(text) {
            field.value = field.value.trim() ? `${text}\n${field.value}` : text;
            update();
            if (id) actions.keepDraft(id, field.value);
            field.focus();
        },
        focus: () => field.focus(),
    };
}

/**
 * Files may be dropped anywhere on the chat; elsewhere the browser would leave the page for them.
 * @param {() => boolean} isOpen @param {Actions} actions
 */
function takeDrops(isOpen, actions) {
    const chat = byID("chat"), target = byID("drop");
    const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
    const isOver = (/** @type {DragEvent} */ event) => isOpen() && event.target instanceof Node && chat.contains(event.target)
        && !document.querySelector("dialog[open]");
    addEventListener("dragover", (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        target.hidden = !isOver(event);
        if (event.dataTransfer) event.dataTransfer.dropEffect = target.hidden ? "none" : "copy";
    });
    addEventListener("dragleave", (event) => {
        if (!event.relatedTarget) target.hidden = true; // out of the window
    });
    addEventListener("drop", (event) => {
        target.hidden = true;
        if (!hasFiles(event)) return;
        event.preventDefault();
        if (!isOver(event)) return;
        const items = [...event.dataTransfer?.items ?? []];
        const isFolder = items.some((item) => item.webkitGetAsEntry?.()?.isDirectory);
        if (isFolder) actions.note(words.foldersNot);
        const files = items.flatMap((item) => item.webkitGetAsEntry?.()?.isDirectory ? [] : item.getAsFile() ?? []);
        if (files.length) actions.attach(files);
    });
}
