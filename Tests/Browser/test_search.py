"""The search in the left pane: as one types, with the keyboard, and when it fails."""

import json
import re
import urllib.parse

import pytest
from playwright.sync_api import Page, Route, expect

from person import HELD, STRETCH, Person, answers_of, expect_complete, expect_focus_kept, field_of, new_id, questions_of
from test_accessibility import expect_accessible
from test_conversations import titles_of
from test_list import named, until
from test_phone import PHONE

AT = "2026-01-0{}T12:00:00.000Z"


def search_field(page: Page):
    return page.get_by_role("searchbox", name="Search chats and messages")


def chats_in(page: Page):
    return page.locator("#hits").get_by_role("group", name="Chats").get_by_role("link")


def messages_in(page: Page):
    return page.locator("#hits").get_by_role("group", name="Messages").get_by_role("link")


def marks_in(locator) -> list[str]:
    return locator.locator("mark").all_inner_texts()


class Searches:
    """Replies to searches as a test wants them: the first word of a query chooses, each waits until it may go."""

    def __init__(self, page: Page, holds: bool = False):
        self.page = page
        self.holds = holds
        self.pages: dict[str, list[list[dict]]] = {}
        self.asked: list[str] = []
        self.waiting: dict[str, Route] = {}
        self.fails = False
        page.route(re.compile(r"/api/v1/search\?"), self._answer)

    def says(self, query: str, *pages: list[dict]):
        self.pages[query] = list(pages)

    def _answer(self, route: Route):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(route.request.url).query)
        text, at = query["q"][0], int(query.get("cursor", ["0"])[0])
        self.asked.append(text)
        if self.holds:
            self.waiting[text] = route
        else:
            self._reply(route, text, at)

    def release(self, text: str):
        until(self.page, lambda: text in self.waiting, f"a search for {text}")
        self._reply(self.waiting.pop(text), text, 0)

    def _reply(self, route: Route, text: str, at: int):
        if self.fails:
            problem = {"type": "about:blank", "title": "Busy", "status": 503, "code": "unavailable"}
            return route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))
        pages = self.pages.get(text, [[]])
        more = {"nextCursor": str(at + 1)} if at + 1 < len(pages) else {}
        route.fulfill(json={"hits": pages[at]} | more)


def hit(title: str, snippet: str, word: str, conversation: str | None = None, message: str | None = None, day: int = 1) -> dict:
    start = snippet.index(word)
    return {
        "conversationID": conversation or new_id(),
        "messageID": message or new_id(),
        "title": title,
        "snippet": snippet,
        "marks": [{"start": start, "end": start + len(word)}],
        "at": AT.format(day),
    }


@pytest.mark.firefox
def test_titles_at_once_then_messages(person):
    named(person, "Über die Fähre", "A harbour at night", "Bread")
    page = person.open()
    searches = Searches(page, holds=True)
    elsewhere = hit("Letters", "the ferry leaves the old harbour at six", "harbour")
    not_here = hit("Harbour fees", "Harbour fees", "Harbour") | {"inTitle": True}
    searches.says("harb", [not_here, elsewhere])
    expect(titles_of(page).first).to_be_visible()
    search_field(page).fill("harb")
    # What is here is found without the server.
    expect(chats_in(page)).to_have_text([re.compile("A harbour at night")])
    assert marks_in(chats_in(page)) == ["harb"]
    expect(page.get_by_role("group", name="Filter chats")).to_be_hidden()
    expect(page.locator("#rows")).to_be_hidden()
    expect(messages_in(page)).to_have_count(0)
    searches.release("harb")
    expect(chats_in(page)).to_have_text([re.compile("A harbour at night"), re.compile("Harbour fees")])
    expect(messages_in(page)).to_have_text([re.compile("Letters.*the ferry leaves the old harbour at six")])
    assert marks_in(messages_in(page)) == ["harbour"]
    expect(page.locator("#status")).to_have_text("2 chats and 1 message found")

    search_field(page).fill("fahre")
    expect(chats_in(page)).to_have_text([re.compile("Über die Fähre")])
    assert marks_in(chats_in(page)) == ["Fähre"]
    # What was found before stays until the server has answered.
    expect(messages_in(page)).to_have_count(1)
    searches.release("fahre")
    expect(messages_in(page)).to_have_count(0)

    page.get_by_role("button", name="Clear the search").click()
    expect(search_field(page)).to_be_focused()
    expect(titles_of(page)).to_have_text(["Bread", "A harbour at night", "Über die Fähre"])


def test_a_late_reply_to_an_earlier_search_is_ignored(person):
    page = person.open()
    searches = Searches(page, holds=True)
    searches.says("one", [hit("First", "all about one", "one")])
    searches.says("two", [hit("Second", "all about two", "two")])
    search_field(page).fill("one")
    until(page, lambda: "one" in searches.waiting, "the first search")
    search_field(page).fill("two")
    searches.release("two")
    expect(messages_in(page)).to_have_text([re.compile("Second")])
    searches.release("one")
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(messages_in(page)).to_have_text([re.compile("Second")])
    assert searches.asked == ["one", "two"]


def test_more_hits_come_by_scrolling(person):
    page = person.open()
    searches = Searches(page)
    searches.says("tide", *[[hit(f"Chat {n}", f"tide number {n}", "tide") for n in range(at, at + 30)] for at in (0, 30, 60)])
    search_field(page).fill("tide")
    expect(messages_in(page)).to_have_count(30)
    assert searches.asked == ["tide"]
    page.locator("#hits").evaluate("view => { view.scrollTop = view.scrollHeight; }")
    expect(messages_in(page)).to_have_count(60)
    page.locator("#hits").evaluate("view => { view.scrollTop = view.scrollHeight; }")
    expect(messages_in(page)).to_have_count(90)
    page.locator("#hits").evaluate("view => { view.scrollTop = view.scrollHeight; }")
    expect(messages_in(page).last).to_contain_text("tide number 89")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert searches.asked == ["tide"] * 3


def test_nothing_found(person):
    page = person.open()
    Searches(page)
    search_field(page).fill("zebra")
    expect(page.locator("#hits").get_by_text("Nothing found for “zebra”")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Nothing found for “zebra”")
    expect_accessible(page)
    search_field(page).fill('  "-"  ')
    expect(page.locator("#hits").get_by_text("Nothing found for “\"-\"”")).to_be_visible()


def test_a_search_that_fails_says_so_in_place(person):
    person.expects("status of 503")
    person.expects_no_connection()
    named(person, "A tide table")
    page = person.open()
    searches = Searches(page)
    searches.fails = True
    searches.says("tide", [hit("Letters", "high tide at six", "tide")])
    expect(titles_of(page)).to_have_count(1)  # what is not here yet is not found here
    search_field(page).fill("tide")
    expect(page.locator("#hits").get_by_text("The messages could not be searched.")).to_be_visible()
    expect(chats_in(page)).to_have_text([re.compile("A tide table")])
    expect_accessible(page)
    searches.fails = False
    page.get_by_role("button", name="Search again").click()
    expect(messages_in(page)).to_have_text([re.compile("Letters")])
    expect_focus_kept(page)

    person.context.set_offline(True)
    page.unroute_all()
    search_field(page).fill("tid")
    expect(page.locator("#hits").get_by_text("You are offline: only titles that are here were searched.")).to_be_visible()
    expect(chats_in(page)).to_have_text([re.compile("A tide table")])
    searches = Searches(page)
    searches.says("tid", [hit("Letters", "high tide at six", "tid")])
    person.context.set_offline(False)  # it asks again by itself
    expect(messages_in(page)).to_have_text([re.compile("Letters")])


@pytest.mark.parametrize("key", ["Control+k", "Meta+k"])
def test_by_keys(person, key):
    first, second = named(person, "A tide table", "Tides and winds")
    page = person.open(f"/c/{first}")
    searches = Searches(page)
    searches.says("tide", [hit("Letters", "high tide at six", "tide", second)])
    expect(field_of(page)).to_be_focused()
    page.keyboard.type("a draft")
    page.keyboard.press(key)
    expect(search_field(page)).to_be_focused()
    page.keyboard.type("tide")
    expect(messages_in(page)).to_have_count(1)
    for step, there in (("ArrowDown", chats_in(page).first), ("ArrowDown", chats_in(page).nth(1)), ("End", messages_in(page)),
                        ("ArrowDown", messages_in(page)), ("Home", chats_in(page).first), ("ArrowUp", search_field(page))):  # fmt: skip
        page.keyboard.press(step)
        expect(there).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field_of(page)).to_be_focused()
    expect(field_of(page)).to_have_value("a draft")
    expect(search_field(page)).to_have_value("")
    expect(titles_of(page)).to_have_count(2)
    # Enter in the field opens the first hit.
    page.keyboard.press(key)
    page.keyboard.type("winds")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/c/{second}")
    expect(field_of(page)).to_be_focused()


def test_escape_in_the_search_stops_no_answer(person, stand_in):
    page = person.open_new_chat()
    Searches(page)
    person.ask(f"Slowly. {HELD}")
    stand_in.wait_for_held()
    expect(answers_of(page)).to_have_attribute("aria-busy", "true")
    page.keyboard.press("Control+k")
    page.keyboard.type("tide")
    expect(page.locator("#hits")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    expect(field_of(page)).to_be_focused()
    stand_in.release()
    expect_complete(page)


def test_on_a_phone(people, stand_in):
    phone = people(**PHONE).sign_up()
    (id,) = named(phone, "A tide table")
    page = phone.open()
    searches = Searches(page)
    searches.says("tide", [hit("A tide table", "high tide at six", "tide", id)])
    expect(titles_of(page)).to_have_count(1)
    search_field(page).tap()
    search_field(page).fill("tide")
    expect(messages_in(page)).to_have_count(1)
    expect_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    chats_in(page).first.tap()
    expect(page.get_by_role("heading", name="A tide table")).to_be_visible()
    expect(search_field(page)).to_be_hidden()
    page.get_by_role("button", name="Back to chats").tap()
    expect(messages_in(page)).to_be_visible()
    expect(search_field(page)).to_have_value("tide")


def test_what_is_found_is_accessible(person):
    named(person, "A tide table")
    page = person.open()
    searches = Searches(page)
    searches.says("tide", [hit("Letters", "high tide at six", "tide")])
    search_field(page).fill("tide")
    expect(messages_in(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect_accessible(page)


# Landing.


MARKED = "[...(CSS.highlights.get('found') ?? [])].map((range) => range.toString())"


@pytest.fixture
def long_chat(person) -> tuple[str, str, str]:
    """A chat of sixty exchanges whose second question has a word of its own; its id, that question's, and another chat's."""
    questions = ["Question 1", "Where is the Périgord?"] + [f"Question {n}" for n in range(3, 61)]
    id = person.conversation(model="stand-in-deltas-2", questions=questions)
    (other,) = named(person, "Another chat")
    return id, person.messages(id)[2]["id"], other


def expect_landed(page: Page, marked: str = "Périgord"):
    expect(questions_of(page).filter(has_text="Where is the Périgord?")).to_be_in_viewport(ratio=1)
    until(page, lambda: page.evaluate(MARKED) == [marked], "the word is marked")


@pytest.mark.firefox
def test_a_hit_lands_on_its_message(person, long_chat):
    id, question, other = long_chat
    page = person.open(f"/c/{other}")
    searches = Searches(page)
    searches.says("perigord", [hit("Question 1", "Where is the Périgord?", "Périgord", id, question)])
    search_field(page).fill("perigord")
    messages_in(page).click()
    expect(page).to_have_url(f"/c/{id}#m={question}")
    expect_landed(page)
    expect(messages_in(page)).to_have_attribute("aria-current", "true")
    # From the end of the chat the same hit leads there again, and so does a reload.
    page.get_by_role("button", name="Scroll to the newest message").click()
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    messages_in(page).click()
    expect_landed(page)
    page.reload()
    expect_landed(page)
    page.go_back()
    expect(page).to_have_url(f"/c/{other}")
    page.go_forward()
    expect_landed(page)
    # Whoever asks is at the end, and a reload leads there.
    person.ask("One more")
    expect(page).to_have_url(f"/c/{id}")
    expect_complete(page)
    page.reload()
    expect(questions_of(page).last).to_contain_text("One more")
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()


@pytest.fixture
def workerless(people, stand_in) -> Person:
    """Someone whose page asks the server for each of its parts; a worker takes them from its cache after some seconds."""
    return people(service_workers="block").sign_up()


def test_a_chat_that_comes_late_leaves_the_focus_where_it_is(workerless):
    person = workerless
    (chat,) = named(person, "A harbour at night")
    page = person.page
    held: list[Route] = []
    page.route("**/ui/composer.js", lambda route: held.append(route))
    person.open(f"/c/{chat}")
    search_field(page).click()
    page.keyboard.type("harb")
    until(page, lambda: len(held) == 1, "the chat's parts are on their way")
    held[0].continue_()
    expect(field_of(page)).to_be_visible()
    page.keyboard.type("our")
    expect(search_field(page)).to_have_value("harbour")
    expect(field_of(page)).to_have_value("")
    # Who does nothing meanwhile writes at once.
    page.keyboard.press("Escape")
    held.clear()
    page.reload()
    until(page, lambda: len(held) == 1, "the chat's parts are on their way once more")
    held[0].continue_()
    expect(field_of(page)).to_be_focused()


def test_a_list_that_comes_late_leaves_the_focus_where_it_is(person):
    page = person.page
    held: list[Route] = []
    page.route("**/api/v1/conversations?*", lambda route: held.append(route))
    person.open()
    until(page, lambda: held, "the list is on its way")
    page.get_by_role("button", name="New chat").click()
    search_field(page).click()
    page.keyboard.type("harb")
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/conversations?*")
    expect(field_of(page)).to_be_visible()
    page.keyboard.type("our")
    expect(search_field(page)).to_have_value("harbour")
    expect(field_of(page)).to_have_value("")


def test_what_was_not_sent_comes_back_without_taking_the_focus(workerless):
    person = workerless
    page = person.open_new_chat()
    field_of(page).press_sequentially("An idea")
    held: list[Route] = []
    page.route("**/ui/composer.js", lambda route: held.append(route))
    person.open()
    page.get_by_role("button", name="New chat").click()
    search_field(page).click()
    page.keyboard.type("harb")
    until(page, lambda: held, "the chat's parts are on their way")
    held[0].continue_()
    expect(field_of(page)).to_have_value("An idea")
    page.keyboard.type("our")
    expect(search_field(page)).to_have_value("harbour")
    expect(field_of(page)).to_have_value("An idea")


def test_a_message_that_is_gone(person, long_chat):
    id, _, _ = long_chat
    person.expects("status of 404")
    person.page.add_init_script(f"({STRETCH})(5000)")  # the note goes after a while
    page = person.open(f"/c/{id}#m={new_id()}")
    expect(page.locator("#note")).to_be_visible()
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    page.goto("/")
    page.goto(f"/c/{id}#m=nonsense")
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()


def test_the_servers_own_hits(person):
    """As it is: by accents, in the middle of the sea of other words, in a script without spaces, and by a title."""
    person.conversation(model="stand-in-deltas-2", questions=["Where is the Périgord?", "And 海边的灯塔?"])
    id = person.conversation(model="stand-in-deltas-2", questions=["Something else."])
    person.call("PATCH", f"conversations/{id}", {"title": "Perigord by bicycle"})
    page = person.open()
    expect(titles_of(page)).to_have_count(2)
    search_field(page).fill("perig")
    expect(chats_in(page)).to_have_text([re.compile("Perigord by bicycle"), re.compile("Where is the Périgord")])
    expect(messages_in(page)).to_have_text([re.compile("Where is the Périgord")])
    assert marks_in(messages_in(page)) == ["Périg"]
    messages_in(page).click()
    expect_landed(page, "Périg")
    search_field(page).fill("灯塔")
    expect(messages_in(page)).to_have_text([re.compile("海边的灯塔")])
    assert marks_in(messages_in(page)) == ["灯塔"]
