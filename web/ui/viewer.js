// @ts-check
// A picture as large as the screen allows, with its neighbours, to look at and to save.

import { words } from "../words.js";
import { whereIs } from "./attachments.js";
import { el, icon } from "./dom.js";
import { withStyle } from "./sheet.js";

/** @typedef {import("../model/types.js").Attachment} Attachment */

/** @param {Attachment[]} pictures @param {string} id of the one to begin with */
export async function showPictures(pictures, id) {
    await withStyle();
    let at = Math.max(0, pictures.findIndex((picture) => picture.id === id));
    const image = el("img", "viewer-image");
    const name = el("p", "viewer-name", { dir: "auto" });
    const save = el("a", "icon", {}, icon("down-to"));
    const close = iconButton("close", words.close, () => dialog.close());
    const before = iconButton("left", words.previous, () => show(at - 1));
    const after = iconButton("right", words.next, () => show(at + 1));
    const dialog = el("dialog", "viewer", { "aria-label": words.viewer },
        el("header", "", {}, name, save, close), el("div", "viewer-stage", {}, image), before, after);
    before.classList.add("viewer-before");
    after.classList.add("viewer-after");

    /** @param {number} next */
    async function show(next) {
        at = (next + pictures.length) % pictures.length;
        const picture = pictures[at];
        const label = picture.offset === undefined ? picture.name : words.pictureOf;
        image.alt = label;
        save.download = picture.name;
        save.setAttribute("aria-label", words.download(picture.name));
        name.textContent = pictures.length > 1 ? `${label} · ${at + 1}/${pictures.length}` : label;
        for (const [node, attribute] of /** @type {const} */ ([[image, "src"], [save, "href"]])) node.removeAttribute(attribute); // the one before
        const address = await whereIs(picture.id).catch(() => ""); // it could not be fetched; its name stays
        if (pictures[at] === picture && address) image.src = save.href = address;
    }

    before.hidden = after.hidden = pictures.length < 2;
    dialog.addEventListener("keydown", ({ key }) => {
        if (pictures.length < 2 || (key !== "ArrowLeft" && key !== "ArrowRight")) return;
        show(at + ((key === "ArrowLeft") === (getComputedStyle(dialog).direction === "rtl") ? 1 : -1));
    });
    dialog.addEventListener("click", ({ target }) => {
        if (target instanceof Element && target.classList.contains("viewer-stage")) dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    show(at);
    dialog.showModal();
    close.focus();
}

/** @param {string} name @param {string} label @param {() => void} action */
function iconButton(name, label, action) {
    const button = el("button", "icon", { type: "button", "aria-label": label }, icon(name));
    button.addEventListener("click", action);
    return button;
}
