// @ts-check
// The invitations: who was asked in, whether they came, and a new one.

import { newID } from "../model/wire.js";
import { rowTimeOf } from "../formats.js";
import { adminWords as words } from "../words-admin.js";
import { badge, button, field, loadInto, onceLink, problemLine, roleSelect, showLink, spaced, untilOf } from "./admin-parts.js";
import { el, icon } from "./dom.js";
import { askYes } from "./dialogs.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("./admin.js").World} World */
/** @typedef {import("../model/types.js").Invitation} Invitation */

const USUAL_DAYS = 7;
const MAX_DAYS = 30;

/** @param {World} world @returns {HTMLElement} */
export function createInvitations(world) {
    const add = button(words.invite, "button");
    const problem = problemLine();
    const place = el("div");

    async function read() {
        const { invitations } = await world.call("GET", "invitations");
        place.replaceChildren(problem, invitations.length
            ? el("ul", "cards", { "aria-label": words.sections.invitations }, ...invitations.map(row)) : el("p", "hint", {}, words.invitationsNone));
    }

    /** @param {Invitation} invitation */
    function row(invitation) {
        const { id, note, role, expiresAt, usedAt, usedBy } = invitation;
        const state = usedAt ? words.usedBy(usedBy, rowTimeOf(usedAt))
            : Date.parse(expiresAt) < Date.now() ? words.expired(rowTimeOf(expiresAt)) : words.usableUntil(untilOf(expiresAt));
        const remove = el("button", "icon", { type: "button", "aria-label": words.invitationRemove(note || state) }, icon("close"));
        const item = el("li", "card still", {}, ...spaced([
            el("span", note ? "card-name" : "card-name none", { dir: "auto" }, note || words.noNote),
            ...(role === "admin" ? [badge(words.roles.admin, "good")] : []), el("span", "card-line", { dir: "auto" }, state), remove,
        ]));
        remove.addEventListener("click", async () => {
            if (!usedAt && !await askYes({ title: words.invitationRemoveTitle, hint: words.invitationRemoveHint, yes: words.deleteIt })) return;
            const isDone = await world.attempt(() => world.call("DELETE", `invitations/${id}`).catch((error) => {
                if (error.status !== 404) throw error; // another administrator was faster
            }), problem);
            if (!isDone) return;
            const heir = item.nextElementSibling ?? item.previousElementSibling;
            item.remove();
            (heir?.querySelector("button") ?? add).focus();
            if (!heir) place.replaceChildren(problem, el("p", "hint", {}, words.invitationsNone));
            world.announce(words.invitationRemoved);
        });
        return item;
    }

    add.addEventListener("click", () => invite(world, () => world.attempt(read, problem)));
    loadInto(world, place, read);
    return el("div", "", {}, el("div", "admin-tools", {}, add), place);
}

/** @param {World} world @param {() => void} onMade */
async function invite(world, onMade) {
    const note = el("input", "", { id: "i-note", type: "text", maxlength: "200", dir: "auto", autocomplete: "off" });
    const role = roleSelect("i-role", "user");
    const days = el("input", "", { id: "i-days", type: "number", min: "1", max: String(MAX_DAYS), step: "1", inputmode: "numeric" });
    days.value = String(USUAL_DAYS);
    const problem = problemLine();
    const ok = el("button", "button", { form: "i-form" }, words.invite);
    const form = el("form", "fields", { id: "i-form", novalidate: "" }, field(note, words.note, words.noteHint), field(role, words.role),
        field(days, words.days, words.daysHint));
    const dialog = await openSheet({ title: words.inviteTitle, body: [form], foot: [problem, ok], isForm: true });
    const id = newID(); // sent again after a lost reply it is the same invitation
    note.focus();
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const expiresInDays = days.value.trim() ? Number(days.value) : 0;
        if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > MAX_DAYS) {
            problem.textContent = words.daysWrong;
            return days.focus();
        }
        ok.disabled = true;
        await world.attempt(async () => {
            const { invitation, link } = await world.call("POST", "invitations", { id, role: role.value, note: note.value.trim(), expiresInDays });
            onMade();
            if (!link) return dialog.close(); // it was made before, and its link is in nobody's hands
            showLink(dialog, onceLink(link, words.inviteLinkHint(untilOf(invitation.expiresAt)), world.announce));
            world.announce(words.invited);
        }, problem);
        ok.disabled = false;
    });
}
