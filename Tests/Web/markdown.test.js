// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// What Markdown becomes, as trees: the shapes, what is let through and what is not, and that no input takes long.
import assert from "node:assert/strict";
import { createReader } from "../../web/ui/markdown-reader.js";

/** @param {string} text @param {boolean} [open] */
const read = (text, open = false) => createReader()(text, open).trees;

/** A tree as one line: tag[attributes](children). @param {any} tree @returns {string} */
function line(tree) {
    if (typeof tree === "string") return tree;
    const [tag, attributes, ...children] = tree;
    const shown = Object.entries(attributes).filter(([name]) => ["class", "href", "start", "data-language"].includes(name));
    return `${tag}${shown.map(([name, value]) => `[${name}=${value}]`).join("")}(${children.map(line).join("")})`;
}

/** @type {[name: string, text: string, expected: string][]} */
const SHAPES = [
    ["emphasis", "a *b* **c** ***d*** ~~e~~", "p(a em(b) strong(c) em(strong(d)) del(e))"],
    ["code span", "`` a`b <i> ``", "p(code(a`b <i>))"],
    ["hard break", "a  \nb", "p(abr()b)"],
    ["headings never skip a level", "# a\n\n### b", "h3[class=d1](a)h4[class=d3](b)"],
    ["a first heading of any depth stands below the page's own", "#### a\n\n## b", "h3[class=d4](a)h3[class=d2](b)"],
    ["setext heading", "a\n===", "h3[class=d1](a)"],
    ["a rule", "a\n\n---\n\nb", "p(a)hr()p(b)"],
    ["list and start", "3. a\n4. b", "ol[start=3](li(p(a))li(p(b)))"],
    ["task list", "- [x] a\n- [ ] b", "ul(li[class=task](p(☑ a))li[class=task](p(☐ b)))"],
    ["nested list", "- a\n  - b", "ul(li(p(a)ul(li(p(b)))))"],
    ["quote", "> a\n> b", "blockquote(p(a\nb))"],
    ["table", "|a|b|\n|-|:-:|\n|1|2|", "div[class=table](table(thead(tr(th(a)th[class=center](b)))tbody(tr(td(1)td[class=center](2)))))"],
    ["link", "[a](https://b.example/?c=1&amp;d=2)", "p(a[href=https://b.example/?c=1&d=2](a))"],
    ["bare link", "see https://b.example/c.", "p(see a[href=https://b.example/c](https://b.example/c).)"],
    ["mail", "<a@b.example>", "p(a[href=mailto:a@b.example](a@b.example))"],
    ["entities", "&lt;b&gt; &copy; &#x41; &nosuch;", "p(<b> © A &nosuch;)"],
    ["escapes", "\\*a\\* \\# \\<b>", "p(*a* # <b>)"],
    ["sub, sup, kbd and br are the only HTML", "H<sub>2</sub>O<br>x<kbd>K</kbd>", "p(Hsub(2)Obr()xkbd(K))"],
    ["a carriage return is a line end", "a\r\n\r\nb", "p(a)p(b)"],
];
for (const [name, text, expected] of SHAPES) {
    Deno.test(`Markdown: ${name}`, () => assert.equal(read(text).map(line).join(""), expected));
}

Deno.test("code has its language, a copy button, and its text untouched", () => {
    const text = "```swift\nlet a = \"<b>&amp;\"\n\n    # x\n```";
    const [[tag, , caption, [pre, attributes, code]]] = /** @type {any} */ (read(text));
    assert.deepEqual([tag, pre, attributes["aria-label"]], ["figure", "pre", "Code, swift"]);
    assert.equal(line(caption), "figcaption(span(swift)button[class=copy](Copy))");
    assert.deepEqual(code, ["code", { "data-language": "swift" }, "let a = \"<b>&amp;\"\n\n    # x"]);
});

Deno.test("tabs stay tabs in fenced code, and indent what is not code", () => {
    const source = "```make\nall:\n\tcc  a.c\n\t\tx\n```\n\n- a\n\t- b";
    for (const open of [true, false]) {
        assert.match(read(`${source}\n\nend\n`, open).map(line).join(""), /\(all:\n\tcc {2}a\.c\n\t\tx\).*ul\(li\(p\(a\)ul\(li\(p\(b\)\)\)\)\)p\(end\)$/);
    }
});

Deno.test("a fence that is still open is code already, its last line too", () => {
    assert.match(read("```js\nlet a", true).map(line).join(""), /code\[data-language=js\]\(let a\)/);
    assert.match(read("- a\n\n  ```js\n  let a", true).map(line).join(""), /li\(p\(a\)figure.*\(let a\)/);
    assert.match(read("> ```\n> let a", true).map(line).join(""), /blockquote\(figure.*\(let a\)/);
});

Deno.test("a definition that comes late counts at the end", () => {
    assert.equal(line(read("[a][b]\n\n[b]: https://c.example")[0]), "p(a[href=https://c.example](a))");
});

/** Every tag and attribute in a tree. @param {any} tree @param {(tag: string, attributes: Record<string, string>) => void} visit */
function walk(tree, visit) {
    if (typeof tree === "string") return;
    const [tag, attributes, ...children] = tree;
    visit(tag, attributes);
    for (const child of children) walk(child, visit);
}

/** @type {[name: string, text: string][]} */
const ATTACKS = [
    ["script", "<script>alert(1)</script>"],
    ["handler", "<img src=x onerror=alert(1)> <a href=\"javascript:alert(1)\">x</a>"],
    ["block HTML", "<div onclick=\"x()\">\n<iframe src=//evil.example></iframe>\n</div>"],
    ["javascript link", "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java\nscript:alert(1)) [d](&#106;avascript:alert(1))"],
    ["data link", "[a](data:text/html,<script>alert(1)</script>) ![b](data:image/svg+xml,x)"],
    ["vbscript, file, own paths", "[a](vbscript:x) [b](file:///etc/passwd) [c](/api/v1/session) [d](//evil.example) [e](#x) [f](?x)"],
    ["autolinks", "<javascript:alert(1)> <data:text/html,x>"],
    ["reference", "[a][b]\n\n[b]: javascript:alert(1)"],
    ["language of a fence", "```\"><script>alert(1)</script>\nx\n```"],
    ["control characters", "[a](\u0001javascript:alert(1)) [b](java\u0000script:alert(1))"],
    ["prototype", "[a][__proto__] [b][constructor] [__proto__]\n\n&constructor; &__proto__; &toString;"],
];
for (const [name, text] of ATTACKS) {
    Deno.test(`nothing dangerous comes through: ${name}`, () => {
        for (const open of [true, false]) {
            for (const tree of read(text, open)) {
                walk(tree, (tag, attributes) => {
                    assert.ok(!["script", "iframe", "img", "svg", "style", "form", "input", "object"].includes(tag), tag);
                    for (const [name, value] of Object.entries(attributes)) {
                        assert.equal(typeof value, "string");
                        assert.ok(!/^on|^style$|^src$|^id$/.test(name), name);
                        if (name !== "href") continue;
                        assert.match(value, /^(?:https?:\/\/|mailto:)/i);
                        assert.equal(attributes.rel, "noopener noreferrer nofollow");
                        assert.equal(attributes.target, "_blank");
                    }
                });
            }
        }
    });
}

// Where a link leads stands behind it, unless its own words begin with just that.
for (const [source, host] of [
    ["[your bank](https://elsewhere.example/a)", "elsewhere.example"],
    ["[https://bank.example](https://elsewhere.example)", "elsewhere.example"],
    ["[bank.example](https://bank.example.elsewhere.example)", "bank.example.elsewhere.example"],
    ["[bank.example.elsewhere](https://bank.example)", "bank.example"],
    ["[bank.example@elsewhere](https://bank.example)", "bank.example"],
    ["https://bank.example@elsewhere.example/", "elsewhere.example"],
    ["[b\u0430nk.example](https://b\u0430nk.example)", "xn--bnk-6cd.example"],
    ["[**a picture**](https://a.example)", "a.example"],
    ["[write](mailto:someone@elsewhere.example?subject=x)", "someone@elsewhere.example"],
    ["https://bank.example/path", undefined],
    ["[HTTPS://Bank.example/path](https://bank.example/path)", undefined],
    ["[bank.example, the bank](https://bank.example)", undefined],
    ["<someone@bank.example>", undefined],
]) {
    Deno.test(`a link says where it leads: ${source}`, () => {
        const [tree] = read(/** @type {string} */ (source));
        /** @type {any[]} */
        const links = [];
        walk(tree, (tag, attributes) => tag === "a" && links.push(attributes["data-host"]));
        assert.deepEqual(links, [host]);
    });
}

Deno.test("an image is a link, and loads nothing", () => {
    assert.equal(line(read("![cat](https://a.example/c.png)")[0]), "p(a[href=https://a.example/c.png](🖼 cat))");
});

const MANY = 40_000;
/** @type {Record<string, string>} */
const MONSTERS = {
    stars: "*a ".repeat(MANY), underscores: "_a ".repeat(MANY), brackets: "[".repeat(MANY), links: "[a](".repeat(MANY),
    ticks: "`".repeat(MANY), tickRuns: Array.from({ length: 400 }, (_, i) => `a${"`".repeat(i)}`).join(""),
    less: "<".repeat(MANY), processing: `a${"<?".repeat(MANY)}`, cdata: "a<![CDATA[".repeat(10_000), quotes: "> ".repeat(MANY),
    bullets: `${"- ".repeat(MANY)}a`, spaces: Array.from({ length: 400 }, (_, i) => `${" ".repeat(2 * i)}- a`).join("\n"),
    tabbed: Array.from({ length: 600 }, (_, i) => `${"\t".repeat(i)}- a`).join("\n"), tabs: `${"\t".repeat(100_000)}a`,
    parentheses: `http://a/${"(".repeat(MANY)}`, address: `${"a".repeat(200_000)}@`, marks: "!".repeat(MANY), pipes: "|".repeat(200_000),
    wide: `|${"a|".repeat(30_000)}\n|${"-|".repeat(30_000)}\n`, tall: `|a|b|c|\n|-|-|-|\n${"|1|2|3|\n".repeat(9000)}`,
    rule: `${"- ".repeat(MANY)}x`, tildes: "~".repeat(MANY), newlines: "\n".repeat(200_000), blank: " ".repeat(200_000),
    items: "- a\n\n".repeat(20_000), code: `\`\`\`\n${"let x = 1;\n".repeat(20_000)}`, definitions: "[a]: b\n".repeat(20_000),
    surrogates: "\ud800".repeat(MANY), prose: "Some words here. ".repeat(14_000),
    quotesInQuotes: `${">".repeat(10_000)} a`, asterisks: "*".repeat(100_000), asterisksInWords: "a*".repeat(50_000), asterisksApart: "* ".repeat(50_000),
    square: `|${"a|".repeat(1000)}\n|${"-|".repeat(1000)}\n${`|${"b|".repeat(1000)}\n`.repeat(100)}`, shortRows: `|${"a|".repeat(1000)}\n|${"-|".repeat(1000)}\n${"|b\n".repeat(1000)}`,
    dollars: "$".repeat(100_000), dollarsApart: "$a ".repeat(60_000), openFormulas: "$$x^2 ".repeat(30_000), formulas: "$x^2$ ".repeat(30_000),
    escapedReferences: "\\[1\\]\n".repeat(40_000), openBrackets: "\\[x^2 ".repeat(30_000), backslashes: "\\".repeat(100_000), groups: `$\\text{${"{".repeat(100_000)}`, texts: "$\\text{a ".repeat(20_000),
    footnotes: "[^1]: a\n".repeat(20_000), footnoteMarks: "[^1]".repeat(40_000), footnoteLabels: Array.from({ length: 20_000 }, (_, i) => `[^${i}] `).join(""),
    foldedParts: "<details>\n".repeat(10_000), foldedAndClosed: "<details>\n\na\n\n</details>\n".repeat(6000), summaries: "<details><summary>".repeat(8000),
    pairs: "<sub>".repeat(40_000), entities: "&amp;".repeat(50_000), references: `${"[a]\n".repeat(20_000)}\n[a]: https://b.example`, mathsFence: `\`\`\`math\n${"x^2\n".repeat(50_000)}`, huge: "word ".repeat(200_000),
};
for (const [name, text] of Object.entries(MONSTERS)) {
    Deno.test(`a monster is read in bounded time: ${name}`, () => {
        const start = performance.now();
        read(text, true);
        read(text, false);
        read(text.slice(0, -1), true);
        assert.ok(performance.now() - start < 5000, `${Math.round(performance.now() - start)} ms`);
    });
}

Deno.test("a table of more cells than can be shown is text", () => {
    assert.match(line(read("|a|b|\n|-|-|\n|1|2|")[0]), /^div\[class=table\]/);
    assert.match(line(read(MONSTERS.tall)[0]), /^div\[class=plain\]/);
});
