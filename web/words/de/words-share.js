// @ts-check
// German: the table of `words-share.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** @type {typeof import("../../words-share.js").shareWords} */
export const shareWords = {
    // The sheet
    title: "Link zu diesem Chat teilen",
    titleOne: "Link zu dieser Antwort teilen",
    what: "Wer den Link hat, kann ohne Anmeldung lesen. Es ist eine Kopie dessen, was jetzt hier steht; niemand kann darin schreiben.",
    seen: "Was sie sehen",
    seenChat: "Alle Nachrichten dieses Chats, wie sie jetzt angezeigt werden, mit Bildern und Dateien",
    seenOne: "Diese Antwort und ihre Frage, mit Bildern und Dateien",
    seenTitle: (title) => `Den Titel „${title}“, die Uhrzeiten und welche Modelle geantwortet haben`,
    seenNot: "Was sie nicht sehen",
    seenNotLater: "Spätere Nachrichten, andere Versionen und unfertige Antworten",
    seenNotOne: "Andere Nachrichten dieses Chats",
    seenNotName: "Deinen Namen, Geminis Gedanken und die Anweisungen des Chats",
    until: "Der Link gilt",
    days: (n) => n === 1 ? "1 Tag" : `${count(n)} Tage`,
    year: "1 Jahr",
    noEnd: "Bis du ihn widerrufst",
    make: "Link erstellen",
    madeTitle: "Der Link ist fertig",
    link: "Link",
    copy: "Link kopieren",
    share: "Teilen …",
    open: "Öffnen",
    once: "Kopiere ihn jetzt: Er kann nicht noch einmal angezeigt werden.",
    madeUntil: (when) => `Er gilt bis ${when}. Vorher kannst du ihn in den Einstellungen unter „Geteilte Links“ widerrufen.`,
    madeNoEnd: "Er gilt, bis du ihn in den Einstellungen unter „Geteilte Links“ widerrufst.",
    nothing: "Noch gibt es nichts zu teilen: Warte auf die erste Antwort.",
    full: "Du hast schon 200 Links. Widerrufe zuerst einen in den Einstellungen.",
    large: "Dieser Chat ist zu groß für einen Link. Teile einzelne Antworten daraus.",

    // The list in the settings
    listWhat: "Jeder Link zeigt allen, die ihn haben, eine Kopie eines Chats oder einer Antwort. Widerrufe die, die du nicht mehr brauchst.",
    listNone: "Du hast nichts geteilt. „Link teilen“ steht im Menü eines Chats und einer Antwort.",
    made: (when, n) => n === 1 ? `1 Nachricht, geteilt: ${when}` : `${count(n)} Nachrichten, geteilt: ${when}`,
    madeOne: (when) => `Eine Antwort, geteilt: ${when}`,
    goodUntil: (when) => `Gilt bis ${when}`,
    goodForEver: "Gilt, bis du ihn widerrufst",
    revoke: "Widerrufen",
    revokeOf: (title) => `Link zu „${title}“ widerrufen`,
    revokeTitle: "Diesen Link widerrufen?",
    revokeHint: (title) => `Wer den Link zu „${title}“ hat, sieht nichts mehr. Das lässt sich nicht rückgängig machen.`,
    revoked: "Der Link zeigt nichts mehr.",

    // The page
    shared: "Geteilter Chat",
    copyOf: (when) => `Geteilte Kopie vom ${when}`,
    copyUntil: (from, until) => `Geteilte Kopie vom ${from}, bis ${until}`,
    question: "Frage",
    empty: "Hier ist nichts.",
    start: "Eigenen Chat beginnen",
    gone: "Dieser Link zeigt nichts",
    goneHint: "Er ist abgelaufen, wurde zurückgenommen oder ist unvollständig. Bitte um einen neuen, wo du ihn bekommen hast.",
    fileFailed: "Die Datei konnte nicht geladen werden. Versuch es noch einmal.",
};
