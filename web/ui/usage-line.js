// @ts-check
// What is left of a day, said only when it is little.

import { words } from "../words.js";

const FEW_ANSWERS = 5;
const LITTLE = 0.2;

/** @param {import("../model/types.js").Usage} usage @returns {string} "" while there is enough */
export function usageLine({ limit, left }) {
    /** @param {number | undefined} of @param {number | undefined} rest */
    const isLittle = (of, rest) => of !== undefined && rest !== undefined && rest < of * LITTLE;
    const { answers, tokens } = left;
    const fewAnswers = answers !== undefined && (answers < FEW_ANSWERS || isLittle(limit.answers, answers));
    return [
        fewAnswers ? words.answersLeft(Math.max(0, answers)) : "",
        isLittle(limit.tokens, tokens) ? words.tokensLeft(Math.max(0, tokens ?? 0)) : "",
    ].filter(Boolean).join(" · ");
}
