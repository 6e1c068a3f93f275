// @ts-check
// The settings: one sheet that shows a list of sections, or one of them. The address is `/settings` while it is open.

import { Problem } from "../model/wire.js";
import { exactTimeOf, momentOf } from "../formats.js";
import { accountWords as say } from "../words-account.js";
import { el, icon } from "./dom.js";
import { codeField, commandForm, currentPasswordField, field, MIN_PASSWORD_LENGTH, newPasswordField, ownerField } from "./form.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("../model/types.js").User} User */

/**
 * @typedef {object} Account what the sections need
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @property {() => User} me
 * @property {import("../model/types.js").Server} server
 * @property {(user: User) => void} onUser the user has changed
 * @property {(text: string) => void} note shows a sentence for a while
 * @property {(action: () => Promise<any>) => Promise<void>} attempt tells what a command was refused for
 * @property {(action: () => Promise<any>, notice: string) => Promise<void>} leave ends being signed in, if the action does
 * @property {() => void} onClose
 */

/**
 * @typedef {Account & {
 *     show: (section: Section | null) => Promise<void>,
 *     hold: (isHeld: boolean) => void,
 *     own: Own,
 * }} Place `hold`: while held, the sheet has no way out of its own
 */
/** @typedef {{user: User, totp: {enabled: boolean, recoveryCodesLeft: number}}} Own the reply of `GET users/me` */
/** @typedef {{title: string, hint: string, draw: (place: Place) => Node[] | Promise<Node[]>, danger?: boolean}} Section */

/** @param {Account} account */
export async function openAccount(account) {
    const body = el("div", "account");
    /** @type {Own} */
    let own = await account.call("GET", "users/me");
    const dialog = await openSheet({ title: say.title, body: [body], className: "settings", isForm: true });
    const heading = /** @type {HTMLElement} */ (dialog.querySelector("h2"));
    const back = el("button", "icon", { type: "button", "aria-label": say.back, hidden: "" }, icon("left"));
    heading.before(back);
    back.addEventListener("click", () => account.attempt(() => show(null)));
    dialog.addEventListener("close", account.onClose);
    dialog.addEventListener("cancel", (event) => close.hidden && event.preventDefault()); // where `closedby` is not known
    const close = /** @type {HTMLElement} */ (dialog.querySelector("header > button:last-child"));
    const place = { ...account, call, show, hold, get own() {
        return own;
    } };
    draw();

    /** Forms tell what is wrong with what was typed; that the session is over is not about that. @type {Account["call"]} */
    function call(method, path, command) {
        return account.call(method, path, command).catch((error) => {
            if (error.code === "signed_out") account.attempt(() => Promise.reject(error));
            throw error;
        });
    }

    /** @param {boolean} isHeld */
    function hold(isHeld) {
        dialog.setAttribute("closedby", isHeld ? "none" : "closerequest");
        close.hidden = back.hidden = isHeld;
    }

    /** @param {Section | null} section null: the list of them */
    async function show(section) {
        own = await account.call("GET", "users/me");
        if (!section) return draw();
        const nodes = await section.draw(place);
        heading.textContent = section.title;
        back.hidden = false;
        body.replaceChildren(...nodes);
        body.parentElement?.scrollTo(0, 0);
        /** @type {HTMLElement} */ (body.querySelector(":is(input, button):not([hidden])") ?? back).focus();
    }

    function draw() {
        const shown = heading.textContent;
        heading.textContent = say.title;
        back.hidden = true;
        const list = sections(own).map((section) => {
            const button = el("button", section.danger ? "entry danger" : "entry", { type: "button" },
                el("span", "entry-name", {}, section.title), el("span", "hint", {}, section.hint), icon("right"));
            button.addEventListener("click", () => account.attempt(() => show(section)));
            return button;
        });
        body.replaceChildren(el("div", "entries", {}, ...list));
        (list.find((one) => one.querySelector(".entry-name")?.textContent === shown) ?? list[0])?.focus();
    }
}

/** @param {Own} own @returns {Section[]} */
function sections({ user, totp }) {
    /** @param {() => Promise<{draw: (place: Place) => any}>} load */
    const late = (load) => async (/** @type {Place} */ place) => {
        const { draw } = await load().catch(() => {
            throw new Problem(0, null);
        });
        return draw(place);
    };
    const ofAccounts = [
        {
            title: say.twoFactor,
            hint: totp.enabled ? say.twoFactorOn(totp.recoveryCodesLeft) : say.twoFactorOff,
            draw: late(async () => ({ draw: (await import("./second-factor.js")).drawSecondFactor })),
        },
    ];
    const looks = () => import("./appearance.js");
    return [
        { title: say.appearance, hint: say.appearanceHint, draw: late(async () => ({ draw: (await looks()).drawAppearance })) },
        { title: say.behaviour, hint: say.behaviourHint, draw: late(async () => ({ draw: (await looks()).drawBehaviour })) },
        { title: say.notifications, hint: say.notificationsHint, draw: late(async () => ({ draw: (await looks()).drawNotifications })) },
        { title: say.language, hint: say.languageHint, draw: late(async () => ({ draw: (await looks()).drawLanguage })) },
        { title: user.guest ? say.becomeAccount : say.account, hint: user.guest ? say.accountHint : user.name, draw: drawAccount },
        ...(user.guest ? [] : ofAccounts),
        { title: say.sessions, hint: say.sessionsHint, draw: late(async () => ({ draw: (await import("./sessions.js")).drawSessions })) },
        { title: say.tokens, hint: say.tokensHint, draw: late(async () => ({ draw: (await import("./tokens.js")).drawTokens })) },
        { title: say.shares, hint: say.sharesHint, draw: late(async () => ({ draw: (await import("./share-list.js")).drawShares })) },
        { title: say.importing, hint: say.importingHint, draw: late(async () => ({ draw: (await import("./imports.js")).drawImport })) },
        { title: say.exporting, hint: say.exportingHint, draw: late(async () => ({ draw: (await import("./farewell.js")).drawExport })) },
        {
            title: say.farewell,
            hint: say.farewellHint,
            danger: true,
            draw: late(async () => ({ draw: (await import("./farewell.js")).drawFarewell })),
        },
    ];
}

const nameField = () => field("name", say.name, { autocomplete: "username", autocapitalize: "none", spellcheck: "false", maxlength: "64" });

/** @param {Place} place */
function drawAccount(place) {
    return place.own.user.guest ? drawGuest(place) : [drawName(place), drawPassword(place)];
}

/** @param {Place} place */
function drawGuest({ call, server, onUser, note, show }) {
    if (server.registration !== "open") return [el("p", "hint", {}, say.becomeClosed)];
    const { form } = commandForm({
        fields: [nameField(), newPasswordField(say.newPassword)],
        submit: say.becomeAccount,
        check: ({ name, password }) => [
            ...(name.trim() ? [] : [/** @type {[string, string]} */ (["name", say.nameMissing])]),
            ...(password.length < MIN_PASSWORD_LENGTH ? [/** @type {[string, string]} */ (["password", say.passwordShort])] : []),
        ],
        run: async ({ name, password }) => {
            onUser((await call("PATCH", "users/me", { name: name.trim(), password })).user);
            note(say.becameAccount);
            await show(null);
        },
    });
    return [el("p", "hint", {}, say.becomeAccountHint), form];
}

/** @param {Place} place */
function drawName({ call, own, onUser, note }) {
    const name = nameField();
    name.input.value = own.user.name;
    const { form } = commandForm({
        fields: [name],
        submit: say.changeName,
        kind: "quiet",
        check: (values) => values.name.trim() ? [] : [["name", say.nameMissing]],
        run: async (values) => {
            onUser((await call("PATCH", "users/me", { name: values.name.trim() })).user);
            note(say.saved);
        },
    });
    return el("section", "", {}, form);
}

/** @param {Place} place */
function drawPassword({ call, own, note, show }) {
    const code = own.totp.enabled ? [codeField()] : [];
    const { form } = commandForm({
        fields: [currentPasswordField("currentPassword"), newPasswordField(say.newPassword), ...code],
        before: [ownerField(own.user.name)],
        submit: say.changePassword,
        check: ({ currentPassword, password, totp }) => [
            ...(currentPassword ? [] : [/** @type {[string, string]} */ (["currentPassword", say.passwordMissing])]),
            ...(password.length < MIN_PASSWORD_LENGTH ? [/** @type {[string, string]} */ (["password", say.passwordShort])] : []),
            ...(totp === "" ? [/** @type {[string, string]} */ (["totp", say.codeMissing])] : []),
        ],
        run: async (values) => {
            await call("PATCH", "users/me", values);
            note(say.passwordChanged);
            await show(null);
        },
    });
    return el("section", "", {}, el("h3", "", {}, say.passwordTitle), el("p", "hint", {}, say.passwordHint), form);
}

/** A time as the settings tell it, with the exact one at hand. @param {string} iso @param {(time: string) => string} text */
export const timeNode = (iso, text) => el("time", "hint", { datetime: iso, title: exactTimeOf(iso) }, text(momentOf(iso)));

/** Takes an item out of its list; the focus goes to the next one, or to the sheet's own buttons. @param {HTMLElement} item */
export function removeItem(item) {
    const heir = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("button") ?? item.closest("dialog")?.querySelector("button");
    item.remove();
    /** @type {HTMLElement | null | undefined} */ (heir)?.focus();
}
