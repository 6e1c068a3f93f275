// @ts-check
// The page's story, top to bottom: who is here, what the address asks for, keep one state true, draw it. Everything
// the page asks of the server is an action here; the panes only draw. What the first view does not need (the sign-in
// screen, dialogs, code colours) comes by `import()`.
//
// Longer than 250 lines because every module of the start is a request of the first view, and those are budgeted.

import {
    applyList, applyMessages, contextLine, createState, hold, isRunning, pathOf, putConversation, putMessage, putUser,
    unreadChats, windowOf,
} from "./model/state.js";
import { backoff, call as callServer, createLive, createOutbox, late, newID, Problem } from "./model/wire.js";
import { byID, el, whenIdle } from "./ui/dom.js";
import { createList } from "./ui/list.js";
import { problemText } from "./formats.js";
import { words } from "./words.js";

/** @typedef {import("./model/types.js").Conversation} Conversation */
/** @typedef {import("./model/types.js").Server} Server */

const EARLIER_LIMIT = 50;
const MOST_AT_ONCE = 200;
const LIST_LIMIT = 100;
const MORE_LIST_LIMIT = 200;
const BANNER_AFTER_MS = 1000;
const FIRST_BANNER_AFTER_MS = 4000;
const CONNECTED_FOR_MS = 2000;
const NOTE_FOR_MS = 5000;
const BRANCH_AFTER_MS = 500;
const FURNISH_AFTER_MS = 3000;
/** `localStorage` has it when something is kept for the next start. */
const KEPT = "pollux_kept";
/** A name in the browser's storage that ends with the id of the user whose it is. */
const OF_A_USER = / [\da-f-]{36}$/;
const ASKS_AT_ONCE = /^\/(?:settings|admin)\/?$/;
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Of the bars, in css/02-tokens.css `--wash`. @type {Record<string, string>} */
const THEME_COLOR = { light: "#f7f5f3", dark: "#1d1f1f" };

const state = createState();

/** What is the page's own, not the server's. */
const page = {
    /** @type {Server | null} */
    server: null,
    /** The conversation that is open. @type {string | null} */
    id: null,
    /** It has not been made yet: its first question will. */
    isNew: false,
    isMissing: false,
    /** The field takes the focus as soon as it is there, unless somebody has moved it from here meanwhile. @type {Element | null} */
    focusFrom: null,
    /** The message that the address names, until the chat is there. @type {{id: string, terms: string} | null} */
    landing: null,
    /** Answers whose stop is under way. @type {Set<string>} */
    stopping: new Set(),
    /** How far reading was reported, by conversation. @type {Map<string, number>} */
    readSeq: new Map(),
    /** What Gemini offers, as far as known. @type {import("./model/types.js").Models | null} */
    models: null,
    /** What is left of today, when that is little. */
    usageLine: "",
    /** The files of questions that are being written. @type {ReturnType<typeof import("./ui/tray.js").createTray> | null} */
    tray: null,
    /** The browser can make an app of the page: its event. @type {any} */
    installPrompt: null,
    /** When the newest answer that is over was so. */
    lastEnd: "",
};

/** @typedef {typeof page} Page */

const actions = { send: sendDraft, stop, takeBack, takeBackQueued, loadEarlier, keepDraft, attach, draw, announce, note };
/** What only an open chat needs: null until it is here. @type {ReturnType<typeof import("./ui/commands.js").createCommands> | null} */
let commands = null;
/** @type {Promise<void> | null} */
let furnishing = null;
/** @type {ReturnType<typeof createLive> | null} */
let live = null;
/** The right pane's parts, likewise. @type {ReturnType<typeof import("./ui/chat.js").createLog> | null} */
let log = null;
/** @type {ReturnType<typeof import("./ui/composer.js").createComposer> | null} */
let composer = null;
/** What is written and not sent. @type {ReturnType<typeof import("./model/drafts.js").createDrafts> | null} */
let drafts = null;
/** @type {ReturnType<typeof createList>} */
let list;
/** What can be done with a chat as a whole. @type {ReturnType<typeof import("./ui/list-actions.js").createListActions> | null} */
let listActions = null;

/** The search, once somebody has looked at its field. @type {ReturnType<typeof import("./ui/search.js").createSearch> | null} */
let search = null;

/** @type {Awaited<ReturnType<typeof import("./ui/install.js").createWorker>> | null} */
let worker = null;
/** @typedef {ReturnType<typeof import("./model/device.js").createDevice>} Device */
/** What this browser keeps of the person. @type {Device | null} */
let device = null;
/** @type {Promise<Device> | null} */
let deviceComing = null;
/** The page began with what was kept, and the server has not said yet that the same person is signed in. */
let isUncertain = false;

/**
 * A call of the interface; none is made in the name of somebody who may have gone.
 * @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>}
 */
const call = (method, path, body) => isUncertain ? Promise.reject(new Problem(0, null)) : callServer(method, path, body);

/**
 * A call whose reply is about the state: null when everything was begun afresh meanwhile.
 * @param {string} method @param {string} path @param {unknown} [body]
 */
async function ask(method, path, body) {
    const { resets } = state;
    const reply = await call(method, path, body);
    return resets === state.resets ? reply : null;
}

const outbox = createOutbox({
    call: async (method, path, body) => {
        await commands?.settle();
        return ask(method, path, body);
    },
    onChange: () => {
        if (!outbox.isEmpty) worker?.sendLater();
        // Until they are on the disk, and where they cannot be. The same id twice is the same question.
        if (state.me) keep("outbox", outbox.save());
        draw();
    },
    shared: {
        put: (records) => deviceOf().then(({ waiting }) => waiting.put(records), () => {}),
        remove: (ids, isStored) => deviceOf().then(({ waiting }) => waiting.remove(ids, isStored), () => {}),
        turn: async (id, action) => {
            const waiting = (await deviceOf().catch(() => null))?.waiting;
            await (waiting ? waiting.turn(id, action) : action(null));
        },
    },
    onStored: (reply) => {
        if (reply?.question) {
            putMessage(state, reply.question);
            putMessage(state, reply.answer);
        } else if (reply) putConversation(state, reply);
    },
    onSignedOut: signedOut,
});

start();

async function start() {
    fillStaticWords();
    if (/^\/share\/?$/.test(location.pathname)) return showShared();
    const link = /^\/(join|reset)\/?$/.exec(location.pathname)?.[1];
    if (link) return follow(/** @type {"join" | "reset"} */ (link), location.hash.slice(1));
    /** @type {Promise<any> | null} */
    let asked = callServer("GET", "session");
    asked.catch(() => {}); // it is waited for below
    if (localStorage.getItem(KEPT)) await beginWithKept().catch(() => {}); // without it the page begins as the first time
    try {
        const { user, server } = await persist(() => {
            const session = asked ?? callServer("GET", "session");
            asked = null;
            return session;
        });
        if (isUncertain) await confirm(user, server);
        else begin(user, server);
    } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        if (isUncertain) return signedOut();
        if (localStorage.getItem(KEPT)) await late(import("./model/device.js")).then(({ forget }) => forget());
        welcome("");
    }
}

/** Shows what was last read while the server is asked who is here; without a connection that is what there is. */
async function beginWithKept() {
    const { createDevice, readKept } = await late(import("./model/device.js"));
    const kept = await readKept();
    if (!kept?.start) return;
    const { user, server } = kept.start;
    isUncertain = true;
    device = createDevice({ userID: user.id, state, server: () => page.server, onNews: hear });
    deviceComing = Promise.resolve(device);
    device.restore(kept);
    begin(user, server);
    outbox.take(kept.waiting);
}

/** @param {import("./model/types.js").User} user @param {Server} server */
async function confirm(user, server) {
    if (user.id !== state.me?.id) {
        await device?.leave(true);
        return location.reload();
    }
    isUncertain = false;
    putUser(state, user);
    page.server = server;
    drawNotices(user, server);
    await device?.claim();
    live?.start();
    outbox.wake();
    furnishSoon();
    if (page.id) attempt(() => load(/** @type {string} */ (page.id)));
    if (ASKS_AT_ONCE.test(location.pathname)) route();
}

/** What is kept here is this person's from now on. @returns {Promise<Device>} */
function deviceOf() {
    deviceComing ??= late(import("./model/device.js")).then(async ({ createDevice }) => {
        const made = createDevice({ userID: state.me?.id ?? "", state, server: () => page.server, onNews: hear });
        await made.claim();
        device = made;
        if (page.id) made.note(page.id);
        outbox.take(await made.waiting.load());
        made.keepSoon();
        return made;
    }).catch((error) => {
        deviceComing = null;
        throw error;
    });
    return deviceComing;
}

/** Another tab of this browser says something. @param {import("./model/waiting.js").News} news */
function hear(news) {
    if ("put" in news) outbox.take(news.put);
    else if ("gone" in news) outbox.forget(news.gone, news.isStored);
    else {
        sessionStorage.clear();
        leave(words.signedOutElsewhere);
    }
}

/** What somebody has shared is there for all, signed in or not. */
function showShared() {
    return persist(async () => (await late(import("./ui/share-page.js"))).showShared({ call, note }));
}

/** Somebody came by a link that carries a secret: it leaves the address at once. @param {"join" | "reset"} kind @param {string} secret */
async function follow(kind, secret) {
    history.replaceState({}, "", "/");
    await persist(async () => {
        const [{ showLink }, server] = await Promise.all([late(import("./ui/links.js")), call("GET", "server")]);
        document.body.dataset.screen = "welcome";
        await showLink({ kind, secret, element: byID("welcome"), call, onSignedIn: (user) => begin(user, server), onLeave: welcome });
    });
}

/**
 * Does something until it works; what no other try would help is thrown.
 * @template T
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
async function persist(action) {
    for (let failures = 0; ; failures += 1) {
        try {
            return await action();
        } catch (error) {
            if (!(error instanceof Problem) || !error.isPassing) throw error;
            if (!state.me) say(words.notStarted, Infinity);
            else if (isUncertain && failures === 0) showLink("waiting"); // once: each call would begin its wait anew
            await new Promise((resolve) => {
                setTimeout(resolve, backoff(failures));
                addEventListener("online", resolve, { once: true });
            });
        }
    }
}

/** Someone is signed in. @param {import("./model/types.js").User} user @param {Server} server */
function begin(user, server) {
    if (state.me && !isUncertain) return location.reload(); // signed in again: what was not sent waits in the session's storage
    putUser(state, user);
    for (const key of Object.keys(sessionStorage)) if (OF_A_USER.test(key) && !key.endsWith(user.id)) sessionStorage.removeItem(key);
    wear();
    page.server = server;
    say("", 0);
    document.body.dataset.screen = "chats";
    byID("welcome").hidden = true;
    list = createList({
        state, go, loadMore: loadMoreList,
        openMenu: (...where) => {
            if (listActions) listActions.openMenu(...where); // at once: the next key is for the menu
            else attempt(async () => (await listActionsOf()).openMenu(...where));
        },
        draftOf: (id) => (drafts ? drafts.textOf(id) : state.conversations.get(id)?.draft?.text) ?? "",
        entryOf: (id) => outbox.entries(id).at(-1),
    });
    for (const key of Object.keys(localStorage)) if (OF_A_USER.test(key) && !key.endsWith(user.id)) localStorage.removeItem(key);
    drawNotices(user, server);
    outbox.restore(kept("outbox") ?? "[]");
    route();
    live = createLive({
        state,
        open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live`),
        onChange: () => {
            draw();
            worker?.look();
        },
        onFresh: refresh,
        onStatus: showLink,
        onSignedOut: signedOut,
        onNeverOpened: () => {
            call("GET", "session").catch((error) => error.status === 401 && signedOut());
        },
    });
    if (!isUncertain) live.start();
    const wake = () => {
        live?.wake();
        outbox.wake();
        drafts?.wake();
    };
    addEventListener("online", wake);
    addEventListener("pagehide", () => device?.keepNow());
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState !== "visible") return void device?.keepNow();
        wake();
        commands?.refreshUsage(); // another day may have begun
        draw();
    });
    addEventListener("popstate", route);
    // A notification was clicked; it may be older than this page.
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.open && go(`/c/${data.open}`));
}

/** @param {import("./model/types.js").User} user @param {Server} server */
function drawNotices(user, server) {
    byID("demo").hidden = !server.demo;
    byID("guest").hidden = !user.guest;
    /** @type {HTMLElement} */ (byID("guest").lastElementChild).hidden = server.registration !== "open";
}

const YEAR_S = 31_536_000;

/** Wears the person's settings, and keeps what the server needs to send the next page as they want it. */
function wear() {
    const isAnother = worn !== null && worn.settings?.language !== state.me?.settings?.language;
    worn = state.me;
    const { theme = "", language, wallpaper = "", tint = "", textSize = "" } = state.me?.settings ?? {};
    const { dataset, lang } = document.documentElement;
    if (dataset.theme !== theme) dataset.theme = theme;
    [dataset.wallpaper, dataset.wall, dataset.textSize] = [wallpaper, tint, textSize];
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
        const own = (meta.getAttribute("media") ?? "").includes("dark") ? "dark" : "light";
        meta.setAttribute("content", THEME_COLOR[theme || own] ?? "");
    }
    keepCookie("theme", theme);
    // All words are others. Once for each choice: without a network the page may come in the language of before, again and again.
    const isNew = language !== undefined && keepCookie("language", language);
    if (language && language !== lang && (isNew || isAnother)) location.reload();
}

/** @param {string} name @param {string} value @returns {boolean} it was not there, and is kept from now on */
function keepCookie(name, value) {
    const cookie = `pollux_${name}=${value}`;
    const isThere = () => document.cookie.split("; ").includes(cookie);
    if (isThere()) return false;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${cookie}; Path=/; SameSite=Lax; Max-Age=${value ? YEAR_S : 0}${secure}`;
    return isThere();
}

/** The sign-in screen. @param {string} notice */
async function welcome(notice) {
    const [{ showWelcome }, server] = await persist(() => Promise.all([late(import("./ui/welcome.js")), call("GET", "server")]));
    document.body.dataset.screen = "welcome";
    showWelcome({ element: byID("welcome"), server, notice, call, onSignedIn: (user) => begin(user, server) });
}

/** The session is over: another page signed out, or the server ended it. @param {number} [code] what the socket closed with */
function signedOut(code = 4401) {
    if (state.me && !isLeaving) keep("outbox", outbox.save()); // for whoever signs in again in this tab
    leave(code === 4403 ? words.blockedNotice : words.signedOutElsewhere);
}

let isLeaving = false;

/** The first reason counts; whoever signs in again begins with another page. @param {string} notice */
function leave(notice) {
    if (isLeaving || document.body.dataset.screen === "welcome") return;
    isLeaving = true;
    isUncertain = false;
    live?.stop();
    drafts?.leave();
    outbox.stop();
    deviceComing?.then((made) => made.leave(false), () => {});
    log?.show(null);
    list.clear();
    document.title = words.appName;
    setText("chat-title", "");
    /** @type {HTMLTextAreaElement} */ (byID("text")).value = ""; // a draft waits on the server, or on the disk for the same person
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    welcome(notice);
}

/**
 * The account goes. Its socket closes with it, which shall not look as if somebody else had done it.
 * @param {() => Promise<any>} action @param {string} notice
 */
async function leaveBy(action, notice) {
    live?.stop();
    await action().catch((error) => {
        live?.start();
        throw error;
    });
    await letGo();
    leave(notice);
}

/** The person goes on purpose: nothing of theirs stays in this browser. */
async function letGo() {
    sessionStorage.clear();
    for (const key of Object.keys(localStorage)) if (OF_A_USER.test(key)) localStorage.removeItem(key);
    const made = await deviceOf().catch(() => null);
    await made?.leave(true);
}

// The address: `/` is the list, `/c/<id>` a conversation, `/c/<id>#m=<id>` a message in it; what was searched for is in the
// history entry, for a reload. A new conversation has its id there until it exists.

function route() {
    routeFrom(matchMedia("(pointer: coarse)").matches ? null : document.activeElement);
}

/** @param {Element | null} focusFrom from where the field of a chat takes the focus */
function routeFrom(focusFrom) {
    if (isLeaving) return;
    if (isUncertain && ASKS_AT_ONCE.test(location.pathname)) return draw(); // what is shown there is the server's: `confirm` opens it
    if (/^\/admin\/?$/.test(location.pathname)) return attempt(showAdmin);
    if (document.body.dataset.screen === "admin") {
        document.body.dataset.screen = "chats";
        document.querySelector(".admin")?.remove();
    }
    if (location.pathname === "/settings") return attempt(openSettings); // over whatever is open
    /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog.settings"))?.close();
    if (location.pathname === "/" && location.search === "?new") history.replaceState({ fresh: newID() }, "", "/"); // the installed app's shortcut
    const id = /^\/c\/([^/]+)\/?$/.exec(location.pathname)?.[1]?.toLowerCase() ?? history.state?.fresh ?? null;
    page.id = id;
    page.isNew = id !== null && id === history.state?.fresh;
    page.isMissing = id !== null && !ID.test(id);
    const messageID = /^#m=(.+)$/.exec(location.hash)?.[1].toLowerCase() ?? "";
    page.landing = id && ID.test(messageID) ? { id: messageID, terms: history.state?.terms ?? "" } : null;
    document.body.dataset.pane = id ? "chat" : "list";
    if (id) furnish();
    if (id) device?.note(id);
    if (id && state.listed && !isUncertain) attempt(() => load(id));
    page.focusFrom = id !== null ? focusFrom : null;
    draw();
    drawNow(); // what is typed before the next frame shall not go into the chat of before
}

/** Somebody came to this address before: what they have done since counts for the focus. */
const routeAgain = () => routeFrom(page.focusFrom);

/** The administration has the window for itself; the chats go on behind it. */
async function showAdmin() {
    page.id = null;
    document.body.dataset.screen = "admin";
    const { openAdmin } = await late(import("./ui/admin.js")).catch((error) => {
        go("/");
        throw error;
    });
    await openAdmin({ me: () => state.me, call, leave: () => go("/"), signedOut, announce, note });
}

/** @param {string} path @param {object} [entry] */
function go(path, entry = {}) {
    history.pushState({ ...entry, isOurs: true }, "", path);
    route();
}

function goBack() {
    if (history.state?.isOurs) return history.back();
    history.replaceState({}, "", "/");
    route();
}

function startNew() {
    const id = drafts?.unsentChat() ?? newID();
    go("/", { fresh: id });
    page.focusFrom = document.activeElement;
    draw();
    if (!drafts) furnish().then(() => goOnUnsent(id));
}

/** What was begun in a new chat, and not sent, goes on. @param {string} id the new chat that is open in its place */
function goOnUnsent(id) {
    const unsentID = drafts?.unsentChat();
    if (!unsentID || page.id !== id || drafts?.textOf(id)) return;
    history.replaceState({ ...history.state, fresh: unsentID }, "");
    routeAgain();
}

/** Brings what only an open chat needs. */
function furnish() {
    furnishing ??= persist(() => late(Promise.all([import("./ui/chat.js"), import("./ui/composer.js"), import("./ui/commands.js"), import("./model/drafts.js")])))
        .then(([{ createLog }, { createComposer }, { createCommands }, { createDrafts }]) => {
            drafts = createDrafts({
                state, call, storage: localStorage, userID: state.me?.id ?? "", entriesOf: outbox.entries, maxLength: page.server?.maxTextLength,
            });
            addEventListener("pagehide", drafts.flush);
            drafts.wake();
            commands = createCommands({
                state, page, ask, call, attempt, draw, announce, note, send, share, kept, keep, stay, signedOut, go, log: () => log,
            });
            log = createLog(actions, commands);
            composer = createComposer({ actions, maxLength: page.server?.maxTextLength ?? Infinity, userID: state.me?.id ?? "" });
            draw();
        });
    return furnishing;
}

let isFurnishing = false;

/** The first chat that is opened shall not wait for its modules, nor the list for them. */
function furnishSoon() {
    if (isFurnishing) return;
    isFurnishing = true;
    byID("rows").addEventListener("pointerenter", furnish, { once: true });
    setTimeout(() => whenIdle(() => {
        furnish();
        for (const part of [readMe, listActionsOf, searchOf, deviceOf, workerOf]) part().catch(() => {}); // whoever wants it is told
        if (state.lists.get("all")?.nextCursor) loadMoreList("unread"); // how many there are
    }), FURNISH_AFTER_MS);
}

/** What makes an app of the page: its service worker, notifications, news of a newer build. */
async function workerOf() {
    const { createWorker } = await late(import("./ui/install.js"));
    return worker ??= await createWorker({ state, isBusy, announce, titleOf });
}

/** Would a reload come at a bad moment? */
const isBusy = () => !outbox.isEmpty || byID("text").value !== "" || document.querySelector("dialog[open]") !== null
    || state.running.size > 0 || [...state.held.values()].some((held) => [...held.messages.values()].some(isRunning));

/** @param {string} id of a conversation */
const titleOf = (id) => state.conversations.get(id)?.title || words.untitled;

async function searchOf() {
    const { createSearch, pathOfHit } = await late(import("./ui/search.js"));
    return search ??= createSearch({
        state, call, announce, signedOut,
        open: (hit, terms) => {
            const path = pathOfHit(hit);
            if (path !== location.pathname + location.hash) return go(path, { terms });
            history.replaceState({ ...history.state, terms }, "", path); // there already: it shows it again
            route();
        },
    });
}

/** The field takes what is typed while its module is on its way. @param {FocusEvent} event */
function beginSearch({ relatedTarget }) {
    if (!search) attempt(async () => (await searchOf()).cameFrom(relatedTarget));
}

/** To the search, from wherever one is. */
function findChats() {
    const field = byID("search-field"), from = document.activeElement;
    if (!field.checkVisibility()) goBack();
    if (!search) attempt(async () => (await searchOf()).cameFrom(from));
    field.focus();
    field.select();
}

async function listActionsOf() {
    const { createListActions } = await late(import("./ui/list-actions.js"));
    return listActions ??= createListActions({
        state, ask, call, attempt, note, draw, share,
        leaveChat: (id) => {
            if (page.id !== id) return;
            history.replaceState({}, "", "/");
            route();
            if (!byID("rows").contains(document.activeElement)) byID("new-chat").focus();
        },
        forget: outbox.drop,
    });
}

/** Makes a link to a chat, or to one answer of it. @param {Conversation} conversation @param {import("./model/types.js").Message} [answer] */
async function share(conversation, answer) {
    await commands?.settle(); // what was deleted a moment ago is not shown
    const { openShare } = await late(import("./ui/share.js"));
    await openShare({ conversation, answer: answer ?? null, call, note });
}

/** The address of a sheet is its own only while it is open. */
const closeSheet = () => location.pathname === "/settings" && goBack();

async function openSettings() {
    if (!state.me || !page.server || document.querySelector("dialog.settings")) return;
    const { openAccount } = await late(import("./ui/account.js"));
    await openAccount({
        call,
        me: () => /** @type {any} */ (state.me),
        server: page.server,
        onUser: (user) => {
            putUser(state, user);
            byID("guest").hidden = !user.guest;
            wear();
        },
        note,
        attempt,
        leave: leaveBy,
        onClose: closeSheet,
    });
}

// Reading.

/** What changed of the person between the answer who is here and the socket's first word was told to nobody. */
async function readMe() {
    const { user } = await call("GET", "session");
    putUser(state, user);
    draw();
}

let freshRun = 0;

/** Reads everything that is on the screen again, until it is done or a newer run takes over. */
async function refresh() {
    const run = freshRun += 1;
    for (let failures = 0; run === freshRun; failures += 1) {
        const id = page.id;
        try {
            const [list] = await Promise.all([ask("GET", `conversations?limit=${LIST_LIMIT}`), id && load(id), isFurnishing && readMe()]);
            if (run !== freshRun || !list) return;
            applyList(state, list);
            drafts?.wake();
            furnishSoon();
            if (page.id && page.id !== id) routeAgain();
            else if (id) await loadUnlisted(id);
            return draw();
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.status === 401) return signedOut();
            await new Promise((resolve) => setTimeout(resolve, backoff(failures)));
        }
    }
}

/** Reads a conversation's newest messages, unless they are here. @param {string} id */
async function load(id) {
    if (id === page.id && page.isMissing) return;
    const held = hold(state, id, (id === page.id && page.isNew) || outbox.creates(id));
    if (held.loaded) return;
    const unread = state.conversations.get(id)?.unread ?? 0;
    try {
        const [messages, conversation] = await Promise.all([
            ask("GET", `conversations/${id}/messages${unread > 2 ? `?limit=${Math.min(MOST_AT_ONCE, 2 * unread + 4)}` : ""}`),
            state.conversations.has(id) || !state.listed ? null : ask("GET", `conversations/${id}`),
        ]);
        if (conversation) putConversation(state, conversation);
        if (messages) applyMessages(state, id, messages);
        if (messages?.messages.some(isRunning)) live?.catchUp();
    } catch (error) {
        if (!(error instanceof Problem) || (error.status !== 404 && error.status !== 400 && error.status !== 410)) throw error;
        if (page.id === id) page.isMissing = true;
    }
    draw();
}

/** A conversation that is open but not among those of the list: archived, or too far down. @param {string} id */
async function loadUnlisted(id) {
    if (state.conversations.has(id) || page.isMissing || !state.held.get(id)?.loaded || outbox.creates(id) || page.isNew) return;
    const conversation = await ask("GET", `conversations/${id}`);
    if (conversation) putConversation(state, conversation);
}

let loadingEarlier = false;

function loadEarlier() {
    const id = page.id;
    const path = id ? windowOf(state, id).path : [];
    const [first] = path;
    if (!id || !first?.parentID || loadingEarlier) return;
    loadingEarlier = true;
    attempt(async () => {
        try {
            const page = await ask("GET", `conversations/${id}/messages?before=${first.seq}&leaf=${path.at(-1)?.id}&limit=${EARLIER_LIMIT}`);
            if (page) applyMessages(state, id, page);
            announce(words.earlierShown);
            draw();
        } finally {
            loadingEarlier = false;
        }
    });
}

/**
 * Reads on in a list, or begins it.
 * @param {import("./model/state.js").Filter} filter
 * @returns {Promise<boolean>} it was not in vain
 */
async function loadMoreList(filter) {
    const { nextCursor = "" } = state.lists.get(filter) ?? {};
    if (nextCursor === null) return true;
    const which = { all: "", unread: "&unread=true", pinned: "&pinned=true", archived: "&archived=true" }[filter];
    const cursor = nextCursor && `&cursor=${encodeURIComponent(nextCursor)}`;
    try {
        const page = await ask("GET", `conversations?limit=${MORE_LIST_LIMIT}${which}${cursor}`);
        if (page) applyList(state, page, filter);
        draw();
        return true;
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.status === 401) signedOut();
        return false;
    }
}

/** Tells the server how far this person has read, when the newest settled answer is on the screen. */
function reportRead() {
    const conversation = page.id ? state.conversations.get(page.id) : undefined;
    if (isUncertain || !conversation || !log || document.visibilityState !== "visible") return;
    const path = pathOf(state, conversation.id);
    const seq = path.findLast((message) => message.role === "model" && !isRunning(message))?.seq ?? 0;
    if (seq <= Math.max(conversation.readSeq, page.readSeq.get(conversation.id) ?? 0)) return;
    page.readSeq.set(conversation.id, seq);
    call("PUT", `conversations/${conversation.id}/read`, { seq }).catch(() => {
        // A drawing after a while tells it again; each one would, while an answer streams in.
        setTimeout(() => page.readSeq.delete(conversation.id), 10_000);
    });
}

// Writing.

/** Sends what stands in the field. @param {string} text */
function sendDraft(text) {
    if (page.id) send(text, drafts?.take(page.id));
}

/** @param {string} text @param {string} [questionID] */
function send(text, questionID) {
    const id = page.id;
    if (!id) return;
    outbox.send(id, text.replaceAll("\0", "\ufffd").toWellFormed(), page.isNew, page.tray?.take(id), commands?.takeQuote(id), questionID);
    stay();
    leaveMessage();
    drawNow(); // an answer may be whole before the next frame, and it is told of where the question stood without it
    log?.goToEnd();
}

/** Whoever writes is at the end of the chat: a reload leads there, too. */
function leaveMessage() {
    page.landing = null;
    if (location.hash) history.replaceState({ isOurs: history.state?.isOurs }, "", location.pathname);
}

/** The new conversation exists from now on, or will: it has an address. */
function stay() {
    if (!page.isNew) return;
    page.isNew = false;
    history.replaceState({ isOurs: history.state?.isOurs }, "", `/c/${page.id}`);
}

/** @param {File[]} files */
function attach(files) {
    const id = page.id;
    if (id) attempt(async () => (await commandsOf()).attach(id, files));
}

async function commandsOf() {
    await furnish();
    if (!commands) throw new Problem(0, null);
    return commands;
}

/** @param {string} answerID */
function stop(answerID) {
    page.stopping.add(answerID);
    draw();
    attempt(async () => {
        try {
            const reply = await ask("POST", `messages/${answerID}/stop`);
            if (reply) putMessage(state, reply.answer);
        } finally {
            page.stopping.delete(answerID);
            draw();
        }
    }, words.stopFailed);
}

/** @param {import("./model/types.js").Entry} entry */
function takeBack(entry) {
    outbox.withdraw(entry.conversationID, entry.id);
    commands?.endEditing(); // the field is for questions again: it would become a part of what is edited
    const { attachments } = entry;
    if (attachments?.length) attempt(async () => (await commandsOf()).putBack(entry.conversationID, attachments));
    composer?.put(entry.text);
    commands?.putQuoteBack(entry);
}

/** A question that waits behind an answer goes back into the field, with those behind it. @param {import("./model/types.js").Message} question */
function takeBackQueued(question) {
    attempt(async () => {
        const { takeBackQueued } = await late(import("./model/queued.js"));
        const files = await takeBackQueued({ state, ask, question, put: (text) => putBack(question.conversationID, text) });
        commands?.putQuoteBack(question);
        if (files.length) (await commandsOf()).attach(question.conversationID, files);
        draw();
    });
}

/**
 * Puts a text before what is written in a chat, which need not be the open one any more.
 * @param {string} id @param {string} text @returns {() => void} takes it out again, if nothing was changed meanwhile
 */
function putBack(id, text) {
    if (page.id === id && composer) {
        commands?.endEditing();
        return composer.put(text);
    }
    const before = drafts?.textOf(id) ?? "";
    const after = before.trim() ? `${text}\n${before}` : text;
    drafts?.type(id, after);
    return () => {
        if (drafts?.textOf(id) === after) drafts.type(id, before);
    };
}

async function signOut() {
    const { askYes } = await late(import("./ui/dialogs.js"));
    if (state.me?.guest && !await askYes({ title: words.signOutGuest, hint: words.signOutGuestHint, yes: words.signOut })) return;
    live?.stop();
    await call("DELETE", "session").catch((error) => {
        if (error.status === 401) return;
        live?.start();
        throw error;
    });
    await letGo();
    location.replace("/");
}

/** Runs something that may fail for reasons that a person should hear. @param {() => any} action @param {string} [otherwise] */
async function attempt(action, otherwise) {
    try {
        await action();
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.status === 401) return signedOut();
        const seconds = error.retryAfterSeconds;
        const until = error.code === "usage_limit" && seconds ? new Date(Date.now() + 1000 * seconds).toISOString() : undefined;
        note(otherwise ?? problemText({ code: error.code, detail: error.detail, until }));
    }
}

// What must survive a reload, but not the tab: nothing of a chat stays on a shared machine.

/** @param {string} name @param {string} value */
function keep(name, value) {
    try {
        sessionStorage.setItem(`${name} ${state.me?.id}`, value);
    } catch {
        // Full or forbidden: then it lives as long as the page.
    }
}

/** @param {string} name */
const kept = (name) => sessionStorage.getItem(`${name} ${state.me?.id}`);

/** @param {string} id @param {string} text */
function keepDraft(id, text) {
    if (!commands?.isEditing(id)) drafts?.type(id, text); // else what is in the field is no draft
}

// Drawing: at most once a frame, and at another address at once, everything; the panes see by identity what is new.

let isDrawing = false;

function draw() {
    device?.keepSoon();
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
        isDrawing = false;
        drawNow();
    });
}

function drawNow() {
    if (state.listed && !isLeaving && document.body.dataset.screen === "chats") drawChats();
}

/** The person as they were when their settings were put on. @type {import("./model/types.js").User | null} */
let worn = null;

function drawChats() {
    if (state.me !== worn) wear(); // another device may have changed them
    const { id } = page;
    const conversation = id ? state.conversations.get(id) : undefined;
    const held = id ? state.held.get(id) : undefined;
    const entries = id ? outbox.entries(id).filter((entry) => !held?.messages.has(entry.id)) : [];
    const shown = id ? windowOf(state, id) : { path: [], later: false };
    const path = commands?.visible(shown.path) ?? shown.path;
    const later = shown.later && path === shown.path;
    if (id && state.deleted.has(id)) page.isMissing = true;
    const isOpen = id !== null && !page.isMissing && (conversation !== undefined || page.isNew || entries.length > 0);
    const contextExchanges = conversation ? conversation.contextExchanges : page.server?.contextExchanges ?? null;
    // What is written at the end can be stopped from anywhere.
    const running = (later && id ? pathOf(state, id) : path).find(isRunning);
    // A path goes up to a question without a parent, on whichever branch.
    const earlier = path.length > 0 ? Boolean(path[0].parentID) : held?.earlier ?? false;

    commands?.attend(id);
    list.show(page.id);
    drawBar(isOpen, conversation, running !== undefined);
    drawBlank(id, isOpen && (path.length > 0 || entries.length > 0 || (!held?.loaded && !lostShown)), contextExchanges, lostShown && !held?.loaded);
    page.tray?.show(isOpen ? id : null);
    drafts?.look(composer?.touchedID ?? null);
    composer?.show({
        id: isOpen ? id : null, draft: drafts?.textOf(id ?? "") ?? "", isAside: commands?.isEditing(id ?? "") ?? false,
        runningID: running?.id ?? null, isStopping: page.stopping.has(running?.id ?? ""), tray: page.tray?.of(id ?? "") ?? null,
        isEmpty: path.length + entries.length === 0 && (page.isNew || held?.loaded === true),
        enterKey: state.me?.settings?.enterKey === "newline" ? "newline" : "send",
    });
    byID("usage-line").hidden = !page.usageLine;
    setText("usage-line", page.usageLine);
    if (page.focusFrom && isOpen && composer) {
        const { activeElement } = document;
        if (activeElement === page.focusFrom || activeElement === document.body) composer.focus();
        page.focusFrom = null;
    }
    byID("log").hidden = !isOpen || path.length + entries.length === 0;
    const { at, leftOut } = contextLine(path, contextExchanges, earlier);
    log?.show(isOpen && id ? {
        id, path, entries, earlier, later, stopping: page.stopping, contextStart: later ? null : at, leftOut,
        isLoaded: held?.loaded ?? false, unread: conversation?.unread ?? 0,
        readSeq: Math.max(conversation?.readSeq ?? 0, page.readSeq.get(id) ?? 0),
    } : null);
    const { landing } = page;
    // What is not here can be asked for only once it is certain who is.
    if (landing && log && isOpen && held?.loaded && (!isUncertain || path.some((message) => message.id === landing.id))) {
        page.landing = null;
        log.reveal(landing.id, landing.terms);
    }
    reportRead();
    noticeEnds();
    if (isOpen && id && held?.loaded) noticeBranch(conversation);
}

/** Each answer that is over has used something up. */
function noticeEnds() {
    // An answer may begin and end between two drawings: it was never seen running.
    const ends = [...state.held.values()].flatMap(({ messages }) => [...messages.values()].map(({ finishedAt }) => finishedAt ?? ""));
    const last = ends.reduce((a, b) => a > b ? a : b, "");
    if (last <= page.lastEnd) return;
    page.lastEnd = last;
    commands?.refreshUsage();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let branchTimer;

/**
 * Another tab may have gone to a branch that is not here. Its messages may also just be on their way.
 * @param {Conversation | undefined} conversation
 */
function noticeBranch(conversation) {
    clearTimeout(branchTimer);
    const leafID = conversation?.leafID;
    const held = state.held.get(conversation?.id ?? "");
    if (!leafID || held?.windowEnd || held?.messages.has(leafID)) return;
    branchTimer = setTimeout(() => commands?.catchUp(conversation.id), BRANCH_AFTER_MS);
}

/** @param {boolean} isOpen @param {Conversation | undefined} conversation @param {boolean} isWriting */
function drawBar(isOpen, conversation, isWriting) {
    const title = conversation?.title || words.untitled;
    byID("chat-bar").hidden = page.id === null;
    byID("chat-button").hidden = !isOpen;
    setText("chat-title", isOpen ? title : words.chats);
    byID("model-button").hidden = !isOpen;
    setText("model-name", modelName(conversation?.model ?? page.models?.default ?? page.server?.defaultModel ?? ""));
    setText("chat-state", isOpen && isWriting ? words.writing : "");
    const unread = unreadChats(state, document.visibilityState === "visible" ? page.id : null);
    document.title = `${unread ? `(${unread}) ` : ""}${isOpen ? `${title} – ` : ""}${words.appName}`;
    /** @type {HTMLButtonElement} */ (byID("chat-title")).disabled = !conversation;
}

/** A model that is not in the list has its id for a name; the list may not be here yet. @param {string} id */
function modelName(id) {
    const model = page.models?.models.find((one) => one.id === id);
    return model?.displayName ?? (page.models && id ? `${id} – ${words.modelGone}` : id);
}

/** The empty states of the right pane. @param {string | null} id @param {boolean} hasMessages @param {number | null} exchanges @param {boolean} isAway it can only be read with a connection */
function drawBlank(id, hasMessages, exchanges, isAway) {
    byID("blank").hidden = hasMessages;
    setText("blank-title", page.isMissing ? words.notFound : id && isAway ? words.notKept : words.empty);
    setText("blank-hint", page.isMissing ? words.notFoundHint : id && isAway ? words.notKeptHint : id ? words.newHint(exchanges) : words.emptyHint);
}

/** @param {string} id @param {string} text */
function setText(id, text) {
    const element = byID(id);
    if (element.textContent !== text) element.textContent = text;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let bannerTimer;

/** Shows a sentence in the banner below the list's header; "" hides it. @param {string} text @param {number} ms */
function say(text, ms) {
    clearTimeout(bannerTimer);
    const banner = byID("link");
    banner.hidden = !text;
    banner.textContent = text;
    if (text && ms !== Infinity) bannerTimer = setTimeout(() => say("", 0), ms);
}

let lostShown = false;
let wasLive = false;

/** @param {import("./model/wire.js").LinkStatus} status */
function showLink(status) {
    clearTimeout(bannerTimer);
    if (status === "live") {
        say(lostShown ? words.connected : "", CONNECTED_FOR_MS);
        if (wasLive) worker?.check(); // the server may have come back as a newer one
        lostShown = false;
        wasLive = true;
        const { id } = page;
        if (id && state.listed) attempt(() => load(id)); // it may have been opened without a connection
        return outbox.wake();
    }
    if (status === "stopped") return document.body.dataset.screen === "chats" && say(words.refusedLink, Infinity);
    const text = navigator.onLine ? words.connecting : words.offline;
    if (lostShown) return say(text, Infinity);
    bannerTimer = setTimeout(() => {
        lostShown = true;
        say(text, Infinity);
        draw();
    }, wasLive ? BANNER_AFTER_MS : FIRST_BANNER_AFTER_MS);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let noteTimer;

/** Shows a sentence for a while, over whatever is shown. @param {string} text */
function note(text) {
    clearTimeout(noteTimer);
    const line = byID("note");
    line.textContent = text;
    line.hidePopover();
    line.showPopover(); // on top, of dialogs too
    announce(text);
    noteTimer = setTimeout(() => line.hidePopover(), NOTE_FOR_MS);
}

/** @param {string} text */
function announce(text) {
    byID("status").textContent = text;
}

/** The words and the doings of what index.html already has. */
function fillStaticWords() {
    setText("list-title", words.chats);
    setText("demo", words.demoNotice);
    byID("guest").append(`${words.guestNotice} `, menuButton(words.guestKeep, () => go("/settings"), "plain-button"));
    setText("drop", words.dropHere);
    setText("model-label", `${words.modelLabel} `);
    for (const [id, label] of [["new-chat", words.newChat], ["account-button", words.accountMenu], ["back", words.back],
        ["chat-button", words.chatMenu], ["to-end", words.toEnd], ["list", words.chats],
        ["chat", words.chat], ["log", words.messages], ["search-field", words.search], ["search-clear", words.searchClear]]) {
        byID(id).setAttribute("aria-label", label);
    }
    byID("search-field").placeholder = words.search;
    byID("search-field").addEventListener("focus", beginSearch);
    byID("new-chat").addEventListener("click", startNew);
    byID("back").addEventListener("click", goBack);
    byID("account-button").addEventListener("click", () => byID("account-menu").replaceChildren(
        el("p", "menu-title", { dir: "auto" }, state.me?.name ?? ""),
        ...(page.server?.usageLimits ? [menuButton(words.usage, async () => (await commandsOf()).showUsage())] : []),
        menuButton(words.preferences, () => go("/settings")),
        ...(page.installPrompt ? [menuButton(words.install, () => {
            const { installPrompt } = page;
            page.installPrompt = null; // it can be asked once
            return installPrompt.prompt();
        })] : []),
        ...(matchMedia("(any-pointer: fine)").matches ? [menuButton(words.shortcuts, showShortcuts)] : []),
        ...(state.me?.role === "admin" ? [menuButton(words.administration, () => go("/admin"))] : []),
        menuButton(words.signOut, signOut)));
    byID("model-button").addEventListener("click", () => attempt(async () => (await commandsOf()).chooseModel()));
    byID("chat-button").addEventListener("click", () => byID("chat-menu").replaceChildren(
        ...(state.conversations.has(page.id ?? "") ? [menuButton(words.find, async () => (await commandsOf()).findInChat()),
            menuButton(words.select, async () => (await commandsOf()).select())] : []),
        menuButton(words.starred, async () => (await commandsOf()).showStarred()),
        menuButton(words.settings, async () => (await commandsOf()).changeSettings()),
        ...chatChoices()));
    byID("chat-title").addEventListener("click", () => attempt(() => onOpenChat("rename")));
    addEventListener("beforeinstallprompt", (event) => {
        event.preventDefault(); // the menu offers it, not a banner
        page.installPrompt = event;
    });
    addEventListener("keydown", (event) => {
        const hasShortcuts = state.me?.settings?.shortcuts !== "off";
        const isCommand = hasShortcuts && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
        if (isCommand && event.key.toLowerCase() === "k" && state.me && !document.querySelector("dialog[open]")) {
            event.preventDefault();
            findChats();
        }
        const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
        if (state.me && ((isCommand && event.key === "/") || (hasShortcuts && event.key === "?" && !isTyping && !event.ctrlKey && !event.altKey))) {
            event.preventDefault();
            attempt(showShortcuts);
        }
        if (hasShortcuts && event.ctrlKey && event.altKey && !event.getModifierState("AltGraph")) onChatKey(event);
        if (hasShortcuts && event.key === "F2" && !document.querySelector("dialog[open]")) attempt(() => onOpenChat("rename"));
        const running = page.id ? pathOf(state, page.id).find(isRunning) : undefined;
        const isElsewhere = event.isComposing || event.target === byID("search-field") || document.querySelector("dialog[open], :popover-open:not(#note)");
        if (event.key === "Escape" && running && !isElsewhere && !page.stopping.has(running.id)) stop(running.id);
    });
}

/** @param {string} label @param {() => any} action @param {string} [className] */
function menuButton(label, action, className = "") {
    const button = el("button", className, { type: "button" }, label);
    button.addEventListener("click", () => {
        /** @type {HTMLElement | null} */ (button.closest("[popover]"))?.hidePopover();
        attempt(action);
    });
    return button;
}

async function showShortcuts() {
    (await late(import("./ui/shortcuts.js"))).showShortcuts(state.me?.settings?.enterKey !== "newline");
}

/** Keys for chats as a whole, with Ctrl and Alt; what AltGr types is none of them. @param {KeyboardEvent} event */
function onChatKey(event) {
    /** @type {Record<string, () => any>} */
    const keys = event.shiftKey ? { ArrowUp: () => step(-1), ArrowDown: () => step(1) }
        : { KeyN: startNew, KeyE: () => onOpenChat("toggleArchive"), KeyP: () => onOpenChat("togglePin") };
    if (!keys[event.code] || !state.me || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    attempt(keys[event.code]);
}

/** To the chat above or below in the list. @param {1 | -1} by */
function step(by) {
    const id = list.neighbour(page.id, by);
    if (id) go(`/c/${id}`);
}

const openChat = () => state.conversations.get(page.id ?? "");

/** @param {"togglePin" | "toggleArchive" | "share" | "rename" | "remove"} name */
async function onOpenChat(name) {
    const conversation = openChat();
    if (conversation) await (await listActionsOf())[name](conversation);
}

/** What the menu of the open chat has in common with its row's. */
function chatChoices() {
    const conversation = openChat();
    if (!conversation) return [];
    const choices = /** @type {const} */ ([
        [conversation.pinned ? words.unpin : words.pin, "togglePin"],
        [conversation.archived ? words.unarchive : words.archive, "toggleArchive"],
        [words.shareLink, "share"],
        [words.rename, "rename"],
        [words.remove, "remove", "danger"],
    ]);
    return choices.map(([label, name, kind]) => menuButton(label, () => onOpenChat(name), kind));
}
