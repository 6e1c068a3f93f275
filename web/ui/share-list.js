// @ts-check
// The links that show something of one's chats to others, in the settings.

import { momentOf } from "../formats.js";
import { words } from "../words.js";
import { shareWords as say } from "../words-share.js";
import { removeItem, timeNode } from "./account.js";
import { askYes } from "./dialogs.js";
import { el } from "./dom.js";

/** @typedef {import("./account.js").Place} Place */
/** @typedef {import("./share.js").Share} Share */

/** @param {Place} place @returns {Promise<Node[]>} */
export async function drawShares({ call, note, attempt }) {
    /** @type {{shares: Share[]}} */
    const { shares } = await call("GET", "shares");
    const none = el("p", "hint", {}, say.listNone);
    const what = el("p", "hint", {}, say.listWhat);
    const list = el("ul", "items", {}, ...shares.map(itemOf));
    const count = () => {
        none.hidden = list.children.length > 0;
        what.hidden = list.hidden = !none.hidden;
    };

    /** @param {Share} share */
    function itemOf(share) {
        const title = share.title || words.untitled;
        const revoke = el("button", "button quiet", { type: "button", "aria-label": say.revokeOf(title) }, say.revoke);
        const item = el("li", "item", {}, el("span", "item-name", { dir: "auto" }, title),
            timeNode(share.createdAt, (when) => share.messageID ? say.madeOne(when) : say.made(when, share.messages)),
            share.expiresAt ? el("span", "hint", {}, say.goodUntil(momentOf(share.expiresAt))) : el("span", "hint", {}, say.goodForEver), revoke);
        revoke.addEventListener("click", () => attempt(async () => {
            if (!await askYes({ title: say.revokeTitle, hint: say.revokeHint(title), yes: say.revoke })) return;
            await call("DELETE", `shares/${share.id}`).catch((error) => {
                if (error.status !== 404) throw error; // it was revoked already
            });
            removeItem(item);
            count();
            note(say.revoked);
        }));
        return item;
    }

    count();
    return [what, none, list];
}
