// @ts-check
// How the page looks and behaves for this person. Each choice is stored at once, for all their devices; what only this
// browser can decide (notifications) has a section of its own.

import { accountWords as say } from "../words-account.js";
import { el } from "./dom.js";
import { notificationState, setNotifications } from "./notifications.js";

/** @typedef {import("./account.js").Place} Place */

const TINTS = ["sand", "mint", "sky", "rose", "night"];
/** Each language in its own words, as people look for it. */
const LANGUAGES = { en: "English", de: "Deutsch", es: "Español", ar: "العربية" };

/** @param {Place} place @returns {Node[]} */
export function drawAppearance(place) {
    const save = saver(place);
    return [
        el("section", "", {}, choice(say.theme, "theme", { "": say.themeSystem, light: say.themeLight, dark: say.themeDark }, place, save)),
        el("section", "", {},
            choice(say.wallpaper, "wallpaper", { doodles: say.wallpaperDoodles, plain: say.wallpaperPlain }, place, save),
            tints(place, save)),
        el("section", "", {}, choice(say.textSize, "textSize",
            { small: say.textSmall, medium: say.textMedium, large: say.textLarge, huge: say.textHuge }, place, save)),
    ];
}

/** @param {Place} place @returns {Node[]} */
export function drawBehaviour(place) {
    const save = saver(place);
    return [
        el("section", "", {}, choice(say.enterKey, "enterKey", { send: say.enterSends, newline: say.enterBreaks }, place, save),
            el("p", "hint", {}, say.enterHint)),
        el("section", "", {}, choice(say.shortcuts, "shortcuts", { on: say.on, off: say.off }, place, save), el("p", "hint", {}, say.shortcutsHint)),
        el("section", "", {}, choice(say.announcements, "announcements",
            { end: say.announceEnd, paragraphs: say.announceParagraphs, off: say.announceOff }, place, save), el("p", "hint", {}, say.announceHint)),
    ];
}

/** This browser's own, not the person's. @returns {Node[]} */
export function drawNotifications() {
    const state = notificationState();
    const input = el("input", "switch", { type: "checkbox", role: "switch", id: "notifications" });
    const hint = el("p", "hint");
    const show = (/** @type {import("./notifications.js").NotificationState} */ now) => {
        input.checked = now === "on";
        input.disabled = now === "unsupported" || now === "denied";
        hint.textContent = now === "denied" ? say.notificationsDenied : now === "unsupported" ? say.notificationsNone : say.notificationsWhat;
    };
    show(state);
    input.addEventListener("change", async () => show(await setNotifications(input.checked)));
    return [el("div", "toggle", {}, el("label", "", { for: "notifications" }, say.notificationsSwitch), input, hint)];
}

/** @param {Place} place @returns {Node[]} */
export function drawLanguage(place) {
    const save = saver(place);
    return [el("section", "", {}, choice(say.language, "language", LANGUAGES, place, save, document.documentElement.lang))];
}

/** The newest choice is the one that counts, whatever reply comes last. @param {Place} place */
function saver({ call, onUser, attempt }) {
    return (/** @type {string} */ key, /** @type {string} */ value) => attempt(async () => {
        onUser((await call("PATCH", "users/me", { settings: { [key]: value || null } })).user);
    });
}

/** What counts while nothing is chosen. @type {Record<string, string>} */
const DEFAULTS = { theme: "", wallpaper: "doodles", tint: "sand", textSize: "medium", enterKey: "send", shortcuts: "on", announcements: "end" };

/**
 * A group of radio buttons.
 * @param {string} title @param {string} key of the setting @param {Record<string, string>} options value → label
 * @param {Place} place @param {(key: string, value: string) => void} save @param {string} [standard]
 */
function choice(title, key, options, { me }, save, standard = DEFAULTS[key]) {
    const chosen = me().settings?.[key] ?? standard;
    return el("fieldset", "choice", {}, el("legend", "title", {}, title), ...Object.entries(options).map(([value, label]) => {
        const input = el("input", "", { type: "radio", name: key, value });
        input.checked = value === chosen;
        input.addEventListener("change", () => save(key, value));
        /** @type {Record<string, string>} */
        const own = key === "language" ? { lang: value, dir: "auto" } : {};
        return el("label", "", {}, input, el("span", "", own, label));
    }));
}

/** @param {Place} place @param {(key: string, value: string) => void} save */
function tints({ me }, save) {
    const chosen = me().settings?.tint ?? DEFAULTS.tint;
    return el("fieldset", "choice swatches", {}, el("legend", "hidden", {}, say.tint), ...TINTS.map((tint) => {
        const input = el("input", "", { type: "radio", name: "tint", value: tint, "aria-label": say.tints[tint] });
        input.checked = tint === chosen;
        input.addEventListener("change", () => save("tint", tint));
        return el("label", "", { "data-wall": tint, title: say.tints[tint] }, input);
    }));
}
