// @ts-check
// The words of a search: what was asked for, and where it stands in a title. As the server does it: quotes make a phrase,
// all words must be there, the last one may be a beginning; case and accents do not matter. No DOM.

/** @typedef {{start: number, end: number}} Mark */

const PARTS = /"([^"]*)"?|[^\s"]+/gu;
const LETTER = /[\p{L}\p{N}\p{M}]/u;
/** Writings without spaces between words: any place is a beginning. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** @param {string} query @returns {string[]} its words and phrases */
export const wordsOf = (query) => [...query.matchAll(PARTS)].map(([all, phrase]) => (phrase ?? all).trim()).filter((word) => LETTER.test(word));

const ASCII = /^[\0-\x7f]*$/;

/** A text without case and accents. @param {string} text */
export const plain = (text) => ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ς", "σ");

/**
 * A text without case and accents, and for each of its code units the one of the text that it comes from.
 * @param {string} text
 */
function fold(text) {
    let folded = "";
    /** @type {number[]} */
    const from = [];
    let at = 0;
    for (const letter of text) {
        const bare = plain(letter);
        for (let i = 0; i < bare.length; i += 1) from.push(at);
        folded += bare;
        at += letter.length;
    }
    from.push(at);
    return { folded, from };
}

/**
 * Where the words stand in a text, each at its first place.
 * @param {string} text @param {string[]} words
 * @returns {Mark[] | null} null: not all of them are there
 */
export function marksIn(text, words) {
    const { folded, from } = fold(text);
    const marks = [];
    for (const word of words) {
        const wanted = plain(word);
        const at = placeOf(folded, wanted);
        if (at < 0 || !wanted) return null;
        // Up to where the next letter begins: its accents are part of it.
        const end = from.find((place, i) => i >= at + wanted.length && place > from[at + wanted.length - 1]) ?? text.length;
        marks.push({ start: from[at], end });
    }
    return marks;
}

/** @param {string} text @param {string} word both folded */
function placeOf(text, word) {
    const isAnywhere = UNSPACED.test(word);
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (isAnywhere || at === 0 || !LETTER.test(text[at - 1])) return at;
    }
    return -1;
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
