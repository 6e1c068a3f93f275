// @ts-check
// The questions that wait to be sent, shared by all tabs of a browser and by its service worker: kept on the disk, told
// to each other, sent by one at a time. No DOM.

import { ownerOf, putWaiting, removeWaiting, waitingOf } from "./cache.js";
import { Problem, refusalOf } from "./wire.js";

/** @typedef {import("./types.js").Waiting} Waiting */
/** @typedef {{put: Waiting[]} | {gone: string[], isStored: boolean} | {left: true}} News what one tab tells the others */

/** @param {string} userID */
const channelOf = (userID) => new BroadcastChannel(`pollux-outbox ${userID}`);

/**
 * Runs something while no other tab does. Locks exist in secure contexts only; elsewhere two tabs may try at the same
 * time, which the server forgives: the same id is the same question.
 * @template T
 * @param {string} userID @param {string} conversationID @param {() => Promise<T>} action @returns {Promise<T>}
 */
const alone = (userID, conversationID, action) =>
    navigator.locks ? navigator.locks.request(`pollux-outbox-${userID} ${conversationID}`, action) : action();

/**
 * One tab's part in it. A disk that is full or forbidden is no reason not to send.
 * @param {string} userID @param {(news: News) => void} onNews
 */
export function createWaiting(userID, onNews) {
    const channel = channelOf(userID);
    channel.onmessage = ({ data }) => onNews(data);
    return {
        /** @param {Waiting[]} records */
        async put(records) {
            await putWaiting(userID, records).catch(() => {});
            channel.postMessage({ put: records });
        },
        /** @param {string[]} ids @param {boolean} [isStored] */
        async remove(ids, isStored = false) {
            if (!ids.length) return;
            await removeWaiting(userID, ids).catch(() => {});
            channel.postMessage({ gone: ids, isStored });
        },
        /** @param {string} conversationID @param {(kept: Waiting[] | null) => Promise<void>} action */
        turn: (conversationID, action) =>
            alone(userID, conversationID, async () => action(await waitingOf(userID, conversationID).catch(() => null))),
        load: async () => await waitingOf(userID).catch(() => null) ?? [],
        /** The person has signed out here: nothing may stay with the other tabs. */
        leave: () => channel.postMessage({ left: true }),
        close: () => channel.close(),
    };
}

/**
 * Sends what waits, in order, as far as the server takes it. For the service worker, when no tab is there.
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @throws {Problem} when another try would be worth it
 */
export async function sendAll(call) {
    const userID = await ownerOf();
    if (!userID) return;
    const session = await call("GET", "session").catch(unlessPassing);
    if (session.user?.id !== userID) return; // signed out, or somebody else: not theirs to send
    const waiting = await waitingOf(userID) ?? [];
    for (const conversationID of new Set(waiting.map((record) => record.conversationID))) {
        while (await alone(userID, conversationID, () => sendFirst(call, userID, conversationID)));
    }
}

/** @param {(method: string, path: string, body?: unknown) => Promise<any>} call @param {string} userID @param {string} conversationID */
async function sendFirst(call, userID, conversationID) {
    const record = (await waitingOf(userID, conversationID))?.find((one) => one.status !== "refused");
    if (!record) return false;
    const { id, text, create, attachments, quoteID } = record;
    const channel = channelOf(userID);
    try {
        if (create) await call("PUT", `conversations/${conversationID}`, {});
        await call("POST", `conversations/${conversationID}/messages`, {
            id, text, ...(attachments?.length ? { attachments: attachments.map((one) => one.id) } : {}), ...(quoteID ? { quoteID } : {}),
        });
        await removeWaiting(userID, [id]);
        channel.postMessage({ gone: [id], isStored: true });
    } catch (error) {
        const problem = unlessPassing(error);
        if (problem.status === 401) return false;
        /** @type {Waiting} */
        const refused = { ...record, status: "refused", problem: refusalOf(problem, Date.now()) };
        await putWaiting(userID, [refused]);
        channel.postMessage({ put: [refused] });
    } finally {
        channel.close();
    }
    return true;
}

/** A definite no; anything else is thrown. @param {unknown} error */
function unlessPassing(error) {
    if (!(error instanceof Problem) || error.isPassing) throw error;
    return error;
}
