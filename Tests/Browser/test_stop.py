"""Stopping an answer, from wherever its reader is."""

import pytest
from playwright.sync_api import expect

from person import HELD, answers_of, expect_tick, field_of, questions_of, text_of


@pytest.mark.firefox
@pytest.mark.parametrize("way", ["button", "escape"])
def test_stop_keeps_the_text(person, stand_in, way):
    id = person.conversation(model="stand-in-deltas-2000-20")
    page = person.open(f"/c/{id}")
    second_tab = person.open_second_tab(f"/c/{id}")
    person.ask("Go on and on.")
    for tab in (page, second_tab):
        expect_tick(questions_of(tab), "Gemini has begun to answer")
    part = text_of(page)
    assert stand_in.closed == 0

    if way == "button":
        page.get_by_role("button", name="Stop the answer").click()
    else:
        page.keyboard.press("Escape")
    stand_in.wait_for_closed()
    for tab in (page, second_tab):
        expect(answers_of(tab)).to_contain_text("Stopped.")
        expect(answers_of(tab)).to_have_attribute("aria-busy", "false")
        expect(tab.get_by_role("button", name="Stop the answer")).to_be_hidden()
    expect(field_of(page)).to_be_focused()
    answer = person.messages(id)[1]
    assert answer["status"] == "stopped"
    for tab in (page, second_tab):
        assert text_of(tab) == " ".join(answer["text"].split())
        assert text_of(tab).startswith(part)

    # A stopped answer is no obstacle to the next question, and its exchange is part of the context.
    person.call("PATCH", f"conversations/{id}", {"model": "gemini-3.8-flash"})
    person.ask("Then tell me this.")
    expect_tick(questions_of(page).last, "Answer complete")
    asked = [one["contents"] for one in stand_in.asked if one["contents"][0]["parts"][0]["text"] == "Go on and on."]
    assert [len(contents) for contents in asked] == [1, 3]


def test_stop_before_the_first_word(person, stand_in):
    page = person.open_new_chat()
    person.ask("Think hard. [hold=0]")
    stand_in.wait_for_held()
    page.get_by_role("button", name="Stop the answer").click()
    stand_in.wait_for_closed()
    expect(answers_of(page)).to_contain_text("Stopped before")


def test_stop_from_the_other_tab(person, stand_in):
    id = person.conversation()
    page = person.open(f"/c/{id}")
    person.ask(f"Go on. {HELD}")
    stand_in.wait_for_held()
    second_tab = person.open_second_tab(f"/c/{id}")
    second_tab.bring_to_front()
    second_tab.get_by_role("button", name="Stop the answer").click()
    for tab in (page, second_tab):
        expect(answers_of(tab)).to_contain_text("Stopped.")


def test_escape_in_a_dialog_does_not_stop(person, stand_in):
    page = person.open_new_chat()
    person.ask(f"Take your time. {HELD}")
    stand_in.wait_for_held()
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert person.messages(person.open_id())[1]["status"] == "streaming"
    stand_in.release()
    expect_tick(questions_of(page), "Answer complete")
