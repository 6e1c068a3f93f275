// @ts-check
// Questions that wait behind an answer which is being written: taking one back.

import { pathOf, remove } from "./state.js";
import { Problem } from "./wire.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * Takes a question back, with those behind it, which could not stand without it: deletes them on the server. Their text
 * is handed over before, so that it is twice there rather than not at all.
 * @param {object} options
 * @param {import("./state.js").State} options.state
 * @param {(method: string, path: string) => Promise<any>} options.ask
 * @param {Message} options.question
 * @param {(text: string) => () => void} options.put keeps the text; what it gives undoes that
 * @param {(id: string, name: string) => Promise<File>} [options.read] a file of the question
 * @returns {Promise<File[]>} what was attached: the server lets go of it
 */
export async function takeBackQueued({ state, ask, question, put, read = readFile }) {
    const path = pathOf(state, question.conversationID);
    const at = path.findIndex(({ id }) => id === question.id);
    const questions = path.slice(at).filter(({ role }) => role === "user");
    const files = await Promise.all(questions.flatMap(({ attachments }) => attachments ?? []).map(({ id, name }) => read(id, name)));
    const undo = put(questions.map(({ text }) => text).filter((text) => text).join("\n\n"));
    try {
        await ask("DELETE", `messages/${question.id}`);
    } catch (error) {
        undo();
        throw error;
    }
    for (const { id } of path.slice(at)) remove(state, "message", id);
    return files;
}

/** @param {string} id @param {string} name @returns {Promise<File>} */
async function readFile(id, name) {
    const response = await fetch(`/api/v1/attachments/${id}`, { cache: "no-store" }).catch(() => null);
    if (!response?.ok) throw new Problem(response?.status ?? 0, null);
    const blob = await response.blob();
    return new File([blob], name, { type: blob.type });
}
