"""Links that show a copy of a chat or of one answer to anybody: making, opening and revoking them."""

import re

from playwright.sync_api import Page, expect

from files import NOTES, PICTURE
from person import Person, answers_of, expect_complete, expect_focus_kept, new_id, questions_of
from test_accessibility import expect_accessible
from test_accounts import settings
from test_answers import GROUNDED, grounding
from test_attachments import choose, expect_attached
from test_markdown import EVERYTHING

# The whole of what draws a chat comes along, and the start of the page: well above a first view's 80 kB.
MAXIMUM_BYTES = 150_000


def open_sheet(page: Page, name: str = "Share a link to this chat"):
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Share a link…").click()
    sheet = page.get_by_role("dialog", name=name)
    expect(sheet).to_be_visible()
    return sheet


def made_link(page: Page) -> str:
    sheet = page.get_by_role("dialog", name="The link is ready")
    expect(sheet.get_by_role("button", name="Copy link")).to_be_focused()
    return sheet.locator("output").inner_text()


def link_to(person: Person, conversation_id: str, **options) -> str:
    """Makes a link past the page."""
    command = {"id": new_id(), "conversationID": conversation_id} | options
    return person.call("POST", "shares", command)["url"]


def path_of(url: str) -> str:
    return url[url.index("/share#") :]


def test_a_chat_is_shared_and_revoked(reader, people, scripted_server):
    person, gemini = reader
    gemini.prepare("tram-question").say(GROUNDED).end(groundingMetadata=grounding(("It climbs through Alfama.", 0)))
    gemini.answer("second-question", "**Bold** and `code`.")
    page = person.open_new_chat()
    choose(page, PICTURE, NOTES)
    expect_attached(page, 2)
    person.ask("tram-question?")
    expect_complete(page)
    person.ask("second-question?")
    expect_complete(page)
    person.call("PATCH", f"conversations/{person.open_id()}", {"title": "Trams of Lisbon"})
    expect(page.get_by_role("heading", name="Trams of Lisbon")).to_be_visible()

    sheet = open_sheet(page)
    expect(sheet).to_contain_text("All messages of this chat as they are shown now")
    expect(sheet).to_contain_text("Trams of Lisbon")
    expect(sheet.get_by_label("The link works for")).to_have_value("30")
    sheet.get_by_label("The link works for").select_option("7 days")
    sheet.get_by_role("button", name="Make link").click()
    url = made_link(page)
    assert re.search(r"/share#[\w-]{20,}$", url)
    expect(page.get_by_role("dialog")).to_contain_text("cannot be shown again")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect_focus_kept(page)

    # What comes later is not in it.
    gemini.answer("third-question", "Later.")
    person.ask("third-question?")
    expect_complete(page)

    stranger = people(scripted_server[0])
    seen = stranger.open(path_of(url))
    expect(seen.get_by_role("heading", name="Trams of Lisbon")).to_be_visible()
    expect(seen.get_by_text(re.compile("Shared copy from .*, until "))).to_be_visible()
    expect(questions_of(seen)).to_have_count(2)
    expect(answers_of(seen)).to_have_count(2)
    expect(answers_of(seen).last.locator("strong")).to_have_text("Bold")
    expect(answers_of(seen).first.get_by_role("link", name="Source 1: Source number 1")).to_be_visible()
    assert person.name not in seen.content()
    expect(seen.get_by_role("textbox")).to_have_count(0)
    expect(seen.get_by_role("link", name="Start your own chat")).to_have_attribute("href", "/")

    # Its picture is drawn and opens large, its file is saved: both from this copy.
    picture = questions_of(seen).first.get_by_role("img", name="harbour.png")
    expect(picture).to_have_js_property("naturalWidth", 64)
    picture.click()
    large = seen.get_by_role("dialog", name="Picture")
    expect(large.get_by_role("img", name="harbour.png")).to_have_js_property("naturalWidth", 64)
    seen.keyboard.press("Escape")
    with seen.expect_download() as download:
        questions_of(seen).first.get_by_role("button", name="Download notes.txt").click()
    assert download.value.suggested_filename == "notes.txt"
    assert download.value.path().read_bytes() == NOTES["buffer"]

    # It works again when it is loaded again; nobody is told the secret but the interface, in a body.
    seen.reload()
    expect(answers_of(seen)).to_have_count(2)
    assert seen.url.endswith(path_of(url))

    # Revoked in the settings, it shows nothing.
    page = settings(person, "Shared links")
    item = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Trams of Lisbon")
    expect(item).to_contain_text("4 messages, shared")
    item.get_by_role("button", name="Revoke the link to “Trams of Lisbon”").click()
    page.get_by_role("dialog", name="Revoke this link?").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("You have not shared anything.")).to_be_visible()
    expect_focus_kept(page)
    assert person.call("GET", "shares")["shares"] == []
    stranger.expects("status of 404")
    seen.reload()
    expect(seen.get_by_role("heading", name="This link shows nothing")).to_be_visible()


def test_one_answer_is_shared(reader, people, scripted_server):
    person, gemini = reader
    for n in (1, 2):
        gemini.answer(f"answer-{n}-of-two", f"This is number {n}.")
    id = person.conversation(questions=["answer-1-of-two", "answer-2-of-two"])
    page = person.open(f"/c/{id}")
    bubble = answers_of(page).first
    bubble.hover()
    bubble.get_by_role("button", name="Answer menu").click()
    page.get_by_role("button", name="Share a link…").click()
    sheet = page.get_by_role("dialog", name="Share a link to this answer")
    sheet.get_by_label("The link works for").select_option("Until you revoke it")
    sheet.get_by_role("button", name="Make link").click()
    url = made_link(page)
    seen = people(scripted_server[0]).open(path_of(url))
    expect(answers_of(seen)).to_have_text(re.compile("This is number 1."))
    expect(questions_of(seen)).to_have_text(re.compile("answer-1-of-two"))
    expect(seen.get_by_text(re.compile("^Shared copy from"))).not_to_contain_text("until")


def test_from_the_row_and_a_question_without_an_answer(person, stand_in):
    id = person.conversation(questions=["From the row."])
    person.call("PATCH", f"conversations/{id}", {"title": "From the row"})
    page = person.open()
    row = page.get_by_role("link", name="From the row")
    row.click(button="right")
    page.get_by_role("button", name="Share a link…").click()
    sheet = page.get_by_role("dialog", name="Share a link to this chat")

    # A reply that is lost on its way: the link is made anew, and only that one is left.
    lost = []

    def lose(route):
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/api/v1/shares", lose)
    person.expects("net::ERR_FAILED")
    sheet.get_by_role("button", name="Make link").click()
    expect(sheet.get_by_role("alert")).to_have_text("The server cannot be reached. Check the connection.")
    sheet.get_by_role("button", name="Make link").click()
    url = made_link(page)
    assert lost[0].json()["url"] != url
    assert len(person.call("GET", "shares")["shares"]) == 1


def test_the_copy_is_read_only_in_all_sizes(reader, people, scripted_server):
    person, gemini = reader
    gemini.answer("share-everything", EVERYTHING)
    id = person.conversation(questions=["share-everything"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    sheet = open_sheet(page)
    expect_accessible(page)
    sheet.get_by_role("button", name="Make link").click()
    url = made_link(page)
    expect_accessible(page)
    page = settings(person, "Shared links")
    expect_accessible(page)

    stranger = people(scripted_server[0])
    seen = stranger.open(path_of(url))
    expect(answers_of(seen)).to_have_count(1)
    expect_accessible(seen)
    for name in ("Answer menu", "Message menu", "Try again", "Chat menu"):
        expect(seen.get_by_role("button", name=name)).to_have_count(0)
    for width in (1280, 360, 320):
        seen.set_viewport_size({"width": width, "height": 740})
        expect(answers_of(seen)).to_be_visible()
        assert seen.evaluate("document.documentElement.scrollWidth") == width
    # Code can be copied; a place within the text does not take the secret out of the address.
    expect(answers_of(seen).get_by_role("button", name="Copy").first).to_be_visible()
    assert seen.url.endswith(path_of(url))

    stranger.expects("status of 40[04]")
    seen.evaluate("location.hash = 'not-a-secret'")  # as if somebody put another link into the same tab
    expect(seen.get_by_role("heading", name="This link shows nothing")).to_be_visible()
    expect_accessible(seen)
    seen.goto("/share")
    expect(seen.get_by_role("heading", name="This link shows nothing")).to_be_visible()


def test_what_the_page_costs_and_tells(person, people, stand_in, capsys):
    id = person.conversation(questions=["A short one."])
    secret = path_of(link_to(person, id)).split("#")[1]
    # Whoever is signed in sees it as well, and nothing of theirs is asked for.
    stranger = people().sign_up()
    devtools = stranger.context.new_cdp_session(stranger.page)
    devtools.send("Network.enable")
    sizes: list[int] = []
    asked = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    stranger.page.on("request", lambda request: asked.append(request))
    with stranger.page.expect_response("**/share") as response:
        seen = stranger.open(f"/share#{secret}")
    expect(answers_of(seen)).to_have_count(1)
    seen.wait_for_load_state("networkidle")
    with capsys.disabled():
        print(f"\nshared page: {len(asked)} requests, {sum(sizes):,} bytes")
    assert sum(sizes) <= MAXIMUM_BYTES
    assert response.value.headers["x-robots-tag"] == "noindex"
    assert response.value.headers["referrer-policy"] == "no-referrer"
    assert seen.locator("meta[name=robots]").get_attribute("content") == "noindex"
    calls = [request for request in asked if "/api/" in request.url]
    assert [request.url.split("/api/v1/")[1] for request in calls] == ["shares/open"]
    assert not calls[0].headers.get("referer")
    assert not [request.url for request in asked if secret in request.url.split("#")[0]]


def test_a_long_copy_is_all_there(person, people, stand_in):
    questions = [f"Question number {n}" for n in range(40)]
    url = link_to(person, person.conversation(questions=questions))
    seen = people().open(path_of(url))
    expect(questions_of(seen)).to_have_count(40)
    expect(questions_of(seen).nth(39)).to_contain_text("Question number 39")
    assert seen.evaluate("scrollY") == 0
