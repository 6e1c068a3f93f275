// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The corpus against cmark-gfm, the reference for GitHub's Markdown: where the page means something else, it is said here.
import assert from "node:assert/strict";
import { createReader } from "../../web/ui/markdown-reader.js";
import { readCorpus } from "./corpus.js";

const EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist"].flatMap((name) => ["-e", name]);

/** Cases that shall differ, by a word of their names, and why. @type {[RegExp, string][]} */
const INTENDED = [
    [/^maths: /, "cmark-gfm knows no formulas"],
    [/^hostile: |: (?:other tags|a tag with|a comment|HTML blocks|a subscript that)/, "HTML is shown as text; cmark-gfm leaves it out"],
    [/subscript, superscript|marks within them|begins with a key|: a break/, "these tags are what they say"],
    [/folded part/, "<details> is what it says"],
    [/footnote|: a mark /, "the command line of cmark-gfm knows no footnotes; ours stand where they are written"],
    [/: a picture/, "a picture is a link"],
    [/headings never skip/, "compared by the author's depth; this case is about ours"],
    [/own paths|script/, "only web and mail addresses are links"],
    [/an address with a dollar/, "cmark-gfm writes it in another way"],
];

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A tree as cmark-gfm writes it. @param {any} tree @returns {string} */
function htmlOf(tree) {
    if (typeof tree === "string") return escaped(tree);
    const [tag, attributes, ...children] = tree;
    const inner = children.map(htmlOf).join("");
    switch (tag) {
        case "figure": {
            const [, { "data-language": language }, text] = children[1][2];
            return `<pre><code${language ? ` class="language-${language}"` : ""}>${escaped(text)}\n</code></pre>`;
        }
        case "div": case "thead": case "tbody": return inner;
        case "br": case "hr": return `<${tag} />`;
        case "a": return `<a href="${escaped(attributes.href)}">${inner}</a>`;
        case "ol": return attributes.start === "1" ? `<ol>${inner}</ol>` : `<ol start="${attributes.start}">${inner}</ol>`;
        case "h3": case "h4": case "h5": case "h6": return `<h${attributes.class[1]}>${inner}</h${attributes.class[1]}>`;
        case "th": case "td": return `<${tag}${attributes.class ? ` align="${attributes.class}"` : ""}>${inner}</${tag}>`;
        default: return `<${tag}>${inner}</${tag}>`;
    }
}

/** What does not count: white space between blocks, whether a list is loose, how an address is written. @param {string} html */
const leveled = (html) => html
    .replace(/<input type="checkbox"[^>]*checked=""[^>]*\/?> ?/g, "☑ ").replace(/<input type="checkbox"[^>]*\/?> ?/g, "☐ ")
    .replace(/ class="language-[^"]*"| title="[^"]*"| class="contains-task-list"/g, "")
    .replace(/<\/?(?:thead|tbody)>/g, "")
    .replace(/href="([^"]*)"/g, (_, address) => `href="${decodeURI(address).replaceAll('"', "&quot;")}"`)
    .replace(/<\/p>\s*<p>/g, "¶").replace(/<\/?p>/g, "\n").replace(/<\/pre>\s*<pre>/g, "</pre><pre>").replace(/<code>\n<\/code><\/pre>/g, "<code></code></pre>")
    .split(/(<pre>[^]*?<\/pre>)/).map((part, i) => i % 2 ? part : part.replace(/<br \/>\n?/g, "<br />").replace(/\s*\n\s*/g, "\n")
        .replace(/\n?(<\/?(?:ul|ol|li|h\d|table|tr|t[hd]|blockquote|hr)[^>]*>)\n?/g, "$1")).join("").trim();

const corpus = await readCorpus();
const compared = corpus.filter(({ name }) => !INTENDED.some(([pattern]) => pattern.test(name)));

Deno.test("most cases are compared with cmark-gfm", () => assert.ok(compared.length >= 120, String(compared.length)));

for (const { name, source } of compared) {
    Deno.test(`as cmark-gfm: ${name}`, async () => {
        const command = new Deno.Command("cmark-gfm", { args: EXTENSIONS, stdin: "piped", stdout: "piped" });
        const process = command.spawn();
        const writer = process.stdin.getWriter();
        await writer.write(new TextEncoder().encode(source));
        await writer.close();
        const { stdout } = await process.output();
        const ours = createReader()(source, false).trees.map(htmlOf).join("");
        assert.equal(leveled(ours), leveled(new TextDecoder().decode(stdout)));
    });
}
