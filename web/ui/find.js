// @ts-check
// Search in the open chat: a bar in the place of its header. The server finds, in all messages; the log goes there and
// marks the words.

import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { byID, el, icon } from "./dom.js";
import { unmark } from "./marks.js";

const WAIT_MS = 250;
const LIMIT = 50;
const MAXIMUM_LENGTH = 200;

/** @typedef {{messageID?: string}} Hit */

/**
 * @param {object} options
 * @param {(path: string) => Promise<any>} options.read
 * @param {(action: () => Promise<any>) => Promise<void>} options.attempt
 * @param {(messageID: string, query: string) => void} options.goTo
 * @param {(text: string) => void} options.announce
 */
export function createFind({ read, attempt, goTo, announce }) {
    const field = el("input", "", { type: "search", "aria-label": chatWords.findField, placeholder: chatWords.findField,
        maxlength: String(MAXIMUM_LENGTH), enterkeyhint: "search", autocomplete: "off", dir: "auto" });
    const status = el("span", "find-count", { role: "status" });
    const older = tool("up", chatWords.findOlder), newer = tool("down", chatWords.findNewer), close = tool("close", chatWords.findClose);
    const bar = el("form", "over-bar find-bar", { role: "search", "aria-label": words.find }, field, status, older, newer, close);
    /** @type {HTMLElement} */
    const header = byID("chat-bar");
    /** Newest first. @type {Hit[]} */
    let hits = [];
    /** @type {string | null} */
    let cursor = null;
    let at = 0, run = 0, query = "";
    /** The run whose next page is on its way; 0: none is. */
    let comingFor = 0;
    /** @type {string | null} */
    let conversationID = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** @param {string} name @param {string} label */
    function tool(name, label) {
        return el("button", "icon", { type: "button", "aria-label": label, title: label }, icon(name));
    }

    function update() {
        status.textContent = !query ? "" : hits.length ? chatWords.findOf(at + 1, hits.length, cursor !== null) : chatWords.findNone;
        older.disabled = at + 1 >= hits.length && cursor === null;
        newer.disabled = at === 0;
    }

    async function more() {
        const mine = run;
        const page = await read(`search?q=${encodeURIComponent(query)}&conversationID=${conversationID}&limit=${LIMIT}${
            cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
        if (mine !== run || !page) return;
        hits.push(...page.hits.filter((/** @type {Hit} */ hit) => hit.messageID));
        cursor = page.nextCursor ?? null;
    }

    function search() {
        clearTimeout(timer);
        if (field.value.trim() === query) return;
        query = field.value.trim();
        run += 1;
        [hits, cursor, at] = [[], null, 0];
        unmark();
        if (!query) return update();
        const mine = run;
        attempt(async () => {
            await more().catch((error) => {
                if (mine === run) query = ""; // so that Enter searches again
                throw error;
            }).finally(() => mine === run && update());
            if (mine === run) show();
        });
    }

    function show() {
        const id = hits[at]?.messageID;
        if (id) goTo(id, query);
    }

    /** @param {number} step 1: further back */
    function go(step) {
        const mine = run;
        if (step > 0 && comingFor === mine) return; // the page that is on its way would come twice
        attempt(async () => {
            if (at + step >= hits.length && cursor !== null) {
                comingFor = mine;
                await more().finally(() => { if (comingFor === mine) comingFor = 0; });
            }
            if (mine !== run || !hits[at + step]) return;
            at += step;
            update();
            show();
        });
    }

    field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(search, WAIT_MS);
    });
    bar.addEventListener("submit", (event) => {
        event.preventDefault();
        if (field.value.trim() === query) go(1);
        else search();
    });
    bar.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "Escape") api.end();
        else if (event.key === "Enter" && event.shiftKey) go(-1);
        else if (event.key === "ArrowUp" && event.target === field) go(1);
        else if (event.key === "ArrowDown" && event.target === field) go(-1);
        else return;
        event.preventDefault();
        event.stopPropagation(); // Esc stops no answer here
    });
    older.addEventListener("click", () => go(1));
    newer.addEventListener("click", () => go(-1));
    close.addEventListener("click", () => api.end());

    const api = {
        /** @param {string} id of the conversation */
        begin(id) {
            conversationID = id;
            if (!bar.isConnected) {
                header.append(bar);
                for (const node of header.children) if (node !== bar) node.toggleAttribute("inert", true);
                update();
            }
            field.focus();
            field.select();
        },
        end() {
            if (!bar.isConnected) return;
            run += 1;
            clearTimeout(timer);
            const hadFocus = bar.contains(document.activeElement);
            bar.remove();
            for (const node of header.children) node.removeAttribute("inert");
            field.value = query = "";
            [hits, cursor, at] = [[], null, 0];
            unmark();
            announce("");
            if (hadFocus) byID("log").focus({ preventScroll: true });
        },
        hasFocus: () => document.activeElement === field,
    };
    return api;
}
