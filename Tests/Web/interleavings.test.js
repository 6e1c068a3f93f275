// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Replies, reads, frames, cuts and resets in random order: whatever the order, a page ends with what the server has.
// The server here is a model of docs/protocol.md; each seed is one history, and a failure names its seed.
import assert from "node:assert/strict";
import { applyList, applyMessages, createState, hold, putConversation, putMessage } from "../../web/model/state.js";
import { createLive } from "../../web/model/wire.js";
import { conversation, FakeClock, FakeSocket, message, randomFrom } from "./fakes.js";

const SEEDS = 400;
const STEPS = 250;
const KEPT_CHANGES = 4;

/** What a server does with one user's data. Items are replaced, never changed, so a snapshot stays as it was. */
class ModelServer {
    revision = 0;
    /** @type {Map<string, any>} */
    conversations = new Map();
    /** @type {Map<string, any>} */
    messages = new Map();
    /** @type {{revision: number, kind: string, id: string}[]} */
    changes = [];
    /** Frames on their way to each socket. @type {Map<FakeSocket, any[]>} */
    wires = new Map();
    #seq = 0;

    /** @param {string} kind */
    #table = (kind) => kind === "conversation" ? this.conversations : this.messages;

    /** @param {any} frame */
    #push(frame) {
        for (const wire of this.wires.values()) wire.push(frame);
    }

    /** @param {{revision: number, kind: string, id: string}} change */
    #frame({ revision, kind, id }) {
        const item = this.#table(kind).get(id);
        return item ? { type: "change", revision, kind, op: "put", id, item } : { type: "change", revision, kind, op: "delete", id };
    }

    /** @param {string} kind @param {string} id @param {any} [item] none: it is deleted */
    #change(kind, id, item) {
        this.revision += 1;
        if (item) this.#table(kind).set(id, { ...item, revision: this.revision });
        else this.#table(kind).delete(id);
        const change = { revision: this.revision, kind, id };
        this.changes.push(change);
        this.#push(this.#frame(change));
    }

    create() {
        const made = conversation({ title: "new" });
        this.#change("conversation", made.id, made);
        return this.conversations.get(made.id);
    }

    /** @param {string} conversationID @param {"queued" | "streaming"} status */
    ask(conversationID, status) {
        const parentID = this.conversations.get(conversationID).leafID;
        const question = message({ conversationID, seq: this.#seq += 1, text: "?", ...(parentID ? { parentID } : {}) });
        const answer = message({ conversationID, seq: this.#seq += 1, role: "model", status, parentID: question.id });
        this.#change("message", question.id, question);
        this.#change("message", answer.id, answer);
        this.#change("conversation", conversationID, { ...this.conversations.get(conversationID), leafID: answer.id });
        return { question: this.messages.get(question.id), answer: this.messages.get(answer.id) };
    }

    /** @param {any} answer @param {string} text @param {boolean} thought */
    grow(answer, text, thought) {
        if (answer.status === "queued") this.#change("message", answer.id, { ...answer, status: "streaming" });
        const current = this.messages.get(answer.id);
        const field = thought ? "thoughts" : "text";
        const before = current[field] ?? "";
        this.messages.set(answer.id, { ...current, [field]: before + text }); // no revision: a checkpoint is no change
        this.#push({ type: "delta", messageID: answer.id, offset: before.length, text, ...(thought ? { thought } : {}) });
    }

    /** @param {any} answer @param {string} status */
    finish(answer, status) {
        this.#change("message", answer.id, { ...answer, status });
    }

    /** @param {any} item @param {string} title */
    rename(item, title) {
        this.#change("conversation", item.id, { ...item, title });
    }

    /** @param {string} id */
    remove(id) {
        for (const one of [...this.messages.values()]) if (one.conversationID === id) this.messages.delete(one.id);
        this.#change("conversation", id);
    }

    /** @param {FakeSocket} socket @param {any} resume */
    resume(socket, resume) {
        const wire = this.wires.get(socket) ?? [];
        this.wires.set(socket, wire);
        const kept = this.changes.length - KEPT_CHANGES;
        const isKnown = resume.epoch === null || (resume.epoch === "e" && resume.since >= kept && resume.since <= this.revision);
        wire.push({ type: isKnown ? "hello" : "reset", epoch: "e", revision: this.revision, heartbeatSeconds: 20 });
        if (isKnown && resume.epoch !== null) wire.push(...this.changes.slice(resume.since).map((change) => this.#frame(change)));
        for (const { id, status, text, thoughts = "" } of this.messages.values()) {
            if (status !== "streaming") continue;
            const has = resume.answers.find((/** @type {any} */ one) => one.messageID === id) ?? { offset: 0, thoughtOffset: 0 };
            if (text.length > has.offset) wire.push({ type: "delta", messageID: id, offset: has.offset, text: text.slice(has.offset) });
            if (thoughts.length > has.thoughtOffset) {
                wire.push({ type: "delta", messageID: id, offset: has.thoughtOffset, text: thoughts.slice(has.thoughtOffset), thought: true });
            }
        }
    }

    /** @param {string} id */
    readMessages = (id) => [...this.messages.values()].filter((one) => one.conversationID === id).sort((a, b) => a.seq - b.seq);
}

/** One page against one server, with everything in between under the test's hand. @param {number} seed */
function play(seed) {
    const random = randomFrom(seed);
    const pick = (/** @type {any[]} */ list) => list[Math.floor(random() * list.length)];
    const server = new ModelServer();
    const clock = new FakeClock();
    const state = createState();
    /** Requests: first they reach the server, later their reply reaches the page. @type {{reach?: () => any, arrive: (reply: any) => void, reply?: any}[]} */
    const requests = [];
    /** @type {Set<string>} */
    const opened = new Set();
    /** @type {FakeSocket | null} */
    let socket = null;

    /** @param {() => any} reach @param {(reply: any) => void} arrive */
    function ask(reach, arrive) {
        const { resets } = state;
        requests.push({ reach, arrive: (reply) => reply && resets === state.resets && arrive(reply) });
    }
    /** @param {string} id */
    function open(id) {
        opened.add(id);
        hold(state, id);
        ask(() => ({ messages: server.readMessages(id), earlier: false }), (page) => applyMessages(state, id, page));
    }

    const live = createLive({
        state, clock, random,
        open: () => /** @type {any} */ (socket = new FakeSocket()),
        onChange: () => {},
        onFresh: () => {
            ask(() => ({ conversations: [...server.conversations.values()] }), (page) => applyList(state, page));
            for (const id of opened) open(id);
        },
        onStatus: () => {}, onSignedOut: () => {},
    });

    const running = () => [...server.messages.values()].filter((one) => one.status === "queued" || one.status === "streaming");
    const doings = [
        () => {
            if (server.conversations.size < 5) ask(() => server.create(), (made) => {
                putConversation(state, made);
                open(made.id);
            });
        },
        () => {
            const id = pick([...server.conversations.keys()]);
            if (id) ask(() => server.conversations.has(id) && server.ask(id, pick(["queued", "streaming"])), (reply) => {
                putMessage(state, reply.question);
                putMessage(state, reply.answer);
            });
        },
        () => running().length && server.grow(pick(running()), pick(["a", "bcd", "😀", "e f"]), random() < 0.2),
        () => running().length && server.grow(pick(running()), pick(["a", "bcd", "😀", "e f"]), false),
        () => random() < 0.15 && running().length && server.finish(pick(running()), pick(["complete", "stopped", "failed", "interrupted"])),
        () => {
            const item = pick([...server.conversations.values()]);
            if (item) server.rename(item, String(random()));
        },
        () => random() < 0.15 && server.conversations.size && server.remove(pick([...server.conversations.keys()])),
        () => random() < 0.3 && server.conversations.size && open(pick([...server.conversations.keys()])),
        () => random() < 0.3 && cut(),
        travel, travel, travel, travel, deliver, deliver, deliver, connect, connect,
    ];

    /** A request or a reply goes its way. */
    function travel() {
        const request = pick(requests);
        if (!request) return;
        if (request.reach) {
            request.reply = request.reach();
            delete request.reach;
        } else {
            requests.splice(requests.indexOf(request), 1);
            request.arrive(request.reply);
        }
    }
    /** The next frame of the socket goes its way; so does what the page has sent. */
    function deliver() {
        if (socket?.readyState !== 1) return;
        const sent = socket.sent.shift();
        if (sent) server.resume(socket, sent);
        for (let n = Math.ceil(random() * 6); n > 0; n -= 1) {
            const frame = server.wires.get(socket)?.shift();
            if (frame) socket.receive(frame);
        }
    }
    function connect() {
        if (socket?.readyState === 0) socket.open();
        else clock.pass(random() * 2000);
    }
    function cut() {
        if (!socket) return;
        server.wires.delete(socket);
        socket.end(1006);
    }

    /** Lets everything that is under way arrive. */
    function settle() {
        for (let i = 0; i < 2000; i += 1) {
            connect();
            deliver();
            travel();
            const isQuiet = socket?.readyState === 1 && server.wires.get(socket)?.length === 0 && socket.sent.length === 0;
            if (isQuiet && requests.length === 0) return;
        }
        assert.fail(`seed ${seed} does not come to rest`);
    }

    live.start();
    for (let i = 0; i < STEPS; i += 1) pick(doings)();
    settle();
    // What a page missed of a running answer before it read it, it learns from the next piece.
    for (const answer of running()) server.grow(answer, "!", false);
    settle();
    return { state, server };
}

/** @param {any} item */
const essence = (item) => ({ ...item, thoughts: item.thoughts ?? "" });

Deno.test(`${SEEDS} random histories end with what the server has`, () => {
    let resets = 0, held = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { state, server } = play(seed);
        assert.deepEqual(new Map([...state.conversations].sort()), new Map([...server.conversations].sort()), `conversations, seed ${seed}`);
        for (const [id, { messages }] of state.held) {
            const here = [...messages.values()].sort((a, b) => a.seq - b.seq).map(essence);
            assert.deepEqual(here, server.readMessages(id).map(essence), `messages, seed ${seed}`);
            held += here.length;
        }
        assert.equal(state.revision, server.revision, `revision, seed ${seed}`);
        resets += state.resets;
    }
    // The histories must be worth something: resets beyond the first, and messages to compare.
    assert.ok(resets > SEEDS * 1.2 && held > SEEDS * 5, `${resets} resets, ${held} messages`);
});
