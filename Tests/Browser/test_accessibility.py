"""axe finds nothing on any screen, light and dark, wide and narrow."""

import pathlib

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from person import HELD, answers_of, expect_complete, field_of
from test_markdown import EVERYTHING

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text() + ";1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
SIZES = [(1280, 800), (360, 740)]


def expect_accessible(page: Page):
    """Goes through both widths and both colour schemes on the screen that is shown now."""
    found = []
    page.evaluate(AXE)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in page.evaluate(RUN, TAGS)["violations"]:
                places = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append(f"{width} {scheme}: {violation['id']} ({violation['help']}) at {places}")
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    assert not found, "\n".join(found)


def test_signing_in(people):
    page = people().open()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="New here? Create an account").click()
    page.get_by_role("button", name="Create account", exact=True).click()
    expect(page.get_by_text("Enter a name.")).to_be_visible()
    expect_accessible(page)


def test_empty_list_and_new_chat(people, stand_in):
    person = people()
    page = person.open()
    page.get_by_role("button", name="Try as a guest").click()
    expect(page.get_by_text("You are here as a guest.")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="New chat").click()
    expect(field_of(page)).to_be_visible()
    expect_accessible(page)


def test_a_chat_with_everything(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("all-of-it", EVERYTHING)
    person = people(server).sign_up()
    id = person.conversation(questions=["all-of-it one", "all-of-it two", "all-of-it three", "all-of-it four"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    expect_accessible(page)


def test_an_answer_under_way(person, stand_in):
    id = person.conversation(questions=["An earlier chat."])
    page = person.open_new_chat()
    person.ask(f"Slowly, please. {HELD}")
    stand_in.wait_for_held()
    expect(answers_of(page)).to_have_attribute("aria-busy", "true")
    expect_accessible(page)
    # Unread, and a row that is not the open one.
    page.get_by_role("link", name="An earlier chat.").click()
    expect(page).to_have_url(f"/c/{id}")
    stand_in.release()
    expect(page.locator(".badge")).to_have_count(1)
    expect_accessible(page)


def test_reasons_and_thoughts(person, stand_in):
    for model in ("stand-in-500", "stand-in-cut", "stand-in-think"):
        id = person.conversation(model=model, questions=["Will this work?"])
        page = person.open(f"/c/{id}")
        expect(answers_of(page)).to_have_attribute("aria-busy", "false")
        for summary in page.locator("summary").all():
            summary.click()
        expect_accessible(page)


@pytest.mark.parametrize("action", ["Rename", "Delete"])
def test_menu_and_dialogs(person, action):
    id = person.conversation(questions=["A chat."])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    page.get_by_role("button", name="Chat menu").click()
    expect(page.get_by_role("button", name=action)).to_be_visible()
    if action == "Rename":
        expect_accessible(page)
    page.get_by_role("button", name=action).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_accessible(page)


def test_an_unknown_chat(person):
    person.expects("status of 404")
    page = person.open("/c/01890000-0000-7000-8000-000000000000")
    expect(page.get_by_text("This chat does not exist")).to_be_visible()
    expect_accessible(page)
