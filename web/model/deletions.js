// @ts-check
// Messages that are about to be deleted: they are out of sight at once, and the command goes out when nobody has taken
// it back for a while, or when something else depends on it. One deletion can be taken back at a time.

import { Problem, systemClock } from "./wire.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./wire.js").Clock} Clock */

export const UNDO_FOR_MS = 6000;

/**
 * @param {object} options
 * @param {(method: string, path: string, body?: undefined, keepalive?: boolean) => Promise<any>} options.call
 * @param {() => void} options.onChange what is hidden has changed
 * @param {(error: Problem) => void} options.onFailed it is back
 * @param {Clock} [options.clock]
 */
export function createDeletions({ call, onChange, onFailed, clock = systemClock }) {
    /** What is not shown: about to go, or gone and the server's word of it still under way. @type {Set<string>} */
    const hidden = new Set();
    /** @type {string | null} */
    let pending = null;
    /** @type {any} */
    let timer = null;
    /** Commands on their way. @type {Set<Promise<void>>} */
    const going = new Set();

    /** @param {string} id @param {boolean} keepalive */
    async function send(id, keepalive) {
        try {
            await call("DELETE", `messages/${id}`, undefined, keepalive);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.status === 404 || error.status === 410) return;
            hidden.delete(id);
            onChange();
            onFailed(error);
        }
    }

    /** @param {boolean} keepalive */
    function go(keepalive) {
        clock.clearTimer(timer);
        const id = pending;
        pending = null;
        if (id === null) return;
        const command = send(id, keepalive).finally(() => going.delete(command));
        going.add(command);
        onChange();
    }

    return {
        /** Hides a message, and deletes it later. @param {string} id */
        begin(id) {
            go(false);
            hidden.add(id);
            pending = id;
            timer = clock.setTimer(() => go(false), UNDO_FOR_MS);
            onChange();
        },
        /** Takes the last deletion back. @param {string} id @returns {boolean} false: it is too late */
        undo(id) {
            if (pending !== id) return false;
            clock.clearTimer(timer);
            pending = null;
            hidden.delete(id);
            onChange();
            return true;
        },
        /** Is there something to take back? */
        get isPending() {
            return pending !== null;
        },
        /** Somebody is at the note with "Undo": it waits for them. @param {boolean} isHeld */
        hold(isHeld) {
            clock.clearTimer(timer);
            if (pending !== null && !isHeld) timer = clock.setTimer(() => go(false), UNDO_FOR_MS);
        },
        /** Deletes now, and waits until it is done: what is written next must not hang on what goes. @returns {Promise<any>} */
        settle() {
            go(false);
            return Promise.all(going);
        },
        /** The page is left. */
        leave: () => go(true),
        /** What of a path is to be seen. @param {Message[]} path */
        visible(path) {
            const at = hidden.size ? path.findIndex(({ id }) => hidden.has(id)) : -1;
            return at < 0 ? path : path.slice(0, at);
        },
    };
}
