"""The page in other languages: from its first line, by the person's choice, and from right to left."""

import re

import pytest
from playwright.sync_api import Page, expect

from person import answers_of, eventually, questions_of
from test_accessibility import expect_accessible
from test_phone import overflowing

GERMAN = {"locale": "de-DE", "reduced_motion": "reduce"}
ARABIC = {"locale": "ar-EG", "reduced_motion": "reduce"}
ENGLISH_ANSWER = "The harbour sleeps.\n\n- one\n- two\n\n`let a = 1`\n\n```swift\nlet b = 2\n```\n\nIt wakes at six."
WIDTHS = [(320, 640), (360, 740), (1280, 800)]


def choose_language(page: Page, account: str, settings: str, language: str, name: str):
    page.get_by_role("button", name=account, exact=True).click()
    page.get_by_role("button", name=settings, exact=True).click()
    sheet = page.locator("dialog.settings")
    sheet.get_by_role("button", name=language).click()
    sheet.get_by_role("radio", name=name).click()  # not `check`: the page comes anew


def middle(locator) -> float:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2


def is_mirrored(locator) -> bool:
    return locator.evaluate("node => new DOMMatrix(getComputedStyle(node).transform).a === -1")


def expect_no_overflow(page: Page, where: str = ""):
    before = page.viewport_size
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert overflowing(page) == [], f"{where} at {width} px"
    page.set_viewport_size(before)


@pytest.mark.firefox
@pytest.mark.parametrize(
    ("locale", "direction", "title"),
    [
        ("de-AT", "ltr", "Willkommen zurück"),
        ("es-MX", "ltr", "Te damos la bienvenida"),
        ("ar-EG", "rtl", "مرحبًا بعودتك"),
        ("fi-FI", "ltr", "Welcome back"),
    ],
)
def test_the_browsers_language_counts_from_the_first_line(people, locale, direction, title):
    person = people(locale=locale)
    language = locale[:2] if locale[:2] != "fi" else "en"
    page = person.open()
    html = page.request.get("/", headers={"Accept-Language": locale}).text()
    assert f'<html lang="{language}" dir="{direction}"' in html
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [language, direction]


def test_the_setting_changes_all_words_here_in_other_tabs_and_on_other_devices(people, stand_in):
    person = people().sign_up()
    person.conversation(questions=["Which language?"])
    page = person.open()
    other = person.open_second_tab("/")
    expect(other.get_by_role("heading", name="Chats")).to_be_visible()
    choose_language(page, "Account", "Settings", "Language", "Deutsch")
    for one in (page, other):
        expect(one.locator("html")).to_have_attribute("lang", "de")
        expect(one.get_by_role("button", name="Neuer Chat")).to_be_attached()
        expect(one.get_by_role("searchbox", name="In allen Chats suchen")).to_be_attached()
    assert [one["value"] for one in person.context.cookies() if one["name"] == "pollux_language"] == ["de"]
    assert person.call("GET", "session")["user"]["settings"] == {"language": "de"}

    # A browser that prefers English learns of it at sign-in.
    device = people()
    device.name = person.name
    page = device.open()
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("link", name="Which language?").click()
    expect(questions_of(page).locator('svg.tick[aria-label="Antwort fertig"]')).to_be_visible()


# The page has its socket, but says nothing on it before `resume()`.
LATE_RESUME = """{
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) { window.resume = () => send.call(this, data); };
}"""


def test_a_choice_that_was_made_while_the_page_began_counts(person):
    person.conversation(questions=["Which language by now?"])
    person.page.add_init_script(LATE_RESUME)
    page = person.open()
    eventually(lambda: page.evaluate("'resume' in window"), "the socket is open")
    person.call("PATCH", "users/me", {"settings": {"language": "de"}})
    page.evaluate("resume()")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_from_right_to_left(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("In English, please", ENGLISH_ANSWER)
    gemini.answer("بالعربية من فضلك", "ينام الميناء، والفانوس مضيء.")
    person = people(server, **ARABIC).sign_up()
    id = person.conversation(questions=["In English, please", "بالعربية من فضلك"])
    page = person.open(f"/c/{id}")
    expect(questions_of(page).last.locator('svg.tick[aria-label="اكتملت الإجابة"]')).to_be_visible()

    # The list is on the right, one's own messages are at the left edge, their tails outside.
    log = page.locator("#log")
    assert middle(page.locator("#list")) > middle(page.locator("#chat"))
    for own in questions_of(page).all():
        assert middle(own) < middle(log)
    for answer in answers_of(page).all():
        assert middle(answer) > middle(log)
    tail = questions_of(page).first.evaluate("node => getComputedStyle(node, '::before').right")
    assert float(tail.removesuffix("px")) > 0, "the tail is not on the left side"
    tick = questions_of(page).last
    assert middle(tick.locator("svg.tick")) < middle(tick.locator("time")), "the ticks come after the time"

    # English in it runs from left to right, block by block, and code always does.
    english = answers_of(page).first
    for block in english.locator(".text p").all():
        assert block.evaluate(
            """node => {
                const range = document.createRange();
                range.selectNodeContents(node);
                const text = range.getBoundingClientRect();
                const box = node.closest("ul, .bubble").getBoundingClientRect();
                return text.left - box.left < box.right - text.right;
            }"""
        ), f"{block.inner_text()} is not at the left"
    assert english.locator("pre").evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert english.locator("p code").evaluate("node => getComputedStyle(node).direction") == "ltr"
    arabic = answers_of(page).last.locator(".text")
    assert arabic.evaluate("node => getComputedStyle(node).direction") == "rtl"

    expect_no_overflow(page)
    expect_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert is_mirrored(page.locator("#back svg"))
    page.locator("#text").fill("سؤال آخر")
    assert is_mirrored(page.locator("#send svg"))
    assert middle(page.locator("#back")) > 180 > middle(page.locator("#send"))
    page.locator("#back").click()
    expect(page.locator("#rows")).to_be_visible()
    assert overflowing(page) == []


@pytest.mark.parametrize("options", [GERMAN, ARABIC], ids=["de", "ar"])
def test_signing_in_and_settings_fit_and_are_accessible(people, stand_in, options):
    person = people(**options)
    page = person.open()
    expect(page.locator("#welcome button").first).to_be_visible()
    expect_no_overflow(page)
    expect_accessible(page)
    person.sign_up()
    page = person.open("/settings")
    sheet = page.locator("dialog.settings")
    expect(sheet).to_be_visible()
    expect_no_overflow(page)
    expect_accessible(page)
    names = sheet.locator(".entry").all_inner_texts()
    for n in range(len(names)):
        sheet.locator(".entry").nth(n).click()
        expect(sheet.locator(".entry")).to_have_count(0)
        expect_no_overflow(page, names[n])
        assert not re.search(r"undefined|\[object", sheet.inner_text()), names[n]
        sheet.locator("header button").first.click()
        expect(sheet.locator(".entry")).to_have_count(len(names))


def test_the_administration_from_right_to_left(people, start_server):
    server = start_server()
    person = people(server, **ARABIC).sign_up(invitation=server.setup_secret())
    page = person.open("/admin")
    tabs = page.locator(".admin-nav a")
    expect(tabs).to_have_count(4)
    for n in range(4):
        tabs.nth(n).click()
        expect(tabs.nth(n)).to_have_attribute("aria-current", "page")
        expect(page.locator(".admin-place > *").first).to_be_visible()
        expect_no_overflow(page)
        expect_accessible(page)
    assert middle(tabs.first) > middle(tabs.last)
    assert is_mirrored(page.locator(".admin .bar svg").first)


def test_a_german_chat_from_the_first_question_to_the_answer(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("Was schläft?", "Der Hafen schläft.")
    person = people(server, **GERMAN).sign_up()
    page = person.open()
    page.get_by_role("button", name="Neuer Chat").click()
    field = page.get_by_role("textbox", name="Nachricht", exact=True)
    field.fill("Was schläft?")
    field.press("Enter")
    expect(questions_of(page).last.locator('svg.tick[aria-label="Antwort fertig"]')).to_be_visible()
    expect(page.get_by_text("Heute", exact=True)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Antwort fertig")).to_be_attached()
    expect_no_overflow(page)


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en-GB", "needs"), ("de-DE", "braucht"), ("es-ES", "necesita"), ("ar-EG", "يحتاج")],
)
def test_without_javascript_one_sentence_says_so(people, locale, words):
    page = people(locale=locale, java_script_enabled=False).open()
    expect(page.locator(".no-script:visible")).to_have_count(1)
    expect(page.locator(".no-script:visible")).to_contain_text(words)
