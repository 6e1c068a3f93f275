// @ts-check
// German: the table of `words-keys.js`.

/** @type {typeof import("../../words-keys.js").keyWords} */
export const keyWords = {
    title: "Tastenkürzel",
    hint: "In den Einstellungen lassen sie sich ausschalten.",
    chats: "Chats",
    search: "Alle Chats durchsuchen",
    newChat: "Neuer Chat",
    nextChat: "Nächster Chat",
    previousChat: "Vorheriger Chat",
    pin: "Chat fixieren oder Fixierung aufheben",
    archive: "Chat archivieren oder zurückholen",
    rename: "Chat umbenennen",
    messages: "Nachrichten",
    send: "Senden",
    newLine: "Neue Zeile",
    editLast: "Letzte Frage bearbeiten (im leeren Feld)",
    stop: "Antwort stoppen",
    find: "In diesem Chat suchen",
    move: "Von Nachricht zu Nachricht oder Chat zu Chat",
    open: "Chat oder Menü der Nachricht öffnen",
    menu: "Menü von Chat oder Nachricht",
    undo: "Gerade Gelöschtes zurückholen",
    page: "Überall",
    close: "Schließen, was offen ist",
    sheet: "Diese Liste",
    keys: { Ctrl: "Strg", Alt: "Alt", Shift: "Umschalt", Enter: "Eingabe", Esc: "Esc" },
};
