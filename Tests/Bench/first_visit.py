"""The first visit, as a browser counts it. More of the page: bin/bench-page."""

from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from place import Place
from report import Report


def measure(place: Place, report: Report):
    report.section("The first visit")
    server = place.server("page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        sizes, hosts = [], set()
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.goto(server.url)
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_load_state("networkidle")
        browser.close()
    report.add("bytes, compressed, heads included", sum(sizes) / 1000, "kB", 80)
    report.add("requests", len(sizes), "", 12)
    report.add("other hosts", len(hosts - {urlsplit(server.url).netloc}), "", 0)
