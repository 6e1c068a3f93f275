// @ts-check
// The files of the question that is being written, above the field: what they are, how far they have got, what is wrong
// with one. Each chat has its own; they live as long as the page.

import { canRetry, createUploads } from "../model/uploads.js";
import { bytes } from "../formats.js";
import { words } from "../words.js";
import { addressOf, isPicture } from "./attachments.js";
import { el, icon } from "./dom.js";

/** @typedef {import("../model/uploads.js").Upload} Upload */
/** @typedef {import("../model/types.js").Attachment} Attachment */

/** Above this the server does not look whether it is text. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024;
const DRAWN = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;

/**
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../model/uploads.js").Put} options.put
 * @param {number} options.maxBytes
 * @param {() => void} options.onChange
 * @param {(text: string) => void} options.announce
 * @param {(text: string) => void} options.note
 */
export function createTray({ element, put, maxBytes, onChange, announce, note }) {
    /** @type {Map<string, ReturnType<typeof createUploads>>} */
    const trays = new Map();
    /** @type {Map<Upload, ReturnType<typeof createRow>>} */
    let rows = new Map();
    const list = el("ul", "", { "aria-label": words.tray });
    element.append(list);

    /** @param {string} id */
    function uploadsOf(id) {
        const uploads = trays.get(id) ?? createUploads({ put, maxBytes, onChange });
        trays.set(id, uploads);
        return uploads;
    }

    /** @param {string | null} id the conversation that is open */
    function show(id) {
        const uploads = id ? trays.get(id) : undefined;
        const all = uploads?.all ?? [];
        element.hidden = all.length === 0;
        for (const [upload, row] of rows) if (!all.includes(upload)) row.leave();
        const kept = new Map(all.map((upload) => [upload, rows.get(upload) ?? createRow(upload, maxBytes, announce)]));
        rows = kept;
        let next = list.firstChild, isNew = false;
        for (const [upload, row] of kept) {
            row.show(() => uploads?.retry(upload), () => {
                const at = all.indexOf(upload);
                uploads?.remove(upload);
                // The next file's button, or the field: the focus does not fall to the page's start.
                const other = all[at + 1] ?? all[at - 1];
                const heir = other ? kept.get(other)?.node.querySelector("button.remove") : document.querySelector("#text");
                /** @type {HTMLElement | null | undefined} */ (heir)?.focus();
            });
            if (row.node === next) next = next.nextSibling;
            else {
                isNew = true;
                list.insertBefore(row.node, next);
            }
        }
        if (isNew) element.scrollTop = element.scrollHeight;
    }

    return {
        show,
        /** For the field's button. @param {string} id */
        of(id) {
            const uploads = trays.get(id);
            if (!uploads) return null;
            return { count: uploads.all.length, areDone: uploads.areDone, hasFailed: uploads.all.some(({ status }) => status === "failed") };
        },
        /** @param {string} id @param {File[]} files */
        add(id, files) {
            const left = uploadsOf(id).add(files);
            if (left > 0) note(words.filesTooMany(left));
        },
        /** @param {string} id @param {Attachment[]} attachments */
        putBack: (id, attachments) => uploadsOf(id).putBack(attachments),
        /** The question goes, and takes its files along. @param {string} id */
        take: (id) => trays.get(id)?.take() ?? [],
    };
}

/** @param {Upload} upload @param {number} maxBytes @param {(text: string) => void} announce */
function createRow(upload, maxBytes, announce) {
    const address = upload.file && DRAWN.test(upload.file.type) ? URL.createObjectURL(upload.file)
        : upload.attachment && isPicture(upload.attachment) ? addressOf(upload.id) : "";
    const preview = el("span", "preview-box", { "aria-hidden": "true" }, icon("file"));
    if (address) {
        const image = el("img", "", { src: address, alt: "" });
        image.addEventListener("error", () => image.replaceWith(icon("file")));
        preview.replaceChildren(image);
    }
    const state = el("span", "file-size");
    const bar = el("progress", "", { max: "1", "aria-label": upload.name });
    const retry = el("button", "plain-button", { type: "button" }, words.tryAgain);
    const remove = el("button", "icon remove", { type: "button", "aria-label": words.removeFile(upload.name) }, icon("close"));
    const node = el("li", "", {}, preview, el("span", "file-name", { dir: "auto", title: upload.name }, upload.name), state, retry, bar, remove);
    /** @type {Upload["status"] | ""} */
    let shown = "";
    let actions = { retry: () => {}, remove: () => {} };
    retry.addEventListener("click", () => actions.retry());
    remove.addEventListener("click", () => actions.remove());
    return {
        node,
        /** @param {() => void} onRetry @param {() => void} onRemove */
        show(onRetry, onRemove) {
            actions = { retry: onRetry, remove: onRemove };
            const { status, progress } = upload;
            bar.hidden = status !== "sending";
            bar.value = progress;
            state.textContent = status === "failed" ? reasonOf(upload, maxBytes) : status === "waiting" ? words.fileWaits
                : status === "sending" ? words.uploading(progress) : bytes(upload.bytes);
            if (status === shown) return;
            shown = status;
            node.classList.toggle("failed", status === "failed");
            retry.hidden = !canRetry(upload);
            if (status === "failed") {
                announce(`${upload.name}: ${state.textContent}`);
                node.scrollIntoView({ block: "nearest" }); // it is in the way of the question
            }
            if (status === "done" && upload.file) announce(words.fileAttached(upload.name));
        },
        leave() {
            node.remove();
            if (address.startsWith("blob:")) URL.revokeObjectURL(address);
        },
    };
}

/** Why a file is not there, in few words. @param {Upload} upload @param {number} maxBytes */
export function reasonOf({ problem, file, bytes: size }, maxBytes) {
    const { fileProblems } = words;
    switch (problem?.status) {
        case 413: return size <= maxBytes && problem.detail ? problem.detail : fileProblems.tooLarge(bytes(maxBytes)); // texts have a limit of their own
        case 415: return file?.type.startsWith("text/") && size > MAX_TEXT_BYTES ? fileProblems.tooLarge(bytes(MAX_TEXT_BYTES)) : fileProblems.type;
        case 429: return problem.code === "rate_limited" ? fileProblems.tooMany : problem.detail ?? fileProblems.other;
        case 0: return fileProblems.connection;
        case 400: return size === 0 ? fileProblems.empty : problem.detail ?? fileProblems.other;
        default: return problem?.detail ?? fileProblems.other;
    }
}
