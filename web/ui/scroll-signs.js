// @ts-check
// What floats at the top of the log while somebody scrolls: the day one is in, and, below it, the line from which on
// Gemini sees. A while after the last step they are gone, so that they cover nothing.

import { el } from "./dom.js";

const SHOWN_FOR_MS = 1500;
/** Where a floating sign stands, and how much room it takes. */
const SIGN_PX = 40;

/** @param {HTMLElement} log @param {() => boolean} isAway the reader is not at the end: what scrolls is not an answer that grows */
export function createScrollSigns(log, isAway) {
    const text = el("span");
    const sign = el("p", "day floating", { "aria-hidden": "true", hidden: "" }, text);
    let isPlanned = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    log.after(sign);

    function look() {
        isPlanned = false;
        const edge = log.getBoundingClientRect().top;
        const days = [...log.querySelectorAll(".day")].map((node) => ({ node, top: node.getBoundingClientRect().top - edge }));
        const above = days.findLast(({ top }) => top < 0);
        const isNear = days.some(({ top }) => top >= -8 && top < SIGN_PX);
        sign.hidden = !above || isNear || log.hidden;
        if (above) text.textContent = above.node.textContent;
        for (const node of log.querySelectorAll(".context")) {
            const isStuck = node.getBoundingClientRect().top - edge < SIGN_PX + 1 && log.scrollTop > 1;
            node.classList.toggle("stuck", isStuck);
        }
    }

    log.addEventListener("scroll", () => {
        if (!isPlanned) requestAnimationFrame(look);
        isPlanned = true;
        if (!isAway()) return;
        log.classList.add("scrolling");
        clearTimeout(timer);
        timer = setTimeout(() => log.classList.remove("scrolling"), SHOWN_FOR_MS);
    }, { passive: true });
}
