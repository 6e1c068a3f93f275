// @ts-check
// Every word that the page says, in one table, and how it writes times. Another language is another table.

/** The language of the table below; `<html lang>` says the same. */
export const language = "en";

/** Times follow the reader's habits as long as the language fits, else British ones. */
const locale = navigator.language?.startsWith(language) ? navigator.language : "en-GB";

export const words = {
    appName: "Pollux",
    model: "Gemini",
    you: "You",
    newChat: "New chat",
    untitled: "New chat",

    // Signing in
    signIn: "Sign in",
    signUp: "Create account",
    signInTitle: "Welcome back",
    signUpTitle: "Create your account",
    toSignUp: "New here? Create an account",
    toSignIn: "Have an account? Sign in",
    guest: "Try as a guest",
    or: "or",
    name: "Name",
    password: "Password",
    passwordHint: "At least 8 characters",
    invitation: "Invitation code",
    nameMissing: "Enter a name.",
    passwordMissing: "Enter a password.",
    passwordShort: "Use at least 8 characters.",
    invitationMissing: "Enter the code of your invitation.",
    tagline: "Your own chats with Gemini, on your own server.",
    signedOutElsewhere: "You were signed out. Sign in again to go on.",
    notStarted: "The server could not be reached. Trying again…",

    // The list
    chats: "Chats",
    noChats: "No chats yet",
    accountMenu: "Account",
    signOut: "Sign out",
    signOutGuest: "Sign out as a guest?",
    signOutGuestHint: "A guest has no password: once signed out, nobody can open these chats again.",
    guestNotice: "You are here as a guest. Your chats belong to this browser only; they are gone when you sign out.",
    demoNotice: "Demo: no Gemini key is configured; answers come from a stand-in.",
    writing: "writing…",
    unread: (/** @type {number} */ n) => `${n} unread`,
    yesterday: "Yesterday",
    today: "Today",

    // The chat
    chat: "Chat",
    messages: "Messages",
    back: "Back to chats",
    chatMenu: "Chat menu",
    rename: "Rename",
    renameTitle: "Rename chat",
    title: "Title",
    titleMissing: "Enter a title.",
    remove: "Delete",
    removeTitle: "Delete this chat?",
    removeHint: (/** @type {string} */ title) => `“${title}” and all its messages will be deleted for good.`,
    cancel: "Cancel",
    save: "Save",
    empty: "Ask Gemini anything",
    emptyHint: "Choose a chat, or start a new one.",
    newHint: (/** @type {number | null} */ n) => n === null
        ? "Gemini sees the whole conversation with each question."
        : `With each question Gemini sees the last ${n === 1 ? "exchange" : `${n} exchanges`}.`,
    notFound: "This chat does not exist",
    notFoundHint: "It may have been deleted, or it belongs to another account.",
    earlier: "Show earlier messages",
    toEnd: "Scroll to the newest message",
    contextLine: "Gemini sees the conversation from here",
    contextNone: "Gemini sees only your next question",
    thinking: "Thinking…",
    thoughts: "Thoughts",
    waits: "Answers when the one above is complete",
    isWriting: "Gemini is writing",
    message: "Message",
    placeholder: "Type a message",
    send: "Send",
    stop: "Stop the answer",
    stopFailed: "The answer could not be stopped. Try again.",
    tooLong: (/** @type {number} */ over) => `${over.toLocaleString(locale)} characters too many`,
    left: (/** @type {number} */ left) => `${left.toLocaleString(locale)} characters left`,
    copy: "Copy",
    copied: "Copied",
    code: "Code",
    codeIn: (/** @type {string} */ language) => `Code, ${language}`,
    table: "Table",
    image: "Image",
    source: (/** @type {number} */ n, /** @type {string} */ title) => `Source ${n}: ${title}`,
    takeBack: "Edit and send again",
    actionFailed: "That did not work.",
    failed: "The answer failed.",
    stopped: "Stopped.",
    stoppedEmpty: "Stopped before the answer began.",
    interrupted: "Interrupted: the server was stopped before the answer was complete.",
    completeEmpty: "Gemini gave no text.",
    retrying: (/** @type {string} */ time) => `Gemini is busy. Next try at ${time}.`,

    // Ticks, as labels
    tick: {
        sending: "Sending",
        waiting: "Waiting for the connection",
        refused: "Not sent",
        stored: "Stored on the server",
        begun: "Gemini has begun to answer",
        complete: "Answer complete",
        failed: "The answer failed",
    },
    bubble: (/** @type {string} */ who, /** @type {string} */ time) => `${who}, ${time}`,

    // What the status line says to screen readers
    answerStarted: "Answer started",
    answerComplete: "Answer complete",
    answerEnded: "The answer ended early",
    earlierShown: "Earlier messages shown",

    // The connection
    connecting: "Connecting…",
    offline: "You are offline. Messages will be sent later.",
    connected: "Connected",
    refusedLink: "The server does not accept this page's connection. Reload the page.",

    /** What went wrong, by the stable `code` of a problem document. @type {Record<string, string>} */
    problems: {
        name_taken: "This name is taken. Choose another.",
        wrong_credentials: "Name or password is wrong.",
        registration_closed: "This server does not take new accounts.",
        guests_closed: "This server does not take guests.",
        rate_limited: "Too many tries. Wait a moment.",
        usage_limit: "Your limit for now is reached.",
        not_found: "It does not exist any more.",
        gone: "It was deleted.",
        conflict: "This id is already in use for something else.",
        too_large: "It is too long.",
        cross_origin: "The server does not accept commands from this address. Check its public URL.",
        signed_out: "You are signed out.",
        unreachable: "The server cannot be reached. Check the connection.",
        unavailable: "The server has a problem. Try again.",
    },
};

/**
 * What to tell a person about a refused command.
 * @param {{code: string, detail?: string}} problem
 */
export function problemText(problem) {
    return words.problems[problem.code] ?? problem.detail ?? words.actionFailed;
}

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: "long" });
const dateFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const shortDateFormat = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric" });
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });

/** "14:02" @param {string} iso */
export const timeOf = (iso) => clockFormat.format(new Date(iso));

/** "Sunday, 22 November 2026 at 14:02" @param {string} iso */
export const fullTimeOf = (iso) => fullFormat.format(new Date(iso));

/** Whole local days between a time and now. @param {string} iso @param {Date} now */
function daysAgo(iso, now) {
    const then = new Date(iso);
    const midnight = (/** @type {Date} */ date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
    return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}

/** For a day's chip: "Today", "Yesterday", "Friday", "3 November 2026". @param {string} iso @param {Date} [now] */
export function dayOf(iso, now = new Date()) {
    const days = daysAgo(iso, now);
    if (days === 0) return words.today;
    if (days === 1) return words.yesterday;
    return (days > 1 && days < 7 ? weekdayFormat : dateFormat).format(new Date(iso));
}

/** For a row of the list: "14:02", "Yesterday", "Friday", "03/11/2026". @param {string} iso @param {Date} [now] */
export function rowTimeOf(iso, now = new Date()) {
    const days = daysAgo(iso, now);
    if (days === 0) return timeOf(iso);
    if (days === 1) return words.yesterday;
    return (days > 1 && days < 7 ? weekdayFormat : shortDateFormat).format(new Date(iso));
}
