"""What the log shows besides bubbles: what was unread, the way to the end, the day while scrolling."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from person import answers_of, eventually, expect_complete, field_of, new_id, questions_of
from test_accessibility import expect_accessible
from test_chat_messages import choose
from test_scrolling import GAP, PLAIN


def test_a_chat_opens_at_what_is_unread(person):
    id = person.conversation(model=PLAIN, questions=[f"Question {n}" for n in range(1, 11)], unread=5)
    page = person.open()
    page.get_by_role("link", name="Question 1").click()
    line = page.get_by_text("5 unread messages")
    expect(line).to_be_in_viewport()
    log = page.get_by_role("log")
    assert line.evaluate("line => line.closest('p').nextElementSibling.querySelector('.text').textContent.length") > 100
    assert log.evaluate(GAP) > 100, "all of it fits: nothing can be told"
    top = line.bounding_box()["y"] - log.bounding_box()["y"]
    assert 0 < top < 120
    to_end = page.get_by_role("button", name=re.compile("Scroll to the newest message, [1-4] new"))
    expect(to_end).to_be_visible()
    expect_accessible(page)
    # Read is read; the line stays until the chat is left.
    eventually(lambda: person.call("GET", f"conversations/{id}")["unread"] == 0, "all is read")
    to_end.click()
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    expect(line).to_be_attached()
    page.goto("/")
    page.get_by_role("link", name="Question 1").click()
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    expect(line).to_have_count(0)


def test_the_way_to_the_end_goes_to_the_unread_first(person):
    person.conversation(model=PLAIN, questions=[f"Question {n}" for n in range(1, 11)], unread=3)
    page = person.open()
    page.set_viewport_size({"width": 1280, "height": 480})
    page.get_by_role("link", name="Question 1").click()
    line = page.get_by_text("3 unread messages")
    expect(line).to_be_in_viewport()
    log = page.get_by_role("log")
    log.evaluate("log => { log.scrollTop = 0; }")
    expect(line).not_to_be_in_viewport()
    to_end = page.get_by_role("button", name="Scroll to the newest message")
    to_end.click()
    expect(line).to_be_in_viewport()
    to_end.click()
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    expect(to_end).to_be_hidden()


def test_what_comes_while_one_reads_above_is_counted(person):
    id = person.conversation(model=PLAIN, questions=[f"Question {n}" for n in range(1, 4)])
    page = person.open(f"/c/{id}")
    page.set_viewport_size({"width": 1280, "height": 480})
    expect(answers_of(page)).to_have_count(3)
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    log = page.get_by_role("log")
    log.hover()
    page.mouse.wheel(0, -900)
    to_end = page.get_by_role("button", name="Scroll to the newest message", exact=True)
    expect(to_end).to_be_visible()
    for n in (1, 2):
        person.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": f"Elsewhere {n}"})
        expect(page.get_by_role("button", name=f"Scroll to the newest message, {n} new")).to_be_visible()
    page.locator("#to-end").click()
    expect(questions_of(page).last).to_contain_text("Elsewhere 2")
    assert log.evaluate(GAP) <= 1
    expect(page.locator("#to-end")).to_be_hidden()


def test_the_day_floats_while_one_scrolls(reader):
    person, gemini = reader
    gemini.answer("some-days", "All of the following is long. " * 60)
    id = person.conversation(questions=["some-days 1", "some-days 2", "some-days 3"])
    page = person.open(f"/c/{id}")
    expect(answers_of(page)).to_have_count(3)
    log = page.get_by_role("log")
    floating = page.locator(".floating")
    log.hover()
    page.mouse.wheel(0, -200)
    steps = itertools.cycle([-20, 20])  # it stays only a while after the last one

    def floats() -> bool:
        page.mouse.wheel(0, next(steps))
        return floating.evaluate("sign => getComputedStyle(sign).opacity") == "1"

    eventually(floats, "the day floats")
    expect(floating).to_have_text("Today")
    expect(floating).to_have_css("opacity", "0")
    # At the top its own chip is there.
    log.evaluate("log => { log.scrollTop = 0; }")
    expect(page.locator(".log .day").first).to_be_in_viewport()
    expect(floating).to_be_hidden()


def test_the_end_is_followed_when_the_field_becomes_smaller(reader):
    """What lies above the field goes away: nobody has scrolled up."""
    person, gemini = reader
    gemini.answer("tall-one", "All of the following is long. " * 90)
    answer = gemini.ramble("goes-on")
    page = person.open(f"/c/{person.conversation(questions=['tall-one'])}")
    expect(answers_of(page)).to_have_count(1)
    choose(page, answers_of(page).first, "Reply")
    field_of(page).fill("goes-on\n\n\n\n\nwith many lines")
    field_of(page).press("Enter")
    expect(answers_of(page).last).to_contain_text("word-60")
    assert page.get_by_role("log").evaluate(GAP) <= 1
    answer.end()
    expect_complete(page)


@pytest.mark.parametrize("key", ["PageUp", "Home"])
def test_leaving_the_end_by_keys(reader, key):
    person, gemini = reader
    gemini.answer("tall-one", "All of the following is long. " * 160)
    answer = gemini.ramble("goes-on")
    page = person.open(f"/c/{person.conversation(questions=['tall-one'])}")
    expect(answers_of(page)).to_have_count(1)
    person.ask("goes-on")
    expect(answers_of(page).last).to_contain_text("word-20")
    page.get_by_role("log").focus()
    page.keyboard.press(key)
    expect(page.locator("#to-end")).to_be_visible()
    answer.end()
    expect_complete(page)
    assert page.get_by_role("log").evaluate(GAP) > 100
