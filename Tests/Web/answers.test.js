// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// What an answer shows besides its words: seconds that pass, ways out of a failure, where pictures stand; and files and
// limits in words.
import assert from "node:assert/strict";
import { waysOut } from "../../web/ui/answer.js";
import { createTicker, retryText } from "../../web/ui/countdown.js";
import { piecesOf } from "../../web/ui/pieces.js";
import { reasonOf } from "../../web/ui/tray.js";
import { usageLine } from "../../web/ui/usage-line.js";
import { Problem } from "../../web/model/wire.js";
import { bytes, problemText, timeOf, whenOf } from "../../web/formats.js";
import { words } from "../../web/words.js";
import { FakeClock, message } from "./fakes.js";

Deno.test("a countdown counts each second, and no timer runs when nothing counts", () => {
    const clock = new FakeClock();
    const ticker = createTicker(clock);
    assert.equal(clock.timers.size, 0);
    const retryAt = new Date(clock.now() + 2500).toISOString();
    /** @type {string[]} */
    const said = [];
    const stop = ticker.watch((now) => said.push(retryText(retryAt, now)));
    clock.pass(3000);
    assert.deepEqual(said, [3, 2, 1].map(words.retryingIn).concat(words.retryingNow));
    let others = 0;
    const stopOther = ticker.watch(() => { others += 1; });
    assert.equal(clock.timers.size, 1);
    stop();
    clock.pass(1000);
    assert.deepEqual([said.length, others], [4, 2]);
    stopOther();
    assert.equal(clock.timers.size, 0);
    ticker.watch(() => {});
    assert.equal(clock.timers.size, 1);
});

Deno.test("a countdown that stops itself while it counts leaves no timer", () => {
    const clock = new FakeClock();
    const ticker = createTicker(clock);
    let calls = 0;
    const stop = ticker.watch(() => {
        calls += 1;
        if (calls === 2) stop();
    });
    clock.pass(10_000);
    assert.deepEqual([calls, clock.timers.size], [2, 0]);
});

Deno.test("clocks that do not agree give no absurd number", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    for (const at of ["2026-01-01T03:00:00Z", "2025-12-31T23:59:59Z", "nonsense"]) assert.equal(retryText(at, now), words.retryingNow);
});

/** @type {[name: string, fields: object, expected: string[]][]} */
const WAYS = [
    ["a complete answer needs none", { status: "complete", text: "a" }, []],
    ["a stopped one can be asked again", { status: "stopped", text: "a" }, ["retry"]],
    ["an interrupted one goes on", { status: "interrupted", text: "a" }, ["goOn", "retry"]],
    ["unless there is nothing to go on from", { status: "interrupted", text: "" }, ["retry"]],
    ["at the length limit it goes on", { status: "complete", text: "a", failure: { code: "length_limit", retryable: false } }, ["goOn"]],
    ["an overloaded model: again, or another", { status: "failed", failure: { code: "model_overloaded", retryable: true } }, ["retry", "retryWith"]],
    ["a quota that is used up", { status: "failed", failure: { code: "quota_exhausted", retryable: false } }, ["retry", "retryWith"]],
    ["too many requests", { status: "failed", failure: { code: "rate_limited", retryable: true } }, ["retry", "retryWith"]],
    ["a model that is gone: another first", { status: "failed", failure: { code: "model_not_found", retryable: false } }, ["retryWith", "retry"]],
    ["a fault of the server's key", { status: "failed", failure: { code: "invalid_key", retryable: false } }, ["retry"]],
    ["one that is being written needs none", { status: "streaming", text: "a" }, []],
];
for (const [name, fields, expected] of WAYS) {
    Deno.test(`ways out: ${name}`, () => assert.deepEqual(waysOut(message({ role: "model", text: "", ...fields })), expected));
}

/** @param {string} text @param {...(number | undefined)} offsets */
const cut = (text, ...offsets) => piecesOf(text, offsets.map((offset, i) => ({ id: `${i}`, name: "", mediaType: "image/png", bytes: 1, ...(offset === undefined ? {} : { offset }) })))
    .map(({ start, end, picture }) => [text.slice(start, end), picture?.id]);

Deno.test("pictures stand where the text says, in its order, several at one place", () => {
    assert.deepEqual(cut("abc"), [["abc", undefined]]);
    assert.deepEqual(cut("a😀c", 3), [["a😀", "0"], ["c", undefined]]);
    assert.deepEqual(cut("abc", 3, 1), [["a", "1"], ["bc", "0"], ["", undefined]]);
    assert.deepEqual(cut("abc", 0, 0), [["", "0"], ["", "1"], ["abc", undefined]]);
    assert.deepEqual(cut("abc", 99), [["abc", "0"], ["", undefined]]);
    assert.deepEqual(cut("abc", undefined), [["abc", undefined]]);
});

Deno.test("what is left of a day is said when it is little, not before", () => {
    const of = (/** @type {any} */ limit, /** @type {any} */ left) => usageLine({ days: [], limit, left });
    assert.equal(of({}, {}), "");
    assert.equal(of({ answers: 100 }, { answers: 20 }), "");
    assert.equal(of({ answers: 100 }, { answers: 19 }), words.answersLeft(19));
    assert.equal(of({ answers: 6 }, { answers: 5 }), "");
    assert.equal(of({ answers: 6 }, { answers: 4 }), words.answersLeft(4));
    assert.equal(of({ answers: 6 }, { answers: -1 }), words.answersLeft(0));
    assert.equal(of({ tokens: 1000 }, { tokens: 200 }), "");
    assert.equal(of({ answers: 6, tokens: 1000 }, { answers: 1, tokens: 100 }), `${words.answersLeft(1)} · ${words.tokensLeft(100)}`);
});

Deno.test("why a file is not there, in words", () => {
    const of = (/** @type {number} */ status, /** @type {string} */ code, detail = "") => reasonOf(
        /** @type {any} */ ({ bytes: 5, problem: new Problem(status, { code, detail: detail || undefined }) }), 104_857_600);
    assert.match(of(413, "file_too_large"), /100 MB/);
    assert.equal(of(413, "too_large", "A text has at most 8 MiB."), "A text has at most 8 MiB.");
    assert.equal(of(415, "unsupported_media_type"), words.fileProblems.type);
    assert.equal(of(429, "rate_limited"), words.fileProblems.tooMany);
    assert.equal(of(429, "storage_limit", "Your space is full."), "Your space is full.");
    assert.equal(of(0, ""), words.fileProblems.connection);
    assert.equal(of(500, "internal"), words.fileProblems.other);
});

Deno.test("sizes are in the units of the server's limits", () => {
    assert.deepEqual([0, 1023, 1024, 345_678, 1_000_000, 1_310_720, 104_857_600, 2_147_483_648].map(bytes),
        ["0 B", "1023 B", "1 kB", "338 kB", "977 kB", "1.3 MB", "100 MB", "2 GB"]);
});

Deno.test("when a limit begins anew is a time of the reader's", () => {
    const now = new Date(2026, 0, 20, 14, 0);
    const at = (/** @type {number} */ day, /** @type {number} */ hour) => new Date(2026, 0, day, hour).toISOString();
    assert.equal(whenOf(at(20, 18), now), words.atTime(timeOf(at(20, 18))));
    assert.equal(whenOf(at(21, 1), now), words.tomorrowAt(timeOf(at(21, 1))));
    assert.match(whenOf(at(23, 1), now), /23/);
    const until = new Date(Date.now() + 1000).toISOString();
    assert.equal(problemText({ code: "usage_limit", until }), `${words.problems.usage_limit} ${words.usageUntil(whenOf(until))}`);
});
