// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// What a screen reader hears of an answer.
import assert from "node:assert/strict";
import { createAnnouncer, endOfParagraphs } from "../../web/ui/announcer.js";
import { words } from "../../web/words.js";

/** @param {string} text @param {string} [status] @returns {any} */
const answer = (text, status = "streaming") => ({ id: "a", role: "model", text, status });

/** @param {string} mode @param {any[]} steps @param {number} [stepMs] */
function hear(mode, steps, stepMs = 1000) {
    /** @type {string[]} */
    const said = [];
    let time = 0;
    const announce = createAnnouncer({ announce: (text) => said.push(text), mode: () => mode, now: () => time, plain: (text) => text });
    for (let i = 1; i < steps.length; i += 1) {
        time += stepMs;
        announce(steps[i - 1], steps[i]);
    }
    return said;
}

const STEPS = [answer("", "queued"), answer(""), answer("One"), answer("One.\n\nTwo"), answer("One.\n\nTwo.\n\nThree"), answer("One.\n\nTwo.\n\nThree.", "complete")];

Deno.test("by default the beginning and the end are said, once each", () => {
    assert.deepEqual(hear("end", STEPS), [words.answerStarted, words.answerComplete]);
});

Deno.test("paragraphs are said when they are finished, the last with the end", () => {
    assert.deepEqual(hear("paragraphs", STEPS, 5000), [words.answerStarted, "One.", "Two.", `Three.\n${words.answerComplete}`]);
});

Deno.test("paragraphs that come quickly are said together", () => {
    assert.deepEqual(hear("paragraphs", STEPS, 1), [words.answerStarted, "One.", `Two.\n\nThree.\n${words.answerComplete}`]);
});

Deno.test("off says nothing; an answer that ended early says so", () => {
    assert.deepEqual(hear("off", STEPS), []);
    assert.deepEqual(hear("end", [answer("x"), answer("x", "stopped")]), [words.answerEnded]);
});

Deno.test("code that is open is not a finished paragraph", () => {
    assert.equal(endOfParagraphs("a\n\n```\nx\n\ny"), 3);
    assert.equal(endOfParagraphs("a\n\n```\nx\n\ny\n```\n\nb"), 17);
    assert.equal(endOfParagraphs("a"), 0);
});
