// @ts-check
// Finds the mathematics in a text and takes it out before Markdown is read, because Markdown would eat its backslashes
// and take its underscores for emphasis. What stands between two delimiters is a formula only if it surely is one: `$5 and
// $10` is money, `$HOME` is a shell's. That is decided from left to right and never revised, so that a text which is still
// being written shows nothing that must be taken back: while it is open whether something is a formula, it is not shown.

import { words } from "../words.js";

/** @typedef {{raw: string, tex: string, isDisplay: boolean}} Formula `raw`: with its delimiters */
/** @typedef {{tex: string, end: number}} Found where it ends, after its delimiter */

/** Stands, with a character above FORMULA_BASE, for a formula; no text may contain it. */
const FORMULA_SIGN = "\ufdd2", FORMULA_BASE = 0xe000;
const PLACE = new RegExp(`${FORMULA_SIGN}([\ue000-\uf8ff])`, "g");

const MAX_FORMULAS = 2000;
const MAX_LENGTH = 4000;
const MAX_INLINE = 600;
const MAX_BEFORE = 200; // characters of a line, to see its signs

/** @type {Record<string, string>} */
const CLOSER = { $: "$", $$: "$$", "\\(": "\\)", "\\[": "\\]" };
const FUNCTIONS = new Set(("arccos arcsin arctan arg cos cosh cot csc deg det dim exp gcd inf ker lcm lim ln log max min mod "
    + "sec sin sinh sup tan tanh rank").split(" "));
const WITH_TEXT = /^(?:text\w*|math(?:rm|it|bf|sf|tt|bb|cal|scr|frak)|operatorname|mbox|begin|end|tag|label|color|textcolor|hspace|vspace|ce|pu)$/;
const OPERATOR = /[=<>+*/!|±×÷·≤≥≠≈∈→∞-]/;
/** Without any sign of a formula: one letter or two, a number, `f(x)`, `2n`, `x, y`, `(a, b)`, `ABC`. */
const ATOM = /^[([{|]*[-+−]?(?:[A-Z]{1,4}|\d+(?:[.,]\d+)*[a-zA-Zα-ω]?|[a-zA-Zα-ωΑ-Ω]{1,2})['′]*(?:\(?\s*,?\s*(?:[A-Z]{1,4}|\d+(?:\.\d+)?|[a-zA-Zα-ω])['′]*\)?)*[)\]}|]*$/;

/**
 * @param {string} text
 * @param {boolean} open more may come
 * @returns {{text: string, formulas: Formula[]}} the text with a place for each formula, and without an end that may yet become one
 */
export function takeOut(text, open) {
    if (!/\$|\\[([]/.test(text) || text.includes(FORMULA_SIGN)) return { text, formulas: [] };
    /** @type {Formula[]} */
    const formulas = [];
    let result = "", from = 0, line = 0, seen = 0;
    const openers = /\\[^]|\$+/g;
    for (let match = openers.exec(text); match && formulas.length < MAX_FORMULAS; match = openers.exec(text)) {
        const [opener] = match, start = match.index;
        if (!CLOSER[opener] || (opener[0] === "$" && /[\w$]/.test(text[start - 1] ?? ""))) continue;
        const lineEnd = text.slice(seen, start).lastIndexOf("\n"); // a long line is looked through once
        if (lineEnd >= 0) line = seen + lineEnd + 1;
        seen = start;
        const found = readFormula(text, start, opener, open, line);
        if (found === "undecided") {
            text = text.slice(0, start);
            break;
        }
        if (!found) continue;
        const raw = text.slice(start, found.end);
        result += text.slice(from, start) + FORMULA_SIGN + String.fromCharCode(FORMULA_BASE + formulas.length);
        formulas.push({ raw, tex: found.tex, isDisplay: opener === "$$" || opener === "\\[" });
        openers.lastIndex = from = found.end;
    }
    return { text: result + text.slice(from), formulas };
}

/** @param {string} text @param {number} start @param {string} opener @param {boolean} open @param {number} line where its line begins @returns {Found | "undecided" | null} */
function readFormula(text, start, opener, open, line) {
    const begin = start + opener.length, isInline = opener === "$";
    const isRow = /^\s*\|/.test(text.slice(line, line + 20));
    const end = findEnd(text, begin, opener, isRow);
    if (end === null || (isInline && /\s/.test(text[begin] ?? ""))) return null;
    if (end === text.length) return open ? "undecided" : null;
    const after = end + opener.length;
    const inner = text.slice(begin, end), before = text.slice(line, Math.min(start, line + MAX_BEFORE));
    const tex = (before.includes(">") ? inner.replace(/\n[ \t]*>[ \t]?/g, "\n") : inner).trim();
    if (!hasSign(inner) && !isAtom(tex)) return null;
    if (isInline) {
        if (/\s/.test(text[end - 1])) return null;
        if (after === text.length && open) return "undecided";
        // "the $n$th" is said, "$a$5" is not
        if (/[\w$]/.test(text[after] ?? "") && !(/^[a-zA-Z]$/.test(tex) && /[nrst]/.test(text[after]))) return null;
    }
    if (opener === "\\[" && !hasSign(inner)) { // "\[1\]" is a reference, unless it stands alone
        if (/[^\s>]/.test(before)) return null;
        const rest = /^[^\n]*/.exec(text.slice(after))?.[0] ?? "";
        if (rest.trim()) return null;
        if (open && after + rest.length === text.length) return "undecided";
    }
    return { tex, end: after };
}

/** Signs that only mathematics has. @param {string} inner */
const hasSign = (inner) => /\\[a-zA-Z,;!{}|]|[\^_]/.test(inner);

/** @param {string} tex */
const isAtom = (tex) => ATOM.test(tex) || (OPERATOR.test(tex) && /[\p{L}\d]/u.test(tex) && !/(?:^|\s)[a-z]{2,}(?:\s|$)/i.test(tex.replace(/[a-z]+/gi, (word) =>
    FUNCTIONS.has(word) ? "" : word)));

/**
 * @param {string} text @param {number} begin @param {string} opener @param {boolean} isRow it stands in a row of a table
 * @returns {number | null} where the closing delimiter stands; the text's length when it has not come yet, null when this is no formula
 */
function findEnd(text, begin, opener, isRow) {
    const closer = CLOSER[opener];
    let isSure = false, words = 0;
    const most = begin + (opener === "$" ? MAX_INLINE : MAX_LENGTH);
    for (let i = begin; i < text.length;) {
        if (i > most) return null;
        const char = text[i];
        if (char === "\\") {
            if (i + 1 === text.length) return text.length;
            if (text.startsWith(closer, i)) return i;
            const name = /^[a-zA-Z]+/.exec(text.slice(i + 1, i + 40))?.[0];
            if (!name && /[()[\]]/.test(text[i + 1])) return null;
            if (name || /[,;:!{}|\\]/.test(text[i + 1])) isSure = true;
            i += 1 + (name?.length ?? 1);
            if (name && WITH_TEXT.test(name) && /^\s*\{/.test(text.slice(i, i + 5))) {
                const end = endOfGroup(text, text.indexOf("{", i));
                if (end === null) return null;
                i = end;
            }
        } else if (char === "$") {
            if (closer[0] !== "$") return null;
            if (closer === "$" || text[i + 1] === "$") return i === begin ? null : i;
            return i + 1 === text.length ? text.length : null;
        } else if (char === "\n") {
            if (opener === "$") return null;
            const next = /^\n[ \t>]*(?:\n|~~~)/.exec(text.slice(i, i + 200));
            if (next) return null;
            i += 1;
        } else if (/[`\u1680\ufdd0-\ufdef]/.test(char)) return null;
        else if (char === "|" && !isSure && isRow && text[i - 1] === " ") return null; // the next cell
        else if (/\p{L}/u.test(char)) {
            const word = /^\p{L}+/u.exec(text.slice(i, i + 80))?.[0] ?? char;
            const isOver = i + word.length < text.length;
            if (!isOver && word.length < 12) return text.length;
            const isPlain = word.length > 2 && !FUNCTIONS.has(word) && !/^[A-Z]{1,4}$/.test(word) || /[^a-zA-Z\p{Script=Greek}]/u.test(word);
            if (isPlain && !isSure) return null;
            words = isPlain && word.length > 3 ? words + 1 : 0;
            if (words === 2) return null; // prose
            i += word.length;
        } else {
            if (/[\^_]/.test(char)) isSure = true;
            if (!/\s/.test(char)) words = 0;
            i += 1;
        }
    }
    return text.length;
}

/** @param {string} text @param {number} at where a group begins @returns {number | null} after its end; null where it has none on this line */
function endOfGroup(text, at) {
    let depth = 0;
    for (let i = at; i < text.length; i += 1) {
        if (text[i] === "\n" || text[i] === "`" || i > at + MAX_INLINE) return null;
        if (text[i] === "\\") i += 1;
        else if (text[i] === "{") depth += 1;
        else if (text[i] === "}" && (depth -= 1) === 0) return i + 1;
    }
    return text.length;
}

/** A formula of its own may be wider than the page, so it can be scrolled with the keyboard. @param {Formula} formula @returns {[string, Record<string, string>, string]} */
export const formulaTree = ({ raw, tex, isDisplay }) => ["span", {
    class: isDisplay ? "math display" : "math", dir: "ltr", "data-tex": raw,
    ...(isDisplay ? { tabindex: "0", role: "group", "aria-label": words.formula } : {}),
}, tex];

/** How many line ends a text has lost to its formulas. @param {string} text @param {Formula[]} formulas */
export const linesTaken = (text, formulas) => [...text.matchAll(PLACE)]
    .reduce((sum, [, sign]) => sum + (formulas[sign.charCodeAt(0) - FORMULA_BASE]?.raw.split("\n").length ?? 1) - 1, 0);

/** The source again, where it was no place for a formula. @param {string} text @param {Formula[]} formulas */
export const asWritten = (text, formulas) =>
    text.replace(PLACE, (place, sign) => formulas[sign.charCodeAt(0) - FORMULA_BASE]?.raw ?? place);

/**
 * Formulas in the places that stand for them; what is code or HTML gets its source back.
 * @param {any[]} trees @param {Formula[]} formulas @returns {any[]}
 */
export function putBack(trees, formulas) {
    if (formulas.length === 0) return trees;
    return trees.flatMap((tree) => putBackIn(tree, formulas));
}

/** @param {any} tree @param {Formula[]} formulas @returns {any[]} */
function putBackIn(tree, formulas) {
    if (typeof tree === "string") {
        return tree.split(PLACE).map((piece, i) => {
            if (i % 2 === 0) return piece;
            const formula = formulas[piece.charCodeAt(0) - FORMULA_BASE];
            return formula ? formulaTree(formula) : FORMULA_SIGN + piece;
        }).filter((piece) => piece !== "");
    }
    const [tag, attributes, ...children] = tree;
    const isAddress = attributes.href?.includes(FORMULA_SIGN);
    for (const [name, value] of Object.entries(attributes)) attributes[name] = asWritten(value, formulas);
    const isSource = tag === "code" || attributes.class === "raw" || isAddress;
    return [[tag, attributes, ...(isSource ? children.map((/** @type {any} */ child) => typeof child === "string" ? asWritten(child, formulas) : child)
        : putBack(children, formulas))]];
}
