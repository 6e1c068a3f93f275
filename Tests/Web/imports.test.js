// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// A file that is sent in pieces: from where the server stands, through lost lines.
import assert from "node:assert/strict";
import { nameOf, PIECE_BYTES, sendFile, unfinished, Unreadable } from "../../web/model/imports.js";
import { Problem } from "../../web/model/wire.js";

/** @typedef {import("../../web/model/imports.js").Import} Import */

const SIZE = 2 * PIECE_BYTES + 10;
const content = new Uint8Array(SIZE).map((_, i) => i % 251);
const file = new Blob([content]);

/** @param {Partial<Import>} [what] @returns {Import} */
const jobOf = (what) => ({
    id: "a", name: "chats.zip", state: "uploading", received: 0, bytes: SIZE, done: 0, total: 0, conversations: 0, messages: 0, skipped: 0, ...what,
});

/** A server that takes pieces, and what shall go wrong: by the number of the request. @param {Record<number, (keep: (bytes: number) => void) => void>} faults @param {number} received */
function createServer(faults = {}, received = 0) {
    const stored = new Uint8Array(SIZE);
    stored.set(content.subarray(0, received));
    let requests = 0, waits = 0;
    const status = () => jobOf({ received, state: received === SIZE ? "running" : "uploading" });
    return {
        stored,
        get requests() { return requests; },
        get waits() { return waits; },
        status,
        options: {
            look: () => Promise.resolve(status()),
            wait: () => {
                waits += 1;
                return Promise.resolve();
            },
            put: (/** @type {number} */ offset, /** @type {ArrayBuffer} */ piece, /** @type {(bytes: number) => void} */ onProgress) => {
                requests += 1;
                const keep = (/** @type {number} */ bytes) => {
                    stored.set(new Uint8Array(piece).subarray(0, bytes), offset);
                    received = offset + bytes;
                };
                try {
                    faults[requests]?.(keep);
                    if (offset !== received) throw new Problem(409, { code: "conflict" });
                } catch (problem) {
                    return Promise.reject(problem);
                }
                onProgress(piece.byteLength);
                keep(piece.byteLength);
                return Promise.resolve(status());
            },
        },
    };
}

/** @param {ReturnType<typeof createServer>} server @param {Import} job @param {Blob} [blob] */
async function send(server, job, blob = file) {
    /** @type {[number, boolean][]} */
    const seen = [];
    const end = await sendFile({ file: blob, job, ...server.options, isStopped: () => false, onChange: (now, isLost) => seen.push([now.received, isLost]) });
    return { end, seen };
}

Deno.test("all pieces arrive in order, and progress never goes back", async () => {
    const server = createServer();
    const { end, seen } = await send(server, jobOf());
    assert.equal(end.state, "running");
    assert.deepEqual(server.stored, content);
    assert.equal(server.requests, 3);
    assert.deepEqual(seen.map(([received]) => received), seen.map(([received]) => received).toSorted((a, b) => a - b));
    assert.ok(seen.every(([, isLost]) => !isLost));
});

Deno.test("a piece that breaks off goes on from what the server kept of it", async () => {
    const server = createServer({ 2: (keep) => {
        keep(1000);
        throw new Problem(0, null);
    } });
    const { end, seen } = await send(server, jobOf());
    assert.equal(end.state, "running");
    assert.deepEqual(server.stored, content);
    assert.ok(seen.some(([, isLost]) => isLost) && !seen.at(-1)?.[1]);
    assert.equal(server.waits, 1);
});

Deno.test("a line that stays away is tried again and again", async () => {
    const lose = () => {
        throw new Problem(503, null);
    };
    const server = createServer({ 1: lose, 2: lose, 3: lose });
    const { end } = await send(server, jobOf());
    assert.equal(end.state, "running");
    assert.equal(server.waits, 3);
});

Deno.test("another place than expected: it goes on where the server stands", async () => {
    const server = createServer({}, PIECE_BYTES + 7);
    const { end } = await send(server, jobOf()); // as if nothing had come
    assert.equal(end.state, "running");
    assert.deepEqual(server.stored, content);
    assert.equal(server.waits, 0);
});

Deno.test("what no other try helps ends it: refused, gone, unreadable", async () => {
    const refuse = (/** @type {Problem} */ problem) => createServer({ 1: () => {
        throw problem;
    } });
    await assert.rejects(send(refuse(new Problem(503, { code: "x" })), jobOf(), /** @type {any} */ ({ slice: () => ({ arrayBuffer: () => Promise.reject(new Error()) }) })), Unreadable);
    await assert.rejects(send(refuse(new Problem(404, { code: "not_found" })), jobOf()), { code: "not_found" });
    const server = createServer({ 1: () => {
        throw new Problem(0, null);
    } });
    server.options.look = () => Promise.reject(new Problem(404, { code: "not_found" })); // cancelled elsewhere
    await assert.rejects(send(server, jobOf()), { code: "not_found" });
});

Deno.test("stopped, it sends nothing more", async () => {
    const server = createServer();
    let isStopped = false;
    const end = await sendFile({ file, job: jobOf(), ...server.options, isStopped: () => isStopped, onChange: () => { isStopped = true; } });
    assert.equal(end.state, "uploading");
    assert.equal(server.requests, 1);
});

Deno.test("a file goes on with an import of its name and size that was broken off", () => {
    const there = [jobOf({ id: "other", bytes: 1 }), jobOf({ id: "over", state: "done" }), jobOf({ id: "it" })];
    assert.equal(unfinished(there, { name: "chats.zip", size: SIZE })?.id, "it");
    assert.equal(unfinished(there, { name: "chat.zip", size: SIZE }), undefined);
    assert.equal(unfinished(there, { name: "chats.zip", size: SIZE - 1 }), undefined);
    assert.equal(nameOf("a/b\\c\u0007.zip"), "a_b_c_.zip");
    assert.equal(nameOf("x".repeat(300) + ".zip").length, 200);
});
