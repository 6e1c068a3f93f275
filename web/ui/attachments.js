// @ts-check
// Files in bubbles: pictures as they are, sound and film with the browser's own controls, the rest as rows to download.

import { bytes } from "../formats.js";
import { words } from "../words.js";
import { el, icon } from "./dom.js";

/** @typedef {import("../model/types.js").Attachment} Attachment */

// What every browser draws; another image is a file like any other.
const DRAWN = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;
const PLAYED = /^(?:audio|video)\//;

/** So far outside the window a file is fetched, where it must be. */
const AHEAD = "600px";
/** What is played is fetched as a whole: no more than this before somebody asks for it. */
const MAX_PLAYED_BYTES = 8 * 1024 ** 2;

/** @type {((id: string) => Promise<string>) | null} */
let fetchFile = null;

/** A shared copy's files have no addresses: they are fetched, and get one in this tab. @param {(id: string) => Promise<string>} fetch */
export function takeFilesFrom(fetch) {
    fetchFile = fetch;
}

/** Where an attachment's bytes are. @param {string} id */
export const addressOf = (id) => `/api/v1/attachments/${id}`;

/** The same as soon as they are there. @param {string} id @returns {Promise<string>} */
export const whereIs = (id) => fetchFile ? fetchFile(id) : Promise.resolve(addressOf(id));

/** Gives an element its file. @param {HTMLImageElement | HTMLMediaElement} node @param {string} id */
function give(node, id) {
    if (!fetchFile) {
        node.src = addressOf(id);
        return;
    }
    const fetch = fetchFile;
    const watch = new IntersectionObserver(([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        watch.disconnect();
        fetch(id).then((address) => { node.src = address; }, () => node.dispatchEvent(new Event("error")));
    }, { rootMargin: AHEAD });
    watch.observe(node);
}

/** Can a browser draw it? @param {{mediaType: string}} file */
export const isPicture = ({ mediaType }) => DRAWN.test(mediaType);

/**
 * A picture that opens large. Until it is here its place is a square.
 * @param {Attachment} attachment
 * @param {() => Attachment[]} others all pictures of its message, in order
 */
export function createPicture(attachment, others) {
    const name = attachment.offset === undefined ? attachment.name : words.pictureOf;
    const image = el("img", "", { alt: name, decoding: "async", loading: "lazy", draggable: "false" });
    const button = el("button", "", { type: "button", "aria-label": words.openPicture(name) }, image);
    const node = el("figure", "picture", { "data-id": attachment.id }, button);
    image.addEventListener("load", () => keepPlace(node, image));
    image.addEventListener("error", () => node.replaceChildren(createRow(attachment)));
    button.addEventListener("click", async () => {
        const { showPictures } = await import("./viewer.js").catch(() => ({ showPictures: () => open(image.src) }));
        showPictures(others(), attachment.id);
    });
    give(image, attachment.id);
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
    const label = `${words.download(name)}, ${bytes(size)}`;
    const parts = [icon("file"), el("span", "file-name", { dir: "auto" }, name), el("span", "file-size", {}, bytes(size)), icon("down-to")];
    if (!fetchFile) return el("a", "file", { href: addressOf(id), download: name, "aria-label": label }, ...parts);
    const fetch = fetchFile;
    const button = el("button", "file", { type: "button", "aria-label": label }, ...parts);
    button.addEventListener("click", async () => {
        button.disabled = true;
        const address = await fetch(id).catch(() => ""); // whoever fetches says what went wrong
        button.disabled = false;
        if (address) el("a", "", { href: address, download: name }).click();
    });
    return button;
}

/** @param {Attachment} attachment */
function createPlayer(attachment) {
    if (fetchFile && attachment.bytes > MAX_PLAYED_BYTES) return createRow(attachment);
    const tag = attachment.mediaType.startsWith("audio/") ? "audio" : "video";
    const player = el(tag, "player", { controls: "", preload: "metadata", "aria-label": attachment.name });
    const node = el("div", "played", {}, player, createRow(attachment));
    player.addEventListener("loadedmetadata", () => node.dispatchEvent(new Event("late", { bubbles: true })));
    player.addEventListener("error", () => player.remove());
    give(player, attachment.id);
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
