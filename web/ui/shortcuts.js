// @ts-check
// The sheet that lists the keyboard shortcuts. What they do stands where it is done.

import { keyWords } from "../words-keys.js";
import { el } from "./dom.js";
import { openSheet } from "./sheet.js";

/** @type {[title: string, [label: string, ...combinations: string[]][]][]} "+" joins the keys of one combination */
const GROUPS = [
    [keyWords.chats, [
        [keyWords.search, "Ctrl+K"], [keyWords.newChat, "Ctrl+Alt+N"], [keyWords.nextChat, "Ctrl+Alt+Shift+↓"],
        [keyWords.previousChat, "Ctrl+Alt+Shift+↑"], [keyWords.pin, "Ctrl+Alt+P"], [keyWords.archive, "Ctrl+Alt+E"], [keyWords.rename, "F2"],
    ]],
    [keyWords.messages, [
        [keyWords.send, "Enter"], [keyWords.newLine, "Shift+Enter"], [keyWords.editLast, "↑"], [keyWords.stop, "Esc"], [keyWords.find, "Ctrl+F"],
        [keyWords.move, "↑", "↓"], [keyWords.open, "Enter"], [keyWords.menu, "Shift+F10"], [keyWords.undo, "Ctrl+Z"],
    ]],
    [keyWords.page, [[keyWords.close, "Esc"], [keyWords.sheet, "?", "Ctrl+/"]]],
];

/** @param {boolean} enterSends as the person has chosen */
export async function showShortcuts(enterSends) {
    if (document.querySelector("dialog[open]")) return;
    const swapped = /** @type {Record<string, string>} */ (enterSends ? {} : { [keyWords.send]: "Ctrl+Enter", [keyWords.newLine]: "Enter" });
    await openSheet({
        title: keyWords.title,
        body: [
            ...GROUPS.map(([title, rows]) => el("section", "", {}, el("h3", "", {}, title), el("dl", "keys", {},
                ...rows.flatMap(([label, ...combinations]) => [
                    el("dt", "", {}, label),
                    el("dd", "", { dir: "ltr" }, ...(swapped[label] ? [swapped[label]] : combinations).flatMap(nodesOf)),
                ])))),
            el("p", "hint", {}, keyWords.hint),
        ],
    });
}

/** @param {string} combination @returns {Node[]} */
function nodesOf(combination) {
    return [el("span", "combination", {}, ...combination.split("+").map((key) => el("kbd", "", {}, keyWords.keys[key] ?? key)))];
}
