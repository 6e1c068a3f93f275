// @ts-check
// German: the table of `words-composer.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** @type {typeof import("../../words-composer.js").composerWords} */
export const composerWords = {
    // Attaching
    attach: "Anhängen",
    attachMedia: "Fotos und Videos",
    attachFiles: "Dateien",
    attachCamera: "Kamera",

    // A long text
    longPasted: (n) => `Du hast einen Text mit ${count(n)} Zeichen eingefügt.`,
    longRefused: (n) => `Der eingefügte Text hat ${count(n)} Zeichen, zu viele für eine Nachricht.`,
    asFile: "Als Textdatei anhängen",
    pasteAnyway: "Trotzdem einfügen",
    pastedName: "Eingefügter Text.txt",

    // A question behind a running answer
    takeBackQueued: "Bearbeiten",

    // Dictation
    dictate: "Diktieren",
    dictateStop: "Diktat beenden",
    listening: "Hört zu …",
    dictationBegun: "Das Diktat hat begonnen",
    dictationOver: "Das Diktat ist beendet",
    dictationProblems: {
        denied: "Das Mikrofon ist hier nicht erlaubt. Erlaube es für diese Website in den Einstellungen des Browsers.",
        unavailable: "Dieser Browser bietet gerade kein Diktat an.",
        silence: "Es war nichts zu hören.",
        microphone: "Kein Mikrofon gefunden.",
        network: "Das Diktat braucht eine Verbindung zum Sprachdienst des Browsers, und der ist nicht erreichbar.",
        language: "Diese Sprache kann dieser Browser nicht mitschreiben.",
        other: "Das Diktat ist unerwartet abgebrochen. Versuch es noch einmal.",
    },

    // Emoji
    emoji: "Emoji",
    emojiSearch: "Emoji suchen",
    emojiNone: "Kein Emoji gefunden",
    emojiFound: (n) => n === 1 ? "1 Emoji" : `${count(n)} Emojis`,
    emojiResults: "Gefunden",
    emojiMan: "Mann",
    emojiWoman: "Frau",
    emojiOf: (name, of) => `${name}, ${of}`,
    emojiTone: "Hautton",
    emojiTones: ["Standard", "Hell", "Mittelhell", "Mittel", "Mitteldunkel", "Dunkel"],
    emojiRecent: "Zuletzt verwendet",
    emojiGroups: [
        "Smileys und Gefühle", "Menschen und Körper", "Tiere und Natur", "Essen und Trinken", "Reisen und Orte", "Aktivitäten", "Gegenstände", "Symbole",
        "Flaggen",
    ],

    // Prompts to start from
    starters: "Ideen für den Anfang",
    starterPrompts: [
        ["Etwas einfach erklären", "Erkläre mit einfachen Worten und einem Beispiel aus dem Alltag: "],
        ["Eine E-Mail schreiben", "Schreibe eine freundliche, kurze E-Mail an "],
        ["Ein Wochenende planen", "Plane ein entspanntes Wochenende mit gutem Essen und etwas Zeit im Freien in "],
        ["Einen Text zusammenfassen", "Fasse den folgenden Text in fünf Punkten zusammen:\n\n"],
        ["Zwei Dinge vergleichen", "Vergleiche die Vor- und Nachteile von "],
        ["Kochen mit dem, was da ist", "Was kann ich mit diesen Zutaten aus meiner Küche kochen? "],
        ["Meinen Text korrigieren", "Korrigiere Rechtschreibung und Grammatik dieses Textes und sag, was du geändert hast:\n\n"],
        ["Etwas übersetzen", "Übersetze das, und erkläre, was dabei verloren geht:\n\n"],
        ["Einen Namen finden", "Schlage zehn Namen vor, jeden mit Begründung, für "],
        ["Einen Fehler verstehen", "Was bedeutet dieser Fehler, und wie finde ich seine Ursache?\n\n"],
        ["Jeden Tag etwas lernen", "Mach einen Plan mit fünfzehn Minuten am Tag für vier Wochen zum Thema "],
        ["Ein Gespräch vorbereiten", "Hilf mir, ein schwieriges Gespräch vorzubereiten. Es geht um "],
        ["Etwas programmieren", "Schreibe ein kleines, gut erklärtes Programm für "],
        ["Ein Geschenk finden", "Schlage Geschenke vor für jemanden mit einer Vorliebe für "],
        ["Stell mir Fragen", "Stell mir eine Frage nach der anderen, bis du genug weißt, um mich zu beraten, zum Thema "],
        ["Eine Geschichte erzählen", "Erzähle eine kurze Gutenachtgeschichte über "],
    ],
};
