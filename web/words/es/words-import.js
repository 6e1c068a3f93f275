// @ts-check
// Spanish: the table of `words-import.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** "1 chat", "4 chats" @param {number} n */
const chats = (n) => n === 1 ? "1 chat" : `${count(n)} chats`;
/** "1 mensaje", "4 mensajes" @param {number} n */
const messages = (n) => n === 1 ? "1 mensaje" : `${count(n)} mensajes`;

/** @type {typeof import("../../words-import.js").importWords} */
export const importWords = {
    what: "Trae tus chats de otro Pollux, de ChatGPT o de Open WebUI. Lo que ya está aquí se queda como está y nada se añade dos veces.",
    choose: "Elegir un archivo",
    where: "¿Dónde consigo el archivo?",
    fromPollux: "Pollux",
    fromPolluxHow: "En los ajustes, «Descargar todo» crea un archivo ZIP.",
    fromChatGPT: "ChatGPT",
    fromChatGPTHow: "Configuración, Controles de datos, Exportar datos. El enlace del correo lleva a un ZIP; también sirve solo su conversations.json, sin imágenes.",
    fromOpenWebUI: "Open WebUI",
    fromOpenWebUIHow: "Configuración, Chats, Exportar chats da un archivo JSON.",
    progress: (name) => `Progreso de ${name}`,
    uploading: (received, size) => `Subiendo: ${received} de ${size}`,
    lost: (received, size) => `Esperando la conexión: ${received} de ${size}`,
    broken: (received, size) => `Interrumpido en ${received} de ${size}. Elige otra vez el mismo archivo para seguir.`,
    reading: "Leyendo el archivo…",
    running: (done, total) => `Importando: ${count(done)} de ${chats(total)}`,
    result: (n, m, skipped) => {
        const there = skipped === 1 ? "1 chat ya estaba aquí" : `${chats(skipped)} ya estaban aquí`;
        if (n + m === 0) return skipped ? `Nada nuevo: ${there}.` : "No había nada que importar.";
        const news = n ? `Importado: ${chats(n)} con ${messages(m)}` : `Añadido a chats que ya estaban: ${messages(m)}`;
        return skipped ? `${news}; ${there}.` : `${news}.`;
    },
    failed: "La importación falló.",
    cancel: "Detener la importación",
    cancelOf: (name) => `Detener la importación de ${name}`,
    cancelTitle: (name) => `¿Detener la importación de «${name}»?`,
    cancelHint: "Los chats ya importados se conservan.",
    cancelled: "La importación se detuvo.",
    dismiss: (name) => `Quitar ${name} de esta lista`,
    empty: "Este archivo está vacío.",
    unreadable: "El archivo ya no se puede leer: se movió o cambió. Elígelo otra vez.",
    problems: {
        too_many: "Ya hay dos importaciones en curso. Espera a una o detenla.",
        storage_failed: "El servidor no tiene espacio para este archivo.",
        conflict: "Esta importación ya se está subiendo. Inténtalo de nuevo en un momento.",
    },
};
