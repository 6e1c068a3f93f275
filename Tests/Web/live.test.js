// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The live socket: what it says first, how it comes back, what it does not come back from.
import assert from "node:assert/strict";
import { createState, findMessage, hold, putMessage } from "../../web/model/state.js";
import { backoff, createLive } from "../../web/model/wire.js";
import { FakeClock, FakeSocket, message } from "./fakes.js";

const HELLO = { type: "hello", epoch: "e", revision: 5, heartbeatSeconds: 20 };

/** A page's socket in a world of its own. @param {number} [chance] what `random` always says */
function world(chance = 0.5) {
    const clock = new FakeClock();
    const state = createState();
    /** @type {FakeSocket[]} */
    const sockets = [];
    /** @type {string[]} */
    const log = [];
    const live = createLive({
        state, clock, random: () => chance,
        open: () => {
            sockets.push(new FakeSocket());
            return /** @type {any} */ (sockets.at(-1));
        },
        onChange: () => {},
        onFresh: () => log.push("fresh"),
        onStatus: (status) => log.push(status),
        onSignedOut: (code) => log.push(`signed out ${code}`),
        onNeverOpened: () => log.push("never opened"),
    });
    return { clock, state, sockets, log, live, get socket() { return /** @type {FakeSocket} */ (sockets.at(-1)); } };
}

/** A world whose socket is live. @param {number} [chance] */
function liveWorld(chance) {
    const it = world(chance);
    it.live.start();
    it.socket.open();
    it.socket.receive(HELLO);
    return it;
}

Deno.test("it begins with epoch null, and reads everything after the hello, not before", () => {
    const { live, log, ...it } = world();
    live.start();
    assert.deepEqual(log, ["connecting"]);
    it.sockets[0].open();
    assert.deepEqual(it.sockets[0].sent, [{ type: "resume", epoch: null, since: 0, answers: [] }]);
    assert.deepEqual(log, ["connecting"]);
    it.sockets[0].receive(HELLO);
    assert.deepEqual(log, ["connecting", "live", "fresh"]);
});

Deno.test("it comes back with its position and how much of each running answer it has", () => {
    const it = liveWorld();
    hold(it.state, "c");
    putMessage(it.state, message({ id: "a", role: "model", status: "streaming", text: "abc", thoughts: "hm" }));
    it.socket.receive({ type: "change", revision: 6, kind: "user", op: "put", id: "u", item: { id: "u", revision: 6 } });
    it.socket.end(1006);
    it.clock.pass(1000);
    it.socket.open();
    assert.equal(it.sockets.length, 2);
    assert.deepEqual(it.socket.sent, [
        { type: "resume", epoch: "e", since: 6, answers: [{ messageID: "a", offset: 3, thoughtOffset: 2 }] },
    ]);
    it.socket.receive({ ...HELLO, revision: 6 });
    assert.deepEqual(it.log.filter((entry) => entry === "fresh"), ["fresh"]);
    it.socket.receive({ type: "delta", messageID: "a", offset: 3, text: "d" });
    assert.equal(findMessage(it.state, "a")?.text, "abcd");
});

Deno.test("a reset reads everything again", () => {
    const it = liveWorld();
    it.socket.receive({ type: "reset", epoch: "f", revision: 1, heartbeatSeconds: 20 });
    assert.deepEqual(it.log, ["connecting", "live", "fresh", "fresh"]);
    assert.deepEqual([it.state.epoch, it.state.revision], ["f", 1]);
});

Deno.test("a delta beyond what is here asks again, once, until the hello", () => {
    const it = liveWorld();
    hold(it.state, "c");
    putMessage(it.state, message({ id: "a", role: "model", status: "streaming", text: "abc" }));
    it.socket.receive({ type: "delta", messageID: "a", offset: 10, text: "x" });
    it.socket.receive({ type: "delta", messageID: "a", offset: 11, text: "y" });
    assert.equal(it.socket.sent.length, 2);
    assert.deepEqual(it.socket.sent[1].answers, [{ messageID: "a", offset: 3, thoughtOffset: 0 }]);
    it.socket.receive(HELLO);
    it.socket.receive({ type: "delta", messageID: "a", offset: 3, text: "defghijxy" });
    assert.equal(findMessage(it.state, "a")?.text, "abcdefghijxy");
});

Deno.test("a heartbeat ahead of the page, and a gap in the changes, ask again", () => {
    const it = liveWorld();
    it.socket.receive({ type: "heartbeat", revision: 5 });
    assert.equal(it.socket.sent.length, 1);
    it.socket.receive({ type: "heartbeat", revision: 6 });
    assert.deepEqual(it.socket.sent[1], { type: "resume", epoch: "e", since: 5, answers: [] });
    it.socket.receive({ ...HELLO, revision: 8 });
    it.socket.receive({ type: "change", revision: 8, kind: "conversation", op: "delete", id: "x" });
    assert.equal(it.socket.sent.length, 3);
});

Deno.test("a hole that resuming does not fill ends in a fresh start, not in a loop", () => {
    const it = liveWorld();
    for (let i = 0; i < 20 && it.sockets.length === 1; i += 1) {
        it.socket.receive({ type: "heartbeat", revision: 9 });
        it.socket.receive({ ...HELLO, revision: 9 });
    }
    assert.ok(it.sockets[0].sent.length <= 6, `${it.sockets[0].sent.length} resumes`);
    it.clock.pass(31_000);
    it.socket.open();
    assert.equal(it.socket.sent[0].epoch, null);
});

Deno.test("silence for two and a half heartbeats is a lost connection; any frame breaks it", () => {
    const it = liveWorld();
    it.clock.pass(49_000);
    it.socket.receive({ type: "heartbeat", revision: 5 });
    it.clock.pass(49_000);
    assert.equal(it.sockets.length, 1);
    it.clock.pass(1_000);
    assert.equal(it.log.at(-1), "waiting");
    it.clock.pass(1_000);
    assert.equal(it.sockets.length, 2);
});

Deno.test("a socket that never opens is given up after 10 s", () => {
    const it = world();
    it.live.start();
    it.clock.pass(11_000);
    assert.equal(it.sockets.length, 2);
});

Deno.test("full jitter: from 0.5 s to a bound that doubles up to 30 s", () => {
    assert.equal(backoff(0, () => 0), 500);
    assert.equal(backoff(9, () => 0), 500);
    assert.deepEqual([0, 1, 2, 5, 50].map((failures) => backoff(failures, () => 1)), [1000, 2000, 4000, 30_000, 30_000]);
});

Deno.test("waits grow while it fails, and begin anew after a steady connection", () => {
    const it = world(1);
    it.live.start();
    const waits = [];
    for (let i = 0; i < 7; i += 1) {
        const before = it.clock.time;
        it.socket.end(1006);
        while (it.sockets.length === i + 1) it.clock.pass(500);
        waits.push(it.clock.time - before);
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    it.socket.open();
    it.socket.receive(HELLO);
    it.clock.pass(15_000);
    it.socket.end(1001);
    it.clock.pass(1000);
    assert.equal(it.sockets.length, 9);
});

for (const [code, name] of /** @type {[number, string][]} */ ([[1001, "going away"], [1006, "lost"], [4408, "no resume"], [4430, "too slow"], [4500, "fault"]])) {
    Deno.test(`close code ${code} (${name}): it comes back`, () => {
        const it = liveWorld();
        it.socket.end(code);
        it.clock.pass(1000);
        assert.equal(it.sockets.length, 2);
    });
}

Deno.test("close code 4429 (too many sockets): it comes back later", () => {
    const it = liveWorld(1);
    it.socket.end(4429);
    it.clock.pass(20_000);
    assert.equal(it.sockets.length, 1);
    it.clock.pass(10_000);
    assert.equal(it.sockets.length, 2);
});

for (const code of [4400, 4401, 4403]) {
    Deno.test(`close code ${code}: it stays away, even when woken`, () => {
        const it = liveWorld();
        it.socket.end(code);
        it.live.wake();
        it.clock.pass(120_000);
        assert.equal(it.sockets.length, 1);
        assert.deepEqual(it.log.filter((line) => line.startsWith("signed out")), code === 4400 ? [] : [`signed out ${code}`]);
        assert.equal(it.log.at(-1), "stopped");
    });
}

Deno.test("waking tries at once, and replaces a socket that slept through its silence", () => {
    const it = liveWorld(1);
    it.socket.end(1006);
    it.live.wake();
    assert.equal(it.sockets.length, 2);
    it.socket.open();
    it.socket.receive(HELLO);
    it.live.wake();
    assert.equal(it.sockets.length, 2);
    it.clock.time += 3_600_000; // the machine slept: no timer rang
    it.live.wake();
    assert.equal(it.sockets.length, 3);
});

Deno.test("a refused upgrade is told, so that the page can ask whether it is still signed in", () => {
    const it = world();
    it.live.start();
    it.socket.end(1006);
    assert.deepEqual(it.log, ["connecting", "never opened", "waiting"]);
});

Deno.test("after stop nothing happens any more, and what an old socket says does not count", () => {
    const it = liveWorld();
    const old = it.socket;
    it.live.stop();
    old.receive({ ...HELLO, type: "reset", epoch: "f" });
    it.clock.pass(120_000);
    assert.deepEqual([it.sockets.length, it.state.epoch], [1, "e"]);
});

Deno.test("a frame that is not JSON is a broken connection", () => {
    const it = liveWorld();
    it.socket.onmessage({ data: "{" });
    it.clock.pass(1000);
    assert.equal(it.sockets.length, 2);
});
