// @ts-check
// What is known of an answer: for the curious, and for whoever looks for a fault.

import { count, exactTimeOf } from "../formats.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { el } from "./dom.js";
import { openSheet } from "./sheet.js";

/** @param {import("../model/types.js").Message} answer @param {import("../model/types.js").Models | null} models */
export async function showInfo(answer, models) {
    if (answer.role === "user") return showQuestion(answer);
    const name = models?.models.find(({ id }) => id === answer.model)?.displayName;
    const { usage = {} } = answer;
    /** @type {[string, string | undefined][]} */
    const rows = [
        [words.infoModel, name && name !== answer.model ? `${name} (${answer.model})` : answer.model],
        [words.infoVersion, answer.modelVersion],
        [words.infoEnd, [answer.finishReason, answer.finishMessage].filter(Boolean).join(": ") || undefined],
        [words.infoBegun, exactTimeOf(answer.createdAt)],
        [words.infoFinished, answer.finishedAt && exactTimeOf(answer.finishedAt)],
        [words.infoResponse, answer.responseId],
    ];
    /** @type {[string, number | undefined][]} */
    const tokens = [
        [words.infoPrompt, usage.promptTokenCount], [words.infoThoughts, usage.thoughtsTokenCount],
        [words.infoAnswer, usage.candidatesTokenCount], [words.infoTotal, usage.totalTokenCount],
    ];
    const known = tokens.filter(([, n]) => n !== undefined);
    await openSheet({
        title: words.infoTitle,
        body: [
            list(rows.flatMap(([label, value]) => value ? [[label, value]] : [])),
            ...(known.length ? [el("h3", "", {}, words.infoTokens), list(known.map(([label, n]) => [label, count(Number(n))]), "numbers")] : []),
        ],
    });
}

/** @param {import("../model/types.js").Message} question */
async function showQuestion({ createdAt, text }) {
    const rows = list([[chatWords.infoSent, exactTimeOf(createdAt)], [chatWords.infoLength, count([...text].length)]]);
    await openSheet({ title: chatWords.questionInfo, body: [rows] });
}

/** @param {string[][]} rows @param {string} [className] */
const list = (rows, className = "") => el("dl", `facts ${className}`, {}, ...rows.map(([label, value]) =>
    el("div", "", {}, el("dt", "", {}, label), el("dd", "", { dir: "auto" }, value))));
