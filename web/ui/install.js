// @ts-check
// What makes an app of the page: its service worker, and with it the network's absence, notifications and new builds.
// Browsers have it on https and on the machine itself only; elsewhere everything else works.

import { words } from "../words.js";
import { createNotifier } from "./notifications.js";

const WORKER = "/service-worker.js";

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
 * @param {(id: string) => void} world.openChat
 * @param {() => boolean} world.isBusy a reload would come at a bad moment
 * @param {(text: string) => void} world.note
 * @param {(id: string) => string} world.titleOf
 */
export async function createWorker({ state, openChat, isBusy, note, titleOf }) {
    const container = "serviceWorker" in navigator ? navigator.serviceWorker : null;
    const isFirst = !container?.controller;
    const registration = await container?.register(workerURL(), { type: "module", scope: "/", updateViaCache: "none" }).catch(() => null) ?? null;
    const look = createNotifier({ state, titleOf, notify: (about) => registration?.active?.postMessage({ notify: about }) });

    container?.addEventListener("message", ({ data }) => data?.open && openChat(data.open));
    registration?.addEventListener("updatefound", () => {
        const next = registration.installing;
        next?.addEventListener("statechange", () => {
            if (next.state !== "installed" || isFirst) return;
            note(words.newVersion);
            renewWhenHidden(next);
        });
    });
    if (registration?.waiting && !isFirst) renewWhenHidden(registration.waiting);

    /** Nobody is looking and nothing is being written: the moment for another build. @param {ServiceWorker} next */
    function renewWhenHidden(next) {
        const renew = () => {
            if (document.visibilityState === "visible" || isBusy()) return;
            document.removeEventListener("visibilitychange", renew);
            container?.addEventListener("controllerchange", () => location.reload(), { once: true });
            next.postMessage("begin");
        };
        document.addEventListener("visibilitychange", renew);
        renew();
    }

    return {
        /** Questions wait: they are sent when there is a network, also after this tab is gone, where the browser can. */
        sendLater() {
            /** @type {any} */ (registration)?.sync?.register("pollux-outbox").catch(() => {}); // Chromium only; this page sends as well
        },
        /** The state has changed. */
        look,
    };
}
