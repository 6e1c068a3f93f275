"""A reload and a second tab in the middle of an answer: every tab ends with the text that is stored."""

import pytest
from playwright.sync_api import Route, expect

from person import (
    HELD,
    answers_of,
    expect_complete,
    expect_tick,
    expect_unbroken,
    field_of,
    questions_of,
    text_of,
    words_of,
)


@pytest.mark.firefox
def test_reload_while_the_answer_streams(reader):
    person, gemini = reader
    page = person.open_new_chat()
    answer = gemini.ramble("reload")
    person.ask("reload")
    expect_tick(questions_of(page), "Gemini has begun to answer")
    id = person.open_id()
    second_tab = person.open_second_tab(f"/c/{id}")
    page.reload()
    for tab in (page, second_tab):
        expect_tick(questions_of(tab), "Gemini has begun to answer")
        seen = text_of(tab)
        expect(words_of(answers_of(tab))).not_to_have_text(seen, use_inner_text=True)
        expect_unbroken(tab)
    answer.end()
    stored = None
    for tab in (page, second_tab):
        expect_complete(tab)
        expect(questions_of(tab)).to_have_count(1)
        expect(answers_of(tab)).to_have_count(1)
        stored = stored or person.messages(id)
        assert [message["role"] for message in stored] == ["user", "model"]
        assert text_of(tab) == stored[1]["text"].strip()
        expect_unbroken(tab)


def test_reload_while_gemini_pauses(person, stand_in):
    id = person.conversation()
    page = person.open(f"/c/{id}")
    person.ask(f"Count the lanterns. {HELD}")
    stand_in.wait_for_held()
    expect(answers_of(page)).to_contain_text("Canary")
    part = text_of(page)
    second_tab = person.open_second_tab(f"/c/{id}")
    page.reload()
    for tab in (page, second_tab):
        expect(words_of(answers_of(tab))).to_have_text(part, use_inner_text=True)
        expect_tick(questions_of(tab), "Gemini has begun to answer")
    stand_in.release()
    for tab in (page, second_tab):
        expect_complete(tab)
    fresh = person.new_tab()
    fresh.goto(f"/c/{id}")
    expect_complete(fresh)
    stored = person.messages(id)[1]["text"]
    assert text_of(fresh).count("lantern") == stored.count("lantern") > 0
    for tab in (page, second_tab):
        assert text_of(tab) == text_of(fresh)
    assert stand_in.times_asked(f"Count the lanterns. {HELD}") == 1


def test_a_read_that_lags_behind(person, stand_in):
    """What is stored may be a quarter of a second older than what the socket told before the read was there."""
    id = person.conversation()
    page = person.open(f"/c/{id}")
    person.ask(f"Count the lanterns. {HELD}")
    stand_in.wait_for_held()
    expect(answers_of(page)).to_contain_text("Canary")
    part = text_of(page)

    def lag(route: Route):
        response = route.fetch()
        read = response.json()
        read["messages"][-1]["text"] = ""
        route.fulfill(response=response, json=read)

    page.route(f"**/conversations/{id}/messages", lag, times=1)
    page.reload()
    expect(words_of(answers_of(page))).to_have_text(part, use_inner_text=True)


def test_a_second_tab_sees_what_the_first_one_does(person):
    page = person.open_new_chat()
    second_tab = person.open_second_tab("/")
    expect(second_tab.get_by_text("Choose a chat, or start a new one.")).to_be_visible()
    person.ask("A question from the first tab.")
    second_tab.get_by_role("link", name="A question from the first tab.").click()
    expect_complete(second_tab)
    person.ask("One from the second.", second_tab)
    expect(questions_of(page)).to_have_count(2)
    expect_complete(page)
    expect(field_of(second_tab)).to_be_focused()
