// @ts-check
// The emoji picker, above the field. It comes when it is first asked for.

import { composerWords } from "../words-composer.js";
import { emojiNames } from "../emoji-names.js";
import { byID, el } from "./dom.js";
import { flags, groups } from "./emoji-data.js";

/** @typedef {{emoji: string, name: string, words: string, mark: string}} Emoji `words`: by which it is found; `mark`: how it takes a tone */

const REGIONAL_A = 0x1f1e6;
const SEXES = [["👨", "♂", composerWords.emojiMan], ["👩", "♀", composerWords.emojiWoman]];
const COLUMNS = 8;
const MOST_RECENT = 24;
/** The click that comes next has closed the picker already. */
let hasClosed = false;
const HAND = { emoji: "✋", name: "", words: "", mark: "*" };

/**
 * @param {object} options
 * @param {HTMLElement} options.owner the button
 * @param {HTMLTextAreaElement} options.field
 * @param {(text: string) => void} options.insert at the caret
 * @param {string} options.userID
 * @param {(text: string) => void} options.announce
 */
export function openEmoji({ owner, field, insert, userID, announce }) {
    if (hasClosed) return void (hasClosed = false);
    const isOver = new AbortController();
    document.addEventListener("pointerdown", ({ target }) => {
        hasClosed = target instanceof Node && owner.contains(target);
    }, { capture: true, signal: isOver.signal });
    const all = allEmoji(document.documentElement.lang);
    const byEmoji = new Map(all.flat().map((one) => [one.emoji, one]));
    const place = `emoji ${userID}`;
    /** @type {{recent: string[], tone: number}} */
    const kept = JSON.parse(localStorage.getItem(place) ?? '{"recent":[],"tone":0}');

    const search = el("input", "", { type: "search", "aria-label": composerWords.emojiSearch, placeholder: composerWords.emojiSearch, autocomplete: "off", dir: "auto" });
    const tone = el("button", "icon emoji-sign", { type: "button", "aria-label": composerWords.emojiTone, "aria-expanded": "false" });
    const tones = el("div", "emoji-tones", { role: "group", "aria-label": composerWords.emojiTone, hidden: "" });
    const tabs = el("div", "emoji-tabs");
    const body = el("div", "emoji-body");
    const picker = el("div", "emoji-picker", { popover: "", role: "dialog", "aria-label": composerWords.emoji }, el("div", "emoji-head", {}, search, tone), tones, tabs, body);

    function keep() {
        try {
            localStorage.setItem(place, JSON.stringify(kept));
        } catch {
            // Full or forbidden: then they are remembered as long as the picker is open.
        }
    }

    /** @param {Emoji} one */
    function cell(one) {
        const button = el("button", "emoji-cell", { type: "button", tabindex: "-1", "aria-label": one.name, title: one.name, "data-emoji": one.emoji }, toned(one, kept.tone));
        return button;
    }

    /** @param {string} name @param {Emoji[]} members */
    function section(name, members) {
        const grid = el("div", "emoji-grid", {}, ...members.map(cell));
        grid.style.containIntrinsicSize = `auto ${40 * Math.ceil(members.length / COLUMNS)}px`;
        return el("section", "", { role: "group", "aria-label": name }, el("h3", "", {}, name), grid);
    }

    /** All groups, or what was found. */
    function fill() {
        const query = search.value.trim();
        const found = query ? findEmoji(all, query) : [];
        const recent = kept.recent.flatMap((emoji) => byEmoji.get(emoji) ?? []);
        /** @type {[string, Emoji[]][]} */
        const groups = query ? [[composerWords.emojiResults, found]]
            : [[composerWords.emojiRecent, recent], ...all.map((members, i) => /** @type {[string, Emoji[]]} */ ([composerWords.emojiGroups[i], members]))];
        const shown = groups.filter(([, members]) => members.length);
        const sections = shown.map(([name, members]) => section(name, members));
        body.replaceChildren(...sections, ...(shown.length ? [] : [el("p", "emoji-none", {}, composerWords.emojiNone)]));
        tabs.hidden = query !== "";
        tabs.replaceChildren(...sections.map((target, i) => {
            const [name, [first]] = shown[i];
            const tab = el("button", "emoji-cell", { type: "button", "aria-label": name, title: name }, name === composerWords.emojiRecent ? "🕘" : first.emoji);
            tab.addEventListener("click", () => {
                body.scrollTop = target.offsetTop - body.offsetTop;
                focusable(target.querySelector("button"));
            });
            return tab;
        }));
        focusable(body.querySelector("button"));
        body.scrollTop = 0;
        if (query) announce(found.length ? composerWords.emojiFound(found.length) : composerWords.emojiNone);
    }

    /** The one emoji that Tab leads to. @param {HTMLElement | null} next */
    function focusable(next) {
        body.querySelector('button[tabindex="0"]')?.setAttribute("tabindex", "-1");
        next?.setAttribute("tabindex", "0");
    }

    /** @param {HTMLElement} button @param {boolean} byKey */
    function choose(button, byKey) {
        const one = byEmoji.get(button.dataset.emoji ?? "");
        if (!one) return;
        insert(toned(one, kept.tone));
        kept.recent = [one.emoji, ...kept.recent.filter((emoji) => emoji !== one.emoji)].slice(0, MOST_RECENT);
        keep();
        if (byKey) button.focus();
    }

    /** Up and down by rows, from one group into the next. @param {HTMLElement} from @param {string} key */
    function neighbour(from, key) {
        const cells = /** @type {HTMLElement[]} */ ([...body.querySelectorAll("button")]);
        const isRTL = getComputedStyle(body).direction === "rtl";
        const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
        if (step) return cells[cells.indexOf(from) + (isRTL ? -step : step)];
        const own = /** @type {HTMLElement[]} */ ([...from.parentElement?.children ?? []]);
        const at = own.indexOf(from), column = at % COLUMNS;
        const rowStart = at - column + (key === "ArrowDown" ? COLUMNS : -COLUMNS);
        if (rowStart >= 0 && rowStart < own.length) return own[Math.min(rowStart + column, own.length - 1)];
        const sections = [...body.children];
        const next = sections[sections.indexOf(/** @type {Element} */ (from.closest("section"))) + (key === "ArrowDown" ? 1 : -1)];
        const theirs = /** @type {HTMLElement[]} */ ([...next?.querySelectorAll("button") ?? []]);
        const last = theirs.length - 1;
        return theirs[key === "ArrowDown" ? Math.min(column, last) : Math.min(last - (last % COLUMNS) + column, last)];
    }

    function showTone() {
        tone.textContent = toned(HAND, kept.tone);
        tones.replaceChildren(...composerWords.emojiTones.map((name, i) => {
            const button = el("button", "emoji-cell", { type: "button", "aria-label": name, title: name, "aria-pressed": String(i === kept.tone) }, toned(HAND, i));
            button.addEventListener("click", () => {
                kept.tone = i;
                keep();
                showTone();
                fill();
                tone.click();
                tone.focus();
            });
            return button;
        }));
    }

    tone.addEventListener("click", () => {
        tones.hidden = !tones.hidden;
        tone.setAttribute("aria-expanded", String(!tones.hidden));
        if (!tones.hidden) /** @type {HTMLElement | null} */ (tones.querySelector('[aria-pressed="true"]'))?.focus();
    });
    search.addEventListener("input", fill);
    body.addEventListener("click", (event) => {
        const button = event.target instanceof Element ? event.target.closest("button") : null;
        if (button) choose(button, event.detail === 0);
    });
    picker.addEventListener("keydown", (event) => {
        const { key, target } = event;
        if (event.isComposing) return;
        if (target === search && key === "Enter") {
            event.preventDefault();
            const first = search.value.trim() ? body.querySelector("button") : null;
            if (first) {
                choose(first, false);
                picker.hidePopover();
            }
        } else if (target === search && key === "ArrowDown") {
            event.preventDefault();
            /** @type {HTMLElement | null} */ (body.querySelector('button[tabindex="0"]'))?.focus();
        } else if (key.startsWith("Arrow") && target instanceof HTMLElement && body.contains(target) && target !== body) {
            event.preventDefault();
            const next = neighbour(target, key);
            if (next) {
                focusable(next);
                next.focus();
            } else if (key === "ArrowUp") search.focus();
        }
    });
    picker.addEventListener("toggle", (event) => {
        if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
        const isOurs = [document.body, owner].includes(/** @type {HTMLElement} */ (document.activeElement)) || picker.contains(document.activeElement);
        picker.remove();
        owner.removeAttribute("aria-expanded");
        isOver.abort();
        if (isOurs) field.focus();
    });
    showTone();
    fill();
    byID("composer").append(picker);
    picker.showPopover();
    owner.setAttribute("aria-expanded", "true");
    search.focus();
}

/** @param {string} language of the names of countries @returns {Emoji[][]} by group */
export function allEmoji(language) {
    let n = 0;
    const all = groups.map((group) => group.split(" ").filter((one) => one).flatMap((entry) => {
        const [, emoji, mark, hasBoth] = /** @type {string[]} */ (/^(.*?)([*+]?)(~?)$/u.exec(entry));
        const name = emojiNames[n];
        n += 1;
        /** @param {string} emoji @param {string} name */
        const one = (emoji, name) => ({ emoji, name, words: fold(name), mark });
        return [one(emoji, name), ...(hasBoth ? SEXES : []).map(([person, sign, of]) =>
            one(emoji.startsWith("🧑\u200d") ? emoji.replace("🧑", person) : `${emoji}\u200d${sign}\ufe0f`, composerWords.emojiOf(name, of)))];
    }));
    const countries = new Intl.DisplayNames([language], { type: "region" });
    for (const code of flags.match(/../g) ?? []) {
        const emoji = [...code].map((letter) => String.fromCodePoint(REGIONAL_A + letter.charCodeAt(0) - 65)).join("");
        const name = countries.of(code) ?? code;
        all[all.length - 1].push({ emoji, name, words: fold(name), mark: "" });
    }
    return all;
}

/** In a skin tone. The same rule is in bin/emoji. @param {Emoji} one @param {number} tone 0: none, to 5: the darkest */
export function toned({ emoji, mark }, tone) {
    if (!tone || !mark) return emoji;
    const sign = String.fromCodePoint(0x1f3fa + tone);
    const [first, ...rest] = emoji;
    return mark === "+" ? emoji.replace(/[\u{1F468}\u{1F469}\u{1F9D1}]/gu, `$&${sign}`) : first + sign + rest.join("").replace(/^\uFE0F/, "");
}

/** Those in whose names each word begins a word; names that begin with all of it first. @param {Emoji[][]} all @param {string} query */
export function findEmoji(all, query) {
    const wanted = fold(query).trim();
    const parts = wanted.split(/\s+/);
    const found = all.flat().filter(({ words, emoji }) => emoji === query.trim() || parts.every((part) => ` ${words}`.includes(` ${part}`)));
    /** @param {Emoji} one */
    const rank = ({ words }) => words === wanted ? 0 : words.startsWith(wanted) ? 1 : 2;
    return found.sort((a, b) => rank(a) - rank(b));
}

/** Without case and accents; what joins words parts them. @param {string} text */
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[-:,’“”]+/g, " ");
