// @ts-check
// A small menu of actions, at a button or where the pointer is. The browser closes it on Esc and on a click elsewhere.

import { el } from "./dom.js";

/** @typedef {{label: string, action: () => void, kind?: string}} Choice `kind`: the class of its button */
/** @typedef {{x: number, y: number, isHeld?: () => boolean}} Point `isHeld`: the finger that asked for the menu is still down */

const MARGIN_PX = 8;
let closedAt = 0;
/** @type {HTMLElement | null} */
let closedFor = null;

/**
 * @param {Choice[]} choices
 * @param {string} label
 * @param {HTMLElement} owner gets the focus back
 * @param {Point} [point] else at the owner
 * @param {boolean} [isAtStart] the menu begins where the owner does; else it ends there
 */
export function openMenu(choices, label, owner, point, isAtStart = false) {
    // The click that closed it a moment ago was on its own button: it shall stay closed.
    if (!point && closedFor === owner && performance.now() - closedAt < 200) return;
    let isChosen = false;
    const menu = el("div", "menu at-point", { popover: "", role: "group", "aria-label": label }, ...choices.map(({ label, action, kind = "" }) => {
        const button = el("button", kind, { type: "button" }, label);
        button.addEventListener("click", () => {
            isChosen = true;
            menu.hidePopover();
            owner.focus({ preventScroll: true });
            action();
        });
        return button;
    }));
    menu.addEventListener("keydown", (event) => {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        const buttons = [...menu.querySelectorAll("button")];
        const end = event.key === "Home" ? buttons[0] : event.key === "End" ? buttons.at(-1) : null;
        if (!step && !end) return;
        event.preventDefault();
        if (end) return end.focus();
        const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
        buttons[(at + step + buttons.length) % buttons.length].focus();
    });
    // The browser takes the end of a long press for a click elsewhere.
    let isHeld = point?.isHeld?.() ?? false;
    const isOver = new AbortController();
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { isHeld = false; }, { capture: true, signal: isOver.signal });
    menu.addEventListener("beforetoggle", (event) => { // `toggle` comes after the click on the owner
        const isClosing = /** @type {ToggleEvent} */ (event).newState === "closed";
        if (isClosing && !isChosen && owner.matches("button")) [closedAt, closedFor] = [performance.now(), owner];
    });
    menu.addEventListener("toggle", (event) => {
        if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
        if (isHeld && !isChosen) {
            isHeld = false;
            menu.showPopover();
            return menu.querySelector("button")?.focus();
        }
        isOver.abort();
        menu.remove();
    });
    (owner.closest("main") ?? document.body).append(menu);
    menu.showPopover();
    const { left, right, top, bottom } = owner.getBoundingClientRect();
    const isRTL = getComputedStyle(owner).direction === "rtl";
    const x = point ? point.x : isRTL === isAtStart ? right - menu.offsetWidth : left;
    const below = bottom + 4;
    place(menu, x, point ? point.y : below + menu.offsetHeight > innerHeight ? top - 4 - menu.offsetHeight : below);
    menu.querySelector("button")?.focus();
}

/** Within the window. @param {HTMLElement} menu @param {number} x @param {number} y */
function place(menu, x, y) {
    const most = (/** @type {number} */ size, /** @type {number} */ own) => Math.max(MARGIN_PX, size - own - MARGIN_PX);
    menu.style.left = `${Math.min(Math.max(MARGIN_PX, x), most(innerWidth, menu.offsetWidth))}px`;
    menu.style.top = `${Math.min(Math.max(MARGIN_PX, y), most(innerHeight, menu.offsetHeight))}px`;
}
