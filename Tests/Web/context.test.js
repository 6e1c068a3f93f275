// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Where the line "Gemini sees the conversation from here" stands, and a question's ticks.
import assert from "node:assert/strict";
import { contextStart, progressOf } from "../../web/model/state.js";
import { message } from "./fakes.js";

/**
 * A path of exchanges, one letter for each answer: c complete, s stopped, i interrupted, f failed after text,
 * x failed without text, e complete without text, q queued, r running with text.
 * @param {string} answers
 */
const path = (answers) => [...answers].flatMap((letter) => [
    message({}),
    message({
        role: "model",
        status: /** @type {any} */ ({ c: "complete", s: "stopped", i: "interrupted", f: "failed", x: "failed", e: "complete", q: "queued", r: "streaming" })[letter],
        text: "xeq".includes(letter) ? "" : "text",
    }),
]);

/** @type {[answers: string, exchanges: number | null, earlier: boolean, expected: number | null, why: string][]} */
const CASES = [
    ["cccc", 3, false, 2, "the last three of four"],
    ["ccc", 3, false, null, "everything is seen"],
    ["ccc", 3, true, 0, "what is held is seen, what is above is not"],
    ["cc", 3, true, null, "the place is above what is held"],
    ["csif", 3, false, 2, "every final answer with text counts"],
    ["cxccc", 3, false, 4, "the line stands before the third from the end"],
    ["ccxcc", 3, false, 2, "an answer without text does not count"],
    ["ccecc", 3, false, 2, "neither when it is complete"],
    ["ccccr", 3, false, 2, "a running answer does not count yet"],
    ["ccccrqq", 3, false, 2, "nor do queued ones"],
    ["ccccc", 3, false, 4, "and it moves when it is complete"],
    ["cccc", 1, false, 6, "one exchange"],
    ["cccc", 0, false, 8, "none: the line stands at the end"],
    ["cccc", null, false, null, "all: no line"],
    ["", 3, false, null, "nothing there"],
    ["", 0, false, null, "nothing there, nothing seen"],
];
for (const [answers, exchanges, earlier, expected, why] of CASES) {
    Deno.test(`context of ${exchanges ?? "all"} in "${answers}": ${why}`, () => {
        assert.equal(contextStart(path(answers), exchanges, earlier), expected);
    });
}

Deno.test("ticks: stored, begun with the first text or thought, complete, failed", () => {
    const of = (/** @type {any} */ fields) => progressOf(message({ role: "model", ...fields }));
    assert.equal(progressOf(undefined), "stored");
    assert.equal(of({ status: "queued" }), "stored");
    assert.equal(of({ status: "streaming" }), "stored");
    assert.equal(of({ status: "streaming", thoughts: "hm" }), "begun");
    assert.equal(of({ status: "streaming", text: "a" }), "begun");
    assert.equal(of({ status: "complete", text: "a" }), "complete");
    assert.equal(of({ status: "failed" }), "failed");
    assert.equal(of({ status: "stopped", text: "a" }), "begun");
    assert.equal(of({ status: "interrupted" }), "stored");
});
