// @ts-check
// Dictation: what is understood for sure goes into the field at the caret; what may still change stands greyed above it.

import { composerWords } from "../words-composer.js";
import { el } from "./dom.js";
import { Recognition } from "./speech.js";

/** By the browser's names. @type {Record<string, keyof typeof composerWords.dictationProblems>} */
const PROBLEMS = {
    "not-allowed": "denied", "service-not-allowed": "unavailable", "no-speech": "silence", "audio-capture": "microphone",
    network: "network", "language-not-supported": "language",
};

/**
 * @param {object} options
 * @param {HTMLTextAreaElement} options.field
 * @param {(text: string) => void} options.insert
 * @param {() => void} options.onChange it began or is over
 * @param {(text: string) => void} options.announce
 * @param {(text: string) => void} options.note
 */
export function createDictation({ field, insert, onChange, announce, note }) {
    const interim = el("p", "interim", { dir: "auto", hidden: "" });
    /** What runs; null: nothing does. @type {any} */
    let running = null;
    field.closest(".field")?.before(interim);

    /** @param {any} results @param {number} from */
    function hear(results, from) {
        let unsure = "";
        for (let i = from; i < results.length; i += 1) {
            const said = results[i][0].transcript;
            if (!results[i].isFinal) unsure += said;
            else if (said.trim()) insert(spaced(said.trim()));
        }
        interim.textContent = unsure.trim() || composerWords.listening;
    }

    /** With a space where the text before the caret needs one. @param {string} text */
    function spaced(text) {
        const before = field.value.slice(0, field.selectionStart);
        return before && !/\s$/.test(before) ? ` ${text}` : text;
    }

    /** @param {any} which */
    function end(which) {
        if (running !== which) return;
        running = null;
        interim.hidden = true;
        announce(composerWords.dictationOver);
        onChange();
    }

    return {
        get isOn() {
            return running !== null;
        },
        start() {
            if (running) return;
            const mine = new Recognition();
            Object.assign(mine, { continuous: true, interimResults: true, lang: document.documentElement.lang });
            mine.onresult = (/** @type {any} */ event) => running === mine && hear(event.results, event.resultIndex);
            mine.onerror = (/** @type {any} */ { error }) => {
                if (error !== "aborted") note(composerWords.dictationProblems[PROBLEMS[error] ?? "other"]);
                end(mine);
            };
            mine.onend = () => end(mine);
            try {
                mine.start();
            } catch {
                return note(composerWords.dictationProblems.unavailable);
            }
            running = mine;
            interim.textContent = composerWords.listening;
            interim.hidden = false;
            announce(composerWords.dictationBegun);
            onChange();
            field.focus();
        },
        /** What was said until now still comes: the browser ends by itself then. */
        stop() {
            running?.stop();
        },
    };
}
