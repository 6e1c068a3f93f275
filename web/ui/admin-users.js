// @ts-check
// The users: who there is, and the way to each of them.

import { bytes, rowTimeOf } from "../formats.js";
import { adminWords as words } from "../words-admin.js";
import { badge, button, field, loadInto, onceLink, problemLine, roleSelect, showLink, spaced, untilOf } from "./admin-parts.js";
import { openUser } from "./admin-user.js";
import { el } from "./dom.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("./admin.js").World} World */
/** @typedef {import("../model/types.js").AdminUser} AdminUser */

const PAGE_LIMIT = 50;
const SEARCH_AFTER_MS = 250;

/** @param {World} world @returns {HTMLElement} */
export function createUsers(world) {
    const search = el("input", "", { id: "a-search", type: "search", placeholder: words.search, "aria-label": words.search, autocomplete: "off" });
    const add = button(words.addUser, "button");
    const count = el("p", "hint", { role: "status" });
    const list = el("ul", "cards", { "aria-label": words.sections.users });
    const more = button(words.showMore);
    const problem = problemLine();
    const place = el("div");
    const results = el("div", "", {}, count, list, problem, more);
    /** @type {string | undefined} */
    let cursor;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let run = 0;

    /** @param {string} [after] */
    async function read(after) {
        const mine = run += 1;
        const text = search.value.trim();
        const next = after ? `&cursor=${encodeURIComponent(after)}` : "";
        const reply = await world.call("GET", `admin/users?limit=${PAGE_LIMIT}&q=${encodeURIComponent(text)}${next}`);
        if (mine !== run) return; // somebody has typed on meanwhile
        const rows = reply.users.map(row);
        if (after) list.append(...rows);
        else list.replaceChildren(...rows);
        cursor = reply.nextCursor;
        tell();
        if (!results.isConnected) place.replaceChildren(results);
        if (!after) return;
        rows[0]?.querySelector("button")?.focus();
        world.announce(words.usersMore(rows.length));
    }

    function tell() {
        const n = list.childElementCount;
        count.textContent = n ? words.usersShown(n, !cursor) : words.usersNone;
        more.hidden = !cursor;
    }

    /** @param {AdminUser} user */
    function row(user) {
        const open = el("button", "card", { type: "button", "aria-haspopup": "dialog" });
        const item = el("li", "", {}, open);
        let shown = user;
        fill(open, user, world.myID());
        open.addEventListener("click", () => openUser({
            user: shown, world,
            onChange(latest) {
                shown = latest;
                fill(open, latest, world.myID());
            },
            onGone() {
                const heir = item.nextElementSibling ?? item.previousElementSibling;
                item.remove();
                tell();
                (heir?.querySelector("button") ?? search).focus();
            },
        }));
        return item;
    }

    search.addEventListener("input", () => {
        run += 1;
        more.hidden = true; // it would add to the list of other words
        clearTimeout(timer);
        timer = setTimeout(() => world.attempt(() => read(), problem), SEARCH_AFTER_MS);
    });
    more.addEventListener("click", () => world.attempt(() => read(cursor), problem));
    add.addEventListener("click", () => addUser(world, () => world.attempt(() => read(), problem)));
    loadInto(world, place, () => read());
    return el("div", "", {}, el("div", "admin-tools", {}, search, add), place);
}

/** @param {HTMLElement} card @param {AdminUser} user @param {string} myID */
function fill(card, user, myID) {
    const badges = [
        ...(user.id === myID ? [badge(words.you)] : []), ...(user.role === "admin" ? [badge(words.roles.admin, "good")] : []),
        ...(user.guest ? [badge(words.guest)] : []), ...(user.blocked ? [badge(words.blocked, "bad")] : []),
        ...(user.guest || user.hasPassword ? [] : [badge(words.noPassword, "odd")]),
    ];
    const facts = [
        user.lastSeenAt ? words.seen(rowTimeOf(user.lastSeenAt)) : words.neverSeen, words.chats(user.conversations),
        ...(user.attachmentBytes ? [words.filesOf(bytes(user.attachmentBytes))] : []),
        ...(user.today.answers ? [words.answersToday(user.today.answers)] : []),
    ];
    card.replaceChildren(...spaced([el("span", "card-name", { dir: "auto" }, user.name), ...badges, el("span", "card-line", {}, facts.join(" · "))]));
}

/** @param {World} world @param {() => void} onAdded */
async function addUser(world, onAdded) {
    const name = el("input", "", { id: "a-name", type: "text", maxlength: "64", dir: "auto", autocomplete: "off", required: "" });
    const role = roleSelect("a-role", "user");
    const problem = problemLine("a-add-problem");
    const ok = el("button", "button", { form: "a-add" }, words.add);
    const body = el("form", "fields", { id: "a-add", novalidate: "" }, field(name, words.name, words.nameHint), field(role, words.role));
    const dialog = await openSheet({ title: words.addUser, body: [body], foot: [problem, ok], isForm: true });
    name.focus();
    body.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (!name.value.trim()) {
            problem.textContent = words.nameMissing;
            return name.focus();
        }
        ok.disabled = true;
        await world.attempt(async () => {
            const { user, link, expiresAt } = await world.call("POST", "admin/users", { name: name.value.trim(), role: role.value });
            showLink(dialog, onceLink(link, words.passwordLinkHint(user.name, untilOf(expiresAt)), world.announce));
            world.announce(words.added(user.name));
            onAdded();
        }, problem);
        ok.disabled = false;
        if (problem.textContent) name.focus();
    });
}
