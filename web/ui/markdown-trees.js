// @ts-check
// The lexer's tokens as plain trees: what each kind of Markdown becomes in the page. No DOM here.

import { isWebAddress, LINK_REL, placeOf } from "./markdown-links.js";
import { formulaTree } from "./maths.js";
import { words } from "../words.js";
import { decodeEntities } from "./entities.js";

/** @typedef {string | [string, Record<string, string>, ...any[]]} Tree a text, or [tag, attributes, ...children] */

/**
 * @typedef {object} Context what a block depends on that stands before it
 * @property {{base: number, level: number}} headings
 * @property {string[]} notes labels of footnotes, in the order of their first mention
 */

/** @returns {Context} */
export const createContext = () => ({ headings: { base: 0, level: 2 }, notes: [] });

/** @param {Context} context @returns {Context} */
export const copyContext = ({ headings, notes }) => ({ headings: { ...headings }, notes: [...notes] });

/** @param {string} text @returns {Tree} */
export const plain = (text) => ["div", { class: "plain" }, text];

/** @param {any[]} tokens @param {Context} context @returns {Tree[]} */
export function readBlocks(tokens, context) {
    return tokens.flatMap((token) => readBlock(token, context) ?? []).map((tree) => /** @type {Tree} */ (tree));
}

/** @param {any} token @param {Context} context @returns {Tree[] | undefined} */
function readBlock(token, context) {
    switch (token.type) {
        case "paragraph":
        case "text": return [["p", {}, ...trimmed(readRun(token.tokens, context))]];
        case "heading": return [[headingTag(token.depth, context.headings), { class: `d${token.depth}` }, ...readRun(token.tokens, context)]];
        case "code": return [readCode(token)];
        case "blockquote": return [["blockquote", { dir: "auto" }, ...readBlocks(token.tokens, context)]];
        case "list": return [readList(token, context)];
        case "table": return [readTable(token, context)];
        case "hr": return [["hr", {}]];
        case "html": return [["p", { class: "raw" }, token.raw.trim()]];
        case "details": return [["details", token.isOpen ? { open: "" } : {},
            ["summary", { dir: "auto" }, ...(token.summary ? readRun(token.summary, context) : [words.details])],
            ...readBlocks(token.tokens, context)]];
        case "footnote": return [readFootnote(token, context)];
    }
}

/**
 * An answer's headings stand below the page's own (h2) and never skip a level, whatever the author's depth was.
 * @param {number} depth @param {Context["headings"]} headings
 */
function headingTag(depth, headings) {
    headings.base ||= depth;
    headings.level = Math.min(headings.level + 1, 3 + Math.max(0, depth - headings.base), 6);
    return `h${headings.level}`;
}

/** @param {any} token @returns {Tree} */
function readCode(token) {
    const name = /^[\w+#.-]{1,30}/.exec(token.lang ?? "")?.[0] ?? "";
    if (name === "math" && token.text.trim()) return ["p", {}, formulaTree({ raw: `$$\n${token.text}\n$$`, tex: token.text.trim(), isDisplay: true })];
    return ["figure", { class: "code", dir: "ltr" },
        ["figcaption", {}, ["span", {}, name || words.code], ["button", { type: "button", class: "copy" }, words.copy]],
        ["pre", { tabindex: "0", role: "group", "aria-label": name ? words.codeIn(name) : words.code },
            ["code", name ? { "data-language": name.toLowerCase() } : {}, token.text]]];
}

/**
 * Items are paragraphs in tight lists too: whether a list is loose may turn out late, and must not move anything.
 * @param {any} token @param {Context} context @returns {Tree}
 */
function readList(token, context) {
    const items = token.items.map((/** @type {any} */ item) => {
        const children = readBlocks(item.tokens, context);
        if (!item.task) return ["li", {}, ...children];
        const box = item.checked ? "☑ " : "☐ ";
        const [first, ...rest] = children;
        const [tag, attributes, ...run] = Array.isArray(first) && first[0] === "p" ? first : ["p", {}];
        return ["li", { class: "task" }, [tag, attributes, box, ...run], ...(run.length ? rest : children)];
    });
    return token.ordered ? ["ol", { start: String(token.start), dir: "auto" }, ...items] : ["ul", { dir: "auto" }, ...items];
}

/** @param {any} token @param {Context} context @returns {Tree} */
function readTable(token, context) {
    /** @param {string} tag @param {any[]} cells */
    const row = (tag, cells) => ["tr", {}, ...cells.map((cell, i) =>
        [tag, token.align[i] ? { class: token.align[i] } : {}, ...readRun(cell.tokens, context)])];
    return ["div", { class: "table", tabindex: "0", role: "group", "aria-label": words.table },
        ["table", { dir: "auto" },
            ["thead", {}, row("th", token.header)],
            ["tbody", {}, ...token.rows.map((/** @type {any[]} */ cells) => row("td", cells))]]];
}

/**
 * A footnote stands where it is written, which is the end: gathered there it would jump when the answer is complete.
 * @param {any} token @param {Context} context @returns {Tree}
 */
function readFootnote(token, context) {
    const n = noteNumber(token.label, context);
    return ["div", { class: "footnote", role: "note" },
        ["button", { type: "button", "data-note": n, "aria-label": words.footnoteBack(n) }, n],
        ["div", {}, ...readBlocks(token.tokens, context)]];
}

/** @param {string} label @param {Context} context */
function noteNumber(label, { notes }) {
    const known = label.toLowerCase();
    if (!notes.includes(known)) notes.push(known);
    return String(notes.indexOf(known) + 1);
}

/** HTML that counts, within a line. */
const PAIR = /^<(sub|sup|kbd)>$/i;
const MAX_PAIR = 20;

/** @param {any[]} tokens @param {Context} context @returns {Tree[]} */
function readRun(tokens, context) {
    /** @type {Tree[]} */
    const trees = [];
    for (let i = 0; i < tokens.length; i += 1) {
        const token = tokens[i];
        const pair = token.type === "html" ? PAIR.exec(token.raw)?.[1].toLowerCase() : undefined;
        const end = pair ? tokens.findIndex((one, j) => j > i && j < i + MAX_PAIR && one.raw.toLowerCase() === `</${pair}>`) : -1;
        if (pair && end > 0) {
            trees.push([pair, {}, ...readRun(tokens.slice(i + 1, end), context)]);
            i = end;
        } else trees.push(readInline(token, context));
    }
    return trees;
}

/** Without the spaces at a paragraph's ends. @param {Tree[]} run */
function trimmed(run) {
    const last = run.length - 1;
    if (typeof run[0] === "string") run[0] = run[0].replace(/^ +/, "");
    if (typeof run[last] === "string") run[last] = run[last].replace(/ +$/, "");
    return run.filter((tree) => tree !== "");
}

/** @param {any} token @param {Context} context @returns {Tree} */
function readInline(token, context) {
    switch (token.type) {
        case "strong":
        case "em":
        case "del": return [token.type, {}, ...readRun(token.tokens, context)];
        case "codespan": return ["code", { dir: "ltr" }, decodeEntities(token.text)];
        case "br": return ["br", {}];
        case "link": return readLink(token.href, token.title, readRun(token.tokens, context));
        case "image": return readLink(token.href, token.title, [`🖼 ${decodeEntities(token.text) || words.image}`]);
        case "mark": return readMark(token.label, context);
        case "escape": return token.raw.slice(1);
        case "html": return /^<br\s*\/?>$/i.test(token.raw) ? ["br", {}] : token.raw;
        default: return decodeEntities(token.raw.replace(/ *\n */g, "\n"));
    }
}

/** @param {string} label @param {Context} context @returns {Tree} */
function readMark(label, context) {
    const n = noteNumber(label, context);
    return ["sup", { class: "footnote-mark" }, ["button", { type: "button", "data-note": n, "aria-label": words.footnote(n) }, n]];
}

/** An image is a link as well: nothing is loaded from elsewhere. @param {string} href @param {string | null} title @param {Tree[]} children @returns {Tree} */
function readLink(href, title, children) {
    const target = decodeEntities(href ?? "");
    if (isWebAddress(target) ? !URL.canParse(target) : !/^mailto:/i.test(target)) return ["span", {}, ...children];
    return ["a", {
        href: target, ...(title ? { title: decodeEntities(title) } : {}), rel: LINK_REL, target: "_blank", ...hostUnlessSaid(target, children),
    }, ...children];
}

/**
 * Where a link leads is shown behind it, unless its own words begin with that: `[your bank](https://elsewhere.example)`.
 * @param {string} target @param {Tree[]} children @returns {Record<string, string>}
 */
function hostUnlessSaid(target, children) {
    const place = placeOf(target);
    const said = textOf(children).trim().replace(/^https?:\/\//i, "").toLowerCase();
    const isSaid = said.startsWith(place) && !/[\w.@:%-]/.test(said[place.length] ?? "");
    return isSaid ? {} : { "data-host": place };
}

/** @param {any[]} trees @returns {string} */
const textOf = (trees) => trees.map((/** @type {any} */ tree) => typeof tree === "string" ? tree : textOf(tree.slice(2))).join("");
