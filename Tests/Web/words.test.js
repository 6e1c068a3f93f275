// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Ids and times.
import assert from "node:assert/strict";
import { newID } from "../../web/model/wire.js";
import { dayOf, problemText, rowTimeOf, timeOf } from "../../web/formats.js";
import { words } from "../../web/words.js";

Deno.test("an id is a version 7 UUID: the time first, then chance", () => {
    const id = newID(0x0123456789ab);
    assert.match(id, /^01234567-89ab-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    assert.notEqual(newID(1), newID(1));
    assert.equal(new Set(Array.from({ length: 1000 }, () => newID())).size, 1000);
    assert.ok(newID(1_700_000_000_000) < newID(1_700_000_000_001));
});

const at = (/** @type {number} */ day, /** @type {number} */ hour) => new Date(2026, 0, day, hour).toISOString();
const now = new Date(2026, 0, 20, 0, 30);

Deno.test("days are the reader's calendar days, not spans of 24 hours", () => {
    assert.equal(dayOf(at(20, 0), now), words.today);
    assert.equal(dayOf(at(19, 23), now), words.yesterday);
    assert.equal(dayOf(at(18, 1), now), "Sunday");
    assert.match(dayOf(at(13, 23), now), /13 January 2026|January 13, 2026/);
    assert.match(dayOf(at(21, 1), now), /2026/); // a clock that runs ahead
});

Deno.test("a row shows the time today, else the day", () => {
    assert.equal(rowTimeOf(at(20, 0), now), timeOf(at(20, 0)));
    assert.equal(rowTimeOf(at(19, 1), now), words.yesterday);
    assert.equal(rowTimeOf(at(16, 1), now), "Friday");
});

Deno.test("a problem is said in our words, else the server's, else in general ones", () => {
    assert.equal(problemText({ code: "name_taken", detail: "x" }), words.problems.name_taken);
    assert.equal(problemText({ code: "a_new_one", detail: "The server's words." }), "The server's words.");
    assert.equal(problemText({ code: "a_new_one" }), words.actionFailed);
});
