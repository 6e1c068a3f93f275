// @ts-check
// What the tests put in place of time, chance, the socket and the server.

/** A small generator of pseudo-random numbers: the same seed, the same run. @param {number} seed */
export function randomFrom(seed) {
    let a = seed * 2654435761 >>> 0;
    return () => {
        a = a + 0x6d2b79f5 >>> 0;
        let t = Math.imul(a ^ a >>> 15, a | 1);
        t ^= t + Math.imul(t ^ t >>> 7, t | 61);
        return ((t ^ t >>> 14) >>> 0) / 4294967296;
    };
}

/** Time that passes only when told to. */
export class FakeClock {
    time = 1_000_000;
    /** @type {Map<number, {at: number, action: () => void}>} */
    timers = new Map();
    #next = 1;

    now = () => this.time;
    /** @param {() => void} action @param {number} ms */
    setTimer = (action, ms) => {
        this.timers.set(this.#next, { at: this.time + ms, action });
        return this.#next++;
    };
    /** @param {any} timer */
    clearTimer = (timer) => {
        this.timers.delete(timer);
    };

    /** Lets time pass; what is due happens in order. @param {number} ms */
    pass(ms) {
        const end = this.time + ms;
        for (;;) {
            const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
            if (!due) break;
            this.timers.delete(due[0]);
            this.time = Math.max(this.time, due[1].at);
            due[1].action();
        }
        this.time = end;
    }
}

/** The page's end of a socket; the test is the other end. */
export class FakeSocket {
    readyState = 0;
    /** Frames that the page has sent, parsed. @type {any[]} */
    sent = [];
    onopen = () => {};
    onmessage = (/** @type {{data: string}} */ _event) => {};
    onclose = (/** @type {{code: number}} */ _event) => {};

    open() {
        this.readyState = 1;
        this.onopen();
    }
    /** @param {string} data */
    send(data) {
        this.sent.push(JSON.parse(data));
    }
    /** @param {object} frame */
    receive(frame) {
        if (this.readyState === 1) this.onmessage({ data: JSON.stringify(frame) });
    }
    /** The other end closes, or the network does. @param {number} code */
    end(code) {
        if (this.readyState === 3) return;
        this.readyState = 3;
        this.onclose({ code });
    }
    /** The page closes. */
    close() {
        this.end(1005);
    }
}

/** Lets every promise that is ready go on. */
export async function settled() {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

let made = 0;

/** @param {Partial<import("../../web/model/types.js").Conversation>} fields @returns {any} */
export const conversation = (fields) => ({
    id: `conversation ${made += 1}`, title: "", contextExchanges: 3, pinned: false, archived: false, createdAt: "2026-01-01T00:00:00.000Z",
    lastActivityAt: "2026-01-01T00:00:00.000Z", preview: "", unread: 0, readSeq: 0, revision: 1, ...fields,
});

/** @param {Partial<import("../../web/model/types.js").Message>} fields @returns {any} */
export const message = (fields) => ({
    id: `message ${made += 1}`, conversationID: "c", seq: made, role: "user", text: "", status: "stored",
    createdAt: "2026-01-01T00:00:00.000Z", revision: 1, ...fields,
});
