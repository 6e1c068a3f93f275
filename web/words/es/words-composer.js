// @ts-check
// Spanish: the table of `words-composer.js`.

import { language } from "./words.js";

const count = (/** @type {number} */ n) => n.toLocaleString(language);

/** @type {typeof import("../../words-composer.js").composerWords} */
export const composerWords = {
    // Attaching
    attach: "Adjuntar",
    attachMedia: "Fotos y vídeos",
    attachFiles: "Archivos",
    attachCamera: "Cámara",

    // A long text
    longPasted: (n) => n === 1 ? "Has pegado un texto de 1 carácter." : `Has pegado un texto de ${count(n)} caracteres.`,
    longRefused: (n) => n === 1
        ? "El texto pegado tiene 1 carácter, demasiados para un mensaje."
        : `El texto pegado tiene ${count(n)} caracteres, demasiados para un mensaje.`,
    asFile: "Adjuntar como archivo de texto",
    pasteAnyway: "Pegar igualmente",
    pastedName: "Texto pegado.txt",

    // A question behind a running answer
    takeBackQueued: "Editar",

    // Dictation
    dictate: "Dictar",
    dictateStop: "Terminar el dictado",
    listening: "Escuchando…",
    dictationBegun: "El dictado ha empezado",
    dictationOver: "El dictado ha terminado",
    dictationProblems: {
        denied: "El micrófono no está permitido aquí. Permítelo para este sitio en los ajustes del navegador.",
        unavailable: "Este navegador no ofrece dictado en este momento.",
        silence: "No se oyó nada.",
        microphone: "No se encontró ningún micrófono.",
        network: "El dictado necesita conectarse al servicio de voz del navegador, y no está disponible.",
        language: "Este navegador no puede transcribir este idioma.",
        other: "El dictado se interrumpió. Inténtalo de nuevo.",
    },

    // Emoji
    emoji: "Emojis",
    emojiSearch: "Buscar emojis",
    emojiNone: "No se encontraron emojis",
    emojiFound: (n) => n === 1 ? "1 emoji" : `${count(n)} emojis`,
    emojiResults: "Resultados",
    emojiMan: "hombre",
    emojiWoman: "mujer",
    emojiOf: (name, of) => `${name}, ${of}`,
    emojiTone: "Tono de piel",
    emojiTones: ["Predeterminado", "Claro", "Claro medio", "Medio", "Oscuro medio", "Oscuro"],
    emojiRecent: "Usados recientemente",
    emojiGroups: [
        "Caritas y emociones", "Personas y cuerpo", "Animales y naturaleza", "Comida y bebida", "Viajes y lugares", "Actividades", "Objetos", "Símbolos",
        "Banderas",
    ],

    // Prompts to start from
    starters: "Ideas para empezar",
    starterPrompts: [
        ["Explicar algo fácilmente", "Explica con palabras sencillas y un ejemplo de la vida diaria: "],
        ["Escribir un correo", "Escribe un correo amable y breve a "],
        ["Planear un fin de semana", "Planea un fin de semana tranquilo, con buena comida y algo de aire libre, en "],
        ["Resumir un texto", "Resume el siguiente texto en cinco puntos:\n\n"],
        ["Comparar dos cosas", "Compara las ventajas y desventajas de "],
        ["Cocinar con lo que hay", "¿Qué puedo cocinar con estas cosas de mi cocina? "],
        ["Corregir mi texto", "Corrige la ortografía y la gramática de este texto y di qué has cambiado:\n\n"],
        ["Traducir algo", "Traduce esto y explica qué se pierde por el camino:\n\n"],
        ["Encontrar un nombre", "Sugiere diez nombres, con un motivo para cada uno, para "],
        ["Entender un error", "¿Qué significa este error y cómo encuentro su causa?\n\n"],
        ["Aprender un poco cada día", "Haz un plan de quince minutos al día durante cuatro semanas para aprender "],
        ["Preparar una conversación", "Ayúdame a preparar una conversación difícil. Trata de "],
        ["Escribir código", "Escribe un programa pequeño y bien explicado que "],
        ["Encontrar un regalo", "Sugiere regalos para alguien a quien le gusta "],
        ["Hazme preguntas", "Hazme una pregunta tras otra hasta saber lo suficiente para aconsejarme sobre "],
        ["Contar un cuento", "Cuenta un cuento corto para dormir sobre "],
    ],
};
