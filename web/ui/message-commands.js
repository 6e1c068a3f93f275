// @ts-check
// What can be done with single messages: quoting, copying, stars, sharing, editing, deleting, selecting, finding.

import { createDeletions } from "../model/deletions.js";
import { findMessage, foresee, putMessage, showLeaf, windowOf } from "../model/state.js";
import { createWindows } from "../model/windows.js";
import { late, newID } from "../model/wire.js";
import { momentOf } from "../formats.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import "./chat-icons.js";
import { byID } from "./dom.js";
import { createEditing } from "./editing.js";
import { createAboveField } from "./quote.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Entry} Entry */
/** @typedef {import("./quote.js").Quoted} Quoted */

/**
 * @param {import("./commands.js").World} world
 * @param {ReturnType<typeof import("../model/branches.js").createBranches>} branches
 * @param {(text: string) => Promise<void>} copyText
 */
export function createMessageCommands(world, branches, copyText) {
    const { state, page, ask, attempt, draw, announce, note } = world;
    const windows = createWindows({ state, ask, showBranch: branches.show });
    const above = createAboveField();
    /** The conversation that was drawn last. @type {string | null} */
    let attended = null;
    /** What the next question of a conversation refers to. @type {Map<string, Message>} */
    const replies = new Map();
    /** Quoted messages of elsewhere: null when they are gone. @type {Map<string, Quoted>} */
    const elsewhere = new Map();
    /** Waits for the list: before that everything is begun afresh. @type {Set<() => void>} */
    const waiting = new Set();
    /** @type {ReturnType<typeof import("./selection.js").createSelection> | null} */
    let selection = null;
    /** @type {ReturnType<typeof import("./find.js").createFind> | null} */
    let find = null;

    const deletions = createDeletions({
        call: world.call,
        onChange: () => {
            if (!deletions.isPending) hideUndo();
            draw();
        },
        onFailed: (error) => error.status === 401 ? world.signedOut() : note(chatWords.notDeleted),
    });
    let hideUndo = () => {};

    const editing = createEditing({
        above, newID, maxLength: page.server?.maxTextLength ?? Infinity,
        lastQuestion: () => world.log()?.path.findLast(({ role }) => role === "user"),
        onEnd: showReply,
        save: async (message, id, text) => {
            let isSaved = false;
            await attempt(async () => {
                await deletions.settle();
                const reply = await ask("POST", `messages/${message.id}/edit`, { id, text });
                isSaved = true;
                if (!reply) return;
                putMessage(state, reply.question);
                putMessage(state, reply.answer);
                showLeaf(state, reply.answer);
                await windows.toNewest(message.conversationID);
                note(chatWords.edited);
                world.log()?.goToEnd();
                draw();
            });
            return isSaved;
        },
    });

    addEventListener("pagehide", () => deletions.leave());
    addEventListener("keydown", (event) => {
        if (state.me?.settings?.shortcuts === "off" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || document.querySelector("dialog[open]")) return;
        const inText = document.activeElement?.matches("input, textarea") && /** @type {HTMLInputElement} */ (document.activeElement).value !== "";
        if (event.key === "z" && deletions.isPending && !inText) undo();
        else if (event.key === "f" && page.id && !find?.hasFocus() && isInChat()) commands.findInChat();
        else return;
        event.preventDefault();
    });

    /** The chat has the focus, or nothing has. */
    const isInChat = () => document.activeElement === document.body || byID("chat").contains(document.activeElement);

    /** @type {string | null} */
    let deletedID = null;

    function undo() {
        if (deletedID && deletions.undo(deletedID)) announce(words.messages);
    }

    function showReply() {
        const message = page.id ? replies.get(page.id) : undefined;
        const { id } = page;
        if (!message || !id) return above.hide();
        above.show({
            label: chatWords.replyTo, quoted: message, close: chatWords.replyCancel, onClose: () => {
                replies.delete(id);
                above.hide();
                byID("text").focus();
            },
        });
    }

    /** @param {string} conversationID @param {string} id */
    async function fetchQuoted(conversationID, id) {
        elsewhere.set(id, undefined);
        try {
            const reply = await ask("GET", `conversations/${conversationID}/messages?around=${id}&limit=1`);
            elsewhere.set(id, reply?.messages.find((/** @type {Message} */ message) => message.id === id) ?? null);
        } catch (error) {
            // A drawing after a while asks again; each one would, while an answer streams in.
            if (/** @type {any} */ (error).status !== 404) return void setTimeout(() => elsewhere.delete(id), 10_000);
            elsewhere.set(id, null);
        }
        draw();
    }

    /** @param {Message[]} messages */
    async function textOf(messages) {
        const { plainTextOf } = await late(import("./plain-text.js"));
        const plain = messages.map((message) => message.role === "model" ? plainTextOf(message.text) : message.text);
        if (messages.length === 1) return { plain: plain[0], shared: sharedOf(messages[0], plain[0]) };
        const shared = messages.map((message, i) => sharedOf(message, plain[i])).join("\n\n");
        return { plain: shared, shared };
    }

    /** @param {Message} message @param {string} text */
    const sharedOf = (message, text) => chatWords.sharedMessage(message.role === "user" ? words.you : words.model, momentOf(message.createdAt), text);

    const commands = {
        /** Called at each drawing, which there is none of before the list is read. @param {string | null} id the open conversation */
        attend(id) {
            for (const go of waiting) go();
            waiting.clear();
            if (id === attended) return;
            attended = id;
            editing.cancel();
            selection?.end();
            find?.end();
            showReply();
        },
        isEditing: editing.isOf,
        endEditing: editing.cancel,
        /** What of a path is to be seen: without what is about to be deleted. @param {Message[]} path */
        visible: (path) => deletions.visible(path),
        /** Nothing new may hang on what is about to be deleted. */
        settle: () => deletions.settle(),

        /** @param {Message} message */
        reply(message) {
            editing.cancel();
            replies.set(message.conversationID, message);
            showReply();
            byID("text").focus();
        },
        /** The quote of the question that is sent now. @param {string} conversationID @returns {string | undefined} */
        takeQuote(conversationID) {
            const message = replies.get(conversationID);
            replies.delete(conversationID);
            if (message && conversationID === page.id) above.hide();
            return message?.id;
        },
        /** A question is in the field again: its quote as well. @param {Entry | Message} entry */
        putQuoteBack(entry) {
            const message = entry.quoteID && (findMessage(state, entry.quoteID) ?? elsewhere.get(entry.quoteID));
            if (message && entry.conversationID === page.id) commands.reply(/** @type {Message} */ (message));
        },
        /** @param {Message | Entry} item @returns {Quoted} */
        quoted(item) {
            const id = item.quoteID ?? "";
            const message = findMessage(state, id);
            if (message) return message;
            if (state.deleted.has(id)) return null;
            if (!elsewhere.has(id)) fetchQuoted(item.conversationID, id);
            return elsewhere.get(id);
        },
        /** @param {string} id */
        goToQuoted: (id) => world.log()?.reveal(id, "", true),

        /** @param {Message[]} messages */
        copy: (messages) => attempt(async () => {
            const { plain } = await textOf(messages);
            await copyText(plain);
            note(words.copied);
        }),
        /** @param {Message} message */
        copyMarkdown: (message) => attempt(async () => {
            await copyText(message.text);
            note(words.copied);
        }),
        /** @param {Message[]} messages */
        shareText: (messages) => attempt(async () => {
            const { shared } = await textOf(messages);
            if (navigator.share) {
                const isDone = await navigator.share({ text: shared }).then(() => true, (error) => error.name === "AbortError");
                if (isDone) return;
            }
            await copyText(shared);
            note(chatWords.copiedToShare);
        }),

        /** @param {Message[]} messages @param {boolean} starred */
        star: (messages, starred) => attempt(async () => {
            const changed = messages.filter((message) => Boolean(message.starred) !== starred);
            for (const { id } of changed) foresee(state, id, { starred });
            draw();
            const replies = await Promise.allSettled(changed.map(({ id }) => ask("PATCH", `messages/${id}`, { starred })));
            for (const [i, reply] of replies.entries()) {
                if (reply.status === "fulfilled") reply.value && putMessage(state, reply.value);
                else foresee(state, changed[i].id, { starred: !starred });
            }
            draw();
            const failed = replies.find((reply) => reply.status === "rejected");
            if (failed) throw failed.reason;
        }),

        /** @param {Message} message */
        edit(message) {
            selection?.end();
            editing.begin(message);
        },

        /** @param {Message[]} messages of the shown path */
        deleteMessages: (messages) => attempt(async () => {
            const path = world.log()?.path ?? [];
            const chosen = path.filter(({ id }) => messages.some((message) => message.id === id));
            if (!chosen.length) return;
            const { showUndo, hideUndo: hide } = await late(import("./undo.js"));
            hideUndo = hide;
            const going = path.length - path.indexOf(chosen[0]);
            if (editing.isOf(chosen[0].conversationID)) editing.cancel();
            deletedID = chosen[0].id;
            deletions.begin(deletedID);
            showUndo({ text: chatWords.deleted(chosen.length, going - chosen.length), onUndo: undo, onHold: deletions.hold, announce });
        }),

        /** @param {Message} [message] */
        select: (message) => attempt(async () => {
            const { createSelection } = await late(import("./selection.js"));
            editing.cancel();
            find?.end();
            selection ??= createSelection({ path: () => world.log()?.path ?? [], announce, actions: {
                star: (messages) => commands.star(messages, !messages.every(({ starred }) => starred)),
                copy: commands.copy, share: commands.shareText, remove: commands.deleteMessages,
            } });
            selection.begin(message);
        }),

        findInChat: () => attempt(async () => {
            const { createFind } = await late(import("./find.js"));
            if (!page.id) return;
            selection?.end();
            find ??= createFind({ attempt, announce, read: (path) => ask("GET", path), goTo: (id, query) => world.log()?.reveal(id, query) });
            find.begin(page.id);
        }),

        showStarred: () => attempt(async () => {
            const { showStarred } = await late(import("./starred.js"));
            await showStarred({
                attempt, read: (path) => world.call("GET", path),
                titleOf: async (id) => (state.conversations.get(id) ?? await world.call("GET", `conversations/${id}`).catch(() => null))?.title || words.untitled,
                goTo: (message) => commands.goTo(message.conversationID, message.id),
            });
        }),

        /**
         * Goes to a message of any conversation, and marks words in it.
         * @param {string} conversationID @param {string} id @param {string} [terms] what was searched for
         */
        goTo(conversationID, id, terms = "") {
            const isHere = page.id === conversationID;
            if (!isHere) world.go(`/c/${conversationID}`);
            world.log()?.reveal(id, terms, isHere && !terms);
        },
        /** Brings a message of the open conversation here. @param {string} id @returns {Promise<boolean>} false: it cannot be had */
        async reach(id) {
            if (!state.listed) await new Promise((resolve) => waiting.add(() => resolve(null)));
            const conversationID = page.id;
            if (!conversationID) return false;
            let isThere = false;
            await attempt(async () => {
                await windows.reach(conversationID, id);
                isThere = windowOf(state, conversationID).path.some((message) => message.id === id);
                if (!isThere) note(chatWords.messageGone);
            });
            draw();
            return isThere;
        },
        loadLater: () => attempt(async () => {
            if (page.id) await windows.goOn(page.id);
            draw();
        }),
        toNewest: () => attempt(async () => {
            if (page.id) await windows.toNewest(page.id);
            draw();
        }),
    };
    return commands;
}
