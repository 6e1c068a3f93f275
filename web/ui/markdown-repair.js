// @ts-check
// The end of a Markdown text that is still being written, so that what is shown never has to be taken back.

const MAX_MARKER_LINE = 200;

/** What begins an item of a list. */
export const MARKER = String.raw`(?:[-*+]|\d{1,9}[.)])`;
const PREFIX = String.raw`[ \t>]*(?:${MARKER}[ \t]+)*`;
const AMBIGUOUS = new RegExp(String.raw`^${PREFIX}(?:[-=*_+#>~\x60|:\s]*|\d{1,9}[.)]?|${MARKER}?[ \t]*\[[ xX]?\]?)$`);
const FENCE = new RegExp(String.raw`^${PREFIX}(\x60{3,}|~{3,})`);
const FENCE_OPENS = new RegExp(String.raw`^${PREFIX}(\x60{3,}|~{3,})([^\x60]*)$`);
/** Of a link; a footnote's can be read as it comes. */
const DEFINITION = /^ {0,3}\[(?:\^[^\]\s]*(?:\]$|\]:[ \t]*$|$)|(?!\^[^\]\s]+\]:)[^\]\n]*(?:\]$|\]:|$))/;
const DETAILS = /(?:^|\n) {0,3}<details(?: +open)?(?: *>\s*(?:<(?:[a-z]{0,7}|summary>(?:(?!<\/summary>)[^])*))?)?$/i;
/** The second line of a table. */
export const DELIMITER_ROW = /^ {0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$/;
const ITEM_BREAK = new RegExp(String.raw`\n(?=[ \t>]*${MARKER}[ \t])`);
const ITEM_START = new RegExp(String.raw`^[ \t>]*${MARKER}[ \t]+`);

/**
 * The end of an unfinished text, so that what is shown never has to be taken back: line starts that may still become
 * something else are held back, half tables and half links too, half emphasis and code are closed.
 * @param {string} text from the start of a block
 */
export function repair(text) {
    const lines = text.split("\n");
    const { fence, info, at } = openFence(lines);
    let last = lines[lines.length - 1];
    if (fence) {
        if (/^\s*math\b/.test(info)) return lines.slice(0, at).join("\n");
        if (!new RegExp(`^[ \\t>]*[\`~]{0,${fence.length}}[ \\t]*$`).test(last)) return text;
        const isEmpty = lines.slice(at + 1, -1).every((line) => /^[ \t>]*$/.test(line));
        return `${lines.slice(0, isEmpty ? at : -1).join("\n")}\n`;
    }
    const folded = DETAILS.exec(text);
    if (folded) return text.slice(0, folded.index);
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

/** The fence that is still open before the last line, or "", what it says, and its line. @param {string[]} lines */
export function openFence(lines) {
    let fence = "", info = "", at = 0;
    for (const [i, line] of lines.slice(0, -1).entries()) {
        if (!/[`~]{3}/.test(line)) continue;
        if (!fence) at = i;
        if (!fence) [, fence = "", info = ""] = FENCE_OPENS.exec(line.slice(0, MAX_MARKER_LINE)) ?? [];
        else if (new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`).test(line)) fence = "";
    }
    return { fence, info, at };
}

/** Where code begins that is still open: nothing in it is anything else. @param {string} text */
export function startOfOpenCode(text) {
    if (!/[`~]{3}/.test(text)) return text.length;
    const lines = text.split("\n");
    const { fence, at } = openFence(lines);
    return fence ? lines.slice(0, at).join("\n").length : text.length;
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
        .replace(/\[\^[^\]\s]{0,60}$/, "")
        .replace(/\[(?!\^[^\]\s]{1,60}\])([^[\]\n]*)\]?$/, "$1")
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
