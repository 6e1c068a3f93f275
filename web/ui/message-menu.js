// @ts-check
// The menu of a message, the same for questions and answers: by the arrow, the other mouse button, a long press or a key.
// One set of listeners on the log serves all bubbles.

import { isRunning } from "../model/state.js";
import { words } from "../words.js";
import { chatWords } from "../words-chat.js";
import { openMenu } from "./menu.js";

/** @typedef {import("../model/types.js").Message} Message */

const LONG_PRESS_MS = 500;
const STILL_WITHIN_PX = 10;
/** What has a menu or a meaning of its own under the pointer. */
const OWN = "a, img, audio, video, pre, .foot, button, summary, input";

/**
 * @param {object} options
 * @param {HTMLElement} options.log
 * @param {(id: string) => Message | undefined} options.find
 * @param {ReturnType<typeof import("./commands.js").createCommands>} options.commands
 */
export function createMessageMenu({ log, find, commands }) {
    /** @param {EventTarget | null} target @returns {HTMLElement | null} */
    const bubbleOf = (target) => target instanceof Element ? target.closest(".bubble[data-id]") : null;

    /** @param {Message} message @param {HTMLElement} node @param {boolean} isTouch */
    function choices(message, node, isTouch) {
        const isAnswer = message.role === "model";
        const text = message.text;
        return [
            { label: chatWords.reply, action: () => commands.reply(message) },
            ...(text ? [{ label: words.copy, action: () => commands.copy([message]) }] : []),
            ...(text && isAnswer ? [{ label: chatWords.copyMarkdown, action: () => commands.copyMarkdown(message) }] : []),
            ...(text && isTouch ? [{ label: chatWords.selectText, action: () => selectText(node) }] : []),
            { label: message.starred ? chatWords.unstar : chatWords.star, action: () => commands.star([message], !message.starred) },
            { label: chatWords.shareText, action: () => commands.shareText([message]) },
            ...(isAnswer ? [
                { label: words.shareLink, action: () => commands.shareLink(message) },
                { label: words.tryAgain, action: () => commands.retry(message) },
                { label: words.tryOther, action: () => commands.retryWith(message) },
            ] : [{ label: chatWords.edit, action: () => commands.edit(message) }]),
            { label: words.answerInfo, action: () => commands.showInfo(message) },
            { label: words.select, action: () => commands.select(message) },
            { label: chatWords.deleteMessage, kind: "danger", action: () => commands.deleteMessages([message]) },
        ];
    }

    /**
     * @param {HTMLElement} node a bubble @param {HTMLElement} owner gets the focus back
     * @param {import("./menu.js").Point} [point] @param {boolean} [isTouch]
     */
    function openAt(node, owner, point, isTouch = false) {
        const message = find(node.dataset.id ?? "");
        if (!message || isRunning(message) || log.classList.contains("selecting")) return;
        openMenu(choices(message, node, isTouch), message.role === "user" ? chatWords.questionMenu : words.answerMenu, owner, point);
    }

    log.addEventListener("click", ({ target }) => {
        const more = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(".more")) : null;
        const node = bubbleOf(more);
        if (node && more) openAt(node, more, undefined, matchMedia("(hover: none)").matches);
    });
    log.addEventListener("contextmenu", (event) => {
        const node = bubbleOf(event.target);
        const isOwn = event.target instanceof Element && event.target.closest(OWN);
        if (!node || isOwn || getSelection()?.isCollapsed === false) return;
        event.preventDefault();
        if (press) return; // the finger's own clock opens it
        const owner = /** @type {HTMLElement} */ (node === event.target && node.matches(":focus") ? node : node.querySelector(".more") ?? node);
        openAt(node, owner, event.target === node && node.matches(":focus") ? undefined : { x: event.clientX, y: event.clientY });
    });

    // A long press: browsers on Android say "contextmenu" then, others say nothing.
    /** @type {{x: number, y: number, timer: ReturnType<typeof setTimeout>, isDone: boolean} | null} */
    let press = null;
    const endPress = () => {
        clearTimeout(press?.timer);
        press = null;
    };
    log.addEventListener("touchstart", (event) => {
        endPress();
        const node = bubbleOf(event.target);
        const isOwn = event.target instanceof Element && event.target.closest("a, button, audio, video, summary, input");
        if (!node || isOwn || event.touches.length > 1 || getSelection()?.isCollapsed === false) return;
        const { clientX: x, clientY: y } = event.touches[0];
        press = { x, y, isDone: false, timer: setTimeout(() => {
            if (!press || !node.isConnected) return;
            press.isDone = true;
            navigator.vibrate?.(10);
            openAt(node, /** @type {HTMLElement} */ (node.querySelector(".more") ?? node), { x, y, isHeld: () => true }, true);
        }, LONG_PRESS_MS) };
    }, { passive: true });
    log.addEventListener("touchmove", ({ touches }) => {
        if (press && !press.isDone && Math.hypot(touches[0].clientX - press.x, touches[0].clientY - press.y) > STILL_WITHIN_PX) endPress();
    }, { passive: true });
    log.addEventListener("touchcancel", endPress);
    log.addEventListener("touchend", (event) => {
        if (press?.isDone) event.preventDefault(); // no click comes after it
        endPress();
    });

    return { openAt };
}

/** On glass a long press opens the menu: a part of a text is chosen from there. @param {HTMLElement} node */
function selectText(node) {
    node.classList.add("choosing");
    const texts = node.querySelectorAll(":scope > .text");
    const range = document.createRange();
    range.setStartBefore(texts[0]);
    range.setEndAfter(texts[texts.length - 1]);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
}
