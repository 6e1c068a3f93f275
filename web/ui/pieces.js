// @ts-check
// An answer's text, with what stands in it: pictures between its pieces, and footnotes once it is complete.

import { createPicture } from "./attachments.js";
import { el } from "./dom.js";
import { placeNotes } from "./footnotes.js";
import { createMarkdown } from "./markdown.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Attachment} Attachment */
/** @typedef {{start: number, end: number, picture: Attachment | null}} Piece a part of the text, and the picture after it */

/**
 * The text cut at its pictures: Markdown does not go on across one.
 * @param {string} text @param {Attachment[]} attachments
 * @returns {Piece[]} the last has no picture
 */
export function piecesOf(text, attachments) {
    const pictures = attachments.filter(({ offset }) => offset !== undefined).sort((a, b) => Number(a.offset) - Number(b.offset));
    let start = 0;
    const pieces = pictures.map((picture) => {
        const end = Math.min(Math.max(Number(picture.offset), start), text.length);
        const piece = { start, end, picture };
        start = end;
        return piece;
    });
    return [...pieces, { start, end: text.length, picture: null }];
}

/**
 * Shows an answer's text in an element, and further pieces after it.
 * @param {HTMLElement} first
 * @returns {(message: Message, open: boolean) => void} `open`: more may come
 */
export function createText(first) {
    /** @type {{element: HTMLElement, show: ReturnType<typeof createMarkdown>, picture: HTMLElement | null}[]} */
    const shown = [];

    return (message, open) => {
        const sources = open ? [] : message.sources ?? [];
        const pieces = piecesOf(message.text, message.attachments ?? []);
        for (const [i, { start, end, picture }] of pieces.entries()) {
            shown[i] ??= createPiece(shown[i - 1]);
            const text = message.text.slice(start, end);
            const own = sources.map((source) => ({ ...source, segments: source.segments
                .filter((segment) => segment.end > start && segment.end <= end)
                .map((segment) => ({ start: Math.max(0, segment.start - start), end: segment.end - start })) }));
            if (own.length) shown[i].show(placeNotes(text, own), false, own);
            else shown[i].show(text, open && i === pieces.length - 1);
            if (!picture || shown[i].picture?.dataset.id === picture.id) continue;
            const node = createPicture(picture, () => pieces.flatMap((piece) => piece.picture ?? []));
            if (shown[i].picture) shown[i].picture?.replaceWith(node);
            else shown[i].element.after(node);
            shown[i].picture = node;
        }
    };

    /** @param {(typeof shown)[number] | undefined} before */
    function createPiece(before) {
        const element = before ? el("div", "text") : first;
        if (before) (before.picture ?? before.element).after(element);
        return { element, show: createMarkdown(element), picture: null };
    }
}
