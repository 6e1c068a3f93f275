// @ts-check
// Where the words of a search stand in a title, and a text cut at its marks. The server has its own marks for what it finds;
// words are found as it does it (`marks.js`). No DOM.

import { placesOf, termsOf } from "./marks.js";

/** @typedef {{start: number, end: number}} Mark */
/** @typedef {ReturnType<typeof termsOf>} Terms */

export { termsOf };

const ASCII = /^[\0-\x7f]*$/;

/** A text without case and accents, quickly: thousands of titles are looked through at a key. @param {string} text */
export const plain = (text) => ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Where the words stand in a text.
 * @param {string} text @param {Terms} terms
 * @returns {Mark[] | null} null: not all of them are there
 */
export function marksIn(text, terms) {
    const places = terms.map((term) => placesOf(text, [term]));
    return places.every((found) => found.length > 0) ? places.flat() : null;
}

/**
 * A text cut at its marks; marks that overlap become one, those beyond the text go.
 * @param {string} text @param {Mark[]} marks
 * @returns {{text: string, isMarked: boolean}[]}
 */
export function cut(text, marks) {
    const pieces = [];
    let at = 0;
    for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
        const from = Math.max(at, start), to = Math.min(end, text.length);
        if (from >= to) continue;
        if (from > at) pieces.push({ text: text.slice(at, from), isMarked: false });
        pieces.push({ text: text.slice(from, to), isMarked: true });
        at = to;
    }
    if (at < text.length) pieces.push({ text: text.slice(at), isMarked: false });
    return pieces;
}

/**
 * A part of an answer as one reads it in a line: the signs of Markdown that stand around words are left out.
 * @param {string} text @param {boolean} isStart it begins a line
 */
export function withoutSigns(text, isStart) {
    const words = text.replace(/```[\w+#-]*|\*\*|~~|`/g, "");
    const line = /\n[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+/g;
    return isStart ? `\n${words}`.replace(line, "\n").slice(1) : words.replace(line, "\n");
}
