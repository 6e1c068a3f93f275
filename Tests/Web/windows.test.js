// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// A part in the middle of a long path: it grows downwards until it meets the newest messages.
import assert from "node:assert/strict";
import { applyMessages, createState, hold, putConversation, putMessage, windowOf } from "../../web/model/state.js";
import { createWindows } from "../../web/model/windows.js";
import { conversation, message } from "./fakes.js";

const COUNT = 400;
const LONG = Array.from({ length: COUNT }, (_, i) => message({
    id: `m${i}`, seq: i + 1, parentID: i ? `m${i - 1}` : undefined, role: i % 2 ? "model" : "user", status: i % 2 ? "complete" : "stored",
}));
// Another branch below the first answer.
const OTHER = message({ id: "other", seq: COUNT + 1, parentID: "m1" });

/** A server with one long path, and a page that holds its last six messages. */
function world() {
    const state = createState();
    /** @type {string[]} */
    const queries = [];
    /** @type {string[]} */
    const branches = [];
    putConversation(state, conversation({ id: "c", leafID: `m${COUNT - 1}` }));
    hold(state, "c");
    applyMessages(state, "c", { messages: LONG.slice(-6), earlier: true });
    const windows = createWindows({
        state,
        showBranch: (_, id) => {
            branches.push(id);
            putMessage(state, OTHER);
            putConversation(state, conversation({ id: "c", leafID: "other", revision: 1000 }));
            for (const one of LONG.slice(0, 2)) putMessage(state, one);
            return Promise.resolve();
        },
        ask: (_, path) => {
            queries.push(path.split("?")[1]);
            const query = new URLSearchParams(path.split("?")[1]);
            const limit = Number(query.get("limit"));
            if (query.get("around") === "other") return Promise.resolve({ messages: [...LONG.slice(0, 2), OTHER], earlier: false, later: false });
            const around = LONG.findIndex(({ id }) => id === query.get("around"));
            const before = Number(query.get("before") ?? COUNT + 1) - 1;
            const from = around < 0 ? Math.max(0, before - limit) : Math.max(0, around + 1 - Math.floor(limit / 2));
            const to = Math.min(COUNT, around < 0 ? before : from + limit);
            return Promise.resolve({ messages: LONG.slice(from, to), earlier: from > 0, later: to < COUNT });
        },
    });
    const shown = () => {
        const { path, later } = windowOf(state, "c");
        return [path[0].id, path.at(-1)?.id, later];
    };
    return { state, windows, queries, branches, shown };
}

Deno.test("a message far up is shown with what is around it, and without a gap", async () => {
    const it = world();
    await it.windows.reach("c", "m100");
    assert.deepEqual(it.shown(), ["m71", "m130", true]);
    const { path } = windowOf(it.state, "c");
    assert.ok(path.every((one, i) => i === 0 || one.parentID === path[i - 1].id));
});

Deno.test("it goes on downwards until it meets what is here of the end", async () => {
    const it = world();
    await it.windows.reach("c", "m300");
    for (let pages = 0; windowOf(it.state, "c").later; pages += 1) {
        assert.ok(pages < 10, "it never meets the end");
        await it.windows.goOn("c");
    }
    assert.deepEqual(it.shown(), ["m271", "m399", false]);
});

Deno.test("two requests to go on at once are one", async () => {
    const it = world();
    await it.windows.reach("c", "m100");
    it.queries.length = 0;
    await Promise.all([it.windows.goOn("c"), it.windows.goOn("c")]);
    assert.equal(it.queries.length, 1);
});

Deno.test("the newest are one step away, and what comes meanwhile does not move the part that is shown", async () => {
    const it = world();
    await it.windows.reach("c", "m100");
    putMessage(it.state, message({ id: "new", seq: 500, parentID: `m${COUNT - 1}` }));
    assert.deepEqual(it.shown(), ["m71", "m130", true]);
    await it.windows.toNewest("c");
    assert.deepEqual(it.shown(), ["m394", "new", false]);
});

Deno.test("what is shown already needs no request", async () => {
    const it = world();
    await it.windows.reach("c", "m397");
    assert.deepEqual([it.queries, it.shown()], [[], ["m394", "m399", false]]);
});

Deno.test("a message of another branch brings that branch", async () => {
    const it = world();
    await it.windows.reach("c", "other");
    assert.deepEqual([it.branches, it.shown()], [["other"], ["m0", "other", false]]);
});
