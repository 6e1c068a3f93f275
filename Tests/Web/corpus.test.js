// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Every case of the corpus at once, cut anywhere, and in pieces of any size.
import assert from "node:assert/strict";
import { createReader } from "../../web/ui/markdown-reader.js";
import { lineOf, readCorpus } from "./corpus.js";
import { randomFrom } from "./fakes.js";

const corpus = await readCorpus();
const LONGEST_PIECE = 12;
const RUNS = 5;

/** @param {string} source */
const whole = (source) => createReader()(source, false).trees;

Deno.test("the corpus has at least 200 cases, and no name twice", () => {
    assert.ok(corpus.length >= 200, String(corpus.length));
    assert.equal(new Set(corpus.map(({ name }) => name)).size, corpus.length);
});

for (const { name, source, expected } of corpus) {
    Deno.test(`at once: ${name}`, () => assert.equal(whole(source).map(lineOf).join(""), expected));

    Deno.test(`cut after every character: ${name}`, () => {
        const read = createReader();
        for (let i = 0; i <= source.length; i += 1) {
            createReader()(source.slice(0, i), true); // as of one who comes by then
            createReader()(source.slice(0, i), false); // as if the answer ended there
            read(source.slice(0, i), true);
        }
        assert.deepEqual(read(source, false), { from: 0, trees: whole(source) });
    });
}

const seed = Number(Deno.args[0] ?? Date.now() % 100_000);
Deno.test(`in pieces of any size, with seed ${seed}`, () => {
    const random = randomFrom(seed);
    for (const { name, source } of corpus) {
        const trees = whole(source);
        for (let run = 0; run < RUNS; run += 1) {
            const read = createReader();
            for (let i = 0; i < source.length; i += 1 + Math.floor(random() * LONGEST_PIECE)) read(source.slice(0, i), true);
            assert.deepEqual(read(source, false).trees, trees, `${name}, seed ${seed}`);
        }
    }
});

Deno.test(`all cases as one answer, in pieces, with seed ${seed}: what is finished is right and is not read again`, () => {
    const random = randomFrom(seed);
    const source = corpus.filter(({ name, source }) => !/^(?:hostile|links)|never|without its footnote|footnote|folded/.test(name) && !/^\[[^\]]*\]:/m.test(source))
        .map((one) => one.source).join("\n\nNext.\n\n");
    let read = 0;
    const reader = createReader((length) => { read += length; });
    let blocks = /** @type {any[]} */ ([]), flushes = 0;
    for (let i = 0; i < source.length; i += 1 + Math.floor(random() * 40)) {
        const { from, trees } = reader(source.slice(0, i), true);
        blocks = [...blocks.slice(0, from), ...trees];
        flushes += 1;
    }
    assert.ok(read < flushes * 400, `${read} characters in ${flushes} readings of ${source.length}`);
    const trees = whole(source);
    assert.deepEqual(blocks.slice(0, -3), trees.slice(0, blocks.length - 3));
});

Deno.test("only the open block is read again, whatever stands before it", () => {
    for (const before of ["# a", "[a]: https://b.example", "[^1]: a", "<details>\n\na\n\n</details>", "$$\nx^2\n$$", "- a\n  - b", "| a |\n|---|\n| b |",
        "```js\na\n```", "> a", "<div>a</div>", "---", "    a"]) {
        const start = `${before}\n\nAn end.\n\n`.repeat(50), end = "Words to come. ".repeat(40);
        let read = 0, most = 0;
        const reader = createReader((length) => { read += length; });
        for (let i = 0; i < end.length; i += 1) {
            read = 0;
            reader(start + end.slice(0, i), true);
            if (i > 2) most = Math.max(most, read);
        }
        assert.ok(most < end.length + 100, `${most} characters after ${before}`);
    }
});
