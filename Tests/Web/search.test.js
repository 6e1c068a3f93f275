// @ts-check
// The words of a search and their places in a title, as the server finds them.
import assert from "node:assert/strict";
import { cut, marksIn, termsOf, withoutSigns } from "../../web/ui/search-words.js";

/** @param {string} text @param {string} query */
const found = (text, query) => marksIn(text, termsOf(query))?.map(({ start, end }) => text.slice(start, end)) ?? null;

Deno.test("a word is found at the beginning of one, whatever its case and accents", () => {
    assert.deepEqual(found("Über den Wolken", "uber"), ["Über"]);
    assert.deepEqual(found("Cafe\u0301 au lait", "café"), ["Cafe\u0301"]);
    assert.deepEqual(found("Cafe\u0301 au lait", "caf"), ["Caf"]);
    assert.deepEqual(found("A lighthouse", "house"), null);
    assert.deepEqual(found("A lighthouse, a house, houses", "house"), ["house", "house"]);
    assert.deepEqual(found("Straße", "STRASSE"), null); // as the server: ß stays
    assert.deepEqual(found("ﬁsh and chips", "fish"), ["ﬁsh"]);
});

Deno.test("all words must be there; a phrase stands together", () => {
    assert.deepEqual(found("Three days in Lisbon", "lisbon thr"), ["Lisbon", "Thr"]);
    assert.equal(found("Three days in Lisbon", "lis three"), null); // only the last one may be a beginning
    assert.equal(found("Three days in Lisbon", "lisbon four"), null);
    assert.deepEqual(found("Three days in Lisbon", `"days in"`), ["days in"]);
    assert.equal(found("Three days in Lisbon", `"in days"`), null);
});

Deno.test("where there are no spaces between words any place will do", () => {
    assert.deepEqual(found("こんにちは、灯台について", "台"), ["台"]);
    assert.deepEqual(found("海边的灯塔", "灯塔"), ["灯塔"]);
});

Deno.test("marks beyond a surrogate pair, overlapping ones and wrong ones", () => {
    assert.deepEqual(found("🗼 tower", "tow"), ["tow"]);
    const pieces = cut("abcdef", [{ start: 3, end: 5 }, { start: 1, end: 4 }, { start: 4, end: 4 }, { start: 5, end: 99 }]);
    assert.deepEqual(pieces.map(({ text, isMarked }) => isMarked ? `[${text}]` : text).join(""), "a[bcd][e][f]");
    assert.deepEqual(cut("", [{ start: 0, end: 2 }]), []);
});

Deno.test("a snippet is shown without the signs of Markdown, words and numbers stay", () => {
    assert.equal(withoutSigns("…small pier:\n\n```swift\n/// Metres", true), "…small pier:\n\n\n/// Metres");
    assert.equal(withoutSigns("## Title\n- **bold** and `code`\n1. one\n> said", true), "Title\nbold and code\none\nsaid");
    assert.equal(withoutSigns("2 * 3 - 1, snake_case, C#, a-b", true), "2 * 3 - 1, snake_case, C#, a-b");
    // What follows a mark does not begin a line.
    assert.equal(withoutSigns(" - the moon\n- the sun", false), " - the moon\nthe sun");
});
