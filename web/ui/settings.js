// @ts-check
// A chat's settings: what Gemini should keep in mind, how far back it sees, and what it may use. Nothing counts before
// "Save"; presets are their own and count at once.

import { Problem } from "../model/wire.js";
import { problemText } from "../formats.js";
import { words } from "../words.js";
import { el } from "./dom.js";
import { createPresets } from "./presets.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("../model/types.js").Conversation} Conversation */
/** @typedef {import("../model/types.js").Model} Model */

const MAX_INSTRUCTIONS = 32_768;
const MAX_EXCHANGES = 1_000_000;
const USUAL_EXCHANGES = 3;
const COUNT_AFTER_MS = 400;
const TEMPERATURE_STEP = 0.1;

/**
 * @typedef {object} Options
 * @property {Conversation | null} conversation null: a new chat, which does not exist yet
 * @property {number | null} contextExchanges what a new chat has
 * @property {Model | null} model the chat's, when Gemini still offers it
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @property {(changes: object) => Promise<void>} save
 * @property {(text: string) => void} announce
 */

/** @param {Options} options */
export async function openSettings({ conversation, contextExchanges, model, call, save, announce }) {
    const presets = await call("GET", "presets").then((reply) => reply.presets, () => null); // without them the rest works
    const before = {
        instructions: conversation?.instructions ?? "", settings: conversation?.settings ?? {},
        exchanges: conversation ? conversation.contextExchanges : contextExchanges,
    };
    const instructions = el("textarea", "", {
        id: "s-instructions", rows: "4", maxlength: String(MAX_INSTRUCTIONS), dir: "auto", "aria-describedby": "s-instructions-hint s-instructions-note",
    });
    instructions.value = before.instructions;
    const context = contextFields(before.exchanges, conversation?.id ?? null, call);
    const thinking = model?.thinkingLevels?.length ? thinkingField(model.thinkingLevels, before.settings.thinkingLevel) : null;
    const temperature = model?.maxTemperature ? temperatureFields(model.maxTemperature, before.settings.temperature) : null;
    const search = toggle("s-search", words.settingsSearch, words.settingsSearchHint, before.settings.googleSearch);
    const url = toggle("s-url", words.settingsURL, words.settingsURLHint, before.settings.urlContext);
    const code = toggle("s-code", words.settingsCode, words.settingsCodeHint, before.settings.codeExecution);
    const problem = el("p", "note danger", { role: "alert" });
    const cancel = el("button", "button quiet", { type: "button" }, words.cancel), ok = el("button", "button", { type: "button" }, words.save);
    const notes = {
        instructions: note("s-instructions-note"), contextExchanges: context.note, thinkingLevel: thinking?.note, temperature: temperature?.note,
        settings: note("s-settings-note"),
    };

    const dialog = await openSheet({
        title: words.settings, isForm: true, className: "settings", foot: [problem, cancel, ok],
        body: [
            section(el("label", "title", { for: "s-instructions" }, words.settingsInstructions),
                hint(words.settingsInstructionsHint, "s-instructions-hint"), instructions, notes.instructions, ...(presets ? [createPresets({ presets, field: instructions, call, announce })] : [])),
            section(...context.nodes),
            ...(thinking ? [section(...thinking.nodes)] : []),
            ...(temperature ? [section(...temperature.nodes)] : []),
            section(el("h3", "title", {}, words.settingsTools), search.node, url.node, code.node, notes.settings),
        ],
    });
    cancel.addEventListener("click", () => dialog.close());
    ok.addEventListener("click", async () => {
        problem.textContent = "";
        for (const one of Object.values(notes)) if (one) one.textContent = "";
        const exchanges = context.read();
        if (exchanges === undefined) return;
        const { thinkingLevel, temperature: degree, ...others } = before.settings;
        const settings = {
            ...others, googleSearch: search.input.checked, urlContext: url.input.checked, codeExecution: code.input.checked,
            ...kept("thinkingLevel", thinking ? thinking.read() : model ? undefined : thinkingLevel),
            ...kept("temperature", temperature ? temperature.read() : model ? undefined : degree),
        };
        ok.disabled = true;
        try {
            const changes = {
                ...(instructions.value !== before.instructions ? { instructions: instructions.value.trim() ? instructions.value : null } : {}),
                ...(exchanges !== before.exchanges ? { contextExchanges: exchanges } : {}),
                ...(JSON.stringify(sorted(settings)) !== JSON.stringify(sorted(withDefaults(before.settings))) ? { settings } : {}),
            };
            if (Object.keys(changes).length) await save(changes);
            dialog.close();
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            explain(error);
        } finally {
            ok.disabled = false;
        }
    });

    /** @param {Problem} error */
    function explain(error) {
        const name = error.field?.split(".").pop() ?? "";
        const at = notes[/** @type {keyof typeof notes} */ (name)] ?? (error.field?.startsWith("settings") ? notes.settings : problem);
        at.textContent = error.field ? error.detail ?? problemText(error) : problemText(error);
        at.scrollIntoView({ block: "nearest" });
    }
}

/** @param {string} name @param {unknown} value */
const kept = (name, value) => value === undefined || value === null ? {} : { [name]: value };

/** @param {object} settings */
const withDefaults = (settings) => ({ googleSearch: false, urlContext: false, codeExecution: false, ...settings });

/** @param {object} object */
const sorted = (object) => Object.entries(object).filter(([, value]) => value !== null && value !== undefined).sort(([a], [b]) => a < b ? -1 : 1);

/** @param {(Node | string)[]} children */
const section = (...children) => el("section", "", {}, ...children);

/** @param {string} text @param {string} [id] */
const hint = (text, id) => el("p", "hint", id ? { id } : {}, text);

/** What is wrong with a field. @param {string} id */
const note = (id) => el("p", "note danger", { id, role: "alert" });

/** @param {string} id @param {string} label @param {string} text what it means @param {boolean | undefined} isOn */
function toggle(id, label, text, isOn) {
    const input = el("input", "switch", { id, type: "checkbox", role: "switch", "aria-describedby": `${id}-hint` });
    input.checked = isOn ?? false;
    return { input, node: el("div", "toggle", {}, el("label", "", { for: id }, label), input, hint(text, `${id}-hint`)) };
}

/**
 * How many exchanges go along, and how many tokens that is.
 * @param {number | null} exchanges null: all @param {string | null} id of the conversation @param {Options["call"]} call
 */
function contextFields(exchanges, id, call) {
    const number = el("input", "", {
        id: "s-exchanges", type: "number", min: "0", max: String(MAX_EXCHANGES), step: "1", inputmode: "numeric",
        "aria-describedby": "s-context-hint s-exchanges-note",
    });
    number.value = String(exchanges ?? USUAL_EXCHANGES);
    const all = el("input", "", { id: "s-all", type: "checkbox" });
    all.checked = exchanges === null;
    const tokens = el("p", "tokens", { role: "status" });
    const wrong = note("s-exchanges-note");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let run = 0;

    /** @returns {number | null | undefined} undefined: it is no number */
    function value() {
        if (all.checked) return null;
        const n = Number(number.value);
        return number.value.trim() && Number.isInteger(n) && n >= 0 && n <= MAX_EXCHANGES ? n : undefined;
    }

    async function countTokens() {
        const mine = run += 1;
        const n = value();
        if (n === undefined || id === null) return;
        tokens.textContent = words.tokensCounting;
        let text = words.tokensUnknown;
        try {
            const reply = await call("GET", `conversations/${id}/context?exchanges=${n ?? "all"}`);
            text = words.tokensOf(reply.tokens, reply.inputTokenLimit);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
        }
        if (mine === run) tokens.textContent = text;
    }

    function changed() {
        number.disabled = all.checked;
        wrong.textContent = "";
        run += 1;
        tokens.textContent = "";
        clearTimeout(timer);
        timer = setTimeout(countTokens, COUNT_AFTER_MS);
    }

    number.addEventListener("input", changed);
    all.addEventListener("change", changed);
    number.disabled = all.checked;
    countTokens();
    return {
        nodes: [el("h3", "title", {}, words.settingsContext), hint(words.settingsContextHint, "s-context-hint"),
            el("div", "exchanges", {}, el("label", "", { for: "s-exchanges" }, words.settingsExchanges), number,
                el("label", "check", {}, all, words.settingsAll)), wrong, tokens],
        note: wrong,
        read() {
            const n = value();
            if (n === undefined) {
                wrong.textContent = words.exchangesWrong;
                number.focus();
            }
            return n;
        },
    };
}

/** @param {string[]} levels @param {string | undefined} level */
function thinkingField(levels, level) {
    const select = el("select", "", { id: "s-thinking", "aria-describedby": "s-thinking-note" },
        el("option", "", { value: "" }, words.settingsThinkingOwn), ...levels.map((one) => el("option", "", { value: one }, words.thinkingLevels[one] ?? one)));
    select.value = level && levels.includes(level) ? level : "";
    const wrong = note("s-thinking-note");
    const label = el("label", "title", { for: "s-thinking" }, words.settingsThinking);
    return { nodes: [label, select, wrong], note: wrong, read: () => select.value || undefined };
}

/** @param {number} most @param {number | undefined} degree */
function temperatureFields(most, degree) {
    const isSet = degree !== undefined && degree !== null;
    const { input, node } = toggle("s-temperature-on", words.settingsTemperature, words.settingsTemperatureHint, isSet);
    const range = el("input", "", {
        type: "range", min: "0", max: String(most), step: String(TEMPERATURE_STEP), "aria-label": words.temperature, "aria-describedby": "s-temperature-note",
    });
    range.value = String(degree ?? Math.min(1, most));
    const shown = el("output", "", {}, Number(range.value).toFixed(1));
    const row = el("div", "range", {}, range, shown);
    const wrong = note("s-temperature-note");
    row.hidden = !input.checked;
    input.addEventListener("change", () => { row.hidden = !input.checked; });
    range.addEventListener("input", () => { shown.textContent = Number(range.value).toFixed(1); });
    return { nodes: [node, row, wrong], note: wrong, read: () => input.checked ? Number(range.value) : undefined };
}
