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

    failures: {
        invalid_key: "Gemini no acepta la clave de API de este servidor. Avisa al administrador.",
        operator_problem: "Gemini se niega a trabajar para este servidor. Avisa al administrador.",
        model_not_found: "Gemini no ofrece (ya) este modelo. Elige otro.",
        request_refused: "Gemini no aceptó esta pregunta.",
        too_long: "Es demasiado largo para este modelo. Acórtalo, envía menos preguntas anteriores o elige otro modelo.",
        file_refused: "Gemini no acepta uno de los archivos con este modelo. Quítalo o elige otro modelo.",
        picture_lost: "No se pudo leer una imagen de esta respuesta y se omitió.",
        no_image: "No se creó ninguna imagen. Inténtalo de nuevo o descríbela de otra forma.",
        usage_limit: "Los tokens que te quedan hoy no bastan para esta pregunta y lo que la acompaña.",
        rate_limited: "Se alcanzó el límite de solicitudes de Gemini. Inténtalo de nuevo en un minuto.",
        quota_exhausted: "El límite diario de Gemini para este servidor se agotó, o su plan no incluye este modelo.",
        model_overloaded: "Este modelo está sobrecargado ahora. Inténtalo de nuevo o elige otro.",
        upstream_error: "Gemini tuvo un error interno. Inténtalo de nuevo.",
        timed_out: "Gemini tardó demasiado. Inténtalo de nuevo.",
        unreachable: "No se puede conectar con Gemini desde este servidor ahora. Inténtalo de nuevo.",
        cut_off: "La conexión con Gemini se cortó antes de completar la respuesta.",
        empty_answer: "Gemini devolvió una respuesta vacía. Inténtalo de nuevo.",
        length_limit: "La respuesta llegó al límite de longitud y no está completa.",
        stopped: "Detenida antes de que Gemini empezara a responder.",
        server_restarted: "Pollux se reinició mientras Gemini respondía.",
        storage_failed: "El disco del servidor ya no admitió más de esta respuesta. Aquí está lo que llegó hasta entonces.",
        internal_error: "Algo falló en Pollux. Inténtalo de nuevo.",
        prompt_blocked: "Gemini rechazó esta pregunta.",
        safety: "El filtro de seguridad de Gemini detuvo la respuesta.",
        recitation: "Gemini se detuvo porque la respuesta citaría un texto protegido. Pregunta de otra forma.",
        language: "Gemini no admite este idioma.",
        blocked: "Gemini bloqueó la respuesta.",
        image_refused: "Gemini se negó a crear esta imagen. Descríbela de otra forma.",
        context_refused: "Gemini no puede continuar desde las respuestas anteriores. Pregunta en un chat nuevo o con menos preguntas anteriores.",
        tool_call_failed: "Gemini no pudo usar una de sus herramientas. Inténtalo de nuevo.",
        stopped_by_gemini: "Gemini detuvo la respuesta.",
    },
};
