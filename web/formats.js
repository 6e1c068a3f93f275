// @ts-check
// How the page writes numbers, sizes, times and problems, in the language of its words.

import { language, words } from "./words.js";

/** The reader's habits as long as their language is the page's, else those of the language; for English the British ones. */
const locale = navigator.language?.startsWith(language) ? navigator.language : language === "en" ? "en-GB" : language;

/**
 * What to tell a person about a refused command.
 * @param {{code: string, detail?: string, until?: string}} problem
 */
export function problemText(problem) {
    const text = words.problems[problem.code] ?? problem.detail ?? words.actionFailed;
    return problem.until ? `${text} ${words.usageUntil(whenOf(problem.until))}` : text;
}

/** "1,234" @param {number} n */
export const count = (n) => n.toLocaleString(locale);

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** "3.4 MB", in steps of 1,024, as the server counts its limits. @param {number} n */
export function bytes(n) {
    const unit = n < 1024 ? 0 : n < 1023.5 * 1024 ? 1 : n < 1023.5 * 1024 ** 2 ? 2 : 3;
    const value = n / 1024 ** unit;
    const maximumFractionDigits = value < 10 && unit > 1 ? 1 : 0;
    // Most languages write the sign of the byte; Intl has the word for it.
    if (unit === 0 && !locale.startsWith("ar")) return `${count(n)} B`;
    return value.toLocaleString(locale, { style: "unit", unit: UNITS[unit], unitDisplay: "short", maximumFractionDigits });
}

/** For a time ahead: "at 14:02", "tomorrow at 01:00", "on 3 November 2026 at 01:00". @param {string} iso @param {Date} [now] */
export function whenOf(iso, now = new Date()) {
    const days = -daysAgo(iso, now);
    if (days === 0) return words.atTime(timeOf(iso));
    return days === 1 ? words.tomorrowAt(timeOf(iso)) : words.onDay(dateFormat.format(new Date(iso)), timeOf(iso));
}

/** "Wed, 25 Nov", for a day of the server's ("2026-11-25"). @param {string} day */
export const dayName = (day) => utcDayFormat.format(new Date(`${day}T12:00:00Z`));

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: "long" });
const dateFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const shortDateFormat = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric" });
const utcDayFormat = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const momentFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const exactFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });

/** "14:02" @param {string} iso */
export const timeOf = (iso) => clockFormat.format(new Date(iso));

/** "Sunday, 22 November 2026 at 14:02" @param {string} iso */
export const fullTimeOf = (iso) => fullFormat.format(new Date(iso));

/** "22 Nov 2026, 14:02" @param {string} iso */
export const momentOf = (iso) => momentFormat.format(new Date(iso));

/** "22 Nov 2026, 14:02:33" @param {string} iso */
export const exactTimeOf = (iso) => exactFormat.format(new Date(iso));

/** A day in local time as a number that grows by one each day. @param {Date} date */
const dayNumber = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;

/** Whole local days between a time and now. @param {string} iso @param {Date} now */
const daysAgo = (iso, now) => dayNumber(now) - dayNumber(new Date(iso));

/** What days are called on `namedOn`: a chat asks for them with each drawing, two hundred times. @type {Map<number, string>} */
const names = new Map();
let namedOn = 0;

/** For a day's chip: "Today", "Yesterday", "Friday", "3 November 2026". @param {string} iso @param {Date} [now] */
export function dayOf(iso, now = new Date()) {
    const at = new Date(iso), day = dayNumber(at), today = dayNumber(now);
    if (today !== namedOn) names.clear();
    namedOn = today;
    const name = names.get(day) ?? nameOfDay(at, today - day);
    names.set(day, name);
    return name;
}

/** @param {Date} at @param {number} days ago */
function nameOfDay(at, days) {
    if (days === 0) return words.today;
    if (days === 1) return words.yesterday;
    return (days > 1 && days < 7 ? weekdayFormat : dateFormat).format(at);
}

/** For a row of the list: "14:02", "Yesterday", "Friday", "03/11/2026". @param {string} iso @param {Date} [now] */
export function rowTimeOf(iso, now = new Date()) {
    const days = daysAgo(iso, now);
    if (days === 0) return timeOf(iso);
    if (days === 1) return words.yesterday;
    return (days > 1 && days < 7 ? weekdayFormat : shortDateFormat).format(new Date(iso));
}
