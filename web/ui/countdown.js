// @ts-check
// Seconds that are shown while they pass: one timer for all, and only while there is something to count.

import { systemClock } from "../model/wire.js";
import { words } from "../words.js";

const SECOND_MS = 1000;
/** Beyond this the clocks of server and page do not agree; then no number is better than a wrong one. */
const BELIEVED_MS = 120_000;

/** @param {import("../model/wire.js").Clock} [clock] */
export function createTicker(clock = systemClock) {
    /** @type {Set<(now: number) => void>} */
    const watchers = new Set();
    /** @type {any} */
    let timer = null;

    function arm() {
        timer = watchers.size > 0 ? clock.setTimer(tick, SECOND_MS) : null;
    }

    function tick() {
        for (const watcher of [...watchers]) watcher(clock.now());
        arm();
    }

    return {
        /**
         * Calls at once, and then every second.
         * @param {(now: number) => void} watcher
         * @returns {() => void} ends it
         */
        watch(watcher) {
            watchers.add(watcher);
            if (timer === null) arm();
            watcher(clock.now());
            return () => {
                watchers.delete(watcher);
                if (watchers.size > 0 || timer === null) return;
                clock.clearTimer(timer);
                timer = null;
            };
        },
    };
}

export const ticker = createTicker();

/** "Gemini is busy. Trying again in 12 s." @param {string} retryAt @param {number} now milliseconds since 1970 */
export function retryText(retryAt, now) {
    const left = Date.parse(retryAt) - now;
    return left > 0 && left <= BELIEVED_MS ? words.retryingIn(Math.ceil(left / SECOND_MS)) : words.retryingNow;
}
