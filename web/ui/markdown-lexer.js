// @ts-check
// marked's lexer with what Pollux wants otherwise: an open fence is code already, footnotes and `<details>` are blocks, some
// tags count within a line, and no input takes long.

import { Lexer, Tokenizer } from "../vendor/marked.js";

// The lexer's worst cases grow with the product of a run's length and its number of special characters.
export const MAX_RUN_COST = 4_000_000;
const MAX_WORD = 1000;
const MAX_FOLDED = 12;

class Rules extends Tokenizer {
    /** @override @param {string} src */
    fences(src) {
        const token = super.fences(src);
        if (token || !/^ {0,3}(?:`{3,}[^`\n]*|~{3,}[^\n]*)(?:\n|$)/.test(src)) return token;
        const closed = super.fences(`${src}\n`);
        return closed && { ...closed, raw: src };
    }

    /** Tags that count within a line are no block of HTML. @override @param {string} src */
    html(src) {
        return /^ {0,3}<\/?(?:br|sub|sup|kbd)\b/i.test(src) ? undefined : super.html(src);
    }
}

/** A definition of a link is a token, too, so that what is finished can be counted. @this {{lexer: any}} @param {string} src @param {any[]} tokens */
function definition(src, tokens) {
    if (!/^ {0,3}\[/.test(src) || /^(?:paragraph|text)$/.test(tokens.at(-1)?.type)) return;
    const token = this.lexer.tokenizer.def(src);
    if (!token) return;
    this.lexer.tokens.links[token.tag] ??= { href: token.href, title: token.title };
    return { type: "def", raw: token.raw };
}

const FOOTNOTE = /^ {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*([^\n]*(?:\n(?![ \t]*(?:\n|$)| {0,3}\[\^[^\]\s]{1,60}\]:)[^\n]+)*(?:\n+(?: {2,}|\t)[^\n]*\S[^\n]*(?:\n(?![ \t]*(?:\n|$)| {0,3}\[\^)[^\n]+)*)*)(?:\n|$)/;

/** @this {{lexer: any}} @param {string} src */
function footnote(src) {
    const match = FOOTNOTE.exec(src);
    if (!match) return;
    const [raw, label, text] = match;
    return { type: "footnote", raw, label, tokens: this.lexer.blockTokens(text.replace(/\n(?: {1,4}|\t)/g, "\n"), []) };
}

/** @this {{lexer: any}} @param {string} src */
function mark(src) {
    const match = /^\[\^([^\]\s]{1,60})\]/.exec(src);
    return match ? { type: "mark", raw: match[0], label: match[1] } : undefined;
}

/** Goes to the end while that has not come: then nothing that follows is finished before. @this {{lexer: any}} @param {string} src */
function details(src) {
    const begin = /^ {0,3}<details( +open)? *>/i.exec(src);
    const level = this.lexer.folded ?? 0;
    if (!begin || level === MAX_FOLDED) return;
    let depth = 1, end = src.length, length = src.length;
    for (const tag of src.slice(begin[0].length).matchAll(/<(\/?)details\b[^>]*>[ \t]*\n?/gi)) {
        depth += tag[1] ? -1 : 1;
        if (depth > 0) continue;
        end = begin[0].length + tag.index;
        length = end + tag[0].length;
        break;
    }
    const inner = src.slice(begin[0].length, end);
    const [head, summary] = /^\s*<summary>([^]*?)<\/summary>/i.exec(inner) ?? ["", ""];
    this.lexer.folded = level + 1;
    const token = {
        type: "details", raw: src.slice(0, length), isOpen: Boolean(begin[1]),
        summary: summary.trim() ? this.lexer.inline(summary.trim()) : null,
        tokens: this.lexer.blockTokens(inner.slice(head.length).replace(/^(?:[ \t]*\n)+/, ""), []),
    };
    this.lexer.folded = level;
    return token;
}

/** Where a paragraph ends because one of these blocks begins. @param {string} src */
const startOfBlock = (src) => /\n {0,3}(?:\[\^[^\]\s]{1,60}\]:|<details(?: +open)? *>)/i.exec(src)?.index;

/**
 * @param {string} source @param {any} links definitions of links so far; grows
 * @param {(links: any) => void} onLinks before they are used
 * @returns {any[]} tokens
 */
export function lex(source, links, onLinks) {
    const hasOwn = /\[\^|<details/i.test(source);
    /** @type {any} */
    const lexer = new Lexer({
        gfm: true, mangle: false, tokenizer: new Rules(),
        extensions: hasOwn ? { block: [footnote, details, definition], startBlock: [startOfBlock], inline: [mark] } : { block: [definition] },
    });
    lexer.tokens.links = links;
    const tokens = lexer.blockTokens(source, []);
    onLinks(links);
    for (const run of lexer.inlineQueue) {
        const specials = run.src.match(/[\\`*_~[\]<>!()&@]|https?:|www\./g)?.length ?? 0;
        const hasMonster = run.src.includes("@") && run.src.split(/\s+/).some((/** @type {string} */ word) => word.length > MAX_WORD);
        if (hasMonster || specials * run.src.length > MAX_RUN_COST) run.tokens.push({ type: "text", raw: run.src });
        else lexer.inlineTokens(run.src, run.tokens);
    }
    return tokens;
}
