"""One person, two browsers: what changes in one shows in the other. How long that takes is printed, and not asserted."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from person import answers_of, eventually, expect_complete, field_of, new_id, questions_of, words_of
from test_chat_messages import menu_of
from test_list import choose, link_of, preview_of, row_of

# Notes when a selector first matches (with a text, if one is given), or matches no more.
_WATCH = """([selector, text, isThere]) => {
    const holds = () => [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text)) === isThere;
    globalThis.seenAt = null;
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
    function look() {
        if (!holds()) return;
        observer.disconnect();
        globalThis.seenAt = performance.timeOrigin + performance.now();
    }
}"""


# Notes when a person last did something.
_NOTE = """() => {
    for (const type of ["click", "keydown", "input"]) {
        addEventListener(type, () => { globalThis.actedAt = performance.timeOrigin + performance.now(); }, { capture: true });
    }
}"""


def watch(page: Page, selector: str, text: str = "", is_there: bool = True):
    page.evaluate(_WATCH, [selector, text, is_there])


def test_what_changes_on_one_device_shows_on_the_other(people, scripted_server, capsys):
    server, gemini = scripted_server
    one = people(server).sign_up()
    other = people(server)
    other.name = one.name
    other.sign_in()
    gemini.answer("first-words", "An answer to be starred.")
    gemini.answer("to-be-deleted", "Soon gone.")
    id = one.conversation(questions=["first-words"])
    one.conversation(questions=["to-be-deleted"])
    here, there = one.open(f"/c/{id}"), other.open(f"/c/{id}")
    for page in (here, there):
        expect_complete(page)
        expect(link_of(page, "to-be-deleted")).to_be_visible()
    here.evaluate(_NOTE)
    took: dict[str, float] = {}

    def measure(what: str, action: Callable[[], None], selector: str, text: str = "", is_there: bool = True):
        """From the last key or click here (or from Gemini's word) until the other page has it."""
        watch(there, selector, text, is_there)
        begun = time.time() * 1000
        action()
        begun = max(begun, here.evaluate("globalThis.actedAt ?? 0"))
        eventually(lambda: there.evaluate("seenAt !== null"), f"{what} shows on the other device")
        took[what] = there.evaluate("seenAt") - begun

    here.get_by_role("button", name="Chat menu").click()
    here.get_by_role("button", name="Rename").click()
    here.get_by_label("Title").fill("Renamed here")
    measure("title", here.get_by_role("button", name="Save").click, "#rows .name", "Renamed here")
    expect(there.get_by_role("heading", name="Renamed here")).to_be_visible()

    answer = answers_of(here).first
    star = menu_of(here, answer).get_by_role("button", name="Star", exact=True)
    measure("star", star.click, ".bubble.in svg.starred:not([hidden])")
    expect(answers_of(there).first.get_by_role("img", name="Starred")).to_be_visible()

    # A text that is being written, seen by both.
    script = gemini.prepare("streaming-words")
    measure("question", lambda: one.ask("streaming-words"), ".bubble.out", "streaming-words")
    script.say("first ")
    expect(words_of(answers_of(there).last)).to_have_text("first")
    measure("streaming text", lambda: script.say("second "), ".bubble.in", "second")
    script.end()
    expect_complete(there)

    # An answer that ended while nobody had its chat open is unread, until one device shows it.
    for page in (here, there):
        page.get_by_role("button", name="New chat").click()
    gemini.answer("quiet-words", "Read me.")
    one.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": "quiet-words"})
    expect(row_of(there, "Renamed here").locator(".badge")).to_contain_text("1")
    measure("read", lambda: link_of(here, "Renamed here").click(), "#rows .badge", is_there=False)
    expect(questions_of(here)).to_have_count(3)

    # It is saved when one pauses.
    measure("draft", lambda: field_of(here).fill("half a thought"), "#rows .preview", "half a thought")
    link_of(there, "Renamed here").click()
    expect(field_of(there)).to_have_value("half a thought")
    field_of(here).fill("")
    expect(field_of(there)).to_have_value("")

    choose(here, "to-be-deleted", "Delete")
    yes = here.get_by_role("dialog").get_by_role("button", name="Delete")
    measure("deletion", yes.click, "#rows .name", "to-be-deleted", is_there=False)
    expect(link_of(there, "Renamed here")).to_be_visible()
    expect(preview_of(there, "Renamed here")).to_contain_text("Read me.")

    with capsys.disabled():
        print("\nfrom one device to the other, ms: " + ", ".join(f"{what} {ms:.0f}" for what, ms in took.items()))

