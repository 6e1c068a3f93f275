// @ts-check
// A file on its way into an import: piece by piece from where the server stands, through lost lines, until it is all
// there. The requests come from outside, so that tests own them.

import { backoff, Problem } from "./wire.js";

/**
 * @typedef {object} Import what `GET imports` says of one
 * @property {string} id
 * @property {string} name of the file
 * @property {"uploading" | "running" | "done" | "failed"} state
 * @property {number} received bytes
 * @property {number} bytes
 * @property {number} done conversations
 * @property {number} total 0: not known yet
 * @property {number} conversations that are new
 * @property {number} messages that are new
 * @property {number} skipped conversations that brought nothing
 * @property {string} [problem] for people
 */

export const PIECE_BYTES = 4 * 1024 ** 2;
const MAX_NAME_LENGTH = 200;

/** Something that the file itself is at fault for. */
export class Unreadable extends Error {}

/** The name under which a file is imported: the server takes no path and no control characters. @param {string} name */
export function nameOf(name) {
    const clean = name.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}/\\]/gu, "_").trim() || "file";
    return clean.length <= MAX_NAME_LENGTH ? clean : clean.slice(-MAX_NAME_LENGTH).toWellFormed();
}

/** The import that a file goes on with: it was broken off. @param {Import[]} imports @param {{name: string, size: number}} file */
export const unfinished = (imports, { name, size }) =>
    imports.find((one) => one.state === "uploading" && one.name === nameOf(name) && one.bytes === size);

/**
 * Sends what is missing.
 * @param {object} options
 * @param {Blob} options.file
 * @param {Import} options.job
 * @param {(offset: number, piece: ArrayBuffer, onProgress: (bytes: number) => void) => Promise<Import>} options.put
 * @param {() => Promise<Import>} options.look how far the server has got
 * @param {(ms: number) => Promise<void>} options.wait ends early when the line is back
 * @param {(job: Import, isLost: boolean) => void} options.onChange `isLost`: it is tried again in a moment
 * @param {() => boolean} options.isStopped
 * @returns {Promise<Import>} all of it is there
 * @throws {Problem | Unreadable}
 */
export async function sendFile({ file, job, put, look, wait, onChange, isStopped }) {
    let failures = 0;
    while (job.state === "uploading" && job.received < job.bytes && !isStopped()) {
        const offset = job.received;
        const piece = await file.slice(offset, offset + PIECE_BYTES).arrayBuffer().catch(() => {
            throw new Unreadable();
        });
        try {
            job = await put(offset, piece, (sent) => onChange({ ...job, received: offset + sent }, false));
            failures = 0;
        } catch (error) {
            if (!(error instanceof Problem) || isStopped()) throw error;
            // Another piece is expected, or one that was broken off is still being stored.
            if (!error.isPassing && error.code !== "conflict") throw error;
            onChange(job, true);
            if (error.isPassing || failures > 0) await wait(backoff(failures));
            failures += 1;
            job = await look().catch((problem) => {
                if (!problem.isPassing) throw problem;
                return job;
            });
            if (job.received > offset) failures = 0;
        }
        if (!isStopped()) onChange(job, failures > 0);
    }
    return job;
}
