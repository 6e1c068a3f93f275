"""Without a network: what was last read is there, what is written waits and goes out once, and nobody finds another's."""

import json

from playwright.sync_api import Error, expect

from person import Person, eventually, expect_complete, field_of

KEPT = """async () => {
    const names = (await indexedDB.databases()).map((one) => one.name);
    if (!names.includes("pollux")) return [];
    const db = await new Promise((resolve) => { const r = indexedDB.open("pollux"); r.onsuccess = () => resolve(r.result); });
    const all = [];
    for (const name of db.objectStoreNames) {
        const store = db.transaction(name).objectStore(name);
        all.push(...await new Promise((resolve) => { const r = store.getAll(); r.onsuccess = () => resolve(r.result); }));
    }
    db.close();
    return all.map((one) => JSON.stringify(one));
}"""


def ready_for_offline(page):
    """The worker controls the page and has all its files; what was read is on the disk."""
    eventually(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the worker controls the page", 30)


def kept(page) -> str:
    return "\n".join(page.evaluate(KEPT))


def kept_between_pages(page) -> str:
    """As long as the page is about to be another one, what was kept counts as still there."""
    try:
        return kept(page)
    except Error:
        return "Only for the first."


def test_the_app_can_be_installed(person):
    page = person.open()
    ready_for_offline(page)
    manifest = person.context.request.get(f"{person.url}/manifest.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    facts = json.loads(manifest.text())
    assert facts["name"] == "Pollux" and facts["display"] == "standalone" and facts["lang"] == "en"
    sizes = {(icon["sizes"], icon.get("purpose", "any")) for icon in facts["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in facts["icons"]:
        assert person.context.request.get(f"{person.url}{icon['src']}").ok, icon
    devtools = person.context.new_cdp_session(page)
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one for one in errors if one["errorId"] not in ("in-incognito",)] == []


def test_what_was_read_opens_without_a_server_and_what_is_written_waits(browser, start_server):
    server = start_server()
    person = Person(browser, server.url).sign_up()
    id = person.conversation(questions=["What was read before?"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    ready_for_offline(page)
    eventually(lambda: "What was read before?" in kept(page), "the chat is on the disk")
    person.expects_no_connection()
    server.kill()
    page.close()

    # A new tab, without any server: the list and the chat are there, and one can write.
    page = person.page = person.new_tab()
    person.open(f"/c/{id}")
    expect(page.locator(".bubble.out").first).to_contain_text("What was read before?")
    expect(page.locator("#link")).to_be_visible()
    person.ask("Written without a line, first.")
    person.ask("Written without a line, second.")
    expect(page.locator(".bubble.out .tick.waiting, .bubble.out .tick.sending")).to_have_count(2)
    eventually(lambda: "second." in kept(page), "the questions are on the disk")
    page.close()

    # The tab is gone. With the line they go out: by the next tab, in order, once.
    server.start_again()
    page = person.page = person.new_tab()
    person.open(f"/c/{id}")
    expect(page.locator(".bubble.out")).to_have_count(3)
    expect(page.locator(".bubble.out .tick.complete")).to_have_count(3)
    texts = [one["text"] for one in person.call("GET", f"conversations/{id}/messages?limit=50")["messages"] if one["role"] == "user"]
    assert texts == ["What was read before?", "Written without a line, first.", "Written without a line, second."]
    eventually(lambda: "Written without" not in "\n".join(one for one in page.evaluate(KEPT) if '"create"' in one), "nothing waits")
    person.check()


def test_two_tabs_send_what_waits_once(browser, start_server):
    server = start_server()
    person = Person(browser, server.url).sign_up()
    id = person.conversation(questions=["Two tabs?"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    ready_for_offline(page)
    second = person.open_second_tab(f"/c/{id}")
    expect_complete(second)
    person.expects_no_connection()
    server.kill()
    person.ask("From the first tab.")
    expect(second.locator(".bubble.out")).to_have_count(2)
    second.bring_to_front()
    field_of(second).fill("From the second tab.")
    field_of(second).press("Enter")
    expect(page.locator(".bubble.out")).to_have_count(3)
    server.start_again()
    for tab in (second, page):
        tab.bring_to_front()
        expect(tab.locator(".bubble.out .tick.complete")).to_have_count(3)
    texts = [one["text"] for one in person.call("GET", f"conversations/{id}/messages?limit=50")["messages"] if one["role"] == "user"]
    assert texts == ["Two tabs?", "From the first tab.", "From the second tab."]
    person.check()


def test_nothing_of_a_person_stays_for_the_next_one(person, server, browser):
    person.conversation(questions=["A secret of the first."])
    page = person.open()
    expect(page.get_by_role("link", name="A secret of the first.")).to_be_visible()
    ready_for_offline(page)
    eventually(lambda: "A secret of the first." in kept(page), "the list is on the disk")
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in").first).to_be_visible()
    assert "A secret" not in kept(page)
    cached = page.evaluate("""async () => {
        const urls = [];
        for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) urls.push(new URL(one.url).pathname);
        return urls;
    }""")
    assert cached and not [url for url in cached if url.startswith("/api/") or url.startswith("/c/")], cached
    other = Person(browser, server.url).sign_up()
    page.evaluate("""([name, password]) => fetch("/api/v1/session", {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({name, password})}).then((r) => r.status)""", [other.name, "correct horse battery"])
    page.goto("/")
    expect(page.locator("#rows")).to_be_visible()
    expect(page.get_by_text("A secret of the first.")).to_have_count(0)
    other.check()


def test_somebody_elses_session_shows_nothing_kept(person, server, browser):
    """The cookie is another person's while the disk is still the first one's."""
    person.conversation(questions=["Only for the first."])
    page = person.open()
    ready_for_offline(page)
    eventually(lambda: "Only for the first." in kept(page), "the list is on the disk")
    other = Person(browser, server.url).sign_up()
    page.goto("about:blank")
    person.context.clear_cookies()
    person.context.add_cookies(other.context.cookies())
    page.goto("/", wait_until="commit")
    # The page begins afresh by itself as soon as the server has said who is here.
    eventually(lambda: "Only for the first." not in kept_between_pages(page), "the disk is the second one's")
    expect(page.get_by_role("link", name="Only for the first.")).to_have_count(0)
    expect(page.locator("#rows")).to_be_visible()
