"""Someone comes, asks, and reads; comes back elsewhere; goes."""

import pytest
from playwright.sync_api import Route, expect

from person import PASSWORD, answers_of, expect_complete, expect_tick, field_of, questions_of, tick_of, words_of

BLUE = "rgb(0, 99, 203)"


def sign_up_on_page(person):
    page = person.open()
    page.get_by_role("button", name="New here? Create an account").click()
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account", exact=True).click()
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    return page


@pytest.mark.firefox
def test_first_question(people, stand_in):
    person = people()
    page = sign_up_on_page(person)
    page.get_by_role("button", name="New chat").click()
    held: list[Route] = []
    page.route("**/messages", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/messages")):
        person.ask("What is a lighthouse? [hold=0]")

    question = questions_of(page)
    expect(question).to_have_count(1)
    expect(question).to_contain_text("What is a lighthouse?")
    expect_tick(question, "Sending")
    held[0].continue_()
    expect_tick(question, "Stored on the server")
    expect(page.get_by_role("img", name="Gemini is writing")).to_be_visible()
    stand_in.wait_for_held()
    stand_in.release()
    expect_tick(question, "Answer complete")
    expect(tick_of(question)).to_have_css("color", BLUE)
    expect(answers_of(page)).to_have_count(1)


@pytest.mark.firefox
def test_answer_streams_in(person, stand_in):
    page = person.open_new_chat()
    person.ask("Tell me about bees. [hold=3] [chunks=4]")
    question, answer = questions_of(page), answers_of(page)
    expect_tick(question, "Gemini has begun to answer")
    stand_in.wait_for_held()
    expect(answer).to_have_attribute("aria-busy", "true")
    expect(words_of(answer)).not_to_be_empty()
    part = words_of(answer).inner_text()
    node = answer.element_handle()
    stand_in.release()
    expect_complete(page)
    expect(answer).to_have_attribute("aria-busy", "false")
    whole = words_of(answer).inner_text()
    assert len(part) < len(whole)
    assert page.evaluate("node => node.isConnected", node), "the bubble was replaced when the answer ended"


def test_wrong_inputs_are_told_at_their_field(people):
    first = people().sign_up()
    person = people()
    person.expects("status of 409")
    page = person.open()
    page.get_by_role("button", name="New here? Create an account").click()
    name, password = page.get_by_label("Name"), page.get_by_label("Password")
    create = page.get_by_role("button", name="Create account", exact=True)

    create.click()
    expect(name).to_have_accessible_description("Enter a name.")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    expect(password).to_have_accessible_description("Enter a password.")

    name.fill(first.name)
    password.fill("short")
    create.click()
    expect(password).to_have_accessible_description("Use at least 8 characters.")
    expect(password).to_be_focused()
    expect(name).not_to_have_attribute("aria-invalid", "true")

    password.fill(PASSWORD)
    create.click()
    expect(name).to_have_accessible_description("This name is taken. Choose another.")
    expect(name).to_be_focused()

    name.fill(person.name)
    create.click()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()


def test_sign_in_on_another_browser(people, stand_in):
    person = people()
    page = sign_up_on_page(person)
    page.get_by_role("button", name="New chat").click()
    person.ask("Remember the harbour.")
    expect_complete(page)

    elsewhere = people()
    elsewhere.expects("status of 401")
    other = elsewhere.open()
    other.get_by_label("Name").fill(person.name)
    other.get_by_label("Password").fill("not the password")
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("alert")).to_have_text("Name or password is wrong.")
    expect(other.get_by_label("Password")).to_be_focused()
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.get_by_role("link", name="Remember the harbour.").click()
    expect(questions_of(other)).to_contain_text("Remember the harbour.")
    expect_complete(other)
    assert answers_of(other).inner_text() == answers_of(page).inner_text()

    # What is asked in one browser shows up in the other.
    elsewhere.ask("And the lantern?")
    expect(questions_of(page).last).to_contain_text("And the lantern?")
    expect_complete(page)


def test_sign_out(person):
    id = person.conversation(questions=["What only I may read."])
    page = person.open(f"/c/{id}")
    expect(questions_of(page)).to_contain_text("What only I may read.")
    second_tab = person.open_second_tab("/")
    expect(second_tab.get_by_role("link", name="What only I may read.")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_text(person.name)).to_be_visible()
    person.expects("status of 401")  # what either tab was asking for just then, such as the models, is refused
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(second_tab.get_by_text("You were signed out.")).to_be_visible()
    assert "What only I may read." not in second_tab.content()
    assert person.context.cookies() == []
    page.goto(f"/c/{id}")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_guest(people, stand_in):
    person = people()
    page = person.open()
    page.get_by_role("button", name="Try as a guest").click()
    expect(page.get_by_text("You are here as a guest.")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    person.ask("May I ask, too?")
    expect_complete(page)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Cancel").click()
    expect(field_of(page)).to_be_visible()
