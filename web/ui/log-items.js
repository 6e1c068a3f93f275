// @ts-check
// What stands in the log, in order: bubbles, and between them days, the unread ones' line, and where Gemini's view begins.

import { isFinal, isRunning, progressOf } from "../model/state.js";
import { dayOf } from "../formats.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { createAnswer, createQuestion } from "./bubble.js";
import { el } from "./dom.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Entry} Entry */
/** @typedef {import("./chat.js").ChatView} ChatView */

/** @typedef {{key: string, draw: (slot: any) => any}} Item something in the log; `draw` makes or updates its slot `{node}` */
/** @typedef {{id: string, count: number}} Unread the first message that was unread when the chat was opened, and how many there were */

/** A line or chip that never changes. @param {string} key @param {() => HTMLElement} make @returns {Item} */
const fixed = (key, make) => ({ key, draw: (slot) => slot ?? { node: make() } });

/** @param {string} className @param {string} text @returns {Item} */
const line = (className, text) => fixed(`${className} ${text}`, () => el("p", className, {}, el("span", "", {}, text)));

/**
 * @param {import("./chat.js").Actions} actions @param {import("./answer.js").Commands} commands
 * @param {() => void} showEarlier
 */
export function createItems(actions, commands, showEarlier) {
    function makeEarlier() {
        const button = el("button", "chip", { type: "button" }, words.earlier);
        button.addEventListener("click", () => showEarlier());
        return el("p", "earlier", {}, button);
    }

    /** The question that stood in the log without an answer: one that comes whole, between two frames, is told of as well. */
    let unanswered = "";

    /** @param {ChatView} view @param {number} i @param {boolean} isFirst @returns {Item} */
    function messageItem({ path, entries, stopping, later }, i, isFirst) {
        const message = path[i];
        const isLast = i === path.length - 1 && entries.length === 0 && !later;
        return {
            key: message.id,
            draw(slot) {
                if (message.role === "user") {
                    slot ??= createQuestion(message.id, commands);
                    slot.show(message, progressOf(path[i + 1]));
                    if (isLast) unanswered = message.id;
                } else {
                    if (!slot && isFinal(message) && path[i - 1]?.id === unanswered) {
                        commands.hear({ ...message, status: "queued", text: "" }, message);
                    }
                    slot ??= createAnswer(message.id, commands);
                    const above = path[i - 2];
                    const isBehind = message.status === "queued" && above?.role === "model" && isRunning(above);
                    if (!stopping.has(message.id) || isFinal(message)) slot.show(message, isBehind, isLast, () => actions.takeBackQueued(path[i - 1]));
                }
                slot.node.classList.toggle("first", isFirst);
                slot.seq = message.seq;
                return slot;
            },
        };
    }

    /** @param {Entry} entry @param {boolean} isFirst @returns {Item} */
    const entryItem = (entry, isFirst) => ({
        key: entry.id,
        draw(slot) {
            slot ??= createQuestion(entry.id, commands);
            slot.show(entry, entry.status, entry, actions.takeBack);
            slot.node.classList.toggle("first", isFirst);
            unanswered = entry.id;
            return slot;
        },
    });

    /**
     * @param {ChatView} view @param {number} start @param {number} end of the part of the path that is drawn
     * @param {Unread | null} unread
     */
    return (view, start, end, unread) => {
        const { path, entries, earlier, later, contextStart, leftOut } = view;
        /** @type {Item[]} */
        const items = [];
        let day = "", role = "";
        if (earlier || start > 0) items.push(fixed("earlier", makeEarlier));
        /** @param {string} at @param {string} by */
        const before = (at, by) => {
            const next = dayOf(at);
            if (next !== day) items.push(fixed(`day ${next} ${at.slice(0, 10)}`, () => el("p", "day", {}, el("span", "", {}, next))));
            const isFirst = next !== day || by !== role;
            [day, role] = [next, by];
            return isFirst;
        };
        for (let i = start; i < end; i += 1) {
            if (i === contextStart) items.push(line("context", leftOut > 0 ? words.contextTrimmed(leftOut) : words.contextLine));
            const isFirst = before(path[i].createdAt, path[i].role);
            if (path[i].id === unread?.id) items.push(line("unread-line", chatWords.unreadMessages(unread.count)));
            items.push(messageItem(view, i, isFirst));
        }
        if (end < path.length || later) return items;
        if (contextStart === path.length) items.push(line("context", words.contextNone));
        for (const entry of entries) items.push(entryItem(entry, before(entry.createdAt, "user")));
        return items;
    };
}

/**
 * What was unread when a chat was opened. Answers only: nobody reads their own questions.
 * @param {Message[]} path @param {number} readSeq @param {number} unread as the server counts them
 * @returns {Unread | null}
 */
export function unreadOf(path, readSeq, unread) {
    if (unread === 0) return null;
    const news = path.filter((message) => message.role === "model" && isFinal(message) && message.seq > readSeq);
    // There may be more of them further up than what is here.
    return news.length ? { id: news[0].id, count: Math.max(news.length, path[0].seq > readSeq ? unread : 0) } : null;
}
