// @ts-check
// The sheet that makes a link to a chat or to one answer: it says what will be seen, for how long, and shows the link
// once.

import { newID, Problem } from "../model/wire.js";
import { momentOf, problemText } from "../formats.js";
import { words } from "../words.js";
import { shareWords as say } from "../words-share.js";
import { el } from "./dom.js";
import { copyText } from "./form.js";
import { openSheet } from "./sheet.js";

/** @typedef {import("../model/types.js").Conversation} Conversation */
/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {{id: string, conversationID?: string, messageID?: string, title: string, messages: number, createdAt: string, expiresAt?: string}} Share */

const DAYS = [1, 7, 30];
const YEAR_DAYS = 365;
const USUAL_DAYS = 30;

/**
 * @param {object} options
 * @param {Conversation} options.conversation
 * @param {Message | null} options.answer null: the whole chat
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} options.call
 * @param {(text: string) => void} options.note shows a sentence for a while
 */
export async function openShare({ conversation, answer, call, note }) {
    const title = conversation.title || words.untitled;
    const days = el("select", "", { id: "share-days" },
        ...DAYS.map((n) => el("option", "", { value: String(n) }, say.days(n))),
        el("option", "", { value: String(YEAR_DAYS) }, say.year), el("option", "", { value: "" }, say.noEnd));
    days.value = String(USUAL_DAYS);
    const problem = el("p", "form-problem", { role: "alert" });
    const body = el("div", "account",
        {}, el("p", "hint", {}, say.what),
        list(say.seen, [answer ? say.seenOne : say.seenChat, say.seenTitle(title)]),
        list(say.seenNot, [answer ? say.seenNotOne : say.seenNotLater, say.seenNotName]),
        el("div", "form-field", {}, el("label", "", { for: "share-days" }, say.until), days), problem);
    const make = el("button", "button", { type: "button" }, say.make);
    const dialog = await openSheet({ title: answer ? say.titleOne : say.title, body: [body], foot: [make], className: "share" });
    const link = { conversationID: conversation.id, ...(answer ? { messageID: answer.id } : {}) };
    let id = newID();

    make.addEventListener("click", async () => {
        problem.textContent = "";
        make.disabled = true;
        try {
            const command = { ...link, days: days.value ? Number(days.value) : null };
            let reply = await call("POST", "shares", { id, ...command });
            if (!reply.url) {
                // It was made before, and the reply with its secret was lost: it is of no use to anybody.
                await call("DELETE", `shares/${id}`);
                id = newID();
                reply = await call("POST", "shares", { id, ...command });
            }
            showLink(dialog, body, make, reply, note);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            problem.textContent = textOf(error);
            if (!error.isPassing) id = newID();
        } finally {
            make.disabled = false;
        }
    });
    days.focus();
}

/** @param {string} title @param {string[]} points */
const list = (title, points) => el("section", "points", {}, el("h3", "", {}, title),
    el("ul", "", {}, ...points.map((point) => el("li", "", { dir: "auto" }, point))));

/** @param {Problem} error */
function textOf(error) {
    if (error.field === "conversationID") return say.nothing;
    return { too_many: say.full, too_large: say.large }[error.code] ?? problemText(error);
}

/**
 * In the place of everything else: the link, once.
 * @param {HTMLDialogElement} dialog @param {HTMLElement} body @param {HTMLElement} make
 * @param {{share: Share, url: string}} reply @param {(text: string) => void} note
 */
function showLink(dialog, body, make, { share, url }, note) {
    const shown = el("output", "secret", { id: "share-link", tabindex: "0", dir: "ltr" }, url);
    const copy = el("button", "button", { type: "button" }, say.copy);
    copy.addEventListener("click", () => copyText(url, note));
    const send = el("button", "button quiet", { type: "button" }, say.share);
    send.addEventListener("click", () => navigator.share({ title: share.title, url }).catch((error) => {
        if (error.name !== "AbortError") copyText(url, note); // who gave it up wants nothing else
    }));
    const open = el("a", "button quiet", { href: url, target: "_blank", rel: "noopener noreferrer" }, say.open);
    const heading = /** @type {HTMLElement} */ (dialog.querySelector("h2"));
    heading.textContent = say.madeTitle;
    body.replaceChildren(
        el("p", "notice", { role: "status" }, say.once),
        el("div", "form-field", {}, el("label", "", { for: "share-link" }, say.link), shown),
        el("p", "hint", {}, share.expiresAt ? say.madeUntil(momentOf(share.expiresAt)) : say.madeNoEnd));
    make.replaceWith(open, ...("share" in navigator ? [send] : []), copy);
    dialog.setAttribute("closedby", "closerequest"); // a click beside it would lose the link
    copy.focus();
}
