// @ts-check
// How much of Gemini this person has used: today against the limits, and the last 30 days.

import { count, dayName } from "../formats.js";
import { words } from "../words.js";
import { el } from "./dom.js";
import { openSheet } from "./sheet.js";

const DAYS = 30;

/** @param {(method: string, path: string) => Promise<import("../model/types.js").Usage>} call */
export async function showUsage(call) {
    const { days, limit, left } = await call("GET", `usage?days=${DAYS}`);
    const used = (/** @type {"answers" | "tokens"} */ what) => Math.max(0, (limit[what] ?? 0) - (left[what] ?? 0));
    const today = [
        ...(limit.answers === undefined ? [] : [meter(words.usageOfAnswers(used("answers"), limit.answers), used("answers"), limit.answers)]),
        ...(limit.tokens === undefined ? [] : [meter(words.usageOfTokens(used("tokens"), limit.tokens), used("tokens"), limit.tokens)]),
    ];
    const head = [words.usageDay, words.usageAnswers, words.usageIn, words.usageOut];
    const table = el("table", "usage", {}, el("caption", "", {}, words.usageCaption),
        el("thead", "", {}, el("tr", "", {}, ...head.map((text) => el("th", "", { scope: "col" }, text)))),
        el("tbody", "", {}, ...days.map((day) => el("tr", "", {}, el("th", "", { scope: "row" }, dayName(day.day)),
            ...[day.answers, day.promptTokens, day.outputTokens].map((n) => el("td", "", {}, count(n)))))));
    await openSheet({
        title: words.usage,
        body: [
            ...(today.length ? [el("h3", "", {}, words.usageToday), ...today] : []),
            days.length ? el("div", "usage-table", { tabindex: "0", role: "group", "aria-label": words.usageCaption }, table)
                : el("p", "hint", {}, words.usageNone),
            el("p", "hint", {}, words.usageHint),
        ],
    });
}

/** @param {string} text @param {number} used @param {number} limit */
const meter = (text, used, limit) => el("p", "meter", {}, el("span", "", {}, text),
    el("progress", "", { max: String(Math.max(limit, 1)), value: String(Math.min(used, limit)), "aria-label": text }));
