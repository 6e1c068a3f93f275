// @ts-check
// Files on their way to the server, before their question is sent: at most three at once, each with its progress; what
// fails says why, and can be tried again under the same id. The request comes from outside, so that tests own it.

import { newID, Problem } from "./wire.js";

/** @typedef {import("./types.js").Attachment} Attachment */

/**
 * @typedef {object} Upload a file in the tray
 * @property {string} id what the attachment's id is to be
 * @property {File | null} file null: it came back with a refused question
 * @property {string} name
 * @property {number} bytes
 * @property {"waiting" | "sending" | "done" | "failed"} status
 * @property {number} progress 0 to 1
 * @property {Attachment | null} attachment once it is there
 * @property {Problem | null} problem why it failed
 */

/**
 * @typedef {(upload: Upload, onProgress: (part: number) => void) => {done: Promise<Attachment>, cancel: () => void}} Put
 *   sends a file; what is refused is a `Problem`
 */

const AT_ONCE = 3;
export const MAX_FILES = 10;
const MAX_NAME_LENGTH = 200;

/**
 * The files of one conversation's next question.
 * @param {object} options
 * @param {Put} options.put
 * @param {number} options.maxBytes of one file
 * @param {() => void} options.onChange
 */
export function createUploads({ put, maxBytes, onChange }) {
    /** @type {Upload[]} */
    let uploads = [];
    /** @type {Map<Upload, () => void>} */
    const cancels = new Map();

    function start() {
        for (const upload of uploads) {
            if (cancels.size >= AT_ONCE) break;
            if (upload.status === "waiting") send(upload);
        }
        onChange();
    }

    /** @param {Upload} upload */
    async function send(upload) {
        upload.status = "sending";
        const { done, cancel } = put(upload, (part) => {
            upload.progress = part;
            onChange();
        });
        cancels.set(upload, cancel);
        try {
            upload.attachment = await done;
            upload.status = "done";
            upload.progress = 1;
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            upload.status = "failed";
            upload.problem = error;
            // Under this id something else is there, or it was deleted: the next try needs another.
            if (error.status === 409 || error.status === 410) upload.id = newID();
        } finally {
            cancels.delete(upload);
            start();
        }
    }

    return {
        get all() {
            return uploads;
        },
        /** All are there, so that the question can go. */
        get areDone() {
            return uploads.every((upload) => upload.status === "done");
        },
        /**
         * Takes files in, as far as there is room.
         * @param {File[]} files
         * @returns {number} how many were left out
         */
        add(files) {
            const room = Math.max(0, MAX_FILES - uploads.length);
            for (const file of files.slice(0, room)) {
                const problem = file.size > maxBytes ? new Problem(413, { code: "file_too_large" })
                    : file.size === 0 ? new Problem(400, { code: "file_empty" }) : null;
                uploads.push({
                    id: newID(), file, name: nameOf(file), bytes: file.size, status: problem ? "failed" : "waiting", progress: 0,
                    attachment: null, problem,
                });
            }
            start();
            return files.length - Math.min(files.length, room);
        },
        /** Puts back what a refused question had. @param {Attachment[]} attachments */
        putBack(attachments) {
            const there = new Set(uploads.map((upload) => upload.id));
            const back = attachments.filter((attachment) => !there.has(attachment.id));
            uploads = [...back.map((attachment) => (/** @type {Upload} */ ({
                id: attachment.id, file: null, name: attachment.name, bytes: attachment.bytes, status: "done", progress: 1, attachment, problem: null,
            }))), ...uploads];
            onChange();
        },
        /** @param {Upload} upload */
        retry(upload) {
            if (upload.status !== "failed" || !upload.file) return;
            Object.assign(upload, { status: "waiting", progress: 0, problem: null });
            start();
        },
        /** @param {Upload} upload */
        remove(upload) {
            uploads = uploads.filter((one) => one !== upload);
            cancels.get(upload)?.();
            onChange();
        },
        /** Everything has gone along with its question. @returns {Attachment[]} */
        take() {
            const attachments = uploads.flatMap((upload) => upload.attachment ?? []);
            uploads = [];
            onChange();
            return attachments;
        },
    };
}

/** Would another try make sense? @param {Upload} upload */
export const canRetry = ({ status, file, problem }) => status === "failed" && file !== null && problem !== null
    && (problem.isPassing || problem.status === 409 || problem.status === 410 || problem.status === 429);

/** @param {File} file */
function nameOf({ name }) {
    const clean = name.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}/\\]/gu, "_").trim() || "file";
    if (clean.length <= MAX_NAME_LENGTH) return clean;
    const end = /\.\w{1,10}$/.exec(clean)?.[0] ?? "";
    return clean.slice(0, MAX_NAME_LENGTH - end.length).toWellFormed() + end;
}

/**
 * Sends a file by XMLHttpRequest: `fetch` does not tell how far a body has got.
 * @param {string} id @param {string} name @param {File} file @param {(part: number) => void} onProgress
 * @returns {ReturnType<Put>}
 */
export function putFile(id, name, file, onProgress) {
    const request = new XMLHttpRequest();
    const done = new Promise((resolve, reject) => {
        request.open("PUT", `/api/v1/attachments/${id}?name=${encodeURIComponent(name)}`);
        request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
        request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
        request.onload = () => {
            let reply = null;
            try {
                reply = JSON.parse(request.responseText);
            } catch {
                // A proxy's own page: the status says enough.
            }
            if (request.status >= 200 && request.status < 300 && reply) resolve(reply);
            else reject(new Problem(request.status, reply));
        };
        request.onerror = request.ontimeout = request.onabort = () => reject(new Problem(0, null));
    });
    request.send(file);
    return { done, cancel: () => request.abort() };
}
