// @ts-check
// The words of sharing: the sheet that makes a link, the list of links, and the page that a link opens. Apart from
// `words.js`, because the first view needs none of them.

/** "1 message", "4 messages" @param {number} n */
const messages = (n) => n === 1 ? "1 message" : `${n} messages`;

export const shareWords = {
    // The sheet
    title: "Share a link to this chat",
    titleOne: "Share a link to this answer",
    what: "Whoever has the link can read it, without signing in. It is a copy of what is here now; nobody can write in it.",
    seen: "What they see",
    seenChat: "All messages of this chat as they are shown now, with pictures and files",
    seenOne: "This answer and its question, with pictures and files",
    seenTitle: (/** @type {string} */ title) => `The title “${title}”, the times, and which models answered`,
    seenNot: "What they do not see",
    seenNotLater: "Messages that come later, other versions, and answers that are not finished",
    seenNotOne: "Any other message of this chat",
    seenNotName: "Your name, Gemini’s thoughts, and the chat’s instructions",
    until: "The link works for",
    days: (/** @type {number} */ n) => n === 1 ? "1 day" : `${n} days`,
    year: "1 year",
    noEnd: "Until you revoke it",
    make: "Make link",
    madeTitle: "The link is ready",
    link: "Link",
    copy: "Copy link",
    share: "Share…",
    open: "Open",
    once: "Copy it now: it cannot be shown again.",
    madeUntil: (/** @type {string} */ when) => `It works until ${when}. You can revoke it before, in the settings under “Shared links”.`,
    madeNoEnd: "It works until you revoke it, in the settings under “Shared links”.",
    nothing: "There is nothing to share yet: wait for the first answer.",
    full: "You have 200 links already. Revoke one in the settings first.",
    large: "This chat is too large for one link. Share single answers of it.",

    // The list in the settings
    listWhat: "Each link shows a copy of a chat or an answer to whoever has it. Revoke those that you no longer need.",
    listNone: "You have not shared anything. A chat’s menu and an answer’s menu have “Share a link”.",
    made: (/** @type {string} */ when, /** @type {number} */ n) => `${messages(n)}, shared ${when}`,
    madeOne: (/** @type {string} */ when) => `One answer, shared ${when}`,
    goodUntil: (/** @type {string} */ when) => `Works until ${when}`,
    goodForEver: "Works until you revoke it",
    revoke: "Revoke",
    revokeOf: (/** @type {string} */ title) => `Revoke the link to “${title}”`,
    revokeTitle: "Revoke this link?",
    revokeHint: (/** @type {string} */ title) => `Whoever has the link to “${title}” sees nothing any more. This cannot be undone.`,
    revoked: "The link shows nothing any more.",

    // The page
    shared: "Shared chat",
    copyOf: (/** @type {string} */ when) => `Shared copy from ${when}`,
    copyUntil: (/** @type {string} */ from, /** @type {string} */ until) => `Shared copy from ${from}, until ${until}`,
    question: "Question",
    empty: "There is nothing in it.",
    start: "Start your own chat",
    gone: "This link shows nothing",
    goneHint: "It is over, was taken back, or is not complete. Ask whoever gave it to you for a new one.",
    fileFailed: "The file could not be fetched. Try again.",
};
