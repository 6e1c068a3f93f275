"""What a person chooses about the page: it counts at once, on all their devices, and from the first line drawn."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from person import expect_complete


def open_section(page, name: str):
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("button", name="Settings", exact=True).click()
    sheet = page.locator("dialog.settings")
    sheet.get_by_role("button", name=name).click()
    return sheet


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.firefox
def test_the_theme_counts_at_once_and_everywhere_and_from_the_first_line(person):
    person.conversation(questions=["Which theme?"])
    page = person.open()
    light = ground(page)
    other = person.open_second_tab("/")
    expect(other.get_by_role("link", name="Which theme?")).to_be_visible()
    sheet = open_section(page, "Appearance")
    sheet.get_by_role("radio", name="Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    assert ground(page) != light
    # The server writes it into the page, before any script has run.
    assert 'data-theme="dark"' in person.context.request.get(f"{person.url}/").text()
    sheet.get_by_role("radio", name="As the device has it").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "")
    expect(other.locator("html")).to_have_attribute("data-theme", "")
    assert ground(page) == light
    assert person.call("GET", "session")["user"]["settings"] == {}


@pytest.mark.firefox
def test_text_size_and_wallpaper(person):
    id = person.conversation(questions=["How large?"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    bubble = page.locator(".bubble.out").first
    before = bubble.bounding_box()["height"]
    wall = page.evaluate("getComputedStyle(document.querySelector('.chat')).backgroundColor")
    sheet = open_section(page, "Appearance")
    sheet.get_by_role("radio", name="Very large").check()
    expect(page.locator("html")).to_have_attribute("data-text-size", "huge")
    assert bubble.bounding_box()["height"] > 1.3 * before
    sheet.get_by_role("radio", name="Mint").check()
    expect(page.locator("html")).to_have_attribute("data-wall", "mint")
    assert page.evaluate("getComputedStyle(document.querySelector('.chat')).backgroundColor") != wall
    sheet.get_by_role("radio", name="Plain").check()
    expect(page.locator("html")).to_have_attribute("data-wallpaper", "plain")
    assert page.evaluate("getComputedStyle(document.querySelector('.chat'), '::before').display") == "none"
    person.open(f"/c/{id}")
    expect_complete(page)
    assert page.locator(".bubble.out").first.bounding_box()["height"] > 1.3 * before


def test_a_refused_setting_says_so(person):
    page = person.open()
    sheet = open_section(page, "Appearance")
    person.expects("status of 503")
    page.route("**/api/v1/users/me", lambda route: route.fulfill(
        status=503, content_type="application/problem+json", body='{"code":"unavailable","title":"No","status":503}'))
    sheet.get_by_role("radio", name="Dark").check()
    expect(page.locator("#note")).to_contain_text("The server has a problem")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("section", ["Appearance", "Typing and reading aloud", "Language"])
def test_axe_finds_nothing(person, theme, section):
    page = person.open()
    sheet = open_section(page, "Appearance")
    with page.expect_response(lambda one: one.request.method == "PATCH"):
        sheet.get_by_role("radio", name=theme, exact=True).check()
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    sheet.get_by_role("button", name="Back to settings").click()
    sheet.get_by_role("button", name=section).click()
    expect(sheet.get_by_role("radio").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_the_sheet_of_shortcuts_and_how_to_do_without_them(person):
    person.conversation(questions=["Which keys?"])
    page = person.open()
    expect(page.get_by_role("link", name="Which keys?")).to_be_visible()
    page.locator("body").press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_text("Search all chats")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    # In a field a question mark is a question mark.
    page.get_by_role("searchbox").press("?")
    expect(sheet).to_have_count(0)
    page.get_by_role("searchbox").press("Control+/")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").press("Escape")
    settings = open_section(page, "Typing and reading aloud")
    settings.get_by_role("radio", name="Off", exact=True).check()
    page.keyboard.press("Escape")
    expect(settings).to_have_count(0)
    page.locator("body").press("?")
    page.locator("body").press("Control+k")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    expect(sheet).to_have_count(0)
