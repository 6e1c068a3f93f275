// @ts-check
// The folded summary of what the model thought, above its answer. Opened or closed, it stays so: only the reader's own
// click changes it. Its text is drawn only while it is open.

import { words } from "../words.js";
import { el } from "./dom.js";
import { ticker } from "./countdown.js";
import { createMarkdown } from "./markdown.js";

/** @param {HTMLElement} before what it stands above */
export function createThoughts(before) {
    const summary = el("summary");
    const body = el("div", "text");
    const node = el("details", "thoughts", {}, summary, body);
    const showText = createMarkdown(body);
    before.before(node);
    let text = "", open = true, since = 0;
    /** @type {(() => void) | null} */
    let stopClock = null;
    const draw = () => node.open && showText(text, open);
    node.addEventListener("toggle", draw);

    /** @param {number} now */
    function count(now) {
        since ||= now;
        summary.textContent = now - since < 1000 ? words.thinking : words.thinkingFor(Math.floor((now - since) / 1000));
        if (node.isConnected || now === since) return;
        stopClock?.(); // the chat was left
        stopClock = null;
    }

    return {
        /** @param {string} latest @param {boolean} running @param {boolean} thinking nothing but thoughts has come yet */
        show(latest, running, thinking) {
            [text, open] = [latest, running];
            if (thinking) stopClock ??= ticker.watch(count);
            else {
                stopClock?.();
                stopClock = null;
                summary.textContent = words.thoughts;
            }
            draw();
        },
    };
}
