// @ts-check
// Reads a growing text block by block: what is finished is never read again, unless the whole is complete.

import { DELIMITER_ROW, MARKER, repair, startOfOpenCode } from "./markdown-repair.js";
import { lex, MAX_RUN_COST } from "./markdown-lexer.js";
import { withNotes } from "./markdown-marks.js";
import { copyContext, createContext, plain, readBlocks } from "./markdown-trees.js";
import { asWritten, linesTaken, putBack, takeOut } from "./maths.js";

/** @typedef {import("./markdown-trees.js").Tree} Tree */
/** @typedef {import("../model/types.js").Source} Source */

// Bounds for what an answer may cost to read (hostile or absurd input); beyond them it is shown as plain text.
const MAX_LENGTH = 262_144;
const MAX_CELLS = 20_000;
const MAX_DEPTH = 24;
const MAX_NODES = 30_000;

const TOO_DEEP = new RegExp(String.raw`^(?:[ \t]*(?:>|${MARKER}[ \t])){${MAX_DEPTH}}|^(?: {${4 * MAX_DEPTH}}|\t{${MAX_DEPTH}})[ \t]*${MARKER}[ \t]`, "m");

/**
 * @param {(length: number) => void} [onRead] is told how many characters are read
 * @returns {(text: string, open: boolean, sources?: Source[]) => {from: number, trees: Tree[]}} the top-level blocks
 *   from index `from` on are now `trees`. While the text is open only the part after the last finished block is read; at
 *   the end the whole once more, for definitions that came late. `sources`: what the marks in the text stand for.
 */
export function createReader(onRead) {
    let done = "", count = 0, nodes = 0, gaveUp = false;
    let links = Object.create(null);
    let context = createContext();

    return (text, open, sources) => {
        text = text.replace(/\r\n?/g, "\n");
        if (!open || !text.startsWith(done)) {
            done = "";
            count = nodes = 0;
            gaveUp = false;
            links = Object.create(null);
            context = createContext();
        }
        const from = count;
        const tail = text.slice(done.length);
        if (gaveUp || text.length > MAX_LENGTH) return { from: 0, trees: [plain(text)] };
        if (costsTooMuch(tail)) return { from, trees: [plain(tail)] };
        onRead?.(tail.length);
        const code = open ? startOfOpenCode(tail) : tail.length;
        const { text: bare, formulas } = takeOut(tail.slice(0, code), open && code === tail.length);
        const source = expandTabs(open ? repair(bare + tail.slice(code)) : bare);
        let tokens;
        try {
            tokens = lex(source, links, (known) => {
                for (const link of Object.values(known)) link.href = asWritten(link.href, formulas);
            });
        } catch {
            return { from, trees: [plain(tail)] }; // nested too deep for the stack
        }
        const finished = open ? finishedBlocks(tokens, source, tail, (before) => linesTaken(before, formulas))
            : { tokens: tokens.length, length: 0 };
        const first = readBlocks(tokens.slice(0, finished.tokens), context);
        const rest = readBlocks(tokens.slice(finished.tokens), copyContext(context));
        nodes += countNodes(first);
        gaveUp = nodes + countNodes(rest) > MAX_NODES;
        if (gaveUp) return { from: 0, trees: [plain(text)] };
        done = text.slice(0, done.length + finished.length);
        count += first.length;
        const trees = withTabs([...first, ...rest]);
        return { from, trees: putBack(sources ? withNotes(trees, sources) : trees, formulas) };
    };
}

/** Stands for a tab that the lexer must not see: it makes spaces of those at a line's start, in code as well. */
const KEPT_TAB = "\ufdd0";

/** Tabs at a line's start become spaces, as the lexer counts; those of fenced code are kept. @param {string} source */
function expandTabs(source) {
    if (!source.includes("\t")) return source;
    let fence = "", indent = 0;
    return source.split("\n").map((line) => {
        const [, spaces, mark] = /^( {0,3})(`{3,}[^`]*$|~{3,})/.exec(line) ?? [];
        if (fence && new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`).test(line)) fence = "";
        else if (fence) line = line.replace(new RegExp(`^( {${indent},})(\\t+)`), (_, before, tabs) => before + KEPT_TAB.repeat(tabs.length));
        else if (mark) [indent, fence] = [spaces.length, /** @type {RegExpExecArray} */ (/^(`+|~+)/.exec(mark))[0]];
        return line.replace(/^( *)(\t+)/, (_, before, tabs) => before + "    ".repeat(tabs.length));
    }).join("\n");
}

/** @param {any[]} trees @returns {any[]} */
const withTabs = (trees) => trees.map((tree) => typeof tree === "string" ? tree.replaceAll(KEPT_TAB, "\t")
    : Array.isArray(tree) ? withTabs(tree) : tree);

/** @param {any[]} trees @returns {number} */
const countNodes = (trees) => trees.reduce((sum, tree) => sum + (Array.isArray(tree) ? 1 + countNodes(tree.slice(2)) : 1), 0);

/**
 * How much of the source will never be read again: everything before the last block, once that has begun on a
 * complete line.
 * @param {any[]} tokens @param {string} source @param {string} tail the source before its formulas were taken out and its repair
 * @param {(before: string) => number} linesTakenFrom how many lines a part of the source has lost to formulas
 * @returns {{tokens: number, length: number}} in tokens, and in characters of `tail`
 */
function finishedBlocks(tokens, source, tail, linesTakenFrom) {
    let at = 0, last = -1, start = 0;
    for (const [i, token] of tokens.entries()) {
        if (!source.startsWith(token.raw, at)) break;
        if (token.type !== "space" && (at === 0 || source[at - 1] === "\n")) [last, start] = [i, at];
        at += token.raw.length;
    }
    if (last <= 0) return { tokens: 0, length: 0 };
    let length = 0;
    const before = source.slice(0, start);
    for (let lines = before.split("\n").length - 1 + linesTakenFrom(before); lines > 0; lines -= 1) length = tail.indexOf("\n", length) + 1;
    return tail.indexOf("\n", length) < 0 ? { tokens: 0, length: 0 } : { tokens: last, length };
}

/** @param {string} source */
function costsTooMuch(source) {
    if (TOO_DEEP.test(source) || /`{200}|~{200}/.test(source)) return true;
    const lines = source.split("\n");
    for (let i = 0, columns = 0, cells = 0; i < lines.length; i += 1) {
        const pipes = lines[i].split("|").length - 1;
        if (pipes * lines[i].length > MAX_RUN_COST) return true;
        if (!lines[i].trim()) columns = 0;
        else if (pipes && DELIMITER_ROW.test(lines[i])) columns = cells = pipes + 1;
        else if (columns && (cells += columns) > MAX_CELLS) return true;
    }
    return false;
}
