// @ts-check
// The words of bringing chats along, in the settings.

/** The same as in `words.js`. @param {number} n */
const count = (n) => n.toLocaleString("en");

/** "1 chat", "4 chats" @param {number} n */
const chats = (n) => n === 1 ? "1 chat" : `${count(n)} chats`;
/** "1 message", "4 messages" @param {number} n */
const messages = (n) => n === 1 ? "1 message" : `${count(n)} messages`;

export const importWords = {
    what: "Bring your chats along from another Pollux, from ChatGPT or from Open WebUI. What is here already stays as it is, and nothing is added twice.",
    choose: "Choose a file",
    where: "Where do I get the file?",
    fromPollux: "Pollux",
    fromPolluxHow: "In the settings, “Download everything” makes an archive (ZIP).",
    fromChatGPT: "ChatGPT",
    fromChatGPTHow: "Settings, Data controls, Export data. The link in the e-mail leads to a ZIP; its conversations.json alone will do as well, without pictures.",
    fromOpenWebUI: "Open WebUI",
    fromOpenWebUIHow: "Settings, Chats, Export chats gives a JSON file.",
    progress: (/** @type {string} */ name) => `Progress of ${name}`,
    uploading: (/** @type {string} */ received, /** @type {string} */ size) => `Uploading: ${received} of ${size}`,
    lost: (/** @type {string} */ received, /** @type {string} */ size) => `Waiting for the connection: ${received} of ${size}`,
    broken: (/** @type {string} */ received, /** @type {string} */ size) =>
        `Interrupted at ${received} of ${size}. Choose the same file again to go on.`,
    reading: "Reading the file…",
    running: (/** @type {number} */ done, /** @type {number} */ total) => `Importing: ${count(done)} of ${chats(total)}`,
    result: (/** @type {number} */ n, /** @type {number} */ m, /** @type {number} */ skipped) => {
        const there = skipped === 1 ? "1 chat was here already" : `${chats(skipped)} were here already`;
        if (n + m === 0) return skipped ? `Nothing new: ${there}.` : "There was nothing to import.";
        const news = n ? `${chats(n)} with ${messages(m)} imported` : `${messages(m)} added to chats that were here`;
        return skipped ? `${news}; ${there}.` : `${news}.`;
    },
    failed: "The import failed.",
    cancel: "Stop import",
    cancelOf: (/** @type {string} */ name) => `Stop importing ${name}`,
    cancelTitle: (/** @type {string} */ name) => `Stop importing “${name}”?`,
    cancelHint: "Chats that were imported already stay.",
    cancelled: "The import was stopped.",
    dismiss: (/** @type {string} */ name) => `Remove ${name} from this list`,
    empty: "This file is empty.",
    unreadable: "The file cannot be read any more: it was moved or changed. Choose it again.",
    problems: {
        too_many: "Two imports are under way already. Wait for one, or stop it.",
        storage_failed: "The server has no room for this file.",
        conflict: "Another upload of this import is under way. Try again in a moment.",
    },
};
