// @ts-check
// Bringing chats along from elsewhere, in the settings. What is being uploaded goes on while nobody looks; what was
// broken off goes on when the same file is chosen again.

import { nameOf, sendFile, unfinished, Unreadable } from "../model/imports.js";
import { newID, Problem } from "../model/wire.js";
import { bytes, problemText } from "../formats.js";
import { importWords as say } from "../words-import.js";
import { removeItem } from "./account.js";
import { askYes } from "./dialogs.js";
import { el, icon } from "./dom.js";

/** @typedef {import("./account.js").Place} Place */
/** @typedef {import("../model/imports.js").Import} Import */
/** @typedef {{job: Import, isLost: boolean, stop: () => void}} Upload under way in this tab */
/** @typedef {{node: HTMLElement, show: (job: Import) => void, job: Import}} Item */

const LOOK_EVERY_MS = 1000;
const LOOK_HIDDEN_EVERY_MS = 5000;
const SILENCE_MS = 60_000;

/** What this tab sends, whether somebody looks or not. @type {Map<string, Upload>} */
const uploads = new Map();
/** The list that is shown now. @type {((job: Import) => void) | null} */
let shown = null;
/** What is asked for its state, whether somebody looks or not. @type {Set<string>} */
const watched = new Set();

/** @param {Place} place @returns {Promise<Node[]>} */
export async function drawImport(place) {
    const { call, attempt } = place;
    /** @type {{imports: Import[]}} */
    const { imports } = await call("GET", "imports");
    /** @type {Map<string, Item>} */
    const items = new Map();
    const list = el("ul", "items");
    const problem = el("p", "form-problem", { role: "alert" });
    const input = el("input", "", { type: "file", hidden: "", accept: ".zip,.json,application/zip,application/json" });
    const choose = el("button", "button", { type: "button" }, say.choose);
    choose.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
        const [file] = input.files ?? [];
        input.value = ""; // the same one can be chosen again
        if (file) attempt(() => begin(file));
    });

    /** @param {File} file */
    async function begin(file) {
        problem.textContent = "";
        if (file.size === 0) {
            problem.textContent = say.empty;
            return;
        }
        choose.disabled = true;
        try {
            const { imports } = await call("GET", "imports");
            const job = unfinished(imports, file) ?? await call("POST", "imports", { id: newID(), name: nameOf(file.name), bytes: file.size });
            if (!uploads.has(job.id)) send(file, job, place);
            show(job);
        } catch (error) {
            if (!(error instanceof Problem) || error.status === 401) throw error;
            problem.textContent = textOf(error);
        } finally {
            choose.disabled = false;
            choose.focus();
        }
    }

    /** @param {Import} job */
    function show(job) {
        let item = items.get(job.id);
        if (!item) {
            item = createItem(job, place, () => items.delete(job.id));
            items.set(job.id, item);
            list.prepend(item.node);
        }
        item.show(job);
    }

    for (const job of imports.toReversed()) {
        show(uploads.get(job.id)?.job ?? job);
        if (job.state === "running") watch(job.id, place);
    }
    shown = show;
    return [el("p", "hint", {}, say.what), sources(), choose, input, problem, list];
}

/** Where the files come from. */
function sources() {
    const facts = [[say.fromPollux, say.fromPolluxHow], [say.fromChatGPT, say.fromChatGPTHow], [say.fromOpenWebUI, say.fromOpenWebUIHow]];
    return el("details", "where", {}, el("summary", "", {}, say.where),
        el("dl", "", {}, ...facts.flatMap(([name, how]) => [el("dt", "", {}, name), el("dd", "", {}, how)])));
}

/** @param {Import} first @param {Place} place @param {() => void} onGone @returns {Item} */
function createItem(first, { call, attempt, note }, onGone) {
    const status = el("span", "hint");
    const problem = el("span", "hint");
    const progress = el("progress", "", { "aria-label": say.progress(first.name) });
    const end = el("button", "icon", { type: "button" }, icon("close"));
    const node = el("li", "item import", {}, el("span", "item-name", { dir: "auto" }, first.name), progress, status, problem, end);
    const item = { node, job: first, show };
    let said = "";

    /** @param {Import} job */
    function show(job) {
        item.job = job;
        const upload = uploads.get(job.id);
        const isOver = job.state === "done" || job.state === "failed";
        const isWaiting = job.state === "uploading" && !upload;
        const total = job.state === "uploading" ? job.bytes : job.total;
        progress.hidden = isOver || isWaiting;
        if (total) {
            progress.max = total;
            progress.value = job.state === "uploading" ? job.received : job.done;
        } else progress.removeAttribute("value");
        status.textContent = stateText(job, upload);
        problem.textContent = job.problem ?? "";
        problem.hidden = !job.problem;
        node.classList.toggle("failed", job.state === "failed");
        end.setAttribute("aria-label", isOver ? say.dismiss(job.name) : say.cancelOf(job.name));
        // A screen reader hears that something else happens now, not every number.
        const news = `${job.state} ${upload?.isLost}`;
        if (said && said !== news) status.setAttribute("role", "status");
        else status.removeAttribute("role");
        said = news;
    }

    end.addEventListener("click", () => attempt(async () => {
        const { job } = item;
        const isOver = job.state === "done" || job.state === "failed";
        if (!isOver && !await askYes({ title: say.cancelTitle(job.name), hint: say.cancelHint, yes: say.cancel })) return;
        uploads.get(job.id)?.stop();
        uploads.delete(job.id);
        watched.delete(job.id);
        await call("DELETE", `imports/${job.id}`).catch((error) => {
            if (error.status !== 404) throw error; // it is gone already
        });
        onGone();
        removeItem(node);
        if (!isOver) note(say.cancelled);
    }));
    return item;
}

/** @param {Import} job @param {Upload | undefined} upload */
function stateText(job, upload) {
    if (job.state === "uploading" && !upload) return say.broken(bytes(job.received), bytes(job.bytes));
    if (job.state === "uploading" && upload?.isLost) return say.lost(bytes(job.received), bytes(job.bytes));
    if (job.state === "uploading") return say.uploading(bytes(job.received), bytes(job.bytes));
    if (job.state === "running") return job.total ? say.running(job.done, job.total) : say.reading;
    const result = say.result(job.conversations, job.messages, job.skipped);
    return job.state === "failed" && job.conversations + job.messages === 0 ? say.failed : result;
}

/** @param {Problem} error */
function textOf(error) {
    const known = /** @type {Record<string, string>} */ (say.problems)[error.code];
    return known ?? (error.code === "too_large" && error.detail ? error.detail : problemText(error));
}

/** @param {File} file @param {Import} first @param {Place} place */
async function send(file, first, place) {
    const { call, note } = place;
    const { id } = first;
    let isStopped = false;
    /** @type {XMLHttpRequest | null} */
    let request = null;
    /** @type {Upload} */
    const upload = { job: first, isLost: false, stop: () => {
        isStopped = true;
        request?.abort();
    } };
    uploads.set(id, upload);
    try {
        const job = await sendFile({
            file, job: first, isStopped: () => isStopped, wait: untilBack,
            look: () => call("GET", `imports/${id}`),
            put: (offset, piece, onProgress) => putPiece(id, offset, piece, onProgress, (next) => { request = next; }),
            onChange: (job, isLost) => {
                Object.assign(upload, { job, isLost });
                shown?.(job);
            },
        });
        uploads.delete(id);
        if (isStopped) return;
        shown?.(job);
        watch(id, place);
    } catch (error) {
        uploads.delete(id);
        if (isStopped) return;
        if (error instanceof Problem && error.status === 401) return; // the page is on its way to the sign-in
        note(error instanceof Unreadable ? say.unreadable : error instanceof Problem ? textOf(error) : say.failed);
        if (!(error instanceof Problem) && !(error instanceof Unreadable)) throw error;
        shown?.(upload.job);
    }
}

/** Asks how an import is going until it is over: often while it is shown. @param {string} id @param {Place} place */
async function watch(id, { call, note }) {
    if (watched.has(id)) return;
    watched.add(id);
    for (let failures = 0; watched.has(id) && failures < 20;) {
        const isSeen = document.querySelector("li.import") !== null && document.visibilityState === "visible";
        await new Promise((resolve) => setTimeout(resolve, isSeen ? LOOK_EVERY_MS : LOOK_HIDDEN_EVERY_MS));
        if (!watched.has(id)) return;
        try {
            /** @type {Import} */
            const job = await call("GET", `imports/${id}`);
            failures = 0;
            const isShown = document.querySelector("li.import") !== null;
            if (isShown) shown?.(job);
            if (job.state === "running") continue;
            watched.delete(id);
            if (!isShown) note(job.state === "failed" ? job.problem ?? say.failed : say.result(job.conversations, job.messages, job.skipped));
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (!error.isPassing) watched.delete(id); // cancelled elsewhere, or signed out
            failures += 1;
        }
    }
    watched.delete(id);
}

/** Waits, but no longer than until the line is back. @param {number} ms @returns {Promise<void>} */
function untilBack(ms) {
    return new Promise((resolve) => {
        const end = () => {
            clearTimeout(timer);
            removeEventListener("online", end);
            resolve();
        };
        const timer = setTimeout(end, ms);
        addEventListener("online", end);
    });
}

/**
 * One piece. By XMLHttpRequest: `fetch` does not tell how far a body has got. A line on which nothing moves counts as lost.
 * @param {string} id @param {number} offset @param {ArrayBuffer} piece @param {(bytes: number) => void} onProgress
 * @param {(request: XMLHttpRequest | null) => void} onRequest
 * @returns {Promise<Import>}
 */
function putPiece(id, offset, piece, onProgress, onRequest) {
    const request = new XMLHttpRequest();
    onRequest(request);
    return new Promise((resolve, reject) => {
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        let silence;
        const rest = () => {
            clearTimeout(silence);
            silence = setTimeout(() => request.abort(), SILENCE_MS);
        };
        request.open("PATCH", `/api/v1/imports/${id}`);
        request.setRequestHeader("Content-Type", "application/octet-stream");
        request.setRequestHeader("Upload-Offset", String(offset));
        request.upload.onprogress = ({ loaded }) => {
            rest();
            onProgress(loaded);
        };
        request.onloadend = () => {
            clearTimeout(silence);
            onRequest(null);
            let reply = null;
            try {
                reply = JSON.parse(request.responseText);
            } catch {
                // A proxy's own page, or nothing at all: the status says enough.
            }
            if (request.status >= 200 && request.status < 300 && reply) resolve(reply);
            else reject(new Problem(request.status, reply));
        };
        rest();
        request.send(piece);
    });
}
