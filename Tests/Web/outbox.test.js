// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The outbox: in order, under the same id, until the server has said yes or no.
import assert from "node:assert/strict";
import { createOutbox, Problem } from "../../web/model/wire.js";
import { FakeClock, settled } from "./fakes.js";

/** @typedef {{method: string, path: string, body: any, answer: (reply: any) => Promise<void>}} Call */

function world() {
    const clock = new FakeClock();
    /** @type {Call[]} */
    const calls = [];
    /** @type {any[]} */
    const stored = [];
    let signedOut = 0;
    const outbox = createOutbox({
        clock, random: () => 1,
        call: (method, path, body) => new Promise((resolve, reject) => calls.push({
            method, path, body,
            answer: (reply) => {
                if (reply instanceof Error) reject(reply);
                else resolve(reply);
                return settled();
            },
        })),
        onChange: () => {},
        onStored: (reply) => stored.push(reply),
        onSignedOut: () => { signedOut += 1; },
    });
    return { clock, calls, stored, outbox, get last() { return /** @type {Call} */ (calls.at(-1)); }, get signedOut() { return signedOut; } };
}

const OFFLINE = new Problem(0, null);
const REFUSED = new Problem(429, { code: "usage_limit", detail: "Enough for today." });

Deno.test("a new conversation is made just before its first question", async () => {
    const it = world();
    it.outbox.send("c", "hello", true);
    assert.deepEqual([it.last.method, it.last.path, it.last.body], ["PUT", "conversations/c", {}]);
    await it.last.answer({ id: "c" });
    assert.deepEqual([it.last.method, it.last.path, it.last.body.text], ["POST", "conversations/c/messages", "hello"]);
    await it.last.answer({ question: 1, answer: 2 });
    assert.deepEqual([it.stored, it.outbox.isEmpty, it.calls.length], [[{ id: "c" }, { question: 1, answer: 2 }], true, 2]);
});

Deno.test("questions of one conversation go one after another, those of two side by side", () => {
    const it = world();
    it.outbox.send("c", "1", false);
    it.outbox.send("c", "2", false);
    it.outbox.send("d", "3", false);
    assert.deepEqual(it.calls.map((call) => call.body.text), ["1", "3"]);
    return it.calls[0].answer({}).then(() => assert.equal(it.last.body.text, "2"));
});

for (const problem of [OFFLINE, new Problem(503, null), new Problem(500, { code: "internal" }), new Problem(429, { code: "rate_limited" })]) {
    Deno.test(`it is tried again under the same id after ${problem.code} (${problem.status})`, async () => {
        const it = world();
        it.outbox.send("c", "hello", false);
        await it.last.answer(problem);
        const [entry] = it.outbox.entries("c");
        assert.equal(entry.status, "waiting");
        assert.equal(it.calls.length, 1);
        it.clock.pass(1000);
        await settled();
        assert.equal(it.calls.length, 2);
        assert.equal(it.calls[1].body.id, it.calls[0].body.id);
        await it.last.answer({});
        assert.equal(it.outbox.isEmpty, true);
    });
}

Deno.test("Retry-After is kept", async () => {
    const it = world();
    it.outbox.send("c", "hello", false);
    await it.last.answer(new Problem(429, { code: "rate_limited", retryAfterSeconds: 60 }));
    it.clock.pass(59_000);
    await settled();
    assert.equal(it.calls.length, 1);
    it.clock.pass(1000);
    await settled();
    assert.equal(it.calls.length, 2);
});

Deno.test("waking tries at once", async () => {
    const it = world();
    it.outbox.send("c", "hello", false);
    await it.last.answer(OFFLINE);
    it.outbox.wake();
    await settled();
    assert.equal(it.calls.length, 2);
});

Deno.test("waking does not overtake what is under way", async () => {
    const it = world();
    it.outbox.send("c", "hello", false);
    it.outbox.wake();
    await settled();
    assert.equal(it.calls.length, 1);
});

Deno.test("a definite no stays in its place with the reason, the next question goes on, and it can be taken back", async () => {
    const it = world();
    it.outbox.send("c", "1", false);
    it.outbox.send("c", "2", false);
    await it.last.answer(REFUSED);
    assert.deepEqual(it.outbox.entries("c").map((entry) => [entry.text, entry.status, entry.problem?.code]),
        [["1", "refused", "usage_limit"], ["2", "sending", undefined]]);
    assert.equal(it.last.body.text, "2");
    await it.last.answer({});
    it.outbox.withdraw("c", it.outbox.entries("c")[0].id);
    assert.equal(it.outbox.isEmpty, true);
});

Deno.test("signed out: it waits for someone to sign in, and says so", async () => {
    const it = world();
    it.outbox.send("c", "hello", false);
    await it.last.answer(new Problem(401, { code: "unauthorized" }));
    it.clock.pass(120_000);
    await settled();
    assert.deepEqual([it.calls.length, it.signedOut, it.outbox.entries("c")[0].status], [1, 1, "waiting"]);
});

Deno.test("what is not sent survives a reload under its id; so does that its conversation must be made", async () => {
    const before = world();
    before.outbox.send("c", "1", true);
    before.outbox.send("c", "2", true);
    const saved = before.outbox.save();
    const after = world();
    after.outbox.restore(saved);
    assert.equal(after.last.method, "PUT");
    await after.last.answer({});
    assert.equal(after.last.body.id, before.outbox.entries("c")[0].id);
    await after.last.answer({});
    assert.equal(after.last.body.text, "2");
});

Deno.test("a conversation that is deleted takes its questions along", async () => {
    const it = world();
    it.outbox.send("c", "1", false);
    await it.last.answer(OFFLINE);
    it.outbox.drop("c");
    it.clock.pass(120_000);
    await settled();
    assert.deepEqual([it.calls.length, it.outbox.entries("c")], [1, []]);
});

Deno.test("a question takes its files along by their ids, after a reload too; without files it says nothing of them", async () => {
    const files = [{ id: "f1", name: "a.png", mediaType: "image/png", bytes: 3 }, { id: "f2", name: "b.pdf", mediaType: "application/pdf", bytes: 4 }];
    const before = world();
    before.outbox.send("c", "", false, files);
    assert.deepEqual(before.last.body, { id: before.outbox.entries("c")[0].id, text: "", attachments: ["f1", "f2"] });
    await before.last.answer(OFFLINE);
    const after = world();
    after.outbox.restore(before.outbox.save());
    assert.deepEqual(after.outbox.entries("c")[0].attachments, files);
    assert.deepEqual(after.last.body, before.last.body);
    after.outbox.send("d", "hello", false);
    assert.equal("attachments" in after.last.body, false);
});

Deno.test("a limit that is reached says until when", async () => {
    const it = world();
    it.outbox.send("c", "1", false);
    await it.last.answer(new Problem(429, { code: "usage_limit", retryAfterSeconds: 3600 }));
    assert.equal(it.outbox.entries("c")[0].problem?.until, new Date(it.clock.now() + 3_600_000).toISOString());
});

Deno.test("a question has the id of its draft; when that was sent elsewhere in other words, one of its own, once", async () => {
    const it = world();
    it.outbox.send("c", "hello", false, [], undefined, "draft");
    assert.equal(it.last.body.id, "draft");
    const conflict = new Problem(409, { code: "conflict", field: "id" });
    await it.last.answer(conflict);
    assert.equal(it.calls.length, 2);
    assert.notEqual(it.last.body.id, "draft");
    assert.equal(it.last.body.text, "hello");
    await it.last.answer(conflict);
    assert.deepEqual([it.calls.length, it.outbox.entries("c")[0].status], [2, "refused"]);
});

// Several tabs of one browser.

/** Tabs share a disk, a lock for each conversation, and news. */
function browser() {
    /** @type {Map<string, any>} */
    const disk = new Map();
    /** @type {Map<string, Promise<any>>} */
    const locks = new Map();
    /** @type {any[]} */
    const tabs = [];
    /** @type {string[]} */
    const sent = [];
    /** @type {{isAway: boolean, refusal: Problem | null}} */
    const network = { isAway: false, refusal: null };

    function tab() {
        const clock = new FakeClock();
        const others = () => tabs.filter((one) => one !== outbox);
        const outbox = createOutbox({
            clock, random: () => 1,
            call: async (method, path, body) => {
                await settled();
                if (network.isAway) throw OFFLINE;
                sent.push(method === "PUT" ? `PUT ${path}` : /** @type {any} */ (body).text);
                if (network.refusal) throw network.refusal;
                return {};
            },
            onChange: () => {}, onStored: () => {}, onSignedOut: () => {},
            shared: {
                async put(records) {
                    await settled();
                    for (const record of structuredClone(records)) disk.set(record.id, record);
                    for (const other of others()) other.take(structuredClone(records));
                },
                async remove(ids, isStored = false) {
                    await settled();
                    for (const id of ids) disk.delete(id);
                    for (const other of others()) other.forget(ids, isStored);
                },
                turn(id, action) {
                    const kept = () => [...disk.values()].filter((record) => record.conversationID === id)
                        .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
                    const mine = (locks.get(id) ?? Promise.resolve()).then(() => action(structuredClone(kept())));
                    locks.set(id, mine.catch(() => {}));
                    return mine;
                },
            },
        });
        tabs.push(outbox);
        return { outbox, clock, close: () => tabs.splice(tabs.indexOf(outbox), 1) };
    }
    return { tab, disk, sent, network };
}

/** Until nothing moves any more. */
async function quiet() {
    for (let i = 0; i < 60; i += 1) await settled();
}

Deno.test("two tabs have the same questions; they go out once and in the order in which they were written", async () => {
    const { tab, disk, sent, network } = browser();
    const one = tab(), two = tab();
    network.isAway = true;
    one.outbox.send("c", "1", true);
    await quiet();
    two.clock.pass(10);
    two.outbox.send("c", "2", false);
    await quiet();
    one.clock.pass(20);
    one.outbox.send("c", "3", false);
    await quiet();
    for (const { outbox } of [one, two]) assert.deepEqual(outbox.entries("c").map((entry) => entry.text), ["1", "2", "3"]);
    network.isAway = false;
    two.outbox.wake();
    one.outbox.wake();
    await quiet();
    assert.deepEqual(sent.filter((text) => !text.startsWith("PUT")), ["1", "2", "3"]);
    assert.equal(sent[0], "PUT conversations/c");
    assert.deepEqual([disk.size, one.outbox.isEmpty, two.outbox.isEmpty], [0, true, true]);
});

Deno.test("what was written in a tab that is closed is sent by another, and by one that is opened later", async () => {
    const { tab, disk, sent, network } = browser();
    const one = tab(), two = tab();
    network.isAway = true;
    one.outbox.send("c", "1", false);
    await quiet();
    one.outbox.stop();
    one.close();
    network.isAway = false;
    two.outbox.wake();
    await quiet();
    assert.deepEqual([sent, disk.size], [["1"], 0]);

    network.isAway = true;
    two.outbox.send("d", "2", false);
    await quiet();
    two.outbox.stop();
    two.close();
    network.isAway = false;
    const three = tab();
    three.outbox.take([...disk.values()]);
    await quiet();
    assert.deepEqual([sent, disk.size], [["1", "2"], 0]);
});

Deno.test("what was refused waits for its author in every tab, and is taken back in all", async () => {
    const { tab, disk } = browser();
    const one = tab(), two = tab();
    /** @type {any} */
    const record = { id: "q", conversationID: "c", text: "1", create: false, createdAt: "2026-01-01T00:00:00.000Z", status: "refused", problem: { code: "gone" } };
    disk.set("q", record);
    for (const { outbox } of [one, two]) outbox.take([structuredClone(record)]);
    await quiet();
    assert.deepEqual(two.outbox.entries("c").map(({ status, problem }) => [status, problem?.code]), [["refused", "gone"]]);
    one.outbox.withdraw("c", "q");
    await quiet();
    assert.deepEqual([two.outbox.entries("c"), disk.size], [[], 0]);
});

Deno.test("what was refused is sent by no other tab", async () => {
    const { tab, disk, sent, network } = browser();
    const one = tab(), two = tab();
    network.refusal = new Problem(429, { code: "usage_limit", retryAfterSeconds: 60 });
    one.outbox.send("c", "1", false);
    await quiet();
    assert.deepEqual(sent, ["1"]);
    for (const { outbox } of [one, two]) assert.equal(outbox.entries("c")[0].status, "refused");
    assert.equal(typeof [...disk.values()][0].problem.until, "string");
});
