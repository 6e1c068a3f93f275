// @ts-check
// The right pane's log. It draws what it is given and calls `actions` and `commands`; it fetches nothing. What is drawn has
// a key and keeps its node: a bubble is the same node from the first clock to the last tick, so nothing flashes and no
// selection is lost when an answer ends. The log keeps the drawn window, the reader's place, and the end in view while
// the reader is there.

import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { byID, el } from "./dom.js";
import { createItems, unreadOf } from "./log-items.js";
import { createKeys } from "./message-keys.js";
import { createMessageMenu } from "./message-menu.js";
import { createScrollSigns } from "./scroll-signs.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Entry} Entry */
/** @typedef {ReturnType<typeof import("./commands.js").createCommands>} AllCommands */

/**
 * @typedef {object} Actions
 * @property {(text: string) => void} send
 * @property {(answerID: string) => void} stop
 * @property {(entry: Entry) => void} takeBack a refused question goes back into the field
 * @property {(question: Message) => void} takeBackQueued so does one that waits behind an answer
 * @property {() => void} loadEarlier
 * @property {(id: string, text: string) => void} keepDraft
 * @property {(files: File[]) => void} attach
 * @property {() => void} draw
 * @property {(text: string) => void} announce says something to screen readers
 * @property {(text: string) => void} note shows a sentence for a while
 */

/**
 * @typedef {object} ChatView what to draw
 * @property {string} id of the conversation
 * @property {Message[]} path
 * @property {Entry[]} entries
 * @property {boolean} earlier there is more above
 * @property {boolean} later there is more below: this is a part in the middle
 * @property {boolean} isLoaded its messages were read
 * @property {number} readSeq how far it was read before
 * @property {number} unread answers after that
 * @property {number | null} contextStart index into `path`
 * @property {number} leftOut exchanges that did not fit the model
 * @property {Set<string>} stopping answers whose stop is under way: they stand still
 */

const MAX_BUBBLES = 200;
const WINDOW_STEP = 50;
const FOLLOW_WITHIN_PX = 64;
const EARLIER_WITHIN_PX = 240;
/** Room above what was gone to, for what floats there. */
const HEAD_ROOM_PX = 56;
const FLASH_FOR_MS = 1600;

/** @param {Actions} actions @param {AllCommands} commands */
export function createLog(actions, commands) {
    /** @type {HTMLElement} */
    const log = byID("log");
    /** @type {HTMLElement} */
    const toEnd = byID("to-end");
    const badge = el("span", "to-end-count", { "aria-hidden": "true", hidden: "" });
    const itemsOf = createItems(actions, commands, () => showEarlier());
    /** @type {Map<string, any>} */
    let slots = new Map();
    /** @type {ChatView | null} */
    let view = null;
    let follows = true, lastTop = 0, lastHeight = 0, touchY = 0;
    /** Ids of the first and last drawn message; null: as far as there are any. @type {string | null} */
    let first = null;
    /** @type {string | null} */
    let last = null;
    /** undefined: not known yet. @type {import("./log-items.js").Unread | null | undefined} */
    let unread;
    /** The newest message that has been in sight. */
    let seenSeq = 0;
    /** What the next drawing shall go to, once it is there. @type {{id: string, terms: string, focus: boolean} | null} */
    let goal = null;
    /** A sibling whose arrows shall stand where the other's stood. @type {{id: string, top: number} | null} */
    let swap = null;

    toEnd.append(badge);
    const menu = createMessageMenu({ log, find: (id) => view?.path.find((message) => message.id === id), commands });
    createKeys({ log, openMenu: menu.openAt, goToEnd: () => api.goToEnd() });
    createScrollSigns(log, () => !follows);

    const gap = () => log.scrollHeight - log.clientHeight - log.scrollTop;
    /** Everything down to the newest message is drawn. */
    const hasEnd = () => last === null && !view?.later;

    /** Which part of the path is drawn. @param {Message[]} path @returns {[start: number, end: number]} */
    function drawn(path) {
        let start = Math.max(0, path.findIndex((message) => message.id === first));
        let end = path.findIndex((message) => message.id === last) + 1 || path.length;
        if (end - start <= MAX_BUBBLES) return [start, end];
        if (follows || log.scrollTop > log.scrollHeight / 2) {
            start = end - MAX_BUBBLES;
            first = path[start].id;
        } else {
            end = start + MAX_BUBBLES;
            last = path[end - 1].id;
        }
        return [start, end];
    }

    /** Puts the items' nodes into the log, in order, keeping those that stand there and the reader's place. @param {import("./log-items.js").Item[]} items */
    function place(items) {
        const keys = new Set(items.map((item) => item.key));
        const anchor = follows ? null : placeOfReader(keys);
        const keep = new Map(items.map((item) => [item.key, item.draw(slots.get(item.key))]));
        for (const [key, { node }] of slots) {
            if (keys.has(key)) continue;
            // Focus in something that goes would fall to the page's start.
            if (node.contains(document.activeElement)) log.focus({ preventScroll: true });
            node.remove();
        }
        slots = keep;
        let next = log.firstChild;
        for (const { node } of keep.values()) {
            // When a line goes further down, what follows it stays: a moved bubble would lose its selection.
            if (next && (node === next || node === next.nextSibling)) next = node.nextSibling;
            else log.insertBefore(node, next);
        }
        if (anchor) log.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    }

    /** The first bubble in sight that stays, and where it is. @param {Set<string>} keys what stays */
    function placeOfReader(keys) {
        const edge = log.getBoundingClientRect().top;
        for (const [key, { node }] of slots) {
            if (!node.classList.contains("bubble") || !keys.has(key)) continue;
            const { top, bottom } = node.getBoundingClientRect();
            if (bottom > edge) return { node, top };
        }
        return null;
    }

    function hasSelection() {
        const selection = getSelection();
        return selection !== null && !selection.isCollapsed && log.contains(selection.anchorNode);
    }

    function settle() {
        if (follows && hasEnd() && !hasSelection()) log.scrollTop = log.scrollHeight;
        [lastTop, lastHeight] = [log.scrollTop, log.scrollHeight];
        drawToEnd();
    }

    /** The way to the end, with the number of answers that came since the reader was there. */
    function drawToEnd() {
        toEnd.hidden = !view || follows || (hasEnd() && gap() < log.clientHeight / 2);
        if (!view) return;
        seenSeq = Math.max(seenSeq, seen());
        const count = view.path.filter(({ role, seq }) => role === "model" && seq > seenSeq).length;
        badge.hidden = count === 0;
        if (badge.textContent === String(count)) return;
        badge.textContent = String(count);
        toEnd.setAttribute("aria-label", count ? chatWords.toEndNew(count) : words.toEnd);
    }

    /** `seq` of the newest message whose beginning is in sight. */
    function seen() {
        if (follows && hasEnd()) return view?.path.at(-1)?.seq ?? 0;
        if (document.visibilityState !== "visible") return 0;
        const edge = log.getBoundingClientRect().bottom;
        const newest = [...slots.values()].findLast(({ node, seq }) => seq && node.getBoundingClientRect().top < edge);
        return newest?.seq ?? 0;
    }

    function draw() {
        if (!view) return;
        const isOpening = unread === undefined && view.isLoaded && view.path.length > 0;
        if (isOpening) {
            unread = unreadOf(view.path, view.readSeq, view.unread);
            seenSeq = Math.max(seenSeq, view.readSeq);
        } else if (unread === undefined && view.isLoaded && view.entries.length > 0) unread = null; // whoever asks first sees the answer come
        if (goal) aim(goal.id, view.path);
        const [start, end] = drawn(view.path);
        place(itemsOf(view, start, end, unread ?? null));
        if (goal && slots.has(goal.id)) arrive();
        else if (isOpening && unread && !goal) goToUnread();
        if (swap && slots.has(swap.id)) takePlace(swap);
        settle();
    }

    /** Makes sure that a message is among those that are drawn. @param {string} id @param {Message[]} path */
    function aim(id, path) {
        const at = path.findIndex((message) => message.id === id);
        if (at < 0 || slots.has(id)) return;
        follows = false;
        first = path[Math.max(0, at - WINDOW_STEP)].id;
        last = path[at + WINDOW_STEP]?.id ?? null;
    }

    function arrive() {
        const { id, terms, focus } = /** @type {{id: string, terms: string, focus: boolean}} */ (goal);
        goal = null;
        /** @type {HTMLElement} */
        const node = slots.get(id).node;
        follows = false;
        showMiddle(node);
        node.classList.add("flash");
        setTimeout(() => node.classList.remove("flash"), FLASH_FOR_MS);
        if (focus) node.focus({ preventScroll: true });
        if (!terms) return;
        import("./marks.js").then(({ mark, markNow }) => {
            // Its own words first: only so many are marked.
            const others = [...slots.values()].map((slot) => slot.node).filter((other) => other !== node && other.matches(".bubble"));
            const range = mark([node, ...others], terms);
            if (!range || !node.contains(range.startContainer)) return;
            markNow(range);
            if (!follows) showMiddle(range);
        }, () => {}); // it is found without marks as well
    }

    /** @param {HTMLElement | Range} what */
    function showMiddle(what) {
        const { top, height } = what.getBoundingClientRect();
        const box = log.getBoundingClientRect();
        const isTall = height > box.height - 2 * HEAD_ROOM_PX;
        log.scrollTop += top - box.top - (isTall ? HEAD_ROOM_PX : (box.height - height) / 2);
    }

    /** @returns {boolean} there is such a line */
    function goToUnread() {
        const node = log.querySelector(".unread-line");
        if (!node) return false;
        log.scrollTop += node.getBoundingClientRect().top - log.getBoundingClientRect().top - HEAD_ROOM_PX;
        follows = hasEnd() && gap() <= 1;
        settle();
        return true;
    }

    /** @param {{id: string, top: number}} swap */
    function takePlace({ id, top }) {
        swap = null;
        const arrows = slots.get(id).node.querySelector(".pager");
        if (!arrows) return;
        log.scrollTop += arrows.getBoundingClientRect().top - top;
        follows = hasEnd() && gap() <= 1;
    }

    function showEarlier() {
        if (!view) return;
        const start = Math.max(0, view.path.findIndex((message) => message.id === first));
        if (start === 0) return actions.loadEarlier();
        follows = false;
        first = view.path[Math.max(0, start - WINDOW_STEP)].id;
        draw();
    }

    function showLater() {
        if (!view) return;
        if (last === null) return commands.loadLater();
        const end = view.path.findIndex((message) => message.id === last) + WINDOW_STEP;
        last = end >= view.path.length - 1 ? null : view.path[end].id;
        draw();
    }

    log.addEventListener("wheel", ({ deltaY }) => {
        if (deltaY < 0 && log.scrollTop > 0) follows = false;
        else if (deltaY < 0 && view?.earlier) showEarlier();
    }, { passive: true });
    log.addEventListener("touchstart", (event) => { touchY = event.touches[0].clientY; }, { passive: true });
    log.addEventListener("touchmove", (event) => {
        if (event.touches[0].clientY > touchY && log.scrollTop > 0) follows = false;
    }, { passive: true });
    log.addEventListener("keydown", ({ key }) => {
        if (!["ArrowUp", "PageUp", "Home"].includes(key)) return;
        if (log.scrollTop > 0) follows = false;
        else if (view?.earlier) showEarlier();
    });
    log.addEventListener("scroll", () => {
        const step = log.scrollTop - lastTop;
        const grew = log.scrollHeight >= lastHeight;
        [lastTop, lastHeight] = [log.scrollTop, log.scrollHeight];
        // At the very end nobody has gone up: something below has become shorter, or the log taller.
        if (step < 0 && grew && gap() > 1) {
            follows = false;
            if (log.scrollTop < EARLIER_WITHIN_PX) showEarlier();
        } else if (step > 0 && gap() <= FOLLOW_WITHIN_PX) {
            if (hasEnd()) follows = true;
            else showLater();
        }
        drawToEnd();
    }, { passive: true });
    log.addEventListener("click", copyCode);
    log.addEventListener("late", settle);
    toEnd.addEventListener("click", () => {
        const line = log.querySelector(".unread-line");
        const isBelow = line && line.getBoundingClientRect().top > log.getBoundingClientRect().bottom;
        if (!isBelow || !goToUnread()) api.goToEnd();
    });
    new ResizeObserver(() => {
        // What goes from edge to edge behind a bubble cannot know how wide the log is.
        log.style.setProperty("--inner", `${log.clientWidth - 2 * parseFloat(getComputedStyle(log).paddingInlineStart)}px`);
        settle();
    }).observe(log);

    const api = {
        /** @param {ChatView | null} next */
        show(next) {
            if (next?.id !== view?.id) {
                [follows, first, last, unread, seenSeq, swap] = [true, null, null, undefined, 0, null];
                log.replaceChildren();
                slots = new Map();
            }
            view = next;
            draw();
            if (!view) toEnd.hidden = true;
        },
        /** Shows the newest message and follows from there. */
        goToEnd() {
            [follows, first, last, goal] = [true, null, null, null];
            if (view?.later) commands.toNewest();
            draw();
        },
        /**
         * Goes to a message of the open chat, brings it from the server when it is not here, lets it flash, and marks words in it.
         * @param {string} id @param {string} [terms] what was searched for @param {boolean} [focus] it takes the focus
         */
        reveal(id, terms = "", focus = false) {
            goal = { id, terms, focus };
            if (view?.path.some((message) => message.id === id)) draw();
            else commands.reach(id).then((isThere) => { if (!isThere && goal?.id === id) goal = null; });
        },
        /** A sibling will come: its arrows shall be where this message's are. @param {string} from @param {string} to */
        keepArrows(from, to) {
            const arrows = slots.get(from)?.node.querySelector(".pager");
            swap = arrows ? { id: to, top: arrows.getBoundingClientRect().top } : null;
        },
        /** The messages of the path that is shown. */
        get path() {
            return view?.path ?? [];
        },
        /** A message's bubble, if it is drawn. @param {string} id @returns {HTMLElement | undefined} */
        bubble: (id) => slots.get(id)?.node,
    };
    return api;
}

/** @param {Event} event a click in the log */
async function copyCode({ target }) {
    const button = target instanceof Element ? target.closest("button.copy") : null;
    const code = button?.closest("figure")?.querySelector("code");
    if (!button || !code) return;
    const isCopied = await navigator.clipboard?.writeText(code.textContent ?? "").then(() => true, () => false) || copySelected(code);
    if (!isCopied) return;
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
}

/** Over plain http browsers have no clipboard. @param {Node} node it stays selected, for whom that does not help either */
function copySelected(node) {
    getSelection()?.selectAllChildren(node);
    return document.execCommand("copy");
}
