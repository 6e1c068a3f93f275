// @ts-check
// A larger dialog: a title, a body that scrolls, a way out. On a phone it rises from the bottom. What all the later
// screens look like comes with the first of them.

import { words } from "../words.js";
import { el, icon } from "./dom.js";

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/** Waits for a style that is not needed at once. Without it everything works as well. @param {string} href */
export function loadStyle(href) {
    const style = styles.get(href) ?? new Promise((/** @type {(value: void) => void} */ resolve) => {
        const link = el("link", "", { rel: "stylesheet" });
        link.href = href;
        link.addEventListener("load", () => resolve());
        link.addEventListener("error", () => {
            styles.delete(href);
            link.remove();
            resolve();
        });
        document.head.append(link);
    });
    styles.set(href, style);
    return style;
}

/** Waits for the style of the screens that come later. */
export const withStyle = () => loadStyle(new URL("./screens.css", import.meta.url).href);

/**
 * Opens a sheet. The browser gives the focus back to where it was.
 * @param {object} options
 * @param {string} options.title
 * @param {(Node | string)[]} options.body
 * @param {Node[]} [options.foot] its buttons
 * @param {string} [options.className]
 * @param {boolean} [options.isForm] something can be lost: a click outside does not close it
 * @returns {Promise<HTMLDialogElement>} it is open
 */
export async function openSheet({ title, body, foot, className = "", isForm = false }) {
    await withStyle();
    const close = el("button", "icon", { type: "button", "aria-label": words.close }, icon("close"));
    const dialog = el("dialog", `sheet ${className}`, { "aria-labelledby": "sheet-title", closedby: isForm ? "closerequest" : "any" },
        el("header", "", {}, el("h2", "", { id: "sheet-title" }, title), close),
        el("div", "sheet-body", {}, ...body), ...(foot ? [el("footer", "", {}, ...foot)] : []));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
}
