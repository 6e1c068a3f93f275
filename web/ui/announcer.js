// @ts-check
// What screen readers hear of an answer while it comes: that it began and that it is over, or each paragraph as well, or
// nothing. Never single words: a voice that is interrupted ten times a second says nothing.

import { isFinal, isRunning } from "../model/state.js";
import { words } from "../words.js";
import { plainTextOf } from "./plain-text.js";

/** @typedef {import("../model/types.js").Message} Message */

const PAUSE_MS = 3000;

/**
 * @param {object} options
 * @param {(text: string) => void} options.announce
 * @param {() => string} options.mode "end", "paragraphs" or "off"
 * @param {() => number} [options.now] milliseconds
 * @param {(markdown: string) => string} [options.plain]
 * @returns {(before: Message, after: Message) => void} takes each step of an answer
 */
export function createAnnouncer({ announce, mode, now = () => performance.now(), plain = plainTextOf }) {
    /** Of the answer that is being heard: how much of its text was said, and when. */
    let heard = { id: "", length: 0, at: -Infinity };

    return (before, after) => {
        if (mode() === "off") return;
        const isOver = isRunning(before) && isFinal(after);
        const begins = !before.text && after.text !== "" && isRunning(after);
        if (mode() === "paragraphs") {
            if (heard.id !== after.id) heard = { id: after.id, length: before.text.length, at: -Infinity };
            const end = isOver ? after.text.length : endOfParagraphs(after.text);
            if (end > heard.length && (isOver || now() - heard.at >= PAUSE_MS)) {
                const text = plain(after.text.slice(heard.length, end)).trim();
                heard = { id: after.id, length: end, at: now() };
                return announce(isOver ? `${text}\n${ending(after)}` : text);
            }
        }
        if (begins) announce(words.answerStarted);
        if (isOver) announce(ending(after));
    };
}

/** @param {Message} answer */
const ending = (answer) => answer.status === "complete" ? words.answerComplete : words.answerEnded;

/** Where the last paragraph that is finished ends; code that is open is not. @param {string} text */
export function endOfParagraphs(text) {
    let end = 0, isOpen = false, at = 0;
    for (const line of text.split("\n")) {
        if (/^\s*(```|~~~)/.test(line)) isOpen = !isOpen;
        at += line.length + 1;
        if (line === "" && !isOpen && at <= text.length) end = at;
    }
    return end;
}
