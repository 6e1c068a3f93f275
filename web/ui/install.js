// @ts-check
// What makes an app of the page: its service worker, and with it the network's absence, notifications and new builds.
// Browsers have it on https and on the machine itself only; elsewhere everything else works.

import { words } from "../words.js";
import { byID, el } from "./dom.js";
import { createNotifier } from "./notifications.js";

const WORKER = "/service-worker.js";
const CHECK_EVERY_MS = 60_000;
/** What this page is made of: `/v/<build>/<language>/ui/install.js`. */
const BUILD = new URL(import.meta.url).pathname.split("/")[2];

/** The one script address that may be made of a string. */
function workerURL() {
    const { trustedTypes } = /** @type {any} */ (globalThis);
    if (!trustedTypes) return WORKER;
    return trustedTypes.createPolicy("service-worker", {
        createScriptURL(/** @type {string} */ url) {
            if (url !== WORKER) throw new TypeError("not the service worker");
            return url;
        },
    }).createScriptURL(WORKER);
}

/**
 * @param {object} world
 * @param {import("../model/state.js").State} world.state
 * @param {() => boolean} world.isBusy a reload would come at a bad moment
 * @param {(text: string) => void} world.announce
 * @param {(id: string) => string} world.titleOf
 */
export async function createWorker({ state, isBusy, announce, titleOf }) {
    const container = "serviceWorker" in navigator ? navigator.serviceWorker : null;
    const registration = await container?.register(workerURL(), { type: "module", scope: "/", updateViaCache: "none" }).catch(() => null) ?? null;
    const lookForEnds = createNotifier({ state, titleOf, notify: (about) => registration?.active?.postMessage({ notify: about }) });
    let isOld = false, checkedAt = -Infinity;

    registration?.addEventListener("updatefound", follow);
    follow(); // it may have been found before
    if (registration?.waiting) consider(registration.waiting);
    document.addEventListener("visibilitychange", look);

    function follow() {
        const coming = registration?.installing;
        if (coming) coming.onstatechange = () => coming.state === "installed" && consider(coming);
    }

    /** @param {ServiceWorker} waiting */
    async function consider(waiting) {
        if (!registration?.active) return; // the first one
        isOld = await buildOf(waiting) !== BUILD; // or this page was loaded since
        look();
    }

    function look() {
        lookForEnds();
        if (isOld && !isBusy()) showUpdate(announce);
    }

    return {
        /** Questions wait: they are sent when there is a network, also after this tab is gone, where the browser can. */
        sendLater() {
            /** @type {any} */ (registration)?.sync?.register("pollux-outbox").catch(() => {}); // Chromium only; this page sends as well
        },
        /** The state has changed. */
        look,
        /** Is there a newer build? */
        check() {
            if (performance.now() - checkedAt < CHECK_EVERY_MS) return;
            checkedAt = performance.now();
            registration?.update().catch(() => {}); // it is asked again
        },
    };
}

/** @param {ServiceWorker} worker @returns {Promise<string>} */
function buildOf(worker) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
        worker.postMessage("which", [port2]);
    });
}

/** @param {(text: string) => void} announce */
function showUpdate(announce) {
    if (byID("update")) return;
    const button = el("button", "plain-button", { type: "button" }, words.reload);
    button.addEventListener("click", () => location.reload());
    document.querySelector(".notices")?.append(el("p", "notice", { id: "update" }, `${words.newVersion} `, button));
    announce(words.newVersion);
}
