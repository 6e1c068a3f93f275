// @ts-check
// Notifications of answers that are complete while nobody looks. Whether this browser shows them is this browser's own
// setting. They are asked for in context: after somebody has left the tab while an answer was being written.

import { isFinal, isRunning } from "../model/state.js";
import { words } from "../words.js";
import { byID, el } from "./dom.js";
import { plainTextOf } from "./plain-text.js";

/** @typedef {import("../model/types.js").Message} Message */
/** @typedef {"unsupported" | "denied" | "unasked" | "on" | "off"} NotificationState */

const SETTING = "pollux_notifications";
const BODY_LENGTH = 140;

/** @returns {NotificationState} */
export function notificationState() {
    if (!("Notification" in globalThis) || !("serviceWorker" in navigator)) return "unsupported";
    if (Notification.permission === "denied") return "denied";
    const chosen = localStorage.getItem(SETTING);
    if (chosen === "on" && Notification.permission === "granted") return "on";
    return chosen ? "off" : "unasked";
}

/** Turns them on, which asks the browser, or off. @param {boolean} isOn @returns {Promise<NotificationState>} */
export async function setNotifications(isOn) {
    const isAllowed = isOn && await Notification.requestPermission() === "granted";
    localStorage.setItem(SETTING, isAllowed ? "on" : "off");
    return notificationState();
}

/**
 * Watches answers come to their end.
 * @param {object} options
 * @param {import("../model/state.js").State} options.state
 * @param {(id: string) => string} options.titleOf
 * @param {(about: {id: string, answerID: string, title: string, body: string, lang: string}) => void} options.notify
 */
export function createNotifier({ state, titleOf, notify }) {
    /** Answers seen running, by id: their conversation, "" while unknown. @type {Map<string, string>} */
    const seen = new Map();
    let leftWhileWriting = false;

    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") leftWhileWriting ||= seen.size > 0;
        else if (leftWhileWriting && notificationState() === "unasked") offer();
    });

    function look() {
        for (const held of state.held.values()) {
            for (const message of held.messages.values()) {
                if (isRunning(message)) seen.set(message.id, message.conversationID);
                else if (seen.has(message.id) && isFinal(message)) end(message);
            }
        }
        for (const id of state.running) if (!seen.has(id)) seen.set(id, "");
        // Of conversations that are not held only the list's row says how it went on.
        for (const [id, conversationID] of seen) {
            if (conversationID || state.running.has(id)) continue;
            seen.delete(id);
            const conversation = [...state.conversations.values()].find(({ leafID }) => leafID === id);
            if (conversation) tell(conversation.id, id, conversation.preview);
        }
    }

    /** @param {Message} message */
    function end(message) {
        seen.delete(message.id);
        if (message.status !== "stopped") tell(message.conversationID, message.id, plainTextOf(message.text) || words.failed);
    }

    /** @param {string} id of the conversation @param {string} answerID @param {string} text */
    function tell(id, answerID, text) {
        if (document.visibilityState === "visible" || notificationState() !== "on") return;
        const line = text.replace(/\s+/g, " ").trim();
        const body = line.length > BODY_LENGTH ? `${line.slice(0, BODY_LENGTH).replace(/\s+\S*$/, "")}…`.toWellFormed() : line;
        notify({ id, answerID, title: titleOf(id), body, lang: document.documentElement.lang });
    }

    return look;
}

/** Asks quietly, once, where the notices stand. */
function offer() {
    if (byID("notify-offer")) return;
    const yes = el("button", "plain-button", { type: "button" }, words.notifyYes);
    const no = el("button", "plain-button", { type: "button" }, words.notifyNo);
    const notice = el("p", "notice", { id: "notify-offer", role: "status" }, `${words.notifyOffer} `, yes, " ", no);
    for (const [button, isOn] of /** @type {[HTMLElement, boolean][]} */ ([[yes, true], [no, false]])) {
        button.addEventListener("click", async () => {
            await setNotifications(isOn);
            notice.remove();
        });
    }
    document.querySelector(".notices")?.append(notice);
}
