// @ts-check
// Access tokens: what programs sign in with.

import { newID } from "../model/wire.js";
import { accountWords as say } from "../words-account.js";
import { removeItem, timeNode } from "./account.js";
import { el } from "./dom.js";
import { commandForm, copyable, field } from "./form.js";

/** @typedef {import("./account.js").Place} Place */
/** @typedef {{id: string, name: string, createdAt: string, lastUsedAt?: string, expiresAt?: string}} Token */

const EXPIRIES = [30, 90, 365];

/** @param {Place} place @returns {Promise<Node[]>} */
export async function drawTokens({ call, note, attempt }) {
    /** @type {{tokens: Token[]}} */
    const { tokens } = await call("GET", "tokens");
    const list = el("ul", "items");
    const none = el("p", "hint", {}, say.tokensNone);
    const made = el("div", "made", { role: "status" });
    const name = field("name", say.tokenName, { maxlength: "64", autocomplete: "off" });
    const expiry = el("select", "", { id: "token-expiry" },
        ...EXPIRIES.map((days) => el("option", "", { value: String(days) }, say.days(days))), el("option", "", { value: "" }, say.never));
    let id = newID();
    const { form } = commandForm({
        fields: [name],
        submit: say.tokenMake,
        check: (values) => values.name.trim() ? [] : [["name", say.tokenNameMissing]],
        run: async (values) => {
            const days = expiry.value ? { expiresInDays: Number(expiry.value) } : {};
            const make = () => call("POST", "tokens", { id, name: values.name.trim(), ...days });
            let { token, secret } = await make();
            if (!secret) {
                // It was made before, and the reply with its secret was lost: it is of no use to anybody.
                await call("DELETE", `tokens/${id}`);
                id = newID();
                ({ token, secret } = await make());
            }
            id = newID();
            name.input.value = "";
            list.prepend(itemOf(token));
            none.hidden = true;
            made.replaceChildren(...(secret ? [el("p", "hint", {}, say.tokenMade), copyable(token.name, secret, note)] : []));
            /** @type {HTMLElement | null} */ (made.querySelector("output"))?.focus();
        },
    });
    name.node.after(el("div", "form-field", {}, el("label", "", { for: "token-expiry" }, say.tokenExpiry), expiry));

    /** @param {Token} token */
    function itemOf(token) {
        const isOver = token.expiresAt !== undefined && Date.parse(token.expiresAt) < Date.now();
        const revoke = el("button", "button quiet", { type: "button", "aria-label": say.revokeOf(token.name) }, say.revoke);
        const item = el("li", "item", {}, el("span", "item-name", { dir: "auto" }, token.name),
            token.lastUsedAt ? timeNode(token.lastUsedAt, say.tokenUsed) : el("span", "hint", {}, say.tokenUnused),
            token.expiresAt ? timeNode(token.expiresAt, isOver ? say.tokenOver : say.tokenUntil) : "", revoke);
        revoke.addEventListener("click", () => attempt(async () => {
            await call("DELETE", `tokens/${token.id}`).catch((error) => {
                if (error.status !== 404) throw error; // it was revoked already
            });
            removeItem(item);
            none.hidden = list.children.length > 0;
            made.replaceChildren();
            note(say.revoked);
        }));
        return item;
    }

    list.append(...tokens.map(itemOf));
    none.hidden = tokens.length > 0;
    return [el("p", "hint", {}, say.tokensWhat), form, made, none, list];
}
