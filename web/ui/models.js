// @ts-check
// The list of models to choose from.

import { words } from "../words.js";
import { el, icon } from "./dom.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("../model/types.js").Model} Model */

/**
 * @param {object} options
 * @param {import("../model/types.js").Models} options.models
 * @param {string} options.current
 * @param {boolean} options.isRetry an answer is to be made again
 * @returns {Promise<string | null>} the id; null: nothing was chosen
 */
export async function pickModel({ models, current, isRetry }) {
    const isGone = models.models.length > 0 && !models.models.some(({ id }) => id === current);
    const rows = models.models.map((model) => row(model, current, models.default));
    const list = el("div", "models", {}, ...(isGone ? [goneRow(current)] : []), ...rows);
    const dialog = await openSheet({
        title: isRetry ? words.modelsTryTitle : words.modelsTitle,
        body: [el("p", "hint", {}, models.models.length === 0 ? words.modelsNone : isRetry ? words.modelsTryHint : words.modelsHint), list],
    });
    const buttons = [...list.querySelectorAll("button")];
    (buttons.find((button) => button.getAttribute("aria-pressed") === "true") ?? buttons[0])?.focus();
    list.addEventListener("click", ({ target }) => {
        const button = target instanceof Element ? target.closest("button") : null;
        if (button) dialog.close(button.dataset.model);
    });
    list.addEventListener("keydown", (event) => {
        const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
        if (to === undefined || !buttons[to]) return;
        event.preventDefault();
        buttons[to].focus();
    });
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue || null)));
}

/** @param {Model} model @param {string} current @param {string} standard */
function row({ id, displayName, thinking, picture }, current, standard) {
    const tags = [id === standard && words.modelDefault, thinking && words.modelThinks, picture && words.modelPictures].filter((tag) => typeof tag === "string");
    return el("button", "model", { type: "button", "data-model": id, "aria-pressed": String(id === current) },
        el("span", "model-name", {}, displayName), " ", // spaces, for whoever hears it
        el("span", "model-line", {}, el("span", "", {}, id), ...tags.flatMap((tag) => [" ", el("span", "model-tag", {}, tag)])),
        icon("check"));
}

/** The chat's model is not in the list: it is shown, and cannot be chosen. @param {string} id */
const goneRow = (id) => el("p", "model gone", {}, el("span", "model-name", {}, id), " ", el("span", "model-line", {}, words.modelGone));
