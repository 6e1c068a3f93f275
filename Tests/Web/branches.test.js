// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Siblings: asking again shows the new answer at once, and going back shows what followed the old one.
import assert from "node:assert/strict";
import { createBranches } from "../../web/model/branches.js";
import { applyFrame, contextLine, createState, hold, pathOf, putConversation, putMessage } from "../../web/model/state.js";
import { conversation, message } from "./fakes.js";

// q1 a1 q2 a2, and a1b beside a1, with q3 a3 below it.
const TREE = [
    message({ id: "q1", seq: 1 }),
    message({ id: "a1", seq: 2, parentID: "q1", role: "model", status: "complete", text: "old", siblingIDs: ["a1", "a1b"] }),
    message({ id: "q2", seq: 3, parentID: "a1" }),
    message({ id: "a2", seq: 4, parentID: "q2", role: "model", status: "complete", text: "x" }),
];
const OTHER = [
    message({ id: "a1b", seq: 5, parentID: "q1", role: "model", status: "complete", text: "new", siblingIDs: ["a1", "a1b"] }),
    message({ id: "q3", seq: 6, parentID: "a1b" }),
    message({ id: "a3", seq: 7, parentID: "q3", role: "model", status: "complete", text: "y" }),
];

/** @param {(method: string, path: string, body: any) => any} answer */
function world(answer) {
    const state = createState();
    /** @type {[string, string, any][]} */
    const calls = [];
    let made = 0;
    putConversation(state, conversation({ id: "c", leafID: "a2", revision: 10 }));
    hold(state, "c").loaded = true;
    for (const one of TREE) putMessage(state, one);
    const branches = createBranches({
        state, newID: () => `id ${made += 1}`,
        ask: (method, path, body) => {
            calls.push([method, path, body]);
            const reply = answer(method, path, body);
            return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
        },
    });
    return { state, calls, branches, path: () => pathOf(state, "c").map(({ id }) => id) };
}

Deno.test("asking again shows the new answer before the leaf's change has come, and after", async () => {
    const answer = message({ id: "a2b", seq: 8, parentID: "q2", role: "model", status: "streaming", revision: 12, siblingIDs: ["a2", "a2b"] });
    const it = world(() => ({ answer }));
    await it.branches.regenerate(TREE[3]);
    assert.deepEqual(it.calls, [["POST", "messages/a2/regenerate", { id: "id 1" }]]);
    assert.deepEqual(it.path(), ["q1", "a1", "q2", "a2b"]);
    it.state.revision = 10;
    applyFrame(it.state, { type: "change", revision: 11, kind: "conversation", op: "put", id: "c", item: conversation({ id: "c", leafID: "a2b", revision: 11 }) });
    assert.deepEqual(it.path(), ["q1", "a1", "q2", "a2b"]);
});

Deno.test("a late reply does not take back a branch that was chosen since", async () => {
    const it = world(() => {
        putConversation(it.state, conversation({ id: "c", leafID: "a2", revision: 14 }));
        return { answer: message({ id: "a2b", seq: 8, parentID: "q2", role: "model", status: "complete", text: "z", revision: 12 }) };
    });
    await it.branches.regenerate(TREE[3], "another");
    assert.deepEqual(it.calls[0][2], { id: "id 1", model: "another" });
    assert.deepEqual(it.path(), ["q1", "a1", "q2", "a2"]);
});

Deno.test("a command that did not get through is repeated under its id; with another model it is another", async () => {
    const it = world(() => new Error("no connection"));
    for (const model of [undefined, undefined, "m"]) await assert.rejects(it.branches.regenerate(TREE[3], model));
    assert.deepEqual(it.calls.map(([, , body]) => body.id), ["id 1", "id 1", "id 2"]);
});

Deno.test("going to a sibling reads its branch and moves the leaf to that branch's end", async () => {
    const it = world((method) => method === "GET" ? { messages: [TREE[0], ...OTHER], earlier: false, later: false }
        : conversation({ id: "c", leafID: "a3", revision: 11 }));
    await it.branches.show("c", "a1b");
    assert.deepEqual(it.calls, [
        ["GET", "conversations/c/messages?around=a1b&limit=200", undefined],
        ["PATCH", "conversations/c", { leafID: "a3" }],
    ]);
    assert.deepEqual(it.path(), ["q1", "a1b", "q3", "a3"]);
});

Deno.test("a long branch is read to its end", async () => {
    const it = world((method, path) => method !== "GET" ? conversation({ id: "c", leafID: "a3", revision: 11 })
        : path.includes("around=a1b") ? { messages: OTHER.slice(0, 1), earlier: true, later: true }
        : { messages: OTHER, earlier: true, later: false });
    // The first page ends at the message itself, so nothing more would come: it counts as the end.
    await it.branches.show("c", "a1b");
    assert.equal(it.calls.at(-1)?.[2].leafID, "a1b");
    const other = world((method, path) => method !== "GET" ? conversation({ id: "c", leafID: "a3", revision: 11 })
        : path.includes("around=a1b") ? { messages: OTHER.slice(0, 2), earlier: true, later: true }
        : { messages: OTHER.slice(1), earlier: true, later: false });
    await other.branches.show("c", "a1b");
    assert.deepEqual(other.calls.map(([, path]) => path.split("around=")[1] ?? ""), ["a1b&limit=200", "q3&limit=200", ""]);
    assert.equal(other.calls.at(-1)?.[2].leafID, "a3");
});

Deno.test("when another tab went to a branch that is not here, it is read", async () => {
    const it = world(() => ({ messages: [TREE[0], ...OTHER], earlier: false, later: false }));
    await it.branches.catchUp("c");
    assert.equal(it.calls.length, 0);
    putConversation(it.state, conversation({ id: "c", leafID: "a3", revision: 11 }));
    await it.branches.catchUp("c");
    assert.deepEqual(it.path(), ["q1", "a1b", "q3", "a3"]);
});

Deno.test("what did not fit the model moves the line to where the newest answer's context began", () => {
    const fields = { contextLeftOut: 2, contextFromSeq: 3 };
    const path = [...TREE.slice(0, 3), { ...TREE[3], ...fields }];
    assert.deepEqual(contextLine(TREE, 3, false), { at: null, leftOut: 0 });
    assert.deepEqual(contextLine(path, 3, false), { at: 2, leftOut: 2 });
    assert.deepEqual(contextLine(path.slice(2), 3, true), { at: 0, leftOut: 2 });
    assert.deepEqual(contextLine(path.slice(3), 3, true), { at: null, leftOut: 2 });
    assert.deepEqual(contextLine([...TREE.slice(0, 3), { ...TREE[3], contextLeftOut: 1 }], 3, false), { at: 2, leftOut: 1 });
    // A later answer that took everything in has the last word.
    assert.equal(contextLine([...path, message({ seq: 5 }), message({ seq: 6, role: "model", status: "complete", text: "z" })], null, false).leftOut, 0);
});
