"""Who has asked for it is told when an answer ends while nobody looks: once, in words, and a click leads there.

A headless browser shows every page all the time, so these journeys say themselves what is in sight: the page by its own
`visibilityState`, the service worker by what it sees of the pages.
"""

import pytest
from playwright.sync_api import Page, Worker, expect

from person import HELD, Person, answers_of, eventually, expect_complete, expect_tick, questions_of
from test_offline import ready_for_offline

OFFER = "Shall this browser tell you when an answer is complete?"
_LOOK = """(state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
_SEEN = """(state) => Object.defineProperty(WindowClient.prototype, "visibilityState", { configurable: true, get: () => state })"""
_SHOWN = """async () => (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }))"""


def look(page: Page, state: str):
    page.evaluate(_LOOK, state)


def worker_of(person: Person) -> Worker:
    [worker] = person.context.service_workers
    return worker


def shown(person: Person) -> list[dict]:
    return worker_of(person).evaluate(_SHOWN)


@pytest.fixture
def listener(person) -> Person:
    """Someone whose browser would allow notifications; nobody has asked for them yet."""
    person.context.grant_permissions(["notifications"])
    return person


def turn_on(page: Page):
    page.evaluate("localStorage.setItem('pollux_notifications', 'on')")


def test_it_is_offered_after_an_answer_was_left_and_not_again(listener, stand_in):
    page = listener.open_new_chat()
    ready_for_offline(page)
    listener.ask("Nobody leaves while this is answered.")
    expect_complete(page)
    look(page, "hidden")
    look(page, "visible")
    expect(page.get_by_text(OFFER)).to_have_count(0)

    listener.ask(f"Somebody leaves. {HELD}")
    stand_in.wait_for_held()
    expect_tick(questions_of(page).last, "Gemini has begun to answer")
    look(page, "hidden")
    look(page, "visible")
    expect(page.get_by_text(OFFER)).to_be_visible()
    page.get_by_role("button", name="No, thanks").click()
    expect(page.get_by_text(OFFER)).to_be_hidden()
    look(page, "hidden")
    look(page, "visible")
    expect(page.get_by_text(OFFER)).to_have_count(0)
    stand_in.release()
    expect_complete(page)
    assert shown(listener) == []


def test_one_notification_for_all_tabs_and_its_click_leads_to_the_chat(reader):
    person, gemini = reader
    person.context.grant_permissions(["notifications"])
    answer = gemini.prepare("told-once").say("It is **bold** and `code`, see [a link](https://example.org/) ")
    page = person.open_new_chat()
    ready_for_offline(page)
    person.ask("told-once")
    expect(answers_of(page)).to_contain_text("It is bold")
    look(page, "hidden")
    look(page, "visible")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text(OFFER)).to_be_hidden()
    id = person.open_id()
    second = person.open_second_tab(f"/c/{id}")
    expect(answers_of(second)).to_contain_text("It is bold")
    ready_for_offline(second)

    worker_of(person).evaluate(_SEEN, "hidden")
    for tab in (page, second):
        look(tab, "hidden")
    answer.say("and so on. " * 40).end()
    eventually(lambda: shown(person) != [], "the answer is told")
    [notification] = shown(person)
    assert notification["title"] == person.call("GET", f"conversations/{id}")["title"] == "told-once"
    assert notification["tag"] == id and notification["data"]["answerID"] == person.messages(id)[-1]["id"]
    assert notification["body"].startswith("It is bold and code, see a link and so on. ")
    assert notification["body"].endswith("…") and len(notification["body"]) <= 141

    for tab in (page, second):
        look(tab, "visible")
        tab.get_by_role("button", name="New chat").click()
        expect(answers_of(tab)).to_have_count(0)
    worker_of(person).evaluate("""async () => {
        const [notification] = await registration.getNotifications();
        dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    }""")
    eventually(lambda: f"/c/{id}" in [tab.evaluate("location.pathname") for tab in (page, second)], "a tab shows the chat")
    eventually(lambda: shown(person) == [], "the notification is gone")


def test_none_while_a_tab_is_in_sight(listener, stand_in):
    page = listener.open_new_chat()
    ready_for_offline(page)
    turn_on(page)
    # This tab is hidden, but the worker sees one that is not.
    listener.ask(f"Seen elsewhere. {HELD}")
    stand_in.wait_for_held()
    expect_tick(questions_of(page), "Gemini has begun to answer")
    look(page, "hidden")
    stand_in.release()
    eventually(lambda: listener.messages(listener.open_id())[-1]["status"] == "complete", "the answer ends")
    look(page, "visible")
    expect_complete(page)

    page.get_by_role("button", name="New chat").click()
    listener.ask(f"Seen by nobody. {HELD}")
    stand_in.wait_for_held()
    expect_tick(questions_of(page), "Gemini has begun to answer")
    worker_of(listener).evaluate(_SEEN, "hidden")
    look(page, "hidden")
    stand_in.release()
    eventually(lambda: shown(listener) != [], "the second answer is told")
    assert [one["tag"] for one in shown(listener)] == [listener.open_id()]
