// @ts-check
// Spanish: the table of `words-share.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** @type {typeof import("../../words-share.js").shareWords} */
export const shareWords = {
    // The sheet
    title: "Compartir un enlace a este chat",
    titleOne: "Compartir un enlace a esta respuesta",
    what: "Quien tenga el enlace puede leerlo sin iniciar sesión. Es una copia de lo que hay aquí ahora; nadie puede escribir en ella.",
    seen: "Lo que verán",
    seenChat: "Todos los mensajes de este chat como se ven ahora, con imágenes y archivos",
    seenOne: "Esta respuesta y su pregunta, con imágenes y archivos",
    seenTitle: (title) => `El título «${title}», las horas y qué modelos respondieron`,
    seenNot: "Lo que no verán",
    seenNotLater: "Mensajes posteriores, otras versiones y respuestas sin terminar",
    seenNotOne: "Otros mensajes de este chat",
    seenNotName: "Tu nombre, el razonamiento de Gemini y las instrucciones del chat",
    until: "El enlace funciona durante",
    days: (n) => n === 1 ? "1 día" : `${count(n)} días`,
    year: "1 año",
    noEnd: "Hasta que lo revoques",
    make: "Crear enlace",
    madeTitle: "El enlace está listo",
    link: "Enlace",
    copy: "Copiar enlace",
    share: "Compartir…",
    open: "Abrir",
    once: "Cópialo ahora: no se puede mostrar otra vez.",
    madeUntil: (when) => `Funciona hasta: ${when}. Antes puedes revocarlo en los ajustes, en «Enlaces compartidos».`,
    madeNoEnd: "Funciona hasta que lo revoques en los ajustes, en «Enlaces compartidos».",
    nothing: "Aún no hay nada que compartir: espera a la primera respuesta.",
    full: "Ya tienes 200 enlaces. Revoca antes alguno en los ajustes.",
    large: "Este chat es demasiado grande para un enlace. Comparte respuestas sueltas.",

    // The list in the settings
    listWhat: "Cada enlace muestra una copia de un chat o de una respuesta a quien lo tenga. Revoca los que ya no necesites.",
    listNone: "No has compartido nada. «Compartir un enlace» está en el menú de cada chat y de cada respuesta.",
    made: (when, n) => n === 1 ? `1 mensaje, compartido: ${when}` : `${count(n)} mensajes, compartidos: ${when}`,
    madeOne: (when) => `Una respuesta, compartida: ${when}`,
    goodUntil: (when) => `Funciona hasta: ${when}`,
    goodForEver: "Funciona hasta que lo revoques",
    revoke: "Revocar",
    revokeOf: (title) => `Revocar el enlace a «${title}»`,
    revokeTitle: "¿Revocar este enlace?",
    revokeHint: (title) => `Quien tenga el enlace a «${title}» ya no verá nada. Esto no se puede deshacer.`,
    revoked: "El enlace ya no muestra nada.",

    // The page
    shared: "Chat compartido",
    copyOf: (when) => `Copia compartida: ${when}`,
    copyUntil: (from, until) => `Copia compartida: ${from}, hasta: ${until}`,
    question: "Pregunta",
    empty: "Aquí no hay nada.",
    start: "Empezar tu propio chat",
    gone: "Este enlace no muestra nada",
    goneHint: "Ha caducado, se retiró o no está completo. Pide uno nuevo a quien te lo dio.",
    fileFailed: "No se pudo obtener el archivo. Inténtalo de nuevo.",
};
