// @ts-check
// What the forms of the later screens are made of: labelled fields that say what is wrong with them, a password field with
// advice, and a form that runs a command.

import { Problem } from "../model/wire.js";
import { problemText } from "../formats.js";
import { words } from "../words.js";
import { accountWords as say } from "../words-account.js";
import { el } from "./dom.js";

const GOOD_LENGTH = 15;
export const MIN_PASSWORD_LENGTH = 8;

let count = 0;

/**
 * A labelled input with a place for what is wrong with it.
 * @param {string} name of the command's member @param {string} label @param {Record<string, string>} [attributes] @param {string} [hint]
 */
export function field(name, label, attributes = {}, hint = "") {
    const id = `field-${count += 1}`;
    const input = el("input", "", { id, name, type: "text", "aria-describedby": `${id}-note`, ...attributes });
    const note = el("p", "note", { id: `${id}-note` }, hint);
    return {
        name,
        input,
        node: el("div", "form-field", {}, el("label", "", { for: id }, label), input, note),
        get value() {
            return input.value;
        },
        /** @param {string} text */
        hint(text) {
            if (!note.classList.contains("danger")) note.textContent = text;
        },
        /** @param {string} text "" takes it back */
        complain(text) {
            note.textContent = text || hint;
            note.classList.toggle("danger", text !== "");
            if (text) input.setAttribute("aria-invalid", "true");
            else input.removeAttribute("aria-invalid");
        },
    };
}

/** @typedef {ReturnType<typeof field>} Field */

/** What to say of a new password of that length. @param {number} length */
export const passwordAdvice = (length) => length >= GOOD_LENGTH ? say.passwordGood : say.passwordAdvice(length);

/** A field for a new password, with a meter. @param {string} label */
export function newPasswordField(label) {
    const one = field("password", label, { type: "password", autocomplete: "new-password", maxlength: "256" }, passwordAdvice(0));
    addMeter(one);
    return one;
}

/**
 * A meter below a field for a new password, which knows its length and nothing else, and advice that goes with it.
 * @param {{input: HTMLInputElement, complain: (text: string) => void, hint: (text: string) => void}} one
 */
export function addMeter({ input, complain, hint }) {
    // What is below `low` is bad, up to `high` middling; only an optimum beyond `high` makes that so.
    const meter = el("meter", "strength", { min: "0", max: String(GOOD_LENGTH), low: String(MIN_PASSWORD_LENGTH),
        high: String(GOOD_LENGTH - 0.5), optimum: String(GOOD_LENGTH), "aria-hidden": "true" });
    const show = () => {
        meter.value = Math.min(input.value.length, GOOD_LENGTH);
        hint(passwordAdvice(input.value.length));
    };
    input.after(meter);
    input.addEventListener("input", () => {
        complain("");
        show();
    });
    show();
}

/** For password managers, which want to know whose password a form is about. @param {string} name */
export function ownerField(name) {
    const input = el("input", "hidden", { type: "text", name: "username", autocomplete: "username", tabindex: "-1", "aria-hidden": "true", readonly: "" });
    input.value = name;
    return input;
}

export const currentPasswordField = (/** @type {string} */ name, label = say.currentPassword) =>
    field(name, label, { type: "password", autocomplete: "current-password", maxlength: "256" });

export const codeField = (name = "totp", label = say.code) =>
    field(name, label, { autocomplete: "one-time-code", inputmode: "text", maxlength: "40", spellcheck: "false", autocapitalize: "none" });

/**
 * A form that runs a command and says at its fields what is wrong.
 * @param {object} options
 * @param {Field[]} options.fields
 * @param {string} options.submit the button's label
 * @param {string} [options.kind] of the button
 * @param {(values: Record<string, string>) => [string, string][]} [options.check] what is wrong, by the name of the field
 * @param {(values: Record<string, string>) => Promise<void>} options.run
 * @param {(Node | string)[]} [options.before]
 */
export function commandForm({ fields, submit, kind = "", check, run, before = [] }) {
    const problem = el("p", "form-problem", { role: "alert" });
    const button = el("button", `button ${kind}`, {}, submit);
    const form = el("form", "command", { novalidate: "" }, ...before, ...fields.map((one) => one.node), problem, button);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        problem.textContent = "";
        for (const one of fields) one.complain("");
        const values = Object.fromEntries(fields.map((one) => [one.name, one.value]));
        const wrong = check?.(values) ?? [];
        for (const [name, text] of wrong) fields.find((one) => one.name === name)?.complain(text);
        if (wrong.length) return fields.find((one) => one.name === wrong[0][0])?.input.focus();
        button.disabled = true;
        try {
            await run(values);
            button.disabled = false;
        } catch (error) {
            button.disabled = false;
            if (!(error instanceof Problem)) throw error;
            explain(error);
        }
    });

    /** @param {Problem} error */
    function explain(error) {
        const names = { name_taken: "name", wrong_totp: "totp", totp_required: "totp" };
        const at = fields.find((one) => one.name === (/** @type {any} */ (names)[error.code] ?? error.field));
        const text = error.code === "bad_request" && error.detail ? error.detail
            : error.code === "wrong_credentials" ? say.passwordWrong
            : error.code === "last_admin" ? say.lastAdmin : problemText(error);
        if (!at) return wait(error, text);
        at.complain(text);
        at.input.focus();
    }

    /** Says once what is wrong, or that one has to wait; then the button counts the seconds. @param {Problem} error @param {string} text */
    function wait(error, text) {
        clearTimeout(timer);
        const seconds = error.code === "rate_limited" ? error.retryAfterSeconds ?? 0 : 0;
        const until = Date.now() + 1000 * seconds;
        problem.textContent = seconds ? words.tooMany : text;
        const tick = () => {
            const left = Math.ceil((until - Date.now()) / 1000);
            button.disabled = left > 0;
            button.textContent = left > 0 ? words.waitFor(left) : submit;
            if (left <= 0 && seconds) problem.textContent = "";
            if (left > 0 && form.isConnected) timer = setTimeout(tick, 1000);
        };
        tick();
    }

    return { form, button, problem };
}

/** A button in whose place the form comes. @param {string} label @param {HTMLFormElement} form */
export function unfold(label, form) {
    const button = el("button", "button quiet", { type: "button" }, `${label}…`);
    button.addEventListener("click", () => {
        button.replaceWith(form);
        form.querySelector("input")?.focus();
    });
    return button;
}

/** Puts a text into the clipboard, and says whether that worked. @param {string} text @param {(text: string) => void} note */
export async function copyText(text, note) {
    const isDone = await navigator.clipboard?.writeText(text).then(() => true, () => false) || copyOldWay(text);
    note(isDone ? say.copied : say.copyFailed);
}

/** Over plain http browsers have no clipboard. @param {string} text */
function copyOldWay(text) {
    const focused = document.activeElement;
    const holder = el("textarea", "hidden", { readonly: "" });
    holder.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(holder); // outside an open dialog nothing can be selected
    holder.select();
    const isDone = document.execCommand("copy");
    holder.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return isDone;
}

/** A text to be copied, with its button. @param {string} label @param {string} text @param {(text: string) => void} note */
export function copyable(label, text, note) {
    const id = `field-${count += 1}`;
    const shown = el("output", "secret", { id, tabindex: "0" }, text);
    const button = el("button", "button quiet", { type: "button" }, say.copy);
    button.addEventListener("click", () => copyText(text, note));
    return el("div", "copyable", {}, el("label", "", { for: id }, label), shown, button);
}
