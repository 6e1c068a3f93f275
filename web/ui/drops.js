// @ts-check
// Files that are dropped on a chat.

import { words } from "../words.js";
import { byID } from "./dom.js";

/** @typedef {import("./chat.js").Actions} Actions */

/**
 * Files may be dropped anywhere on the chat; elsewhere the browser would leave the page for them.
 * @param {() => boolean} isOpen @param {Actions} actions
 */
export function takeDrops(isOpen, actions) {
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
