// @ts-check
// The search in the left pane: titles of what is here at once, then what the server finds, as one types. It takes the
// list's place as long as there is something in the field.

import { Problem } from "../model/wire.js";
import { rowTimeOf } from "../formats.js";
import { words } from "../words.js";
import { byID, el } from "./dom.js";
import { initialsOf, tintOf } from "./list.js";
import { cut, marksIn, plain, termsOf, withoutSigns } from "./search-words.js";

/** @typedef {import("../model/types.js").Hit} Hit */

const PAUSE_MS = 120;
const LIMIT = 30;
const MAX_TITLES = 30;

/**
 * @param {object} options
 * @param {import("../model/state.js").State} options.state
 * @param {(method: string, path: string) => Promise<any>} options.call
 * @param {(hit: Hit, query: string) => void} options.open
 * @param {() => void} options.signedOut
 * @param {(text: string) => void} options.announce
 */
export function createSearch({ state, call, open, signedOut, announce }) {
    /** @type {HTMLInputElement} */
    const field = byID("search-field");
    const clear = byID("search-clear");
    /** @type {HTMLElement} */
    const view = byID("hits");
    const chats = createGroup("hits-chats", words.foundChats, drawChat);
    const messages = createGroup("hits-messages", words.foundMessages, drawMessage);
    const say = el("div", "none", { hidden: "" });
    /** @type {{edition: number, list: {one: import("../model/types.js").Conversation, title: string}[]} | null} */
    let prepared = null;
    let query = "";
    /** Grows with each query: a reply to an earlier one is thrown away. */
    let run = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** Where the hits go on; null: that was all. @type {string | null} */
    let cursor = null;
    let isAsking = false, hasFailed = false, opensFirst = false;
    /** Who had the focus before the search. @type {HTMLElement | null} */
    let before = null;

    view.setAttribute("role", "region");
    view.setAttribute("aria-label", words.found);
    view.replaceChildren(chats.node, messages.node, say);
    field.addEventListener("input", changed);
    field.addEventListener("focus", ({ relatedTarget }) => remember(relatedTarget));
    field.addEventListener("keydown", onFieldKey);
    byID("search").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
    clear.addEventListener("click", () => {
        empty();
        field.focus();
    });
    view.addEventListener("keydown", onHitKey);
    view.addEventListener("click", follow);
    view.addEventListener("focusin", ({ target }) => target instanceof HTMLAnchorElement && makeTabStop(target));
    view.addEventListener("scroll", goOn, { passive: true });
    addEventListener("online", () => hasFailed && ask(run));
    changed(); // something was typed while this module was on its way

    /** @param {EventTarget | null} from */
    function remember(from) {
        if (from instanceof HTMLElement && !byID("search").contains(from) && !view.contains(from)) before = from;
    }

    function changed() {
        const next = field.value.trim();
        clear.hidden = field.value === "";
        for (const [id, isHidden] of /** @type {const} */ ([["rows", next !== ""], ["chips", next !== ""], ["hits", next === ""]])) byID(id).hidden = isHidden;
        if (next === query) return;
        query = next;
        run += 1;
        [cursor, isAsking, hasFailed, opensFirst] = [null, false, false, false];
        clearTimeout(timer);
        view.scrollTop = 0;
        const sought = termsOf(query);
        chats.show(sought.length ? ownTitles(sought) : []);
        if (sought.length === 0) {
            messages.show([]);
            return tell();
        }
        // The messages that were found for fewer letters stay until the server has answered: nothing flickers.
        view.setAttribute("aria-busy", "true");
        tell();
        const mine = run;
        timer = setTimeout(() => ask(mine), PAUSE_MS);
    }

    /** The chats that are here, the latest first, with their titles as they are compared. Thousands of them are not prepared at each key. */
    function candidates() {
        if (prepared?.edition === state.edition) return prepared.list;
        const list = [...state.conversations.values()].filter((one) => !one.isGoing)
            .sort((a, b) => a.lastActivityAt < b.lastActivityAt ? 1 : -1).map((one) => ({ one, title: plain(one.title) }));
        prepared = { edition: state.edition, list };
        return list;
    }

    /** Those whose titles match. @param {import("./search-words.js").Terms} sought @returns {Hit[]} */
    function ownTitles(sought) {
        const found = [];
        for (const { one: { id, title, lastActivityAt }, title: whole } of candidates()) {
            const marks = sought.every(({ text }) => whole.includes(text)) && marksIn(title, sought);
            if (marks) found.push({ conversationID: id, title, snippet: title, marks, at: lastActivityAt });
            if (found.length === MAX_TITLES) break;
        }
        return found;
    }

    /** Asks for a page of hits: the first, or the next. @param {number} mine */
    async function ask(mine) {
        if (isAsking || mine !== run) return;
        isAsking = true;
        hasFailed = false;
        const isFirst = cursor === null;
        try {
            const page = await call("GET", `search?q=${encodeURIComponent(query)}&limit=${LIMIT}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
            if (mine !== run) return;
            take(page, isFirst);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (mine !== run) return;
            if (error.status === 401) return signedOut();
            hasFailed = true;
            if (isFirst) messages.show([]);
        }
        isAsking = false;
        view.setAttribute("aria-busy", "false");
        tell();
        if (isFirst) announceCounts();
        if (opensFirst) openFirst();
        goOn();
    }

    /** @param {{hits: Hit[], nextCursor?: string}} page @param {boolean} isFirst */
    function take(page, isFirst) {
        cursor = page.nextCursor ?? null;
        const known = new Set(chats.hits.map((hit) => hit.conversationID));
        const isThere = (/** @type {Hit} */ hit) => !state.deleted.has(hit.conversationID) && (hit.inTitle || !state.deleted.has(hit.messageID ?? ""));
        chats.add(page.hits.filter((hit) => hit.inTitle && !known.has(hit.conversationID) && isThere(hit)));
        const found = page.hits.filter((hit) => !hit.inTitle && isThere(hit));
        if (isFirst) messages.show(found);
        else messages.add(found);
    }

    function goOn() {
        if (cursor !== null && !hasFailed && view.scrollHeight - view.scrollTop - view.clientHeight < view.clientHeight) ask(run);
    }

    function isEmpty() {
        return chats.hits.length + messages.hits.length === 0;
    }

    /** What is to be said below the hits, or in their place. */
    function tell() {
        const isOver = view.getAttribute("aria-busy") !== "true" || termsOf(query).length === 0;
        const text = hasFailed ? navigator.onLine ? words.searchFailed : words.searchOffline : isOver && isEmpty() ? words.nothingFound(query) : "";
        say.hidden = !text;
        say.replaceChildren(text);
        if (!hasFailed) return;
        const button = el("button", "plain-button", { type: "button" }, words.searchAgain);
        button.addEventListener("click", () => {
            field.focus();
            ask(run);
        });
        say.append(el("br"), button);
    }

    function announceCounts() {
        const more = cursor !== null;
        announce(hasFailed ? say.firstChild?.textContent ?? "" : isEmpty() ? words.nothingFound(query)
            : words.foundCounts(chats.hits.length, messages.hits.length, more));
    }

    // Going through the hits.

    function links() {
        return /** @type {HTMLAnchorElement[]} */ ([...view.querySelectorAll("a")]);
    }

    /** @param {HTMLAnchorElement} link */
    function makeTabStop(link) {
        for (const other of links()) other.tabIndex = other === link ? 0 : -1;
    }

    /** @param {KeyboardEvent} event */
    function onFieldKey(event) {
        if (event.isComposing) return;
        if (event.key === "Escape" && (query || before)) {
            event.preventDefault();
            event.stopPropagation(); // no running answer is meant
            leave();
        } else if (event.key === "ArrowDown" && query) {
            event.preventDefault();
            links()[0]?.focus();
        } else if (event.key === "Enter" && query) {
            event.preventDefault();
            openFirst();
        }
    }

    /** @param {KeyboardEvent} event */
    function onHitKey(event) {
        if (event.key === "Escape") {
            event.stopPropagation();
            return leave();
        }
        if (!(event.target instanceof HTMLAnchorElement)) return;
        const all = links();
        const at = all.indexOf(event.target);
        /** @type {Record<string, number>} */
        const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
        if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (steps[event.key] < 0) field.focus();
        else all[steps[event.key]]?.focus();
    }

    /** The first hit, as soon as there is one. */
    function openFirst() {
        const hit = chats.hits[0] ?? (isAsking || view.getAttribute("aria-busy") === "true" ? undefined : messages.hits[0]);
        opensFirst = !hit && view.getAttribute("aria-busy") === "true";
        if (hit) choose(hit);
    }

    /** A hit is a link, so that it opens in a new tab as well. @param {MouseEvent} event */
    function follow(event) {
        const link = event.target instanceof Element ? event.target.closest("a") : null;
        const hit = link && (chats.hitOf(link) ?? messages.hitOf(link));
        if (!hit || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        choose(hit);
    }

    /** @param {Hit} hit */
    function choose(hit) {
        for (const link of links()) {
            if ((chats.hitOf(link) ?? messages.hitOf(link)) === hit) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        }
        open(hit, query);
    }

    function empty() {
        field.value = "";
        changed();
    }

    /** Back to where one was. */
    function leave() {
        empty();
        const isThere = before?.isConnected && before.checkVisibility();
        if (isThere) before?.focus();
        else field.focus();
        before = null;
    }

    return {
        /** Where Esc leads to, for who had the focus before this module was there. */
        cameFrom: remember,
    };
}

/**
 * Hits of a kind, under their heading.
 * @param {string} id @param {string} title @param {(hit: Hit) => HTMLAnchorElement} drawHit
 */
function createGroup(id, title, drawHit) {
    const list = el("ul");
    const node = el("div", "hit-group", { role: "group", "aria-labelledby": id, hidden: "" }, el("h3", "", { id }, title), list);
    /** @type {WeakMap<HTMLAnchorElement, Hit>} */
    const hitOf = new WeakMap();
    const group = {
        node,
        /** @type {Hit[]} */
        hits: [],
        /** @param {HTMLAnchorElement} link */
        hitOf: (link) => hitOf.get(link),
        /** @param {Hit[]} hits */
        show(hits) {
            list.replaceChildren();
            group.hits = [];
            group.add(hits);
        },
        /** @param {Hit[]} hits */
        add(hits) {
            group.hits.push(...hits);
            list.append(...hits.map((hit) => {
                const link = drawHit(hit);
                hitOf.set(link, hit);
                return el("li", "", {}, link);
            }));
            node.hidden = group.hits.length === 0;
        },
    };
    return group;
}

/** @param {Hit} hit */
export const pathOfHit = ({ conversationID, messageID, inTitle }) => `/c/${conversationID}${messageID && !inTitle ? `#m=${messageID}` : ""}`;

/** @param {Hit} hit */
function drawChat(hit) {
    const name = hit.title || words.untitled;
    return el("a", "hit", { href: pathOfHit(hit) },
        el("span", "avatar", { "aria-hidden": "true", "data-tint": String(tintOf(hit.conversationID)) }, initialsOf(name)),
        el("span", "name", { dir: "auto" }, ...marked(hit.snippet || name, hit.marks)),
        el("time", "when", { datetime: hit.at }, rowTimeOf(hit.at)));
}

/** @param {Hit} hit */
function drawMessage(hit) {
    return el("a", "hit message", { href: pathOfHit(hit) },
        el("span", "name", { dir: "auto" }, hit.title || words.untitled),
        el("time", "when", { datetime: hit.at }, rowTimeOf(hit.at)),
        el("span", "snippet", { dir: "auto" }, ...marked(hit.snippet, hit.marks, withoutSigns)));
}

/** @param {string} text @param {import("./search-words.js").Mark[]} marks @param {(text: string, isStart: boolean) => string} [shown] what of the rest is shown */
const marked = (text, marks, shown = (rest) => rest) =>
    cut(text, marks).map((piece, i) => piece.isMarked ? el("mark", "", {}, piece.text) : shown(piece.text, i === 0));
