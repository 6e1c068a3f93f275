// @ts-check
// What is written in each conversation and not sent yet. It is on this browser's disk with the key that typed it, and on
// the server a moment later, so that it goes on on another device. A draft has the id that its question will have: the
// server forgets it with the question, and a save that comes late cannot bring it back. No DOM; clock and disk are
// passed in.

import { findMessage } from "./state.js";
import { backoff, newID, Problem, systemClock } from "./wire.js";

/**
 * @typedef {object} Draft
 * @property {string} id what the question's id will be
 * @property {string} text
 * @property {number} at when it was last changed here
 * @property {boolean} isSeen the server has shown just this: what it says from now on counts
 * @property {boolean} [isSaved] the server has agreed to it; not known after a reload
 */

const SAVE_AFTER_MS = 300;
/** So long at most while somebody types without a pause. */
const SAVE_WITHIN_MS = 1500;
/** What may be under way when a page is left. */
const MOST_KEPT_ALIVE = 60_000;
const PREFIX = "draft ";

/** A text as the server stores it. @param {string} text */
export const clean = (text) => text.replaceAll("\0", "\ufffd").toWellFormed();

/**
 * @param {object} options
 * @param {import("./state.js").State} options.state
 * @param {(method: string, path: string, body?: unknown, keepalive?: boolean) => Promise<any>} options.call
 * @param {Storage} options.storage
 * @param {string} options.userID
 * @param {(conversationID: string) => import("./types.js").Entry[]} options.entriesOf questions on their way
 * @param {number} [options.maxLength] UTF-16 code units; what is longer stays here
 * @param {import("./wire.js").Clock} [options.clock]
 * @param {() => number} [options.random]
 */
export function createDrafts({ state, call, storage, userID, entriesOf, maxLength = Infinity, clock = systemClock, random = Math.random }) {
    /** @type {Map<string, Draft>} */
    const drafts = new Map();
    /** Ids that questions of this page have taken. @type {Set<string>} */
    const spent = new Set();
    /** @type {Map<string, {timer: any, since: number}>} */
    const timers = new Map();
    /** @type {Set<string>} */
    const saving = new Set();
    let failures = 0;

    for (let i = 0; i < storage.length; i += 1) {
        const [prefix, id, owner] = storage.key(i)?.split(" ") ?? [];
        if (`${prefix} ` === PREFIX && owner === userID) drafts.set(id, JSON.parse(storage.getItem(nameOf(id)) ?? "null"));
    }

    /** @param {string} id */
    function nameOf(id) {
        return `${PREFIX}${id} ${userID}`;
    }

    /** @param {string} id @param {Draft} draft */
    function keep(id, draft) {
        drafts.set(id, draft);
        try {
            storage.setItem(nameOf(id), JSON.stringify({ ...draft, isSaved: undefined }));
        } catch {
            // Full or forbidden: then it lives as long as the page, and on the server.
        }
    }

    /** @param {string} id */
    function forget(id) {
        clock.clearTimer(timers.get(id)?.timer);
        timers.delete(id);
        drafts.delete(id);
        storage.removeItem(nameOf(id));
    }

    /** Does a question have this id already? @param {string} id of the conversation @param {string} draftID */
    const isSpent = (id, draftID) => spent.has(draftID) || state.deleted.has(draftID) || findMessage(state, draftID) !== undefined
        || entriesOf(id).some((entry) => entry.id === draftID);

    /** The server's draft, unless it is one that was sent from here. @param {string} id */
    function theirs(id) {
        const draft = state.conversations.get(id)?.draft;
        return draft && !isSpent(id, draft.id) ? draft : undefined;
    }

    /** @param {string} id @param {number} [ms] */
    function saveLater(id, ms = SAVE_AFTER_MS) {
        const now = clock.now();
        const since = timers.get(id)?.since ?? now;
        clock.clearTimer(timers.get(id)?.timer);
        const wait = Math.max(0, Math.min(ms, ms > SAVE_AFTER_MS ? ms : since + SAVE_WITHIN_MS - now));
        timers.set(id, { since, timer: clock.setTimer(() => save(id), wait) });
    }

    /** @param {string} id @param {boolean} [isLeaving] */
    async function save(id, isLeaving = false) {
        clock.clearTimer(timers.get(id)?.timer);
        timers.delete(id);
        const draft = drafts.get(id);
        if (!draft || draft.isSaved || !state.conversations.has(id) || draft.text.length > maxLength) return;
        if (saving.has(id) && !isLeaving) return; // it is looked at again when that is over
        const { text } = draft;
        if (isLeaving && 3 * text.length > MOST_KEPT_ALIVE) return; // it is on the disk, for the next start
        saving.add(id);
        try {
            await call("PUT", `conversations/${id}/draft`, { id: draft.id, text: clean(text) }, isLeaving);
            failures = 0;
            draft.isSaved = draft.text === text;
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (!error.isPassing) draft.isSaved = draft.text === text; // it stays here
            else if (drafts.has(id)) saveLater(id, Math.max(backoff(failures, random), 1000 * (error.retryAfterSeconds ?? 0)));
            failures += 1;
        } finally {
            saving.delete(id);
        }
        meet(id, true);
        const latest = drafts.get(id); // another one when somebody has typed meanwhile
        if (latest && !latest.isSaved && !timers.has(id)) saveLater(id);
    }

    /**
     * Compares what is here with what the server says.
     * @param {string} id @param {boolean} isTouched somebody is typing in it: nothing is put over that
     */
    function meet(id, isTouched) {
        const draft = drafts.get(id);
        if (!draft) return;
        if (isSpent(id, draft.id)) {
            // Another device has sent or taken it back. What was written here since goes on as another.
            const sent = findMessage(state, draft.id);
            if (sent ? sent.text === clean(draft.text) : draft.isSeen) return forget(id);
            Object.assign(draft, { id: newID(clock.now()), isSeen: false, isSaved: false });
            keep(id, draft);
            return saveLater(id);
        }
        const their = theirs(id);
        const isSame = their ? their.id === draft.id && their.text === clean(draft.text) : draft.text === "" && draft.isSaved;
        if (isSame && draft.text === "") forget(id);
        else if (isSame && !draft.isSeen) keep(id, Object.assign(draft, { isSeen: true, isSaved: true }));
        else if (!isSame && draft.isSeen && !isTouched) forget(id);
    }

    return {
        /** What is written in a conversation, here or elsewhere. @param {string} id */
        textOf: (id) => drafts.get(id)?.text ?? theirs(id)?.text ?? "",
        /** Compares all with what the server says. @param {string | null} touchedID where somebody is typing: nothing is put over that */
        look(touchedID) {
            for (const id of [...drafts.keys()]) meet(id, id === touchedID);
        },
        /** Somebody has typed. @param {string} id @param {string} text all that is there now */
        type(id, text) {
            const mine = drafts.get(id);
            if (text === (mine ?? theirs(id))?.text || (!mine && !text && !theirs(id))) return;
            if (!text && !state.conversations.has(id)) return forget(id);
            keep(id, { id: mine?.id ?? theirs(id)?.id ?? newID(clock.now()), text, at: clock.now(), isSeen: false });
            saveLater(id);
        },
        /** The question goes: its draft is over, everywhere. @param {string} id @returns {string} the question's id */
        take(id) {
            const draftID = drafts.get(id)?.id ?? theirs(id)?.id;
            forget(id);
            const taken = draftID && !isSpent(id, draftID) ? draftID : newID(clock.now());
            spent.add(taken);
            return taken;
        },
        /** The chat that was begun last and has no question yet. @returns {string | undefined} */
        unsentChat() {
            const fresh = [...drafts].filter(([id, { text }]) => text.trim() && !state.conversations.has(id) && !state.deleted.has(id));
            return fresh.sort(([, a], [, b]) => b.at - a.at)[0]?.[0];
        },
        /** The page may be gone in a moment. */
        flush() {
            for (const [id, draft] of drafts) if (!draft.isSaved && !draft.isSeen) save(id, true);
        },
        /** Nobody is signed in any more: what the server has, this disk need not keep. */
        leave() {
            for (const [id, draft] of drafts) {
                clock.clearTimer(timers.get(id)?.timer);
                if (draft.isSeen) forget(id);
            }
        },
        /** The conversations were read: what the server has not got yet is sent to it, unless it has another. */
        wake() {
            for (const [id, draft] of drafts) {
                const their = theirs(id);
                if (!draft.isSeen && !draft.isSaved && (!their || their.id === draft.id)) save(id);
            }
        },
    };
}
