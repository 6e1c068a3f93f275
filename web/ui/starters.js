// @ts-check
// Prompts to start from, in a chat in which nothing was said yet. They fill the field and send nothing.

import { composerWords } from "../words-composer.js";
import { byID, el } from "./dom.js";

const SHOWN = 4;
const PLACE = "pollux_starters";

/** @param {(text: string) => void} onChoose */
export function createStarters(onChoose) {
    const node = el("div", "starters", { role: "group", "aria-label": composerWords.starters, hidden: "" });
    /** Where in the table each chat of this page begins. @type {Map<string, number>} */
    const places = new Map();
    /** @type {string | null} */
    let shownID = null;
    byID("blank").append(node);

    /** The next chat goes on in the table where the last one ended, whichever page that was in. */
    function nextPlace() {
        const place = (Number(localStorage.getItem(PLACE)) || 0) % composerWords.starterPrompts.length;
        try {
            localStorage.setItem(PLACE, String(place + SHOWN));
        } catch {
            // Full or forbidden: then each page begins at the beginning.
        }
        return place;
    }

    return {
        /** @param {string | null} id of the chat, null: they are not wanted */
        show(id) {
            node.hidden = id === null;
            if (id === null || id === shownID) return;
            shownID = id;
            const prompts = composerWords.starterPrompts;
            const place = places.get(id) ?? nextPlace();
            places.set(id, place);
            node.replaceChildren(...Array.from({ length: SHOWN }, (_, i) => {
                const [label, text] = prompts[(place + i) % prompts.length];
                const chip = el("button", "chip starter", { type: "button" }, label);
                chip.addEventListener("click", () => onChoose(text));
                return chip;
            }));
        },
    };
}
