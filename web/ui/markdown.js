// @ts-check
// Markdown as nodes, while it is still being written. Three steps: what is incomplete at the end is repaired or held
// back (`repair`), the open end is read into plain trees (`createReader`, no DOM), and the trees are laid over the
// nodes that stand there already (`createMarkdown`), so that a selection, a focus and the reader's place survive.
// No HTML string anywhere; a tag or an attribute that is not in the lists below does not come to be.
//
// Longer than 250 lines because every module of the start is a request of the first view, and those are budgeted.

import { Lexer, Tokenizer } from "../vendor/marked.js";
import { words } from "../words.js";

/** @typedef {string | [string, Record<string, string>, ...any[]]} Tree a text, or [tag, attributes, ...children] */
/** @typedef {import("../model/types.js").Source} Source */

/** What every link to another place says. */
export const LINK_REL = "noopener noreferrer nofollow";

/** @param {string} address */
export const isWebAddress = (address) => /^https?:\/\//i.test(address);

// Bounds for what an answer may cost to read (hostile or absurd input); beyond them it is shown as plain text. The
// lexer's worst cases grow with the product of a run's length and its number of special characters.
const MAX_LENGTH = 262_144;
const MAX_CELLS = 20_000;
const MAX_RUN_COST = 4_000_000;
const MAX_DEPTH = 24;
const MAX_NODES = 30_000;
const BUSY_MS = 8;
const MAX_WORD = 1000;
const MAX_MARKER_LINE = 200;

const MARKER = String.raw`(?:[-*+]|\d{1,9}[.)])`;
const PREFIX = String.raw`[ \t>]*(?:${MARKER}[ \t]+)*`;
const AMBIGUOUS = new RegExp(String.raw`^${PREFIX}(?:[-=*_+#>~\x60|:\s]*|\d{1,9}[.)]?|${MARKER}?[ \t]*\[[ xX]?\]?)$`);
const FENCE = new RegExp(String.raw`^${PREFIX}(\x60{3,}|~{3,})`);
const FENCE_OPENS = new RegExp(String.raw`^${PREFIX}(\x60{3,}|~{3,})([^\x60]*)$`);
const DEFINITION = /^ {0,3}\[[^\]\n]*(?:\]$|\]:|$)/;
const DELIMITER_ROW = /^ {0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$/;
const ITEM_BREAK = new RegExp(String.raw`\n(?=[ \t>]*${MARKER}[ \t])`);
const ITEM_START = new RegExp(String.raw`^[ \t>]*${MARKER}[ \t]+`);
const TOO_DEEP = new RegExp(String.raw`^(?:[ \t]*(?:>|${MARKER}[ \t])){${MAX_DEPTH}}|^(?: {${4 * MAX_DEPTH}}|\t{${MAX_DEPTH}})[ \t]*${MARKER}[ \t]`, "m");

/**
 * The end of an unfinished text, so that what is shown never has to be taken back: line starts that may still become
 * something else are held back, half tables and half links too, half emphasis and code are closed.
 * @param {string} text from the start of a block
 */
export function repair(text) {
    const lines = text.split("\n");
    const { fence, at } = openFence(lines);
    let last = lines[lines.length - 1];
    if (fence) {
        if (!new RegExp(`^[ \\t>]*[\`~]{0,${fence.length}}[ \\t]*$`).test(last)) return text;
        const isEmpty = lines.slice(at + 1, -1).every((line) => /^[ \t>]*$/.test(line));
        return `${lines.slice(0, isEmpty ? at : -1).join("\n")}\n`;
    }
    const mayBe = (/** @type {RegExp} */ kind) => last.length < MAX_MARKER_LINE && kind.test(last);
    if (mayBe(AMBIGUOUS) || mayBe(FENCE) || mayBe(DEFINITION)) last = lines[lines.length - 1] = "";
    let start = lines.length - 1;
    while (start > 0 && lines[start - 1].trim()) start -= 1;
    const block = lines.slice(start);
    const hasRows = block.slice(0, -1).some((line) => DELIMITER_ROW.test(line));
    const header = hasRows ? -1 : block.findIndex((line) => line.trimStart().startsWith("|"));
    if (header >= 0) return lines.slice(0, start + header).join("\n");
    if (!last) return lines.join("\n");
    const whole = lines.join("\n");
    const run = hasRows ? last.slice(last.lastIndexOf("|") + 1) : /** @type {string} */ (block.join("\n").split(ITEM_BREAK).pop());
    const body = run.replace(ITEM_START, "");
    return whole.slice(0, whole.length - body.length) + repairRun(body);
}

/** The fence that is still open before the last line, or "", and its line. @param {string[]} lines */
function openFence(lines) {
    let fence = "", at = 0;
    for (const [i, line] of lines.slice(0, -1).entries()) {
        if (!/[`~]{3}/.test(line)) continue;
        if (!fence) [fence, at] = [FENCE_OPENS.exec(line.slice(0, MAX_MARKER_LINE))?.[1] ?? "", i];
        else if (new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`).test(line)) fence = "";
    }
    return { fence, at };
}

/** @param {string} run inline text that is not complete */
function repairRun(run) {
    let body = run.replace(/\\$/, "");
    let open = "";
    for (const [ticks] of body.matchAll(/(?<!\\)`+/g)) open = open === ticks ? "" : open || ticks;
    if (open) {
        if (body.endsWith(open)) return body.slice(0, -open.length);
        const at = body.lastIndexOf(open);
        const [before, closers] = closeEmphasis(body.slice(0, at));
        return before + body.slice(at).replace(/`+$/, "") + open + closers;
    }
    body = body.replace(/!(?:\[[^\]\n]*(?:\]\(?[^)\s]*)?)?$/, "")
        .replace(/\[([^[\]\n]*)\](?:\([^)\n]*|\[[^\]\n]*\]?)$/, "$1")
        .replace(/\[([^[\]\n]*)\]?$/, "$1")
        .replace(/<(?:sub|sup|kbd)>([^<]*)(?:<\/?\w{0,3})?$/i, "$1")
        .replace(/<[^\s>]{0,300}$/, "")
        .replace(/&#?\w{0,8}$/, "");
    return closeEmphasis(body).join("");
}

/** @param {string} text @returns {[string, string]} the text, shortened where needed, and what closes it */
function closeEmphasis(text) {
    const masked = text.replace(/(`+).*?\1/gs, (code) => "x".repeat(code.length));
    /** @type {string[]} */
    const open = [];
    let cut = text.length;
    for (const { 0: run, index } of masked.matchAll(/\\.|\*+|~~?|(?<!\w)_+|_+(?!\w)/gs)) {
        if (run[0] === "\\") continue;
        const before = masked[index - 1] ?? " ", after = masked[index + run.length];
        let left = run.length;
        for (let i = open.length - 1; i >= 0 && left > 0 && !/\s/.test(before); i -= 1) {
            if (open[i][0] !== run[0] || open[i].length > left) continue;
            left -= open[i].length;
            open.splice(i, 1);
        }
        if (left === 0) continue;
        if (after === undefined) cut = index + run.length - left; // half a mark: it may become anything
        else if (!/\s/.test(after) && !/\w/.test(before)) {
            if (left % 2 && run[0] !== "~") open.push(run[0]);
            if (left > 1) open.push(run[0].repeat(2));
        }
    }
    return open.length ? [text.slice(0, cut).trimEnd(), open.reverse().join("")] : [text.slice(0, cut), ""];
}

/** The lexer's rules, but a fence that is still open is code already. */
class Rules extends Tokenizer {
    /** @override @param {string} src */
    fences(src) {
        const token = super.fences(src);
        if (token || !/^ {0,3}(?:`{3,}[^`\n]*|~{3,}[^\n]*)(?:\n|$)/.test(src)) return token;
        const closed = super.fences(`${src}\n`);
        return closed && { ...closed, raw: src };
    }
}

/**
 * Reads a growing text block by block.
 * @returns {(text: string, open: boolean, sources?: Source[]) => {from: number, trees: Tree[]}} the top-level blocks
 *   from index `from` on are now `trees`. While the text is open only the part after the last finished block is read; at
 *   the end the whole once more, for definitions that came late. `sources`: what the marks in the text stand for.
 */
export function createReader() {
    let done = "", count = 0, nodes = 0, gaveUp = false;
    let links = Object.create(null);
    let headings = { base: 0, level: 2 };

    return (text, open, sources) => {
        text = text.replace(/\r\n?/g, "\n");
        if (!open || !text.startsWith(done)) {
            done = "";
            count = nodes = 0;
            gaveUp = false;
            links = Object.create(null);
            headings = { base: 0, level: 2 };
        }
        const from = count;
        const tail = text.slice(done.length);
        if (gaveUp || text.length > MAX_LENGTH) return { from: 0, trees: [plain(text)] };
        if (costsTooMuch(tail)) return { from, trees: [plain(tail)] };
        const source = expandTabs(open ? repair(tail) : tail);
        let tokens;
        try {
            tokens = lex(source, links);
        } catch {
            return { from, trees: [plain(tail)] }; // nested too deep for the stack
        }
        const finished = open ? finishedBlocks(tokens, source, tail) : { tokens: tokens.length, length: 0 };
        const first = readBlocks(tokens.slice(0, finished.tokens), headings);
        const rest = readBlocks(tokens.slice(finished.tokens), { ...headings });
        nodes += countNodes(first);
        gaveUp = nodes + countNodes(rest) > MAX_NODES;
        if (gaveUp) return { from: 0, trees: [plain(text)] };
        done = text.slice(0, done.length + finished.length);
        count += first.length;
        const trees = withTabs([...first, ...rest]);
        return { from, trees: sources ? withNotes(trees, sources) : trees };
    };
}

/**
 * A mark in the text stands for footnotes: one pair of these and a character above NOTE_BASE for each. The spaces of
 * Ogham around them end a bare link and let emphasis close; what stands between is no white space, so that no end of a
 * line takes it away.
 */
export const NOTE_EDGE = "\u1680", NOTE_SIGN = "\ufdd1", NOTE_BASE = 0xe000;
const NOTES = new RegExp(`${NOTE_EDGE}?((?:${NOTE_SIGN}[\ue000-\uf8ff])+)${NOTE_EDGE}?`);

/**
 * Marks in texts become footnotes; those in code and in attributes stay as they are.
 * @param {any[]} trees @param {Source[]} sources @returns {any[]}
 */
const withNotes = (trees, sources) => trees.flatMap((tree) => {
    if (typeof tree === "string") {
        return tree.split(NOTES).flatMap((piece, i) => i % 2 === 0 ? piece || []
            : [...piece.replaceAll(NOTE_SIGN, "")].map((sign) => readNote(sign.charCodeAt(0) - NOTE_BASE, sources)));
    }
    const [tag, attributes, ...children] = tree;
    return tag === "code" ? [tree] : [[tag, attributes, ...withNotes(children, sources)]];
});

/** @param {number} i @param {Source[]} sources @returns {Tree} */
function readNote(i, sources) {
    const source = sources[i];
    const number = String(i + 1);
    const host = source && isWebAddress(source.uri) ? placeOf(source.uri) : "";
    const label = { title: [source?.title, host].filter(Boolean).join(" – "), "aria-label": words.source(i + 1, source?.title ?? "") };
    const link = source && host
        ? ["a", { href: source.uri, rel: LINK_REL, target: "_blank", ...label }, number] : ["span", {}, number];
    return ["sup", { class: "note-ref" }, link];
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

/** @param {string} source @param {any} links definitions of links so far; grows @returns {any[]} */
function lex(source, links) {
    /** @type {any} */
    const lexer = new Lexer({ gfm: true, mangle: false, tokenizer: new Rules() });
    lexer.tokens.links = links;
    const tokens = lexer.blockTokens(source, []);
    for (const run of lexer.inlineQueue) {
        const specials = run.src.match(/[\\`*_~[\]<>!()&@]|https?:|www\./g)?.length ?? 0;
        const hasMonster = run.src.includes("@") && run.src.split(/\s+/).some((/** @type {string} */ word) => word.length > MAX_WORD);
        if (hasMonster || specials * run.src.length > MAX_RUN_COST) run.tokens.push({ type: "text", raw: run.src });
        else lexer.inlineTokens(run.src, run.tokens);
    }
    return tokens;
}

/**
 * How much of the source will never be read again: everything before the last block, once that has begun on a
 * complete line.
 * @param {any[]} tokens @param {string} source @param {string} tail the source before its repair
 * @returns {{tokens: number, length: number}} in tokens, and in characters of `tail`
 */
function finishedBlocks(tokens, source, tail) {
    let at = 0, last = -1, start = 0;
    for (const [i, token] of tokens.entries()) {
        if (!source.startsWith(token.raw, at)) break;
        if (token.type !== "space" && (at === 0 || source[at - 1] === "\n")) [last, start] = [i, at];
        at += token.raw.length;
    }
    if (last <= 0) return { tokens: 0, length: 0 };
    let length = 0;
    for (let lines = source.slice(0, start).split("\n").length - 1; lines > 0; lines -= 1) length = tail.indexOf("\n", length) + 1;
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

/** @param {string} text @returns {Tree} */
const plain = (text) => ["div", { class: "plain" }, text];

/** @param {any[]} tokens @param {{base: number, level: number}} headings @returns {Tree[]} */
function readBlocks(tokens, headings) {
    return tokens.flatMap((token) => readBlock(token, headings) ?? []).map((tree) => /** @type {Tree} */ (tree));
}

/** @param {any} token @param {{base: number, level: number}} headings @returns {Tree[] | undefined} */
function readBlock(token, headings) {
    switch (token.type) {
        case "paragraph":
        case "text": return [["p", {}, ...readRun(token.tokens)]];
        case "heading": return [[headingTag(token.depth, headings), { class: `d${token.depth}` }, ...readRun(token.tokens)]];
        case "code": return [readCode(token)];
        case "blockquote": return [["blockquote", { dir: "auto" }, ...readBlocks(token.tokens, headings)]];
        case "list": return [readList(token, headings)];
        case "table": return [readTable(token)];
        case "hr": return [["hr", {}]];
        case "html": return [["p", { class: "raw" }, token.raw.trim()]];
    }
}

/**
 * An answer's headings stand below the page's own (h2) and never skip a level, whatever the author's depth was.
 * @param {number} depth @param {{base: number, level: number}} headings
 */
function headingTag(depth, headings) {
    headings.base ||= depth;
    headings.level = Math.min(headings.level + 1, 3 + Math.max(0, depth - headings.base), 6);
    return `h${headings.level}`;
}

/** @param {any} token @returns {Tree} */
function readCode(token) {
    const name = /^[\w+#.-]{1,30}/.exec(token.lang ?? "")?.[0] ?? "";
    return ["figure", { class: "code" },
        ["figcaption", {}, ["span", {}, name || words.code], ["button", { type: "button", class: "copy" }, words.copy]],
        ["pre", { tabindex: "0", role: "group", "aria-label": name ? words.codeIn(name) : words.code },
            ["code", name ? { "data-language": name.toLowerCase() } : {}, token.text]]];
}

/**
 * Items are paragraphs in tight lists too: whether a list is loose may turn out late, and must not move anything.
 * @param {any} token @param {{base: number, level: number}} headings @returns {Tree}
 */
function readList(token, headings) {
    const items = token.items.map((/** @type {any} */ item) => {
        const children = readBlocks(item.tokens, headings);
        if (!item.task) return ["li", {}, ...children];
        const box = item.checked ? "☑ " : "☐ ";
        const [first, ...rest] = children;
        const [tag, attributes, ...run] = Array.isArray(first) && first[0] === "p" ? first : ["p", {}];
        return ["li", { class: "task" }, [tag, attributes, box, ...run], ...(run.length ? rest : children)];
    });
    return token.ordered ? ["ol", { start: String(token.start), dir: "auto" }, ...items] : ["ul", { dir: "auto" }, ...items];
}

/** @param {any} token @returns {Tree} */
function readTable(token) {
    /** @param {string} tag @param {any[]} cells */
    const row = (tag, cells) => ["tr", {}, ...cells.map((cell, i) =>
        [tag, token.align[i] ? { class: token.align[i] } : {}, ...readRun(cell.tokens)])];
    return ["div", { class: "table", tabindex: "0", role: "group", "aria-label": words.table },
        ["table", { dir: "auto" },
            ["thead", {}, row("th", token.header)],
            ["tbody", {}, ...token.rows.map((/** @type {any[]} */ cells) => row("td", cells))]]];
}

/** @param {any[]} tokens @returns {Tree[]} */
function readRun(tokens) {
    /** @type {Tree[]} */
    const trees = [];
    for (let i = 0; i < tokens.length; i += 1) {
        const token = tokens[i];
        const pair = token.type === "html" ? /^<(sub|sup|kbd)>$/i.exec(token.raw)?.[1].toLowerCase() : undefined;
        const end = pair ? tokens.findIndex((one, j) => j > i && j < i + 20 && one.raw.toLowerCase() === `</${pair}>`) : -1;
        if (pair && end > 0) {
            trees.push([pair, {}, ...readRun(tokens.slice(i + 1, end))]);
            i = end;
        } else trees.push(readInline(token));
    }
    return trees;
}

/** @param {any} token @returns {Tree} */
function readInline(token) {
    switch (token.type) {
        case "strong":
        case "em":
        case "del": return [token.type, {}, ...readRun(token.tokens)];
        case "codespan": return ["code", {}, decodeEntities(token.text)];
        case "br": return ["br", {}];
        case "link": return readLink(token.href, token.title, readRun(token.tokens));
        case "image": return readLink(token.href, token.title, [`🖼 ${decodeEntities(token.text) || words.image}`]);
        case "escape": return token.raw.slice(1);
        case "html": return /^<br\s*\/?>$/i.test(token.raw) ? ["br", {}] : token.raw;
        default: return decodeEntities(token.raw);
    }
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

/** A link's host in ASCII, without user, port and path; of mail the address. @param {string} target */
export function placeOf(target) {
    if (/^mailto:/i.test(target)) return target.slice(7).split("?")[0].toLowerCase();
    return URL.canParse(target) ? new URL(target).hostname : target;
}

/** @param {any[]} trees @returns {string} */
const textOf = (trees) => trees.map((/** @type {any} */ tree) => typeof tree === "string" ? tree : textOf(tree.slice(2))).join("");

/** @type {Record<string, string>} */
const ENTITIES = {
    amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", copy: "©", reg: "®", trade: "™", hellip: "…", mdash: "—",
    ndash: "–", laquo: "«", raquo: "»", larr: "←", rarr: "→", times: "×", divide: "÷", deg: "°", plusmn: "±", middot: "·",
    bull: "•", euro: "€", le: "≤", ge: "≥", ne: "≠", infin: "∞",
};

/** @param {string} text */
function decodeEntities(text) {
    return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
        if (name) return ENTITIES[name] ?? whole;
        const code = Number.parseInt(decimal ?? hex, decimal ? 10 : 16);
        return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\ufffd";
    });
}

const TAGS = new Set(("p br hr h3 h4 h5 h6 strong em del blockquote ul ol li figure figcaption pre code a table thead "
    + "tbody tr th td sup sub kbd div span button").split(" "));
const ATTRIBUTES = new Set(["class", "href", "title", "rel", "target", "start", "tabindex", "role", "aria-label", "type", "dir", "data-language", "data-host"]);

/** @param {Tree} tree @returns {Node} */
function build(tree) {
    if (typeof tree === "string") return document.createTextNode(tree);
    const [tag, attributes, ...children] = tree;
    const element = document.createElement(TAGS.has(tag) ? tag : "span");
    for (const [name, value] of Object.entries(attributes)) if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
    element.append(...children.map(build));
    return element;
}

/** Replaces as little of a text as possible, so that a selection in it stays. @param {Text} node @param {string} text */
function editText(node, text) {
    const old = node.data;
    let head = 0, foot = 0;
    while (head < old.length && head < text.length && old[head] === text[head]) head += 1;
    while (foot < old.length - head && foot < text.length - head && old[old.length - 1 - foot] === text[text.length - 1 - foot]) foot += 1;
    node.replaceData(head, old.length - head - foot, text.slice(head, text.length - foot));
}

/** Makes the children of `there` from index `from` on equal to those of `wanted`. @param {Node} there @param {Node} wanted @param {number} from */
function morph(there, wanted, from) {
    /** @type {ChildNode | null} */
    let old = there.childNodes[from] ?? null;
    for (const fresh of [...wanted.childNodes]) {
        if (!old) {
            there.appendChild(fresh);
            continue;
        }
        /** @type {ChildNode | null} */
        const next = old.nextSibling;
        if (old instanceof Text && fresh instanceof Text) {
            if (old.data !== fresh.data) editText(old, fresh.data);
        } else if (old instanceof Element && fresh instanceof Element && isSameKind(old, fresh)) morphElement(old, fresh);
        else there.replaceChild(fresh, old);
        old = next;
    }
    while (old) {
        /** @type {ChildNode | null} */
        const next = old.nextSibling;
        there.removeChild(old);
        old = next;
    }
}

/** @param {Element} a @param {Element} b */
const isSameKind = (a, b) => a.tagName === b.tagName && a.className === b.className;

/** @param {Element} old @param {Element} fresh */
function morphElement(old, fresh) {
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    // What a link says of its target must not outlive that target.
    if (old.tagName === "A") for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    // Coloured code and a button that says "Copied" differ in their nodes, not in what they stand for.
    const keeps = old.tagName === "BUTTON" || (old.tagName === "CODE" && old.childElementCount > 0 && old.textContent === fresh.textContent);
    if (!keeps) morph(old, fresh, 0);
}

/**
 * Shows a Markdown text in an element, and its growth. What it could not show at once comes with the event `late`.
 * @param {HTMLElement} element
 * @returns {(text: string, open: boolean, sources?: Source[]) => void} `open`: more may come
 */
export function createMarkdown(element) {
    const read = createReader();
    let restUntil = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** @param {string} text @param {boolean} open @param {Source[]} [sources] */
    function show(text, open, sources) {
        clearTimeout(timer);
        const start = performance.now();
        // A long open block takes long to read: it may take a fifth of the time, not all of it.
        if (open && start < restUntil) {
            timer = setTimeout(() => {
                show(text, open);
                element.dispatchEvent(new Event("late", { bubbles: true }));
            }, restUntil - start);
            return;
        }
        const { from, trees } = read(text, open, sources);
        const fragment = document.createDocumentFragment();
        fragment.append(...trees.map(build));
        morph(element, fragment, from);
        const end = performance.now();
        restUntil = end - start > BUSY_MS ? end + 4 * (end - start) : 0;
    }
    return show;
}
