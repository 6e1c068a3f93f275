"""Without a network: what was last read is there, what is written waits and goes out once, and nobody finds another's."""

import json
import shutil

from playwright.sync_api import Error, expect

from person import eventually, expect_complete, field_of, try_at_once
from programs import ROOT

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
    eventually(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the worker controls the page")


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


def test_what_was_read_opens_without_a_server_and_what_is_written_waits(people, start_server):
    server = start_server()
    person = people(server).sign_up()
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


def test_two_tabs_send_what_waits_once(people, start_server):
    server = start_server()
    person = people(server).sign_up()
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
        try_at_once(tab)
        tab.bring_to_front()
        expect(tab.locator(".bubble.out .tick.complete")).to_have_count(3)
    texts = [one["text"] for one in person.call("GET", f"conversations/{id}/messages?limit=50")["messages"] if one["role"] == "user"]
    assert texts == ["Two tabs?", "From the first tab.", "From the second tab."]


def test_nothing_of_a_person_stays_for_the_next_one(person, people):
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
    other = people().sign_up()
    page.evaluate("""([name, password]) => fetch("/api/v1/session", {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({name, password})}).then((r) => r.status)""", [other.name, "correct horse battery"])
    page.goto("/")
    expect(page.locator("#rows")).to_be_visible()
    expect(page.get_by_text("A secret of the first.")).to_have_count(0)


def test_somebody_elses_session_shows_nothing_kept(person, people):
    """The cookie is another person's while the disk is still the first one's."""
    person.conversation(questions=["Only for the first."])
    page = person.open()
    ready_for_offline(page)
    eventually(lambda: "Only for the first." in kept(page), "the list is on the disk")
    other = people().sign_up()
    page.goto("about:blank")
    person.context.clear_cookies()
    person.context.add_cookies(other.context.cookies())
    page.goto("/", wait_until="commit")
    # The page begins afresh by itself as soon as the server has said who is here.
    eventually(lambda: "Only for the first." not in kept_between_pages(page), "the disk is the second one's")
    expect(page.get_by_role("link", name="Only for the first.")).to_have_count(0)
    expect(page.locator("#rows")).to_be_visible()


def test_what_waits_goes_out_without_a_tab(people, start_server):
    """Background Sync, as far as a test can ring its bell: the worker sends in order, once, and only for its owner."""
    server = start_server()
    person = people(server).sign_up()
    id = person.conversation(questions=["Before."])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    ready_for_offline(page)
    eventually(lambda: "Before." in kept(page), "the chat is on the disk")
    person.expects_no_connection()
    server.kill()
    for text in ("One.", "Two."):
        person.ask(text)
    eventually(lambda: "Two." in kept(page), "the questions are on the disk")
    page.get_by_role("button", name="New chat").click()
    person.ask("In a new chat.")
    eventually(lambda: "In a new chat." in kept(page), "the questions are on the disk")

    devtools = person.context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    eventually(lambda: page.evaluate("1") and registrations, "the registration is known")
    page.goto("about:blank")  # no page of Pollux is left
    server.start_again()
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": server.url, "registrationId": registrations[0], "tag": "pollux-outbox", "lastChance": True},
    )
    eventually(lambda: len(person.call("GET", "conversations")["conversations"]) == 2, "the new chat is there")
    eventually(lambda: len(person.messages(id)) == 6, "the questions are there")
    assert [one["text"] for one in person.messages(id)[::2]] == ["Before.", "One.", "Two."]
    page.goto("/")
    eventually(lambda: "In a new chat." not in "\n".join(one for one in page.evaluate(KEPT) if '"create"' in one), "nothing waits")
    expect(page.get_by_role("link", name="In a new chat.")).to_be_visible()


def test_a_chat_that_is_not_kept_says_so_and_comes_with_the_line(people, start_server):
    server = start_server()
    person = people(server).sign_up()
    person.conversation(questions=["Never opened here."])
    page = person.open()
    ready_for_offline(page)
    person.expects_no_connection()
    server.kill()
    expect(page.get_by_text("Connecting…")).to_be_visible()
    page.get_by_role("link", name="Never opened here.").click()
    expect(page.get_by_text("This chat is not on this device")).to_be_visible()
    server.start_again()
    try_at_once(page)
    expect(page.locator(".bubble.out")).to_contain_text("Never opened here.")
    expect(page.get_by_text("This chat is not on this device")).to_be_hidden()


OWNERS = """async (base) => {
    const { claim, keepSnapshot, ownerOf, putWaiting, readAll, removeWaiting, waitingOf } = await import(`${base}/model/cache.js`);
    const one = { id: "q", conversationID: "c", text: "of the first", createdAt: "2026-01-01T00:00:00.000Z", status: "waiting", create: false };
    const snapshot = { start: { user: { id: "b" }, epoch: "e", revision: 1, lists: [], conversations: [] }, chats: [] };
    await claim("a");
    await putWaiting("a", [one]);
    const said = { mine: (await waitingOf("a")).length, theirs: await waitingOf("b") };
    await putWaiting("b", [{ ...one, text: "of the second" }]);
    await removeWaiting("b", ["q"]);
    await keepSnapshot("b", snapshot);
    const kept = await readAll();
    said.untouched = [kept.waiting.map(({ text }) => text), kept.start];
    await claim("a");
    said.again = (await waitingOf("a")).length;
    await claim("b");
    const after = await readAll();
    return { ...said, after: [after.start, after.chats.length, after.waiting.length, await ownerOf()] };
}"""


def test_what_is_kept_has_one_owner(people):
    """A page that somebody left open neither reads nor writes what is the next one's."""
    person = people()
    person.expects("status of 403")  # the link has no secret
    page = person.open("/join")
    base = page.evaluate("document.querySelector('script[type=module]').src.replace(/\\/main.js$/, '')")
    assert page.evaluate(OWNERS, base) == {
        "mine": 1, "theirs": None, "untouched": [["of the first"], None], "again": 1, "after": [None, 0, 0, "b"],
    }


def test_a_page_that_is_kept_in_the_language_of_before_stays(people, start_server):
    """Without a network it is all that there is: it must not be asked for again and again."""
    server = start_server()
    person = people(server, locale="en-GB").sign_up()
    id = person.conversation(questions=["Which language now?"])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    ready_for_offline(page)
    person.call("PATCH", "users/me", {"settings": {"language": "de"}})
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".bubble.out .tick.complete")).to_be_visible()
    eventually(lambda: '"language":"de"' in kept(page), "the choice is on the disk")
    person.expects_no_connection()
    server.kill()
    pages: list[str] = []
    page.on("framenavigated", lambda frame: pages.append(frame.url))
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".bubble.out").first).to_contain_text("Which language now?")
    expect(page.locator("#link")).to_be_visible()
    assert len(pages) == 1, pages


def test_a_newer_build_is_offered_and_never_breaks_an_open_page(people, start_server, tmp_path):
    web = tmp_path / "web"
    shutil.copytree(ROOT / "web", web)
    server = start_server(web=web)
    person = people(server).sign_up()
    id = person.conversation(questions=["Before the update."])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    ready_for_offline(page)
    second = person.open_second_tab("/")
    expect(second.get_by_role("link", name="Before the update.")).to_be_visible()
    person.expects_no_connection()
    old_build = build_of(page)
    field_of(page).fill("Being written")

    server.kill()
    words = web / "words.js"
    words.write_text(words.read_text().replace('newChat: "New chat"', 'newChat: "Fresh chat"'))
    server.start_again()
    try_at_once(page)
    eventually(lambda: len(page.evaluate("caches.keys()")) == 2, "the newer build is here", 60)
    expect(second.get_by_role("button", name="Reload")).to_be_visible()
    expect(page.get_by_role("button", name="Reload")).to_have_count(0)  # something is being written there
    # The older page still finds the files that it has not used yet.
    assert page.evaluate("base => import(`/v/${base}/en/ui/info.js`).then(() => true)", old_build)

    field_of(page).fill("")
    second.get_by_role("button", name="Reload").click()
    expect(second.get_by_role("button", name="Fresh chat")).to_be_visible()
    assert page.evaluate("caches.keys()") and build_of(page) == old_build != build_of(second)
    # Once no page is left, the newer one is all that there is.
    page.close()
    second.goto("about:blank")
    eventually(lambda: second.evaluate("true") and len(person.context.service_workers) == 1, "the older worker is gone", 60)
    second.goto("/")
    assert len(second.evaluate("caches.keys()")) == 1
    server.kill()
    second.reload()
    expect(second.get_by_role("button", name="Fresh chat")).to_be_visible()


# A registration whose newer worker is being installed when the page comes to it, and which counts how often it is asked.
INSTALLING = """{
    const registration = Object.assign(new EventTarget(), { active: { postMessage() {} }, waiting: null, update: async () => { window.updates += 1; } });
    registration.installing = Object.assign(new EventTarget(), { state: "installing", postMessage: (_, [port]) => port.postMessage("another") });
    Object.defineProperty(registration.installing, "onstatechange", { set(action) { this.addEventListener("statechange", action); } });
    Object.assign(window, { updates: 0, coming: registration.installing });
    navigator.serviceWorker.register = async () => {
        window.isRegistered = true;
        return registration;
    };
}"""


def test_a_newer_build_is_noticed_while_it_is_installed_and_after_a_short_cut(person):
    sockets = []

    def route(socket):
        sockets.append(socket)
        socket.connect_to_server()

    person.page.add_init_script(INSTALLING)
    person.page.route_web_socket("**/api/v1/live", route)
    page = person.open()
    eventually(lambda: page.evaluate("window.isRegistered"), "the worker is registered")
    page.evaluate("Object.assign(coming, { state: 'installed' }).dispatchEvent(new Event('statechange'))")
    expect(page.get_by_role("button", name="Reload")).to_be_visible()
    assert page.evaluate("updates") == 0
    # So short that nobody was told of it.
    sockets[-1].close(code=1001)
    eventually(lambda: page.evaluate("dispatchEvent(new Event('online')), updates") == 1, "it was asked for a newer build")
    expect(page.locator("#link")).to_be_hidden()


def build_of(page) -> str:
    return page.evaluate("document.querySelector('script[type=module]').src.split('/')[4]")
