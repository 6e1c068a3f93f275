// @ts-check
// Spanish: the table of `words-keys.js`.

/** @type {typeof import("../../words-keys.js").keyWords} */
export const keyWords = {
    title: "Atajos de teclado",
    hint: "Se pueden desactivar en los ajustes.",
    chats: "Chats",
    search: "Buscar en todos los chats",
    newChat: "Nuevo chat",
    nextChat: "Chat siguiente",
    previousChat: "Chat anterior",
    pin: "Fijar o desfijar el chat",
    archive: "Archivar el chat o recuperarlo",
    rename: "Cambiar el nombre del chat",
    messages: "Mensajes",
    send: "Enviar",
    newLine: "Línea nueva",
    editLast: "Editar tu última pregunta (con el campo vacío)",
    stop: "Detener la respuesta",
    find: "Buscar en este chat",
    move: "De mensaje en mensaje, o de chat en chat",
    open: "Abrir el chat o el menú del mensaje",
    menu: "Menú del chat o del mensaje",
    undo: "Recuperar lo que acabas de eliminar",
    page: "En todas partes",
    close: "Cerrar lo que está abierto",
    sheet: "Esta lista",
    keys: { Ctrl: "Ctrl", Alt: "Alt", Shift: "Mayús", Enter: "Intro", Esc: "Esc" },
};
