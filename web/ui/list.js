// @ts-check
// The left pane: one row for each conversation. It draws what the state holds and fetches nothing itself.

import { isRunning, listOf } from "../model/state.js";
import { rowTimeOf } from "../formats.js";
import { words } from "../words.js";
import { byID, el } from "./dom.js";

/** @typedef {import("../model/types.js").Conversation} Conversation */
/** @typedef {{node: HTMLLIElement, drawn: unknown[]}} Row a conversation's row, and what it was drawn from */

/**
 * @param {object} options
 * @param {import("../model/state.js").State} options.state
 * @param {(path: string) => void} options.go to another address
 * @param {() => void} options.loadMore the end of what is here is near
 */
export function createList({ state, go, loadMore }) {
    /** @type {HTMLElement} */
    const list = byID("rows");
    /** @type {Map<string, Row>} */
    const rows = new Map();
    /** The conversation that is open. @type {string | null} */
    let openID = null;

    list.dataset.none = words.noChats;
    list.addEventListener("click", follow);
    list.addEventListener("scroll", () => {
        const { scrollHeight, scrollTop, clientHeight } = list;
        if (scrollHeight - scrollTop - clientHeight < clientHeight) loadMore();
    }, { passive: true });

    /** A row is a link, so that it opens in a new tab as well. @param {MouseEvent} event */
    function follow(event) {
        const link = event.target instanceof Element ? event.target.closest("a") : null;
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        const path = new URL(link.href).pathname;
        if (path !== location.pathname) go(path);
    }

    /** @param {HTMLLIElement} node @param {Conversation} conversation @param {boolean} isWriting */
    function drawRow(node, { id, title, preview, lastActivityAt, unread }, isWriting) {
        const isCurrent = id === openID;
        const badge = isCurrent ? 0 : unread;
        const name = title || words.untitled;
        const link = node.querySelector("a") ?? node.appendChild(el("a", "", { href: `/c/${id}` }));
        if (isCurrent) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
        link.classList.toggle("unread", badge > 0);
        link.replaceChildren(
            el("span", "avatar", { "aria-hidden": "true", "data-tint": String(tintOf(id)) }, initialsOf(name)),
            el("span", "name", { dir: "auto" }, name),
            el("time", "when", { datetime: lastActivityAt }, rowTimeOf(lastActivityAt)),
            el("span", isWriting ? "preview accent" : "preview", { dir: "auto" }, isWriting ? words.writing : preview || "\u00a0"),
            badge ? el("span", "badge", {}, String(badge), el("span", "hidden", {}, words.unread(badge))) : "",
        );
    }

    return {
        /** Draws the rows that are not as the state has them. @param {string | null} open the conversation that is open */
        show(open) {
            openID = open;
            const conversations = listOf(state);
            const writing = new Set([...state.held].filter(([, held]) => [...held.messages.values()].some(isRunning)).map(([id]) => id));
            for (const [id, row] of rows) {
                if (state.conversations.has(id)) continue;
                row.node.remove();
                rows.delete(id);
            }
            const focused = document.activeElement;
            const today = new Date().toDateString(); // rows say "yesterday"
            let at = list.firstChild;
            for (const conversation of conversations) {
                const row = rows.get(conversation.id) ?? { node: el("li"), drawn: [] };
                rows.set(conversation.id, row);
                const drawn = [conversation, conversation.id === open, writing.has(conversation.id), today];
                if (drawn.some((value, i) => value !== row.drawn[i])) drawRow(row.node, conversation, writing.has(conversation.id));
                row.drawn = drawn;
                if (row.node === at) at = at.nextSibling;
                else list.insertBefore(row.node, at);
            }
            // A row that moves loses the focus.
            if (focused instanceof HTMLElement && focused !== document.activeElement && list.contains(focused)) focused.focus();
            list.classList.toggle("none", conversations.length === 0);
        },
        /** Nobody is signed in any more. */
        clear() {
            rows.clear();
            list.replaceChildren();
        },
    };
}

/** @param {string} name */
function initialsOf(name) {
    const letters = name.match(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu) ?? ["?"];
    return letters.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
}

/** One of eight tints, always the same for a conversation. @param {string} id */
const tintOf = (id) => Number.parseInt(id.slice(-2), 16) % 8 || 0;
