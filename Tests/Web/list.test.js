// @ts-check
// The lists: which chats they show, how far, and what is shown before the server has agreed.
import assert from "node:assert/strict";
import {
    applyFrame, applyList, assume, createState, hold, isWriting, listOf, putConversation, putMessage, remove, settle, unreadChats,
} from "../../web/model/state.js";
import { conversation, message } from "./fakes.js";

function liveState() {
    const state = createState();
    applyFrame(state, { type: "hello", epoch: "e", revision: 0, heartbeatSeconds: 20 });
    return state;
}

const at = (/** @type {number} */ day) => `2026-01-${String(day).padStart(2, "0")}T00:00:00.000Z`;
const idsOf = (/** @type {any[]} */ list) => list.map((one) => one.id);

Deno.test("each filter shows its own; what is archived is nowhere else", () => {
    const state = liveState();
    applyList(state, { conversations: [
        conversation({ id: "pinned", pinned: true, lastActivityAt: at(1) }),
        conversation({ id: "unread", unread: 2, lastActivityAt: at(3) }),
        conversation({ id: "read", lastActivityAt: at(2) }),
        conversation({ id: "away", archived: true, pinned: true, unread: 1 }),
    ] });
    assert.deepEqual(idsOf(listOf(state)), ["pinned", "unread", "read"]);
    assert.deepEqual(idsOf(listOf(state, "unread")), ["unread"]);
    assert.deepEqual(idsOf(listOf(state, "unread", "read")), ["unread", "read"]);
    assert.deepEqual(idsOf(listOf(state, "pinned")), ["pinned"]);
    assert.deepEqual(idsOf(listOf(state, "archived")), ["away"]);
    assert.equal(unreadChats(state, null), 1);
    assert.equal(unreadChats(state, "unread"), 0);
});

Deno.test("a list ends where what was read of it ends, until it is complete", () => {
    const state = liveState();
    applyList(state, { conversations: [conversation({ id: "a", lastActivityAt: at(9) }), conversation({ id: "b", lastActivityAt: at(8) })], nextCursor: "n" });
    putConversation(state, conversation({ id: "deep", lastActivityAt: at(1) })); // opened by its address
    assert.deepEqual(idsOf(listOf(state)), ["a", "b"]);
    putConversation(state, conversation({ id: "deep", lastActivityAt: at(10), revision: 9 }));
    assert.deepEqual(idsOf(listOf(state)), ["deep", "a", "b"]);
    // The last one read moves up: what was read still reaches as far as it did.
    putConversation(state, conversation({ id: "b", lastActivityAt: at(11), revision: 10 }));
    putConversation(state, conversation({ id: "c", lastActivityAt: at(7), revision: 2 }));
    assert.deepEqual(idsOf(listOf(state)), ["b", "deep", "a"]);
    applyList(state, { conversations: [conversation({ id: "c", lastActivityAt: at(7), revision: 2 })] });
    assert.deepEqual(idsOf(listOf(state)), ["b", "deep", "a", "c"]);
});

Deno.test("the same array while nothing changes, another after each change", () => {
    const state = liveState();
    applyList(state, { conversations: [conversation({ id: "a" })] });
    const first = listOf(state);
    assert.equal(listOf(state), first);
    putConversation(state, conversation({ id: "a", revision: 0 }));
    assert.equal(listOf(state), first);
    putConversation(state, conversation({ id: "a", title: "Other", revision: 5 }));
    assert.notEqual(listOf(state), first);
    applyFrame(state, { type: "reset", epoch: "f", revision: 0, heartbeatSeconds: 20 });
    assert.deepEqual(listOf(state), []);
});

Deno.test("what is assumed lies over whatever the server says, and goes when it has spoken", () => {
    const state = liveState();
    applyList(state, { conversations: [conversation({ id: "a", title: "Old", revision: 1 })] });
    const pin = { pinned: true }, archive = { archived: true };
    assume(state, "a", pin);
    assume(state, "a", archive);
    putConversation(state, conversation({ id: "a", title: "New", revision: 2 }));
    const { title, pinned, archived, revision } = /** @type {any} */ (state.conversations.get("a"));
    assert.deepEqual({ title, pinned, archived, revision }, { title: "New", pinned: true, archived: true, revision: 2 });
    settle(state, "a", pin); // refused
    assert.equal(state.conversations.get("a")?.pinned, false);
    assert.equal(state.conversations.get("a")?.archived, true);
    putConversation(state, conversation({ id: "a", title: "New", archived: true, revision: 3 }));
    settle(state, "a", archive);
    assert.equal(state.conversations.get("a")?.archived, true);
    assert.equal(state.assumed.size, 0);
});

Deno.test("agreed without a word it stays so until the change comes; a newer word wins", () => {
    const state = liveState();
    applyList(state, { conversations: [conversation({ id: "a", unread: 2, revision: 1 })] });
    const read = { unread: 0 };
    assume(state, "a", read);
    settle(state, "a", read, true);
    assert.equal(state.conversations.get("a")?.unread, 0);
    putConversation(state, conversation({ id: "a", unread: 1, revision: 2 })); // another answer since
    assert.equal(state.conversations.get("a")?.unread, 1);
    const again = { unread: 0 };
    assume(state, "a", again);
    putConversation(state, conversation({ id: "a", unread: 3, revision: 3 }));
    settle(state, "a", again, true);
    assert.equal(state.conversations.get("a")?.unread, 3);
});

Deno.test("an assumption ends with its conversation, and with a reset", () => {
    const state = liveState();
    applyList(state, { conversations: [conversation({ id: "a" }), conversation({ id: "b" })] });
    const going = { isGoing: true };
    assume(state, "a", going);
    assert.deepEqual(idsOf(listOf(state)), ["b"]);
    remove(state, "conversation", "a");
    settle(state, "a", going);
    assert.equal(state.conversations.has("a"), false);
    assume(state, "b", going);
    applyFrame(state, { type: "reset", epoch: "f", revision: 0, heartbeatSeconds: 20 });
    applyList(state, { conversations: [conversation({ id: "b" })] });
    settle(state, "b", going);
    assert.deepEqual(idsOf(listOf(state)), ["b"]);
});

Deno.test("a chat is being written in, held here or only heard of", () => {
    const state = liveState();
    const one = conversation({ id: "c", leafID: "a1" });
    applyList(state, { conversations: [one] });
    assert.equal(isWriting(state, one), false);
    applyFrame(state, { type: "delta", messageID: "a1", offset: 0, text: "x" }); // after a start
    assert.equal(isWriting(state, one), true);
    putMessage(state, message({ id: "a1", conversationID: "c", role: "model", status: "complete" }));
    assert.equal(isWriting(state, one), false);
    putMessage(state, message({ id: "a1", conversationID: "c", role: "model", status: "queued" }));
    assert.equal(isWriting(state, one), true);
    hold(state, "c");
    assert.equal(isWriting(state, one), false); // its messages are on their way
    putMessage(state, message({ id: "a1", conversationID: "c", role: "model", status: "streaming" }));
    assert.equal(isWriting(state, one), true);
});
