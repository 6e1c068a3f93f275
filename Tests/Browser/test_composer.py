"""The field below a chat: its one button, emoji, attaching, dictation, what is typed while an answer runs."""

import base64

import pytest
from playwright.sync_api import Page, expect

from person import HELD, answers_of, eventually, expect_complete, expect_tick, field_of, questions_of

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# The browser's speech recognition, as its specification has it, in the test's hands.
SPEECH = """
    globalThis.heard = [];
    globalThis.SpeechRecognition = globalThis.webkitSpeechRecognition = class {
        constructor() { heard.push(this); }
        start() { this.state = "on"; }
        stop() { this.state = "off"; this.onend?.(); }
        say(...parts) {
            const results = parts.map(([transcript, isFinal]) => Object.assign([{ transcript }], { isFinal }));
            this.onresult({ resultIndex: 0, results });
        }
    };
"""
NO_SPEECH = "delete globalThis.SpeechRecognition; delete globalThis.webkitSpeechRecognition"
PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    if (document.querySelector("#text").dispatchEvent(event)) document.execCommand("insertText", false, text);
}"""


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def set_enter_key(person, value: str):
    person.call("PATCH", "users/me", {"settings": {"enterKey": value}})


# The field and its button.


def test_it_grows_to_eight_lines_and_then_scrolls(person):
    page = person.open_new_chat()
    field = field_of(page)
    expect(field).to_be_focused()
    heights = []
    for lines in (1, 2, 8, 9, 30):
        field.fill("\n".join(["line"] * lines))
        heights.append(page.evaluate("document.querySelector('#text').clientHeight"))
    one, two, eight, nine, thirty = heights
    assert one < two < eight
    assert abs((eight - one) - 7 * (two - one)) <= 2
    assert eight == nine == thirty
    assert page.evaluate("{ const text = document.querySelector('#text'); text.scrollHeight > text.clientHeight }")


def test_one_button_dictates_sends_and_stops(person, stand_in):
    person.context.add_init_script(SPEECH)
    page = person.open_new_chat()
    expect(button(page, "Dictate")).to_be_visible()
    place = page.locator("#send").bounding_box()
    field_of(page).fill(f"Go on. {HELD}")
    expect(button(page, "Send")).to_be_visible()
    button(page, "Send").click()
    stand_in.wait_for_held()
    expect(button(page, "Stop the answer")).to_have_count(1)
    assert page.locator("#send").bounding_box() == place

    # With text in the field it sends, and Stop stands beside it.
    field_of(page).fill("Not this, rather that.")
    expect(page.locator("#send")).to_have_attribute("aria-label", "Send")
    button(page, "Stop the answer").click()
    stand_in.wait_for_closed()
    expect(answers_of(page)).to_contain_text("Stopped")
    expect(field_of(page)).to_have_value("Not this, rather that.")
    expect(button(page, "Stop the answer")).to_have_count(0)


def test_enter_follows_the_setting(person):
    set_enter_key(person, "newline")
    page = person.open_new_chat()
    expect(field_of(page)).to_have_attribute("enterkeyhint", "enter")
    page.keyboard.type("One line")
    page.keyboard.press("Enter")
    page.keyboard.type("and another")
    expect(field_of(page)).to_have_value("One line\nand another")
    expect(questions_of(page)).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect_complete(page)
    expect(questions_of(page).locator(".text")).to_have_text("One line\nand another")

    set_enter_key(person, "send")  # a change of the user, which this page hears of
    expect(field_of(page)).to_have_attribute("enterkeyhint", "send")
    page.keyboard.type("Sent at once")
    page.keyboard.press("Enter")
    expect(questions_of(page)).to_have_count(2)


def test_on_touch_enter_is_a_new_line(people, stand_in):
    person = people(**PHONE).sign_up()
    page = person.open_new_chat()
    field_of(page).tap()
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    expect(field_of(page)).to_have_value("One\ntwo")
    button(page, "Send").tap()
    expect_complete(page)


# Starting.


def test_prompts_to_start_from_fill_the_field_and_send_nothing(person):
    page = person.open_new_chat()
    starters = page.get_by_role("group", name="Ideas to start from").get_by_role("button")
    expect(starters).to_have_count(4)
    first = starters.all_inner_texts()
    starters.nth(0).click()
    expect(field_of(page)).to_have_value("Explain in simple words, with an example from everyday life: ")
    expect(field_of(page)).to_be_focused()
    expect(starters.first).to_be_hidden()
    page.keyboard.type("tides")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    assert starters.all_inner_texts() == first, "the same chat has the same ones"
    page.locator("#new-chat").click()
    expect(starters.first).not_to_have_text(first[0])
    assert not set(first) & set(starters.all_inner_texts())
    assert person.call("GET", "conversations")["conversations"] == []


# Emoji.


def test_emoji_by_keyboard(person):
    page = person.open_new_chat()
    expect(field_of(page)).to_be_focused()
    page.keyboard.type("Hot  here")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Tab")
    expect(button(page, "Emoji")).to_be_focused()
    page.keyboard.press("Enter")
    picker = page.get_by_role("dialog", name="Emoji")
    expect(picker.get_by_role("searchbox", name="Search emoji")).to_be_focused()
    page.keyboard.type("fire")
    expect(page.locator("#status")).to_contain_text("emoji")
    page.keyboard.press("Enter")
    expect(field_of(page)).to_have_value("Hot 🔥 here")
    expect(field_of(page)).to_be_focused()
    expect(picker).to_have_count(0)
    page.keyboard.press("Control+Z")
    expect(field_of(page)).to_have_value("Hot  here")

    # What was used last comes first; arrows go through the rows and groups; Esc leads back.
    button(page, "Emoji").click()
    expect(picker.get_by_role("group", name="Recently used").get_by_role("button")).to_have_text(["🔥"])
    page.keyboard.press("ArrowDown")
    expect(picker.get_by_role("button", name="fire", exact=True).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(picker.get_by_role("button", name="grinning face", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(picker.get_by_role("button", name="grinning face with big eyes", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(picker.get_by_role("button", name="grinning face with big eyes", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(picker).to_have_count(0)
    expect(field_of(page)).to_be_focused()
    expect(field_of(page)).to_have_value("Hot 😃 here")


def test_skin_tone_is_kept(person):
    page = person.open_new_chat()
    button(page, "Emoji").click()
    picker = page.get_by_role("dialog", name="Emoji")
    button(page, "Skin tone").click()
    picker.get_by_role("button", name="Medium-dark").click()
    picker.get_by_role("button", name="People and body").click()
    picker.get_by_role("button", name="waving hand", exact=True).click()
    expect(field_of(page)).to_have_value("👋🏾")
    page.reload()
    button(page, "Emoji").click()
    # It has to be fetched first, and does not hear what is typed before.
    expect(picker.get_by_role("searchbox", name="Search emoji")).to_be_focused()
    page.keyboard.type("waving")
    expect(picker.get_by_role("button", name="waving hand", exact=True).first).to_have_text("👋🏾")


def test_emoji_cost_nothing_until_they_are_wanted(person):
    page = person.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "emoji" in request.url else None)
    person.open_new_chat()
    expect(button(page, "Emoji")).to_be_visible()
    assert not asked
    button(page, "Emoji").click()
    expect(page.get_by_role("dialog", name="Emoji")).to_be_visible()
    assert len(asked) == 3
    bodies = [person.context.request.get(url, headers={"Accept-Encoding": "br"}).headers["content-length"] for url in asked]
    assert sum(map(int, bodies)) <= 15_000


def test_no_emoji_button_where_the_keyboard_has_them(people):
    page = people(**PHONE).sign_up().open_new_chat()
    expect(button(page, "Attach")).to_be_visible()
    expect(button(page, "Emoji")).to_be_hidden()


# Attaching.


def test_attach_menu(person):
    page = person.open_new_chat()
    button(page, "Attach").click()
    menu = page.get_by_role("group", name="Attach")
    expect(menu.get_by_role("button")).to_have_text(["Photos and videos", "Files"])
    with page.expect_file_chooser() as chooser:
        menu.get_by_role("button", name="Photos and videos").click()
    assert chooser.value.is_multiple()
    assert chooser.value.element.get_attribute("accept") == "image/*,video/*"
    button(page, "Attach").click()
    page.keyboard.press("Escape")
    expect(button(page, "Attach")).to_be_focused()


def test_the_camera_on_a_phone(people):
    page = people(**PHONE).sign_up().open_new_chat()
    button(page, "Attach").tap()
    with page.expect_file_chooser() as chooser:
        button(page, "Camera").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"


def test_a_long_text_becomes_a_file(person):
    page = person.open_new_chat()
    expect(field_of(page)).to_be_focused()
    page.keyboard.type("Read this: ")
    page.evaluate(PASTE, "word " * 3000)
    expect(page.locator("#limit")).to_contain_text("A text of 15,000 characters was pasted.")
    button(page, "Attach as a text file").click()
    expect(field_of(page)).to_have_value("Read this: ")
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("Pasted text.txt")
    expect(page.locator("#limit")).to_be_hidden()

    # What is too long for a message does not even come into the field, unless it is wanted there.
    page.evaluate(PASTE, "y" * 140_000)
    expect(page.locator("#limit")).to_contain_text("too many for a message")
    expect(field_of(page)).to_have_value("Read this: ")
    button(page, "Paste anyway").click()
    expect(button(page, "Send")).to_be_disabled()
    button(page, "Attach as a text file").click()
    expect(field_of(page)).to_have_value("Read this: ")
    expect(page.get_by_role("list", name="Attached files").get_by_role("listitem")).to_have_count(2)
    eventually(lambda: page.evaluate("document.querySelectorAll('#tray progress:not([hidden])').length") == 0, "they are there")
    page.keyboard.press("Enter")
    expect_complete(page)
    attached = person.messages(person.open_id())[0]["attachments"]
    assert [one["bytes"] for one in attached] == [15_000, 140_000]


# Dictation.


def test_dictation(person):
    person.context.add_init_script(SPEECH)
    page = person.open_new_chat()
    expect(field_of(page)).to_be_focused()
    page.keyboard.type("Dear Castor,")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    button(page, "Dictate").click()
    expect(page.locator(".interim")).to_have_text("Listening…")
    expect(page.locator("#status")).to_have_text("Dictation has begun")
    assert page.evaluate("[heard[0].lang, heard[0].state, heard[0].interimResults]") == ["en", "on", True]
    page.evaluate("heard[0].say(['the harbour', false])")
    expect(page.locator(".interim")).to_have_text("the harbour")
    expect(field_of(page)).to_have_value("")
    page.evaluate("heard[0].say(['The harbour sleeps.', true])")
    page.evaluate("heard[0].say([' And the lantern burns.', true])")
    expect(field_of(page)).to_have_value("The harbour sleeps. And the lantern burns.")
    button(page, "End dictation").click()
    expect(page.locator(".interim")).to_be_hidden()
    assert page.evaluate("heard[0].state") == "off"
    expect(button(page, "Send")).to_be_visible()
    expect(questions_of(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect_complete(page)


@pytest.mark.parametrize("error, says", [("not-allowed", "microphone is not allowed"), ("network", "connection"), ("odd", "Try again")])
def test_dictation_that_fails_says_why(person, error, says):
    person.context.add_init_script(SPEECH)
    page = person.open_new_chat()
    button(page, "Dictate").click()
    expect(button(page, "End dictation")).to_be_visible()
    page.evaluate("(error) => heard[0].onerror({ error })", error)
    expect(page.locator("#note")).to_contain_text(says)
    expect(button(page, "Dictate")).to_be_visible()


def test_no_dictation_where_the_browser_has_none(person):
    person.context.add_init_script(NO_SPEECH)
    page = person.open_new_chat()
    expect(button(page, "Send")).to_be_visible()
    expect(button(page, "Dictate")).to_have_count(0)


# While an answer runs.


def test_what_is_sent_meanwhile_waits_and_is_answered_in_order(person, stand_in):
    page = person.open_new_chat()
    person.ask(f"First. {HELD}")
    stand_in.wait_for_held()
    person.ask("Second.")
    person.ask("Third.")
    expect(questions_of(page)).to_have_count(3)
    expect(answers_of(page).nth(1)).to_contain_text("Answers when the one above is complete")
    expect_tick(questions_of(page).last, "Stored on the server")
    stand_in.release()
    expect_complete(page)
    assert [one["text"].split(".")[0] for one in person.messages(person.open_id()) if one["role"] == "user"] == ["First", "Second", "Third"]


def test_what_waits_can_be_taken_back_and_changed(person, stand_in):
    page = person.open_new_chat()
    person.ask(f"First. {HELD}")
    stand_in.wait_for_held()
    person.ask("Second.")
    person.ask("Third.")
    waiting = answers_of(page).filter(has_text="Answers when the one above is complete")
    expect(waiting).to_have_count(2)
    field_of(page).fill("Fourth.")
    waiting.last.get_by_role("button", name="Edit").click()
    expect(field_of(page)).to_have_value("Third.\nFourth.")
    expect(questions_of(page)).to_have_count(2)

    # The one before takes along what hangs on it: nothing is lost, and it stays in order.
    field_of(page).fill("")
    person.ask("Third, changed.")
    expect(waiting).to_have_count(2)
    waiting.first.get_by_role("button", name="Edit").click()
    expect(field_of(page)).to_have_value("Second.\n\nThird, changed.")
    expect(field_of(page)).to_be_focused()
    expect(questions_of(page)).to_have_count(1)
    page.reload()
    expect(field_of(page)).to_have_value("Second.\n\nThird, changed.")
    page.keyboard.press("Enter")
    expect(questions_of(page)).to_have_count(2)
    stand_in.release()
    expect_complete(page)
    stored = [one["text"] for one in person.messages(person.open_id()) if one["role"] == "user"]
    assert stored[1:] == ["Second.\n\nThird, changed."]


def test_taking_back_brings_the_files_along(person, stand_in):
    page = person.open_new_chat()
    person.ask(f"First. {HELD}")
    stand_in.wait_for_held()
    content = base64.b64encode(b"Some notes.").decode()
    page.evaluate("""(content) => {
        const data = new DataTransfer();
        data.items.add(new File([atob(content)], "notes.txt", { type: "text/plain" }));
        document.querySelector("#text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""", content)
    tray = page.get_by_role("list", name="Attached files")
    expect(tray).to_contain_text("11")
    person.ask("With notes.")
    expect(tray).to_be_hidden()
    answers_of(page).last.get_by_role("button", name="Edit").click()
    expect(field_of(page)).to_have_value("With notes.")
    expect(tray).to_contain_text("notes.txt")
    expect(tray).to_contain_text("11")
    page.keyboard.press("Enter")
    stand_in.release()
    expect_complete(page)
    assert [one["name"] for one in person.messages(person.open_id())[2]["attachments"]] == ["notes.txt"]


def test_when_it_cannot_be_taken_back_it_stays_where_it_is(person, stand_in):
    page = person.open_new_chat()
    person.ask(f"First. {HELD}")
    stand_in.wait_for_held()
    person.ask("Second.")
    person.expects("status of 503")
    page.route("**/api/v1/messages/*", lambda route: route.fulfill(status=503) if route.request.method == "DELETE" else route.continue_())
    answers_of(page).last.get_by_role("button", name="Edit").click()
    expect(page.locator("#note")).to_contain_text("server has a problem")
    expect(field_of(page)).to_have_value("")
    expect(questions_of(page)).to_have_count(2)
