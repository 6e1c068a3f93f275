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

    failures: {
        invalid_key: "Gemini nimmt den API-Schlüssel dieses Servers nicht an. Sag es dem Administrator.",
        operator_problem: "Gemini arbeitet nicht für diesen Server. Sag es dem Administrator.",
        model_not_found: "Gemini bietet dieses Modell nicht (mehr) an. Wähle ein anderes.",
        request_refused: "Gemini hat diese Frage nicht angenommen.",
        too_long: "Das ist zu lang für dieses Modell. Kürze es, lass weniger frühere Fragen mitgehen oder wähle ein anderes Modell.",
        file_refused: "Gemini nimmt eine der Dateien mit diesem Modell nicht an. Entferne sie oder wähle ein anderes Modell.",
        picture_lost: "Ein Bild dieser Antwort war nicht lesbar und fehlt.",
        no_image: "Es ist kein Bild entstanden. Versuch es noch einmal, oder beschreib es anders.",
        usage_limit: "Was von den Tokens für heute übrig ist, reicht für diese Frage und alles, was sie begleitet, nicht.",
        rate_limited: "Geminis Limit für Anfragen ist erreicht. Versuch es in einer Minute noch einmal.",
        quota_exhausted: "Geminis Tageslimit für diesen Server ist verbraucht, oder dieses Modell gehört nicht zu seinem Tarif.",
        model_overloaded: "Dieses Modell ist gerade überlastet. Versuch es noch einmal, oder wähle ein anderes.",
        upstream_error: "Bei Gemini gab es einen internen Fehler. Versuch es noch einmal.",
        timed_out: "Gemini hat zu lange gebraucht. Versuch es noch einmal.",
        unreachable: "Gemini ist von diesem Server aus gerade nicht erreichbar. Versuch es noch einmal.",
        cut_off: "Die Verbindung zu Gemini brach ab, bevor die Antwort fertig war.",
        empty_answer: "Gemini hat eine leere Antwort geschickt. Versuch es noch einmal.",
        length_limit: "Die Antwort hat die Längengrenze erreicht und ist nicht vollständig.",
        stopped: "Gestoppt, bevor Gemini zu antworten begann.",
        server_restarted: "Pollux wurde neu gestartet, während Gemini antwortete.",
        storage_failed: "Die Festplatte des Servers nahm nichts mehr von dieser Antwort an. Was bis dahin kam, steht hier.",
        internal_error: "In Pollux ist etwas schiefgegangen. Versuch es noch einmal.",
        prompt_blocked: "Gemini hat diese Frage abgelehnt.",
        safety: "Geminis Sicherheitsfilter hat die Antwort gestoppt.",
        recitation: "Gemini hat aufgehört, weil die Antwort einen geschützten Text zitieren würde. Frag es anders.",
        language: "Gemini unterstützt diese Sprache nicht.",
        blocked: "Gemini hat die Antwort blockiert.",
        image_refused: "Gemini macht dieses Bild nicht. Beschreib es anders.",
        context_refused: "Gemini kann auf den früheren Antworten nicht aufbauen. Frag in einem neuen Chat oder mit weniger früheren Fragen.",
        tool_call_failed: "Gemini konnte eines seiner Werkzeuge nicht benutzen. Versuch es noch einmal.",
        stopped_by_gemini: "Gemini hat die Antwort abgebrochen.",
    },
};
