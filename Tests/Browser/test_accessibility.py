"""axe finds nothing on any screen, light and dark, wide and narrow."""

import pathlib

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from files import NOTES, PICTURE, PROGRAM
from person import HELD, answers_of, expect_complete, field_of, new_id, words_of
from test_answers import GROUNDED, grounding
from test_attachments import choose, expect_attached, tray_of
from test_composer import PASTE, SPEECH
from test_markdown import EVERYTHING

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text() + ";1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
SIZES = [(1280, 800), (360, 740)]
# A note would be gone before axe has looked at all of it.
LASTING_NOTES = """() => {
    const { setTimeout } = window;
    window.setTimeout = (action, ms, ...rest) => setTimeout(action, ms === 5000 ? 600_000 : ms, ...rest);
}"""


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


def test_a_note(person):
    id = person.conversation(questions=["A chat."])
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    page.evaluate(LASTING_NOTES)
    answers_of(page).hover()
    page.get_by_role("button", name="Answer menu").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#note")).to_have_text("Copied")
    expect_accessible(page)
    expect(page.locator("#note")).to_be_visible()


@pytest.mark.parametrize("screen", ["Chat settings", "Choose a model", "Usage", "About this answer", "menu"])
def test_screens_that_come_later(reader, screen):
    person, gemini = reader
    gemini.answer("for-screens", "Yes.")
    person.call("PUT", f"presets/{new_id()}", {"name": "Sailor", "instructions": "Talk like one."})
    id = person.conversation(model="gemini-3.8-flash", questions=["for-screens"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    if screen == "Chat settings":
        page.get_by_role("button", name="Chat menu").click()
        page.get_by_role("button", name="Chat settings").click()
        page.get_by_label("Presets").select_option("Sailor")
        page.get_by_label("Set the temperature").check()
    elif screen == "Choose a model":
        page.get_by_role("button", name="Model:").click()
    elif screen == "Usage":
        page.get_by_role("button", name="Account").click()
        page.get_by_role("button", name="Usage").click()
    else:
        words_of(answers_of(page)).click(button="right")
        expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
        if screen == "About this answer":
            page.get_by_role("button", name="Info").click()
    if screen != "menu":
        expect(page.get_by_role("dialog", name=screen)).to_be_visible()
    expect_accessible(page)


def test_files_and_what_is_wrong_with_one(reader):
    person, gemini = reader
    gemini.answer("what-is-it", "A harbour.")
    person.expects("status of 415")
    page = person.open_new_chat()
    choose(page, PICTURE, NOTES, PROGRAM)
    expect(tray_of(page).filter(has_text="setup.exe")).to_contain_text("Gemini cannot read")
    expect_accessible(page)
    page.get_by_role("button", name="Remove setup.exe").click()
    expect_attached(page, 2)
    person.ask("what-is-it?")
    expect_complete(page)
    expect_accessible(page)
    page.get_by_role("button", name="Open picture").click()
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    expect_accessible(page)


def test_sources_and_siblings(reader):
    person, gemini = reader
    gemini.prepare("with-sources").say(GROUNDED).end(groundingMetadata=grounding(("The tram is old.", 0), ("6.80 euros.", 1)))
    page = person.open_new_chat()
    person.ask("with-sources")
    expect_complete(page)
    answers_of(page).hover()
    page.get_by_role("button", name="Answer menu").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("group", name="Answer 2 of 2")).to_be_visible()
    page.get_by_text("2 sources").click()
    expect_accessible(page)


@pytest.mark.parametrize("what", ["emoji", "attach", "dictation", "waiting", "long"])
def test_the_field_and_what_it_offers(person, stand_in, what):
    person.context.add_init_script(SPEECH)
    page = person.open_new_chat()
    expect(page.get_by_role("group", name="Ideas to start from")).to_be_visible()
    if what == "emoji":
        page.get_by_role("button", name="Emoji").click()
        page.get_by_role("button", name="Skin tone").click()
    elif what == "attach":
        page.get_by_role("button", name="Attach", exact=True).click()
    elif what == "dictation":
        page.get_by_role("button", name="Dictate").click()
        expect(page.locator(".interim")).to_have_text("Listening…")
        page.evaluate("heard[0].say(['The harbour', false])")
    elif what == "waiting":
        person.ask(f"First. {HELD}")
        stand_in.wait_for_held()
        person.ask("Second.")
        field_of(page).fill("Third.")
        expect(answers_of(page).last.get_by_role("button", name="Edit")).to_be_visible()
    else:
        page.evaluate(PASTE, "y" * 140_000)
        expect(page.get_by_role("button", name="Paste anyway")).to_be_visible()
    expect_accessible(page)
