// @ts-check
// Numbers of an answer's sources within its text: `footnotes.js` puts signs into the source, here they become marks.

import { isWebAddress, LINK_REL, placeOf } from "./markdown-links.js";
import { words } from "../words.js";

/** @typedef {import("./markdown-trees.js").Tree} Tree */
/** @typedef {import("../model/types.js").Source} Source */

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
export const withNotes = (trees, sources) => trees.flatMap((tree) => {
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
