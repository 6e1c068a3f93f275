// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Deleting with a way back: out of sight at once, gone later, and never after something that was written since.
import assert from "node:assert/strict";
import { createDeletions, UNDO_FOR_MS } from "../../web/model/deletions.js";
import { Problem } from "../../web/model/wire.js";
import { FakeClock, message, settled } from "./fakes.js";

const PATH = ["a", "b", "c", "d"].map((id, i) => message({ id, seq: i + 1 }));

function world() {
    const clock = new FakeClock();
    /** @type {{path: string, keepalive: boolean | undefined, answer: (error?: Error) => Promise<void>}[]} */
    const calls = [];
    /** @type {string[]} */
    const failed = [];
    const deletions = createDeletions({
        clock, onChange: () => {}, onFailed: ({ code }) => failed.push(code),
        call: (method, path, _body, keepalive) => new Promise((resolve, reject) => {
            assert.equal(method, "DELETE");
            calls.push({ path, keepalive, answer: (error) => {
                if (error) reject(error);
                else resolve(null);
                return settled();
            } });
        }),
    });
    return { clock, calls, failed, deletions, seen: () => deletions.visible(PATH).map(({ id }) => id).join("") };
}

Deno.test("a deleted message and what follows it are out of sight at once, and the command goes out after a while", async () => {
    const it = world();
    it.deletions.begin("c");
    assert.equal(it.seen(), "ab");
    it.clock.pass(UNDO_FOR_MS - 1);
    assert.equal(it.calls.length, 0);
    it.clock.pass(1);
    assert.deepEqual(it.calls.map(({ path, keepalive }) => [path, keepalive]), [["messages/c", false]]);
    await it.calls[0].answer();
    assert.equal(it.seen(), "ab");
    assert.equal(it.deletions.undo("c"), false);
});

Deno.test("what is taken back in time is never asked for", () => {
    const it = world();
    it.deletions.begin("b");
    assert.equal(it.deletions.undo("b"), true);
    assert.equal(it.seen(), "abcd");
    it.clock.pass(10 * UNDO_FOR_MS);
    it.deletions.leave();
    assert.equal(it.calls.length, 0);
});

Deno.test("another deletion, and leaving the page, do not wait", () => {
    const it = world();
    it.deletions.begin("d");
    it.deletions.begin("b");
    assert.deepEqual(it.calls.map(({ path }) => path), ["messages/d"]);
    assert.equal(it.deletions.undo("d"), false);
    it.deletions.leave();
    assert.deepEqual([it.calls[1].path, it.calls[1].keepalive], ["messages/b", true]);
    it.clock.pass(10 * UNDO_FOR_MS);
    assert.equal(it.calls.length, 2);
});

Deno.test("whoever is at the note has time", () => {
    const it = world();
    it.deletions.begin("b");
    it.deletions.hold(true);
    it.clock.pass(10 * UNDO_FOR_MS);
    assert.equal(it.calls.length, 0);
    it.deletions.hold(false);
    it.clock.pass(UNDO_FOR_MS);
    assert.equal(it.calls.length, 1);
});

Deno.test("what is written next waits until the deletion is done", async () => {
    const it = world();
    it.deletions.begin("b");
    let isDone = false;
    const done = it.deletions.settle().then(() => { isDone = true; });
    await settled();
    assert.deepEqual([it.calls.length, isDone], [1, false]);
    await it.calls[0].answer();
    await done;
    assert.equal(isDone, true);
});

Deno.test("what could not be deleted is back; what was gone already is not", async () => {
    const it = world();
    it.deletions.begin("b");
    it.deletions.settle();
    await it.calls[0].answer(new Problem(0, null));
    assert.deepEqual([it.seen(), it.failed], ["abcd", ["unreachable"]]);
    it.deletions.begin("c");
    it.deletions.settle();
    await it.calls[1].answer(new Problem(404, { code: "not_found" }));
    assert.deepEqual([it.seen(), it.failed.length], ["ab", 1]);
});
