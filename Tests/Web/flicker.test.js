// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// An answer is fed one character at a time, as if it were streaming. A flicker is text that was shown and vanishes, or
// a block that turns into another kind. The repair of the tail keeps both out of sight.
import assert from "node:assert/strict";
import { createReader } from "../../web/ui/markdown-reader.js";

const VANISHED_AT_MOST = 5;

/** @param {any} tree @returns {string} what a reader sees of it, without white space and furniture */
function textOf(tree) {
    if (typeof tree === "string") return tree.replace(/\s+/g, "");
    const [tag, , ...children] = tree;
    return tag === "figcaption" ? "" : children.map(textOf).join("");
}

/** @param {any} tree @returns {string[]} */
function kindsOf(tree) {
    if (typeof tree === "string") return [];
    const [tag, , ...children] = tree;
    const inner = children.flatMap(kindsOf);
    return /^(?:p|h\d|ul|ol|li|figure|table|blockquote|hr|div|details|summary)$/.test(tag) ? [tag, ...inner] : inner;
}

/** @param {string} document */
function countFlickers(document) {
    const read = createReader();
    let blocks = /** @type {any[]} */ ([]), text = "", kinds = /** @type {string[]} */ ([]);
    const vanished = [], changed = [];
    for (let i = 1; i <= document.length; i += 1) {
        const { from, trees } = read(document.slice(0, i), true);
        blocks = [...blocks.slice(0, from), ...trees];
        const nextText = blocks.map(textOf).join(""), nextKinds = blocks.flatMap(kindsOf);
        if (!nextText.startsWith(text)) vanished.push(document.slice(Math.max(0, i - 20), i));
        if (kinds.some((kind, j) => nextKinds[j] !== kind)) changed.push(document.slice(Math.max(0, i - 20), i));
        [text, kinds] = [nextText, nextKinds];
    }
    return { vanished, changed, blocks };
}

for (const name of ["prose", "code", "lists", "tables", "mixed", "maths"]) {
    Deno.test(`nothing flickers while it streams: ${name}`, async () => {
        const document = await Deno.readTextFile(new URL(`fixtures/${name}.md`, import.meta.url));
        const { vanished, changed } = countFlickers(document);
        assert.ok(vanished.length <= VANISHED_AT_MOST, `text vanished after ${JSON.stringify(vanished)}`);
        assert.deepEqual(changed, []);
    });

    Deno.test(`streamed and read at once are the same: ${name}`, async () => {
        const document = await Deno.readTextFile(new URL(`fixtures/${name}.md`, import.meta.url));
        const read = createReader();
        let blocks = /** @type {any[]} */ ([]);
        for (let i = 1; i <= document.length; i += 7) {
            const { from, trees } = read(document.slice(0, i), true);
            blocks = [...blocks.slice(0, from), ...trees];
        }
        const { from, trees } = read(document, false);
        assert.equal(from, 0);
        assert.deepEqual(trees, createReader()(document, false).trees);
        // All but the last block was right before the end already: the last read corrects nothing.
        assert.deepEqual(blocks.slice(0, -1), trees.slice(0, blocks.length - 1));
    });
}
