// @ts-check
// Files in bubbles: pictures as they are, sound and film with the browser's own controls, the rest as rows to download.

import { bytes } from "../formats.js";
import { words } from "../words.js";
import { el, icon } from "./dom.js";

/** @typedef {import("../model/types.js").Attachment} Attachment */

// What every browser draws; another image is a file like any other.
const DRAWN = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;
const PLAYED = /^(?:audio|video)\//;

/** Where an attachment's bytes are. @param {string} id */
export const addressOf = (id) => `/api/v1/attachments/${id}`;

/** Can a browser draw it? @param {{mediaType: string}} file */
export const isPicture = ({ mediaType }) => DRAWN.test(mediaType);

/**
 * A picture that opens large. Until it is here its place is a square.
 * @param {Attachment} attachment
 * @param {() => Attachment[]} others all pictures of its message, in order
 */
export function createPicture(attachment, others) {
    const name = attachment.offset === undefined ? attachment.name : words.pictureOf;
    const image = el("img", "", { src: addressOf(attachment.id), alt: name, decoding: "async", loading: "lazy", draggable: "false" });
    const button = el("button", "", { type: "button", "aria-label": words.openPicture(name) }, image);
    const node = el("figure", "picture", { "data-id": attachment.id }, button);
    image.addEventListener("load", () => keepPlace(node, image));
    image.addEventListener("error", () => node.replaceChildren(createRow(attachment)));
    button.addEventListener("click", async () => {
        const { showPictures } = await import("./viewer.js").catch(() => ({ showPictures: () => open(addressOf(attachment.id)) }));
        showPictures(others(), attachment.id);
    });
    return node;
}

/**
 * A picture above what one is reading has another height than its square had: the log makes up for it.
 * @param {HTMLElement} node @param {HTMLImageElement} image
 */
function keepPlace(node, image) {
    const log = node.closest(".log");
    const before = image.clientWidth; // the square
    node.classList.add("here");
    if (log && node.getBoundingClientRect().top < log.getBoundingClientRect().top) log.scrollTop += image.clientHeight - before;
    node.dispatchEvent(new Event("late", { bubbles: true }));
}

/** A file's name and size, to be saved. @param {Attachment} attachment */
function createRow({ id, name, bytes: size }) {
    return el("a", "file", { href: addressOf(id), download: name, "aria-label": `${words.download(name)}, ${bytes(size)}` },
        icon("file"), el("span", "file-name", { dir: "auto" }, name), el("span", "file-size", {}, bytes(size)), icon("down-to"));
}

/** @param {Attachment} attachment */
function createPlayer(attachment) {
    const tag = attachment.mediaType.startsWith("audio/") ? "audio" : "video";
    const player = el(tag, "player", { src: addressOf(attachment.id), controls: "", preload: "metadata", "aria-label": attachment.name });
    const node = el("div", "played", {}, player, createRow(attachment));
    player.addEventListener("loadedmetadata", () => node.dispatchEvent(new Event("late", { bubbles: true })));
    player.addEventListener("error", () => player.remove());
    return node;
}

/**
 * What a question brought along, before its text.
 * @param {HTMLElement} bubble @param {Attachment[]} attachments
 */
export function showAttachments(bubble, attachments) {
    const key = attachments.map(({ id }) => id).join(" ");
    const old = /** @type {HTMLElement | null} */ (bubble.querySelector(":scope > .files"));
    if ((old?.dataset.key ?? "") === key) return;
    old?.remove();
    if (!key) return;
    const pictures = attachments.filter(isPicture);
    const gallery = el("div", "gallery", { "data-count": String(Math.min(pictures.length, 4)) },
        ...pictures.map((picture) => createPicture(picture, () => pictures)));
    const others = attachments.filter((one) => !isPicture(one)).map((one) => PLAYED.test(one.mediaType) ? createPlayer(one) : createRow(one));
    bubble.prepend(el("div", "files", { "data-key": key }, ...(pictures.length ? [gallery] : []), ...others));
}
