// @ts-check
// Where one is signed in, and how to end that.

import { accountWords as say } from "../words-account.js";
import { removeItem, timeNode } from "./account.js";
import { el } from "./dom.js";

/** @typedef {import("./account.js").Place} Place */
/** @typedef {{id: string, device: string, createdAt: string, lastSeenAt: string, current: boolean}} Session */

/** In this language what the server calls "Firefox on Linux". @param {string} device */
function deviceOf(device) {
    const [browser, system] = device.split(" on ");
    if (system) return say.deviceOn(browser, system);
    return device && device !== "Unknown device" ? device : say.unknownDevice;
}

/** @param {Place} place @returns {Promise<Node[]>} */
export async function drawSessions({ call, note, attempt }) {
    /** @type {{sessions: Session[]}} */
    const { sessions } = await call("GET", "sessions");
    const list = el("ul", "items");
    const others = el("button", "button danger", { type: "button" }, say.endOthers);
    others.addEventListener("click", () => attempt(async () => {
        await call("DELETE", "sessions");
        for (const one of [...list.children].slice(1)) one.remove();
        /** @type {HTMLElement | null | undefined} */ (list.closest("dialog")?.querySelector("button"))?.focus();
        others.hidden = true;
        note(say.othersEnded);
    }));
    const mineFirst = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
    for (const session of mineFirst) {
        const device = deviceOf(session.device);
        const item = el("li", "item", {}, el("span", "item-name", {}, device),
            session.current ? el("span", "hint accent", {}, say.thisSession) : timeNode(session.lastSeenAt, say.seen));
        list.append(item);
        if (session.current) continue;
        const end = el("button", "button quiet", { type: "button", "aria-label": say.endSessionOf(device) }, say.endSession);
        end.addEventListener("click", () => attempt(async () => {
            await call("DELETE", `sessions/${session.id}`).catch((error) => {
                if (error.status !== 404) throw error; // it was over already
            });
            removeItem(item);
            others.hidden = list.children.length < 2;
            note(say.sessionEnded);
        }));
        item.append(end);
    }
    others.hidden = sessions.length < 2;
    return [list, others];
}
