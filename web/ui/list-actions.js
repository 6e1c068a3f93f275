// @ts-check
// What can be done with a chat as a whole, from its row, from the chat's menu or by a key. It is shown at once; when the
// server refuses, things are as before and a note says why.

import { assume, findMessage, isFinal, putConversation, remove, settle } from "../model/state.js";
import { late } from "../model/wire.js";
import { words } from "../words.js";
import { openMenu } from "./menu.js";

/** @typedef {import("../model/types.js").Conversation} Conversation */

/**
 * @param {object} world what the page lends
 * @param {import("../model/state.js").State} world.state
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} world.ask null: everything was begun afresh meanwhile
 * @param {(method: string, path: string, body?: unknown) => Promise<any>} world.call
 * @param {(action: () => Promise<any>) => Promise<void>} world.attempt
 * @param {(text: string) => void} world.note
 * @param {() => void} world.draw
 * @param {(conversation: Conversation) => Promise<void>} world.share
 * @param {(id: string) => void} world.leaveChat if it is open, goes home
 * @param {(id: string) => void} world.forget what was not sent of it
 */
export function createListActions({ state, ask, call, attempt, note, draw, share, leaveChat, forget }) {
    /** @param {string} id @param {Partial<Conversation>} what @param {() => Promise<any>} command whether to believe it from now on */
    async function atOnce(id, what, command) {
        let isSo = false;
        assume(state, id, what);
        draw();
        try {
            isSo = await command() === true;
        } finally {
            settle(state, id, what, isSo);
            draw();
        }
    }

    /** @param {string} id @param {Partial<Conversation>} what */
    const change = (id, what) => attempt(() => atOnce(id, what, async () => {
        const changed = await ask("PATCH", `conversations/${id}`, what);
        if (changed) putConversation(state, changed);
    }));

    /** The newest settled answer's place, which is what a reader has read up to. @param {Conversation} conversation */
    async function lastSeq({ id, leafID }) {
        const leaf = findMessage(state, leafID ?? "");
        if (leaf && isFinal(leaf)) return leaf.seq;
        const page = await call("GET", `conversations/${id}/messages`);
        return page.messages.findLast(isFinal)?.seq ?? 0;
    }

    const actions = {
        /** @param {Conversation} conversation */
        togglePin: ({ id, pinned }) => change(id, { pinned: !pinned }),

        /** @param {Conversation} conversation */
        async toggleArchive({ id, archived }) {
            note(archived ? words.unarchivedNote : words.archivedNote);
            await change(id, { archived: !archived });
        },

        /** @param {Conversation} conversation */
        markRead: (conversation) => attempt(() => atOnce(conversation.id, { unread: 0 }, async () => {
            await call("PUT", `conversations/${conversation.id}/read`, { seq: await lastSeq(conversation) });
            return true;
        })),

        /** @param {Conversation} conversation */
        share: (conversation) => attempt(() => share(conversation)),

        /** @param {Conversation} conversation */
        rename: ({ id, title }) => attempt(async () => {
            const { askTitle } = await late(import("./dialogs.js"));
            const next = await askTitle(title);
            if (next !== null && next !== title) await change(id, { title: next });
        }),

        /** @param {Conversation} conversation */
        remove: ({ id, title }) => attempt(async () => {
            const { askYes } = await late(import("./dialogs.js"));
            if (!await askYes({ title: words.removeTitle, hint: words.removeHint(title || words.untitled), yes: words.remove })) return;
            await atOnce(id, { isGoing: true }, async () => {
                leaveChat(id);
                await call("DELETE", `conversations/${id}`).catch((error) => {
                    if (error.status !== 404 && error.status !== 410) throw error;
                });
                forget(id);
                remove(state, "conversation", id);
            });
        }),

        /**
         * All that a chat's menu offers, in its order.
         * @param {Conversation} conversation
         * @returns {import("./menu.js").Choice[]}
         */
        choices: (conversation) => [
            { label: conversation.pinned ? words.unpin : words.pin, action: () => actions.togglePin(conversation) },
            { label: conversation.archived ? words.unarchive : words.archive, action: () => actions.toggleArchive(conversation) },
            ...(conversation.unread ? [{ label: words.markRead, action: () => actions.markRead(conversation) }] : []),
            { label: words.shareLink, action: () => actions.share(conversation) },
            { label: words.rename, action: () => actions.rename(conversation) },
            { label: words.remove, action: () => actions.remove(conversation), kind: "danger" },
        ],

        /** A row's menu. @param {string} id @param {HTMLElement} owner @param {import("./menu.js").Point} [point] */
        openMenu(id, owner, point) {
            const conversation = state.conversations.get(id);
            if (conversation) openMenu(actions.choices(conversation), words.chatMenu, owner, point);
        },
    };
    return actions;
}
