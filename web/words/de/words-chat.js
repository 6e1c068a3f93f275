// @ts-check
// German: the table of `words-chat.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** "1 Nachricht", "4 Nachrichten" @param {number} n */
const messages = (n) => n === 1 ? "1 Nachricht" : `${count(n)} Nachrichten`;

/** @type {typeof import("../../words-chat.js").chatWords} */
export const chatWords = {
    // The log
    unreadMessages: (n) => n === 1 ? "1 ungelesene Nachricht" : `${count(n)} ungelesene Nachrichten`,
    toEndNew: (n) => `Zur neuesten Nachricht, ${count(n)} neu`,
    messageGone: "Diese Nachricht ist nicht mehr da.",

    // A message's menu
    questionMenu: "Nachrichtenmenü",
    menuByKey: "Eingabe öffnet das Menü",
    reply: "Antworten",
    copyMarkdown: "Als Markdown kopieren",
    selectText: "Text auswählen",
    star: "Mit Stern markieren",
    unstar: "Stern entfernen",
    starred: "Mit Stern markiert",
    shareText: "Als Text teilen",
    edit: "Bearbeiten",
    deleteMessage: "Löschen",
    copiedToShare: "Kopiert; jetzt kannst du es überall einfügen",
    sharedMessage: (who, when, text) => `${who}, ${when}:\n${text}`,

    // Quotes
    quoteOf: (who, text) => `Zitat: ${who}: ${text}`,
    quoteGone: "Diese Nachricht wurde gelöscht",
    quoteFiles: "Dateien",
    replyTo: "Antwort auf",
    replyCancel: "Nicht zitieren",

    // Editing and versions
    editing: "Nachricht bearbeiten",
    editCancel: "Bearbeiten abbrechen",
    edited: "Als neue Version gesendet. Die Pfeile darunter führen zur früheren zurück, mit allem, was darauf folgte.",
    versionOf: (n, of) => `Version ${count(n)} von ${count(of)}`,
    previousVersion: "Vorherige Version",
    nextVersion: "Nächste Version",

    // Deleting
    undo: "Rückgängig",
    undoByKey: "Rückgängig mit Steuerung Z.",
    deleted: (n, after) => {
        const what = n === 1 ? "Nachricht gelöscht" : `${messages(n)} gelöscht`;
        return after ? `${what}, dazu ${messages(after)} danach` : what;
    },
    notDeleted: "Das Löschen hat nicht geklappt. Versuch es noch einmal.",

    // Selecting
    selected: (n) => `${count(n)} ausgewählt`,
    selectOne: (message) => `Auswählen: ${message}`,
    selectBar: "Ausgewählte Nachrichten",
    selectEnd: "Auswahl beenden",

    // Search in the chat
    findField: "Nachrichten durchsuchen",
    findOf: (n, of, more) => `${count(n)} von ${count(of)}${more ? "+" : ""}`,
    findNone: "Nichts gefunden",
    findOlder: "Früherer Treffer",
    findNewer: "Späterer Treffer",
    findClose: "Suche beenden",

    // Starred messages
    starredNone: "Noch ist nichts mit einem Stern markiert. Den Stern findest du im Menü einer Nachricht.",
    starredMore: "Mehr anzeigen",

    // A question's info
    questionInfo: "Über diese Nachricht",
    infoSent: "Gesendet",
    infoLength: "Zeichen",
};
