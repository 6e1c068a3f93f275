// @ts-check
// What goes over the wire and keeps trying: one call of the HTTP interface, the live socket, the outbox, and the ids
// that make repeating a command harmless. Clock, randomness and sockets are passed in, so that tests own them.
//
// Longer than 250 lines because every module of the start is a request of the first view, and those are budgeted.

import { applyFrame, forgetPosition, runningAnswers } from "./state.js";

/** @typedef {import("./types.js").Entry} Entry */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since 1970
 * @property {(action: () => void, ms: number) => any} setTimer
 * @property {(timer: any) => void} clearTimer
 */

const CALL_TIMEOUT_MS = 30_000;
const OPEN_TIMEOUT_MS = 10_000;
const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
const STEADY_AFTER_MS = 10_000;
const SILENCE_IN_HEARTBEATS = 2.5;
const RESUMES_WITHOUT_PROGRESS = 3;

/** @type {Clock} */
export const systemClock = {
    now: () => Date.now(),
    setTimer: (action, ms) => setTimeout(action, ms),
    clearTimer: (timer) => clearTimeout(timer),
};

/**
 * An RFC 9562 version 7 UUID, in lower case.
 * @param {number} [now] milliseconds since 1970
 */
export function newID(now = Date.now()) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    for (let i = 5, rest = now; i >= 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * How long to wait before the next try: full jitter, from 0.5 s, the bound doubling up to 30 s.
 * @param {number} failures tries that failed so far, from 0
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function backoff(failures, random = Math.random) {
    const bound = Math.min(BACKOFF_MAX_MS, 2 * BACKOFF_MIN_MS * 2 ** Math.min(failures, 10));
    return BACKOFF_MIN_MS + random() * (bound - BACKOFF_MIN_MS);
}

/** A command that was refused (an RFC 9457 problem document), or one that did not get through (`status` 0). */
export class Problem extends Error {
    /** @param {number} status @param {any} document */
    constructor(status, document) {
        super(document?.detail ?? document?.title ?? `status ${status}`);
        this.status = status;
        /** Stable, from the protocol's table; "unreachable" and "unavailable" are the page's own. */
        this.code = String(document?.code ?? (status === 0 ? "unreachable" : "unavailable"));
        /** @type {string | undefined} */
        this.detail = document?.detail;
        /** @type {string | undefined} The field of the command that is at fault. */
        this.field = document?.field;
        /** @type {number | undefined} */
        this.retryAfterSeconds = document?.retryAfterSeconds;
    }

    /** Would the same command, unchanged, be worth another try? */
    get isPassing() {
        return this.status === 0 || this.status >= 500 || this.status === 408 || this.code === "rate_limited";
    }
}

/**
 * What is told of a question that was refused.
 * @param {Problem} problem @param {number} now milliseconds since 1970
 */
export function refusalOf({ code, detail, retryAfterSeconds: wait }, now) {
    return { code, detail, ...(wait ? { until: new Date(now + 1000 * wait).toISOString() } : {}) };
}

/**
 * One call of the HTTP interface.
 * @param {string} method
 * @param {string} path below `/api/v1/`
 * @param {unknown} [body]
 * @param {boolean} [keepalive] it shall arrive even when the page is left meanwhile
 * @returns {Promise<any>} the reply's JSON, or null when there is none
 * @throws {Problem}
 */
export async function call(method, path, body, keepalive = false) {
    let response, text;
    try {
        response = await fetch(`/api/v1/${path}`, {
            method,
            headers: body === undefined ? {} : { "Content-Type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
            cache: "no-store",
            keepalive,
            signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        });
        text = await response.text();
    } catch {
        throw new Problem(0, null);
    }
    let json = null;
    try {
        json = text ? JSON.parse(text) : null;
    } catch {
        // A proxy's own page: the status says enough.
    }
    if (!response.ok) throw new Problem(response.status, json);
    return json;
}

/**
 * A module that is not needed at once. Without a connection it cannot come: a problem like any other.
 * @template T
 * @param {Promise<T>} module what `import()` gives
 * @returns {Promise<T>}
 */
export function late(module) {
    return module.catch(() => {
        throw new Problem(0, null);
    });
}

/** @typedef {"connecting" | "live" | "waiting" | "stopped"} LinkStatus */

/**
 * The live socket: says what the page has, applies what comes, comes back by itself.
 * @param {object} options
 * @param {import("./state.js").State} options.state
 * @param {() => WebSocket} options.open
 * @param {() => void} options.onChange the state has changed
 * @param {() => void} options.onFresh everything is to be read again
 * @param {(status: LinkStatus) => void} options.onStatus
 * @param {(code: number) => void} options.onSignedOut
 * @param {() => void} [options.onNeverOpened] it closed before it opened: perhaps the session is over
 * @param {Clock} [options.clock]
 * @param {() => number} [options.random]
 */
export function createLive(options) {
    const { state, onStatus, clock = systemClock, random = Math.random } = options;
    /** @type {WebSocket | null} */
    let socket = null;
    let stopped = false, awaitingHello = false, failures = 0, liveSince = 0, lastFrameAt = 0, silenceMs = 0;
    let stuck = 0, stuckAt = -1, hasMoreToAsk = false;
    /** @type {any} */
    let timer = null;

    function connect() {
        clock.clearTimer(timer);
        if (stopped || socket) return;
        onStatus("connecting");
        const mine = options.open();
        socket = mine;
        liveSince = 0;
        silenceMs = OPEN_TIMEOUT_MS;
        lastFrameAt = clock.now();
        let opened = false;
        mine.onopen = () => {
            opened = true;
            if (mine === socket) resume();
        };
        mine.onmessage = (event) => mine === socket && receive(event.data);
        mine.onclose = (event) => mine === socket && lost(event.code, opened);
        watch();
    }

    /** One timer at a time, armed anew only when it rings: frames just note their time. */
    function watch() {
        const left = lastFrameAt + silenceMs - clock.now();
        if (left <= 0) return drop();
        timer = clock.setTimer(watch, left);
    }

    function drop() {
        const old = socket;
        lost(1006, true); // first: a dead socket takes long to report its own end
        old?.close();
    }

    function resume() {
        if (awaitingHello || socket?.readyState !== 1) return;
        stuck = stuckAt === state.revision ? stuck + 1 : 0;
        stuckAt = state.revision;
        if (stuck > RESUMES_WITHOUT_PROGRESS) {
            // The server's story has a hole that resuming does not fill: begin afresh, unhurriedly.
            forgetPosition(state);
            stuck = 0;
            return drop();
        }
        awaitingHello = true;
        socket.send(JSON.stringify({
            type: "resume", epoch: state.epoch, since: state.revision, answers: runningAnswers(state),
        }));
    }

    function catchUp() {
        hasMoreToAsk = awaitingHello;
        stuckAt = -1;
        resume();
    }

    /** @param {string} data */
    function receive(data) {
        lastFrameAt = clock.now();
        let frame;
        try {
            frame = JSON.parse(data);
        } catch {
            return drop();
        }
        if (frame.type === "hello" || frame.type === "reset") begin(frame);
        const revision = state.revision;
        const outcome = applyFrame(state, frame);
        if (state.revision !== revision || (frame.type === "delta" && outcome === "applied")) stuckAt = -1;
        if (outcome === "fresh") options.onFresh();
        if (hasMoreToAsk && !awaitingHello) catchUp();
        else if (outcome === "behind") resume();
        if (frame.type !== "heartbeat") options.onChange();
    }

    /** @param {{heartbeatSeconds: number}} frame */
    function begin(frame) {
        awaitingHello = false;
        silenceMs = SILENCE_IN_HEARTBEATS * 1000 * (frame.heartbeatSeconds || 20);
        if (liveSince) return;
        liveSince = clock.now();
        clock.clearTimer(timer);
        watch();
        onStatus("live");
    }

    /** @param {number} code @param {boolean} opened */
    function lost(code, opened) {
        socket = null;
        awaitingHello = hasMoreToAsk = false;
        stuckAt = -1;
        clock.clearTimer(timer);
        if (stopped) return;
        if (code === 4401 || code === 4403) options.onSignedOut(code);
        if (code === 4400 || code === 4401 || code === 4403) {
            stopped = true;
            return onStatus("stopped");
        }
        if (!opened) options.onNeverOpened?.();
        if (stopped) return;
        failures = liveSince && clock.now() - liveSince > STEADY_AFTER_MS ? 0 : failures + 1;
        if (code === 4429) failures = Math.max(failures, 6);
        onStatus("waiting");
        timer = clock.setTimer(connect, backoff(Math.max(0, failures - 1), random));
    }

    return {
        /** Opens the socket and keeps it open. */
        start() {
            stopped = false;
            connect();
        },
        /** Closes it for good. */
        stop() {
            stopped = true;
            clock.clearTimer(timer);
            const old = socket;
            socket = null;
            old?.close();
        },
        /**
         * A read brought running answers: asks for their text from where it ends. What the socket said of them before
         * was dropped, and the read may be older than that.
         */
        catchUp,
        /** The network is back or the page is looked at again: try at once, and trust no old silence. */
        wake() {
            if (stopped) return;
            if (socket && clock.now() - lastFrameAt > silenceMs) drop();
            if (!socket) connect();
        },
    };
}

/**
 * @typedef {object} Shared where waiting questions are kept for the next start, and seen by other tabs; no call fails
 * @property {(records: import("./types.js").Waiting[]) => Promise<void>} put they are on the disk then
 * @property {(ids: string[], isStored?: boolean) => Promise<void>} remove `isStored`: the server has them now
 * @property {(conversationID: string, action: (kept: import("./types.js").Waiting[] | null) => Promise<void>) => Promise<void>} turn
 *   one at a time over all tabs, with what is kept of the conversation then; null: nothing can be kept here
 */

/**
 * The questions on their way. One queue for each conversation keeps their order; each is sent again under its own id
 * until the server has said yes or no. With `shared`, all tabs have the same questions: whichever has its turn sends
 * the first one that is still there.
 * @param {object} options
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} options.call
 * @param {() => void} options.onChange
 * @param {(reply: any) => void} options.onStored a command's reply: `{question, answer}`, or a conversation
 * @param {() => void} options.onSignedOut
 * @param {Shared} [options.shared]
 * @param {Clock} [options.clock]
 * @param {() => number} [options.random]
 */
export function createOutbox(options) {
    const { shared, clock = systemClock, random = Math.random } = options;
    /** @typedef {{entries: Entry[], create: boolean, running: boolean, kept: Set<string>, keeping: Promise<void> | null}} Queue */
    /** @type {Map<string, Queue>} */
    const queues = new Map();
    /** @type {Set<() => void>} */
    const sleepers = new Set();

    /** @param {number} ms */
    const sleep = (ms) => new Promise((resolve) => {
        const wake = () => {
            clock.clearTimer(timer);
            sleepers.delete(wake);
            resolve(undefined);
        };
        const timer = clock.setTimer(wake, ms);
        sleepers.add(wake);
    });

    /** @param {string} id @param {Queue} queue */
    async function run(id, queue) {
        if (queue.running) return;
        queue.running = true;
        for (let failures = 0; queues.get(id) === queue;) {
            let entry = nextOf(queue);
            if (!entry) break;
            try {
                if (shared) {
                    await queue.keeping;
                    await shared.turn(id, async (kept) => {
                        if (kept) meet(queue, kept);
                        entry = queues.get(id) === queue ? nextOf(queue) : undefined;
                        if (entry) await tryOne(id, queue, entry);
                    });
                } else await tryOne(id, queue, entry);
                failures = 0;
            } catch (error) {
                if (!(error instanceof Problem)) throw error;
                if (queues.get(id) !== queue || !entry) break;
                if (error.status === 401) {
                    entry.status = "waiting";
                    options.onSignedOut();
                    break;
                }
                if (error.isPassing) await sleep(Math.max(backoff(failures, random), 1000 * (error.retryAfterSeconds ?? 0)));
                failures += 1;
            }
        }
        queue.running = false;
    }

    /** That it was refused is kept before anybody else has a turn, who would send it again. @param {string} id @param {Queue} queue @param {Entry} entry */
    async function tryOne(id, queue, entry) {
        try {
            await sendOne(id, queue, entry);
        } catch (error) {
            if (error instanceof Problem && error.status !== 401 && queues.get(id) === queue) await change(queue, entry, error);
            throw error;
        }
    }

    /** @param {string} id @param {Queue} queue @param {Entry} entry */
    async function sendOne(id, queue, entry) {
        if (queue.create) {
            const conversation = await options.call("PUT", `conversations/${id}`, {});
            queue.create = false;
            options.onStored(conversation);
        }
        const attachments = entry.attachments?.map((attachment) => attachment.id);
        const reply = await options.call("POST", `conversations/${id}/messages`, {
            id: entry.id, text: entry.text, ...(attachments?.length ? { attachments } : {}),
            ...(entry.quoteID ? { quoteID: entry.quoteID } : {}),
        });
        queue.entries = queue.entries.filter((one) => one !== entry);
        options.onStored(reply);
        options.onChange();
        await shared?.remove([entry.id], true);
    }

    /** @param {Queue} queue */
    const nextOf = (queue) => queue.entries.find((one) => one.status !== "refused");

    /** @param {Queue} queue @param {import("./types.js").Waiting} record */
    function adopt(queue, record) {
        const { create: _, ...entry } = record;
        const at = queue.entries.findIndex((one) => one.id === entry.id);
        queue.kept.add(entry.id);
        if (at >= 0) queue.entries[at] = Object.assign(queue.entries[at], { problem: undefined }, entry);
        else queue.entries.push(entry);
        queue.entries.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)); // as they were written, in whichever tab
    }

    /** Another tab may have sent what was here, and there may be more. @param {Queue} queue @param {import("./types.js").Waiting[]} kept */
    function meet(queue, kept) {
        const ids = new Set(kept.map((record) => record.id));
        queue.entries = queue.entries.filter((entry) => ids.has(entry.id) || !queue.kept.has(entry.id));
        for (const record of kept) if (!queue.entries.some((entry) => entry.id === record.id)) adopt(queue, record);
        options.onChange();
    }

    /** @param {Queue} queue @param {Entry[]} entries */
    function keep(queue, entries) {
        const { create } = queue;
        return shared?.put(entries.map((entry) => ({ ...entry, status: entry.status === "refused" ? "refused" : "waiting", create })))
            .then(() => entries.forEach((entry) => queue.kept.add(entry.id)));
    }

    /** @param {Queue} queue @param {Entry} entry @param {Problem} problem @returns {Promise<any>} what is to be kept of it is */
    function change(queue, entry, problem) {
        /** @type {(Promise<void> | undefined)[]} */
        const kept = [];
        if (problem.code === "conflict" && problem.field === "id" && !entry.isRenamed) {
            // The draft was sent from another device as well, in other words: these are a question of their own.
            kept.push(shared?.remove([entry.id]));
            Object.assign(entry, { id: newID(clock.now()), isRenamed: true });
            kept.push(keep(queue, [entry]));
        } else {
            entry.status = problem.isPassing ? "waiting" : "refused";
            if (!problem.isPassing) {
                entry.problem = refusalOf(problem, clock.now());
                kept.push(keep(queue, [entry]));
            }
        }
        options.onChange();
        return Promise.all(kept);
    }

    /** @param {string} id @param {boolean} create @param {Entry[]} entries */
    function add(id, create, entries) {
        const queue = queueOf(id, create);
        queue.entries.push(...entries);
        if (shared) queue.keeping = Promise.all([queue.keeping, keep(queue, entries)]).then(() => {});
        options.onChange();
        run(id, queue);
    }

    /** @param {string} id @param {boolean} create */
    function queueOf(id, create) {
        const queue = queues.get(id) ?? { entries: [], create, running: false, kept: new Set(), keeping: null };
        queues.set(id, queue);
        return queue;
    }

    return {
        /**
         * Puts a question into its conversation's queue.
         * @param {string} conversationID @param {string} text @param {boolean} create make the conversation first
         * @param {import("./types.js").Attachment[]} [attachments] files that are on the server already
         * @param {string} [quoteID] the message that it refers to
         * @param {string} [id] what the question's will be, when that is known already
         */
        send(conversationID, text, create, attachments = [], quoteID, id = newID(clock.now())) {
            const now = clock.now();
            const createdAt = new Date(now).toISOString();
            const more = { ...(attachments.length ? { attachments } : {}), ...(quoteID ? { quoteID } : {}) };
            add(conversationID, create, [{ id, conversationID, text, ...more, createdAt, status: "sending" }]);
        },
        /** @param {string} conversationID @returns {Entry[]} what is not stored yet, in order */
        entries: (conversationID) => queues.get(conversationID)?.entries ?? [],
        /** Is anything still to be sent? */
        get isEmpty() {
            return [...queues.values()].every((queue) => queue.entries.length === 0);
        },
        /** Is this a conversation that the server does not know yet, as far as we know? @param {string} conversationID */
        creates: (conversationID) => queues.get(conversationID)?.create ?? false,
        /** Tries everything that waits, now. */
        wake() {
            for (const wake of [...sleepers]) wake();
            for (const [id, queue] of queues) run(id, queue);
        },
        /** Takes a refused question back. @param {string} conversationID @param {string} id */
        withdraw(conversationID, id) {
            const queue = queues.get(conversationID);
            if (queue) queue.entries = queue.entries.filter((entry) => entry.id !== id);
            shared?.remove([id]);
            options.onChange();
        },
        /** Takes in what other tabs, or an earlier start, have kept. @param {import("./types.js").Waiting[]} records */
        take(records) {
            for (const record of records) adopt(queueOf(record.conversationID, record.create), record);
            options.onChange();
            for (const id of new Set(records.map((record) => record.conversationID))) run(id, /** @type {Queue} */ (queues.get(id)));
        },
        /** Another tab has sent these, or taken them back. @param {string[]} ids @param {boolean} isStored */
        forget(ids, isStored) {
            for (const queue of queues.values()) {
                const before = queue.entries.length;
                queue.entries = queue.entries.filter((entry) => !ids.includes(entry.id));
                if (isStored && queue.entries.length < before) queue.create = false;
            }
            options.onChange();
        },
        /** Nobody is signed in any more: what waits stays where it is kept. */
        stop() {
            queues.clear();
            for (const wake of [...sleepers]) wake();
        },
        /** Forgets a conversation's questions, or all. @param {string} [conversationID] */
        drop(conversationID) {
            const dropped = [...queues].filter(([id]) => !conversationID || id === conversationID);
            for (const [id] of dropped) queues.delete(id);
            shared?.remove(dropped.flatMap(([, queue]) => queue.entries.map((entry) => entry.id)));
            for (const wake of [...sleepers]) wake();
        },
        /** What to keep across a reload of the page, as JSON. */
        save: () => JSON.stringify([...queues].filter(([, queue]) => queue.entries.length).map(([id, queue]) =>
            ({ id, create: queue.create, entries: queue.entries }))),
        /** Takes up what `save` gave. @param {string} saved */
        restore(saved) {
            for (const { id, create, entries } of JSON.parse(saved)) {
                add(id, create, entries.map((/** @type {Entry} */ entry) =>
                    entry.status === "refused" ? entry : { ...entry, status: "waiting" }));
            }
        },
    };
}
