// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The emoji picker's tables: as many names as emoji, tones, search.
import assert from "node:assert/strict";
import { emojiNames } from "../../web/emoji-names.js";
import { groups } from "../../web/ui/emoji-data.js";
import { allEmoji, findEmoji, toned } from "../../web/ui/emoji.js";
import { composerWords } from "../../web/words-composer.js";

const all = allEmoji("en");
const named = (/** @type {string} */ name) => {
    const found = all.flat().find((one) => one.name === name);
    assert.ok(found, name);
    return found;
};

Deno.test("each emoji has a name, each group too, and none is there twice", () => {
    const flat = all.flat();
    assert.equal(flat.length, 1566 + 258);
    assert.equal(emojiNames.length, groups.join(" ").split(" ").length);
    assert.equal(all.length, composerWords.emojiGroups.length);
    assert.equal(new Set(flat.map(({ emoji }) => emoji)).size, flat.length);
    assert.ok(flat.every(({ emoji, name }) => emoji && name && !/[*+]$/.test(emoji)));
    assert.equal(named("red heart").emoji, "❤️");
    assert.equal(named("face with tears of joy").emoji, "😂");
    assert.equal(named("Iceland").emoji, "🇮🇸");
});

Deno.test("countries have their names in the reader's language", () => {
    assert.equal(allEmoji("de").flat().at(-1)?.name, "Simbabwe");
});

Deno.test("a skin tone stands where Unicode has it", () => {
    assert.equal(toned(named("waving hand"), 3), "👋🏽");
    assert.equal(toned(named("waving hand"), 0), "👋");
    assert.equal(toned(named("firefighter, woman"), 1), "👩🏻‍🚒");
    assert.equal(toned(named("person bouncing ball, man"), 4), "⛹🏾‍♂️");
    assert.equal(toned(named("victory hand"), 5), "✌🏿");
    assert.equal(toned(named("people holding hands"), 5), "🧑🏿‍🤝‍🧑🏿");
    assert.equal(toned(named("fire"), 5), "🔥");
});

Deno.test("found by the beginnings of words, in any order, without accents; names that begin so first", () => {
    const find = (/** @type {string} */ query) => findEmoji(all, query).map(({ name }) => name);
    assert.deepEqual(find("joy tears"), ["face with tears of joy", "cat with tears of joy"]);
    assert.equal(find("fire")[0], "fire");
    assert.ok(find("fire").includes("firefighter, woman"));
    assert.ok(find("laugh floor").includes("rolling on the floor laughing"));
    assert.ok(find("CURACAO").includes("Curaçao"));
    assert.deepEqual(find("🔥"), ["fire"]);
    assert.deepEqual(find("no such thing"), []);
});

for (const { name: language } of Deno.readDirSync(new URL("../../web/words", import.meta.url))) {
    Deno.test(`the emoji have names in ${language}`, async () => {
        const { emojiNames: names } = await import(`../../web/words/${language}/emoji-names.js`);
        assert.equal(names.length, emojiNames.length);
        assert.ok(names.every((/** @type {string} */ name) => name));
        assert.ok(names.filter((/** @type {string} */ name, /** @type {number} */ i) => name !== emojiNames[i]).length > 1300);
    });
}
