"""A desktop without a mouse."""

import pytest
from playwright.sync_api import expect

from files import NOTES, PICTURE
from person import PASSWORD, answers_of, expect_complete, expect_focus_kept, field_of, questions_of
from test_attachments import expect_attached, hand_over


def tab_to(page, locator, limit: int = 30):
    """Presses Tab until the element has the focus, as someone without a mouse does."""
    for _ in range(limit):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not get to {locator}")


def test_from_sign_up_to_deleting(people, stand_in):
    person = people()
    page = person.open()
    tab_to(page, page.get_by_role("button", name="New here? Create an account"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(person.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    new_chat = page.get_by_role("button", name="New chat")
    expect(new_chat).to_be_visible()
    tab_to(page, new_chat)
    page.keyboard.press("Enter")
    expect(field_of(page)).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    expect(field_of(page)).to_have_value("first line\nsecond line")
    page.keyboard.press("Enter")
    expect_complete(page)
    assert questions_of(page).locator(".text").inner_text() == "first line\nsecond line"
    expect(field_of(page)).to_be_focused()
    expect(field_of(page)).to_have_value("")

    # Renaming: the menu, the dialog, and back to where one was.
    menu = page.get_by_role("button", name="Chat menu")
    open_dialog(page, menu, "Rename")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(menu).to_be_focused()
    open_dialog(page, menu, "Rename")
    page.keyboard.type("Lines")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    expect(menu).to_be_focused()

    # Deleting: the harmless answer has the focus.
    open_dialog(page, menu, "Delete")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_focused()
    expect(questions_of(page)).to_have_count(1)
    open_dialog(page, menu, "Delete")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose a chat, or start a new one.")).to_be_visible()
    expect_focus_kept(page)


def open_dialog(page, menu, action: str):
    tab_to(page, menu)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name=action, exact=True)
    expect(button).to_be_visible()
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.firefox
def test_chats_are_opened_from_the_list(person):
    for question in ("One.", "Two."):
        person.conversation(questions=[question])
    page = person.open()
    row = page.get_by_role("link", name="One.")
    expect(row).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Two."))
    page.keyboard.press("ArrowDown")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(questions_of(page)).to_contain_text("One.")
    expect(field_of(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect_focus_kept(page)


def test_model_settings_and_usage(reader):
    person, _ = reader
    page = person.open_new_chat()
    expect(field_of(page)).to_be_focused()
    model = page.get_by_role("button", name="Model:")
    tab_to(page, model)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Choose a model")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(model).to_be_focused()
    expect(model).to_have_accessible_name("Model: Gemini 3.8 Pro")

    tab_to(page, page.get_by_role("button", name="Chat menu"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Chat settings"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Chat settings")
    expect(dialog).to_be_visible()
    tab_to(page, dialog.get_by_label("Instructions"))
    page.keyboard.type("Be brief.")
    tab_to(page, dialog.get_by_role("button", name="Save as preset"))
    page.keyboard.press("Enter")
    page.keyboard.type("Brief")
    page.keyboard.press("Escape")  # only the name is given up
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Save as preset")).to_be_focused()
    tab_to(page, dialog.get_by_role("switch", name="Run code"))
    page.keyboard.press("Space")
    tab_to(page, dialog.locator("footer").get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect_focus_kept(page)
    stored = person.call("GET", f"conversations/{person.open_id()}")
    assert (stored["instructions"], stored["settings"]["codeExecution"]) == ("Be brief.", True)

    tab_to(page, page.get_by_role("button", name="Account"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Usage"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Usage")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect_focus_kept(page)


def test_tray_and_viewer(reader):
    person, gemini = reader
    gemini.answer("by-keys", "A harbour.")
    page = person.open_new_chat()
    expect(field_of(page)).to_be_focused()
    hand_over(page, "paste", "#text", PICTURE, NOTES)
    expect_attached(page, 2)
    tab_to(page, page.get_by_role("button", name="Remove notes.txt"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove harbour.png")).to_be_focused()
    tab_to(page, field_of(page))
    page.keyboard.type("by-keys")
    page.keyboard.press("Enter")
    expect_complete(page)
    picture = page.get_by_role("button", name="Open picture harbour.png")
    tab_to(page, picture)
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Picture")
    tab_to(page, viewer.get_by_role("link", name="Download harbour.png"))
    tab_to(page, viewer.get_by_role("button", name="Close"))
    page.keyboard.press("Enter")
    expect(viewer).to_have_count(0)
    expect(picture).to_be_focused()


def test_the_log_scrolls_by_keys(person):
    id = person.conversation(model="stand-in-deltas-60", questions=["One.", "Two."])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    log = page.get_by_role("log")
    tab_to(page, log)
    bottom = log.evaluate("log => log.scrollTop")
    page.keyboard.press("PageUp")
    expect(page.get_by_role("button", name="Scroll to the newest message")).to_be_visible()
    assert log.evaluate("log => log.scrollTop") < bottom


def test_an_input_methods_enter_does_not_send(person):
    page = person.open_new_chat()
    field = field_of(page)
    expect(field).to_be_focused()
    devtools = person.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    expect(field).to_have_value("にほん")
    # An input method keeps Enter for itself: the page sees the key go down and up, and no line break.
    heard = field.evaluate_handle("""field => { const heard = []; field.addEventListener("keydown",
        (event) => heard.push(`${event.key} ${event.isComposing}`)); return heard; }""")
    for kind in ("rawKeyDown", "keyUp"):
        key = {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        devtools.send("Input.dispatchKeyEvent", key)
    devtools.send("Input.insertText", {"text": "日本"})
    expect(field).to_have_value("日本")
    assert heard.json_value() == ["Enter true"], "the browser did not take this for an input method's Enter"
    expect(questions_of(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect_complete(page)
    assert questions_of(page).locator(".text").inner_text() == "日本"
    expect(answers_of(page)).to_have_count(1)


def test_nothing_to_send(person):
    """Enter on nothing, or on spaces, does nothing; nor does Send, which a browser without dictation has there."""
    person.context.add_init_script("delete globalThis.webkitSpeechRecognition; delete globalThis.SpeechRecognition")
    page = person.open_new_chat()
    expect(field_of(page)).to_be_focused()
    page.keyboard.press("Enter")
    field_of(page).fill("  \n ")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send").click()
    expect(field_of(page)).to_be_focused()
    expect(questions_of(page)).to_have_count(0)
    assert person.call("GET", "conversations")["conversations"] == []
