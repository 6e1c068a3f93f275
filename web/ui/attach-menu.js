// @ts-check
// What can be attached: pictures and films, any file, what the camera sees.

import { composerWords } from "../words-composer.js";
import { el } from "./dom.js";
import { openMenu } from "./menu.js";

/**
 * @param {HTMLElement} owner the button
 * @param {boolean} hasCamera it is a device to hold in one's hand
 * @param {(files: File[]) => void} attach
 */
export function openAttachMenu(owner, hasCamera, attach) {
    /** @param {Record<string, string>} attributes */
    const choose = (attributes) => {
        const input = el("input", "", { type: "file", ...attributes });
        input.addEventListener("change", () => attach([...input.files ?? []]));
        input.click();
    };
    openMenu([
        { label: composerWords.attachMedia, action: () => choose({ multiple: "", accept: "image/*,video/*" }) },
        ...(hasCamera ? [{ label: composerWords.attachCamera, action: () => choose({ accept: "image/*", capture: "environment" }) }] : []),
        { label: composerWords.attachFiles, action: () => choose({ multiple: "" }) },
    ], composerWords.attach, owner, undefined, true);
}
