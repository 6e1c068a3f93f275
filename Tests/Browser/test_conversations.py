"""The list: names, order, what is unread, and addresses."""

import re

import pytest
from playwright.sync_api import expect

from person import HELD, PASSWORD, answers_of, eventually, expect_complete, expect_focus_kept, field_of, new_id, questions_of


def titles_of(page):
    return page.locator("#rows .name")


def all_are_read(person) -> bool:
    return all(one["unread"] == 0 for one in person.call("GET", "conversations")["conversations"])


def test_the_title_is_the_first_question(person):
    page = person.open_new_chat()
    person.ask("How do lighthouses find their keepers?")
    expect(page.get_by_role("heading", name="How do lighthouses find their keepers?")).to_be_visible()
    expect(page).to_have_title("How do lighthouses find their keepers? – Pollux")
    expect(page).to_have_url(f"/c/{person.open_id()}")
    expect_complete(page)


def test_rename(person):
    id = person.conversation(questions=["A question."])
    page = person.open(f"/c/{id}")
    second_tab = person.open_second_tab("/")
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Rename").click()
    title = page.get_by_label("Title")
    expect(title).to_have_value("A question.")
    title.fill("   ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    title.fill("Keeper’s log 🗼")
    page.get_by_role("button", name="Save").click()
    for tab in (page, second_tab):
        expect(titles_of(tab)).to_have_text(["Keeper’s log 🗼"])
    expect(page.get_by_role("heading", name="Keeper’s log 🗼")).to_be_visible()
    expect_focus_kept(page)
    assert person.call("GET", f"conversations/{id}")["title"] == "Keeper’s log 🗼"


def test_delete(person):
    kept, gone = (person.conversation(questions=[text]) for text in ("To be kept.", "To be deleted."))
    page = person.open(f"/c/{gone}")
    second_tab = person.open_second_tab(f"/c/{gone}")
    expect_complete(second_tab)
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "“To be deleted.” and all its messages will be deleted for good."
    )
    page.get_by_role("button", name="Cancel").click()
    expect(titles_of(page)).to_have_count(2)
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page).to_have_url("/")
    for tab in (page, second_tab):
        expect(titles_of(tab)).to_have_text(["To be kept."])
    expect(second_tab.get_by_text("This chat does not exist")).to_be_visible()
    expect(field_of(second_tab)).to_be_hidden()
    expect_focus_kept(page)
    assert [one["id"] for one in person.call("GET", "conversations")["conversations"]] == [kept]


def test_deleting_while_the_answer_streams(person, stand_in):
    page = person.open_new_chat()
    person.ask(f"Never mind. {HELD}")
    stand_in.wait_for_held()
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    stand_in.wait_for_closed()
    expect(titles_of(page)).to_have_count(0)


def test_order(person):
    for text in ("Oldest.", "Middle.", "Newest."):
        person.conversation(questions=[text])
    page = person.open()
    expect(titles_of(page)).to_have_text(["Newest.", "Middle.", "Oldest."])
    page.get_by_role("link", name="Oldest.").click()
    person.ask("And again.")
    expect(titles_of(page)).to_have_text(["Oldest.", "Newest.", "Middle."])
    expect_complete(page)
    expect(page.get_by_role("link", name="Oldest.")).to_have_attribute("aria-current", "page")
    page.reload()
    expect(titles_of(page)).to_have_text(["Oldest.", "Newest.", "Middle."])


def test_unread(person, people, stand_in):
    page = person.open_new_chat()
    person.ask(f"The slow one. {HELD}")
    stand_in.wait_for_held()
    row = page.get_by_role("link", name="The slow one.")
    expect(row).to_contain_text("writing…")
    page.get_by_role("button", name="New chat").click()
    person.ask("The quick one.")
    expect_complete(page)
    stand_in.release()
    expect(row.locator(".badge")).to_contain_text("1")
    expect(row).to_have_accessible_name(re.compile("1 unread"))
    page.reload()
    expect(row.locator(".badge")).to_contain_text("1")
    row.click()
    expect_complete(page)
    expect(row.locator(".badge")).to_have_count(0)
    eventually(lambda: all_are_read(person), "the server knows that all is read")
    # Another device has nothing of its own: what it shows is what the server says.
    elsewhere = people()
    elsewhere.name = person.name
    other = elsewhere.sign_in().open()
    expect(other.get_by_role("link", name="The quick one.")).to_be_visible()
    expect(other.locator(".badge")).to_have_count(0)
    assert all_are_read(person)


def test_a_conversation_made_elsewhere(person):
    page = person.open()
    expect(page.get_by_text("Choose a chat, or start a new one.")).to_be_visible()
    id = person.conversation(questions=["Asked from somewhere else."])
    page.get_by_role("link", name="Asked from somewhere else.").click()
    expect(page).to_have_url(f"/c/{id}")
    expect_complete(page)
    expect(answers_of(page)).to_have_count(1)


def test_links(person):
    id = person.conversation(questions=["By its address."])
    page = person.open(f"/c/{id}")
    expect(questions_of(page)).to_contain_text("By its address.")
    page.goto(f"/c/{id.upper()}")
    expect(questions_of(page)).to_contain_text("By its address.")

    person.expects("status of 404")
    for unknown in (new_id(), "nonsense", "not%20an%20id"):
        page.goto(f"/c/{unknown}")
        expect(page.get_by_text("This chat does not exist")).to_be_visible()
        expect(field_of(page)).to_be_hidden()
    page.get_by_role("link", name="By its address.").click()
    expect(questions_of(page)).to_contain_text("By its address.")


def test_a_link_leads_there_after_signing_in(people, person):
    id = person.conversation(questions=["Behind the door."])
    elsewhere = people()
    page = elsewhere.open(f"/c/{id}")
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(questions_of(page)).to_contain_text("Behind the door.")


@pytest.mark.firefox
def test_drafts_stay_with_their_chats(person):
    first, second = (person.conversation(questions=[text]) for text in ("First.", "Second."))
    page = person.open(f"/c/{first}")
    field_of(page).fill("half a thought")
    page.get_by_role("link", name="Second.").click()
    expect(page).to_have_url(f"/c/{second}")
    expect(field_of(page)).to_have_value("")
    page.get_by_role("link", name="First.").click()
    expect(field_of(page)).to_have_value("half a thought")
    page.reload()
    expect(field_of(page)).to_have_value("half a thought")


def test_too_long_a_question(person):
    """It is counted before it is sent, and stays in the field."""
    page = person.open_new_chat()
    field_of(page).fill("x" * 131_073)
    expect(page.get_by_text("1 characters too many")).to_be_visible()
    field_of(page).press("Enter")
    expect(questions_of(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    field_of(page).fill("x" * 131_072)
    expect(page.get_by_role("button", name="Send")).to_be_enabled()


def test_a_chat_beyond_the_list_opens_by_its_address(person, stand_in):
    """The list comes in pages; what is open need not be on the first."""
    oldest = person.conversation(questions=["Long ago."])
    for n in range(101):
        person.call("PUT", f"conversations/{new_id()}", {"title": f"Since then, {n}"})
    page = person.open(f"/c/{oldest}")
    expect(page.get_by_role("heading", name="Long ago.")).to_be_visible()
    expect(questions_of(page)).to_contain_text("Long ago.")
    expect(field_of(page)).to_be_visible()
