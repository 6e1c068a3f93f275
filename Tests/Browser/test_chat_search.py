"""Search in a chat, and a path that is shown from its middle."""

import re

import pytest
from playwright.sync_api import expect

from person import answers_of, eventually, expect_focus_kept, field_of, new_id, questions_of
from test_accessibility import expect_accessible
from test_chat_messages import choose
from test_phone import overflowing
from test_scrolling import GAP, PLAIN

MARKED = "() => [...CSS.highlights.get('found') ?? []].map((range) => range.toString())"
NOW = "() => [...CSS.highlights.get('found-now') ?? []].map((range) => range.toString()).join()"


@pytest.fixture
def needles(reader):
    """A long chat with two needles far apart, opened at its end."""
    person, gemini = reader
    gemini.answer("hay", "Nothing but dry grass here, and a lot of it. " * 12)
    gemini.answer("pin", "In the grass lies a Nädel, made of steel.")
    questions = ["pin first"] + [f"hay {n}" for n in range(45)] + ["pin again", "hay last"]
    id = person.conversation(questions=questions)
    page = person.open(f"/c/{id}")
    expect(answers_of(page)).to_have_count(3)
    return person, page, id


def test_search_goes_through_the_whole_chat(needles):
    person, page, _ = needles
    log = page.get_by_role("log")
    log.focus()
    page.keyboard.press("Control+f")
    field = page.get_by_role("searchbox", name="Search messages")
    expect(field).to_be_focused()
    status = page.get_by_role("search").get_by_role("status")
    field.fill("nadel steel")
    expect(status).to_have_text("1 of 2")
    found = answers_of(page).filter(has_text="Nädel")
    expect(found.last).to_be_in_viewport()
    eventually(lambda: page.evaluate(NOW) == "Nädel", "the words are marked")
    assert page.evaluate(MARKED)[:2] == ["Nädel", "steel"]
    expect_accessible(page)
    # The first one is far up: only what is around it comes.
    page.keyboard.press("Enter")
    expect(status).to_have_text("2 of 2")
    expect(questions_of(page).first).to_have_text(re.compile("^pin first"))
    expect(found.first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Earlier hit")).to_be_disabled()
    page.keyboard.press("ArrowDown")
    expect(status).to_have_text("1 of 2")
    expect(found.last).to_be_in_viewport()
    field.fill("nowhere")
    expect(status).to_have_text("Nothing found")
    assert page.evaluate(MARKED) == []
    expect_accessible(page)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflowing(page) == []
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect_focus_kept(page)


def test_from_the_menu_and_the_browsers_own(needles):
    _, page, _ = needles
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Search in this chat").click()
    field = page.get_by_role("searchbox", name="Search messages")
    expect(field).to_be_focused()
    # A second Ctrl+F is the browser's.
    page.evaluate("addEventListener('keydown', (event) => { window.kept = event.key === 'f' && !event.defaultPrevented; })")
    page.keyboard.press("Control+f")
    assert page.evaluate("window.kept") is True
    page.get_by_role("button", name="End the search").click()
    expect(field).to_have_count(0)


def test_a_part_in_the_middle_goes_on_to_the_end(person):
    """What is around a message comes; more comes on the way down, until the newest are there; a button leads to them."""
    id = person.conversation(model=PLAIN, questions=[f"Question {n}" for n in range(1, 101)])
    stored = person.messages(id, 200)
    target = next(one for one in stored if one["text"] == "Question 20")
    person.call("PATCH", f"messages/{target['id']}", {"starred": True})
    page = person.open(f"/c/{id}")
    expect(answers_of(page)).to_have_count(3)
    go_to_starred(page)
    question = questions_of(page).get_by_text("Question 20", exact=True)
    expect(question).to_be_in_viewport()
    expect(questions_of(page).get_by_text("Question 100", exact=True)).to_have_count(0)
    box, log_box = question.bounding_box(), page.get_by_role("log").bounding_box()
    middle = log_box["y"] + log_box["height"] / 2
    assert abs(box["y"] + box["height"] / 2 - middle) < 40, "it is not in the middle"

    # A question that comes meanwhile does not move anything.
    texts = questions_of(page).locator(".text").all_inner_texts()
    person.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": "From elsewhere"})
    to_end = page.get_by_role("button", name="Scroll to the newest message")
    expect(to_end).to_be_visible()
    assert questions_of(page).locator(".text").all_inner_texts() == texts
    to_end.click()
    expect(questions_of(page).last).to_contain_text("From elsewhere")
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()

    go_to_starred(page)
    expect(question).to_be_in_viewport()
    log = page.get_by_role("log")
    log.hover()

    def wheel_to_the_newest() -> bool:
        page.mouse.wheel(0, 2500)
        return questions_of(page).get_by_text("From elsewhere", exact=True).count() > 0

    eventually(wheel_to_the_newest, "the newest question is there", 60)
    expect(questions_of(page).last).to_contain_text("From elsewhere")
    shown = questions_of(page).locator(".text").all_inner_texts()
    everything = [f"Question {n}" for n in range(1, 101)] + ["From elsewhere"]
    assert shown == everything[-len(shown) :], "there is a gap"
    page.keyboard.press("Tab")
    expect(field_of(page)).to_be_visible()

    def wheel_to_the_end() -> bool:
        page.mouse.wheel(0, 5000)
        return log.evaluate(GAP) <= 1

    eventually(wheel_to_the_end, "the end is in sight")


def go_to_starred(page):
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Starred messages").click()
    page.get_by_role("dialog", name="Starred messages").get_by_role("listitem").first.get_by_role("button").click()


def test_a_starred_message_of_another_chat(reader):
    person, gemini = reader
    gemini.answer("far-away", "Far away. " * 60)
    first = person.conversation(questions=[f"far-away {n}" for n in range(1, 16)])
    other = person.conversation(questions=["far-away other"])
    person.call("PATCH", f"messages/{person.messages(first)[2]['id']}", {"starred": True})
    page = person.open(f"/c/{other}")
    expect(answers_of(page)).to_have_count(1)
    go_to_starred(page)
    expect(page).to_have_url(f"/c/{first}")
    expect(questions_of(page).get_by_text("far-away 2", exact=True)).to_be_in_viewport()


def test_a_message_of_another_branch(reader):
    """Its branch is shown then."""
    person, gemini = reader
    gemini.answer("old-way", "The old way of things.")
    gemini.answer("new-way", "The new way of things.")
    id = person.conversation(questions=["old-way"])
    old = person.messages(id)
    person.call("PATCH", f"messages/{old[1]['id']}", {"starred": True})
    page = person.open(f"/c/{id}")
    choose(page, questions_of(page).first, "Edit")
    field_of(page).fill("new-way")
    field_of(page).press("Enter")
    expect(answers_of(page)).to_contain_text("The new way of things.")
    go_to_starred(page)
    expect(answers_of(page)).to_contain_text("The old way of things.")
    assert person.call("GET", f"conversations/{id}")["leafID"] == old[1]["id"]
