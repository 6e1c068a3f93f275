// @ts-check
// Marks the words that were searched for, by ranges: no node is touched. At most 200, which a browser paints at once.

const NAME = "found", NOW = "found-now";
const MAXIMUM = 200;
const WORD = /[\p{L}\p{N}]/u;
// These scripts write without spaces: any place is the beginning of a word.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/**
 * The words and "quoted phrases" of a search, folded. The last word is the beginning of one.
 * @param {string} query @returns {{text: string, isPrefix: boolean}[]}
 */
export function termsOf(query) {
    const parts = [...query.matchAll(/"([^"]+)"|([^\s"]+)/g)];
    return parts.map(([, phrase, word], i) => ({ text: fold(phrase ?? word).text.trim(), isPrefix: i === parts.length - 1 && !phrase }))
        .filter(({ text }) => WORD.test(text));
}

/** Lower case and without accents, and for each code unit of that its place in the original. @param {string} text */
export function fold(text) {
    let folded = "";
    /** @type {number[]} */
    const places = [];
    let at = 0;
    for (const character of text) {
        const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
        for (let i = 0; i < plain.length; i += 1) places.push(at);
        folded += plain;
        at += character.length;
    }
    places.push(at);
    return { text: folded, places };
}

/**
 * Where terms stand in a text, in order.
 * @param {string} text @param {{text: string, isPrefix: boolean}[]} terms @returns {{start: number, end: number}[]}
 */
export function placesOf(text, terms) {
    const { text: folded, places } = fold(text);
    const found = terms.flatMap(({ text: term, isPrefix }) => {
        const hits = [];
        for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
            const isBegin = at === 0 || !WORD.test(folded[at - 1]) || UNSPACED.test(term);
            const after = folded[at + term.length];
            const isEnd = isPrefix || after === undefined || !WORD.test(after) || UNSPACED.test(term);
            if (isBegin && isEnd) hits.push({ start: places[at], end: places[at + term.length] });
        }
        return hits;
    });
    return found.sort((a, b) => a.start - b.start);
}

/**
 * Marks a search's words in bubbles, and takes earlier marks away.
 * @param {Iterable<HTMLElement>} nodes @param {string} query
 * @returns {Range | null} the first mark
 */
export function mark(nodes, query) {
    unmark();
    const terms = termsOf(query);
    /** @type {Range[]} */
    const ranges = [];
    for (const node of nodes) for (const text of textsOf(node)) {
        for (const { start, end } of placesOf(text.data, terms)) {
            if (ranges.length === MAXIMUM) break;
            const range = document.createRange();
            range.setStart(text, start);
            range.setEnd(text, end);
            ranges.push(range);
        }
    }
    // Given to the constructor all at once: added one by one they take quadratic time in Firefox.
    if (ranges.length && globalThis.Highlight) CSS.highlights.set(NAME, new Highlight(...ranges));
    return ranges[0] ?? null;
}

/** Marks the one that was gone to in another colour. @param {Range} range */
export function markNow(range) {
    if (!globalThis.Highlight) return;
    const highlight = new Highlight(range);
    highlight.priority = 1;
    CSS.highlights.set(NOW, highlight);
}

export function unmark() {
    globalThis.CSS?.highlights?.delete(NAME);
    globalThis.CSS?.highlights?.delete(NOW);
}

/** @param {HTMLElement} bubble @returns {Text[]} */
function textsOf(bubble) {
    return [...bubble.querySelectorAll(":scope > .text")].flatMap((part) => {
        const texts = [];
        const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(/** @type {Text} */ (node));
        return texts;
    });
}
