// @ts-check
// The words of an open chat: what can be done with its messages. Apart from `words.js`, because the list needs none of them.

/** "1 message", "4 messages" @param {number} n */
const messages = (n) => n === 1 ? "1 message" : `${n} messages`;

export const chatWords = {
    // The log
    unreadMessages: (/** @type {number} */ n) => n === 1 ? "1 unread message" : `${n} unread messages`,
    toEndNew: (/** @type {number} */ n) => `Scroll to the newest message, ${n} new`,
    messageGone: "This message does not exist any more.",

    // A message's menu
    questionMenu: "Message menu",
    menuByKey: "Enter opens the menu",
    reply: "Reply",
    copyMarkdown: "Copy as Markdown",
    selectText: "Select text",
    star: "Star",
    unstar: "Remove star",
    starred: "Starred",
    shareText: "Share as text",
    edit: "Edit",
    deleteMessage: "Delete",
    copiedToShare: "Copied, ready to paste anywhere",
    // One message of a text that is shared: who, when, and what
    sharedMessage: (/** @type {string} */ who, /** @type {string} */ when, /** @type {string} */ text) => `${who}, ${when}:\n${text}`,

    // Quotes
    quoteOf: (/** @type {string} */ who, /** @type {string} */ text) => `Quoted: ${who}: ${text}`,
    quoteGone: "This message was deleted",
    quoteFiles: "Files",
    replyTo: "Reply to",
    replyCancel: "Do not quote",

    // Editing and versions
    editing: "Edit message",
    editCancel: "Cancel editing",
    edited: "Sent as a new version. The arrows below it lead back to the earlier one, with all that followed.",
    versionOf: (/** @type {number} */ n, /** @type {number} */ of) => `Version ${n} of ${of}`,
    previousVersion: "Previous version",
    nextVersion: "Next version",

    // Deleting
    undo: "Undo",
    undoByKey: "Undo with Control Z.",
    /** How many were chosen, and how many go along because they follow. */
    deleted: (/** @type {number} */ n, /** @type {number} */ after) => `${n === 1 ? "Message" : messages(n)} deleted${
        after ? `, and ${messages(after)} after ${n === 1 ? "it" : "them"}` : ""}`,
    notDeleted: "It could not be deleted. Try again.",

    // Selecting
    selected: (/** @type {number} */ n) => n === 1 ? "1 selected" : `${n} selected`,
    selectOne: (/** @type {string} */ message) => `Select: ${message}`,
    selectBar: "Selected messages",
    selectEnd: "End selecting",

    // Search in the chat
    findField: "Search messages",
    findOf: (/** @type {number} */ n, /** @type {number} */ of, /** @type {boolean} */ more) => `${n} of ${of}${more ? "+" : ""}`,
    findNone: "Nothing found",
    findOlder: "Earlier hit",
    findNewer: "Later hit",
    findClose: "End the search",

    // Starred messages
    starredNone: "Nothing is starred yet. A message's menu has the star.",
    starredMore: "Show more",

    // A question's info
    questionInfo: "About this message",
    infoSent: "Sent",
    infoLength: "Characters",

    /**
     * Why an answer ended otherwise than it should, by the `code` of its failure. Empty in English: the server's own sentences,
     * which know more, count where there is none here. @type {Record<string, string>}
     */
    failures: {},
};
