// What the page benchmark sees of a page from inside. Runs before anything of the page does.
// Times are milliseconds on the page's own clock.

globalThis.probes = {
    fcp: 0, lcp: 0, cls: 0, blocking: 0,
    /** From each key or click to the frame that shows its effect, as the browser counts them: 16 and more. */
    interactions: [],
    /** How often an answer's new text was drawn. */
    flushes: 0,
};

function observe(type, look, options = {}) {
    new PerformanceObserver((list) => list.getEntries().forEach(look)).observe({ type, buffered: true, ...options });
}
observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint") probes.fcp = entry.startTime;
});
observe("largest-contentful-paint", (entry) => {
    probes.lcp = entry.startTime;
});
observe("layout-shift", (entry) => {
    if (!entry.hadRecentInput) probes.cls += entry.value;
});
observe("longtask", (entry) => {
    probes.blocking += Math.max(0, entry.duration - 50);
});
observe("event", (entry) => {
    if (entry.interactionId) probes.interactions.push(entry.duration);
}, { durationThreshold: 16 });

const frame = globalThis.requestAnimationFrame.bind(globalThis);
/** Once the next frame has been painted. */
const painted = () => new Promise((resolve) => frame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(null);
}));

// The page draws in animation frames, from what its socket brought. Frames in which it draws an answer's new text carry a
// mark, by which a trace tells how long they took.
let textCame = false;
globalThis.requestAnimationFrame = (callback) => frame((time) => {
    if (textCame) performance.mark("flush");
    if (textCame) probes.flushes += 1;
    textCame = false;
    callback(time);
});
const hear = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", {
    ...hear,
    set(listener) {
        hear.set.call(this, (event) => {
            textCame ||= event.data.includes('"delta"');
            listener.call(this, event);
        });
    },
});

Object.assign(probes, {
    painted,
    /** Milliseconds between frames from now on, until `end` is called. */
    watchFrames() {
        const gaps = [];
        let last = 0;
        let goesOn = true;
        const look = (time) => {
            if (last) gaps.push(time - last);
            last = time;
            if (goesOn) frame(look);
        };
        frame(look);
        probes.endFrames = () => {
            goesOn = false;
            return gaps;
        };
    },
    /** From the click to the frame that shows what was clicked for. */
    async opens(link, isThere) {
        const start = performance.now();
        link.click();
        while (!isThere()) {
            if (performance.now() - start > 10_000) throw new Error("it does not open");
            await new Promise((resolve) => frame(resolve));
        }
        return await painted() - start;
    },
    /** From the next Enter to the frame that shows another bubble. */
    watchEcho() {
        probes.echo = new Promise((resolve) => {
            addEventListener("keydown", ({ timeStamp }) => {
                const log = document.querySelector("#log");
                const count = log.querySelectorAll(".bubble.out").length;
                const observer = new MutationObserver(() => {
                    if (log.querySelectorAll(".bubble.out").length === count) return;
                    observer.disconnect();
                    painted().then((at) => resolve(at - timeStamp));
                });
                observer.observe(log, { childList: true });
            }, { capture: true, once: true });
        });
    },
    /** From pressing a button to the last change of an answer's text within `during` ms. */
    async quietAfter(button, answer, during) {
        let last = 0;
        const observer = new MutationObserver(() => {
            last = performance.now();
        });
        observer.observe(answer.querySelector(".text"), { childList: true, characterData: true, subtree: true });
        const start = performance.now();
        button.click();
        await new Promise((resolve) => setTimeout(resolve, during));
        observer.disconnect();
        return Math.max(0, last - start);
    },
});
