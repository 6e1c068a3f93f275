// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Footnotes stand where their segments end, and never change what the Markdown is.
import assert from "node:assert/strict";
import { placeNotes } from "../../web/ui/footnotes.js";
import { createReader } from "../../web/ui/markdown-reader.js";

/** A tree as one line; a footnote is ^1. @param {any} tree @returns {string} */
function line(tree) {
    if (typeof tree === "string") return tree;
    const [tag, attributes, ...children] = tree;
    if (attributes.class === "note-ref") return `^${children.map(line).join("").replace(/\D/g, "")}`;
    return `${tag}(${children.map(line).join("")})`;
}

/** The trees without their footnotes, texts as one string each. @param {any[]} trees @returns {any[]} */
function withoutNotes(trees) {
    const kept = trees.filter((tree) => typeof tree === "string" || tree[1].class !== "note-ref");
    return kept.reduce((all, tree) => typeof tree === "string" && typeof all.at(-1) === "string" ? [...all.slice(0, -1), all.at(-1) + tree]
        : [...all, typeof tree === "string" ? tree : [tree[0], tree[1], ...withoutNotes(tree.slice(2))]], []);
}

/** A source for each text: its segment is that text's first occurrence. @param {string} text @param {...string} segments */
const sourcesOf = (text, ...segments) => segments.map((segment, i) => {
    const start = text.indexOf(segment);
    assert.ok(start >= 0, `"${segment}" is not in the text`);
    return { title: `Title ${i + 1}`, uri: `https://source-${i + 1}.example/`, segments: [{ start, end: start + segment.length }] };
});

/** @param {string} text @param {any[]} sources */
const shown = (text, sources) => createReader()(placeNotes(text, sources), false, sources).trees.map(line).join("");

/** @type {[name: string, text: string, segments: string[], expected: string][]} */
const PLACES = [
    ["at the end of a sentence", "One. Two.", ["One."], "p(One.^1 Two.)"],
    ["at the end of the text", "One.", ["One."], "p(One.^1)"],
    ["two at one place, in order", "One. Two.", ["One.", "One."], "p(One.^1^2 Two.)"],
    ["a segment's trailing spaces and line ends do not count", "One.\n\nTwo.", ["One.\n\n"], "p(One.^1)p(Two.)"],
    ["after emphasis that ends there", "**One.** Two.", ["**One.**"], "p(strong(One.)^1 Two.)"],
    ["and after its end marks", "**One.** Two.", ["**One."], "p(strong(One.)^1 Two.)"],
    ["in emphasis that goes on", "**One. Two.**", ["**One."], "p(strong(One.^1 Two.))"],
    ["before emphasis that begins there", "One. **Two.**", ["One. "], "p(One.^1 strong(Two.))"],
    ["between emphasis and emphasis", "*One.* **Two.**", ["*One.* "], "p(em(One.)^1 strong(Two.))"],
    ["after underscores", "_One._ Two.", ["_One._"], "p(em(One.)^1 Two.)"],
    ["after a link, not in its target", "See [the page](https://a.example/b) now.", ["https://a"], "p(See a(the page)^1 now.)"],
    ["after a bare address, not in it", "See https://a.example/b. Now.", ["https://a.example/b"], "p(See a(https://a.example/b)^1. Now.)"],
    ["after the point behind a bare address", "See https://a.example/b. Now.", ["https://a.example/b."], "p(See a(https://a.example/b).^1 Now.)"],
    ["after a code span, not in it", "Call `a b c` here.", ["`a b"], "p(Call code(a b c)^1 here.)"],
    ["in a list's items", "- One.\n- Two.", ["One.", "Two."], "ul(li(p(One.^1))li(p(Two.^2)))"],
    ["in a task list", "- [ ] One.", ["One."], "ul(li(p(☐ One.^1)))"],
    ["in a heading", "# One\n\nTwo.", ["# One"], "h3(One^1)p(Two.)"],
    ["under a line of equal signs", "One\n===\n\nTwo.", ["One"], "h3(One^1)p(Two.)"],
    ["in a quote", "> One.\n> Two.", ["One.", "Two."], "blockquote(p(One.^1\nTwo.^2))"],
    ["in a table's cell", "|a|b|\n|-|-|\n|1|2|", ["|1"], "div(table(thead(tr(th(a)th(b)))tbody(tr(td(1^1)td(2)))))"],
    ["at a row's end: in its last cell", "|a|b|\n|-|-|\n|1|2|", ["|1|2|"], "div(table(thead(tr(th(a)th(b)))tbody(tr(td(1)td(2^1)))))"],
    ["a hard break stays one", "One.  \nTwo.", ["One."], "p(One.^1br()Two.)"],
    ["not within a word", "Seventeen.", ["Seven"], "p(Seventeen^1.)"],
    ["not within an emoji of many parts", "👩‍👩‍👧 yes", ["👩‍👩"], "p(👩‍👩‍👧^1 yes)"],
    ["nor within a code point, nor before an accent", "x😀e\u0301 y", ["x\ud83d", "e"], "p(x😀^1e\u0301^2 y)"],
    ["offsets count UTF-16 code units, and carriage returns", "😀 a.\r\n\r\nb.", ["b."], "p(😀 a.)p(b.^1)"],
    ["where characters need no spaces", "東京は大きい。とても。", ["東京は大きい。"], "p(東京は大きい。^1とても。)"],
    ["with entities", "a &amp; b.", ["a &amp;"], "p(a &^1 b.)"],
    ["in text after code", "```\nx = 1\n```\n\nDone.", ["Done."], "figure(figcaption(span(Code)button(Copy))pre(code(x = 1)))p(Done.^1)"],
];
for (const [name, text, segments, expected] of PLACES) {
    Deno.test(`footnotes: ${name}`, () => assert.equal(shown(text, sourcesOf(text, ...segments)), expected));
}

/** @type {[name: string, text: string, segment: string][]} */
const NOWHERE = [
    ["in a block of code", "```js\nlet a;\nlet b;\n```", "let a;"],
    ["at a fence", "```js\nlet a;\n```", "let a;\n```"],
    ["in an indented block of code", "    let a;", "let a;"],
    ["in a row of dashes", "a\n\n---\n\nb", "---"],
    ["in a table's second line", "|a|b|\n|-|-|\n|1|2|", "|-|-|"],
    ["in a definition", "[a]\n\n[a]: https://b.example", "[a]: https://b"],
];
for (const [name, text, segment] of NOWHERE) {
    Deno.test(`no footnote ${name}: it would become something else`, () => {
        assert.equal(placeNotes(text, sourcesOf(text, segment)), text);
        const good = `${text}\n\nThe end.`;
        assert.match(shown(good, sourcesOf(good, segment, "The end.")), /p\(The end\.\^2\)$/); // and the others have their place
    });
}

Deno.test("a footnote is a link to its source; one that is no web address is no link", () => {
    const sources = sourcesOf("One. Two.", "One.", "Two.");
    sources[1].uri = "javascript:alert(1)";
    const [[, , , first, , second]] = /** @type {any} */ (createReader()(placeNotes("One. Two.", sources), false, sources).trees);
    assert.deepEqual(first, ["sup", { class: "note-ref" }, ["a", {
        href: "https://source-1.example/", rel: "noopener noreferrer nofollow", target: "_blank", title: "Title 1 – source-1.example", "aria-label": "Source 1: Title 1",
    }, "1"]]);
    assert.deepEqual(second, ["sup", { class: "note-ref" }, ["span", {}, "2"]]);
});

Deno.test("offsets beyond the text, and texts that hold the signs themselves, get none", () => {
    assert.equal(placeNotes("One.", [{ title: "", uri: "https://a.example", segments: [{ start: 0, end: 99 }, { start: 0, end: 0 }] }]), "One.");
    assert.equal(placeNotes("\ufdd1\ue000 One.", sourcesOf("\ufdd1\ue000 One.", "One.")), "\ufdd1\ue000 One.");
});

Deno.test("whatever the offsets, the Markdown stays what it is, and a long text does not take long", async () => {
    let random = 7;
    const next = (/** @type {number} */ n) => (random = (random * 48271) % 2147483647) % n;
    for (const name of ["prose", "code", "lists", "tables", "mixed"]) {
        const text = await Deno.readTextFile(new URL(`fixtures/${name}.md`, import.meta.url));
        const sources = Array.from({ length: 40 }, (_, i) => ({ title: `${i}`, uri: `https://s.example/${i}`, segments: [{ start: 0, end: next(text.length) }] }));
        const start = performance.now();
        const marked = placeNotes(text, sources);
        assert.ok(performance.now() - start < 2000, name);
        assert.ok(marked.length > text.length, `${name} has no footnote at all`);
        assert.equal(JSON.stringify(withoutNotes(createReader()(marked, false, sources).trees)),
            JSON.stringify(withoutNotes(createReader()(text, false).trees)), name);
    }
});
