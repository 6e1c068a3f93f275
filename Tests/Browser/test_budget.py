"""What a first visit costs: docs/architecture.md, "Budgets"."""

from playwright.sync_api import expect

MAXIMUM_REQUESTS = 12
MAXIMUM_BYTES = 80_000


def test_first_visit_signed_in(person, capsys):
    person.conversation(questions=["A chat for the list."])
    devtools = person.context.new_cdp_session(person.page)
    devtools.send("Network.enable")
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
