// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// What the account's screens compute: secrets out of links, advice on passwords, QR codes.
import assert from "node:assert/strict";
import { secretIn } from "../../web/ui/welcome.js";
import { passwordAdvice } from "../../web/ui/form.js";
import { qrPath } from "../../web/ui/second-factor.js";
import { accountWords } from "../../web/words-account.js";
import { momentOf } from "../../web/formats.js";
import { words } from "../../web/words.js";

Deno.test("a whole link or only its secret can be pasted", () => {
    for (const text of ["https://chat.example/join#abc-_9", "  abc-_9\n", "https://chat.example/join# abc-_9 ", "#abc-_9"]) {
        assert.equal(secretIn(text), "abc-_9", text);
    }
    assert.equal(secretIn("   "), "");
});

Deno.test("fifteen characters are advised, eight are needed, and nothing is asked of what they are", () => {
    assert.match(passwordAdvice(0), /^At least 8 characters\. With 15 or more/);
    assert.match(passwordAdvice(14), /; 14 so far\. With 15 or more/);
    assert.equal(passwordAdvice(15), accountWords.passwordGood);
    assert.doesNotMatch(passwordAdvice(9), /digit|letter|capital|symbol|special/i);
});

Deno.test("long waits are told in minutes", () => {
    assert.equal(words.waitFor(90), "Wait 90 s");
    assert.equal(words.waitFor(91), "Wait 2 min");
    assert.doesNotMatch(momentOf("2026-11-22T14:02:33Z"), /33/);
});

/** The drawn squares as a table. @param {{path: string, size: number}} code */
function modulesOf({ path, size }) {
    const table = Array.from({ length: size }, () => new Array(size).fill(0));
    for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) table[Number(y)][Number(x)] = 1;
    assert.equal(path.replaceAll(/M\d+ \d+h1v1h-1z/g, ""), "", "nothing but squares");
    return table;
}

Deno.test("a QR code has its three corners and a quiet zone of four modules", () => {
    const uri = `otpauth://totp/Pollux:${"ada".repeat(20)}?secret=${"A7".repeat(16)}&issuer=Pollux`;
    const code = qrPath(uri);
    const table = modulesOf(code), last = code.size - 1;
    assert.equal((code.size - 8 - 17) % 4, 0, "a size that the standard knows");
    for (let i = 0; i < 4; i += 1) {
        for (let j = 0; j <= last; j += 1) {
            assert.deepEqual([table[i][j], table[last - i][j], table[j][i], table[j][last - i]], [0, 0, 0, 0], "the quiet zone");
        }
    }
    const finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
    for (const [top, left] of [[4, 4], [4, last - 10], [last - 10, 4]]) {
        assert.deepEqual(finder.map((_, i) => table[top + i].slice(left, left + 7).join("")), finder);
    }
    assert.deepEqual(modulesOf(qrPath(uri)), table, "the same text, the same picture");
});
