// The service worker: the page opens without a network, what waits is sent after the tab was closed, and a click on a
// notification leads to its chat. The server puts build, language and the list of files into this text, so a new build
// is another worker. It never touches what is under /api/: nothing of a person is in its cache.

import { sendAll } from "/v/{{build}}/{{language}}/model/waiting.js";
import { call } from "/v/{{build}}/{{language}}/model/wire.js";

const BASE = "/v/{{build}}/{{language}}/";
const CACHE = "pollux {{build}} {{language}}";
const FILES = "{{files}}";
const PAGE_PATIENCE_MS = 3000;

self.addEventListener("install", (event) => event.waitUntil(fill()));

async function fill() {
    const cache = await caches.open(CACHE);
    await cache.addAll(["/", ...FILES.map((file) => BASE + file)]);
}

// It begins when no page is open any more: until then those of an older build find their files with the older worker, and
// newer ones ask the server. To take over earlier (`skipWaiting`) makes Chromium lose a page that is loading meanwhile.
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
    for (const name of await caches.keys()) if (name.startsWith("pollux ") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate" && !url.pathname.startsWith("/api/")) event.respondWith(page(request));
    else if (url.pathname.startsWith(BASE)) event.respondWith(kept(request));
});

/** The server's page as long as it comes soon, else the kept one. @param {Request} request */
async function page(request) {
    const fresh = fetch(request);
    fresh.catch(() => {}); // looked at below
    const cache = await caches.open(CACHE);
    const old = await cache.match("/", { ignoreVary: true });
    if (!old) return fresh;
    try {
        const response = await Promise.race([
            fresh,
            new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PAGE_PATIENCE_MS)),
        ]);
        return response.status >= 500 ? old : response; // a proxy without a server behind it
    } catch {
        return old;
    }
}

/** @param {Request} request */
async function kept(request) {
    const cache = await caches.open(CACHE);
    return await cache.match(request, { ignoreVary: true }) ?? fetch(request);
}

// Chromium's Background Sync: rings when there is a network again, also without a tab.
self.addEventListener("sync", (event) => {
    if (event.tag === "pollux-outbox") event.waitUntil(sendAll(call));
});

self.addEventListener("message", (event) => {
    if (event.data === "which") event.ports[0].postMessage("{{build}}");
    else if (event.data?.notify) event.waitUntil(notify(event.data.notify));
});

/** One for all tabs, and none while one of them is looked at. @param {{id: string, answerID: string, title: string, body: string, lang: string}} about */
async function notify({ id, answerID, title, body, lang }) {
    const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (tabs.some((tab) => tab.visibilityState === "visible")) return;
    const [shown] = await self.registration.getNotifications({ tag: id });
    if (shown?.data?.answerID === answerID) return;
    await self.registration.showNotification(title, {
        body, lang, dir: "auto", tag: id, data: { id, answerID }, icon: `${BASE}icons/icon-192.png`, badge: `${BASE}icons/badge-96.png`,
    });
}

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openChat(event.notification.data.id));
});

/** @param {string} id of the conversation */
async function openChat(id) {
    const [tab] = await self.clients.matchAll({ type: "window" });
    if (!tab) return self.clients.openWindow(`/c/${id}`);
    tab.postMessage({ open: id });
    await tab.focus();
}
