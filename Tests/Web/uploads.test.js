// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Files on their way: three at once, refusals by file, and what goes along with the question.
import assert from "node:assert/strict";
import { canRetry, createUploads, MAX_FILES } from "../../web/model/uploads.js";
import { Problem } from "../../web/model/wire.js";
import { settled } from "./fakes.js";

function world(maxBytes = 1000) {
    /** @type {{upload: any, progress: (part: number) => void, answer: (reply: any) => Promise<void>, cancelled: boolean}[]} */
    const puts = [];
    let changes = 0;
    const uploads = createUploads({
        maxBytes, onChange: () => { changes += 1; },
        put: (upload, progress) => {
            /** @type {any} */
            const one = { upload, progress, cancelled: false };
            const done = new Promise((resolve, reject) => {
                one.answer = (/** @type {any} */ reply) => {
                    if (reply instanceof Error) reject(reply);
                    else resolve(reply);
                    return settled();
                };
            });
            puts.push(one);
            return { done: /** @type {Promise<any>} */ (done), cancel: () => { one.cancelled = true; one.answer(new Problem(0, null)); } };
        },
    });
    return { uploads, puts, get changes() { return changes; } };
}

const files = (/** @type {number[]} */ ...sizes) => sizes.map((size, i) => new File(["x".repeat(size)], `${i}.txt`, { type: "text/plain" }));
const states = (/** @type {any} */ it) => it.uploads.all.map((/** @type {any} */ upload) => upload.status);
const attachment = (/** @type {any} */ { upload }) => ({ id: upload.id, name: upload.name, mediaType: "text/plain", bytes: upload.bytes });

Deno.test("three are sent at once, the next when one is there", async () => {
    const it = world();
    assert.equal(it.uploads.add(files(1, 2, 3, 4, 5)), 0);
    assert.deepEqual(states(it), ["sending", "sending", "sending", "waiting", "waiting"]);
    it.puts[1].progress(0.5);
    assert.equal(it.uploads.all[1].progress, 0.5);
    await it.puts[1].answer(attachment(it.puts[1]));
    assert.deepEqual(states(it), ["sending", "done", "sending", "sending", "waiting"]);
    assert.equal(it.uploads.areDone, false);
    for (const i of [0, 2, 3]) await it.puts[i].answer(attachment(it.puts[i]));
    await it.puts[4].answer(attachment(it.puts[4]));
    assert.equal(it.uploads.areDone, true);
    assert.deepEqual(it.uploads.take().map(({ name }) => name), ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]);
    assert.deepEqual(it.uploads.all, []);
});

Deno.test("what is too large or empty is never sent, and the others go on", () => {
    const it = world(10);
    it.uploads.add(files(11, 10, 0));
    assert.deepEqual(states(it), ["failed", "sending", "failed"]);
    assert.deepEqual(it.uploads.all.map((upload) => upload.problem?.code), ["file_too_large", undefined, "file_empty"]);
    assert.deepEqual(it.uploads.all.map(canRetry), [false, false, false]);
    assert.equal(it.puts.length, 1);
});

Deno.test("ten at most; how many were left out is told", () => {
    const it = world();
    assert.equal(it.uploads.add(files(...Array(8).fill(1))), 0);
    assert.equal(it.uploads.add(files(1, 1, 1, 1)), 2);
    assert.equal(it.uploads.all.length, MAX_FILES);
});

Deno.test("after a lost connection the same file goes again under the same id; after a conflict under another", async () => {
    const it = world();
    it.uploads.add(files(1));
    const [upload] = it.uploads.all;
    const { id } = upload;
    await it.puts[0].answer(new Problem(0, null));
    assert.deepEqual([upload.status, canRetry(upload)], ["failed", true]);
    it.uploads.retry(upload);
    assert.deepEqual([it.puts.length, it.puts[1].upload.id], [2, id]);
    await it.puts[1].answer(new Problem(409, { code: "conflict" }));
    it.uploads.retry(upload);
    assert.notEqual(it.puts[2].upload.id, id);
});

for (const [status, code, expected] of /** @type {[number, string, boolean][]} */ ([
    [413, "too_large", false], [415, "unsupported_media_type", false], [429, "rate_limited", true], [429, "usage_limit", true], [503, "unavailable", true],
])) {
    Deno.test(`a file refused with ${code} ${expected ? "can" : "cannot"} be tried again`, async () => {
        const it = world();
        it.uploads.add(files(1));
        await it.puts[0].answer(new Problem(status, { code }));
        assert.equal(canRetry(it.uploads.all[0]), expected);
    });
}

Deno.test("removing a file stops its way and makes room for the next", async () => {
    const it = world();
    it.uploads.add(files(1, 1, 1, 1));
    it.uploads.remove(it.uploads.all[0]);
    await settled();
    assert.deepEqual([it.puts[0].cancelled, states(it)], [true, ["sending", "sending", "sending"]]);
});

Deno.test("what came back with a refused question is there already, before what was added since, and once", () => {
    const it = world();
    it.uploads.add(files(1));
    const back = { id: "a", name: "a.png", mediaType: "image/png", bytes: 5 };
    it.uploads.putBack([back]);
    it.uploads.putBack([back]);
    assert.deepEqual(it.uploads.all.map(({ name, status }) => [name, status]), [["a.png", "done"], ["0.txt", "sending"]]);
});

Deno.test("a name is one line without slashes, and not too long", () => {
    const it = world();
    it.uploads.add([new File(["x"], `a/b\\c\n${"d".repeat(300)}.pdf`), new File(["x"], "\ud800")]);
    const [one, other] = it.uploads.all;
    assert.match(one.name, /^a_b_c_d+\.pdf$/);
    assert.equal(one.name.length, 200);
    assert.equal(other.name, "\ufffd");
});
