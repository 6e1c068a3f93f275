// @ts-check
// What an answer has besides its words: why it ended and what to do about that, its sources, its siblings, its menu.

import { isFinal, isRunning } from "../model/state.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { el, icon } from "./dom.js";
import { retryText, ticker } from "./countdown.js";
import { isWebAddress, LINK_REL } from "./markdown.js";

export { showAttachments } from "./attachments.js";
export { createText } from "./pieces.js";
export { createThoughts } from "./thoughts.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {import("../model/types.js").Source} Source */

/**
 * @typedef {object} Commands what a person can do with an answer
 * @property {(answer: Message) => void} retry
 * @property {(answer: Message) => void} retryWith with another model, which is asked for
 * @property {(answer: Message) => void} goOn
 * @property {(message: Message, siblingID: string) => void} showSibling of an answer or a question
 * @property {(text: string) => void} announce
 * @property {(before: Message, after: Message) => void} hear tells screen readers how an answer goes on
 * @property {(item: Message | import("../model/types.js").Entry) => import("./quote.js").Quoted} quoted what a question refers to
 * @property {(id: string) => void} goToQuoted
 */

// Another model may answer where this one does not.
const OTHER_MODEL = new Set([
    "model_overloaded", "model_not_found", "quota_exhausted", "rate_limited", "too_long", "file_refused", "context_refused",
]);

/** Which buttons an answer has that did not end well. @param {Message} message @returns {("retry" | "retryWith" | "goOn")[]} */
export function waysOut({ status, failure, text }) {
    const isBroken = status === "failed" || status === "interrupted" || status === "stopped";
    if (!isBroken && !failure) return [];
    const goesOn = text !== "" && (status === "interrupted" || failure?.code === "length_limit");
    if (failure?.code === "model_not_found") return ["retryWith", "retry"];
    return [
        ...(goesOn ? [/** @type {const} */ ("goOn")] : []),
        ...(isBroken || failure?.retryable ? [/** @type {const} */ ("retry")] : []),
        ...(OTHER_MODEL.has(failure?.code ?? "") ? [/** @type {const} */ ("retryWith")] : []),
    ];
}

/**
 * The parts of one answer's bubble.
 * @param {HTMLElement} node the bubble
 * @param {HTMLElement} why its line for reasons
 * @param {Commands} commands
 */
export function createParts(node, why, commands) {
    /** @type {Message} */
    let message;
    /** @type {(() => void) | null} */
    let stopCountdown = null;
    let counted = "";
    const sources = slot(), frame = slot(), ways = slot("ways");
    const foot = el("div", "foot", {}, sources.node, frame.node, ways.node);
    node.append(foot);

    /** @param {string} retryAt */
    function countDown(retryAt) {
        let isSaid = false;
        stopCountdown = ticker.watch((now) => {
            why.hidden = false;
            why.textContent = counted = retryText(retryAt, now);
            if (!isSaid) commands.announce(counted);
            else if (!node.isConnected) stopCountdown?.(); // the chat was left
            isSaid = true;
        });
    }

    return {
        /** @param {Message} latest @param {boolean} isLast nothing follows it */
        show(latest, isLast) {
            const isNew = latest.id !== message?.id || latest.retryAt !== message.retryAt || isRunning(latest) !== isRunning(message)
                || (latest.text === "") !== (message.text === "");
            message = latest;
            if (isNew) {
                stopCountdown?.();
                stopCountdown = null;
            }
            if (isRunning(latest) && latest.retryAt && !latest.text) {
                if (isNew) countDown(latest.retryAt);
                else [why.hidden, why.textContent] = [false, counted]; // between two seconds
            }
            const isOver = isFinal(latest);
            sources.show(isOver ? latest.sources ?? [] : [], sourceList);
            frame.show(isOver && latest.searchSuggestions ? [latest.id] : [], suggestions);
            ways.show(isOver ? [latest.id, isLast, latest.siblingIDs, latest.status, latest.failure] : [], () => [
                ...pager(latest, commands), ...(isLast ? buttons(latest, commands) : []),
            ]);
            foot.hidden = [sources, frame, ways].every(({ node }) => node.hidden);
        },
    };
}

/** A place that is drawn anew only when what it shows is another: what was opened in it stays open. */
export function slot(className = "") {
    const node = el("div", className, { hidden: "" });
    let drawn = "[]";
    return {
        node,
        /** @template {any[]} T @param {T} what @param {(what: T) => Node[]} draw */
        show(what, draw) {
            const key = JSON.stringify(what);
            if (key === drawn) return;
            drawn = key;
            node.replaceChildren(...(what.length ? draw(what) : []));
            node.hidden = !node.firstChild;
        },
    };
}

/** @param {Message} message @param {Commands} commands */
function buttons(message, commands) {
    const labels = { retry: words.tryAgain, retryWith: words.tryOther, goOn: words.goOn };
    return waysOut(message).map((way, i) => {
        const button = el("button", i === 0 ? "way first" : "way", { type: "button" }, labels[way]);
        button.addEventListener("click", () => commands[way](message));
        return button;
    });
}

/** ‹2/3›: the answers to the same question, or the versions of one. @param {Message} message @param {Commands} commands */
export function pager(message, commands) {
    const ids = message.siblingIDs ?? [];
    const at = ids.indexOf(message.id);
    if (ids.length < 2 || at < 0) return [];
    /** @param {number} to @param {string} name @param {string} label */
    const step = (to, name, label) => {
        const button = el("button", `icon ${name}`, { type: "button", "aria-label": label }, icon(name));
        button.disabled = !ids[to];
        button.addEventListener("click", () => commands.showSibling(message, ids[to]));
        return button;
    };
    const [label, previous, next] = message.role === "user"
        ? [chatWords.versionOf(at + 1, ids.length), chatWords.previousVersion, chatWords.nextVersion]
        : [words.answerOf(at + 1, ids.length), words.previousAnswer, words.nextAnswer];
    return [el("div", "pager", { role: "group", "aria-label": label },
        step(at - 1, "left", previous), el("span", "", {}, `${at + 1}/${ids.length}`), step(at + 1, "right", next))];
}

/** @param {Source[]} sources their places in the list are their numbers in the text */
function sourceList(sources) {
    const items = sources.flatMap(({ title, uri }, i) => isWebAddress(uri) ? [el("li", "", { value: String(i + 1) },
        el("a", "", { href: uri, rel: LINK_REL, target: "_blank", dir: "auto" }, nameOf(title, uri)), ...hostAfter(title, uri))] : []);
    return items.length ? [el("details", "sources", {}, el("summary", "", {}, words.sources(items.length)), el("ol", "", {}, ...items))] : [];
}

/** @param {string} uri */
const hostOf = (uri) => URL.canParse(uri) ? new URL(uri).hostname.replace(/^www\./, "") : uri;

/** Google's own redirect says nothing of where it leads. @param {string} uri */
const isRedirect = (uri) => hostOf(uri) === "vertexaisearch.cloud.google.com";

/** @param {string} title @param {string} uri */
const nameOf = (title, uri) => title && title !== hostOf(uri) ? title : isRedirect(uri) ? words.sourceUntitled : hostOf(uri);

/** After a redirect the title is the name of the site, as Google has it. @param {string} title @param {string} uri */
function hostAfter(title, uri) {
    const host = isRedirect(uri) ? words.sourceRedirect : hostOf(uri);
    return nameOf(title, uri) === host ? [] : [" ", el("span", "host", {}, host)];
}

/** Google wants its suggestions shown as they are: in a frame of its own, without scripts. @param {string[]} ids of the answer */
function suggestions([id]) {
    return [el("iframe", "suggestions", {
        src: `/api/v1/messages/${id}/suggestions`, title: words.suggestions, loading: "lazy", sandbox: "allow-popups allow-popups-to-escape-sandbox",
    })];
}
