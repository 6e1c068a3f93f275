"""What a first visit costs: docs/architecture.md, "Budgets"."""

from playwright.sync_api import expect

MAXIMUM_REQUESTS = 12
MAXIMUM_BYTES = 80_000
# What comes after a while for what may be done next is no part of it, however long it takes to look.
NO_NEXT = """{
    const { setTimeout } = window;
    window.setTimeout = (action, ms, ...rest) => setTimeout(action, ms === 3000 ? 600_000 : ms, ...rest);
}"""


def test_first_visit_signed_in(person, capsys):
    person.conversation(questions=["A chat for the list."])
    devtools = person.context.new_cdp_session(person.page)
    devtools.send("Network.enable")
    person.context.add_init_script(NO_NEXT)
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def will_be_sent(event):
        if event["request"]["url"].startswith("http"):
            urls[event["requestId"]] = event["request"]["url"]

    def finished(event):
        sizes[event["requestId"]] = event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", will_be_sent)
    devtools.on("Network.webSocketCreated", lambda event: urls.update({event["requestId"]: event["url"]}))
    devtools.on("Network.loadingFinished", finished)
    page = person.open()
    expect(page.get_by_role("link", name="A chat for the list.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    requests = list(urls.values())
    transferred = sum(size for id, size in sizes.items() if id in urls)
    assert len(sizes) >= len(requests) - 1, "not everything that was asked for had arrived"  # the socket never ends

    scripts = sum(size for id, size in sizes.items() if urls.get(id, "").endswith(".js"))
    with capsys.disabled():
        print(f"\nfirst visit: {len(requests)} requests, {transferred:,} bytes, {scripts:,} of them scripts")
    assert len(requests) <= MAXIMUM_REQUESTS, "\n".join(requests)
    assert transferred <= MAXIMUM_BYTES
    assert all(url.split("/")[2] == person.url.split("/")[2] for url in requests)

    # Everything but the page itself and the data is kept for ever.
    urls.clear()
    sizes.clear()
    page.reload()
    expect(page.get_by_role("link", name="A chat for the list.")).to_be_visible()
    again = [url for id, url in urls.items() if sizes.get(id, 0) > 0]
    assert not [url for url in again if "/v/" in url], again


def test_a_page_of_another_build_is_never_kept(person):
    response = person.context.request.get(f"{person.url}/")
    assert response.headers["cache-control"] == "no-cache"
    assert "immutable" not in person.context.request.get(f"{person.url}/v/another/main.js").headers["cache-control"]
