// @ts-check
// All starred messages, newest first; each is a way to its place.

import { momentOf } from "../formats.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { el } from "./dom.js";
import { excerptOf } from "./quote.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("../model/types.js").Message} Message */

const LIMIT = 50;

/**
 * @param {object} options
 * @param {(path: string) => Promise<any>} options.read
 * @param {(action: () => Promise<any>) => Promise<void>} options.attempt
 * @param {(conversationID: string) => Promise<string>} options.titleOf
 * @param {(message: Message) => void} options.goTo
 */
export async function showStarred({ read, attempt, titleOf, goTo }) {
    const list = el("ul", "starred-list");
    const none = el("p", "hint", { hidden: "" }, chatWords.starredNone);
    const more = el("button", "button quiet wide", { type: "button", hidden: "" }, chatWords.starredMore);
    /** @type {string | undefined} */
    let cursor;

    async function load() {
        const page = await read(`messages?starred=true&limit=${LIMIT}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
        const items = await Promise.all(page.messages.map(createItem));
        cursor = page.nextCursor ?? undefined;
        const hadFocus = document.activeElement === more;
        list.append(...items);
        more.hidden = !cursor;
        none.hidden = list.childElementCount > 0;
        if (hadFocus) items[0]?.querySelector("button")?.focus();
    }

    /** @param {Message} message */
    async function createItem(message) {
        const who = message.role === "user" ? words.you : words.model;
        const button = el("button", "", { type: "button" },
            el("span", "starred-from", {}, el("bdi", "", {}, who), " · ", el("bdi", "", {}, await titleOf(message.conversationID))),
            el("time", "", { datetime: message.createdAt }, momentOf(message.createdAt)),
            el("span", "starred-text", { dir: "auto" }, excerptOf(message.text) || chatWords.quoteFiles));
        button.addEventListener("click", () => {
            dialog.close();
            goTo(message);
        });
        return el("li", "", {}, button);
    }

    await load();
    const dialog = await openSheet({ title: words.starred, body: [none, list, more] });
    let isLoading = false; // the same page would come twice
    more.addEventListener("click", () => {
        if (isLoading) return;
        isLoading = true;
        attempt(() => load().finally(() => { isLoading = false; }));
    });
}
