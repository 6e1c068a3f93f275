// @ts-check
// One tab's use of what the browser keeps (`cache.js`): begins with it, writes it down, shares the waiting questions,
// and throws all away when the person goes. Nothing here fails: without a disk the page works as it did before.

import { claim, keepSnapshot, readAll, restoreInto, snapshotOf, wipe } from "./cache.js";
import { createWaiting } from "./waiting.js";

const KEEP_EVERY_MS = 2000;
/** Tells the next start, before anything of this is fetched, that something is kept (`main.js` has the same name). */
const FLAG = "pollux_kept";

/** What is kept from before, or null. @returns {Promise<import("./cache.js").Kept | null>} */
export const readKept = () => readAll().catch(() => null);

/** Nobody is signed in: nothing of anybody stays. */
export async function forget() {
    localStorage.removeItem(FLAG);
    await wipe().catch(() => {}); // there is no disk, so nothing is on it
}

/**
 * @param {object} options
 * @param {string} options.userID
 * @param {import("./state.js").State} options.state
 * @param {() => import("./types.js").Server | null} options.server
 * @param {(news: import("./waiting.js").News) => void} options.onNews
 */
export function createDevice({ userID, state, server, onNews }) {
    /** @type {Map<string, number>} */
    const opened = new Map();
    /** What was written, by conversation. @type {Map<string, import("./types.js").Message[]>} */
    const written = new Map();
    const waiting = createWaiting(userID, onNews);
    /** @type {ReturnType<typeof setTimeout> | null} */
    let timer = null;
    let isMine = false, isWriting = false;

    async function write() {
        if (timer) clearTimeout(timer);
        timer = null;
        const known = server();
        if (!isMine || isWriting || !known || state.me?.id !== userID) return;
        const snapshot = snapshotOf(state, known, opened);
        if (!snapshot) return;
        isWriting = true;
        const chats = snapshot.chats.map((chat) => ({ ...chat, isSame: isSame(written.get(chat.id), chat.messages) }));
        for (const { id, messages } of chats) written.set(id, messages);
        await keepSnapshot(userID, { start: snapshot.start, chats }).catch(() => written.clear());
        isWriting = false;
    }

    return {
        waiting,
        /** Begins with what was kept; `state` is as yet empty. @param {import("./cache.js").Kept} kept */
        restore({ start, chats }) {
            if (!start) return;
            restoreInto(state, start, chats);
            for (const { id, openedAt, messages } of chats) {
                opened.set(id, openedAt);
                written.set(id, messages);
            }
        },
        /** The server says that this user is signed in. */
        async claim() {
            await claim(userID).catch(() => {});
            isMine = true;
            localStorage.setItem(FLAG, userID);
        },
        /** @param {string} id of the conversation that is open */
        note: (id) => opened.set(id, Date.now()),
        /** The state has changed: it is written down soon. */
        keepSoon() {
            if (isMine) timer ??= setTimeout(write, KEEP_EVERY_MS);
        },
        /** The page may end at any moment. */
        keepNow: write,
        /** Signed out: nothing more is written. @param {boolean} tells the other tabs shall forget what they hold, too */
        async leave(tells) {
            isMine = false;
            if (timer) clearTimeout(timer);
            if (tells) waiting.leave();
            await forget();
            waiting.close();
        },
    };
}

/** @param {unknown[] | undefined} before @param {unknown[]} now */
const isSame = (before, now) => before?.length === now.length && now.every((one, i) => one === before[i]);
