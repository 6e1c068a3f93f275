"""Hundreds of texts that want the page to run, load or open something, in every place where a text of somebody else's
is shown. Each page is watched: no script, no dialog, no request elsewhere, no navigation, no element that is not the page's.
"""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from files import png
from hostile import ELEMENTS, EVIL, PAYLOADS, Watch
from person import Person, answers_of, eventually, expect_complete, is_running, new_id, questions_of
from programs import Server
from scripted_gemini import ScriptedGemini

LEAST = 200
# Those that may be a name or a note.
LINES = [one for one in PAYLOADS if not any(ord(character) < 32 for character in one)]
CHUNKS = 3


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= LEAST


# The controls: a page that does insert what it is given.

CONTROL = """<!doctype html><title>Control</title><body><div id="place"></div>"""


@pytest.mark.parametrize("what", ["script", "dialog", "request", "navigation", "element", "passing element", "popup"])
def test_a_page_that_inserts_html_is_caught(people, what):
    person = people()
    person.expects("")
    watch = Watch(person)
    page = person.page
    page.route("**/control", lambda route: route.fulfill(content_type="text/html", body=CONTROL))
    page.goto("/control")
    payload = {
        "script": "<img src=x onerror=ran(1)>",
        "dialog": "<img src=x onerror=alert(1)>",
        "request": f"<img src={EVIL}/pixel.png>",
        "navigation": f"<img src=x onerror=\"location='{EVIL}/away'\">",
        "element": "<base href=/elsewhere/>",
        "passing element": "<object data=/x></object>",
        "popup": f"<a href='{EVIL}/popup' target=_blank>x</a>",
    }[what]
    page.evaluate("html => { place.innerHTML = html; }", payload)
    if what == "passing element":
        page.evaluate("new Promise((resolve) => setTimeout(() => { place.replaceChildren(); resolve(); }, 0))")
    if what == "popup":
        page.locator("#place a").click()
    expected = {
        "script": lambda: any("ran" in one for one in watch.seen),
        "dialog": lambda: any("dialog" in one for one in person.complaints),
        "request": lambda: watch.requests == [f"{EVIL}/pixel.png"] and any("another host" in one for one in person.complaints),
        "navigation": lambda: any("navigation" in one for one in watch.seen),
        "element": lambda: True,
        "passing element": lambda: True,
        "popup": lambda: any("popup" in one for one in watch.seen),
    }[what]
    eventually_on(page, expected)
    person.expected.clear()
    with pytest.raises(AssertionError, match={"element": "<base", "passing element": "<object"}.get(what)):
        watch.look(page)
    person.expects("")


def eventually_on(page: Page, condition):
    """As `eventually`, while the page's events go on to be heard."""
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it was not noticed")


@pytest.mark.parametrize("payload", PAYLOADS[:40:4])
def test_the_policy_would_stop_what_the_page_let_through(people, payload):
    """Even a page with a hole inserts nothing: the browser refuses HTML from a string."""
    person = people()
    person.expects("This document requires 'TrustedHTML' assignment|policy: require-trusted-types-for")
    page = person.open()
    refused = page.evaluate("html => { try { document.body.innerHTML = html; return false; } catch (error) { return error instanceof TypeError; } }", payload)
    assert refused


def show_all(page: Page, exchanges: int):
    """Goes up in a chat until all of it is shown."""
    while (shown := answers_of(page).count()) < exchanges:
        page.get_by_role("button", name="Show earlier messages").click()
        expect(answers_of(page).nth(shown)).to_be_attached()
    expect(answers_of(page)).to_have_count(exchanges)
    expect(questions_of(page)).to_have_count(exchanges)


# Answers.


def test_answers_while_they_come_and_afterwards(people, scripted_server):
    server, gemini = scripted_server
    person = people(server).sign_up()
    watch = Watch(person)
    texts = PAYLOADS[::12]
    for n, payload in enumerate(texts):
        gemini.answer(f"streamed-{n};", f"Before.\n\n{payload}\n\nAfter.", piece_length=5)
    page = person.open_new_chat()
    for n in range(len(texts)):
        person.ask(f"streamed-{n};")
        expect(answers_of(page)).to_have_count(n + 1)
    expect_complete(page)
    watch.look(page)


@pytest.mark.parametrize("part", range(CHUNKS))
def test_answers(people, scripted_server, part):
    server, gemini = scripted_server
    person = people(server).sign_up()
    watch = Watch(person)
    payloads = PAYLOADS[part::CHUNKS]
    for n, payload in enumerate(payloads):
        gemini.prepare(f"stored-{part}-{n};").think(payload).say(payload).end()
    id = person.conversation(questions=[f"stored-{part}-{n}; {payload}" for n, payload in enumerate(payloads)])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    show_all(page, len(payloads))
    for summary in page.locator("summary").all():
        summary.evaluate("summary => summary.click()")
    watch.look(page)
    # A text is shown as it is, where it is not Markdown: what was asked.
    for n in (0, 20, 40):
        assert payloads[n] in questions_of(page).nth(n).locator(".text").text_content()


def test_links_lead_away_only_on_a_click(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("with-link", f"Look at [bank.example]({EVIL}/away) or ![a picture]({EVIL}/pixel.png).")
    person = people(server).sign_up()
    watch = Watch(person)
    page = person.open_new_chat()
    person.ask("with-link")
    expect_complete(page)
    link = answers_of(page).get_by_role("link", name="bank.example")
    assert link.evaluate("link => getComputedStyle(link, '::after').content.includes('evil.example')")
    link.hover()
    link.focus()
    watch.look(page)
    headers: list[dict] = []
    person.context.unroute(f"{EVIL}/**")

    def answer(route):
        headers.append(route.request.all_headers())
        route.fulfill(content_type="text/html", body="<title>Away</title>")

    person.context.route(f"{EVIL}/**", answer)
    with page.expect_popup() as popup:
        link.click()
    expect(popup.value).to_have_title("Away")
    assert popup.value.evaluate("opener") is None and popup.value.evaluate("document.referrer") == ""
    assert [one.get("referer") for one in headers] == [None]
    person.expects("another host: https://evil.example/away")


def test_sources(people, scripted_server):
    server, gemini = scripted_server
    person = people(server).sign_up()
    watch = Watch(person)
    size = 40
    groups = [PAYLOADS[at : at + size] for at in range(0, len(PAYLOADS), size)]
    for n, group in enumerate(groups):
        chunks = [{"web": {"title": payload, "uri": f"{EVIL}/{i}" if i % 2 else payload}} for i, payload in enumerate(group)]
        supports = [{"segment": {"endIndex": 5, "text": "Said."}, "groundingChunkIndices": [i]} for i in range(len(group))]
        gemini.prepare(f"sourced-{n};").say("Said.").end(groundingMetadata={"groundingChunks": chunks, "groundingSupports": supports})
    id = person.conversation(questions=[f"sourced-{n};" for n in range(len(groups))])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    show_all(page, len(groups))
    for summary in page.locator(".sources summary").all():
        summary.click()
    shown = page.locator(".sources li").count()
    assert shown > 80, shown
    for host in page.locator(".sources li").all_inner_texts()[:30]:
        assert "evil.example" in host or "bank.example" in host, host
    watch.look(page)


REFRESH = f"<meta http-equiv=refresh content='0;url={EVIL}/'>"
ESCAPES = [REFRESH, f"<a href={EVIL}/ target=_top>x</a><form action={EVIL}/ target=_top><button autofocus>x</button></form>", "".join(ELEMENTS)]


@pytest.mark.parametrize("html", ESCAPES, ids=["refresh", "top", "everything"])
def test_search_suggestions(people, scripted_server, html):
    """What Google sends as HTML stands in a frame: there it may be what it is, and gets nowhere."""
    server, gemini = scripted_server
    person = people(server).sign_up()
    # The browser says what it stopped, and names each request that it then does not send.
    person.expects("policy|Policy|sandbox|Blocked|Refused|Unsafe attempt|request to another host")
    watch = Watch(person)
    gemini.prepare("suggested").say("Said.").end(groundingMetadata={"searchEntryPoint": {"renderedContent": f"{html}<p>The end</p>"}})
    page = person.open_new_chat()
    with page.expect_response("**/suggestions"):
        person.ask("suggested")
    expect_complete(page)
    frame = answers_of(page).locator("iframe")
    expect(frame).to_be_visible()
    eventually_on(page, lambda: page.evaluate("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/suggestions'))"))
    assert page.url.startswith(f"{server.url}/c/")
    assert "allow-scripts" not in frame.get_attribute("sandbox") and "allow-top-navigation" not in frame.get_attribute("sandbox")
    watch.look(page)


# What people name.


def test_titles_drafts_and_dialogs(people, server, stand_in):
    person = people(server).sign_up()
    watch = Watch(person)
    payloads = LINES
    ids = [given(person, payload) for payload in payloads]
    ids = [id for id in ids if id]
    assert len(ids) >= LEAST - 40, len(ids)
    page = person.open()
    rows = page.locator("#rows")
    expect(rows.locator("a").first).to_be_visible()
    seen = set()

    def see_all() -> bool:
        seen.update(rows.locator("a").evaluate_all("links => links.map((link) => link.href)"))
        watch.look(page)
        return rows.evaluate("""view => {
            const isEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 1;
            view.scrollTop += view.clientHeight;
            return isEnd;
        }""") and len(seen) >= len(ids)

    eventually_on(page, see_all)
    for id in ids[:: len(ids) // 12]:
        page.goto(f"/c/{id}")
        expect(page.get_by_role("button", name="Chat menu")).to_be_visible()
        title = page.locator("#chat-title").text_content()
        assert page.title() == f"{title} – Pollux" or page.title().split() == f"{title} – Pollux".split()
        for action in ("Rename", "Delete"):
            page.get_by_role("button", name="Chat menu").click()
            page.get_by_role("button", name=action, exact=True).click()
            expect(page.get_by_role("dialog")).to_be_visible()
            watch.look(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)


def given(person: Person, title: str) -> str | None:
    """A conversation with this title, unless the server refuses such titles; its id."""
    id = new_id()
    response = person.context.request.put(f"{person.url}/api/v1/conversations/{id}", data={"title": title}, headers={"Origin": person.url})
    assert response.status in (201, 400), response.text()
    return id if response.ok else None


def test_file_names(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("with-files", "Seen.")
    person = people(server).sign_up()
    watch = Watch(person)
    uploaded = []
    for n, payload in enumerate(PAYLOADS):
        is_picture = n % 3 == 0
        response = person.context.request.put(
            f"{person.url}/api/v1/attachments/{(id := new_id())}",
            params={"name": payload},
            data=png(4, 4) if is_picture else f"{payload}".encode(),
            headers={"Origin": person.url, "Content-Type": "image/png" if is_picture else "text/plain"},
        )
        assert response.status in (201, 400, 415), response.text()
        if response.ok:
            uploaded.append(id)
    assert len(uploaded) >= LEAST - 60, len(uploaded)
    conversation = new_id()
    person.call("PUT", f"conversations/{conversation}", {})
    for at in range(0, len(uploaded), 10):
        person.call("POST", f"conversations/{conversation}/messages", {"id": new_id(), "text": "with-files", "attachments": uploaded[at : at + 10]})
    eventually(lambda: not is_running(person.messages(conversation)[-1]), "the last answer is final", 60)
    page = person.open(f"/c/{conversation}")
    expect_complete(page)
    show_all(page, -(-len(uploaded) // 10))
    assert page.locator(".file, .picture").count() == len(uploaded)
    watch.look(page)
    page.locator(".picture button").first.click()
    viewer = page.get_by_role("dialog", name="Picture")
    for _ in range(8):
        watch.look(page)
        if viewer.get_by_role("button", name="Next").is_disabled():
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")

    # A file that is a page of its own does not run either, opened from its own address.
    document = new_id()
    response = person.context.request.put(
        f"{person.url}/api/v1/attachments/{document}?name=page.html",
        data=b"<!doctype html><script>ran(1)</script><img src=x onerror=ran(2)>",
        headers={"Origin": person.url, "Content-Type": "text/html"},
    )
    if response.ok:
        tab = person.new_tab()
        with tab.expect_download(), pytest.raises(Error, match="Download is starting"):
            tab.goto(f"/api/v1/attachments/{document}")
        watch.seen = [one for one in watch.seen if not one.startswith("download: ")]
    watch.look(page)


def test_file_names_in_the_tray(people, scripted_server):
    server, _ = scripted_server
    person = people(server).sign_up()
    person.expects("status of 40")
    watch = Watch(person)
    page = person.open_new_chat()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach", exact=True).click()
        page.get_by_role("button", name="Files", exact=True).click()
    names = [one.replace("/", "_").replace("\0", "") for one in LINES][::22][:10]
    chooser.value.set_files([{"name": name, "mimeType": "text/plain", "buffer": b"x"} for name in names])
    expect(page.locator("#tray .file-name, #tray [dir=auto]").first).to_be_visible()
    watch.look(page)


def test_presets_models_and_instructions(people, tmp_path_factory):
    gemini = ScriptedGemini()
    short = LINES
    gemini.models = [
        {"name": f"models/{'gemini-3.8-flash' if n == 0 else f'hostile-{n}'}", "displayName": payload, "description": payload, "thinking": True}
        for n, payload in enumerate(short)
    ]
    gemini.answer("with-model", "Said.")
    server = Server(tmp_path_factory.mktemp("hostile-models"), gemini.url)
    try:
        person = people(server).sign_up()
        watch = Watch(person)
        kept = 0
        for payload in short[::5]:
            command = {"name": payload[:64], "instructions": payload}
            response = person.context.request.put(f"{person.url}/api/v1/presets/{new_id()}", data=command, headers={"Origin": person.url})
            assert response.status in (201, 400, 409), response.text()
            kept += response.ok
        assert kept >= 30, kept
        page = person.open_new_chat()
        page.get_by_role("button", name="Model:").click()
        expect(page.get_by_role("dialog", name="Choose a model")).to_be_visible()
        assert page.locator(".model").count() >= LEAST - 20, page.locator(".model").count()
        watch.look(page)
        page.locator(".model").nth(3).click()
        page.get_by_role("button", name="Chat menu").click()
        page.get_by_role("button", name="Chat settings").click()
        presets = page.get_by_label("Presets")
        expect(presets).to_be_visible()
        for n in range(1, kept, 6):
            presets.select_option(index=n)
            watch.look(page)
        page.get_by_role("button", name="Delete", exact=True).click()
        expect(page.get_by_role("dialog", name="Delete the preset")).to_be_visible()
        watch.look(page)
        page.keyboard.press("Escape")
        page.locator("dialog footer").get_by_role("button", name="Save").click()
        expect(page.locator("dialog")).to_have_count(0)
        person.ask("with-model")
        expect_complete(page)
        answers_of(page).hover()
        page.get_by_role("button", name="Answer menu").click()
        page.get_by_role("button", name="Info").click()
        expect(page.get_by_role("dialog", name="About this answer")).to_be_visible()
        watch.look(page)
        # A model by an id that is itself hostile, which nobody offers.
        id = person.conversation(model="\"><img src=x onerror=ran(1)>")
        page.goto(f"/c/{id}")
        expect(page.get_by_role("button", name="Model:")).to_contain_text("onerror")
        watch.look(page)
    finally:
        server.stop()
        gemini.stop()


# What administrators see of others, and what stands behind their links.


def posted(person: Person, path: str, body: dict) -> dict | None:
    """What the server makes of a command, or None where it refuses such names."""
    response = person.context.request.post(f"{person.url}/api/v1/{path}", data=body, headers={"Origin": person.url})
    assert response.status in (201, 400, 409), response.text()
    return response.json() if response.ok else None


def test_names_and_notes_in_the_administration(people, admin, admin_server, stand_in):
    watch = Watch(admin)
    added = sum(posted(admin, "admin/users", {"name": payload[:64]}) is not None for payload in LINES)
    assert added >= LEAST - 60, added
    notes = sum(posted(admin, "invitations", {"id": new_id(), "note": payload[:200]}) is not None for payload in LINES[::3])
    assert notes >= 60, notes
    page = admin.open("/admin#users")
    cards = page.get_by_role("list", name="Users").get_by_role("button")
    expect(cards.first).to_be_visible()
    more = page.get_by_role("button", name="Show more")
    while more.is_visible():
        shown = cards.count()
        more.click()
        expect(cards.nth(shown)).to_be_visible()
    assert cards.count() > added
    watch.look(page)
    rows = cards.filter(has_text="onerror")
    for n in range(0, rows.count(), max(1, rows.count() // 8)):
        rows.nth(n).click()
        sheet = page.locator("dialog.sheet")
        expect(sheet).to_be_visible()
        watch.look(page)
        sheet.get_by_role("button", name="Delete").last.click()
        watch.look(page)
        dialogs = page.locator("dialog")
        while open_ones := dialogs.count():
            page.keyboard.press("Escape")
            expect(dialogs).not_to_have_count(open_ones)
    page.goto("/admin#invitations")
    expect(page.locator(".card.still").nth(notes - 1)).to_be_visible()
    watch.look(page)
    page.locator(".card.still button").nth(3).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    watch.look(page)


def test_a_persons_own_name_and_tokens(people, admin, admin_server, stand_in):
    person = people(admin_server).sign_up()
    watch, admins = Watch(person), Watch(admin)
    made = sum(posted(person, "tokens", {"id": new_id(), "name": payload[:64]}) is not None for payload in LINES[::3])
    assert made >= 40, made
    page = open_settings(person, "Access tokens")
    expect(page.locator(".item")).to_have_count(made)
    watch.look(page)
    person.conversation(questions=["To be counted."])
    for name in [one for one in LINES if len(one) <= 60 and "<" in one][::9]:
        response = person.context.request.patch(f"{person.url}/api/v1/users/me", data={"name": f"{name}~"}, headers={"Origin": person.url})
        if not response.ok:
            assert response.status == 400, response.text()
            continue
        page = open_settings(person, "Delete account")
        watch.look(page)
        page = open_settings(person, "Account")
        expect(page.get_by_label("Name", exact=True)).to_have_value(f"{name}~")
        watch.look(page)
        page.goto("/")
        page.get_by_role("button", name="Account").click()
        expect(page.locator("#account-menu .menu-title")).to_have_text(f"{name}~")
        watch.look(page)
    page = admin.open("/admin#usage")
    expect(page.get_by_role("row").filter(has_text="~")).to_have_count(1)
    page.get_by_label("Whose").select_option(index=1)
    admins.look(page)


def open_settings(person: Person, section: str) -> Page:
    page = person.open("/settings")
    page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{section}")).click()
    expect(page.get_by_role("dialog", name=section)).to_be_visible()
    return page


def test_names_and_notes_behind_links(people, admin, admin_server):
    texts = [one for one in LINES if len(one) < 60][::9]
    visitor = people(admin_server)
    watch = Watch(visitor)
    page = visitor.page
    for payload in texts:
        invitation = posted(admin, "invitations", {"id": new_id(), "note": payload})
        if not invitation:
            continue
        page.goto(invitation["link"])
        expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
        expect(page.locator(".quote")).to_have_text(payload)
        watch.look(page)
    for n, payload in enumerate(texts):
        made = posted(admin, "admin/users", {"name": f"{payload}{n}"})
        if not made:
            continue
        page.goto(made["link"])
        expect(page.get_by_role("heading", name="A new password for")).to_be_visible()
        watch.look(page)
