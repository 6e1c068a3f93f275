// @ts-check
// What this browser keeps of the person who is signed in, in IndexedDB: what was last read, to begin with it the next
// time, and the questions that are not sent yet. It belongs to one user at a time, its owner. Each transaction begins by
// looking whose it is, so that a page that was left open by somebody else neither reads nor writes a thing; whoever
// comes next makes it their own, which empties it. The service worker uses it as well. No DOM.

import { pathOf } from "./state.js";

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Waiting} Waiting */

/**
 * @typedef {object} Start what the page begins with
 * @property {import("./types.js").User} user
 * @property {import("./types.js").Server} server
 * @property {string | null} epoch null: the list is not whole, it is to be read again
 * @property {number} revision
 * @property {[import("./state.js").Filter, import("./state.js").Part][]} lists
 * @property {Conversation[]} conversations
 */

/**
 * @typedef {object} Chat the end of a conversation's path
 * @property {string} id
 * @property {number} revision of everything when it was like this
 * @property {number} openedAt milliseconds since 1970
 * @property {Message[]} messages
 * @property {boolean} earlier
 */

/** @typedef {{start: Start | null, chats: Chat[], waiting: Waiting[]}} Kept */

const NAME = "pollux";
const STORES = ["facts", "chats", "outbox"];
const CHATS = 30;
const MESSAGES_OF_A_CHAT = 50;
const CONVERSATIONS = 300;
const TEXT = 4_000_000;
/** The server replays a thousand changes at most; a chat that is further behind would cost all others their place. */
const BEHIND = 500;

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
    opening ??= new Promise((resolve, reject) => {
        const request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore("facts");
            request.result.createObjectStore("chats", { keyPath: "id" });
            request.result.createObjectStore("outbox", { keyPath: "id" });
        };
        request.onsuccess = () => {
            const db = request.result;
            db.onversionchange = () => db.close();
            db.onclose = () => { opening = null; };
            resolve(db);
        };
        request.onerror = () => reject(request.error);
    });
    opening.catch(() => { opening = null; });
    return opening;
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(stores: {facts: IDBObjectStore, chats: IDBObjectStore, outbox: IDBObjectStore}) => Promise<T>} action
 * @param {IDBTransactionDurability} [durability]
 * @returns {Promise<T>} once it is on the disk
 */
async function transact(mode, action, durability = "relaxed") {
    const transaction = (await database()).transaction(STORES, mode, { durability });
    const done = new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(undefined);
        transaction.onabort = () => reject(transaction.error);
    });
    const [facts, chats, outbox] = STORES.map((name) => transaction.objectStore(name));
    const [result] = await Promise.all([action({ facts, chats, outbox }), done]);
    return result;
}

/** @param {IDBRequest} request @returns {Promise<any>} */
const got = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

/** Whose it is; null: nobody's. @returns {Promise<string | null>} */
export const ownerOf = () => transact("readonly", async ({ facts }) => await got(facts.get("owner")) ?? null);

/** Everything that is kept, whoever's it is. @returns {Promise<Kept>} */
export const readAll = () => transact("readonly", async ({ facts, chats, outbox }) => {
    const [start, all, waiting] = await Promise.all([got(facts.get("start")), got(chats.getAll()), got(outbox.getAll())]);
    return { start: start ?? null, chats: all, waiting };
});

/** From now on it is this user's; what is there of anybody else goes. @param {string} userID */
export const claim = (userID) => transact("readwrite", async ({ facts, chats, outbox }) => {
    if (await got(facts.get("owner")) === userID) return;
    for (const store of [facts, chats, outbox]) store.clear();
    facts.put(userID, "owner");
}, "strict");

/** Keeps nothing of anybody. */
export const wipe = () => transact("readwrite", (stores) => {
    for (const store of Object.values(stores)) store.clear();
    return Promise.resolve();
}, "strict");

/**
 * Writes down what a snapshot has that is not there yet. Other tabs have opened other chats: those stay.
 * @param {string} userID @param {{start: Start, chats: (Chat & {isSame: boolean})[]}} snapshot
 */
export const keepSnapshot = (userID, { start, chats: mine }) => transact("readwrite", async ({ facts, chats }) => {
    if (await got(facts.get("owner")) !== userID) return;
    const [old, all] = await Promise.all([got(facts.get("start")), got(chats.getAll())]);
    const kept = new Map(/** @type {Chat[]} */ (all).map((chat) => [chat.id, chat]));
    const isOfAnotherPast = old && old.epoch !== start.epoch;
    if (!old || isOfAnotherPast || old.revision <= start.revision) facts.put(start, "start");
    for (const { isSame, ...chat } of mine) {
        const before = kept.get(chat.id);
        if (before && !isOfAnotherPast && (before.revision > chat.revision || (isSame && chat.revision - before.revision < BEHIND / 2))) continue;
        kept.set(chat.id, chat);
        chats.put(chat);
    }
    const known = new Set(start.conversations.map((conversation) => conversation.id));
    for (const chat of staleOf([...kept.values()], start.revision, known, isOfAnotherPast ? new Set(mine.map(({ id }) => id)) : known)) {
        chats.delete(chat.id);
    }
});

/** @param {Chat[]} chats @param {number} revision @param {Set<string>} known @param {Set<string>} current @returns {Chat[]} those to be let go */
function staleOf(chats, revision, known, current) {
    const newestFirst = chats.sort((a, b) => b.openedAt - a.openedAt);
    let count = 0, text = 0;
    return newestFirst.filter((chat) => {
        if (!known.has(chat.id) || !current.has(chat.id) || revision - chat.revision > BEHIND) return true;
        count += 1;
        text += chat.messages.reduce((sum, message) => sum + message.text.length + (message.thoughts?.length ?? 0), 0);
        return count > CHATS || (text > TEXT && count > 1);
    });
}

/**
 * What of the state is worth keeping.
 * @param {import("./state.js").State} state
 * @param {import("./types.js").Server} server
 * @param {Map<string, number>} opened when which conversation was opened, milliseconds since 1970
 * @returns {{start: Start, chats: Chat[]} | null} null: too little is known
 */
export function snapshotOf(state, server, opened) {
    const { me, revision } = state;
    if (!me || !state.listed) return null;
    const all = [...state.conversations.values()].map((one) => state.assumed.get(one.id)?.truth ?? one).sort((a, b) => Number(b.pinned) - Number(a.pinned)
        || Date.parse(b.lastActivityAt) - Date.parse(a.lastActivityAt));
    const conversations = all.slice(0, CONVERSATIONS);
    const isWhole = conversations.length === all.length;
    const chats = conversations.flatMap(({ id }) => {
        const held = state.held.get(id);
        const path = held?.loaded && opened.has(id) ? pathOf(state, id) : [];
        const messages = path.slice(-MESSAGES_OF_A_CHAT);
        const earlier = messages.length < path.length || held?.earlier === true;
        return messages.length ? [{ id, revision, openedAt: opened.get(id) ?? 0, messages, earlier }] : [];
    });
    return { start: { user: me, server, epoch: isWhole ? state.epoch : null, revision, lists: [...state.lists], conversations }, chats };
}

/**
 * Begins with what was kept. The position is that of the oldest part: what the socket then says of newer parts changes
 * nothing, because each item has its revision.
 * @param {import("./state.js").State} state as yet empty
 * @param {Start} start
 * @param {Chat[]} chats
 */
export function restoreInto(state, start, chats) {
    state.me = start.user;
    state.epoch = start.epoch;
    state.lists = new Map(start.lists);
    state.listed = true;
    state.edition += 1;
    state.conversations = new Map(start.conversations.map((conversation) => [conversation.id, conversation]));
    const known = chats.filter((chat) => state.conversations.has(chat.id));
    state.held = new Map(known.map(({ id, messages, earlier }) =>
        [id, { messages: new Map(messages.map((message) => [message.id, message])), loaded: true, earlier }]));
    state.revision = Math.min(start.revision, ...known.map((chat) => chat.revision));
}

/** @param {string} userID @param {Waiting[]} records */
export const putWaiting = (userID, records) => transact("readwrite", async ({ facts, outbox }) => {
    if (await got(facts.get("owner")) !== userID) return;
    for (const record of records) outbox.put(record);
}, "strict");

/** @param {string} userID @param {string[]} ids */
export const removeWaiting = (userID, ids) => transact("readwrite", async ({ facts, outbox }) => {
    if (await got(facts.get("owner")) !== userID) return;
    for (const id of ids) outbox.delete(id);
}, "strict");

/**
 * The questions that are not sent yet, in the order in which they were written; null: it is not this user's any more.
 * @param {string} userID @param {string} [conversationID] of this one only @returns {Promise<Waiting[] | null>}
 */
export const waitingOf = (userID, conversationID) => transact("readonly", async ({ facts, outbox }) => {
    if (await got(facts.get("owner")) !== userID) return null;
    const all = /** @type {Waiting[]} */ (await got(outbox.getAll()));
    return all.filter((record) => !conversationID || record.conversationID === conversationID)
        .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
});
