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
    invitation: "Link of your invitation",
    nameMissing: "Enter a name.",
    passwordMissing: "Enter a password.",
    passwordShort: "Use at least 8 characters.",
    invitationMissing: "Paste the link of your invitation.",
    tagline: "Your own chats with Gemini, on your own server.",
    signedOutElsewhere: "You were signed out. Sign in again to go on.",
    notStarted: "The server could not be reached. Trying again…",

    // The list
    chats: "Chats",
    noChats: "No chats yet",
    accountMenu: "Account",
    administration: "Administration",
    signOut: "Sign out",
    signOutGuest: "Sign out as a guest?",
    signOutGuestHint: "A guest has no password: once signed out, nobody can open these chats again.",
    tooMany: "Too many tries. Wait until the button lets you try again.",
    waitFor: (/** @type {number} */ seconds) => seconds > 90 ? `Wait ${Math.ceil(seconds / 60)} min` : `Wait ${seconds} s`,
    secondCode: "Code from your authenticator app",
    secondCodeHint: "Or one of your recovery codes.",
    secondCodeMissing: "Enter the code.",
    blockedNotice: "This account was blocked, or is gone. Ask whoever runs this server.",
    preferences: "Settings",
    guestNotice: "You are here as a guest. Your chats belong to this browser only; they are gone when you sign out.",
    dataNotice: "What you ask goes to Google’s Gemini, from this server and without your name. On an unpaid plan Google may use it to improve its products.",
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
    source: (/** @type {number} */ n, /** @type {string} */ title) => title ? `Source ${n}: ${title}` : `Source ${n}`,
    sourceUntitled: "Found by Google Search",
    sourceRedirect: "through google.com",
    takeBack: "Edit and send again",
    actionFailed: "That did not work.",
    failed: "The answer failed.",
    stopped: "Stopped.",
    stoppedEmpty: "Stopped before the answer began.",
    interrupted: "Interrupted: the server was stopped before the answer was complete.",
    completeEmpty: "Gemini gave no text.",
    retryingIn: (/** @type {number} */ seconds) => `Gemini is busy. Trying again in ${seconds} s.`,
    retryingNow: "Gemini is busy. Trying again…",
    thinkingFor: (/** @type {number} */ seconds) => `Thinking… ${seconds} s`,
    contextTrimmed: (/** @type {number} */ n) =>
        `Gemini sees from here on; ${n === 1 ? "1 earlier exchange" : `${n} earlier exchanges`} did not fit this model`,
    close: "Close",

    // What can be done with an answer
    answerMenu: "Answer menu",
    copyAnswer: "Copy answer",
    tryAgain: "Try again",
    tryOther: "Try with another model…",
    goOn: "Continue",
    goOnText: "Continue.",
    answerInfo: "Info",
    previousAnswer: "Previous answer",
    nextAnswer: "Next answer",
    answerOf: (/** @type {number} */ n, /** @type {number} */ of) => `Answer ${n} of ${of}`,
    sources: (/** @type {number} */ n) => n === 1 ? "1 source" : `${n} sources`,
    suggestions: "Google Search suggestions",

    // An answer's info
    infoTitle: "About this answer",
    infoModel: "Model",
    infoVersion: "Answered by",
    infoTokens: "Tokens",
    infoPrompt: "Question and context",
    infoAnswer: "Answer",
    infoThoughts: "Thoughts",
    infoTotal: "Total",
    infoEnd: "Ended with",
    infoResponse: "Gemini's id",
    infoBegun: "Asked",
    infoFinished: "Finished",

    // Models
    modelLabel: "Model:",
    modelsTitle: "Choose a model",
    modelsTryTitle: "Try with another model",
    modelsHint: "Smaller models answer faster, larger ones think more. It counts from your next question on.",
    modelsTryHint: "The same question is asked again. Both answers stay.",
    modelsNone: "The list of models could not be read. Try again later.",
    modelDefault: "Default",
    modelThinks: "Thinks",
    modelPictures: "Makes pictures",
    modelGone: "not offered any more",

    // Chat settings
    settings: "Chat settings",
    settingsInstructions: "Instructions",
    settingsInstructionsHint: "What Gemini should always keep in mind in this chat: a role, a tone, a language.",
    presets: "Presets",
    presetChoose: "Choose a preset…",
    presetSave: "Save as preset…",
    presetReplace: "Replace",
    presetDelete: "Delete",
    presetUndo: "Undo",
    presetName: "Name of the preset",
    presetNameMissing: "Enter a name.",
    presetSaved: "Preset saved",
    presetDeleted: "Preset deleted",
    presetDeleteTitle: (/** @type {string} */ name) => `Delete the preset “${name}”?`,
    presetDeleteHint: "Chats that use its text keep it.",
    presetsFull: "There are 50 presets already. Delete one first.",
    settingsContext: "Earlier messages",
    settingsContextHint: "How many earlier exchanges (a question and its answer) go along with each question. More of them cost more.",
    settingsExchanges: "Exchanges",
    settingsAll: "The whole chat",
    tokensOf: (/** @type {number} */ tokens, /** @type {number | undefined} */ limit) => limit
        ? `About ${count(tokens)} of the ${count(limit)} tokens that fit this model`
        : `About ${count(tokens)} tokens`,
    tokensCounting: "Counting…",
    tokensUnknown: "Gemini could not count the tokens now.",
    settingsThinking: "Thinking",
    settingsThinkingOwn: "The model decides",
    /** @type {Record<string, string>} */
    thinkingLevels: { MINIMAL: "Minimal", LOW: "Low", MEDIUM: "Medium", HIGH: "High", XHIGH: "Very high" },
    settingsTemperature: "Set the temperature",
    settingsTemperatureHint: "Low: sober and steady. High: more surprising.",
    temperature: "Temperature",
    settingsTools: "What Gemini may use",
    settingsSearch: "Google Search",
    settingsSearchHint: "Gemini looks things up. Google gets the search words, and it may cost extra.",
    settingsURL: "Read web addresses",
    settingsURLHint: "Google opens the addresses in your question. What is on the pages counts as tokens.",
    settingsCode: "Run code",
    settingsCodeHint: "Gemini may calculate with Python at Google. It costs the tokens of code and result.",
    exchangesWrong: "Enter a whole number from 0 on.",

    // Files
    attach: "Attach files",
    dropHere: "Drop files here to attach them",
    tray: "Attached files",
    removeFile: (/** @type {string} */ name) => `Remove ${name}`,
    uploading: (/** @type {number} */ part) => `${Math.floor(100 * part)} %`,
    fileWaits: "Waiting",
    fileAttached: (/** @type {string} */ name) => `${name} is attached`,
    filesPending: "The files are not all there yet.",
    filesFailed: "Remove the file that could not be attached, or try it again.",
    filesTooMany: (/** @type {number} */ n) => `Only 10 files fit one message. ${n === 1 ? "1 was" : `${n} were`} left out.`,
    foldersNot: "Folders cannot be attached, only files.",
    download: (/** @type {string} */ name) => `Download ${name}`,
    downloadShort: "Download",
    openPicture: (/** @type {string} */ name) => `Open picture ${name}`,
    pictureOf: "Picture by Gemini",
    previous: "Previous",
    next: "Next",
    viewer: "Picture",
    fileProblems: {
        tooLarge: (/** @type {number} */ max) => `Too large: at most ${bytes(max)}`,
        empty: "This file is empty",
        type: "Gemini cannot read files of this kind",
        tooMany: "Too many files at once. Wait a moment.",
        connection: "The connection broke",
        other: "It could not be attached",
    },

    // Usage
    usage: "Usage",
    usageToday: "Today",
    usageOfAnswers: (/** @type {number} */ used, /** @type {number} */ limit) => `${count(used)} of ${count(limit)} answers`,
    usageOfTokens: (/** @type {number} */ used, /** @type {number} */ limit) => `${count(used)} of ${count(limit)} tokens`,
    usageNone: "Nothing in the last 30 days.",
    usageHint: "Days begin at midnight UTC. Tokens are pieces of words; Gemini counts them.",
    usageCaption: "The last 30 days",
    usageDay: "Day",
    usageAnswers: "Answers",
    usageIn: "Tokens in",
    usageOut: "Tokens out",
    answersLeft: (/** @type {number} */ n) => n === 0 ? "No answers left today" : n === 1 ? "1 answer left today" : `${count(n)} answers left today`,
    tokensLeft: (/** @type {number} */ n) => n === 0 ? "No tokens left today" : `${count(n)} tokens left today`,
    usageUntil: (/** @type {string} */ when) => `It starts again ${when}.`,
    atTime: (/** @type {string} */ time) => `at ${time}`,
    tomorrowAt: (/** @type {string} */ time) => `tomorrow at ${time}`,
    onDay: (/** @type {string} */ day, /** @type {string} */ time) => `on ${day} at ${time}`,

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
        totp_required: "Enter the code of your second step.",
        wrong_totp: "This code is wrong, or was used already.",
        blocked: "This account is blocked. Ask whoever runs this server.",
        invalid_link: "This link is used up, too old or not complete.",
        last_admin: "Somebody has to stay administrator.",
        admin_only: "Only an administrator can do this.",
        too_many: "There are too many of them already.",
        name_taken: "This name is taken. Choose another.",
        wrong_credentials: "Name or password is wrong.",
        registration_closed: "This server does not take new accounts.",
        guests_closed: "This server does not take guests.",
        rate_limited: "Too many tries. Wait a moment.",
        usage_limit: "Your limit for today is reached.",
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
 * @param {{code: string, detail?: string, until?: string}} problem
 */
export function problemText(problem) {
    const text = words.problems[problem.code] ?? problem.detail ?? words.actionFailed;
    return problem.until ? `${text} ${words.usageUntil(whenOf(problem.until))}` : text;
}

/** "1,234" @param {number} n */
export const count = (n) => n.toLocaleString(locale);

/** "3.4 MB", in steps of 1,024, as the server counts its limits. @param {number} n */
export function bytes(n) {
    if (n < 1024) return `${n} B`;
    const unit = n < 1023.5 * 1024 ? 1 : n < 1023.5 * 1024 ** 2 ? 2 : 3;
    const value = n / 1024 ** unit;
    return `${value.toLocaleString(locale, { maximumFractionDigits: value < 10 && unit > 1 ? 1 : 0 })} ${["", "kB", "MB", "GB"][unit]}`;
}

/** For a time ahead: "at 14:02", "tomorrow at 01:00", "on 3 November 2026 at 01:00". @param {string} iso @param {Date} [now] */
export function whenOf(iso, now = new Date()) {
    const days = -daysAgo(iso, now);
    if (days === 0) return words.atTime(timeOf(iso));
    return days === 1 ? words.tomorrowAt(timeOf(iso)) : words.onDay(dateFormat.format(new Date(iso)), timeOf(iso));
}

/** "Wed, 25 Nov", for a day of the server's ("2026-11-25"). @param {string} day */
export const dayName = (day) => utcDayFormat.format(new Date(`${day}T12:00:00Z`));

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: "long" });
const dateFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const shortDateFormat = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric" });
const utcDayFormat = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const exactFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
const fullFormat = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });

/** "14:02" @param {string} iso */
export const timeOf = (iso) => clockFormat.format(new Date(iso));

/** "Sunday, 22 November 2026 at 14:02" @param {string} iso */
export const fullTimeOf = (iso) => fullFormat.format(new Date(iso));

/** "22 Nov 2026, 14:02:33" @param {string} iso */
export const exactTimeOf = (iso) => exactFormat.format(new Date(iso));

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
