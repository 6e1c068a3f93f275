// @ts-check
// Whether this browser writes down what is said. What it does then comes when it is asked for (`dictation.js`).

/** @type {any} */
const browser = globalThis;

/** The browser's way to recognise speech; undefined: it has none. */
export const Recognition = browser.SpeechRecognition ?? browser.webkitSpeechRecognition;
