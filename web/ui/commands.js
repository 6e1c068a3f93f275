// @ts-check
// What can be done in an open chat beyond writing: its model and settings, its answers and their siblings, files, and
// how much of a day is used. Each screen comes when it is asked for.

import { createBranches } from "../model/branches.js";
import { findMessage, putConversation } from "../model/state.js";
import { putFile } from "../model/uploads.js";
import { late, newID, Problem } from "../model/wire.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { createAnnouncer } from "./announcer.js";
import { byID, el } from "./dom.js";
import { createMessageCommands } from "./message-commands.js";
import { usageLine } from "./usage-line.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Models} Models */
/** @typedef {import("../model/types.js").Attachment} Attachment */

/**
 * @typedef {object} World what the page lends
 * @property {import("../model/state.js").State} state
 * @property {import("../main.js").Page} page
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} ask
 * @property {(method: string, path: string, body?: unknown, keepalive?: boolean) => Promise<any>} call
 * @property {(action: () => Promise<any>) => Promise<void>} attempt
 * @property {() => void} draw
 * @property {(text: string) => void} announce
 * @property {(text: string) => void} note
 * @property {(text: string) => void} send
 * @property {(conversation: import("../model/types.js").Conversation, answer: Message) => Promise<void>} share
 * @property {(name: string) => string | null} kept
 * @property {(name: string, value: string) => void} keep
 * @property {() => void} stay the new conversation exists
 * @property {() => void} signedOut
 * @property {(path: string) => void} go to another address
 * @property {() => ReturnType<typeof import("./chat.js").createLog> | null} log
 */

const MODELS = "models";

/** @param {World} world */
export function createCommands(world) {
    const { state, page, ask, attempt, draw } = world;
    const branches = createBranches({ state, ask, newID });
    const messages = createMessageCommands(world, branches, copyText);
    let usageRun = 0;

    page.models = JSON.parse(world.kept(MODELS) ?? "null");
    readModels().catch(() => {}); // a name less in the header; the picker tries again
    refreshUsage();

    /** @returns {Promise<Models>} */
    async function readModels() {
        const models = await world.call("GET", "models");
        page.models = models;
        world.keep(MODELS, JSON.stringify(models));
        draw();
        return models;
    }

    /** @returns {Promise<Models>} */
    const someModels = () => page.models ? Promise.resolve(page.models) : readModels().catch((error) => {
        if (error.status === 401) throw error;
        return { models: [], default: page.server?.defaultModel ?? "" };
    });

    /** Changes the conversation; a new one is made first. @param {string} id @param {object} changes */
    async function change(id, changes) {
        if (!state.conversations.has(id)) {
            const made = await ask("PUT", `conversations/${id}`, {});
            if (made) putConversation(state, made);
            if (page.id === id) world.stay();
        }
        const changed = await ask("PATCH", `conversations/${id}`, changes);
        if (changed) putConversation(state, changed);
        draw();
    }

    /** @param {string | undefined} current @param {boolean} isRetry @returns {Promise<string | null>} */
    async function pickModel(current, isRetry) {
        const [{ pickModel }, models] = await Promise.all([late(import("./models.js")), someModels()]);
        return pickModel({ models, current: current ?? models.default, isRetry });
    }

    async function refreshUsage() {
        if (Object.keys(page.server?.usageLimits ?? {}).length === 0) return;
        const run = usageRun += 1;
        try {
            const usage = await world.call("GET", "usage");
            if (run !== usageRun) return; // another answer has ended meanwhile
            page.usageLine = usageLine(usage);
            draw();
        } catch (error) {
            if (!(error instanceof Problem)) throw error; // the next answer asks again
        }
    }

    async function makeTray() {
        const { createTray } = await late(import("./tray.js"));
        page.tray ??= createTray({
            element: byID("tray"), maxBytes: page.server?.maxAttachmentBytes ?? Infinity, onChange: draw, announce: world.announce, note: world.note,
            put: (upload, onProgress) => {
                const { done, cancel } = putFile(upload.id, upload.name, /** @type {File} */ (upload.file), onProgress);
                done.catch((error) => error.status === 401 && world.signedOut());
                return { done, cancel };
            },
        });
        return page.tray;
    }

    /** Asks a question again, and shows what comes. @param {Message} answer @param {string} [model] */
    async function regenerate(answer, model) {
        await messages.settle();
        await branches.regenerate(answer, model);
        await messages.toNewest();
    }

    return {
        ...messages,
        refreshUsage,
        announce: world.announce,
        hear: createAnnouncer({ announce: world.announce, mode: () => state.me?.settings?.announcements ?? "end" }),
        /** Another tab went to another branch. @param {string} id */
        catchUp: (id) => attempt(async () => {
            await branches.catchUp(id);
            draw();
        }),

        async chooseModel() {
            const { id } = page;
            if (!id) return;
            const current = state.conversations.get(id)?.model;
            const model = await pickModel(current, false);
            if (model && model !== current) await change(id, { model });
        },

        async changeSettings() {
            const { id } = page;
            if (!id) return;
            const [{ openSettings }, models] = await Promise.all([late(import("./settings.js")), someModels()]);
            const conversation = state.conversations.get(id);
            await openSettings({
                conversation: conversation ?? null, contextExchanges: page.server?.contextExchanges ?? null,
                call: world.call, announce: world.announce,
                model: models.models.find((model) => model.id === (conversation?.model ?? models.default)) ?? null,
                save: (changes) => change(id, changes),
            });
        },

        /** @param {Message} answer */
        retry: (answer) => attempt(async () => {
            await regenerate(answer);
        }),
        /** @param {Message} answer */
        retryWith: (answer) => attempt(async () => {
            const model = await pickModel(answer.model, true);
            if (!model) return;
            // Its model is gone for good: the next question would fail as well.
            if (answer.failure?.code === "model_not_found") await change(answer.conversationID, { model });
            await regenerate(answer, model);
        }),
        goOn: () => world.send(words.goOnText),
        /** @param {Message} answer @param {string} siblingID */
        showSibling: (answer, siblingID) => attempt(async () => {
            await messages.settle();
            world.log()?.keepArrows(answer.id, siblingID);
            const isForward = (answer.siblingIDs ?? []).indexOf(siblingID) > (answer.siblingIDs ?? []).indexOf(answer.id);
            await branches.show(answer.conversationID, siblingID);
            await messages.toNewest();
            const sibling = findMessage(state, siblingID);
            const ids = sibling?.siblingIDs ?? [];
            const [n, of] = [ids.indexOf(siblingID) + 1, ids.length];
            world.announce(answer.role === "user" ? chatWords.versionOf(n, of) : words.answerOf(n, of));
            // The arrow one was on is gone with its bubble; the same arrow of the other bubble goes on from there.
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const arrows = document.querySelectorAll(`[data-id="${siblingID}"] .pager button:not(:disabled)`);
                const arrow = /** @type {HTMLElement | undefined} */ (arrows[isForward ? arrows.length - 1 : 0]);
                arrow?.focus({ preventScroll: true });
            }));
        }),
        /** @param {Message} answer */
        shareLink: (answer) => attempt(async () => {
            const conversation = state.conversations.get(answer.conversationID) ?? await world.call("GET", `conversations/${answer.conversationID}`);
            await world.share(conversation, answer);
        }),
        /** @param {Message} answer */
        showInfo: (answer) => attempt(async () => (await late(import("./info.js"))).showInfo(answer, page.models)),
        showUsage: () => attempt(async () => (await late(import("./usage.js"))).showUsage(world.call)),

        /** @param {string} id @param {File[]} files */
        attach: async (id, files) => (await makeTray()).add(id, files),
        /** @param {string} id @param {Attachment[]} attachments */
        putBack: async (id, attachments) => (await makeTray()).putBack(id, attachments),
    };
}

/** Over plain http browsers have no clipboard; then the old way. @param {string} text */
async function copyText(text) {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        const field = el("textarea", "hidden", { readonly: "" });
        field.value = text;
        document.body.append(field);
        field.select();
        document.execCommand("copy");
        field.remove();
    }
}
