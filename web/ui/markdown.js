// @ts-check
// Shows a Markdown text in an element while it is still being written. What is incomplete at its end is repaired or held
// back (`markdown-repair.js`), formulas are taken out (`maths.js`), the open end is read into plain trees
// (`markdown-reader.js`, no DOM), and the trees are laid over the nodes that stand there already (`markdown-nodes.js`).

import { layOver } from "./markdown-nodes.js";
import { createReader } from "./markdown-reader.js";

export { isWebAddress, LINK_REL } from "./markdown-links.js";

/** @typedef {import("../model/types.js").Source} Source */

const BUSY_MS = 8;

/**
 * What it could not show at once comes with the event `late`.
 * @param {HTMLElement} element
 * @returns {(text: string, open: boolean, sources?: Source[]) => void} `open`: more may come
 */
export function createMarkdown(element) {
    const read = createReader();
    let restUntil = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    element.addEventListener("click", followFootnote);

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
        const { hasFormulas } = layOver(element, from, trees);
        if (hasFormulas) typeset(element);
        const end = performance.now();
        restUntil = end - start > BUSY_MS ? end + 4 * (end - start) : 0;
    }
    return show;
}

/** @type {typeof import("./formulas.js") | null} */
let formulas = null;

/** In this very task if it can be, so that no frame shows a formula's source. @param {HTMLElement} element */
function typeset(element) {
    if (formulas) return formulas.fillFormulas(element);
    import("./formulas.js").then((module) => {
        formulas = module;
        formulas.fillFormulas(element);
    }, () => {}); // the line is bad: they stay as they were written
}

/** From a mark to its footnote, and back. @param {MouseEvent} event */
function followFootnote(event) {
    const mark = event.target instanceof Element ? event.target.closest("button[data-note]") : null;
    if (!(mark instanceof HTMLElement)) return;
    const scope = mark.closest(".bubble") ?? mark.closest(".text");
    const wanted = mark.closest(".footnote") ? ".footnote-mark" : ".footnote";
    const there = [...scope?.querySelectorAll(`${wanted} > button`) ?? []]
        .find((button) => button instanceof HTMLElement && button.dataset.note === mark.dataset.note);
    if (!(there instanceof HTMLElement)) return;
    there.scrollIntoView({ block: "nearest" });
    there.focus({ preventScroll: true });
}
