// @ts-check
// Colours for code: one regular expression for each family of languages, spans around what it finds. It is right
// enough for reading, not a parser. (The Custom Highlight API would need no spans, but is quadratic in Firefox.)

const KEYWORDS = {
    c: "abstract actor as async await auto bool boolean break byte case catch chan char class const continue default defer "
        + "delete do double else enum export extends extension extern false final finally float fn for foreach from func function "
        + "go goto guard if impl implements import in init inline inout int interface internal is let long loop match mod module "
        + "mut mutating namespace new nil null nullptr override package private protected protocol pub public range readonly "
        + "return self short signed sizeof some static struct super switch template this throw throws trait true try "
        + "type typedef typeof undefined union unsafe unsigned use using var virtual void volatile where while with yield",
    py: "and as assert async await break case class continue def del elif else end except False finally for from global if "
        + "import in is lambda match module None nonlocal not or pass raise require return self then True try unless "
        + "while with yield",
    sh: "if then else elif fi for in do done while until case esac function return export local set unset echo cd exit source sudo",
    sql: "select from where group by order having join left right inner outer full on as insert into values update set "
        + "delete create table index view drop alter primary key foreign references not null and or in is like between "
        + "union all distinct limit offset case when then else end exists with returning",
};
const NUMBER = String.raw`\b(?:0x[\da-f_]+|0b[01_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b`;
const DOUBLE = String.raw`"(?:\\.|[^"\\\n])*"?`;
const SINGLE = String.raw`'(?:\\.|[^'\\\n])*'?`;
const MAX_LENGTH = 60_000;

/** @param {string} comment @param {string} string @param {string} keywords @param {string} [flags] */
function family(comment, string, keywords, flags = "") {
    const words = keywords.split(" ").join("|");
    return new RegExp(`(?<com>${comment})|(?<str>${string})|(?<num>${NUMBER})|(?<kw>\\b(?:${words})\\b)`
        + "|(?<fn>\\b[A-Za-z_]\\w*(?=\\())|(?<ty>\\b[A-Z]\\w*[a-z]\\w*\\b)", `gs${flags}`);
}

/** @type {Record<string, RegExp>} */
const FAMILIES = {
    c: family(String.raw`\/\/[^\n]*|\/\*.*?(?:\*\/|$)`, `\`(?:\\\\.|[^\`\\\\])*\`?|"""(?:.*?)(?:"""|$)|${DOUBLE}|${SINGLE}`, KEYWORDS.c),
    py: family("#[^\\n]*", `[rbfu]{0,2}(?:"""(?:.*?)(?:"""|$)|'''(?:.*?)(?:'''|$)|${DOUBLE}|${SINGLE})`, KEYWORDS.py),
    sh: family(String.raw`(?<=^|\s)#[^\n]*`, `${DOUBLE}|'[^']*'?|\\$\\{?\\w+\\}?`, KEYWORDS.sh, "m"),
    sql: family(String.raw`--[^\n]*|\/\*.*?(?:\*\/|$)`, `${SINGLE}|${DOUBLE}`, KEYWORDS.sql, "i"),
    json: /(?<fn>"(?:\\.|[^"\\\n])*"(?=\s*:))|(?<str>"(?:\\.|[^"\\\n])*"?)|(?<num>-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<kw>\b(?:true|false|null)\b)/g,
    xml: /(?<com><!--[^]*?(?:-->|$))|(?<kw><\/?[\w:-]+|\/?>)|(?<fn>[\w:-]+(?==))|(?<str>"[^"]*"?|'[^']*'?)/g,
    css: /(?<com>\/\*[^]*?(?:\*\/|$))|(?<str>"[^"\n]*"?|'[^'\n]*'?)|(?<kw>@[\w-]+|![\w-]+)|(?<fn>[\w-]+(?=\s*:))|(?<num>#[\da-f]{3,8}\b|-?\b\d[\d.]*(?:%|[a-z]+)?)/gi,
    diff: /(?<str>^\+[^\n]*)|(?<com>^-[^\n]*)|(?<kw>^@@[^\n]*)/gm,
};

/** Languages by the names that fences give them; what is not here is read as of C's family. @type {Record<string, string>} */
const FAMILY_OF = {
    py: "py", python: "py", ruby: "py", rb: "py", yaml: "py", yml: "py", toml: "py", r: "py", elixir: "py",
    sh: "sh", bash: "sh", shell: "sh", zsh: "sh", console: "sh", dockerfile: "sh", makefile: "sh",
    html: "xml", xml: "xml", svg: "xml", vue: "xml", css: "css", scss: "css", less: "css", sql: "sql",
    json: "json", jsonc: "json", diff: "diff", patch: "diff", text: "", txt: "", plain: "", plaintext: "", markdown: "", md: "",
};

/**
 * Colours the text of a `<code>`; the text itself stays as it is.
 * @param {HTMLElement} code
 */
export function highlight(code) {
    const language = code.dataset.language ?? "";
    const rules = FAMILIES[Object.hasOwn(FAMILY_OF, language) ? FAMILY_OF[language] : "c"];
    const source = code.textContent ?? "";
    if (!language || !rules || source.length > MAX_LENGTH) return;
    const fragment = document.createDocumentFragment();
    let at = 0;
    for (const match of source.matchAll(rules)) {
        const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
        if (!kind || !match[0]) continue;
        const span = document.createElement("span");
        span.className = `t-${kind}`;
        span.textContent = match[0];
        fragment.append(source.slice(at, match.index), span);
        at = match.index + match[0].length;
    }
    fragment.append(source.slice(at));
    code.replaceChildren(fragment);
}
