// @ts-check
// The field below a chat and its one button. It calls `actions`; it fetches nothing.

import { words } from "../words.js";
import { composerWords } from "../words-composer.js";
import { openAttachMenu } from "./attach-menu.js";
import "./chat-icons.js";
import { byID, el, icon } from "./dom.js";
import { takeDrops } from "./drops.js";
import { createLongText } from "./long-text.js";
import { Recognition } from "./speech.js";

/** @typedef {import("./chat.js").Actions} Actions */

/** @typedef {{count: number, areDone: boolean, hasFailed: boolean}} Tray the files of the question that is being written */

/**
 * @typedef {object} ComposerView
 * @property {string | null} id the conversation, null: none
 * @property {string} draft what is written there, on this device or another
 * @property {boolean} isAside the field is used for something else than a question: no draft is put into it
 * @property {string | null} runningID the answer that Stop would end
 * @property {boolean} isStopping
 * @property {Tray | null} tray
 * @property {boolean} isEmpty nothing was said in this chat yet
 * @property {"send" | "newline"} enterKey what Enter does
 */

/** @typedef {"send" | "stop" | "dictate" | "end"} Role of the button */

/** @type {Record<Role, [picture: string, label: string]>} */
const ROLES = {
    send: ["send", words.send], stop: ["stop", words.stop], dictate: ["mic", composerWords.dictate], end: ["check", composerWords.dictateStop],
};

/**
 * The field and its one button: it sends while there is something to send, stops the running answer while not, and
 * otherwise takes dictation where the browser can.
 * @param {object} options
 * @param {Actions} options.actions
 * @param {number} options.maxLength UTF-16 code units
 * @param {string} options.userID
 */
export function createComposer({ actions, maxLength, userID }) {
    const form = byID("composer"), send = byID("send"), limit = byID("limit"), attach = byID("attach");
    /** @type {HTMLTextAreaElement} */
    const field = byID("text");
    const touch = matchMedia("(hover: none) and (pointer: coarse)");
    const emoji = el("button", "icon emoji-button", { type: "button", "aria-label": composerWords.emoji, "aria-haspopup": "dialog" }, icon("smile"));
    const stopToo = el("button", "icon stop-too", { type: "button", "aria-label": words.stop, hidden: "" }, icon("stop"));
    /** @type {ComposerView} */
    let view = { id: null, draft: "", isAside: false, runningID: null, isStopping: false, tray: null, isEmpty: false, enterKey: "send" };
    /** Somebody types in it, so nothing is put over that. */
    let isTouched = false;
    /** Why the files cannot go yet, once somebody has tried. */
    let hint = "";
    /** @type {ReturnType<typeof import("./dictation.js").createDictation> | null} */
    let dictation = null;
    /** @type {ReturnType<typeof import("./starters.js").createStarters> | null} */
    let starters = null;
    const longText = createLongText({ field, maxLength, attach: actions.attach, onChange: update });

    field.placeholder = words.placeholder;
    field.setAttribute("aria-label", words.message);
    attach.setAttribute("aria-label", composerWords.attach);
    attach.setAttribute("aria-haspopup", "true");
    attach.after(emoji);
    send.before(stopToo);

    const isEmpty = () => !field.value.trim() && !view.tray?.count;

    /** @returns {Role} */
    function role() {
        if (dictation?.isOn) return "end";
        if (!isEmpty()) return "send";
        return view.runningID !== null ? "stop" : Recognition ? "dictate" : "send";
    }

    function update() {
        const over = field.value.length - maxLength;
        if (!view.tray || view.tray.areDone) hint = "";
        const isNear = over > -maxLength / 10;
        const offer = longText.offer(over > 0);
        limit.hidden = !isNear && !hint && !offer;
        const said = over > 0 ? words.tooLong(over) : hint || offer?.text || words.left(-over);
        if (limit.firstChild?.textContent !== said || limit.childElementCount !== (offer?.buttons.length ?? 0)) {
            limit.replaceChildren(document.createTextNode(said), ...(offer?.buttons ?? []));
        }
        limit.classList.toggle("danger", over > 0);
        grow();
        const next = role();
        stopToo.hidden = view.runningID === null || next === "stop";
        stopToo.disabled = view.isStopping;
        send.disabled = next === "stop" ? view.isStopping : next === "send" && over > 0;
        starters?.show(view.isEmpty && !view.isAside && isEmpty() ? view.id : null);
        if (send.dataset.does === next) return;
        send.dataset.does = next;
        const [picture, label] = ROLES[next];
        send.setAttribute("aria-label", label);
        send.replaceChildren(icon(picture));
    }

    /** Where CSS does not let the field grow with its text. */
    function grow() {
        if (CSS.supports("field-sizing", "content")) return;
        field.style.height = "auto";
        field.style.height = `${field.scrollHeight}px`;
    }

    /** @param {string} text */
    function fill(text) {
        field.value = text;
        longText.forget();
    }

    function changed() {
        update();
        if (view.id) actions.keepDraft(view.id, field.value);
    }

    /** Puts text where the caret is, as if it had been typed: it can be undone. @param {string} text */
    function insert(text) {
        field.focus();
        // The only way that keeps the browser's undo.
        if (document.execCommand("insertText", false, text)) return;
        field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    async function dictate() {
        const { createDictation } = await import("./dictation.js").catch(() => ({ createDictation: null }));
        if (!createDictation) return actions.note(words.problems.unreachable);
        dictation ??= createDictation({ field, insert, onChange: update, announce: actions.announce, note: actions.note });
        dictation.start();
    }

    async function showEmoji() {
        const picker = await import("./emoji.js").catch(() => null);
        if (!picker) return actions.note(words.problems.unreachable);
        picker.openEmoji({ owner: emoji, field, insert, userID, announce: actions.announce });
    }

    function stop() {
        if (view.runningID !== null && !view.isStopping) actions.stop(view.runningID);
        field.focus();
    }

    form.addEventListener("submit", (/** @type {Event} */ event) => {
        event.preventDefault();
        const text = field.value, does = role();
        if (does === "dictate") return void dictate();
        dictation?.stop();
        if (does === "stop") stop();
        else if (does === "send" && view.tray && !view.tray.areDone) {
            hint = view.tray.hasFailed ? words.filesFailed : words.filesPending;
            update();
            actions.announce(hint);
        } else if (does === "send" && text.length <= maxLength && !isEmpty()) {
            fill("");
            isTouched = false;
            update();
            actions.send(text);
        }
        field.focus();
    });
    field.addEventListener("keydown", (event) => {
        // An input method's Enter takes its suggestion; Safari reports it late, with key code 229.
        const isComposing = event.isComposing || event.keyCode === 229;
        if (event.key !== "Enter" || event.shiftKey || event.altKey || isComposing) return;
        const hasCommand = event.ctrlKey || event.metaKey;
        if (!hasCommand && (touch.matches || view.enterKey === "newline")) return;
        event.preventDefault();
        dictation?.stop();
        if (!isEmpty()) form.requestSubmit();
    });
    field.addEventListener("input", () => {
        isTouched = field.value !== "";
        changed();
    });
    field.addEventListener("blur", () => {
        isTouched = false;
        actions.draw(); // another device may have written meanwhile
    });
    field.addEventListener("paste", (event) => {
        const files = [...event.clipboardData?.files ?? []];
        // A spreadsheet's cells come as text and as a picture of them: the text is meant.
        const isPicturedText = event.clipboardData?.types.includes("text/plain") && files.every(({ name }) => name === "image.png");
        if (!files.length || isPicturedText) return longText.paste(event);
        event.preventDefault();
        actions.attach(files);
    });
    attach.addEventListener("click", () => openAttachMenu(attach, touch.matches, actions.attach));
    emoji.addEventListener("click", showEmoji);
    stopToo.addEventListener("click", stop);
    takeDrops(() => view.id !== null, actions);
    import("./starters.js").then(({ createStarters }) => {
        starters = createStarters((text) => {
            field.focus();
            insert(text);
            field.scrollTop = field.scrollHeight;
        });
        update();
    }, () => {}); // they can be done without

    return {
        /** The conversation in whose field somebody is typing just now. */
        get touchedID() {
            return isTouched ? view.id : null;
        },
        /** @param {ComposerView} next */
        show(next) {
            form.hidden = next.id === null;
            field.enterKeyHint = touch.matches || next.enterKey === "newline" ? "enter" : "send";
            const isOther = next.id !== view.id;
            if (isOther) {
                dictation?.stop();
                isTouched = false;
            }
            view = next;
            if (isOther || (!isTouched && !next.isAside && !dictation?.isOn && field.value !== next.draft)) fill(next.draft);
            update();
        },
        /**
         * Puts a text (back) into the field, before what is there.
         * @param {string} text @returns {() => void} takes it out again, if nothing was changed meanwhile
         */
        put(text) {
            const before = field.value;
            fill(before.trim() ? `${text}\n${before}` : text);
            const after = field.value;
            changed();
            field.focus();
            return () => {
                if (field.value !== after) return;
                fill(before);
                changed();
            };
        },
        focus: () => field.focus(),
    };
}
