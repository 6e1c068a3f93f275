"""The left pane: what a row says, thousands of rows, filters, what can be done with a chat, and the keyboard."""

import datetime
import json
import re
import urllib.parse

import pytest
from playwright.sync_api import Page, Route, expect

from person import HELD, answers_of, eventually, expect_complete, expect_focus_kept, field_of, new_id, questions_of
from test_accessibility import expect_accessible
from test_conversations import titles_of
from test_phone import PHONE
from test_scrolling import WATCH, drift_of

MANY = 5000


def row_of(page: Page, title: str):
    return page.locator("#rows li").filter(has=page.locator(".name", has_text=re.compile(f"^{re.escape(title)}$")))


def link_of(page: Page, title: str):
    return row_of(page, title).get_by_role("link")


def preview_of(page: Page, title: str):
    return row_of(page, title).locator(".preview")


def choose(page: Page, title: str, action: str):
    link_of(page, title).click(button="right")
    page.get_by_role("group", name="Chat menu").get_by_role("button", name=action, exact=True).click()


def filter_by(page: Page, name: str):
    page.get_by_role("group", name="Filter chats").get_by_role("button", name=name, exact=True).click()


def named(person, *titles: str) -> list[str]:
    """Empty chats, the last one on top."""
    ids = [new_id() for _ in titles]
    for id, title in zip(ids, titles):
        person.call("PUT", f"conversations/{id}", {"title": title})
    return ids


def note_of(page: Page):
    return page.locator("#note")


def until(page: Page, condition, what: str, seconds: float = 60):
    """Waits for what routed requests bring about: they are answered while the page is asked something."""
    eventually(lambda: page.evaluate("true") and condition(), what, seconds)


# What a row says.


def test_what_a_row_says(person, stand_in):
    pinned = person.conversation(questions=["Pinned and unread."], unread=1)
    person.call("PATCH", f"conversations/{pinned}", {"pinned": True})
    failed = person.conversation(model="stand-in-500", questions=["It fails."])
    person.conversation(questions=["With a draft."])
    page = person.open(f"/c/{failed}")
    expect(answers_of(page)).to_have_attribute("aria-busy", "false")
    expect(titles_of(page)).to_have_text(["Pinned and unread.", "With a draft.", "It fails."])
    expect(link_of(page, "Pinned and unread.")).to_have_accessible_name(
        re.compile(r"^Pinned and unread\. .* Pinned 1 1 unread$")
    )
    # An answer without words leaves the question in the row, with its tick.
    expect(preview_of(page, "It fails.")).to_have_text("You: It fails.")
    expect(preview_of(page, "It fails.").get_by_role("img", name="The answer failed")).to_be_visible()

    page.get_by_role("link", name="With a draft.").click()
    expect(page.get_by_role("heading", name="With a draft.")).to_be_visible()
    field_of(page).fill("half a  thought")
    page.get_by_role("link", name="It fails.").click()
    expect(preview_of(page, "With a draft.")).to_have_text("Draft: half a thought")

    page.get_by_role("button", name="New chat").click()
    person.ask(f"Slowly. {HELD}")
    stand_in.wait_for_held()
    expect(page.locator("#rows .preview.accent")).to_have_text("writing…")
    stand_in.release()
    expect(page.locator("#rows .preview.accent")).to_have_count(0)


def test_a_chat_that_was_not_opened_says_that_it_is_being_answered(person, stand_in):
    page = person.open()
    expect(page.get_by_text("No chats yet")).to_be_visible()
    id = person.conversation()
    person.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": f"From a phone. {HELD}"})
    stand_in.wait_for_held()
    expect(page.locator("#rows .preview")).to_have_text("writing…")
    stand_in.release()
    expect(page.locator("#rows .preview")).to_contain_text("harbour")
    expect(page.locator("#rows .badge")).to_contain_text("1")


def test_what_is_typed_before_the_next_frame_belongs_to_the_chat_that_was_opened(person):
    first, second = named(person, "First.", "Second.")
    page = person.open(f"/c/{first}")
    expect(field_of(page)).to_be_focused()
    page.evaluate("window.requestAnimationFrame = () => 0")
    link_of(page, "Second.").click()
    field_of(page).fill("For the second.")

    def drafts() -> list[str | None]:
        return [person.call("GET", f"conversations/{id}").get("draft", {}).get("text") for id in (first, second)]

    eventually(lambda: any(drafts()), "what was typed is stored")
    assert drafts() == [None, "For the second."]


def test_unread_chats_are_counted_in_the_tab(person):
    quiet, *loud = [person.conversation(questions=[f"Chat {n}."], unread=1) for n in range(3)]
    page = person.open()
    expect(page).to_have_title("(3) Pollux")
    page.get_by_role("link", name="Chat 0.").click()
    expect(page).to_have_title("(2) Chat 0. – Pollux")
    for id in loud:
        person.call("PUT", f"conversations/{id}/read", {"seq": person.messages(id)[-1]["seq"]})
    expect(page).to_have_title("Chat 0. – Pollux")


# Thousands.


class Thousands:
    """A list of many conversations, given to the page in pages as the server would."""

    def __init__(self, page: Page):
        self.asked: list[int] = []
        page.route(re.compile(r"/api/v1/conversations\?"), self._answer)

    def _answer(self, route: Route):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(route.request.url).query)
        if "unread" in query:
            return route.fulfill(json={"conversations": []})
        start, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        end = min(start + limit, MANY)
        self.asked.append(start)
        reply = {"conversations": [self._one(n) for n in range(start, end)]}
        route.fulfill(json=reply | ({"nextCursor": str(end)} if end < MANY else {}))

    @staticmethod
    def _one(n: int) -> dict:
        at = (datetime.datetime(2025, 6, 1) - datetime.timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return {
            "id": f"01890000-0000-7000-8000-{n:012x}", "title": f"Chat {n}", "contextExchanges": 3, "settings": {},
            "pinned": False, "archived": False, "createdAt": at, "lastActivityAt": at, "preview": f"Preview {n}",
            "unread": 0, "readSeq": 0, "revision": 1,
        }  # fmt: skip


def nodes_of(page: Page) -> int:
    return page.locator("#rows li").count()


def test_thousands_of_chats(person):
    thousands = Thousands(person.page)
    page = person.open()
    expect(link_of(page, "Chat 0")).to_be_visible()
    view = page.locator("#rows")
    drawn: list[int] = []

    def scroll_on() -> bool:
        view.evaluate("view => { view.scrollTop = view.scrollHeight; }")
        page.evaluate("new Promise(requestAnimationFrame)")
        drawn.append(nodes_of(page))
        return link_of(page, f"Chat {MANY - 1}").is_visible()

    until(page, scroll_on, "the last chat is there", 60)
    most = max(drawn)
    assert most < 80, f"{most} rows were drawn at once"
    assert thousands.asked == sorted(set(thousands.asked)), "a page was asked for twice"
    last = row_of(page, f"Chat {MANY - 1}")
    expect(last).to_have_attribute("aria-posinset", str(MANY))
    expect(last).to_have_attribute("aria-setsize", str(MANY))
    expect(last).to_be_in_viewport()
    # In the middle, by the wheel: every row in its place.
    view.evaluate("view => { view.scrollTop = 2500 * 72; }")
    expect(link_of(page, "Chat 2500")).to_be_in_viewport()
    view.hover()
    page.mouse.wheel(0, 720)
    expect(link_of(page, "Chat 2512")).to_be_in_viewport()
    expect(link_of(page, "Chat 2505")).not_to_be_in_viewport()


def test_the_place_in_the_list_is_kept(person):
    """Pages that come, and chats that move to the top, do not move what is being looked at."""
    Thousands(person.page)
    page = person.open()
    expect(link_of(page, "Chat 0")).to_be_visible()
    page.locator("#rows").evaluate("view => { view.scrollTop = 80 * 72 + 31; }")
    expect(link_of(page, "Chat 82")).to_be_visible()
    row_of(page, "Chat 82").evaluate(WATCH)
    named(person, "One more.", "And another.")
    expect(row_of(page, "Chat 82")).to_have_attribute("aria-posinset", "85")
    expect(row_of(page, "Chat 82")).to_have_attribute("aria-setsize", "-1")
    assert drift_of(page) == 0
    # At the top what is new is seen at once.
    page.locator("#rows").evaluate("view => { view.scrollTop = 0; }")
    expect(titles_of(page).first).to_have_text("And another.")
    named(person, "The newest.")
    expect(titles_of(page).first).to_have_text("The newest.")
    expect(titles_of(page).first).to_be_in_viewport()


# Filters.


def test_filters(person):
    read, archived = (person.conversation(questions=[text]) for text in ("Read.", "Away."))
    unread = person.conversation(questions=["Unread."], unread=1)
    person.call("PATCH", f"conversations/{archived}", {"archived": True})
    person.call("PATCH", f"conversations/{read}", {"pinned": True})
    page = person.open()
    expect(titles_of(page)).to_have_text(["Read.", "Unread."])
    for name, titles in (("Unread", ["Unread."]), ("Pinned", ["Read."]), ("Archived", ["Away."]), ("All", ["Read.", "Unread."])):
        filter_by(page, name)
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
        expect(titles_of(page)).to_have_text(titles)
    # What is being read stays among the unread ones until one comes back to them.
    filter_by(page, "Unread")
    link_of(page, "Unread.").click()
    expect(page).to_have_url(f"/c/{unread}")
    expect(row_of(page, "Unread.").locator(".badge")).to_have_count(0)
    eventually(lambda: person.call("GET", f"conversations/{unread}")["unread"] == 0, "the answer is read")
    person.call("PATCH", f"conversations/{unread}", {"title": "Unread!"})  # once this is here, so is that it was read
    expect(titles_of(page)).to_have_text(["Unread!"])
    filter_by(page, "All")
    filter_by(page, "Unread")
    expect(page.get_by_text("No unread chats")).to_be_visible()
    page.get_by_role("button", name="Show all chats").click()
    expect(titles_of(page)).to_have_text(["Read.", "Unread!"])
    expect_focus_kept(page)


@pytest.mark.parametrize("name", ["Unread", "Pinned", "Archived"])
def test_nothing_of_a_kind(person, name):
    page = person.open()
    expect(page.get_by_text("No chats yet")).to_be_visible()
    filter_by(page, name)
    expect(page.get_by_text(f"No {name.lower()} chats")).to_be_visible()
    expect_accessible(page)


# What can be done with a chat.


def test_pin_and_archive(person):
    named(person, "First.", "Second.", "Third.")
    page = person.open()
    expect(titles_of(page)).to_have_text(["Third.", "Second.", "First."])
    choose(page, "First.", "Pin")
    expect(titles_of(page)).to_have_text(["First.", "Third.", "Second."])
    expect(row_of(page, "First.").get_by_role("img", name="Pinned")).to_be_visible()
    choose(page, "First.", "Unpin")
    expect(titles_of(page)).to_have_text(["Third.", "Second.", "First."])
    choose(page, "Second.", "Archive")
    expect(note_of(page)).to_have_text("Chat archived")
    expect(titles_of(page)).to_have_text(["Third.", "First."])
    expect(link_of(page, "First.")).to_be_focused()
    filter_by(page, "Archived")
    expect(titles_of(page)).to_have_text(["Second."])
    choose(page, "Second.", "Unarchive")
    expect(page.get_by_text("No archived chats")).to_be_visible()
    expect_focus_kept(page)
    filter_by(page, "All")
    expect(titles_of(page)).to_have_text(["Third.", "Second.", "First."])
    stored = person.call("GET", "conversations")["conversations"]
    assert [(one["title"], one["pinned"], one["archived"]) for one in stored] == [
        (title, False, False) for title in ("Third.", "Second.", "First.")
    ]


def test_mark_as_read_and_rename(person):
    id = person.conversation(questions=["Two answers.", "Unread."], unread=2)
    page = person.open()
    expect(row_of(page, "Two answers.").locator(".badge")).to_contain_text("2")
    choose(page, "Two answers.", "Mark as read")
    expect(row_of(page, "Two answers.").locator(".badge")).to_have_count(0)
    eventually(lambda: person.call("GET", f"conversations/{id}")["unread"] == 0, "the server knows")
    link_of(page, "Two answers.").click(button="right")
    expect(page.get_by_role("button", name="Rename")).to_be_visible()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title").fill("Both.")
    page.get_by_role("button", name="Save").click()
    expect(link_of(page, "Both.")).to_be_focused()
    expect(page).to_have_url("/")


def test_delete_from_the_list(person):
    named(person, "First.", "Second.", "Third.")
    page = person.open()
    link_of(page, "First.").click()
    expect(field_of(page)).to_be_focused()
    choose(page, "Second.", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(link_of(page, "Second.")).to_be_focused()
    choose(page, "Second.", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(titles_of(page)).to_have_text(["Third.", "First."])
    expect(link_of(page, "First.")).to_be_focused()
    expect(page.get_by_role("heading", name="First.")).to_be_visible()
    # The open one takes its chat along.
    choose(page, "First.", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url("/")
    expect(titles_of(page)).to_have_text(["Third."])
    expect(link_of(page, "Third.")).to_be_focused()
    eventually(lambda: len(person.call("GET", "conversations")["conversations"]) == 1, "they are gone")


@pytest.mark.parametrize("action", ["Pin", "Archive", "Delete", "Rename"])
def test_what_the_server_refuses_is_put_back(person, action):
    (first, second) = named(person, "First.", "Second.")
    page = person.open(f"/c/{first}")
    expect(page.get_by_role("heading", name="First.")).to_be_visible()
    held: list[Route] = []
    page.route(re.compile(f"/conversations/{first}$"), lambda route: held.append(route) if route.request.method != "GET" else route.continue_())
    choose(page, "First.", action)
    if action == "Delete":
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page).to_have_url("/")
    elif action == "Rename":
        page.get_by_label("Title").fill("Renamed.")
        page.keyboard.press("Enter")
    # It is shown before the server has said a word.
    at_once = {"Pin": ["First.", "Second."], "Archive": ["Second."], "Delete": ["Second."], "Rename": ["Second.", "Renamed."]}
    expect(titles_of(page)).to_have_text(at_once[action])
    until(page, lambda: len(held) == 1, "the command is on its way")
    # What the server says of it meanwhile stays below the assumption.
    person.call("PATCH", f"conversations/{second}", {"title": "Second!"})
    expect(link_of(page, "Second!")).to_be_visible()
    person.expects("status of 503")
    problem = {"type": "about:blank", "title": "Busy", "status": 503, "code": "unavailable"}
    held[0].fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))
    expect(titles_of(page)).to_have_text(["Second!", "First."])
    expect(note_of(page)).to_have_text("The server has a problem. Try again.")
    expect(row_of(page, "First.").get_by_role("img", name="Pinned")).to_have_count(0)


def menu_of(page: Page):
    return page.get_by_role("group", name="Chat menu")


@pytest.mark.parametrize("key", [pytest.param("Shift+F10", marks=pytest.mark.firefox), "ContextMenu"])
def test_the_menu_by_keys(person, key):
    named(person, "First.", "Second.")
    page = person.open()
    link_of(page, "Second.").focus()
    page.keyboard.press(key)
    expect(menu_of(page).get_by_role("button", name="Pin", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu_of(page).get_by_role("button", name="Archive", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu_of(page)).to_have_count(0)
    expect(link_of(page, "Second.")).to_be_focused()
    page.keyboard.press(key)  # now it is here at once
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(titles_of(page)).to_have_text(["First."])
    expect(link_of(page, "First.")).to_be_focused()


def test_the_menu_by_its_button(person):
    named(person, "First.", "Second.")
    page = person.open()
    button = row_of(page, "First.").get_by_role("button", name="Options")
    expect(button).to_have_css("opacity", "0")
    row_of(page, "First.").hover()
    expect(button).to_have_css("opacity", "1")
    button.click()
    expect(menu_of(page)).to_be_visible()
    button.click()  # again: it closes
    expect(menu_of(page)).to_have_count(0)
    # Tab goes from a row to its button, and not through all rows.
    link_of(page, "Second.").focus()
    page.keyboard.press("Tab")
    expect(row_of(page, "Second.").get_by_role("button", name="Options")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu_of(page)).to_be_visible()
    expect_accessible(page)


def test_the_menu_by_a_finger_that_rests(people, stand_in):
    phone = people(**PHONE).sign_up()
    named(phone, "First.", "Second.")
    page = phone.open()
    box = link_of(page, "First.").bounding_box()
    finger = phone.context.new_cdp_session(page)
    point = {"x": box["x"] + 60, "y": box["y"] + 30}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(menu_of(page)).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(menu_of(page)).to_have_count(1)
    expect(page).to_have_url("/")
    expect_accessible(page)
    menu_of(page).get_by_role("button", name="Pin", exact=True).tap()
    expect(titles_of(page)).to_have_text(["First.", "Second."])
    # A tap still opens the chat.
    link_of(page, "First.").tap()
    expect(page.get_by_role("heading", name="First.")).to_be_visible()


# The keyboard.


def test_arrow_keys(person):
    names = [f"Chat {n}" for n in range(40)]
    named(person, *reversed(names))
    page = person.open()
    expect(link_of(page, "Chat 0")).to_be_visible()
    link_of(page, "Chat 0").focus()
    for key, title in (
        ("ArrowDown", "Chat 1"),
        ("ArrowUp", "Chat 0"),
        ("ArrowUp", "Chat 0"),
        ("End", "Chat 39"),
        ("ArrowDown", "Chat 39"),
        ("ArrowUp", "Chat 38"),
        ("Home", "Chat 0"),
    ):
        page.keyboard.press(key)
        expect(link_of(page, title)).to_be_focused()
        expect(link_of(page, title)).to_be_in_viewport(ratio=1)
    page.keyboard.press("PageDown")
    expect(link_of(page, "Chat 0")).not_to_be_focused()
    page.keyboard.press("Enter")
    expect(field_of(page)).to_be_focused()


def test_the_focus_stays_with_its_row(person):
    """Whatever happens to the list: the row moves, scrolls out of sight, or goes."""
    ids = named(person, *(f"Chat {n}" for n in range(60)))
    page = person.open()
    link_of(page, "Chat 59").focus()
    person.call("PATCH", f"conversations/{ids[10]}", {"pinned": True})
    expect(titles_of(page).first).to_have_text("Chat 10")
    expect(link_of(page, "Chat 59")).to_be_focused()
    page.locator("#rows").hover()
    page.mouse.wheel(0, 2400)
    expect(link_of(page, "Chat 25")).to_be_in_viewport()
    expect(link_of(page, "Chat 59")).to_be_focused()
    person.call("PATCH", f"conversations/{ids[59]}", {"pinned": True})
    expect(row_of(page, "Chat 59")).to_have_attribute("aria-posinset", "1")
    expect(link_of(page, "Chat 59")).to_be_focused()
    person.call("DELETE", f"conversations/{ids[59]}")
    expect(link_of(page, "Chat 10")).to_be_focused()
    for id in ids[:-1]:
        person.call("DELETE", f"conversations/{id}")
    expect(page.get_by_text("No chats yet")).to_be_visible()
    expect(page.get_by_role("button", name="New chat")).to_be_focused()


def test_renaming_from_the_header(person):
    (id,) = named(person, "Old.")
    page = person.open(f"/c/{id}")
    page.get_by_role("heading", name="Old.").get_by_role("button").click()
    expect(page.get_by_label("Title")).to_have_value("Old.")
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    page.get_by_label("Title").fill("New.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New.")).to_be_visible()
    expect(link_of(page, "New.")).to_be_visible()
    expect_focus_kept(page)


def test_pin_and_archive_from_the_chat(person):
    first, _ = named(person, "First.", "Second.")
    page = person.open(f"/c/{first}")
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(titles_of(page)).to_have_text(["First.", "Second."])
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(titles_of(page)).to_have_text(["Second."])
    expect(page.get_by_role("heading", name="First.")).to_be_visible()
    page.get_by_role("button", name="Chat menu").click()
    expect(page.get_by_role("button", name="Unarchive")).to_be_visible()


def test_keys_for_chats(person):
    ids = named(person, "First.", "Second.", "Third.")
    page = person.open(f"/c/{ids[1]}")
    expect(field_of(page)).to_be_focused()
    page.keyboard.press("Control+Alt+Shift+ArrowDown")
    expect(page).to_have_url(f"/c/{ids[0]}")
    page.keyboard.press("Control+Alt+Shift+ArrowDown")  # there is none below
    page.keyboard.press("Control+Alt+Shift+ArrowUp")
    page.keyboard.press("Control+Alt+Shift+ArrowUp")
    expect(page).to_have_url(f"/c/{ids[2]}")
    expect(page.get_by_role("heading", name="Third.")).to_be_visible()
    page.keyboard.press("Control+Alt+p")
    expect(row_of(page, "Third.").get_by_role("img", name="Pinned")).to_be_visible()
    page.keyboard.press("Control+Alt+e")
    expect(titles_of(page)).to_have_text(["Second.", "First."])
    page.keyboard.press("Control+Alt+n")
    expect(page).to_have_url("/")
    expect(field_of(page)).to_be_focused()


def test_the_list_is_accessible(person, stand_in):
    person.conversation(questions=["Unread."], unread=1)
    id = person.conversation(model="stand-in-500", questions=["It fails."])
    person.call("PATCH", f"conversations/{id}", {"pinned": True})
    page = person.open(f"/c/{id}")
    expect(questions_of(page)).to_have_count(1)
    expect(answers_of(page)).to_have_attribute("aria-busy", "false")
    expect(page.locator("#rows .badge")).to_have_count(1)
    expect_accessible(page)
