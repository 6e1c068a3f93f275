// @ts-check
// The log by keyboard: ↑ and ↓ go from message to message, Enter or Space opens a message's menu. One bubble at a time is in
// the order of Tab. A message that is taller than the log is scrolled through before the next one is gone to.

import { chatWords } from "../words-chat.js";

const STEP = 0.4;

/**
 * @param {object} options
 * @param {HTMLElement} options.log
 * @param {(node: HTMLElement, owner: HTMLElement) => void} options.openMenu
 * @param {() => void} options.goToEnd
 */
export function createKeys({ log, openMenu, goToEnd }) {
    /** @type {HTMLElement | null} */
    let current = null;

    /** @returns {HTMLElement[]} */
    const bubbles = () => [...log.querySelectorAll(/** @type {"div"} */ (".bubble[data-id]"))];

    /** @param {HTMLElement | null} node */
    function setCurrent(node) {
        if (current === node) return;
        current?.setAttribute("tabindex", "-1");
        current?.removeAttribute("aria-description");
        current = node;
        node?.setAttribute("tabindex", "0");
        node?.setAttribute("aria-description", chatWords.menuByKey);
        log.tabIndex = node ? -1 : 0;
    }

    /** @param {-1 | 1} step */
    function goFromLog(step) {
        const { top, bottom } = log.getBoundingClientRect();
        const inSight = bubbles().filter((node) => {
            const box = node.getBoundingClientRect();
            return box.bottom > top && box.top < bottom;
        });
        focus(step < 0 ? inSight.at(-1) : inSight[0], step);
    }

    /** @param {HTMLElement} from @param {-1 | 1} step */
    function goFrom(from, step) {
        const log_ = log.getBoundingClientRect();
        const box = from.getBoundingClientRect();
        const rest = step > 0 ? box.bottom - log_.bottom : log_.top - box.top;
        if (rest > 8) return log.scrollBy({ top: step * Math.min(rest + 8, log_.height * STEP), behavior: "instant" });
        const all = bubbles();
        const next = all[all.indexOf(from) + step];
        if (next) focus(next, step);
        else if (step > 0) goToEnd();
        else log.scrollTop = 0;
    }

    /** @param {HTMLElement | undefined} node @param {-1 | 1} step */
    function focus(node, step) {
        if (!node) return;
        node.focus({ preventScroll: true });
        const box = node.getBoundingClientRect(), view = log.getBoundingClientRect();
        const isTall = box.height > view.height - 16;
        if (box.top < view.top + 8 && !(isTall && step < 0)) log.scrollTop += box.top - view.top - 8;
        else if (box.bottom > view.bottom - 8) log.scrollTop += isTall && step > 0 ? box.top - view.top - 8 : box.bottom - view.bottom + 8;
        else if (isTall && step < 0 && box.bottom < view.bottom - 8) log.scrollTop += box.bottom - view.bottom + 8;
    }

    log.addEventListener("focusin", ({ target }) => {
        if (target instanceof HTMLElement && target.matches(".bubble[data-id]")) setCurrent(target);
        else if (target === log) setCurrent(null);
    });
    new MutationObserver(() => {
        if (current && !current.isConnected) setCurrent(null);
    }).observe(log, { childList: true });

    log.addEventListener("keydown", (event) => {
        const { target, key } = event;
        if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !(target instanceof HTMLElement)) return;
        const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
        if (target === log && step) goFromLog(step);
        else if (target.matches(".bubble[data-id]") && step) goFrom(target, step);
        else if (target.matches(".bubble[data-id]") && (key === "Enter" || key === " ") && !log.classList.contains("selecting")) openMenu(target, target);
        else return;
        event.preventDefault();
    });
}
