// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Every language says everything that English says, and nothing that people read is said past the tables.
import assert from "node:assert/strict";

const WEB = new URL("../../web/", import.meta.url);
const LANGUAGES = ["ar", "de", "es"];
const COUNTS = [0, 1, 2, 5, 11, 100];
/** What is the same in some or all languages: names, and words that they share. */
const SHARED = new Set([
    "Pollux", "Gemini", "ChatGPT", "Open WebUI", "Ctrl", "Alt", "Shift", "Enter", "Esc",
    "Chat", "Chats", "Code", "Info", "Details", "Name", "Link", "Tokens", "Token", "Status", "Server", "Version", "Minimal", "Emoji", "Total", "No", "Sand",
    "Administrator",
]);
/** Functions that only put things beside each other, which are the same wherever they are read so. */
const SHARED_FUNCTIONS = new Set(["bubble", "uploading", "bar", "sharedMessage", "emojiOf", "codeIn", "chartTotal"]);

/** @param {URL} folder @param {RegExp} pattern */
const namesIn = (folder, pattern) => [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => pattern.test(name)).sort();

const TABLES = namesIn(WEB, /^words(-\w+)?\.js$/);

/** @param {string} path */
const tableOf = (path) => import(new URL(path, WEB).href);

/** What a function says when each argument is this number; if it wants a text first, that is one. @param {Function} say @param {number} n */
function said(say, n) {
    const args = /** @type {unknown[]} */ (Array.from({ length: say.length }, () => n));
    try {
        return say(...args);
    } catch {
        return say("Qx", ...args.slice(1));
    }
}

/**
 * What is wrong with a translation: its paths, each with a reason.
 * @param {any} english @param {any} other @param {string} path @returns {string[]}
 */
function faults(english, other, path) {
    if (typeof english !== typeof other || Array.isArray(english) !== Array.isArray(other)) return [`${path}: ${typeof english} in English, ${typeof other} here`];
    if (typeof english === "string") {
        if (!other.trim()) return [`${path}: is empty`];
        return english === other && !SHARED.has(english) ? [`${path}: still “${english}”`] : [];
    }
    if (typeof english === "function") {
        if (english.length !== other.length) return [`${path}: takes ${other.length}, in English ${english.length}`];
        const key = path.split(".").at(-1) ?? "";
        return COUNTS.flatMap((n) => {
            const text = said(other, n);
            if (typeof text !== "string" || !text.trim() || /undefined|null|NaN|#/.test(text)) return [`${path}(${n}): “${text}”`];
            return text === said(english, n) && !SHARED_FUNCTIONS.has(key) && !isCount(text) ? [`${path}(${n}): still “${text}”`] : [];
        });
    }
    if (path.endsWith(".failures")) return []; // English has none; another test looks after them
    const missing = Object.keys(english).filter((key) => !(key in other)).map((key) => `${path}.${key}: is missing`);
    const spare = Object.keys(other).filter((key) => !(key in english)).map((key) => `${path}.${key}: is not in English`);
    return [...missing, ...spare, ...Object.keys(english).filter((key) => key in other).flatMap((key) => faults(english[key], other[key], `${path}.${key}`))];
}

/** "2 Chats", "1 token": a number and a word that is shared. @param {string} text */
const isCount = (text) => [...SHARED].some((word) => new RegExp(`^[\\d.,]+ ${word}s?$`, "i").test(text));

/** @param {string} language */
async function faultsOf(language) {
    const found = [];
    for (const name of TABLES) {
        const english = await tableOf(name), other = await tableOf(`words/${language}/${name}`);
        for (const key of Object.keys(english)) {
            if (key === "language") {
                if (other.language !== language) found.push(`${name}: says that it is ${other.language}`);
            } else found.push(...faults(english[key], other[key], `${name} ${key}`));
        }
    }
    return found;
}

Deno.test("each language has a folder with every table of English, and none besides", () => {
    assert.deepEqual(namesIn(new URL("words/", WEB), /./), LANGUAGES);
    for (const language of LANGUAGES) assert.deepEqual(namesIn(new URL(`words/${language}/`, WEB), /^words/), TABLES);
});

for (const language of LANGUAGES) {
    Deno.test(`${language}: every word is there, of the same kind, and none is English`, async () => assert.deepEqual(await faultsOf(language), []));
}

Deno.test("what is missing, of another kind, English or broken is found", () => {
    const english = { a: "Sign in", b: (/** @type {number} */ n) => `${n} chats`, c: { d: "Save" }, e: "Pollux", f: ["One", "Two"], g: "Back" };
    const other = { a: "Sign in", b: () => "Chats", c: { d: () => "" }, e: "Pollux", f: ["Eins"], h: "" };
    assert.deepEqual(faults(english, other, "x").map((fault) => fault.split(":")[0]), ["x.g", "x.h", "x.a", "x.b", "x.c.d", "x.f.1"]);
    const broken = { b: (/** @type {number} */ n) => `${{ 1: "ein" }[n]} Chats` };
    assert.ok(faults({ b: english.b }, broken, "x").includes("x.b(0): “undefined Chats”"));
});

Deno.test("each failure of an answer that the server knows is said in each language", async () => {
    const source = Deno.readTextFileSync(new URL("../../Sources/ChatDomain/AnswerFailure.swift", import.meta.url));
    const codes = [...new Set([...source.matchAll(/\bSelf\(\s*"([a-z_]+)"/g)].map(([, code]) => code))].sort();
    assert.ok(codes.includes("length_limit") && codes.includes("safety"));
    for (const language of LANGUAGES) {
        const { chatWords } = await tableOf(`words/${language}/words-chat.js`);
        assert.deepEqual(Object.keys(chatWords.failures).sort(), codes, language);
        assert.equal(new Set(Object.values(chatWords.failures)).size, codes.length, language);
    }
});

Deno.test("each emoji has a name in each language", async () => {
    const { emojiNames } = await tableOf("emoji-names.js");
    for (const language of LANGUAGES) {
        const { emojiNames: names } = await tableOf(`words/${language}/emoji-names.js`);
        assert.equal(names.length, emojiNames.length, language);
        assert.ok(names.every((/** @type {string} */ name) => name) && names.filter((/** @type {string} */ name, /** @type {number} */ i) => name !== emojiNames[i]).length > 0.9 * names.length);
    }
});

Deno.test("a table imports nothing but its neighbour", () => {
    for (const language of LANGUAGES) {
        for (const name of TABLES) {
            const text = Deno.readTextFileSync(new URL(`words/${language}/${name}`, WEB));
            for (const [, from] of text.matchAll(/^import .* from "(.*)";$/gm)) assert.equal(from, "./words.js", `${language}/${name}`);
        }
    }
});

Deno.test("Arabic has all its six forms", async () => {
    const { adminWords } = await tableOf("words/ar/words-admin.js");
    const forms = COUNTS.map((n) => adminWords.chats(n).replace(/[\d٠-٩]+/, "#"));
    assert.deepEqual(forms, ["# دردشة", "دردشة واحدة", "دردشتان", "# دردشات", "# دردشة", "# دردشة"]);
    assert.notEqual(adminWords.usersShown(11, true).replace(/[\d٠-٩]+/, ""), adminWords.usersShown(100, true).replace(/[\d٠-٩]+/, ""));
});

// What people read must come from a table. A heuristic: the literals that reach the page as text or as a label.

/** The string or template that begins here, with its quotes. @param {string} code @param {number} at */
function literalAt(code, at) {
    const quote = code[at];
    let depth = 0;
    for (let i = at + 1; i < code.length; i += 1) {
        if (code[i] === "\\") i += 1;
        else if (quote === "`" && code[i] === "$" && code[i + 1] === "{") depth += 1;
        else if (quote === "`" && depth && code[i] === "}") depth -= 1;
        else if (!depth && code[i] === quote) return code.slice(at, i + 1);
    }
    return code.slice(at);
}

/** The arguments of a call whose bracket opens here. @param {string} code @param {number} open */
function argumentsAt(code, open) {
    const found = [""];
    let depth = 0;
    for (let i = open + 1; i < code.length; i += 1) {
        if ("\"'`".includes(code[i])) {
            const literal = literalAt(code, i);
            found[found.length - 1] += literal;
            i += literal.length - 1;
            continue;
        }
        if (")]}".includes(code[i]) && !depth) return found.map((one) => one.trim());
        if ("([{".includes(code[i])) depth += 1;
        if (")]}".includes(code[i])) depth -= 1;
        if (code[i] === "," && !depth) found.push("");
        else found[found.length - 1] += code[i];
    }
    return found;
}

const LABEL = /(?:"aria-(?:label|description|roledescription|valuetext)"\s*[:,]|\b(?:title|placeholder|alt|label):)\s*(?=["'`])/g;
const PUT = /(?:\.(?:textContent|innerText|title|placeholder|alt|ariaLabel)\s*=\s*|\b(?:append|prepend|replaceChildren|announce|createTextNode)\()(?=["'`])/g;

/** Whether a literal has words in it, besides what is put into it. @param {string} literal */
const hasWords = (literal) => /\p{L}{2}/u.test(literal.slice(1, -1).replace(/\$\{[^}]*\}/g, "").replace(/\\u[\da-f]{4}|\\n/gi, ""));

/** Literals of a module that people would read. @param {string} source */
function readPast(source) {
    const code = source.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[^]*?\*\//g, "");
    const literals = [];
    for (const { index } of code.matchAll(/\bel\(/g)) literals.push(...argumentsAt(code, index + 2).slice(3).filter((one) => /^["'`]/.test(one) && literalAt(one, 0) === one));
    for (const pattern of [LABEL, PUT]) for (const match of code.matchAll(pattern)) literals.push(literalAt(code, match.index + match[0].length));
    return literals.filter(hasWords);
}

/** Text and labels of the page's HTML. @param {string} html */
function readInPage(html) {
    const text = html.replace(/<!--[^]*?-->|<noscript>[^]*?<\/noscript>|<svg[^]*?<\/svg>/g, "");
    return [...text.matchAll(/>([^<]*\p{L}[^<]*)</gu), ...text.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]*\p{L}[^"]*)"/gu)].map(([, found]) => found.trim());
}

Deno.test("nothing that people read stands in a module", () => {
    const files = ["main.js", "formats.js", ...namesIn(new URL("ui/", WEB), /\.js$/).map((name) => `ui/${name}`)];
    const found = files.flatMap((name) => readPast(Deno.readTextFileSync(new URL(name, WEB))).map((literal) => `${name}: ${literal}`));
    assert.deepEqual(found, []);
});

Deno.test("nothing that people read stands in the page, but its name", () => {
    assert.deepEqual(new Set(readInPage(Deno.readTextFileSync(new URL("index.html", WEB)))), new Set(["Pollux"]));
});

Deno.test("a text past the tables is found, a name of a class is not", () => {
    const bad = ['el("p", "hint", {}, "Nothing here.")', 'el("p", "", {}, words.a, `${count(n)} left`)', 'el("button", "", { "aria-label": "Close it" })',
        'node.textContent = "Done";', 'announce("It is over")', 'svg.setAttribute("aria-label", `Tick ${n}`)'];
    for (const code of bad) assert.equal(readPast(code).length, 1, code);
    const good = ['el("p", "hint small", { type: "button", id: "close-it" }, words.close)', 'el("p", "", {}, `${n} · ${m}`, "…", "×")', '// announce("It is over")',
        'node.textContent = words.done;'];
    for (const code of good) assert.deepEqual(readPast(code), [], code);
    assert.deepEqual(readInPage('<p>Hello there</p><button aria-label="Close"></button>'), ["Hello there", "Close"]);
});
