// @ts-check
// German: the table of `words-import.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** "1 Chat", "4 Chats" @param {number} n */
const chats = (n) => n === 1 ? "1 Chat" : `${count(n)} Chats`;
/** "1 Nachricht", "4 Nachrichten" @param {number} n */
const messages = (n) => n === 1 ? "1 Nachricht" : `${count(n)} Nachrichten`;

/** @type {typeof import("../../words-import.js").importWords} */
export const importWords = {
    what: "Bring deine Chats aus einem anderen Pollux, aus ChatGPT oder aus Open WebUI mit. Was schon hier ist, bleibt, wie es ist, und nichts kommt doppelt dazu.",
    choose: "Datei auswählen",
    where: "Woher bekomme ich die Datei?",
    fromPollux: "Pollux",
    fromPolluxHow: "In den Einstellungen macht „Alles herunterladen“ ein Archiv (ZIP).",
    fromChatGPT: "ChatGPT",
    fromChatGPTHow: "Einstellungen, Datenkontrollen, Daten exportieren. Der Link in der E-Mail führt zu einem ZIP; dessen conversations.json allein genügt auch, ohne Bilder.",
    fromOpenWebUI: "Open WebUI",
    fromOpenWebUIHow: "Einstellungen, Chats, Chats exportieren ergibt eine JSON-Datei.",
    progress: (name) => `Fortschritt von ${name}`,
    uploading: (received, size) => `Wird hochgeladen: ${received} von ${size}`,
    lost: (received, size) => `Wartet auf die Verbindung: ${received} von ${size}`,
    broken: (received, size) => `Unterbrochen bei ${received} von ${size}. Wähle dieselbe Datei noch einmal aus, um fortzufahren.`,
    reading: "Die Datei wird gelesen …",
    running: (done, total) => `Wird importiert: ${count(done)} von ${chats(total)}`,
    result: (n, m, skipped) => {
        const there = skipped === 1 ? "1 Chat war schon hier" : `${chats(skipped)} waren schon hier`;
        if (n + m === 0) return skipped ? `Nichts Neues: ${there}.` : "Es gab nichts zu importieren.";
        const news = n ? `${chats(n)} mit ${messages(m)} importiert` : `${messages(m)} zu vorhandenen Chats hinzugefügt`;
        return skipped ? `${news}; ${there}.` : `${news}.`;
    },
    failed: "Der Import ist fehlgeschlagen.",
    cancel: "Import stoppen",
    cancelOf: (name) => `Import von ${name} stoppen`,
    cancelTitle: (name) => `Import von „${name}“ stoppen?`,
    cancelHint: "Chats, die schon importiert sind, bleiben.",
    cancelled: "Der Import wurde gestoppt.",
    dismiss: (name) => `${name} aus dieser Liste entfernen`,
    empty: "Diese Datei ist leer.",
    unreadable: "Die Datei ist nicht mehr lesbar: Sie wurde verschoben oder geändert. Wähle sie noch einmal aus.",
    problems: {
        too_many: "Es laufen schon zwei Importe. Warte auf einen, oder stoppe ihn.",
        storage_failed: "Der Server hat keinen Platz für diese Datei.",
        conflict: "Dieser Import wird gerade schon hochgeladen. Versuch es gleich noch einmal.",
    },
};
