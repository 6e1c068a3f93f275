// @ts-check
// The page that a shared link opens (`/share#…`): a copy to read, for anybody. It looks as a chat does, without anything
// that would change it. The secret stays in the fragment, which browsers send to nobody, so that the page can be loaded
// again; it goes to the server in a body.

import { Problem } from "../model/wire.js";
import { momentOf, problemText } from "../formats.js";
import { words } from "../words.js";
import { shareWords as say } from "../words-share.js";
import { takeFilesFrom } from "./attachments.js";
import { byID, el, icon, whenIdle } from "./dom.js";
import { createItems } from "./log-items.js";
import { loadStyle } from "./sheet.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {{title: string, createdAt: string, expiresAt?: string, messages: Message[]}} Shared the reply of `POST shares/open` */

/** So many bubbles at a time, that reading can begin at once and the browser never stands still. */
const AT_ONCE = 30;
const FILE_TIMEOUT_MS = 120_000;

/**
 * @typedef {object} World what the page lends
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} call
 * @property {(text: string) => void} note shows a sentence for a while
 */

/** Shows what the address's secret opens. @param {World} world */
export async function showShared(world) {
    const secret = location.hash.slice(1);
    const [shared] = await Promise.all([open(world, secret), loadStyle(new URL("./share.css", import.meta.url).href)]);
    // Another link that is put into the same tab.
    addEventListener("hashchange", () => location.reload(), { once: true });
    document.head.append(el("meta", "", { name: "robots", content: "noindex" }));
    if (!shared) return showGone();
    takeFilesFrom(fetcher(secret, world.note));
    document.title = `${shared.title} – ${words.appName}`;
    const log = el("div", "log", { role: "log", "aria-live": "off", "aria-label": words.messages });
    const start = el("a", "button", { href: "/" }, say.start);
    document.body.append(el("main", "shared chat", {},
        el("header", "bar", {}, el("span", "avatar small", { "aria-hidden": "true" }, icon("star")),
            el("div", "who", {}, el("h2", "", { dir: "auto" }, shared.title), el("p", "", {}, modelsOf(shared.messages)))),
        el("p", "notice", {}, untilOf(shared)), log, el("footer", "shared-foot", {}, start), byID("note")));
    log.addEventListener("click", stayHere);
    Object.assign(document.body.dataset, { screen: "shared", pane: "chat" }); // where there is one pane only it is this one
    fill(log, shared.messages);
}

/** @param {World} world @param {string} secret @returns {Promise<Shared | null>} null: the link shows nothing */
function open({ call }, secret) {
    if (!secret) return Promise.resolve(null);
    return call("POST", "shares/open", { secret }).catch((error) => {
        if (!(error instanceof Problem) || error.isPassing) throw error;
        return null;
    });
}

function showGone() {
    document.title = `${say.gone} – ${words.appName}`;
    const start = el("a", "button wide", { href: "/" }, say.start);
    byID("welcome").replaceChildren(el("div", "card", {},
        el("div", "brand", {}, icon("star"), el("span", "", {}, words.appName)),
        el("h2", "", {}, say.gone), el("p", "tagline", {}, say.goneHint), start));
    byID("welcome").hidden = false;
    document.body.dataset.screen = "welcome";
}

/** @param {Shared} shared */
const untilOf = ({ createdAt, expiresAt }) => expiresAt
    ? say.copyUntil(momentOf(createdAt), momentOf(expiresAt)) : say.copyOf(momentOf(createdAt));

/** Who answered: what is known of that. @param {Message[]} messages */
const modelsOf = (messages) => [...new Set(messages.flatMap(({ model }) => model ?? []))].join(", ") || words.model;

/** Draws the bubbles, the rest of a long copy when there is nothing better to do: then it can be searched and printed. @param {HTMLElement} log @param {Message[]} path */
function fill(log, path) {
    const nothing = /** @type {any} */ ({ announce() {}, quoted: () => null });
    const itemsOf = createItems(nothing, nothing, () => {});
    // With more to come below no answer is the last one: nothing offers to try again.
    const items = itemsOf({
        id: "", path, entries: [], earlier: false, later: true, isLoaded: true, readSeq: 0, unread: 0, contextStart: null, leftOut: 0,
        stopping: new Set(),
    }, 0, path.length, null);
    if (!items.length) log.append(el("p", "day", {}, el("span", "", {}, say.empty)));

    /** @param {number} from */
    function draw(from) {
        log.append(...items.slice(from, from + AT_ONCE).map((item) => readOnly(item.draw(undefined).node)));
        if (from + AT_ONCE < items.length) whenIdle(() => draw(from + AT_ONCE));
    }
    draw(0);
}

/** Without menu and ticks, and by nobody in particular. @param {HTMLElement} node */
function readOnly(node) {
    node.removeAttribute("tabindex");
    for (const part of node.querySelectorAll(".more, .tick, .starred")) part.remove();
    const time = node.querySelector(":scope > .meta time");
    if (node.matches(".out")) node.setAttribute("aria-label", words.bubble(say.question, time?.textContent ?? ""));
    return node;
}

/** A place within the text is gone to, but the address keeps its secret. @param {MouseEvent} event */
function stayHere(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (!link) return;
    event.preventDefault();
    document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""))?.scrollIntoView({ block: "center" });
}

/** Fetches each file once. @param {string} secret @param {(text: string) => void} note */
function fetcher(secret, note) {
    /** @type {Map<string, Promise<string>>} */
    const files = new Map();

    /** @param {string} attachmentID */
    async function load(attachmentID) {
        const response = await fetch("/api/v1/shares/file", {
            method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ secret, attachmentID }),
            cache: "no-store", signal: AbortSignal.timeout(FILE_TIMEOUT_MS),
        });
        if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
        return URL.createObjectURL(await response.blob());
    }

    return (/** @type {string} */ id) => {
        const file = files.get(id) ?? load(id).catch((error) => {
            files.delete(id);
            note(error instanceof Problem && error.status === 429 ? problemText(error) : say.fileFailed);
            throw error;
        });
        files.set(id, file);
        return file;
    };
}
