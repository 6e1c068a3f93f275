// @ts-check
// One user: what is known of them, and what an administrator may change. Role and limits count with "Save", the rest
// at once. Never what anybody wrote.

import { bytes, count, exactTimeOf } from "../formats.js";
import { adminWords as words } from "../words-admin.js";
import { button, factList, field, onceLink, problemLine, roleSelect, untilOf } from "./admin-parts.js";
import { el } from "./dom.js";
import { ask, askYes } from "./dialogs.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("./admin.js").World} World */
/** @typedef {import("../model/types.js").AdminUser} AdminUser */

const MAX_ANSWERS = 1_000_000;
const MAX_TOKENS = 1_000_000_000;

/**
 * @param {object} options
 * @param {AdminUser} options.user
 * @param {World} options.world
 * @param {(latest: AdminUser) => void} options.onChange
 * @param {() => void} options.onGone
 */
export async function openUser({ user, world, onChange, onGone }) {
    const isOwn = user.id === world.myID();
    const role = roleSelect("u-role", user.role);
    role.disabled = user.guest;
    const answers = limitField("u-answers", user.limits.answers, MAX_ANSWERS);
    const tokens = limitField("u-tokens", user.limits.tokens, MAX_TOKENS);
    const problem = problemLine();
    const save = button(words.save, "button");
    const link = el("div");
    const path = `admin/users/${user.id}`;

    /** Changes the user, and is done. @param {object} change @param {string} said */
    const change = (change, said) => attempt(async () => {
        const reply = await world.call("PATCH", path, change);
        onChange(reply.user);
        dialog.close();
        world.note(said);
    });

    /** @param {() => Promise<void>} action */
    async function attempt(action) {
        for (const one of buttons) one.disabled = true;
        let isGone = false;
        await world.attempt(() => action().catch((error) => {
            isGone = error.status === 404;
            throw error;
        }), problem);
        for (const one of buttons) one.disabled = false;
        if (!isGone) return;
        const text = problem.textContent ?? "";
        dialog.close();
        onGone();
        world.note(text);
    }

    const reset = doing(words.resetLink, () => attempt(async () => {
        const reply = await world.call("POST", `${path}/password-resets`, {});
        const once = onceLink(reply.link, words.passwordLinkHint(user.name, untilOf(reply.expiresAt)), world.announce);
        link.replaceChildren(once.node);
        once.focus();
    }));
    const factorOff = doing(words.factorOff, async () => {
        if (await askYes({ title: words.factorOffTitle(user.name), hint: words.factorOffHint, yes: words.factorOffYes })) {
            await change({ twoFactor: false }, words.factorIsOff(user.name));
        }
    });
    const block = user.blocked ? doing(words.unblock, () => change({ blocked: false }, words.isUnblocked(user.name)))
        : doing(words.block, async () => {
            if (await askYes({ title: words.blockTitle(user.name), hint: words.blockHint, yes: words.block })) {
                await change({ blocked: true }, words.isBlocked(user.name));
            }
        }, "danger");
    const remove = doing(words.remove, async () => {
        if (!await askName(user)) return;
        await attempt(async () => {
            await world.call("DELETE", path);
            dialog.close();
            onGone();
            world.note(words.isRemoved(user.name));
        });
    }, "danger");
    const buttons = [save, reset, factorOff, block, remove];

    const dialog = await openSheet({
        title: user.name, isForm: true, className: "user", foot: [problem, save],
        body: [
            el("section", "fields", {}, field(role, words.role, user.guest ? words.roleGuestHint : undefined)),
            el("section", "fields", {}, el("h3", "", {}, words.limits), el("p", "hint", {}, words.limitsHint),
                el("div", "pair", {}, field(answers.input, words.limitAnswers), field(tokens.input, words.limitTokens))),
            el("section", "", {}, el("h3", "", {}, words.access), ...(isOwn ? [el("p", "hint", {}, words.ownHint)] : []),
                el("div", "doings", {}, ...(user.guest ? [] : [reset]), ...(user.twoFactor ? [factorOff] : []), ...(isOwn ? [] : [block, remove])),
                ...(user.guest ? [] : [el("p", "hint", {}, words.resetLinkHint)]), link),
            el("section", "", {}, el("h3", "", {}, words.about), factsOf(user)),
        ],
    });
    dialog.querySelector("h2")?.setAttribute("dir", "auto");
    save.addEventListener("click", () => {
        problem.textContent = "";
        const limits = { answers: answers.read(), tokens: tokens.read() };
        const wrong = limits.answers === undefined ? answers : limits.tokens === undefined ? tokens : null;
        if (wrong) {
            problem.textContent = words.limitWrong(wrong.most);
            return wrong.input.focus();
        }
        const isOther = limits.answers !== (user.limits.answers ?? null) || limits.tokens !== (user.limits.tokens ?? null);
        change({ ...(role.value !== user.role ? { role: role.value } : {}), ...(isOther ? { limits } : {}) }, words.saved(user.name));
    });
}

/** @param {string} label @param {() => void} action @param {string} [kind] */
function doing(label, action, kind = "") {
    const one = button(label, `way ${kind}`);
    one.addEventListener("click", action);
    return one;
}

/** @param {string} id @param {number | null | undefined} limit @param {number} most */
function limitField(id, limit, most) {
    const input = el("input", "", { id, type: "number", min: "0", max: String(most), step: "1", inputmode: "numeric" });
    input.value = limit === undefined || limit === null ? "" : String(limit);
    return {
        input, most,
        /** @returns {number | null | undefined} undefined: it is no such number */
        read() {
            if (input.validity.badInput) return undefined;
            if (!input.value.trim()) return null;
            const n = Number(input.value);
            return Number.isInteger(n) && n >= 0 && n <= most ? n : undefined;
        },
    };
}

/** Asks for the name: nobody deletes by a slip of the finger. @param {AdminUser} user */
function askName({ name, conversations }) {
    const input = el("input", "", { id: "confirm-name", type: "text", dir: "auto", autocomplete: "off", required: "", "aria-describedby": "confirm-hint" });
    const check = () => input.setCustomValidity(input.value.trim().normalize() === name.normalize() ? "" : words.removeWrong);
    input.addEventListener("input", check);
    check();
    const body = [el("p", "", { id: "confirm-hint", dir: "auto" }, words.removeHint(conversations)),
        el("label", "above", { for: "confirm-name", dir: "auto" }, words.removeLabel(name)), input];
    return ask(words.removeTitle(name), body, words.removeYes, "danger", () => input.focus());
}

/** @param {AdminUser} user */
function factsOf(user) {
    /** @type {[string, string][]} */
    const facts = [
        [words.today, words.todayOf(user.today.answers, user.today.tokens)],
        [words.lastSeen, user.lastSeenAt ? exactTimeOf(user.lastSeenAt) : words.neverSeen],
        [words.createdAt, exactTimeOf(user.createdAt)],
        ...(user.guest ? [] : [
            /** @type {[string, string]} */ ([words.password, user.hasPassword ? words.passwordSet : words.noPassword]),
            /** @type {[string, string]} */ ([words.factor, user.twoFactor ? words.on : words.off]),
        ]),
        [words.sessions, words.sessionsOf(user.sessions)], [words.tokens, count(user.tokens)],
        [words.conversations, count(user.conversations)], [words.messages, count(user.messages)], [words.files, bytes(user.attachmentBytes)],
    ];
    return factList(facts);
}
