// @ts-check
// A small menu of actions, at a button or where the pointer is. The browser closes it on Esc and on a click elsewhere.

import { el } from "./dom.js";

/** @typedef {{label: string, action: () => void}} Choice */

const MARGIN_PX = 8;
let closedAt = 0;
/** @type {HTMLElement | null} */
let closedFor = null;

/**
 * @param {Choice[]} choices
 * @param {string} label
 * @param {HTMLElement} owner gets the focus back
 * @param {{x: number, y: number}} [point] else at the owner
 */
export function openMenu(choices, label, owner, point) {
    // The click that closed it a moment ago was on its own button: it shall stay closed.
    if (!point && closedFor === owner && performance.now() - closedAt < 200) return;
    const menu = el("div", "menu at-point", { popover: "", role: "group", "aria-label": label }, ...choices.map(({ label, action }) => {
        const button = el("button", "", { type: "button" }, label);
        button.addEventListener("click", () => {
            menu.hidePopover();
            owner.focus({ preventScroll: true });
            action();
        });
        return button;
    }));
    menu.addEventListener("keydown", (event) => {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (!step) return;
        event.preventDefault();
        const buttons = [...menu.querySelectorAll("button")];
        const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
        buttons[(at + step + buttons.length) % buttons.length].focus();
    });
    menu.addEventListener("toggle", (event) => {
        if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
        [closedAt, closedFor] = [performance.now(), owner];
        menu.remove();
    });
    (owner.closest("main") ?? document.body).append(menu);
    menu.showPopover();
    const { left, right, bottom } = owner.getBoundingClientRect();
    const isRTL = getComputedStyle(owner).direction === "rtl";
    const x = point ? point.x : isRTL ? left : right - menu.offsetWidth;
    place(menu, x, point ? point.y : bottom + 4);
    menu.querySelector("button")?.focus();
}

/** Within the window. @param {HTMLElement} menu @param {number} x @param {number} y */
function place(menu, x, y) {
    const most = (/** @type {number} */ size, /** @type {number} */ own) => Math.max(MARGIN_PX, size - own - MARGIN_PX);
    menu.style.left = `${Math.min(Math.max(MARGIN_PX, x), most(innerWidth, menu.offsetWidth))}px`;
    menu.style.top = `${Math.min(Math.max(MARGIN_PX, y), most(innerHeight, menu.offsetHeight))}px`;
}
