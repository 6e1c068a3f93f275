// @ts-check
// One state object, and the only code that lets the server change it. Replies, reads and frames arrive in any order;
// whatever the order, the state ends the same: the higher revision wins, what is deleted stays deleted until a reset,
// and the text of a running answer is a prefix of which the longer one counts (docs/protocol.md, "One state from
// replies, reads and events"). No clock, no network, no DOM. Items are never changed in place: a view may compare them
// by identity to see what is new.
//
// Longer than 250 lines because every module of the start is a request of the first view, and those are budgeted.

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").User} User */

/**
 * @typedef {object} Held the messages of a conversation that this page keeps
 * @property {Map<string, Message>} messages
 * @property {boolean} loaded its newest messages were read from the server (or it has none yet)
 * @property {boolean} earlier the server has messages before the first one here
 * @property {string} [windowEnd] a part in the middle of the path is shown, and ends in this message
 */

/** @typedef {"all" | "unread" | "pinned" | "archived"} Filter which conversations a list shows */

/** @typedef {{nextCursor: string | null, end: Conversation | null}} Part where a list goes on (null: it is complete), and the last that was read of it */

/** @typedef {{truth: Conversation, changes: {what: Partial<Conversation>, revision: number}[]}} Assumed what the server said, and what is shown before it says so */

/**
 * @typedef {object} State
 * @property {User | null} me
 * @property {string | null} epoch null: nothing is known yet
 * @property {number} revision of the last change that was applied without a gap before it
 * @property {boolean} listed the list of conversations was read since the last reset
 * @property {Map<string, Conversation>} conversations as they are shown: with what is assumed of them
 * @property {number} edition grows with each change of `conversations`
 * @property {Map<string, Assumed>} assumed by conversation
 * @property {Map<Filter, Part>} lists how far each list was read
 * @property {Set<string>} running answers under way in conversations that are not held
 * @property {Map<string, Held>} held by conversation
 * @property {Set<string>} deleted ids of conversations and messages, until the next reset
 * @property {number} resets how often everything was begun afresh; a reply to what was asked before the last time is
 *   to be thrown away: it may hold what is deleted, and nobody remembers that any more
 */

/**
 * @typedef {"applied" | "behind" | "fresh" | "ignored"} Outcome what a frame asks of the connection: nothing;
 *   "behind": something is missing, resume; "fresh": read everything again
 */

const FINAL = new Set(["complete", "stopped", "failed", "interrupted"]);

/** Is this answer over, for whatever reason? @param {Message} message */
export const isFinal = (message) => FINAL.has(message.status);

/** Is this an answer that waits or is being written? @param {Message} message */
export const isRunning = (message) => message.status === "queued" || message.status === "streaming";

/** @returns {State} a state that knows nothing */
export function createState() {
    return {
        me: null, epoch: null, revision: 0, listed: false, conversations: new Map(), edition: 0, assumed: new Map(),
        lists: new Map(), running: new Set(), held: new Map(), deleted: new Set(), resets: 0,
    };
}

/**
 * Applies one frame of the socket, already parsed.
 * @param {State} state
 * @param {any} frame
 * @returns {Outcome}
 */
export function applyFrame(state, frame) {
    switch (frame.type) {
        case "hello": return applyHello(state, frame);
        case "reset": return applyReset(state, frame);
        case "change": return applyChange(state, frame);
        case "delta": return applyDelta(state, frame);
        case "heartbeat": return frame.revision > state.revision ? "behind" : "applied";
        default: return "ignored";
    }
}

/** @param {State} state @param {{epoch: string, revision: number}} frame @returns {Outcome} */
function applyHello(state, frame) {
    return state.epoch === null ? applyReset(state, frame) : "applied"; // else the changes since ours follow
}

/** Makes the next `hello` count as the first: everything will be read again. @param {State} state */
export function forgetPosition(state) {
    state.epoch = null;
}

/** @param {State} state @param {{epoch: string, revision: number}} frame @returns {Outcome} */
function applyReset(state, frame) {
    const { me, resets, edition } = state;
    Object.assign(state, createState(), { me, resets: resets + 1, edition: edition + 1, epoch: frame.epoch, revision: frame.revision });
    return "fresh";
}

/**
 * @param {State} state
 * @param {{revision: number, kind: string, op: string, id: string, item?: any}} change
 * @returns {Outcome}
 */
function applyChange(state, change) {
    if (change.op === "delete") remove(state, change.kind, change.id);
    else if (change.kind === "conversation") putConversation(state, change.item);
    else if (change.kind === "message") putMessage(state, change.item);
    else if (change.kind === "user") putUser(state, change.item);
    // Revisions have no gaps: a jump means that something is missing. The number stays where it was, so that the
    // resume asks for it.
    if (change.revision > state.revision + 1) return "behind";
    state.revision = Math.max(state.revision, change.revision);
    return "applied";
}

/**
 * A piece of a running answer. What overlaps is applied from where the text here ends; a gap asks for a resume.
 * @param {State} state
 * @param {{messageID: string, offset: number, text: string, thought?: boolean}} delta
 * @returns {Outcome}
 */
function applyDelta(state, delta) {
    const message = findMessage(state, delta.messageID);
    if (!message && !state.deleted.has(delta.messageID)) state.running.add(delta.messageID);
    if (!message || !isRunning(message)) return "ignored";
    const field = delta.thought ? "thoughts" : "text";
    const before = message[field] ?? "";
    if (delta.offset > before.length) return "behind";
    const more = delta.text.slice(before.length - delta.offset);
    if (more) store(state, { ...message, [field]: before + more });
    return "applied";
}

/** @param {State} state @param {User} user */
export function putUser(state, user) {
    if (!state.me || user.revision >= state.me.revision) state.me = user;
}

/** @param {State} state @param {Conversation} conversation */
export function putConversation(state, conversation) {
    if (state.deleted.has(conversation.id)) return;
    const mine = state.conversations.get(conversation.id);
    if (!mine || conversation.revision > mine.revision) setConversation(state, conversation);
}

/** @param {State} state @param {Conversation} truth */
function setConversation(state, truth) {
    const assumed = state.assumed.get(truth.id);
    if (assumed) assumed.truth = truth;
    state.conversations.set(truth.id, assumed ? Object.assign({}, truth, ...assumed.changes.map(({ what }) => what)) : truth);
    state.edition += 1;
}

/**
 * Shows a change before the server has agreed to it. Whatever it says meanwhile stays below the assumption.
 * @param {State} state @param {string} id of the conversation @param {Partial<Conversation>} what to be handed to `settle`
 */
export function assume(state, id, what) {
    const mine = state.conversations.get(id);
    if (!mine) return;
    const assumed = state.assumed.get(id) ?? { truth: mine, changes: [] };
    assumed.changes.push({ what, revision: assumed.truth.revision });
    state.assumed.set(id, assumed);
    setConversation(state, assumed.truth);
}

/**
 * The server has spoken: what it says counts, and the assumption goes.
 * @param {State} state @param {string} id @param {Partial<Conversation>} what
 * @param {boolean} [isSo] it agreed without showing the conversation, whose change may still be on its way
 */
export function settle(state, id, what, isSo = false) {
    const assumed = state.assumed.get(id);
    const at = assumed?.changes.findIndex((change) => change.what === what) ?? -1;
    if (!assumed || at < 0) return; // everything was begun afresh, or it is deleted
    const [{ revision }] = assumed.changes.splice(at, 1);
    const truth = isSo && revision === assumed.truth.revision ? { ...assumed.truth, ...what } : assumed.truth;
    if (assumed.changes.length === 0) state.assumed.delete(id);
    setConversation(state, truth);
}

/**
 * Takes a message, if its conversation is held here.
 * @param {State} state
 * @param {Message} message
 */
export function putMessage(state, message) {
    const held = state.held.get(message.conversationID);
    const isGone = state.deleted.has(message.id) || state.deleted.has(message.conversationID);
    if (isFinal(message)) state.running.delete(message.id);
    else if (!held && !isGone && isRunning(message)) state.running.add(message.id);
    if (!held || isGone) return;
    const mine = held.messages.get(message.id);
    if (!mine) return store(state, message);
    if (isRunning(mine) && isRunning(message)) {
        store(state, {
            ...(message.revision > mine.revision ? message : mine),
            text: longer(mine.text, message.text) ?? "",
            thoughts: longer(mine.thoughts, message.thoughts),
        });
    } else if (message.revision > mine.revision) store(state, message);
}

/** @param {string | undefined} a @param {string | undefined} b */
function longer(a, b) {
    return (b?.length ?? 0) > (a?.length ?? 0) ? b : a;
}

/** @param {State} state @param {Message} message */
function store(state, message) {
    state.held.get(message.conversationID)?.messages.set(message.id, message);
}

/**
 * Forgets an item for good: nothing that arrives later, by whatever way, brings it back before a reset.
 * @param {State} state @param {string} kind @param {string} id
 */
export function remove(state, kind, id) {
    if (kind === "user") return;
    state.deleted.add(id);
    state.running.delete(id);
    if (kind === "conversation") {
        state.conversations.delete(id);
        state.assumed.delete(id);
        state.held.delete(id);
        state.edition += 1;
    } else for (const held of state.held.values()) held.messages.delete(id);
}

/**
 * A page of a list of conversations.
 * @param {State} state
 * @param {{conversations: Conversation[], nextCursor?: string | null}} page
 * @param {Filter} [filter] which list
 */
export function applyList(state, page, filter = "all") {
    for (const conversation of page.conversations) putConversation(state, conversation);
    state.lists.set(filter, { nextCursor: page.nextCursor ?? null, end: page.conversations.at(-1) ?? null });
    state.edition += 1;
    if (filter === "all") state.listed = true;
}

/**
 * Begins to hold a conversation: call it before its messages are read, so that what the socket says meanwhile counts.
 * @param {State} state
 * @param {string} id
 * @param {boolean} [isNew] it was made here, so there is nothing to read
 */
export function hold(state, id, isNew = false) {
    const held = state.held.get(id);
    if (held) return held;
    /** @type {Held} */
    const fresh = { messages: new Map(), loaded: isNew, earlier: false };
    state.held.set(id, fresh);
    return fresh;
}

/**
 * A page of a conversation's messages: its newest, or those before what is held.
 * @param {State} state
 * @param {string} id
 * @param {{messages: Message[], earlier: boolean}} page
 */
export function applyMessages(state, id, page) {
    const held = state.held.get(id);
    if (!held) return;
    const first = Math.min(...[...held.messages.values()].map((message) => message.seq));
    for (const message of page.messages) putMessage(state, message);
    // What arrived by the socket while the first page was under way is newer than that page.
    if (!held.loaded || (page.messages[0]?.seq ?? first) <= first) held.earlier = page.earlier;
    held.loaded = true;
}

/** @param {State} state @param {string} id @returns {Message | undefined} */
export function findMessage(state, id) {
    for (const held of state.held.values()) {
        const message = held.messages.get(id);
        if (message) return message;
    }
}

/**
 * What a `resume` says about the answers under way: how much of each is here.
 * @param {State} state
 * @returns {{messageID: string, offset: number, thoughtOffset: number}[]}
 */
export function runningAnswers(state) {
    return [...state.held.values()].flatMap((held) => [...held.messages.values()].filter(isRunning).map((message) => ({
        messageID: message.id, offset: message.text.length, thoughtOffset: message.thoughts?.length ?? 0,
    })));
}

/**
 * The shown path of a conversation as far as it is held, oldest first. A reply may overtake the change that moves
 * `leafID`, so the path goes on below the leaf while there is something.
 * @param {State} state
 * @param {string} id
 * @returns {Message[]}
 */
export function pathOf(state, id) {
    const messages = state.held.get(id)?.messages;
    if (!messages?.size) return [];
    /** @type {Map<string | undefined, Message>} */
    const newestChild = new Map();
    /** @type {Message | undefined} */
    let newest;
    for (const message of messages.values()) {
        const child = newestChild.get(message.parentID);
        if (!child || message.seq > child.seq) newestChild.set(message.parentID, message);
        if (!newest || message.seq > newest.seq) newest = message;
    }
    let tip = messages.get(state.conversations.get(id)?.leafID ?? "") ?? newest;
    for (let child = tip; child; child = newestChild.get(child.id)) tip = child;
    const path = [];
    for (let at = tip; at; at = messages.get(at.parentID ?? "")) path.push(at);
    return path.reverse();
}

/**
 * What is shown of a conversation: its path as far as it is held, or a part in the middle of it.
 * @param {State} state @param {string} id
 * @returns {{path: Message[], later: boolean}} `later`: the path goes on after what is shown
 */
export function windowOf(state, id) {
    const path = pathOf(state, id);
    const held = state.held.get(id);
    const end = held?.windowEnd === undefined ? undefined : held.messages.get(held.windowEnd);
    if (!held || !end || path.includes(end)) return { path, later: false };
    const part = [];
    for (let at = /** @type {Message | undefined} */ (end); at; at = held.messages.get(at.parentID ?? "")) part.push(at);
    return { path: part.reverse(), later: true };
}

/**
 * Shows a message at once as a command will make it. What the server says of it afterwards replaces it.
 * @param {State} state @param {string} id @param {Partial<Message>} changes
 */
export function foresee(state, id, changes) {
    const message = findMessage(state, id);
    if (message) store(state, { ...message, ...changes });
}

/**
 * Where in a path Gemini's view begins for the next question: the index of the first question it is sent, or the
 * path's length when it is sent none. Only exchanges whose answer is final and has text count, as the server does it.
 * @param {Message[]} path
 * @param {number | null} exchanges how many are sent along; null: all
 * @param {boolean} earlier there are messages before the path
 * @returns {number | null} null: everything is sent, or the place is further up than what is held
 */
export function contextStart(path, exchanges, earlier) {
    if (exchanges === null) return null;
    let left = exchanges;
    let at = path.length;
    for (let i = path.length - 1; i > 0 && left > 0; i -= 1) {
        const answer = path[i];
        if (answer.role !== "model" || !isFinal(answer) || !hasContent(answer)) continue;
        at = i - 1;
        left -= 1;
    }
    if (left > 0 || path.length === 0) return null;
    return at === 0 && !earlier ? null : at;
}

/** There is something to see of an answer: text, or a picture. @param {Message} message */
const hasContent = (message) => message.text !== "" || (message.attachments?.length ?? 0) > 0;

/**
 * The line that says where Gemini's view begins. When exchanges did not fit the model, the newest answer knows better
 * than the setting.
 * @param {Message[]} path
 * @param {number | null} exchanges
 * @param {boolean} earlier there are messages before the path
 * @returns {{at: number | null, leftOut: number}} as `contextStart`, and how many exchanges did not fit
 */
export function contextLine(path, exchanges, earlier) {
    const last = path.findLastIndex((message) => message.role === "model");
    const leftOut = path[last]?.contextLeftOut ?? 0;
    if (leftOut === 0) return { at: contextStart(path, exchanges, earlier), leftOut };
    const from = path[last].contextFromSeq ?? path[last - 1]?.seq ?? 0;
    const at = path.findIndex((message) => message.seq >= from);
    return { at: path[at].seq > from ? null : at, leftOut };
}

/**
 * Shows another branch at once: the reply to a command may overtake the change that moves the leaf.
 * @param {State} state @param {Message} message the new end of the shown path, as the reply has it
 */
export function showLeaf(state, { id, conversationID, revision }) {
    const conversation = state.conversations.get(conversationID);
    // A conversation that is newer than the message knows of its branch, and perhaps of one chosen since.
    if (conversation && conversation.revision < revision) setConversation(state, { ...(state.assumed.get(conversationID)?.truth ?? conversation), leafID: id });
}

/**
 * How far a stored question has come, for its ticks.
 * @param {Message | undefined} answer
 * @returns {"stored" | "begun" | "complete" | "failed"}
 */
export function progressOf(answer) {
    if (!answer) return "stored";
    if (answer.status === "complete") return "complete";
    if (answer.status === "failed") return "failed";
    return hasContent(answer) || answer.thoughts ? "begun" : "stored";
}

/** @type {Record<Filter, (conversation: Conversation) => boolean>} */
const BELONGS = {
    all: ({ archived }) => !archived,
    unread: ({ archived, unread }) => !archived && unread > 0,
    pinned: ({ archived, pinned }) => !archived && pinned,
    archived: ({ archived }) => archived,
};

/** What `listOf` gave last. @type {WeakMap<State, {edition: number, filter: Filter, keptID: string | null, list: Conversation[]}>} */
const latest = new WeakMap();

/**
 * A list as it is shown: pinned first, then by last activity. As long as the server has more of it, it ends where what
 * was read of it ends: what else is known may have neighbours that are not. The same array while nothing changes.
 * @param {State} state
 * @param {Filter} [filter]
 * @param {string | null} [keptID] a conversation that stays in the list of what is unread, because it is being read
 * @returns {Conversation[]}
 */
export function listOf(state, filter = "all", keptID = null) {
    const last = latest.get(state);
    if (last?.edition === state.edition && last.filter === filter && last.keptID === keptID) return last.list;
    const { nextCursor = null, end = null } = state.lists.get(filter) ?? {};
    const list = [...state.conversations.values()].filter((one) => !one.isGoing
        && (BELONGS[filter](one) || (one.id === keptID && filter === "unread" && !one.archived))
        && (nextCursor === null || end === null || byPlace(one, end) <= 0)).sort(byPlace);
    latest.set(state, { edition: state.edition, filter, keptID, list });
    return list;
}

/** @param {Conversation} a @param {Conversation} b */
function byPlace(a, b) {
    return Number(b.pinned) - Number(a.pinned) || compare(b.lastActivityAt, a.lastActivityAt) || compare(b.id, a.id);
}

/** How many chats have something unread, but for one that is being read. @param {State} state @param {string | null} openID */
export function unreadChats(state, openID) {
    let count = 0;
    for (const one of state.conversations.values()) if (BELONGS.unread(one) && one.id !== openID && !one.isGoing) count += 1;
    return count;
}

/** Is an answer of this conversation under way, as far as one hears here? @param {State} state @param {Conversation} conversation */
export function isWriting(state, { id, leafID }) {
    const held = state.held.get(id);
    if (!held) return leafID !== undefined && state.running.has(leafID);
    for (const message of held.messages.values()) if (isRunning(message)) return true;
    return false;
}

/** @param {string} a @param {string} b */
function compare(a, b) {
    return a < b ? -1 : Number(a > b);
}
