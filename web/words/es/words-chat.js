// @ts-check
// Spanish: the table of `words-chat.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** "1 mensaje", "4 mensajes" @param {number} n */
const messages = (n) => n === 1 ? "1 mensaje" : `${count(n)} mensajes`;

/** @type {typeof import("../../words-chat.js").chatWords} */
export const chatWords = {
    // The log
    unreadMessages: (n) => n === 1 ? "1 mensaje no leído" : `${count(n)} mensajes no leídos`,
    toEndNew: (n) => n === 1 ? "Ir al mensaje más reciente, 1 nuevo" : `Ir al mensaje más reciente, ${count(n)} nuevos`,
    messageGone: "Este mensaje ya no existe.",

    // A message's menu
    questionMenu: "Menú del mensaje",
    menuByKey: "Intro abre el menú",
    reply: "Responder",
    copyMarkdown: "Copiar como Markdown",
    selectText: "Seleccionar texto",
    star: "Destacar",
    unstar: "No destacar",
    starred: "Destacado",
    shareText: "Compartir como texto",
    edit: "Editar",
    deleteMessage: "Eliminar",
    copiedToShare: "Copiado; ya puedes pegarlo donde quieras",
    sharedMessage: (who, when, text) => `${who}, ${when}:\n${text}`,

    // Quotes
    quoteOf: (who, text) => `Cita: ${who}: ${text}`,
    quoteGone: "Este mensaje se eliminó",
    quoteFiles: "Archivos",
    replyTo: "Responder a",
    replyCancel: "No citar",

    // Editing and versions
    editing: "Editar mensaje",
    editCancel: "Cancelar la edición",
    edited: "Enviado como nueva versión. Las flechas de debajo llevan a la anterior, con todo lo que siguió.",
    versionOf: (n, of) => `Versión ${count(n)} de ${count(of)}`,
    previousVersion: "Versión anterior",
    nextVersion: "Versión siguiente",

    // Deleting
    undo: "Deshacer",
    undoByKey: "Deshacer con Control Z.",
    deleted: (n, after) => {
        const what = n === 1 ? "Mensaje eliminado" : `${messages(n)} eliminados`;
        if (!after) return what;
        return after === 1 ? `${what}, y también 1 mensaje posterior` : `${what}, y también ${count(after)} mensajes posteriores`;
    },
    notDeleted: "No se pudo eliminar. Inténtalo de nuevo.",

    // Selecting
    selected: (n) => n === 1 ? "1 seleccionado" : `${count(n)} seleccionados`,
    selectOne: (message) => `Seleccionar: ${message}`,
    selectBar: "Mensajes seleccionados",
    selectEnd: "Terminar la selección",

    // Search in the chat
    findField: "Buscar mensajes",
    findOf: (n, of, more) => `${count(n)} de ${count(of)}${more ? "+" : ""}`,
    findNone: "Sin resultados",
    findOlder: "Resultado anterior",
    findNewer: "Resultado posterior",
    findClose: "Cerrar la búsqueda",

    // Starred messages
    starredNone: "Aún no hay mensajes destacados. La estrella está en el menú de cada mensaje.",
    starredMore: "Ver más",

    // A question's info
    questionInfo: "Información del mensaje",
    infoSent: "Enviado",
    infoLength: "Caracteres",
};
