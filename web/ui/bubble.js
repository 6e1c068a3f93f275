// @ts-check
// One message's bubble: its words, time and ticks, and why an answer has not (all) the text that one would expect.

import { isRunning } from "../model/state.js";
import { fullTimeOf, problemText, timeOf } from "../formats.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { composerWords } from "../words-composer.js";
import { createParts, createText, createThoughts, pager, showAttachments, slot } from "./answer.js";
import { el, icon, whenIdle } from "./dom.js";
import { showQuote } from "./quote.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Entry} Entry */
/** @typedef {import("./answer.js").Commands} Commands */

/** @typedef {"sending" | "waiting" | "refused" | "stored" | "begun" | "complete" | "failed"} TickName */

/** @type {Record<TickName, string>} */
const TICK_ICON = {
    sending: "clock", waiting: "clock", refused: "alert", stored: "tick", begun: "ticks", complete: "ticks", failed: "alert",
};

/** The arrow that opens a message's menu; by keyboard its bubble does. @param {string} label */
const createMore = (label) => el("button", "more", { type: "button", tabindex: "-1", "aria-label": label, "aria-haspopup": "true" }, icon("down"));

const createStar = () => {
    const star = icon("starred");
    star.setAttribute("class", "starred");
    star.setAttribute("role", "img");
    star.setAttribute("aria-label", chatWords.starred);
    star.setAttribute("hidden", "");
    return star;
};

/** A question's bubble. @param {string} id @param {Commands} commands */
export function createQuestion(id, commands) {
    const more = createMore(chatWords.questionMenu);
    const text = el("div", "text typed", { dir: "auto" });
    const why = el("p", "why", { hidden: "" });
    const time = el("time");
    const tick = icon("clock");
    tick.setAttribute("role", "img");
    const star = createStar();
    const versions = slot("ways");
    const foot = el("div", "foot", {}, versions.node);
    const node = el("article", "bubble out", { "data-id": id, tabindex: "-1" }, more, text, el("span", "meta", {}, star, time, tick), why, foot);
    let shownTick = "";
    /** @type {Message | Entry | null} */
    let shownItem = null;
    /** @type {import("../model/types.js").Attachment[] | undefined} */
    let files;
    return {
        node,
        /**
         * @param {Message | Entry} item
         * @param {TickName} name @param {Entry} [entry] @param {(entry: Entry) => void} [takeBack]
         */
        show(item, name, entry, takeBack) {
            if (item === shownItem && name === shownTick && !item.quoteID) return;
            shownItem = item;
            const message = "siblingIDs" in item || "seq" in item ? /** @type {Message} */ (item) : null;
            if (text.textContent !== item.text) text.textContent = item.text;
            showQuote(node, text, item, commands);
            star.toggleAttribute("hidden", !message?.starred);
            more.hidden = !message;
            versions.show(message ? [message.id, message.siblingIDs] : [], () => message ? pager(message, commands) : []);
            foot.hidden = versions.node.hidden;
            if (item.attachments !== files) showAttachments(node, item.attachments ?? []);
            files = item.attachments;
            showTime(node, time, item.createdAt, words.you);
            if (shownTick === name) return;
            shownTick = name;
            tick.setAttribute("class", `tick ${name}`);
            tick.setAttribute("aria-label", words.tick[name]);
            tick.firstElementChild?.setAttribute("href", `#i-${TICK_ICON[name]}`);
            why.hidden = name !== "refused";
            why.replaceChildren();
            if (name !== "refused" || !entry?.problem) return;
            why.append(`${words.tick.refused}: ${problemText(entry.problem)} `, button(words.takeBack, () => takeBack?.(entry)));
        },
    };
}

/** @param {string} label @param {() => void} action */
function button(label, action) {
    const made = el("button", "plain-button", { type: "button" }, label);
    made.addEventListener("click", action);
    return made;
}

/** @param {HTMLElement} node @param {HTMLTimeElement} time @param {string} iso @param {string} who */
function showTime(node, time, iso, who) {
    if (time.dateTime === iso) return;
    time.dateTime = iso;
    time.textContent = timeOf(iso);
    time.title = fullTimeOf(iso);
    node.setAttribute("aria-label", words.bubble(who, timeOf(iso)));
}

/** An answer's bubble. @param {string} id @param {Commands} commands */
export function createAnswer(id, commands) {
    const more = createMore(words.answerMenu);
    const star = createStar();
    const text = el("div", "text", { dir: "auto" }); // of what is all of it: lists, tables, where the time stands
    const why = el("p", "why", { hidden: "" });
    const dots = el("span", "dots", { role: "img", "aria-label": words.isWriting }, el("i"), el("i"), el("i"));
    const time = el("time");
    const meta = el("span", "meta", {}, star, time);
    const node = el("article", "bubble in", { "data-id": id, tabindex: "-1" }, more, text, dots, why, meta);
    const showText = createText(text);
    const parts = createParts(node, why, commands);
    /** @type {ReturnType<typeof createThoughts> | undefined} */
    let thoughts;
    let wasLast = false;
    /** @type {Message | null} */
    let shown = null;
    return {
        node,
        /**
         * @param {Message} message @param {boolean} isBehind it waits for the answer above @param {boolean} isLast nothing follows
         * @param {() => void} takeBack its question goes back into the field
         */
        show(message, isBehind, isLast, takeBack) {
            if (message === shown && isLast === wasLast) return;
            const running = isRunning(message);
            const isEmpty = !message.text && !message.attachments?.length;
            const isSame = shown !== null && running === isRunning(shown) && message.text === shown.text
                && message.attachments?.length === shown.attachments?.length;
            if (!isSame) showText(message, running);
            if (message.thoughts) {
                thoughts ??= createThoughts(text);
                thoughts.show(message.thoughts, running, running && isEmpty);
            }
            const reason = reasonOf(message, isBehind);
            why.hidden = !reason;
            why.textContent = reason;
            if (isBehind) why.append(" ", button(composerWords.takeBackQueued, takeBack));
            node.classList.toggle("reasoned", reason !== "");
            why.classList.toggle("danger", message.status === "failed");
            dots.hidden = !running || !isEmpty || isBehind;
            meta.hidden = running && isEmpty;
            node.classList.toggle("wordless", isEmpty);
            parts.show(message, isLast);
            star.toggleAttribute("hidden", !message.starred);
            more.classList.toggle("away", running);
            more.disabled = running;
            node.setAttribute("aria-busy", String(running));
            showTime(node, time, message.createdAt, words.model);
            if (!running) colourSoon(text);
            if (shown) commands.hear(shown, message);
            [shown, wasLast] = [message, isLast];
        },
    };
}

/** Colours the code of an answer that is over, when there is nothing better to do. @param {HTMLElement} text */
function colourSoon(text) {
    if (!text.querySelector("code[data-language]")) return;
    whenIdle(async () => {
        const { highlight } = await import("./highlight.js").catch(() => ({ highlight: () => {} })); // colours can be done without
        for (const code of text.querySelectorAll("code[data-language]")) if (!code.childElementCount) highlight(/** @type {HTMLElement} */ (code));
    });
}

/** @param {Message} message */
const failureOf = ({ failure }) => failure && (chatWords.failures[failure.code] ?? failure.message);

/** Why an answer has not (all) the text that one would expect; "" when there is nothing to say. @param {Message} message @param {boolean} isBehind */
function reasonOf(message, isBehind) {
    switch (message.status) {
        case "failed": return failureOf(message) || words.failed;
        case "stopped": return message.text ? words.stopped : words.stoppedEmpty;
        case "interrupted": return failureOf(message) || words.interrupted;
        case "complete": return failureOf(message) || (message.text || message.attachments?.length ? "" : words.completeEmpty);
        case "queued": if (isBehind) return words.waits;
    }
    return message.retryAt && !message.text ? words.retryingNow : "";
}

