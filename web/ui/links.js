// @ts-check
// Where a link leads that somebody was given: an invitation (`/join#…`) or a new password (`/reset#…`). The secret came in the
// fragment, which browsers send to nobody, and goes in a body.

import { Problem } from "../model/wire.js";
import { momentOf } from "../formats.js";
import { words } from "../words.js";
import { accountWords as say } from "../words-account.js";
import { el, icon } from "./dom.js";
import { commandForm, field, MIN_PASSWORD_LENGTH, newPasswordField, ownerField } from "./form.js";
import { withStyle } from "./sheet.js";

/**
 * @typedef {object} LinkScreen
 * @property {"join" | "reset"} kind
 * @property {string} secret
 * @property {HTMLElement} element
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @property {(user: import("../model/types.js").User) => void} onSignedIn
 * @property {(notice: string) => void} onLeave to the sign-in, with a sentence
 */

/** @param {LinkScreen} screen */
export async function showLink(screen) {
    const { kind, secret, call } = screen;
    screen.element.hidden = false;
    await withStyle();
    try {
        const path = kind === "join" ? "invitations/check" : "password-resets/check";
        const found = await call("POST", path, { secret });
        // Making an account ends what session there is: whoever has one is told before.
        if (kind === "join") showJoin(screen, found, await call("GET", "session").then((reply) => reply.user, () => null));
        else showReset(screen, found);
    } catch (error) {
        if (!(error instanceof Problem) || error.isPassing) throw error;
        showBad(screen);
    }
}

/**
 * @param {LinkScreen} screen @param {{role: string, note: string, expiresAt: string}} invitation
 * @param {import("../model/types.js").User | null} me who is signed in already
 */
function showJoin({ element, secret, call, onSignedIn }, { role, note, expiresAt }, me) {
    const isSetup = role === "admin";
    const name = field("name", words.name, { autocomplete: "username", autocapitalize: "none", spellcheck: "false", maxlength: "64" });
    const { form } = commandForm({
        fields: [name, newPasswordField(words.password)],
        submit: say.join,
        kind: "wide",
        check,
        run: async ({ name, password }) => {
            onSignedIn((await call("POST", "users", { name: name.trim(), password, invitation: secret })).user);
        },
    });
    show(element, isSetup ? say.setupTitle : say.joinTitle, isSetup ? say.setupHint : say.joinHint,
        ...(me ? [el("p", "form-notice", { dir: "auto" }, me.guest ? say.joinGuest : say.joinPresent(me.name), " ", el("a", "", { href: "/" }, say.joinStay))] : []),
        ...(note ? [el("blockquote", "quote", { dir: "auto" }, note)] : []), form, el("p", "small-print", {}, say.linkUntil(momentOf(expiresAt))));
    name.input.focus();
}

/** @param {LinkScreen} screen @param {{name: string}} user */
function showReset({ element, secret, call, onLeave }, { name }) {
    const password = newPasswordField(say.newPassword);
    const { form } = commandForm({
        fields: [password],
        before: [ownerField(name)],
        submit: say.reset,
        kind: "wide",
        check,
        run: async (values) => {
            await call("POST", "password-resets", { secret, password: values.password });
            onLeave(say.resetDone);
        },
    });
    show(element, say.resetTitle(name), say.resetHint, form);
    password.input.focus();
}

/** @param {LinkScreen} screen */
function showBad({ element, onLeave }) {
    const button = el("button", "button wide", { type: "button" }, say.toSignIn);
    button.addEventListener("click", () => onLeave(""));
    show(element, say.linkBad, say.linkBadHint, button);
    button.focus();
}

/** @param {Record<string, string>} values @returns {[string, string][]} */
function check({ name, password }) {
    /** @type {[string, string][]} */
    const wrong = [];
    if (name !== undefined && !name.trim()) wrong.push(["name", say.nameMissing]);
    if (password.length < MIN_PASSWORD_LENGTH) wrong.push(["password", say.passwordShort]);
    return wrong;
}

/** @param {HTMLElement} element @param {string} title @param {string} hint @param {Node[]} body */
function show(element, title, hint, ...body) {
    element.replaceChildren(el("div", "card", {},
        el("div", "brand", {}, icon("star"), el("span", "", {}, words.appName)),
        el("h2", "", { dir: "auto" }, title), el("p", "tagline", {}, hint), ...body));
}
