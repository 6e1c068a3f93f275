// @ts-check
// The administration: its frame, and which of its parts is shown. Each part reads what it shows when it is opened, and
// forgets it when it is left. The server decides who may; the page only says so kindly.

import { Problem } from "../model/wire.js";
import { adminWords as words } from "../words-admin.js";
import { words as pageWords } from "../words.js";
import { problemText } from "../formats.js";
import { createInvitations } from "./admin-invitations.js";
import { withStyle } from "./admin-parts.js";
import { createStatus } from "./admin-status.js";
import { createUsage } from "./admin-usage.js";
import { createUsers } from "./admin-users.js";
import { el, icon } from "./dom.js";

/**
 * @typedef {object} World what the parts get
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @property {() => string} myID
 * @property {(action: () => Promise<any>, problem: HTMLElement) => Promise<boolean>} attempt says at `problem` what went wrong
 * @property {(text: string) => void} announce says something to screen readers
 * @property {(text: string) => void} note shows a sentence for a while
 */

/** @type {Record<string, (world: World) => HTMLElement>} */
const PARTS = { users: createUsers, invitations: createInvitations, usage: createUsage, status: createStatus };

/** @type {ReturnType<typeof create> | null} */
let opened = null;

/**
 * Shows the administration, or another part of it when it is open: the one that the address names.
 * @param {object} options
 * @param {() => import("../model/types.js").User | null} options.me
 * @param {World["call"]} options.call
 * @param {() => void} options.leave
 * @param {() => void} options.signedOut
 * @param {World["announce"]} options.announce
 * @param {World["note"]} options.note
 */
export async function openAdmin(options) {
    await withStyle();
    if (document.body.dataset.screen !== "admin") return; // left meanwhile
    if (!opened?.node.isConnected) {
        opened = create(options);
        document.querySelector("main.panes")?.append(opened.node);
    }
    opened.show();
}

/** @param {Parameters<typeof openAdmin>[0]} options */
function create({ me, call, leave, signedOut, announce, note }) {
    const back = el("a", "icon", { href: "/", "aria-label": words.back }, icon("back"));
    const links = Object.keys(PARTS).map((name) =>
        el("a", "", { href: `#${name}` }, words.sections[/** @type {keyof typeof words.sections} */ (name)]));
    const nav = el("nav", "admin-nav", { "aria-label": words.title }, ...links);
    const place = el("div", "admin-place");
    const node = el("section", "admin", { "aria-labelledby": "admin-title" },
        el("header", "bar", {}, back, el("h2", "", { id: "admin-title" }, words.title)), nav, el("div", "admin-body", {}, place));
    let shown = "";

    back.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        leave();
    });

    /** @type {World} */
    const world = {
        call, announce, note,
        myID: () => me()?.id ?? "",
        async attempt(action, problem) {
            problem.textContent = "";
            try {
                await action();
                return true;
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                if (error.status === 401) signedOut();
                else if (error.code === "admin_only") deny();
                else problem.textContent = error.field && error.detail && error.code === "bad_request" ? error.detail : words.problems[error.code] ?? problemText(error);
                return false;
            }
        },
    };

    function deny() {
        for (const dialog of document.querySelectorAll("dialog")) dialog.close();
        shown = "denied";
        nav.hidden = true;
        place.replaceChildren(el("p", "admin-denied", { role: "alert" }, words.notYours));
    }

    function show() {
        document.title = `${words.title} – ${pageWords.appName}`;
        if (me()?.role !== "admin") return deny();
        const name = PARTS[location.hash.slice(1)] ? location.hash.slice(1) : "users";
        nav.hidden = false;
        for (const link of links) {
            if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
            else link.removeAttribute("aria-current");
        }
        if (name === shown) return;
        shown = name;
        place.replaceChildren(PARTS[name](world));
        place.parentElement?.scrollTo(0, 0);
    }

    return { node, show };
}
