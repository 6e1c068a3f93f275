// @ts-check
// The words of the sheet of keyboard shortcuts.

export const keyWords = {
    title: "Keyboard shortcuts",
    hint: "They can be turned off in the settings.",
    chats: "Chats",
    search: "Search all chats",
    newChat: "New chat",
    nextChat: "Next chat",
    previousChat: "Previous chat",
    pin: "Pin or unpin the chat",
    archive: "Archive the chat, or bring it back",
    rename: "Rename the chat",
    messages: "Messages",
    send: "Send",
    newLine: "New line",
    editLast: "Edit your last question (in an empty field)",
    stop: "Stop the answer",
    find: "Find in this chat",
    move: "From message to message, or chat to chat",
    open: "Open the chat, or the message's menu",
    menu: "Menu of the chat or message",
    undo: "Bring back what was just deleted",
    page: "Everywhere",
    close: "Close what is open",
    sheet: "This list",
    /** How keys are called on the keyboards of this language. @type {Record<string, string>} */
    keys: { Ctrl: "Ctrl", Alt: "Alt", Shift: "Shift", Enter: "Enter", Esc: "Esc" },
};
