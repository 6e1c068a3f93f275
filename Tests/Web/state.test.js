// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The rules of one state: which of two versions of an item wins, what a delta does, what stays deleted.
import assert from "node:assert/strict";
import {
    applyFrame, applyList, applyMessages, createState, findMessage, hold, listOf, pathOf, putConversation, putMessage, remove,
    runningAnswers,
} from "../../web/model/state.js";
import { conversation, message } from "./fakes.js";

/** A state that is live, at revision 10, and holds conversation "c". */
function liveState() {
    const state = createState();
    assert.equal(applyFrame(state, { type: "hello", epoch: "e", revision: 10, heartbeatSeconds: 20 }), "fresh");
    hold(state, "c");
    return state;
}

/** @param {any} state @param {Partial<import("../../web/model/types.js").Message>} fields */
function withAnswer(state, fields) {
    putMessage(state, message({ id: "a", role: "model", status: "streaming", revision: 5, text: "abc", ...fields }));
    return state;
}

const textOf = (/** @type {any} */ state) => findMessage(state, "a")?.text;

Deno.test("the higher revision wins, whatever came first", () => {
    const state = liveState();
    putConversation(state, conversation({ id: "c", title: "new", revision: 7 }));
    putConversation(state, conversation({ id: "c", title: "old", revision: 6 }));
    assert.equal(state.conversations.get("c")?.title, "new");
    putConversation(state, conversation({ id: "c", title: "newer", revision: 8 }));
    assert.equal(state.conversations.get("c")?.title, "newer");
});

Deno.test("a running answer keeps the longer text, of whichever revision", () => {
    const state = withAnswer(liveState(), {});
    putMessage(state, message({ id: "a", role: "model", status: "streaming", revision: 5, text: "ab" }));
    assert.equal(textOf(state), "abc");
    putMessage(state, message({ id: "a", role: "model", status: "queued", revision: 4, text: "abcdef" }));
    assert.equal(textOf(state), "abcdef");
    assert.equal(findMessage(state, "a")?.status, "streaming");
    putMessage(state, message({ id: "a", role: "model", status: "streaming", revision: 6, text: "", thoughts: "hm" }));
    assert.deepEqual([textOf(state), findMessage(state, "a")?.thoughts, findMessage(state, "a")?.revision], ["abcdef", "hm", 6]);
});

Deno.test("a final status replaces everything, and no older one comes back", () => {
    const state = withAnswer(liveState(), { text: "abcdef" });
    putMessage(state, message({ id: "a", role: "model", status: "stopped", revision: 9, text: "abc" }));
    assert.equal(textOf(state), "abc");
    putMessage(state, message({ id: "a", role: "model", status: "streaming", revision: 5, text: "abcdefgh" }));
    assert.deepEqual([textOf(state), findMessage(state, "a")?.status], ["abc", "stopped"]);
    assert.equal(applyFrame(state, { type: "delta", messageID: "a", offset: 3, text: "x" }), "ignored");
    assert.equal(textOf(state), "abc");
});

Deno.test("deltas apply by offset: next, overlapping, repeated, beyond", () => {
    const state = withAnswer(liveState(), {});
    const delta = (/** @type {number} */ offset, /** @type {string} */ text) => applyFrame(state, { type: "delta", messageID: "a", offset, text });
    assert.equal(delta(3, "de"), "applied");
    assert.equal(textOf(state), "abcde");
    assert.equal(delta(4, "ef"), "applied");
    assert.equal(delta(0, "abc"), "applied");
    assert.equal(textOf(state), "abcdef");
    assert.equal(delta(7, "h"), "behind");
    assert.equal(textOf(state), "abcdef");
});

Deno.test("thoughts have offsets of their own, and offsets count UTF-16 code units", () => {
    const state = withAnswer(liveState(), { text: "😀" });
    assert.equal(applyFrame(state, { type: "delta", messageID: "a", offset: 0, text: "hm", thought: true }), "applied");
    assert.equal(applyFrame(state, { type: "delta", messageID: "a", offset: 2, text: "é" }), "applied");
    assert.deepEqual([textOf(state), findMessage(state, "a")?.thoughts], ["😀é", "hm"]);
    assert.deepEqual(runningAnswers(state), [{ messageID: "a", offset: 3, thoughtOffset: 2 }]);
});

Deno.test("what is deleted stays deleted until a reset", () => {
    const state = withAnswer(liveState(), {});
    putConversation(state, conversation({ id: "c" }));
    remove(state, "message", "a");
    putMessage(state, message({ id: "a", role: "model", revision: 99 }));
    assert.equal(findMessage(state, "a"), undefined);
    applyFrame(state, { type: "change", revision: 11, kind: "conversation", op: "delete", id: "c" });
    applyList(state, { conversations: [conversation({ id: "c", revision: 99 })] });
    hold(state, "c");
    putMessage(state, message({ id: "b" }));
    assert.deepEqual([state.conversations.size, findMessage(state, "b")], [0, undefined]);
    assert.equal(applyFrame(state, { type: "reset", epoch: "f", revision: 3, heartbeatSeconds: 20 }), "fresh");
    applyList(state, { conversations: [conversation({ id: "c" })] });
    assert.deepEqual([state.conversations.size, state.epoch, state.revision, state.resets], [1, "f", 3, 2]);
});

Deno.test("messages of a conversation that is not held are dropped, and counted all the same", () => {
    const state = liveState();
    const change = { type: "change", revision: 11, kind: "message", op: "put", id: "x", item: message({ id: "x", conversationID: "other" }) };
    assert.equal(applyFrame(state, change), "applied");
    assert.deepEqual([findMessage(state, "x"), state.revision], [undefined, 11]);
});

Deno.test("a jump in the revisions asks for a resume and does not count", () => {
    const state = liveState();
    const change = (/** @type {number} */ revision) => applyFrame(state, {
        type: "change", revision, kind: "conversation", op: "put", id: "d", item: conversation({ id: "d", revision }),
    });
    assert.equal(change(11), "applied");
    assert.equal(change(13), "behind");
    assert.equal(state.revision, 11);
    assert.equal(change(12), "applied");
    assert.equal(change(13), "applied");
    assert.equal(change(12), "applied");
    assert.equal(state.revision, 13);
    assert.equal(applyFrame(state, { type: "heartbeat", revision: 13 }), "applied");
    assert.equal(applyFrame(state, { type: "heartbeat", revision: 14 }), "behind");
});

Deno.test("what nobody knows is ignored", () => {
    assert.equal(applyFrame(liveState(), { type: "novelty" }), "ignored");
});

Deno.test("pages of messages: earlier is said by the page that reaches furthest up", () => {
    const state = liveState();
    const page = (/** @type {number[]} */ ...seqs) => seqs.map((seq) => message({ id: `m${seq}`, seq, ...(seq > 1 ? { parentID: `m${seq - 1}` } : {}) }));
    putMessage(state, message({ id: "m9", seq: 9, parentID: "m8" })); // by the socket, while the page is under way
    applyMessages(state, "c", { messages: page(5, 6, 7, 8), earlier: true });
    assert.deepEqual(pathOf(state, "c").map((one) => one.seq), [5, 6, 7, 8, 9]);
    assert.equal(state.held.get("c")?.earlier, true);
    applyMessages(state, "c", { messages: page(1, 2, 3, 4), earlier: false });
    applyMessages(state, "c", { messages: page(5, 6), earlier: true });
    assert.equal(state.held.get("c")?.earlier, false);
    assert.equal(pathOf(state, "c").length, 9);
});

Deno.test("the path follows the leaf's branch, and goes on where a reply overtook the leaf", () => {
    const state = liveState();
    putConversation(state, conversation({ id: "c", leafID: "a1" }));
    for (const [id, seq, parentID] of /** @type {[string, number, string?][]} */ ([["q1", 1], ["a1", 2, "q1"], ["a2", 3, "q1"]])) {
        putMessage(state, message({ id, seq, parentID }));
    }
    assert.deepEqual(pathOf(state, "c").map((one) => one.id), ["q1", "a1"]);
    putMessage(state, message({ id: "q2", seq: 4, parentID: "a1" }));
    putMessage(state, message({ id: "a3", seq: 5, parentID: "q2" }));
    assert.deepEqual(pathOf(state, "c").map((one) => one.id), ["q1", "a1", "q2", "a3"]);
    putConversation(state, conversation({ id: "c", leafID: "not here yet", revision: 2 }));
    assert.equal(pathOf(state, "c").at(-1)?.id, "a3");
});

Deno.test("the list: pinned first, then the latest, archived not at all", () => {
    const state = liveState();
    applyList(state, { conversations: [
        conversation({ id: "old", lastActivityAt: "2026-01-01T00:00:00.000Z" }),
        conversation({ id: "new", lastActivityAt: "2026-01-03T00:00:00.000Z" }),
        conversation({ id: "pinned", lastActivityAt: "2025-01-01T00:00:00.000Z", pinned: true }),
        conversation({ id: "away", archived: true }),
    ], nextCursor: "n" });
    assert.deepEqual(listOf(state).map((one) => one.id), ["pinned", "new", "old"]);
    assert.equal(state.lists.get("all")?.nextCursor, "n");
});
