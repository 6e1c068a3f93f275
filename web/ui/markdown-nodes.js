// @ts-check
// Trees as nodes, laid over the nodes that stand there already, so that a selection, a focus and the reader's place survive.
// No HTML string anywhere; a tag or an attribute that is not in the lists below does not come to be.

/** @typedef {import("./markdown-trees.js").Tree} Tree */

const TAGS = new Set(("p br hr h3 h4 h5 h6 strong em del blockquote ul ol li figure figcaption pre code a table thead "
    + "tbody tr th td sup sub kbd div span button details summary").split(" "));
const ATTRIBUTES = new Set(("class href title rel target start tabindex role aria-label type dir open data-language data-host "
    + "data-tex data-note").split(" "));

/**
 * Makes the children of an element from one on equal to trees.
 * @param {HTMLElement} element @param {number} from @param {Tree[]} trees
 */
export function layOver(element, from, trees) {
    const fragment = document.createDocumentFragment();
    fragment.append(...trees.map(build));
    const hasFormulas = fragment.querySelector(".math") !== null;
    morph(element, fragment, from);
    return { hasFormulas };
}

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
        } else if (old instanceof HTMLElement && fresh instanceof HTMLElement && isSameKind(old, fresh)) morphElement(old, fresh);
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

/** @param {HTMLElement} a @param {HTMLElement} b */
function isSameKind(a, b) {
    if (a.tagName !== b.tagName || a.dataset.tex !== b.dataset.tex || a.dataset.note !== b.dataset.note) return false;
    return a.className === b.className || (a.dataset.tex !== undefined && a.className === `${b.className} set`);
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function morphElement(old, fresh) {
    if (old.dataset.tex !== undefined) return; // typeset or not, it stands for the same
    for (const { name, value } of fresh.attributes) {
        // What a reader has folded stays folded.
        if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    // What a link says of its target must not outlive that target.
    if (old.tagName === "A") for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    // Coloured code and a button that says "Copied" differ in their nodes, not in what they stand for.
    const keeps = old.tagName === "BUTTON" || (old.tagName === "CODE" && old.childElementCount > 0 && old.textContent === fresh.textContent);
    if (!keeps) morph(old, fresh, 0);
}
