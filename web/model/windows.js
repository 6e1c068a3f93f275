// @ts-check
// A part in the middle of a long path: how it comes here, goes on, and ends where the newest messages are.

import { applyMessages, findMessage, hold, pathOf, windowOf } from "./state.js";

/** @typedef {import("./types.js").Message} Message */

const WINDOW_LIMIT = 60;
const LATER_LIMIT = 100;
const NEWEST_LIMIT = 50;

/**
 * @param {object} options
 * @param {import("./state.js").State} options.state
 * @param {(method: string, path: string) => Promise<any>} options.ask null: everything was begun afresh meanwhile
 * @param {(conversationID: string, id: string) => Promise<void>} options.showBranch makes the branch with this message the shown one
 */
export function createWindows({ state, ask, showBranch }) {
    /** Conversations that go on at this moment: one page at a time. @type {Set<string>} */
    const busy = new Set();

    /** @param {string} conversationID @param {string} query */
    async function read(conversationID, query) {
        hold(state, conversationID);
        const page = await ask("GET", `conversations/${conversationID}/messages?${query}`);
        if (page) applyMessages(state, conversationID, page);
        return page;
    }

    /** Is a message on the shown path? Asked of the server, for a path that is not all here. @param {string} conversationID @param {string} id @param {number} seq */
    async function isShown(conversationID, id, seq) {
        const leafID = state.conversations.get(conversationID)?.leafID;
        const page = await ask("GET", `conversations/${conversationID}/messages?limit=1&before=${seq + 1}${leafID ? `&leaf=${leafID}` : ""}`);
        return page?.messages[0]?.id === id;
    }

    /** What is shown ends in this message, unless the path as it is held goes on from there. @param {string} conversationID @param {string | undefined} end */
    function setEnd(conversationID, end) {
        const held = state.held.get(conversationID);
        if (!held) return;
        held.windowEnd = end;
        if (!windowOf(state, conversationID).later) held.windowEnd = undefined;
    }

    return {
        /**
         * Brings a message into what is shown: its surroundings, and its branch when another one is shown.
         * @param {string} conversationID @param {string} id
         */
        async reach(conversationID, id) {
            if (windowOf(state, conversationID).path.some((message) => message.id === id)) return;
            if (pathOf(state, conversationID).some((message) => message.id === id)) return setEnd(conversationID, undefined);
            const page = await read(conversationID, `around=${id}&limit=${WINDOW_LIMIT}`);
            /** @type {Message | undefined} */
            const found = page?.messages.find((/** @type {Message} */ message) => message.id === id);
            if (!found) return;
            const last = page.messages.at(-1).id;
            const onPath = page.later ? await isShown(conversationID, id, found.seq)
                : last === (state.conversations.get(conversationID)?.leafID ?? last);
            if (onPath) return setEnd(conversationID, page.later ? last : undefined);
            await showBranch(conversationID, id);
            setEnd(conversationID, undefined);
        },

        /** Reads on after the window's last message. @param {string} conversationID */
        async goOn(conversationID) {
            const held = state.held.get(conversationID);
            const end = held?.windowEnd;
            if (!end || busy.has(conversationID)) return;
            busy.add(conversationID);
            try {
                const page = await read(conversationID, `around=${end}&limit=${LATER_LIMIT}`);
                // Whoever has gone to the newest meanwhile stays there.
                if (page && held.windowEnd === end) setEnd(conversationID, page.later ? page.messages.at(-1).id : undefined);
            } finally {
                busy.delete(conversationID);
            }
        },

        /** Leaves the middle for the newest messages. @param {string} conversationID */
        async toNewest(conversationID) {
            setEnd(conversationID, undefined);
            const leafID = state.conversations.get(conversationID)?.leafID;
            if (leafID && !findMessage(state, leafID)) await read(conversationID, `limit=${NEWEST_LIMIT}`);
        },
    };
}
