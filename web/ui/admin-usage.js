// @ts-check
// What everybody has used, by day and by user: a chart for the eye, tables for the rest.

import { count, dayName } from "../formats.js";
import { adminWords as words } from "../words-admin.js";
import { loadInto } from "./admin-parts.js";
import { el } from "./dom.js";

/** @typedef {import("./admin.js").World} World */
/** @typedef {import("../model/types.js").UserUsage} UserUsage */
/** @typedef {{day: string, users: UserUsage[]}} Day */
/** @typedef {{answers: number, promptTokens: number, outputTokens: number}} Sum */

const PERIODS = [7, 30, 90];
const USUAL_PERIOD = 30;
const SVG = "http://www.w3.org/2000/svg";
const BAR = 10, GAP = 2, HEIGHT = 100;

/** @param {World} world @returns {HTMLElement} */
export function createUsage(world) {
    const period = select("g-period", words.period, PERIODS.map((days) => [String(days), words.periodOf(days)]));
    const measure = select("g-measure", words.measure, [["answers", words.answers], ["tokens", words.tokensBoth]]);
    const whose = select("g-whose", words.whose, [["", words.everybody]]);
    const place = el("div");
    /** @type {Day[]} */
    let days = [];
    let run = 0;
    period.input.value = String(USUAL_PERIOD);

    async function read() {
        const mine = run += 1;
        const reply = await world.call("GET", `admin/usage?days=${period.input.value}`);
        if (mine !== run) return;
        days = reply.days;
        const users = sumsBy(days.flatMap((day) => day.users), ({ id }) => id);
        const chosen = whose.input.value;
        whose.input.replaceChildren(el("option", "", { value: "" }, words.everybody),
            ...users.map(([id, , { name }]) => el("option", "", { value: id }, name)));
        whose.input.value = users.some(([id]) => id === chosen) ? chosen : "";
        draw();
    }

    function draw() {
        const id = whose.input.value;
        const n = Number(period.input.value);
        const shown = days.map(({ day, users }) => ({ day, users: users.filter((user) => !id || user.id === id) })).filter(({ users }) => users.length);
        if (!shown.length) return place.replaceChildren(el("p", "hint", {}, words.usageNone(n)));
        const byUser = sumsBy(shown.flatMap((day) => day.users), (user) => user.id);
        place.replaceChildren(chart(shown, n, /** @type {"answers" | "tokens"} */ (measure.input.value)),
            table(words.byUser, words.user, byUser.map(([, sum, { name }]) => [name, sum])),
            table(words.byDay, words.day, shown.map(({ day, users }) => [dayName(day), sumOf(users)])),
            el("p", "hint", {}, words.usageHint));
    }

    period.input.addEventListener("change", () => loadInto(world, place, read));
    measure.input.addEventListener("change", draw);
    whose.input.addEventListener("change", draw);
    loadInto(world, place, read);
    return el("div", "", {}, el("div", "admin-tools", {}, period.node, whose.node, measure.node), place);
}

/** @param {string} id @param {string} label @param {string[][]} options */
function select(id, label, options) {
    const input = el("select", "", { id }, ...options.map(([value, text]) => el("option", "", { value }, text)));
    return { input, node: el("div", "choice", {}, el("label", "", { for: id }, label), input) };
}

/** @param {Sum[]} all @returns {Sum} */
const sumOf = (all) => all.reduce((sum, one) => ({
    answers: sum.answers + one.answers, promptTokens: sum.promptTokens + one.promptTokens, outputTokens: sum.outputTokens + one.outputTokens,
}), { answers: 0, promptTokens: 0, outputTokens: 0 });

/** The sums of each, the greatest first. @param {UserUsage[]} all @param {(one: UserUsage) => string} keyOf @returns {[string, Sum, UserUsage][]} */
function sumsBy(all, keyOf) {
    /** @type {Map<string, UserUsage[]>} */
    const groups = new Map();
    for (const one of all) groups.set(keyOf(one), [...groups.get(keyOf(one)) ?? [], one]);
    return [...groups].map(([key, group]) => /** @type {[string, Sum, UserUsage]} */ ([key, sumOf(group), group[0]]))
        .sort(([, a], [, b]) => b.answers - a.answers);
}

/**
 * One bar a day, those without use as well. Whoever cannot see it has the tables.
 * @param {Day[]} days @param {number} length @param {"answers" | "tokens"} measure
 */
function chart(days, length, measure) {
    const used = new Map(days.map(({ day, users }) => {
        const sum = sumOf(users);
        return [day, measure === "answers" ? sum.answers : sum.promptTokens + sum.outputTokens];
    }));
    const all = Array.from({ length }, (_, i) => new Date(Date.now() - (length - 1 - i) * 86_400_000).toISOString().slice(0, 10));
    const values = all.map((day) => used.get(day) ?? 0);
    const total = values.reduce((sum, n) => sum + n, 0), most = Math.max(...values);
    const what = measure === "answers" ? words.answers : words.tokensBoth;
    const best = dayName(all[values.indexOf(most)]);
    const bars = all.map((day, i) => {
        const height = most ? Math.max(values[i] ? 2 : 0, HEIGHT * values[i] / most) : 0;
        // The whole column tells its day, not the bar alone.
        const column = shape("rect", { class: "column", x: i * BAR, y: 0, width: BAR, height: HEIGHT });
        const bar = shape("rect", { class: "amount", x: i * BAR + GAP / 2, y: HEIGHT - height, width: BAR - GAP, height });
        const title = shape("title", {});
        title.textContent = words.bar(dayName(day), values[i]);
        return shape("g", {}, title, column, bar);
    });
    return el("figure", "chart", {},
        el("figcaption", "", {}, el("strong", "", {}, words.chartTotal(what, total)), " ", el("span", "hint", {}, words.chartMost(most, best))),
        shape("svg", {
            role: "img", "aria-label": words.chart(what, total, length, most, best), viewBox: `0 0 ${length * BAR} ${HEIGHT}`, preserveAspectRatio: "none",
        }, ...bars),
        el("p", "ends", { "aria-hidden": "true" }, el("span", "", {}, dayName(all[0])), el("span", "", {}, dayName(all[length - 1]))));
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {Node[]} children */
function shape(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    node.append(...children);
    return node;
}

/** @param {string} caption @param {string} first what the rows are @param {[string, Sum][]} rows */
function table(caption, first, rows) {
    const head = [first, words.answers, words.tokensIn, words.tokensOut];
    return el("div", "usage-table", { tabindex: "0", role: "group", "aria-label": caption },
        el("table", "usage", {}, el("caption", "", {}, caption),
            el("thead", "", {}, el("tr", "", {}, ...head.map((text) => el("th", "", { scope: "col" }, text)))),
            el("tbody", "", {}, ...rows.map(([name, sum]) => el("tr", "", {}, el("th", "", { scope: "row", dir: "auto" }, name),
                ...[sum.answers, sum.promptTokens, sum.outputTokens].map((n) => el("td", "", {}, count(n))))))));
}
