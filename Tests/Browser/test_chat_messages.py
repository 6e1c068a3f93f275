"""What one does with single messages: menus, quotes, stars, copies, shared texts, editing, deleting, several at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from person import STRETCH, answers_of, eventually, expect_complete, expect_focus_kept, field_of, questions_of, try_at_once
from test_accessibility import expect_accessible
from test_phone import PHONE, overflowing


def menu_of(page: Page, bubble: Locator) -> Locator:
    """Opens a message's menu by its arrow."""
    bubble.hover()
    bubble.locator(".more").click()
    menu = page.locator(".menu.at-point")
    expect(menu).to_be_visible()
    return menu


def choose(page: Page, bubble: Locator, action: str):
    menu_of(page, bubble).get_by_role("button", name=action, exact=True).click()


@pytest.fixture
def chat(reader):
    """A chat of two exchanges, open, and Gemini."""
    person, gemini = reader
    gemini.answer("first-one", "Some **bold** words and a list:\n\n1. one\n2. two\n\n```js\nlet x;\n```")
    gemini.answer("second-one", "The last words.")
    page = person.open(f"/c/{person.conversation(questions=['first-one', 'second-one'])}")
    expect(answers_of(page)).to_have_count(2)
    return person, page, gemini


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_the_menus_of_questions_and_answers(chat):
    person, page, _ = chat
    labels = menu_of(page, questions_of(page).first).get_by_role("button").all_inner_texts()
    assert labels == ["Reply", "Copy", "Star", "Share as text", "Edit", "Info", "Select messages", "Delete"]
    expect_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator(".menu.at-point")).to_have_count(0)
    questions_of(page).first.click(button="right")
    menu = page.locator(".menu.at-point")
    expect(menu.get_by_role("button", name="Reply")).to_be_focused()
    page.keyboard.press("End")
    expect(menu.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Escape")
    labels = menu_of(page, answers_of(page).first).get_by_role("button").all_inner_texts()
    assert labels == [
        "Reply", "Copy", "Copy as Markdown", "Star", "Share as text", "Share a link…", "Try again", "Try with another model…", "Info",
        "Select messages", "Delete",
    ]  # fmt: skip
    page.keyboard.press("Escape")
    choose(page, questions_of(page).first, "Info")
    expect(page.get_by_role("dialog", name="About this message")).to_contain_text("Characters")


def test_messages_by_keys(chat):
    """↑ and ↓ go from message to message, Enter and Space open the menu, and the focus comes back."""
    _, page, _ = chat
    log = page.get_by_role("log")
    log.focus()
    page.keyboard.press("ArrowUp")
    expect(answers_of(page).last).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(questions_of(page).last).to_be_focused()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        expect(page.get_by_role("group", name="Message menu")).to_be_visible()
        page.keyboard.press("Escape")
        expect(questions_of(page).last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(answers_of(page).last).to_be_focused()
    # One stop of Tab for all messages: it comes back to the same one.
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(answers_of(page).last).to_be_focused()
    assert page.locator(".bubble[tabindex='0']").count() == 1


def test_a_long_press(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("pressed", "Under the finger.")
    person = people(server, **PHONE).sign_up()
    page = person.open(f"/c/{person.conversation(questions=['pressed'])}")
    box = answers_of(page).locator(".text p").bounding_box()
    devtools = person.context.new_cdp_session(page)
    point = {"x": box["x"] + 20, "y": box["y"] + 8}

    def touch(kind: str, *points: dict):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    # A finger that moves scrolls, it does not press.
    touch("touchStart", point)
    touch("touchMove", point | {"y": point["y"] - 40})
    touch("touchEnd")
    menu = page.locator(".menu.at-point")
    touch("touchStart", point)
    expect(menu).to_be_visible()
    touch("touchEnd")
    expect(menu.get_by_role("button", name="Reply")).to_be_focused()
    assert overflowing(page) == []
    sizes = menu.get_by_role("button").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(sizes) >= 40
    menu.get_by_role("button", name="Select text").tap()
    assert page.evaluate("getSelection().toString().trim()") == "Under the finger."


def test_copying_and_sharing(chat):
    person, page, _ = chat
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = answers_of(page).first
    choose(page, answer, "Copy")
    expect(page.locator("#note")).to_have_text("Copied")
    assert clipboard(page) == "Some bold words and a list:\n\n1. one\n2. two\n\nlet x;"
    choose(page, answer, "Copy as Markdown")
    eventually(lambda: "**bold**" in clipboard(page), "Markdown is copied")
    choose(page, answer, "Share as text")
    eventually(lambda: clipboard(page).startswith("Gemini, "), "the text to share is copied")
    assert clipboard(page).endswith("Some bold words and a list:\n\n1. one\n2. two\n\nlet x;")
    # Where the browser can share, it does.
    page.evaluate("() => { navigator.share = (what) => { window.shared = what.text; return Promise.resolve(); }; }")
    choose(page, questions_of(page).first, "Share as text")
    eventually(lambda: page.evaluate("window.shared ?? ''") != "", "the browser shares")
    assert re.fullmatch(r"You, .+:\nfirst-one", page.evaluate("window.shared"))


def test_a_quote(chat):
    """It stands above the field, goes along, survives a reload on its way, and leads to what it quotes."""
    person, page, gemini = chat
    gemini.answer("what-of-it", "That.")
    choose(page, answers_of(page).first, "Reply")
    expect(field_of(page)).to_be_focused()
    above = page.get_by_role("group", name="Reply to")
    expect(above).to_contain_text("Gemini")
    expect(above).to_contain_text("Some bold words and a list:")
    expect_accessible(page)
    page.get_by_role("button", name="Do not quote").click()
    expect(above).to_have_count(0)
    expect(field_of(page)).to_be_focused()

    choose(page, answers_of(page).first, "Reply")
    person.expects_no_connection()
    refuse = lambda route: route.abort() if route.request.method == "POST" else route.continue_()  # noqa: E731
    page.route("**/api/v1/conversations/*/messages", refuse)
    person.ask("what-of-it")
    expect(above).to_have_count(0)
    quote = questions_of(page).last.locator(".quoted")
    expect(quote).to_contain_text("Some bold words")
    page.reload()
    expect(quote).to_contain_text("Some bold words")
    page.unroute("**/api/v1/conversations/*/messages")
    try_at_once(page)
    expect_complete(page)
    stored = person.messages(person.open_id())
    assert stored[4]["quoteID"] == stored[1]["id"]
    expect_accessible(page)
    page.evaluate(STRETCH, 1600)
    quote.click()
    expect(answers_of(page).first).to_have_class(re.compile("flash"))
    expect(answers_of(page).first).to_be_focused()

    # What is quoted may go.
    person.call("DELETE", f"messages/{stored[0]['id']}")
    expect(questions_of(page)).to_have_count(0)


def test_stars(chat):
    person, page, _ = chat
    other = person.open_second_tab(page.url)
    choose(page, answers_of(page).first, "Star")
    star = answers_of(page).first.get_by_role("img", name="Starred")
    expect(star).to_be_visible()
    expect(answers_of(other).first.get_by_role("img", name="Starred")).to_be_visible()
    assert person.messages(person.open_id())[1]["starred"] is True
    choose(page, questions_of(page).last, "Star")
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Starred messages").click()
    sheet = page.get_by_role("dialog", name="Starred messages")
    expect(sheet.get_by_role("listitem")).to_have_count(2)
    expect(sheet.get_by_role("listitem").first).to_contain_text("second-one")
    expect_accessible(page)
    page.evaluate(STRETCH, 1600)
    sheet.get_by_role("listitem").last.get_by_role("button").click()
    expect(answers_of(page).first).to_have_class(re.compile("flash"))
    choose(page, answers_of(page).first, "Remove star")
    expect(star).to_have_count(0)
    expect(answers_of(other).first.get_by_role("img", name="Starred")).to_have_count(0)
    # It is seen at once, and taken back when the server says no.
    person.expects("status of 500")
    page.route("**/api/v1/messages/*", lambda route: route.fulfill(status=500, json={"code": "internal"}))
    page.evaluate(STRETCH, 5000)
    choose(page, answers_of(page).first, "Star")
    expect(page.locator("#note")).to_be_visible()
    expect(star).to_have_count(0)


def test_deleting_and_taking_it_back(chat):
    person, page, _ = chat
    id = person.open_id()
    undo = page.get_by_role("button", name="Undo")
    page.evaluate(STRETCH, 6000)
    choose(page, answers_of(page).first, "Delete")
    undo.focus()  # it waits for whoever is at it
    expect(page.get_by_role("group", name="Message deleted, and 2 messages after it")).to_be_visible()
    expect(answers_of(page)).to_have_count(0)
    expect(questions_of(page)).to_have_count(1)
    expect_accessible(page)
    undo.click()
    expect(answers_of(page)).to_have_count(2)
    expect(undo).to_have_count(0)
    assert len(person.messages(id)) == 4
    # By keys.
    choose(page, questions_of(page).last, "Delete")
    expect(questions_of(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(questions_of(page)).to_have_count(2)
    expect_focus_kept(page)
    # Without a word the command goes out by itself.
    page.clock.install()
    choose(page, answers_of(page).last, "Delete")
    expect(undo).to_be_visible()
    assert len(person.messages(id)) == 4
    page.mouse.move(10, 10)
    with page.expect_request(lambda request: request.method == "DELETE"):
        page.clock.fast_forward(7000)
    eventually(lambda: len(person.messages(id)) == 3, "the answer is deleted")
    expect(undo).to_have_count(0)
    expect(answers_of(page)).to_have_count(1)


def test_deleting_and_leaving(chat):
    person, page, _ = chat
    id = person.open_id()
    choose(page, answers_of(page).last, "Delete")
    expect(answers_of(page)).to_have_count(1)
    page.goto("about:blank")
    eventually(lambda: len(person.messages(id)) == 3, "the answer is deleted when the page is left")


def test_what_is_asked_after_a_deletion_stays(chat):
    person, page, gemini = chat
    id = person.open_id()
    gemini.answer("third-one", "Still here.")
    choose(page, questions_of(page).last, "Delete")
    expect(questions_of(page)).to_have_count(1)
    person.ask("third-one")
    expect(answers_of(page)).to_have_count(2)
    expect_complete(page)
    assert [one["text"] for one in person.messages(id)][2:] == ["third-one", "Still here."]


def test_several_at_once(chat):
    person, page, _ = chat
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(page, questions_of(page).first, "Select messages")
    bar = page.get_by_role("toolbar", name="Selected messages")
    expect(bar).to_contain_text("1 selected")
    expect(questions_of(page).first.get_by_role("checkbox")).to_be_checked()
    answers_of(page).last.click()
    expect(bar).to_contain_text("2 selected")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflowing(page) == []
    expect_accessible(page)
    # By keys: the focus is at the message that was clicked.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(bar).to_contain_text("3 selected")
    page.keyboard.press("Space")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Star").click()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("img", name="Starred")).to_have_count(2)
    expect(page.get_by_role("checkbox")).to_have_count(0)

    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Select messages").click()
    expect(bar.get_by_role("button", name="Copy")).to_be_disabled()
    questions_of(page).first.get_by_role("checkbox").click()
    expect(questions_of(page).first.get_by_role("checkbox")).to_be_checked()
    answers_of(page).last.click()
    bar.get_by_role("button", name="Copy").click()
    eventually(lambda: "\n\nGemini, " in clipboard(page), "both are copied, with names")
    assert clipboard(page).startswith("You, ") and clipboard(page).endswith(":\nThe last words.")

    choose(page, questions_of(page).last, "Select messages")
    expect(bar).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect_focus_kept(page)
    choose(page, answers_of(page).first, "Select messages")
    answers_of(page).last.click()
    bar.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("group", name="2 messages deleted, and 1 message after them")).to_be_visible()
    expect(questions_of(page)).to_have_count(1)


def test_editing_a_question(chat):
    """The field takes it, the draft waits; both versions stay, and the arrows go between them without a jump."""
    person, page, gemini = chat
    gemini.answer("first-and-better", "A better answer.")
    field_of(page).fill("half a thought")
    choose(page, questions_of(page).first, "Edit")
    banner = page.get_by_role("group", name="Edit message")
    expect(banner).to_be_visible()
    expect(field_of(page)).to_have_value("first-one")
    expect(field_of(page)).to_be_focused()
    expect_accessible(page)
    page.keyboard.press("Escape")
    expect(banner).to_have_count(0)
    expect(field_of(page)).to_have_value("half a thought")

    choose(page, questions_of(page).first, "Edit")
    field_of(page).fill("first-and-better")
    field_of(page).press("Enter")
    expect(answers_of(page)).to_have_count(1)
    expect(answers_of(page)).to_contain_text("A better answer.")
    expect(field_of(page)).to_have_value("half a thought")
    expect(page.locator("#note")).to_contain_text("new version")
    pager = page.get_by_role("group", name="Version 2 of 2")
    expect(pager).to_be_visible()
    expect_complete(page)
    expect_accessible(page)
    page.get_by_role("button", name="Previous version").click()
    expect(questions_of(page)).to_have_count(2)
    expect(questions_of(page).first).to_contain_text("first-one")
    expect(page.get_by_role("button", name="Next version")).to_be_focused()
    # ↑ in the empty field edits the last question.
    field_of(page).fill("")
    page.keyboard.press("ArrowUp")
    expect(field_of(page)).to_have_value("second-one")
    page.keyboard.press("Escape")
    expect(field_of(page)).to_have_value("")
    assert len(person.messages(person.open_id())) == 4


@pytest.mark.firefox
def test_going_between_versions_keeps_the_place(reader):
    person, gemini = reader
    gemini.answer("many-words", "All of the following is long. " * 150)
    gemini.answer("fewer-words", "All of the following is long. " * 140)
    page = person.open(f"/c/{person.conversation(questions=['many-words 1', 'many-words 2', 'many-words 3'])}")
    choose(page, questions_of(page).nth(1), "Edit")
    field_of(page).fill("fewer-words")
    field_of(page).press("Enter")
    expect(questions_of(page)).to_have_count(2)
    # Until the reply comes it is the old question that is complete.
    expect(questions_of(page).last).to_contain_text("fewer-words")
    expect_complete(page)
    pager = page.locator(".pager")
    pager.evaluate("pager => pager.scrollIntoView({ block: 'center' })")
    before = pager.bounding_box()["y"]
    page.get_by_role("button", name="Previous version").click()
    expect(questions_of(page)).to_have_count(3)
    assert abs(pager.bounding_box()["y"] - before) <= 1
    page.get_by_role("button", name="Next version").click()
    expect(questions_of(page)).to_have_count(2)
    assert abs(pager.bounding_box()["y"] - before) <= 1


def test_an_edit_that_fails_is_not_lost(chat):
    person, page, _ = chat
    choose(page, questions_of(page).last, "Edit")
    person.expects_no_connection()
    page.route("**/api/v1/messages/*/edit", lambda route: route.abort())
    field_of(page).fill("second and better")
    field_of(page).press("Enter")
    expect(page.locator("#note")).to_contain_text("cannot be reached")
    expect(field_of(page)).to_have_value("second and better")
    expect(page.get_by_role("group", name="Edit message")).to_be_visible()
    # Another chat has nothing to do with it.
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("group", name="Edit message")).to_have_count(0)
    expect(field_of(page)).to_have_value("")
