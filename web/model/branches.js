// @ts-check
// Answers beside answers: asking again makes a sibling of the old answer, and the reader goes from one to another. The
// path that is shown belongs to the conversation, so going there moves its `leafID`, for every tab.

import { applyMessages, findMessage, putConversation, putMessage, showLeaf } from "./state.js";

/** @typedef {import("./types.js").Message} Message */

const BRANCH_LIMIT = 200;
const MAX_PAGES = 50;

/**
 * @param {object} options
 * @param {import("./state.js").State} options.state
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} options.ask null: everything was begun afresh meanwhile
 * @param {() => string} options.newID
 */
export function createBranches({ state, ask, newID }) {
    /** Ids of the answers to come, by the answer and the model asked for: a repeated command makes nothing twice. @type {Map<string, string>} */
    const ids = new Map();

    return {
        /**
         * Asks the same question again.
         * @param {Message} answer the old one; it stays
         * @param {string} [model] another than the conversation's
         */
        async regenerate(answer, model) {
            const key = `${answer.id} ${model ?? ""}`;
            const id = ids.get(key) ?? newID();
            ids.set(key, id);
            const reply = await ask("POST", `messages/${answer.id}/regenerate`, { id, ...(model ? { model } : {}) });
            ids.delete(key);
            if (!reply) return;
            putMessage(state, reply.answer);
            showLeaf(state, reply.answer);
        },

        /**
         * Shows the branch that holds a message: what is read of it, and its end as the conversation's leaf.
         * @param {string} conversationID @param {string} id
         */
        async show(conversationID, id) {
            const end = await endOfBranch(conversationID, id);
            const conversation = end && await ask("PATCH", `conversations/${conversationID}`, { leafID: end.id });
            if (conversation) putConversation(state, conversation);
        },

        /**
         * Reads the shown path's end when this page does not have it: another tab went to another branch.
         * @param {string} conversationID
         */
        async catchUp(conversationID) {
            const leafID = state.conversations.get(conversationID)?.leafID;
            if (!leafID || findMessage(state, leafID)) return;
            const page = await ask("GET", `conversations/${conversationID}/messages?limit=${BRANCH_LIMIT}`);
            if (page) applyMessages(state, conversationID, page);
        },
    };

    /** The end of the newest branch below a message. @param {string} conversationID @param {string} id @returns {Promise<Message | null>} */
    async function endOfBranch(conversationID, id) {
        let around = id;
        for (let pages = 0; pages < MAX_PAGES; pages += 1) {
            const page = await ask("GET", `conversations/${conversationID}/messages?around=${around}&limit=${BRANCH_LIMIT}`);
            if (!page) return null;
            applyMessages(state, conversationID, page);
            const last = page.messages.at(-1);
            if (!page.later || !last || last.id === around) return last ?? null;
            around = last.id;
        }
        return null;
    }
}
