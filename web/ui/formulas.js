// @ts-check
// Formulas as MathML. Comes with the first answer that has one, and then brings KaTeX, which is no part of this project: a
// package of Debian's puts it beside this page (docs/adr/0006). Until it is here, and where it is not, a formula is its source.
//
// KaTeX makes a tree that only it knows; what of it may stand in the page is listed here. So neither a link nor a picture nor a
// style comes out of a formula, whatever KaTeX makes of its commands.

const LIBRARY = "../vendor/katex.js";
const MATHML = "http://www.w3.org/1998/Math/MathML";
const OPTIONS = { output: "mathml", trust: false, strict: "ignore", maxExpand: 200, maxSize: 20, throwOnError: true };
const MAX_NODES = 5000;
const MAX_LENGTH = 4000;

// Commands that define others can make KaTeX 0.16.4 expand without end, past `maxExpand` (CVE-2024-28243, CVE-2024-28244).
const DEFINES = /\\(?:[egx]?def|let|futurelet|(?:re|provide)?newcommand|providecommand|global|long|csname|expandafter)(?![a-zA-Z])/;

const TAGS = new Set(("math semantics mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover "
    + "mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose").split(" "));
const ATTRIBUTES = new Set(("display stretchy fence separator form lspace rspace width height depth voffset linethickness mathcolor "
    + "mathbackground scriptlevel displaystyle accent accentunder minsize maxsize movablelimits symmetric largeop notation").split(" "));

/** @type {any} */
let katex = null;
/** @type {Promise<void> | null} */
let coming = null;
/** What has been made of it, or has been tried. @type {WeakSet<Element>} */
const done = new WeakSet();

/** Makes MathML of the formulas in an element: now if that is possible, else as soon as it is. @param {HTMLElement} element */
export function fillFormulas(element) {
    if (katex) fill(element);
    else {
        coming ??= load();
        coming.then(() => katex && fill(element));
    }
}

async function load() {
    try {
        await import(LIBRARY); // a script of the old kind: it makes a global
        katex = /** @type {any} */ (globalThis).katex ?? null;
    } catch {
        // It is not installed, or the line is bad: formulas stay as they were written.
    }
    document.addEventListener("copy", copyAsWritten);
}

/** @param {HTMLElement} element */
function fill(element) {
    for (const place of element.querySelectorAll(".math")) {
        if (done.has(place)) continue;
        done.add(place);
        const tex = place.textContent ?? "", isDisplay = place.classList.contains("display");
        const formula = typeset(tex, isDisplay);
        if (!formula) continue;
        place.replaceChildren(formula);
        place.classList.add("set");
    }
}

/** @param {string} tex @param {boolean} isDisplay @returns {Element | null} null: this cannot be shown */
function typeset(tex, isDisplay) {
    if (tex.length > MAX_LENGTH || DEFINES.test(tex)) return null;
    try {
        let left = MAX_NODES;
        const root = find(katex.__renderToDomTree(tex, { ...OPTIONS, displayMode: isDisplay }), "math");
        const counted = (/** @type {any} */ node) => {
            if ((left -= 1) < 0) throw new RangeError("too many nodes");
            return build(node, counted);
        };
        return /** @type {Element | null} */ (root && counted(root));
    } catch {
        return null; // not TeX, or too much of it
    }
}

/** @param {any} node @param {string} tag @returns {any} */
function find(node, tag) {
    if (node.type === tag) return node;
    for (const child of node.children ?? []) {
        const found = find(child, tag);
        if (found) return found;
    }
    return null;
}

/** @param {any} node of KaTeX's tree @param {(node: any) => Node} make for what is in it @returns {Node} */
function build(node, make) {
    if (typeof node.text === "string") return document.createTextNode(node.text);
    if (node.character) return document.createTextNode(node.character);
    if (!node.type) {
        const space = document.createElementNS(MATHML, "mspace");
        if (typeof node.width === "number") space.setAttribute("width", `${node.width}em`);
        return space;
    }
    if (node.type === "semantics") return make(node.children[0]);
    const element = document.createElementNS(MATHML, TAGS.has(node.type) ? node.type : "mrow");
    for (const [name, value] of Object.entries(node.attributes)) if (ATTRIBUTES.has(name)) element.setAttribute(name, String(value));
    element.append(...node.children.map(make));
    element.normalize();
    const variant = node.attributes.mathvariant;
    if (variant === "normal" && node.type === "mi") element.setAttribute("mathvariant", "normal");
    else if (variant && element.childElementCount === 0) element.textContent = inVariant(element.textContent ?? "", variant);
    if (node.type === "mtable") alignCells(element, String(node.attributes.columnalign ?? "").split(" "));
    return element;
}

/** Browsers know the places of cells by style only. @param {Element} table @param {string[]} columns */
function alignCells(table, columns) {
    for (const row of table.children) {
        for (const [i, cell] of [...row.children].entries()) {
            const side = columns[i];
            if (side === "left" || side === "right") cell.classList.add(side);
        }
    }
}

// Browsers know letters of another style by their own code points only. Where the alphabets of Unicode begin (capital A, small a, 0):
/** @type {Record<string, [number, number, number]>} */
const ALPHABETS = {
    bold: [0x1d400, 0x1d41a, 0x1d7ce], "double-struck": [0x1d538, 0x1d552, 0x1d7d8], script: [0x1d49c, 0x1d4b6, 0], fraktur: [0x1d504, 0x1d51e, 0],
    "sans-serif": [0x1d5a0, 0x1d5ba, 0x1d7e2], monospace: [0x1d670, 0x1d68a, 0x1d7f6], italic: [0x1d434, 0x1d44e, 0], "bold-italic": [0x1d468, 0x1d482, 0],
    "bold-sans-serif": [0x1d5d4, 0x1d5ee, 0x1d7ec],
};
// Letters that Unicode had before the alphabets.
/** @type {Record<string, Record<string, string>>} */
const OLDER = {
    "double-struck": { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" },
    script: { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ", e: "ℯ", g: "ℊ", o: "ℴ" },
    fraktur: { C: "ℭ", H: "ℌ", I: "ℑ", R: "ℜ", Z: "ℨ" }, italic: { h: "ℎ" },
};

/** @param {string} text @param {string} variant */
function inVariant(text, variant) {
    const alphabet = ALPHABETS[variant];
    if (!alphabet) return text;
    return [...text].map((char) => {
        const [capital, small, zero] = alphabet;
        if (OLDER[variant]?.[char]) return OLDER[variant][char];
        if (/[A-Z]/.test(char)) return String.fromCodePoint(capital + char.charCodeAt(0) - 65);
        if (/[a-z]/.test(char)) return String.fromCodePoint(small + char.charCodeAt(0) - 97);
        return /\d/.test(char) && zero ? String.fromCodePoint(zero + Number(char)) : char;
    }).join("");
}

const BLOCKS = "p, h3, h4, h5, h6, li, tr, pre, blockquote, figure, table, ul, ol, details, summary, hr, div";

/** What is copied with a formula in it holds the formula's source. @param {ClipboardEvent} event */
function copyAsWritten(event) {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed || !event.clipboardData) return;
    if (event.target instanceof Element && event.target.closest("input, textarea")) return;
    const range = selection.getRangeAt(0).cloneRange();
    const at = (/** @type {Node} */ node) => (node instanceof Element ? node : node.parentElement)?.closest(".math");
    const first = at(range.startContainer), last = at(range.endContainer);
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const copied = document.createElement("div");
    copied.append(range.cloneContents());
    const formulas = copied.querySelectorAll(".math");
    if (formulas.length === 0) return;
    for (const formula of formulas) formula.replaceWith(/** @type {HTMLElement} */ (formula).dataset.tex ?? "");
    for (const block of copied.querySelectorAll("button, figcaption, .time")) block.remove();
    const html = new XMLSerializer().serializeToString(copied);
    for (const line of copied.querySelectorAll("br")) line.replaceWith("\n");
    for (const cell of copied.querySelectorAll("td + td, th + th")) cell.prepend("\t");
    for (const block of copied.querySelectorAll(BLOCKS)) block.append("\n");
    event.clipboardData.setData("text/plain", (copied.textContent ?? "").replace(/\n{3,}/g, "\n\n").trim());
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
}
