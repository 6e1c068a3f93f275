// @ts-check
// How the server is, read again while somebody looks.

import { bytes, count, exactTimeOf } from "../formats.js";
import { adminWords as words } from "../words-admin.js";
import { factList, problemLine } from "./admin-parts.js";
import { el } from "./dom.js";

const REFRESH_MS = 5000;

/** @param {import("./admin.js").World} world @returns {HTMLElement} */
export function createStatus(world) {
    const problem = problemLine();
    const groups = el("div", "groups", {}, el("p", "hint", {}, words.loading));
    const updated = el("p", "hint");
    const node = el("div", "", {}, problem, groups, updated);
    let shown = "", isAsking = false;

    async function read() {
        if (isAsking || document.visibilityState !== "visible") return;
        isAsking = true;
        const said = problem.textContent; // a trouble that lasts is told once
        const trial = el("p");
        await world.attempt(async () => draw(await world.call("GET", "admin/status")), trial);
        if (trial.textContent !== said) problem.textContent = trial.textContent;
        isAsking = false;
    }

    /** @param {import("../model/types.js").ServerStatus} status */
    function draw(status) {
        updated.textContent = words.updated(exactTimeOf(new Date().toISOString()));
        const key = JSON.stringify(status);
        if (key === shown) return; // whoever selects or reads is not disturbed
        shown = key;
        const { storage } = status;
        groups.replaceChildren(
            group(words.now, [[words.running, count(status.answersRunning)], [words.queued, count(status.answersQueued)], [words.sockets, count(status.sockets)]]),
            group(words.people, [[words.users, count(status.users)], [words.guests, count(status.guests)]]),
            group(words.storage, [
                [words.database, bytes(storage.databaseBytes)], [words.attachments, bytes(storage.attachmentBytes)],
                ...(storage.freeBytes === undefined ? [] : [/** @type {[string, string]} */ ([words.free, bytes(storage.freeBytes)])]),
            ]),
            group(words.server, [[words.version, status.version], [words.since, exactTimeOf(status.startedAt)]]));
    }

    const timer = setInterval(() => {
        if (node.isConnected) return read();
        clearInterval(timer);
        document.removeEventListener("visibilitychange", read);
    }, REFRESH_MS);
    document.addEventListener("visibilitychange", read);
    read();
    return node;
}

/** @param {string} title @param {[string, string][]} rows */
const group = (title, rows) => el("section", "group", {}, el("h3", "", {}, title), factList(rows));
