// @ts-check
// The words of the field below a chat: what can be put into it, and how. Apart from `words.js`, because the list needs
// none of them.

/** The language of the table below. */
const language = "en";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

export const composerWords = {
    // Attaching
    attach: "Attach",
    attachMedia: "Photos and videos",
    attachFiles: "Files",
    attachCamera: "Camera",

    // A long text
    longPasted: (/** @type {number} */ n) => `A text of ${count(n)} characters was pasted.`,
    longRefused: (/** @type {number} */ n) => `The text that was pasted has ${count(n)} characters, too many for a message.`,
    asFile: "Attach as a text file",
    pasteAnyway: "Paste anyway",
    // The name of the file that a pasted text becomes
    pastedName: "Pasted text.txt",

    // A question behind a running answer
    takeBackQueued: "Edit",

    // Dictation
    dictate: "Dictate",
    dictateStop: "End dictation",
    listening: "Listening…",
    dictationBegun: "Dictation has begun",
    dictationOver: "Dictation has ended",
    dictationProblems: {
        denied: "The microphone is not allowed here. Allow it in the browser’s settings for this site.",
        unavailable: "This browser does not offer dictation at the moment.",
        silence: "Nothing was heard.",
        microphone: "No microphone was found.",
        network: "Dictation needs a connection to the browser’s speech service, which cannot be reached.",
        language: "This browser cannot write down this language.",
        other: "Dictation ended by mistake. Try again.",
    },

    // Emoji
    emoji: "Emoji",
    emojiSearch: "Search emoji",
    emojiNone: "No emoji found",
    emojiFound: (/** @type {number} */ n) => n === 1 ? "1 emoji" : `${count(n)} emoji`,
    emojiResults: "Found",
    emojiMan: "man",
    emojiWoman: "woman",
    // A person as a man or a woman: "firefighter, woman"
    emojiOf: (/** @type {string} */ name, /** @type {string} */ of) => `${name}, ${of}`,
    emojiTone: "Skin tone",
    /** From none to the darkest. */
    emojiTones: ["Default", "Light", "Medium-light", "Medium", "Medium-dark", "Dark"],
    emojiRecent: "Recently used",
    /** In the order of Unicode's list. */
    emojiGroups: [
        "Smileys and emotion", "People and body", "Animals and nature", "Food and drink", "Travel and places", "Activities", "Objects", "Symbols",
        "Flags",
    ],

    // Prompts to start from: what the chip says, and what it puts into the field, ready to be gone on with
    starters: "Ideas to start from",
    starterPrompts: [
        ["Explain something simply", "Explain in simple words, with an example from everyday life: "],
        ["Write an email", "Write a friendly, short email to "],
        ["Plan a weekend", "Plan a relaxed weekend with good food and some time outdoors in "],
        ["Summarise a text", "Summarise the following text in five points:\n\n"],
        ["Compare two things", "Compare the advantages and disadvantages of "],
        ["Cook with what is there", "What can I cook with these things from my kitchen? "],
        ["Correct my text", "Correct spelling and grammar of this text and say what you changed:\n\n"],
        ["Translate something", "Translate this and explain what is lost on the way:\n\n"],
        ["Find a name", "Suggest ten names, with a reason for each, for "],
        ["Understand an error", "What does this error mean, and how do I find its cause?\n\n"],
        ["Learn a little each day", "Make a plan of fifteen minutes a day for four weeks to learn "],
        ["Prepare a conversation", "Help me to prepare a difficult conversation. It is about "],
        ["Write some code", "Write a small, well explained program that "],
        ["Find a gift", "Suggest gifts for somebody who likes "],
        ["Ask me questions", "Ask me one question after another until you know enough to advise me on "],
        ["Tell a story", "Tell a short bedtime story about "],
    ],
};
