// @ts-check
// The corpus of Markdown in `fixtures/markdown`: in each file cases of a name (`%%`), a source, and what it becomes (`%>`),
// on one line. ␠ is a space at a line's end, ␉ a tab, ⏎ a line end.

const FILES = ["inline", "links", "blocks", "lists", "code-and-tables", "maths", "hostile"];

/** @typedef {{name: string, source: string, expected: string}} Case */

/** @returns {Promise<Case[]>} */
export async function readCorpus() {
    const texts = await Promise.all(FILES.map((name) => Deno.readTextFile(new URL(`fixtures/markdown/${name}.txt`, import.meta.url))));
    return texts.flatMap((text, i) => text.split(/^%% /m).slice(1).map((one) => {
        const [, name, source, expected] = /^([^\n]*)\n([^]*)\n%> ([^\n]*)\n$/.exec(one) ?? [];
        if (expected === undefined) throw new Error(`${FILES[i]}: cannot read ${one}`);
        return { name: `${FILES[i]}: ${name}`, source: source.replaceAll("␠", " ").replaceAll("␉", "\t"), expected };
    }));
}

/** A tree on one line. @param {any} tree @returns {string} */
export function lineOf(tree) {
    if (typeof tree === "string") return tree.replaceAll("\n", "⏎").replaceAll("\t", "␉");
    const [tag, attributes, ...children] = tree;
    const inner = children.map(lineOf).join("");
    switch (`${tag}.${attributes.class ?? ""}`) {
        case "figure.code": return `code:${children[1][2][1]["data-language"] ?? ""}(${lineOf(children[1][2][2])})`;
        case "div.table": return children.map(lineOf).join("");
        case "thead.": case "tbody.": return inner;
        case "span.math": return `math(${inner})`;
        case "span.math display": return `display(${inner})`;
        case "sup.footnote-mark": return `mark(${children[0][2]})`;
        case "div.footnote": return `note(${children[0][2]} ${children[1].slice(2).map(lineOf).join("")})`;
        case "blockquote.": return `quote(${inner})`;
        case "p.raw": case "div.plain": return `${attributes.class}(${inner})`;
        case "a.": return `a<${attributes.href}>(${inner})`;
        case "ol.": return `ol${attributes.start === "1" ? "" : `@${attributes.start}`}(${inner})`;
        case "details.": return `details${"open" in attributes ? "[open]" : ""}(${inner})`;
        default: return `${tag}${attributes.class ? `.${attributes.class}` : ""}(${inner})`;
    }
}
