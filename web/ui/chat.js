// @ts-check
// The right pane: bubbles, and the log that holds them. It draws what it is given and calls `actions` and `commands`; it
// fetches nothing. What is drawn has a key and keeps its node: a bubble is the same node from the first clock to the last
// tick, so nothing flashes and no selection is lost when an answer ends.

import { isFinal, isRunning, progressOf } from "../model/state.js";
import { dayOf, fullTimeOf, problemText, timeOf } from "../formats.js";
import { words } from "../words.js";
import { createParts, createText, createThoughts, showAttachments } from "./answer.js";
import { byID, el, icon, whenIdle } from "./dom.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Entry} Entry */
/** @typedef {import("./answer.js").Commands} Commands */

/**
 * @typedef {object} Actions
 * @property {(text: string) => void} send
 * @property {(answerID: string) => void} stop
 * @property {(entry: Entry) => void} takeBack a refused question goes back into the field
 * @property {() => void} loadEarlier
 * @property {(id: string, text: string) => void} keepDraft
 * @property {(files: File[]) => void} attach
 * @property {(text: string) => void} announce says something to screen readers
 * @property {(text: string) => void} note shows a sentence for a while
 */

/**
 * @typedef {object} ChatView what to draw
 * @property {string} id of the conversation
 * @property {Message[]} path
 * @property {Entry[]} entries
 * @property {boolean} earlier there is more above
 * @property {number | null} contextStart index into `path`
 * @property {number} leftOut exchanges that did not fit the model
 * @property {Set<string>} stopping answers whose stop is under way: they stand still
 */

const MAX_BUBBLES = 200;
const WINDOW_STEP = 50;
const FOLLOW_WITHIN_PX = 64;
const EARLIER_WITHIN_PX = 240;

/** @typedef {"sending" | "waiting" | "refused" | "stored" | "begun" | "complete" | "failed"} TickName */

/** @type {Record<TickName, string>} */
const TICK_ICON = {
    sending: "clock", waiting: "clock", refused: "alert", stored: "tick", begun: "ticks", complete: "ticks", failed: "alert",
};

/** A question's bubble. @param {string} id */
function createQuestion(id) {
    const text = el("div", "text typed", { dir: "auto" });
    const why = el("p", "why", { hidden: "" });
    const time = el("time");
    const tick = icon("clock");
    tick.setAttribute("role", "img");
    const node = el("article", "bubble out", { "data-id": id }, text, el("span", "meta", {}, time, tick), why);
    let shownTick = "";
    /** @type {import("../model/types.js").Attachment[] | undefined} */
    let files;
    return {
        node,
        /**
         * @param {{text: string, createdAt: string, attachments?: import("../model/types.js").Attachment[]}} item
         * @param {TickName} name @param {Entry} [entry] @param {(entry: Entry) => void} [takeBack]
         */
        show(item, name, entry, takeBack) {
            if (text.textContent !== item.text) text.textContent = item.text;
            if (item.attachments !== files) showAttachments(node, item.attachments ?? []);
            files = item.attachments;
            showTime(node, time, item.createdAt, words.you);
            if (shownTick === name) return;
            shownTick = name;
            tick.setAttribute("class", `tick ${name}`);
            tick.setAttribute("aria-label", words.tick[name]);
            tick.firstElementChild?.setAttribute("href", `#i-${TICK_ICON[name]}`);
            why.hidden = name !== "refused";
            why.replaceChildren();
            if (name !== "refused" || !entry?.problem) return;
            const button = el("button", "plain-button", { type: "button" }, words.takeBack);
            button.addEventListener("click", () => takeBack?.(entry));
            why.append(`${words.tick.refused}: ${problemText(entry.problem)} `, button);
        },
    };
}

/** @param {HTMLElement} node @param {HTMLTimeElement} time @param {string} iso @param {string} who */
function showTime(node, time, iso, who) {
    if (time.dateTime === iso) return;
    time.dateTime = iso;
    time.textContent = timeOf(iso);
    time.title = fullTimeOf(iso);
    node.setAttribute("aria-label", words.bubble(who, timeOf(iso)));
}

/** An answer's bubble. @param {string} id @param {Actions} actions @param {Commands} commands */
function createAnswer(id, actions, commands) {
    const text = el("div", "text");
    const why = el("p", "why", { hidden: "" });
    const dots = el("span", "dots", { role: "img", "aria-label": words.isWriting }, el("i"), el("i"), el("i"));
    const time = el("time");
    const meta = el("span", "meta", {}, time);
    const node = el("article", "bubble in", { "data-id": id }, text, dots, why, meta);
    const showText = createText(text);
    const parts = createParts(node, why, commands);
    /** @type {ReturnType<typeof createThoughts> | undefined} */
    let thoughts;
    let wasLast = false;
    /** @type {Message | null} */
    let shown = null;
    return {
        node,
        /** @param {Message} message @param {boolean} isBehind it waits for the answer above @param {boolean} isLast nothing follows */
        show(message, isBehind, isLast) {
            if (message === shown && isLast === wasLast) return;
            const running = isRunning(message);
            const isEmpty = !message.text && !message.attachments?.length;
            const isSame = shown !== null && running === isRunning(shown) && message.text === shown.text
                && message.attachments?.length === shown.attachments?.length;
            if (!isSame) showText(message, running);
            if (message.thoughts) {
                thoughts ??= createThoughts(text);
                thoughts.show(message.thoughts, running, running && isEmpty);
            }
            const reason = reasonOf(message, isBehind);
            why.hidden = !reason;
            why.textContent = reason;
            node.classList.toggle("reasoned", reason !== "");
            why.classList.toggle("danger", message.status === "failed");
            dots.hidden = !running || !isEmpty || isBehind;
            meta.hidden = running && isEmpty;
            node.classList.toggle("wordless", isEmpty);
            parts.show(message, isLast);
            node.setAttribute("aria-busy", String(running));
            showTime(node, time, message.createdAt, words.model);
            if (!running) colourSoon(text);
            if (shown) announceStep(shown, message, actions);
            [shown, wasLast] = [message, isLast];
        },
    };
}

/** Colours the code of an answer that is over, when there is nothing better to do. @param {HTMLElement} text */
function colourSoon(text) {
    if (!text.querySelector("code[data-language]")) return;
    whenIdle(async () => {
        const { highlight } = await import("./highlight.js").catch(() => ({ highlight: () => {} })); // colours can be done without
        for (const code of text.querySelectorAll("code[data-language]")) if (!code.childElementCount) highlight(/** @type {HTMLElement} */ (code));
    });
}

/** @param {Message} before @param {Message} after @param {Actions} actions */
function announceStep(before, after, actions) {
    if (!before.text && after.text && isRunning(after)) actions.announce(words.answerStarted);
    if (isRunning(before) && isFinal(after)) actions.announce(after.status === "complete" ? words.answerComplete : words.answerEnded);
}

/** Why an answer has not (all) the text that one would expect; "" when there is nothing to say. @param {Message} message @param {boolean} isBehind */
function reasonOf(message, isBehind) {
    switch (message.status) {
        case "failed": return message.failure?.message || words.failed;
        case "stopped": return message.text ? words.stopped : words.stoppedEmpty;
        case "interrupted": return message.failure?.message || words.interrupted;
        case "complete": return message.failure?.message || (message.text || message.attachments?.length ? "" : words.completeEmpty);
        case "queued": if (isBehind) return words.waits;
    }
    return message.retryAt && !message.text ? words.retryingNow : "";
}

/** @typedef {{key: string, draw: (slot: any) => any}} Item something in the log; `draw` makes or updates its slot `{node}` */

/** A line or chip that never changes. @param {string} key @param {() => HTMLElement} make @returns {Item} */
const fixed = (key, make) => ({ key, draw: (slot) => slot ?? { node: make() } });

/**
 * The log: keeps the drawn window, the reader's place, and the end in view while the reader is there.
 * @param {Actions} actions @param {Commands} commands
 */
export function createLog(actions, commands) {
    /** @type {HTMLElement} */
    const log = byID("log");
    /** @type {HTMLElement} */
    const toEnd = byID("to-end");
    /** @type {Map<string, any>} */
    let slots = new Map();
    /** @type {ChatView | null} */
    let view = null;
    let follows = true, lastTop = 0, lastHeight = 0, touchY = 0;
    /** Ids of the first and last drawn message; null: as far as there are any. @type {string | null} */
    let first = null;
    /** @type {string | null} */
    let last = null;

    const gap = () => log.scrollHeight - log.clientHeight - log.scrollTop;

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

    /** @param {ChatView} view @returns {Item[]} */
    function itemsOf({ path, entries, earlier, contextStart, leftOut, stopping }) {
        const [start, end] = drawn(path);
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
            if (i === contextStart) items.push(contextLine(leftOut > 0 ? words.contextTrimmed(leftOut) : words.contextLine));
            items.push(messageItem(path, i, before(path[i].createdAt, path[i].role), stopping, i === path.length - 1 && entries.length === 0));
        }
        if (end < path.length) return items;
        if (contextStart === path.length) items.push(contextLine(words.contextNone));
        for (const entry of entries) items.push(entryItem(entry, before(entry.createdAt, "user")));
        return items;
    }

    /** @param {string} text */
    const contextLine = (text) => fixed(text, () => el("p", "context", {}, el("span", "", {}, text)));

    /** @param {Message[]} path @param {number} i @param {boolean} isFirst @param {Set<string>} stopping @param {boolean} isLast @returns {Item} */
    function messageItem(path, i, isFirst, stopping, isLast) {
        const message = path[i];
        return {
            key: message.id,
            draw(slot) {
                if (message.role === "user") {
                    slot ??= createQuestion(message.id);
                    slot.show(message, progressOf(path[i + 1]));
                } else {
                    slot ??= createAnswer(message.id, actions, commands);
                    const above = path[i - 2];
                    const isBehind = message.status === "queued" && above?.role === "model" && isRunning(above);
                    if (!stopping.has(message.id) || isFinal(message)) slot.show(message, isBehind, isLast);
                }
                slot.node.classList.toggle("first", isFirst);
                return slot;
            },
        };
    }

    /** @param {Entry} entry @param {boolean} isFirst @returns {Item} */
    const entryItem = (entry, isFirst) => ({
        key: entry.id,
        draw(slot) {
            slot ??= createQuestion(entry.id);
            slot.show(entry, entry.status, entry, actions.takeBack);
            slot.node.classList.toggle("first", isFirst);
            return slot;
        },
    });

    function makeEarlier() {
        const button = el("button", "chip", { type: "button" }, words.earlier);
        button.addEventListener("click", () => showEarlier());
        return el("p", "earlier", {}, button);
    }

    /** Puts the items' nodes into the log, in order, keeping those that stand there and the reader's place. @param {Item[]} items */
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
        if (follows && last === null && !hasSelection()) log.scrollTop = log.scrollHeight;
        [lastTop, lastHeight] = [log.scrollTop, log.scrollHeight];
        toEnd.hidden = follows || (last === null && gap() < log.clientHeight / 2);
    }

    function draw() {
        if (!view) return;
        place(itemsOf(view));
        settle();
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
        if (!view || last === null) return;
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
        if (step < 0 && grew) {
            follows = false;
            if (log.scrollTop < EARLIER_WITHIN_PX) showEarlier();
        } else if (step > 0 && gap() <= FOLLOW_WITHIN_PX) {
            if (last === null) follows = true;
            else showLater();
        }
        toEnd.hidden = follows || (last === null && gap() < log.clientHeight / 2);
    }, { passive: true });
    log.addEventListener("click", copyCode);
    log.addEventListener("late", settle);
    toEnd.addEventListener("click", () => api.goToEnd());
    new ResizeObserver(settle).observe(log);

    const api = {
        /** @param {ChatView | null} next */
        show(next) {
            if (next?.id !== view?.id) {
                [follows, first, last] = [true, null, null];
                log.replaceChildren();
                slots = new Map();
            }
            view = next;
            draw();
        },
        /** Shows the newest message and follows from there. */
        goToEnd() {
            [follows, first, last] = [true, null, null];
            draw();
        },
    };
    return api;
}

/** @param {Event} event a click in the log */
async function copyCode({ target }) {
    const button = target instanceof Element ? target.closest("button.copy") : null;
    if (!button) return;
    const code = button.closest("figure")?.querySelector("code")?.textContent ?? "";
    await navigator.clipboard.writeText(code).then(() => {
        button.textContent = words.copied;
        setTimeout(() => { button.textContent = words.copy; }, 2000);
    }, () => getSelection()?.selectAllChildren(/** @type {Node} */ (button.closest("figure")?.querySelector("code"))));
}
