// @ts-check
// Instructions with names, the user's own: to take one, keep one, change one, and be rid of one.

import { newID, Problem } from "../model/wire.js";
import { problemText } from "../formats.js";
import { words } from "../words.js";
import { el } from "./dom.js";
import { askYes } from "./dialogs.js";

/** @typedef {import("../model/types.js").Preset} Preset */

const MAX_PRESETS = 50;

/**
 * @param {object} options
 * @param {Preset[]} options.presets
 * @param {HTMLTextAreaElement} options.field what they go into and come from
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} options.call
 * @param {(text: string) => void} options.announce
 */
export function createPresets({ presets, field, call, announce }) {
    const select = el("select", "", { "aria-label": words.presets });
    const saveAs = quiet(words.presetSave), replace = quiet(words.presetReplace), remove = quiet(words.presetDelete), undo = quiet(words.presetUndo);
    const name = el("input", "", {
        type: "text", maxlength: "64", autocomplete: "off", dir: "auto", "aria-label": words.presetName, placeholder: words.presetName,
    });
    const keep = el("button", "button", { type: "button" }, words.save), cancel = el("button", "button quiet", { type: "button" }, words.cancel);
    const naming = el("div", "naming", { hidden: "" }, name, keep, cancel);
    const problem = el("p", "note danger", { role: "alert" });
    const node = el("div", "presets", {}, select, el("div", "preset-buttons", {}, saveAs, replace, remove, undo), naming, problem);
    let lost = "";

    const chosen = () => presets.find(({ id }) => id === select.value);

    /** @param {string} [id] of the one to be chosen now */
    function fill(id) {
        presets.sort((a, b) => a.name.localeCompare(b.name));
        select.replaceChildren(el("option", "", { value: "" }, words.presetChoose),
            ...presets.map((preset) => el("option", "", { value: preset.id }, preset.name)));
        select.value = id ?? presets.find(({ instructions }) => instructions === field.value)?.id ?? "";
        select.hidden = presets.length === 0;
        update();
    }

    function update() {
        const preset = chosen();
        const isOther = preset !== undefined && preset.instructions !== field.value;
        saveAs.hidden = !field.value.trim() || !naming.hidden || (preset !== undefined && !isOther);
        replace.hidden = !isOther || !field.value.trim();
        remove.hidden = preset === undefined;
        undo.hidden = lost === "";
    }

    /** @param {() => Promise<void>} action */
    async function attempt(action) {
        problem.textContent = "";
        try {
            await action();
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            problem.textContent = problemText(error);
        }
    }

    /** @param {Preset} preset */
    async function store(preset) {
        await call("PUT", `presets/${preset.id}`, { name: preset.name, instructions: preset.instructions });
        const at = presets.findIndex(({ id }) => id === preset.id);
        presets.splice(at < 0 ? presets.length : at, at < 0 ? 0 : 1, preset);
        fill(preset.id);
        announce(words.presetSaved);
    }

    /** @param {boolean} isOpen */
    function showNaming(isOpen) {
        naming.hidden = !isOpen;
        name.value = "";
        update();
        (isOpen ? name : saveAs.hidden ? select : saveAs).focus();
    }

    const keepNamed = () => attempt(async () => {
        if (!name.value.trim()) {
            problem.textContent = words.presetNameMissing;
            return name.focus();
        }
        await store({ id: newID(), name: name.value.trim(), instructions: field.value });
        showNaming(false);
    });

    select.addEventListener("change", () => {
        const preset = chosen();
        if (preset) {
            lost = field.value.trim() && !presets.some(({ instructions }) => instructions === field.value) ? field.value : "";
            field.value = preset.instructions;
        }
        update();
    });
    field.addEventListener("input", () => {
        lost = "";
        update();
    });
    undo.addEventListener("click", () => {
        field.value = lost;
        lost = "";
        fill("");
        field.focus();
    });
    saveAs.addEventListener("click", () => {
        problem.textContent = presets.length >= MAX_PRESETS ? words.presetsFull : "";
        if (presets.length < MAX_PRESETS) showNaming(true);
    });
    keep.addEventListener("click", keepNamed);
    cancel.addEventListener("click", () => showNaming(false));
    name.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing) {
            event.preventDefault();
            keepNamed();
        } else if (event.key === "Escape") {
            event.preventDefault(); // only the name, not the whole dialog
            showNaming(false);
        }
    });
    replace.addEventListener("click", () => attempt(async () => {
        const preset = chosen();
        if (preset) await store({ ...preset, instructions: field.value });
        select.focus();
    }));
    remove.addEventListener("click", () => attempt(async () => {
        const preset = chosen();
        if (!preset || !await askYes({ title: words.presetDeleteTitle(preset.name), hint: words.presetDeleteHint, yes: words.presetDelete })) return;
        await call("DELETE", `presets/${preset.id}`).catch((error) => {
            if (error.status !== 404 && error.status !== 410) throw error;
        });
        presets.splice(presets.indexOf(preset), 1);
        fill("");
        field.focus();
        announce(words.presetDeleted);
    }));
    fill();
    return node;
}

/** @param {string} label */
const quiet = (label) => el("button", "plain-button", { type: "button" }, label);
