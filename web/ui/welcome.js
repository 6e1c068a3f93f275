// @ts-check
// The sign-in screen. A real form with the names and `autocomplete` values that password managers look for; what is
// wrong is said at the field it is about.

import { Problem } from "../model/wire.js";
import { problemText } from "../formats.js";
import { words } from "../words.js";
import { el, icon } from "./dom.js";

const MIN_PASSWORD_LENGTH = 8;

/**
 * @typedef {object} Welcome
 * @property {HTMLElement} element
 * @property {import("../model/types.js").Server} server
 * @property {string} notice why one is here, if it is not obvious
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @property {(user: import("../model/types.js").User) => void} onSignedIn
 */

/** Shows the screen, with the form for those who have an account. @param {Welcome} welcome */
export function showWelcome(welcome) {
    welcome.element.hidden = false;
    showForm(welcome, false);
}

/** @param {Welcome} welcome @param {boolean} isNew an account is to be made */
function showForm(welcome, isNew) {
    const { element, server, notice, call, onSignedIn } = welcome;
    const name = field("name", words.name, { autocomplete: "username", autocapitalize: "none", spellcheck: "false", maxlength: "64" });
    const password = field("password", words.password, {
        type: "password", autocomplete: isNew ? "new-password" : "current-password", maxlength: "256",
    }, isNew ? words.passwordHint : "");
    const invitation = isNew && server.registration === "invite"
        ? field("invitation", words.invitation, { autocomplete: "off", maxlength: "2000", spellcheck: "false" }) : null;
    if (isNew) advise(password);
    const code = field("totp", words.secondCode, {
        autocomplete: "one-time-code", maxlength: "40", spellcheck: "false", autocapitalize: "none",
    }, words.secondCodeHint);
    code.node.hidden = true; // until it is asked for
    /** @type {Record<string, Field>} */
    const fields = { name, password, totp: code, ...(invitation ? { invitation } : {}) };
    const problem = el("p", "form-problem", { role: "alert" });
    const submit = el("button", "button wide", {}, isNew ? words.signUp : words.signIn);
    const form = el("form", "", { method: "post", action: "/", novalidate: "" },
        name.node, password.node, code.node, ...(invitation ? [invitation.node] : []), problem, submit);

    form.addEventListener("submit", (event) => {
        event.preventDefault();
        problem.textContent = "";
        for (const one of Object.values(fields)) one.complain("");
        if (!check(fields, isNew)) return;
        if (!code.node.hidden && !code.value.trim()) {
            code.complain(words.secondCodeMissing);
            return code.focus();
        }
        const second = code.node.hidden ? {} : { totp: code.value.replaceAll(/\s/g, "") };
        const body = { name: name.value.trim(), password: password.value, ...second };
        const invited = invitation ? { ...body, invitation: secretIn(invitation.value) } : body;
        run(() => isNew ? call("POST", "users", invited) : call("POST", "session", body));
    });

    /** @param {() => Promise<{user: import("../model/types.js").User}>} command */
    async function run(command) {
        submit.disabled = true;
        try {
            onSignedIn((await command()).user);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.code === "totp_required") return askForCode();
            if (error.code === "rate_limited" && error.retryAfterSeconds) return wait(error.retryAfterSeconds);
            explain(error, fields, problem);
        } finally {
            submit.disabled = waits;
        }
    }

    function askForCode() {
        code.node.hidden = false;
        problem.textContent = "";
        code.focus();
    }

    let waits = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** Says once that one has to wait; the button counts the seconds. @param {number} seconds */
    function wait(seconds) {
        clearTimeout(timer);
        const until = Date.now() + 1000 * seconds;
        problem.textContent = words.tooMany;
        const tick = () => {
            const left = Math.ceil((until - Date.now()) / 1000);
            waits = left > 0;
            submit.disabled = waits;
            submit.textContent = waits ? words.waitFor(left) : isNew ? words.signUp : words.signIn;
            if (!waits) problem.textContent = "";
            if (waits && form.isConnected) timer = setTimeout(tick, 1000);
        };
        tick();
    }

    const others = el("div", "others");
    if (server.guests) {
        const guest = el("button", "button wide quiet", { type: "button" }, words.guest);
        guest.addEventListener("click", () => run(() => call("POST", "guests", {})));
        others.append(el("p", "or", {}, words.or), guest);
    }
    if (server.registration !== "closed") {
        const toggle = el("button", "plain-button", { type: "button" }, isNew ? words.toSignIn : words.toSignUp);
        toggle.addEventListener("click", () => showForm({ ...welcome, notice: "" }, !isNew));
        others.append(toggle);
    }
    element.replaceChildren(el("div", "card", {},
        el("div", "brand", {}, icon("star"), el("span", "", {}, words.appName)),
        el("h2", "", {}, isNew ? words.signUpTitle : words.signInTitle),
        el("p", "tagline", {}, words.tagline),
        ...(notice ? [el("p", "form-notice", { role: "status" }, notice)] : []),
        ...(server.demo ? [el("p", "form-notice", {}, words.demoNotice)] : []),
        form, others,
        ...(server.demo ? [] : [el("p", "small-print", {}, words.dataNotice)])));
    name.focus();
}

/** Advice on a new password comes a little later; without it the hint says enough. @param {Field} password */
function advise(password) {
    Promise.all([import("./form.js"), import("./sheet.js").then(({ withStyle }) => withStyle())])
        .then(([{ addMeter }]) => addMeter(password), () => {});
}

/** @typedef {ReturnType<typeof field>} Field */

/**
 * A labelled input with a place for what is wrong with it.
 * @param {string} id @param {string} label @param {Record<string, string>} attributes @param {string} [hint]
 */
function field(id, label, attributes, hint = "") {
    const input = el("input", "", { id, name: id, type: "text", required: "", "aria-describedby": `${id}-note`, ...attributes });
    const note = el("p", "note", { id: `${id}-note` }, hint);
    return {
        input,
        node: el("div", "form-field", {}, el("label", "", { for: id }, label), input, note),
        get value() {
            return input.value;
        },
        focus: () => input.focus(),
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

/** @param {Record<string, Field>} fields @param {boolean} isNew */
function check(fields, isNew) {
    const wrong = [
        [fields.name, fields.name.value.trim() ? "" : words.nameMissing],
        [fields.password, !fields.password.value ? words.passwordMissing
            : isNew && fields.password.value.length < MIN_PASSWORD_LENGTH ? words.passwordShort : ""],
        ...(fields.invitation ? [[fields.invitation, fields.invitation.value.trim() ? "" : words.invitationMissing]] : []),
    ].filter(([, text]) => text);
    for (const [one, text] of /** @type {[Field, string][]} */ (wrong)) one.complain(text);
    /** @type {Field | undefined} */ (wrong[0]?.[0])?.focus();
    return wrong.length === 0;
}

/** @param {Problem} error @param {Record<string, Field>} fields @param {HTMLElement} problem for what is about no single field */
function explain(error, fields, problem) {
    const at = fields[/** @type {Record<string, string>} */ ({ name_taken: "name", wrong_totp: "totp" })[error.code] ?? error.field ?? ""];
    if (error.code === "bad_request" && at && error.detail) {
        at.complain(error.detail); // such as a password that everybody knows
        at.focus();
    } else if (at) {
        at.complain(problemText(error));
        at.focus();
    } else {
        problem.textContent = problemText(error);
        if (error.code === "wrong_credentials") fields.password.focus();
    }
}

/**
 * What somebody pasted: a whole link (`/join#<secret>`; what stands after the `#` never goes to a server), or only its secret.
 * @param {string} text
 * @returns {string} the secret
 */
export function secretIn(text) {
    const trimmed = text.trim();
    return trimmed.slice(trimmed.lastIndexOf("#") + 1).trim();
}
