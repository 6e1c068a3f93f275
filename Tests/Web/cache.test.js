// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// What is kept for the next start: the state as it was, and a position from which nothing is missed.
import assert from "node:assert/strict";
import { restoreInto, snapshotOf } from "../../web/model/cache.js";
import { applyFrame, createState, hold, putConversation, putMessage, putUser, runningAnswers } from "../../web/model/state.js";

const USER = /** @type {any} */ ({ id: "u", name: "Anna", revision: 1 });
const SERVER = /** @type {any} */ ({ version: "1" });

/** @param {string} id @param {number} revision */
const conversation = (id, revision) => /** @type {any} */ ({
    id, title: id, revision, leafID: "", pinned: false, archived: false, lastActivityAt: `2026-01-01T00:00:${String(revision % 60).padStart(2, "0")}.000Z`,
});

/** @param {string} id @param {string} chat @param {number} seq @param {object} [more] */
const message = (id, chat, seq, more) => /** @type {any} */ ({
    id, conversationID: chat, seq, parentID: seq > 1 ? `${chat}${seq - 1}` : undefined, role: seq % 2 ? "user" : "model",
    status: seq % 2 ? "stored" : "complete", text: `text ${seq}`, createdAt: "2026-01-01T00:00:00.000Z", revision: seq, ...more,
});

/** @param {Record<string, number>} chats how many messages each has @param {number} revision */
function stateWith(chats, revision) {
    const state = createState();
    putUser(state, USER);
    Object.assign(state, { epoch: "e", revision, listed: true });
    state.lists.set("all", { nextCursor: "next", end: null });
    for (const [id, count] of Object.entries(chats)) {
        putConversation(state, conversation(id, revision));
        hold(state, id).loaded = true;
        for (let seq = 1; seq <= count; seq += 1) putMessage(state, message(`${id}${seq}`, id, seq));
    }
    return state;
}

const opened = (/** @type {string[]} */ ...ids) => new Map(ids.map((id, i) => [id, i + 1]));

/** @param {import("../../web/model/state.js").State} state @param {Map<string, number>} when */
function snapshot(state, when) {
    const made = snapshotOf(state, SERVER, when);
    assert.ok(made);
    return structuredClone(made);
}

Deno.test("a page begins with the list, its place, and the chats that were opened", () => {
    const { start, chats } = snapshot(stateWith({ a: 4, b: 2 }, 9), opened("a"));
    const after = createState();
    restoreInto(after, start, chats);
    assert.deepEqual([after.me, after.epoch, after.revision, after.listed], [USER, "e", 9, true]);
    assert.deepEqual([...after.conversations.keys()].sort(), ["a", "b"]);
    assert.equal(after.lists.get("all")?.nextCursor, "next");
    assert.deepEqual([...after.held.keys()], ["a"]);
    assert.deepEqual([...after.held.get("a")?.messages.keys() ?? []], ["a1", "a2", "a3", "a4"]);
    assert.deepEqual([after.held.get("a")?.loaded, after.held.get("a")?.earlier], [true, false]);
});

Deno.test("of a long chat the last fifty messages are kept, and that there are more", () => {
    const { chats: [chat] } = snapshot(stateWith({ a: 60 }, 70), opened("a"));
    assert.equal(chat.messages.length, 50);
    assert.deepEqual([chat.messages[0].id, chat.messages.at(-1)?.id, chat.earlier], ["a11", "a60", true]);
});

Deno.test("before the list is known, and when nobody is signed in, nothing is kept", () => {
    const state = stateWith({ a: 2 }, 3);
    state.listed = false;
    assert.equal(snapshotOf(state, SERVER, opened("a")), null);
    assert.equal(snapshotOf(Object.assign(stateWith({ a: 2 }, 3), { me: null }), SERVER, opened("a")), null);
});

Deno.test("what is only assumed is not kept as true", () => {
    const state = stateWith({ a: 2 }, 3);
    const truth = conversation("a", 3);
    state.assumed.set("a", { truth, changes: [] });
    state.conversations.set("a", { ...truth, title: "hoped for" });
    assert.equal(snapshot(state, opened()).start.conversations[0].title, "a");
});

Deno.test("a list that is too long is read again as a whole", () => {
    const chats = Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`c${i}`, 0]));
    const { start } = snapshot(stateWith(chats, 400), opened());
    assert.deepEqual([start.conversations.length, start.epoch], [300, null]);
});

Deno.test("chats of several tabs: the oldest decides where the socket goes on, and newer ones lose nothing", () => {
    const earlier = snapshot(stateWith({ a: 2, b: 2 }, 5), opened("b"));
    const later = snapshot(stateWith({ a: 4, b: 2 }, 8), opened("a"));
    const state = createState();
    restoreInto(state, later.start, [...later.chats, ...earlier.chats]);
    assert.equal(state.revision, 5);
    const change = (/** @type {number} */ revision, /** @type {any} */ item) =>
        applyFrame(state, { type: "change", revision, kind: "message", op: "put", id: item.id, item });
    assert.equal(applyFrame(state, { type: "hello", epoch: "e", revision: 8 }), "applied");
    change(6, message("a4", "a", 4, { revision: 4, text: "an older word" }));
    change(7, message("b3", "b", 3, { revision: 7 }));
    applyFrame(state, { type: "change", revision: 8, kind: "message", op: "delete", id: "b3" });
    assert.equal(state.held.get("a")?.messages.get("a4")?.text, "text 4");
    assert.deepEqual([[...state.held.get("b")?.messages.keys() ?? []], state.revision], [["b1", "b2"], 8]);
});

Deno.test("an answer that was being written goes on where its text ends", () => {
    const state = stateWith({ a: 2 }, 3);
    putMessage(state, message("a3", "a", 3));
    putMessage(state, message("a4", "a", 4, { status: "streaming", text: "half" }));
    const { start, chats } = snapshot(state, opened("a"));
    const after = createState();
    restoreInto(after, start, chats);
    assert.deepEqual(runningAnswers(after), [{ messageID: "a4", offset: 4, thoughtOffset: 0 }]);
});
