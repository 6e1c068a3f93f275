// @ts-check
// Where an answer's sources are named: a mark at the end of each segment, put into the Markdown before it is read. A
// mark must not change what the Markdown becomes, and nobody can tell from the outside whether it does: so the text is
// read with it and without it, and a place that makes a difference (within code, a link's target, the row of a table)
// is given up for the next one. What finds no place stands in the list below the answer all the same.

import { NOTE_BASE, NOTE_EDGE, NOTE_SIGN } from "./markdown-marks.js";
import { createReader } from "./markdown-reader.js";

/** @typedef {import("../model/types.js").Source} Source */
/** @typedef {{places: number[], signs: string}} Note where it may stand, best first, and its signs */
/** @typedef {{at: number, signs: string}} Mark */

const MAX_SOURCES = 500;
const MAX_PLACES = 12;
const MAX_READS = 400;
const READ_BUDGET = 1_000_000; // characters, over all readings
const CLOSERS = "*_~`)]\"'.,;:!?»”’";
const LETTER = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u;

/**
 * The text with its marks, for `createMarkdown` together with the same sources.
 * @param {string} text
 * @param {Source[]} sources
 * @returns {string} the text itself where nothing can be placed
 */
export function placeNotes(text, sources) {
    if (text.includes(NOTE_SIGN) || sources.length > MAX_SOURCES) return text;
    const notes = notesOf(text, sources);
    const plain = notes.length ? shapeOf(createReader()(text, false).trees) : "";
    /** @type {Mark[]} */
    let placed = [];
    let reads = Math.min(MAX_READS, 4 + READ_BUDGET / (text.length + 1));

    /** Tries marks together with those that stand. @param {Mark[]} marks @returns {"fits" | "differs" | "hopeless"} */
    const put = (marks) => {
        reads -= 1;
        const all = [...placed, ...marks];
        const { trees } = createReader()(insert(text, all), false, sources);
        const isSame = countNotes(trees) === all.reduce((sum, { signs }) => sum + signs.length, 0) && shapeOf(trees) === plain;
        if (!isSame) return marks.length === 1 && trees.some(hasNoteInBlock) ? "hopeless" : "differs";
        placed = all;
        return "fits";
    };

    /** All at once where possible; else by halves, until the one that does not fit is alone. @param {Note[]} group */
    const place = (group) => {
        if (reads <= 0 || group.length === 0) return;
        const [{ places, signs }] = group;
        const first = put(group.map((note) => ({ at: note.places[0], signs: note.signs })));
        if (first !== "differs") return;
        if (group.length === 1) {
            for (const at of places.slice(1)) if (reads <= 0 || put([{ at, signs }]) !== "differs") return;
            return;
        }
        const half = group.length >> 1;
        place(group.slice(0, half));
        place(group.slice(half));
    };
    place(notes);
    return insert(text, placed);
}

/** One note for each place where segments end. @param {string} text @param {Source[]} sources @returns {Note[]} */
function notesOf(text, sources) {
    /** @type {Map<number, Set<number>>} */
    const ends = new Map();
    for (const [i, { segments }] of sources.entries()) {
        for (const { end } of segments) {
            if (end > 0 && end <= text.length) ends.set(end, (ends.get(end) ?? new Set()).add(i));
        }
    }
    return [...ends].sort(([a], [b]) => a - b).map(([end, numbers]) => ({
        places: placesFor(text, end),
        signs: [...numbers].sort((a, b) => a - b).map((i) => String.fromCharCode(NOTE_BASE + i)).join(""),
    }));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Where a note for a segment that ends at `end` may stand: there, else near it, on the same line. @param {string} text @param {number} end */
function placesFor(text, end) {
    let at = end;
    while (at > 0 && /\s/.test(text[at - 1])) at -= 1;
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const lineEnd = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    const line = text.slice(start, lineEnd);
    const inside = graphemes.segment(line).containing(at - start);
    if (inside && start + inside.index < at) at = start + inside.index + inside.segment.length;
    while (at < lineEnd && LETTER.test(text[at]) && LETTER.test(text[at - 1] ?? "")) at += 1;
    const places = [at];
    const bare = start + text.slice(start, at).replace(/[|\s]+$/, "").length; // before the bars that end a table's row
    for (let before = bare; before > start && places.length < 5; before -= 1) {
        if (before < at) places.push(before);
        if (!"*_~`)]".includes(text[before - 1])) break;
    }
    for (let after = at + 1; after <= lineEnd && places.length < MAX_PLACES; after += 1) {
        const last = text[after - 1], next = text[after] ?? "\n";
        if (/[\s|]/.test(last)) continue;
        if (CLOSERS.includes(last) || /[\s|]/.test(next)) places.push(after);
    }
    return places;
}

/** @param {string} text @param {Mark[]} marks */
function insert(text, marks) {
    /** @type {Map<number, string>} */
    const at = new Map();
    for (const mark of marks) at.set(mark.at, (at.get(mark.at) ?? "") + [...mark.signs].map((sign) => NOTE_SIGN + sign).join(""));
    let result = "", from = 0;
    for (const [end, signs] of [...at].sort(([a], [b]) => a - b)) {
        const edge = /\S/.test(text[end] ?? "") ? NOTE_EDGE : ""; // at a line's end it would be cut off, and read as a block
        result += text.slice(from, end) + NOTE_EDGE + signs + edge;
        from = end;
    }
    return result + text.slice(from);
}

/** @param {any} tree */
const isNote = (tree) => Array.isArray(tree) && tree[1].class === "note-ref";

/** @param {any[]} trees @returns {number} */
const countNotes = (trees) => trees.reduce((sum, tree) =>
    sum + (isNote(tree) ? 1 : Array.isArray(tree) ? countNotes(tree.slice(2)) : 0), 0);

/** A block of code has taken a mark in: so it will, wherever on that line. @param {any} tree @returns {boolean} */
const hasNoteInBlock = (tree) => Array.isArray(tree)
    && (tree[0] === "pre" ? JSON.stringify(tree).includes(NOTE_SIGN) : tree.slice(2).some(hasNoteInBlock));

/** What the trees are without the notes, to compare. @param {any[]} trees */
const shapeOf = (trees) => JSON.stringify(withoutNotes(trees));

/** @param {any[]} trees @returns {any[]} */
function withoutNotes(trees) {
    /** @type {any[]} */
    const result = [];
    for (const tree of trees) {
        if (isNote(tree)) continue;
        if (typeof tree !== "string") result.push([tree[0], tree[1], ...withoutNotes(tree.slice(2))]);
        else if (typeof result.at(-1) === "string") result[result.length - 1] += tree;
        else result.push(tree);
    }
    return result;
}
