// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Drafts: on the disk at once, on the server soon, on the other device while nobody types there, and gone with the question.
import assert from "node:assert/strict";
import { createDrafts } from "../../web/model/drafts.js";
import { createState, hold, putConversation, putMessage } from "../../web/model/state.js";
import { Problem } from "../../web/model/wire.js";
import { FakeClock, settled } from "./fakes.js";

class Disk {
    /** @type {Map<string, string>} */
    all = new Map();
    get length() { return this.all.size; }
    /** @param {number} i */
    key(i) { return [...this.all.keys()][i] ?? null; }
    /** @param {string} name */
    getItem(name) { return this.all.get(name) ?? null; }
    /** @param {string} name @param {string} value */
    setItem(name, value) { this.all.set(name, value); }
    /** @param {string} name */
    removeItem(name) { this.all.delete(name); }
    clear() { this.all.clear(); }
}

function world(disk = new Disk()) {
    const clock = new FakeClock();
    const state = createState();
    /** @type {{path: string, body: any, keepalive?: boolean, answer: (reply?: any) => Promise<void>}[]} */
    const calls = [];
    /** @type {import("../../web/model/types.js").Entry[]} */
    const entries = [];
    let revision = 0;
    const drafts = createDrafts({
        state, clock, storage: /** @type {any} */ (disk), userID: "me", entriesOf: () => entries, maxLength: 1000, random: () => 0,
        call: (method, path, body, keepalive) => new Promise((resolve, reject) => calls.push({
            path: `${method} ${path}`, body, keepalive,
            answer: (reply) => {
                if (reply instanceof Error) reject(reply);
                else resolve(reply);
                return settled();
            },
        })),
    });
    /** What the socket says. @param {{id: string, text: string}} [draft] */
    const hear = (draft) => {
        revision += 1;
        putConversation(state, /** @type {any} */ ({ id: "c", revision, draft }));
        drafts.look(null);
    };
    hear();
    return { clock, state, calls, entries, drafts, disk, hear, get last() { return /** @type {(typeof calls)[0]} */ (calls.at(-1)); } };
}

Deno.test("what is typed is on the disk at once, and on the server after a pause", async () => {
    const it = world();
    it.drafts.type("c", "hel");
    it.clock.pass(299);
    it.drafts.type("c", "hello");
    assert.equal(it.calls.length, 0);
    assert.equal(world(it.disk).drafts.textOf("c"), "hello");
    it.clock.pass(300);
    assert.deepEqual([it.last.path, it.last.body.text, it.calls.length], ["PUT conversations/c/draft", "hello", 1]);
    await it.last.answer();
    it.hear(it.last.body);
    it.clock.pass(60_000);
    assert.deepEqual([it.drafts.textOf("c"), it.calls.length], ["hello", 1]);
});

Deno.test("somebody who types without a pause is saved all the same, one save at a time", async () => {
    const it = world();
    for (let i = 0; i < 10; i += 1) {
        it.drafts.type("c", "x".repeat(i + 1));
        it.clock.pass(200);
    }
    assert.deepEqual(it.calls.map(({ body }) => body.text.length), [8]);
    await it.last.answer();
    it.clock.pass(300);
    assert.deepEqual(it.calls.map(({ body }) => body.text.length), [8, 10]);
});

for (const [end, reply] of /** @type {const} */ ([["succeeds", undefined], ["fails", new Problem(503, null)]])) {
    Deno.test(`what is typed while a save is under way is saved after it, when that ${end}`, async () => {
        const it = world();
        it.drafts.type("c", "a");
        it.clock.pass(300);
        it.drafts.type("c", "ab");
        it.clock.pass(60_000); // its time comes, and the save before it is still under way
        assert.deepEqual(it.calls.map(({ body }) => body.text), ["a"]);
        await it.last.answer(reply);
        it.clock.pass(60_000);
        assert.deepEqual(it.calls.map(({ body }) => body.text), ["a", "ab"]);
    });
}

Deno.test("a draft of another device is shown, goes on, and keeps its id", () => {
    const it = world();
    it.hear({ id: "q", text: "from the phone" });
    assert.equal(it.drafts.textOf("c"), "from the phone");
    it.drafts.type("c", "from the phone, and here");
    it.clock.pass(300);
    assert.deepEqual(it.last.body, { id: "q", text: "from the phone, and here" });
    assert.equal(it.drafts.take("c"), "q");
});

Deno.test("while somebody types, another device's words are not put over theirs; afterwards they are", async () => {
    const it = world();
    it.drafts.type("c", "mine");
    it.clock.pass(300);
    const { id } = it.last.body;
    await it.last.answer();
    it.hear({ id, text: "mine" });
    putConversation(it.state, /** @type {any} */ ({ id: "c", revision: 50, draft: { id, text: "theirs" } }));
    it.drafts.look("c");
    assert.equal(it.drafts.textOf("c"), "mine");
    it.drafts.look(null);
    assert.equal(it.drafts.textOf("c"), "theirs");
});

Deno.test("what is not saved yet is not lost to what another device wrote", () => {
    const it = world();
    it.drafts.type("c", "mine");
    it.hear({ id: "q", text: "theirs" });
    assert.equal(it.drafts.textOf("c"), "mine");
});

Deno.test("sending takes the draft away at once, and a late save or a late word of the server does not bring it back", async () => {
    const it = world();
    it.drafts.type("c", "hello");
    it.clock.pass(300);
    const save = it.last;
    const id = it.drafts.take("c");
    assert.equal(id, save.body.id);
    assert.equal(it.drafts.textOf("c"), "");
    assert.equal(it.disk.length, 0);
    it.hear({ id, text: "hello" });
    await save.answer();
    it.clock.pass(60_000);
    assert.deepEqual([it.drafts.textOf("c"), it.calls.length, it.disk.length], ["", 1, 0]);
    assert.notEqual(it.drafts.take("c"), id, "the next question has an id of its own");
});

Deno.test("a question on its way after a reload hides the draft that has its id", () => {
    const it = world();
    it.entries.push({ id: "q", conversationID: "c", text: "hello", createdAt: "", status: "waiting" });
    it.hear({ id: "q", text: "hello" });
    assert.equal(it.drafts.textOf("c"), "");
});

Deno.test("sent from another device: the field empties; what was written here since stays, under another id", async () => {
    for (const text of ["hello", "hello you"]) {
        const it = world();
        it.drafts.type("c", "hello");
        it.clock.pass(300);
        const { id } = it.last.body;
        await it.last.answer();
        it.hear({ id, text: "hello" });
        it.drafts.type("c", text);
        hold(it.state, "c", true);
        putMessage(it.state, /** @type {any} */ ({ id, conversationID: "c", role: "user", text: "hello", status: "stored", revision: 90 }));
        it.hear();
        assert.equal(it.drafts.textOf("c"), text === "hello" ? "" : text);
        it.clock.pass(300);
        assert.notEqual(it.drafts.take("c"), id);
        if (text !== "hello") assert.notEqual(it.last.body.id, id);
    }
});

Deno.test("an emptied field is said to the server, once", async () => {
    const it = world();
    it.hear({ id: "q", text: "no" });
    it.drafts.type("c", "");
    assert.equal(it.drafts.textOf("c"), "");
    it.clock.pass(300);
    assert.deepEqual(it.last.body, { id: "q", text: "" });
    await it.last.answer();
    it.hear();
    it.clock.pass(60_000);
    assert.deepEqual([it.calls.length, it.disk.length], [1, 0]);
});

Deno.test("a save that fails is tried again; one that is refused is not", async () => {
    const it = world();
    it.drafts.type("c", "hello");
    it.clock.pass(300);
    await it.last.answer(new Problem(503, null));
    it.clock.pass(500);
    assert.equal(it.calls.length, 2);
    await it.last.answer(new Problem(404, { code: "not_found" }));
    it.clock.pass(60_000);
    assert.deepEqual([it.calls.length, it.drafts.textOf("c")], [2, "hello"]);
});

Deno.test("a chat that the server does not know keeps its draft here, and is found again", () => {
    const it = world();
    it.drafts.type("new", "an idea");
    it.clock.pass(60_000);
    assert.equal(it.calls.length, 0);
    const later = world(it.disk);
    assert.deepEqual([later.drafts.unsentChat(), later.drafts.textOf("new")], ["new", "an idea"]);
    later.drafts.type("new", "");
    assert.deepEqual([later.drafts.unsentChat(), later.disk.length], [undefined, 0]);
});

Deno.test("what a page had no time to save, the next one saves; unless there is another draft", () => {
    const it = world();
    it.drafts.type("c", "in a hurry");
    it.drafts.flush();
    assert.deepEqual([it.last.body.text, it.last.keepalive], ["in a hurry", true]);
    const later = world(it.disk);
    later.drafts.wake();
    assert.equal(later.last.body.text, "in a hurry");
    const other = world(it.disk);
    other.hear({ id: "q", text: "written since" });
    other.drafts.wake();
    assert.deepEqual([other.calls.length, other.drafts.textOf("c")], [0, "in a hurry"]);
});

Deno.test("a text that is too long for a question stays here", () => {
    const it = world();
    it.drafts.type("c", "x".repeat(1001));
    it.clock.pass(60_000);
    it.drafts.flush();
    assert.deepEqual([it.calls.length, it.drafts.textOf("c").length], [0, 1001]);
});

Deno.test("another person's drafts are not read", () => {
    const disk = new Disk();
    disk.setItem("draft c somebody", JSON.stringify({ id: "q", text: "secret", at: 1, isSeen: false }));
    assert.equal(world(disk).drafts.textOf("c"), "");
});

Deno.test("after the session nothing stays on the disk that the server has", async () => {
    const it = world();
    it.drafts.type("c", "hello");
    it.drafts.type("new", "only here");
    it.clock.pass(300);
    await it.last.answer();
    it.hear(it.last.body);
    it.drafts.leave();
    assert.deepEqual([...it.disk.all.keys()], ["draft new me"]);
    it.clock.pass(60_000);
    assert.equal(it.calls.length, 1);
});
