// @ts-check
// The left pane: one row for each conversation, of which only those in sight are nodes. It draws what the state holds and
// fetches nothing itself; the menu of a row and the search come when they are wanted.
//
// Longer than 250 lines because every module of the start is a request of the first view, and those are budgeted.

import { isWriting, listOf, progressOf } from "../model/state.js";
import { rowTimeOf } from "../formats.js";
import { words } from "../words.js";
import { byID, el, icon } from "./dom.js";

/** @typedef {import("../model/types.js").Conversation} Conversation */
/** @typedef {import("../model/state.js").Filter} Filter */
/** @typedef {import("./menu.js").Point} Point */
/** @typedef {{node: HTMLLIElement, drawn: unknown[]}} Row a conversation's row, and what it was drawn from */
/** @typedef {{kind: "text" | "writing" | "draft" | "question", text: string, tick: string}} Line what stands below a title */

const FILTERS = /** @type {const} */ (["all", "unread", "pinned", "archived"]);
/** Rows beyond the edges of what is in sight, so that a flick of the wheel does not outrun the drawing. */
const SPARE_ROWS = 12;
const RETRY_MS = 5000;
const LONG_PRESS_MS = 500;
const LONG_PRESS_WITHIN_PX = 10;

/** @type {Record<string, string>} */
const TICK_ICON = {
    sending: "clock", waiting: "clock", refused: "alert", stored: "tick", begun: "ticks", complete: "ticks", failed: "alert",
};

/**
 * @param {object} options
 * @param {import("../model/state.js").State} options.state
 * @param {(path: string) => void} options.go to another address
 * @param {(filter: Filter) => Promise<boolean>} options.loadMore the end of what is here is near; false: that failed
 * @param {(id: string, owner: HTMLElement, point?: Point) => void} options.openMenu a row's
 * @param {(id: string) => string} options.draftOf what is being written in a conversation
 * @param {(id: string) => import("../model/types.js").Entry | undefined} options.entryOf its newest question on the way
 */
export function createList({ state, go, loadMore, openMenu, draftOf, entryOf }) {
    /** @type {HTMLElement} */
    const view = byID("rows");
    const list = el("ul");
    const none = el("p", "none");
    /** @type {Map<string, Row>} */
    const rows = new Map();
    /** @type {Conversation[]} */
    let shown = [];
    /** Where each is in `shown`. @type {Map<string, number>} */
    let places = new Map();
    /** The conversation that is open. @type {string | null} */
    let openID = null;
    /** The row that Tab goes to. @type {string | null} */
    let activeID = null;
    /** @type {Filter} */
    let filter = "all";
    /** Lists whose next page is under way, or failed a moment ago. @type {Set<Filter>} */
    const asking = new Set();
    let viewHeight = 0, rowHeight = 72, top = 0;

    view.replaceChildren(none, list);
    view.addEventListener("click", follow);
    const isHeld = listenForLongPress(view, (target, point) => {
        const row = target.closest("li");
        if (row) menuOf(row, point);
    });
    view.addEventListener("contextmenu", (event) => {
        const row = rowAt(event);
        if (!row) return;
        event.preventDefault();
        menuOf(row, { x: event.clientX, y: event.clientY, isHeld });
    });
    view.addEventListener("keydown", onKey);
    view.addEventListener("focusin", (event) => {
        const row = rowAt(event);
        if (row) makeActive(idOf(row));
    });
    view.addEventListener("scroll", () => {
        top = view.scrollTop;
        drawRows();
    }, { passive: true });
    const sizes = new ResizeObserver(() => {
        // Out of sight, as on a phone behind a chat, it has no height: what is drawn then stays.
        if (!view.clientHeight) return;
        viewHeight = view.clientHeight;
        measure();
        drawRows();
    });
    for (const one of [view, list]) sizes.observe(one); // rows may become higher, for larger letters
    const chips = FILTERS.map((name) => {
        const chip = el("button", "filter", { type: "button", "aria-pressed": String(name === filter) }, words.filters[name]);
        chip.addEventListener("click", () => choose(name));
        return chip;
    });
    byID("chips").setAttribute("aria-label", words.filter);
    byID("chips").replaceChildren(...chips);

    /** @param {Filter} next */
    function choose(next) {
        filter = next;
        chips.forEach((chip, i) => chip.setAttribute("aria-pressed", String(FILTERS[i] === next)));
        places = new Map(); // the open chat stays among the unread ones only if it was there
        shown = [];
        view.scrollTop = top = 0;
        draw();
    }

    /** @param {Event} event @returns {HTMLLIElement | null} */
    const rowAt = ({ target }) => target instanceof Element ? target.closest("li") : null;

    /** @param {HTMLElement} row */
    const idOf = (row) => row.dataset.id ?? "";

    /** @param {HTMLElement} row @param {Point} [point] */
    const menuOf = (row, point) => openMenu(idOf(row), /** @type {HTMLElement} */ (row.firstElementChild), point);

    /** A row is a link, so that it opens in a new tab as well. @param {MouseEvent} event */
    function follow(event) {
        const row = rowAt(event);
        if (!row || !(event.target instanceof Element)) return;
        const button = event.target.closest("button");
        if (button) return openMenu(idOf(row), button);
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        const path = `/c/${idOf(row)}`;
        if (path !== location.pathname) go(path);
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
        const row = rowAt(event);
        if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
        if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
            event.preventDefault();
            withoutNative();
            const { left, top, width, height } = row.getBoundingClientRect();
            return menuOf(row, { x: left + width / 2, y: top + height / 2 });
        }
        const at = places.get(idOf(row)) ?? 0;
        const page = Math.max(1, Math.floor(viewHeight / rowHeight) - 1);
        /** @type {Record<string, number>} */
        const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1, PageDown: at + page, PageUp: at - page };
        if (event.shiftKey || !(event.key in steps)) return;
        event.preventDefault();
        focusAt(steps[event.key]);
    }

    /** The row at a place gets the focus, in sight. @param {number} place */
    function focusAt(place) {
        const at = Math.min(Math.max(0, place), shown.length - 1);
        if (at < 0) return byID("new-chat").focus();
        makeActive(shown[at].id);
        if (at * rowHeight < top) scrollTo(at * rowHeight);
        else if ((at + 1) * rowHeight > top + viewHeight) scrollTo((at + 1) * rowHeight - viewHeight);
        drawRows();
        rows.get(shown[at].id)?.node.querySelector("a")?.focus({ preventScroll: true });
    }

    /** @param {number} to */
    function scrollTo(to) {
        view.scrollTop = to;
        top = view.scrollTop;
    }

    /** @param {string} id */
    function makeActive(id) {
        const before = activeID ?? "";
        activeID = id;
        for (const one of [before, id]) setTabStop(one);
    }

    /** Of the rows one is in the order of Tab, with its menu button; arrow keys go from there. @param {string} id */
    function setTabStop(id) {
        for (const part of rows.get(id)?.node.children ?? []) part.setAttribute("tabindex", id === activeID ? "0" : "-1");
    }

    // Drawing.

    function draw() {
        const kept = filter === "unread" && openID !== null && places.has(openID) ? openID : null;
        const next = listOf(state, filter, kept);
        if (next !== shown) {
            const anchor = top > 0 ? anchorIn(next) : null;
            shown = next;
            places = new Map(next.map(({ id }, i) => [id, i]));
            list.style.setProperty("--count", String(next.length));
            measure();
            if (anchor) scrollTo(/** @type {number} */ (places.get(anchor.id)) * rowHeight + anchor.offset);
            if (!activeID || !places.has(activeID)) activeID = openID && places.has(openID) ? openID : next[0]?.id ?? null;
        }
        drawRows();
        drawNone();
    }

    /** How high a row is; the style says it. */
    function measure() {
        if (shown.length && list.offsetHeight) rowHeight = list.offsetHeight / shown.length;
    }

    /**
     * The first row in sight that nothing happened to: it shall stay where it is when others come and go above it.
     * @param {Conversation[]} next
     */
    function anchorIn(next) {
        const there = new Set(next);
        const first = Math.floor(top / rowHeight);
        for (let i = first; i < shown.length && i * rowHeight < top + viewHeight; i += 1) {
            if (there.has(shown[i])) return { id: shown[i].id, offset: top - i * rowHeight };
        }
        return null;
    }

    function drawRows() {
        const today = new Date().toDateString(); // rows say "yesterday"
        const isSeen = document.visibilityState === "visible";
        const start = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
        const end = Math.min(shown.length, Math.ceil((top + viewHeight) / rowHeight) + SPARE_ROWS);
        const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("#rows li") ?? null);
        // However far away: the row with the focus keeps it, and Tab finds the one that it goes to.
        const apart = [...new Set([activeID, focused && idOf(focused)])].flatMap((id) => places.get(id ?? "") ?? []).sort((a, b) => a - b);
        const wanted = [
            ...apart.filter((at) => at < start).map((at) => shown[at]), ...shown.slice(start, end),
            ...apart.filter((at) => at >= end).map((at) => shown[at]),
        ];
        const lost = dropOthers(new Set(wanted.map(({ id }) => id)), focused);
        const total = String((state.lists.get(filter)?.nextCursor ?? null) === null ? shown.length : -1);
        for (const conversation of wanted) {
            const { id } = conversation;
            const row = rows.get(id) ?? createRow(id);
            const isCurrent = id === openID;
            const line = lineOf(conversation, isCurrent);
            const drawn = [conversation, isCurrent, isCurrent && isSeen, line.kind, line.text, line.tick, today];
            if (drawn.some((value, i) => value !== row.drawn[i])) drawRow(row.node, conversation, line, isCurrent, isCurrent && isSeen);
            row.drawn = drawn;
            const place = /** @type {number} */ (places.get(id));
            row.node.style.setProperty("--at", String(place));
            row.node.setAttribute("aria-posinset", String(place + 1));
            row.node.setAttribute("aria-setsize", total);
            setTabStop(id);
        }
        order(wanted.map(({ id }) => /** @type {Row} */ (rows.get(id)).node), focused);
        if (lost !== null) focusAt(lost);
        if (state.listed && state.lists.get(filter)?.nextCursor !== null && end >= shown.length - SPARE_ROWS) more();
    }

    /**
     * Rows that are not drawn any more go.
     * @param {Set<string>} wanted @param {HTMLElement | null} focused
     * @returns {number | null} where the focus was, if it went with its row
     */
    function dropOthers(wanted, focused) {
        let lost = null;
        for (const [id, { node }] of rows) {
            if (wanted.has(id)) continue;
            if (node === focused) lost = Number(node.getAttribute("aria-posinset")) - 1;
            node.remove();
            rows.delete(id);
        }
        return lost;
    }

    /** Puts rows into their order around the one with the focus, which would lose it if it were moved. @param {HTMLElement[]} nodes @param {HTMLElement | null} fixed */
    function order(nodes, fixed) {
        let at = list.firstChild;
        for (const node of nodes) {
            while (node === fixed && at && at !== node) {
                const next = at.nextSibling;
                list.append(at); // its turn comes
                at = next;
            }
            if (node === at) at = at.nextSibling;
            else list.insertBefore(node, at);
        }
    }

    /** @param {string} id @returns {Row} */
    function createRow(id) {
        const button = el("button", "row-menu", { type: "button", "aria-label": words.rowMenu, "aria-haspopup": "true" }, icon("down"));
        const row = { node: el("li", "", { "data-id": id }, el("a", "", { href: `/c/${id}` }), button), drawn: [] };
        rows.set(id, row);
        return row;
    }

    /** @param {Conversation} conversation @param {boolean} isCurrent @returns {Line} */
    function lineOf(conversation, isCurrent) {
        const { id, leafID, preview } = conversation;
        if (isWriting(state, conversation)) return { kind: "writing", text: words.writing, tick: "" };
        const draft = isCurrent ? "" : draftOf(id).trim();
        if (draft) return { kind: "draft", text: draft.slice(0, 200), tick: "" };
        const entry = entryOf(id);
        if (entry) return { kind: "question", text: entry.text.slice(0, 200) || preview, tick: entry.status };
        // As long as the answer has no words the preview is the question's.
        const leaf = state.held.get(id)?.messages.get(leafID ?? "");
        const isQuestion = leaf && (leaf.role === "user" || !leaf.text);
        return { kind: isQuestion ? "question" : "text", text: preview, tick: isQuestion ? progressOf(leaf) : "" };
    }

    /** @param {HTMLLIElement} node @param {Conversation} conversation @param {Line} line @param {boolean} isCurrent @param {boolean} isRead */
    function drawRow(node, { id, title, lastActivityAt, unread, pinned }, line, isCurrent, isRead) {
        const badge = isRead ? 0 : unread;
        const name = title || words.untitled;
        const link = /** @type {HTMLAnchorElement} */ (node.firstElementChild);
        if (isCurrent) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
        link.classList.toggle("unread", badge > 0);
        link.replaceChildren(
            el("span", "avatar", { "aria-hidden": "true", "data-tint": String(tintOf(id)) }, initialsOf(name)),
            el("span", "name", { dir: "auto" }, name),
            el("time", "when", { datetime: lastActivityAt }, rowTimeOf(lastActivityAt)),
            el("span", "row-foot", {}, drawLine(line), el("span", "signs", {},
                ...(pinned ? [labelled(icon("pin"), "pin", words.pinned)] : []),
                ...(badge ? [el("span", "badge", {}, String(badge), el("span", "hidden", {}, words.unread(badge)))] : []))),
        );
    }

    /** What the list is empty of; "" while there is something, or it is not known yet. */
    function drawNone() {
        const isKnown = filter === "all" ? state.listed : state.lists.has(filter);
        const text = shown.length ? "" : isKnown ? words.noneOf[filter] : words.loading;
        if (none.dataset.of === text) return;
        none.dataset.of = text;
        none.hidden = !text;
        none.textContent = text;
        if (!text || filter === "all") return;
        const button = el("button", "plain-button", { type: "button" }, words.showAll);
        button.addEventListener("click", () => {
            choose("all");
            chips[0].focus();
        });
        none.append(el("br"), button);
    }

    async function more() {
        const mine = filter;
        if (asking.has(mine)) return;
        asking.add(mine);
        if (!await loadMore(mine)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        asking.delete(mine);
        draw();
    }

    return {
        /** Draws the rows that are not as the state has them. @param {string | null} open the conversation that is open */
        show(open) {
            openID = open;
            draw();
        },
        /** The chat before or after another in the list as it is shown. @param {string | null} id @param {1 | -1} step */
        neighbour(id, step) {
            const at = places.get(id ?? "");
            return at === undefined ? shown[0]?.id ?? null : shown[at + step]?.id ?? null;
        },
        /** Nobody is signed in any more. */
        clear() {
            rows.clear();
            shown = [];
            places = new Map();
            list.replaceChildren();
            byID("search-field").value = "";
            byID("hits").replaceChildren();
        },
    };
}

/** @param {Line} line */
function drawLine({ kind, text, tick }) {
    if (kind === "writing") return el("span", "preview accent", {}, text);
    const node = el("span", "preview", { dir: "auto" });
    if (kind === "draft") node.append(el("span", "accent", {}, words.draft), " ");
    if (kind === "question") node.append(el("span", "hidden", {}, `${words.you}: `), labelled(icon(TICK_ICON[tick]), `tick ${tick}`, words.tick[/** @type {"stored"} */ (tick)]));
    node.append(text || "\u00a0");
    return node;
}

/** @param {SVGElement} picture @param {string} className @param {string} label */
function labelled(picture, className, label) {
    picture.setAttribute("class", className);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", label);
    return picture;
}

/** The browser's own menu would come after ours, on whatever has the focus by then. */
function withoutNative() {
    const stop = (/** @type {Event} */ event) => event.preventDefault();
    addEventListener("contextmenu", stop, { capture: true });
    addEventListener("keyup", () => setTimeout(() => removeEventListener("contextmenu", stop, { capture: true })), { once: true });
}

/**
 * A finger that rests. Browsers that have a menu of their own for that tell by `contextmenu`; Safari does not.
 * @param {HTMLElement} view @param {(target: Element, point: Point) => void} onPress
 * @returns {() => boolean} is a finger or a mouse button down?
 */
function listenForLongPress(view, onPress) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let x = 0, y = 0, isDown = false, wasLong = false;
    const isHeld = () => isDown;
    const stop = () => clearTimeout(timer);
    const lift = () => {
        stop();
        isDown = false;
    };
    view.addEventListener("pointerdown", ({ pointerType, clientX, clientY, target }) => {
        lift();
        [x, y, isDown, wasLong] = [clientX, clientY, true, false];
        if (pointerType !== "touch" || !(target instanceof Element)) return;
        timer = setTimeout(() => {
            wasLong = true;
            onPress(target, { x, y, isHeld });
        }, LONG_PRESS_MS);
    });
    view.addEventListener("pointermove", ({ clientX, clientY }) => {
        if (Math.hypot(clientX - x, clientY - y) > LONG_PRESS_WITHIN_PX) stop();
    }, { passive: true });
    for (const name of ["contextmenu", "scroll"]) view.addEventListener(name, stop, { passive: true });
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, lift, { passive: true });
    // The finger goes up where the menu is by then: that is no tap on the row.
    view.addEventListener("click", (event) => {
        if (!wasLong) return;
        wasLong = false;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, { capture: true });
    return isHeld;
}

/** @param {string} name */
export function initialsOf(name) {
    const letters = name.match(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu) ?? ["?"];
    return letters.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
}

/** One of eight tints, always the same for a conversation. @param {string} id */
export const tintOf = (id) => Number.parseInt(id.slice(-2), 16) % 8 || 0;
