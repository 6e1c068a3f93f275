"""What a visit costs: bytes, requests, and when it shows something and can be used."""

from playwright.sync_api import Page, expect

from programs import ROOT
from report import Report
from scene import LONG_TITLE, Scene, Visit, compressed_size

SLOW = {"slow_processor": 4, "slow_line": True, "viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
# When a letter that is typed stands in the field and is painted.
TYPED = """field => new Promise((resolve) => {
    const type = () => {
        if (!field.isConnected || field.closest("[hidden]") || !document.querySelector("#rows li, #log .bubble")) return setTimeout(type, 8);
        field.focus();
        document.execCommand("insertText", false, "a");
        probes.painted().then((at) => field.value === "a" ? resolve(at) : setTimeout(type, 8));
    };
    type();
})"""


def measure(scene: Scene, report: Report):
    visit = scene.visit(**SLOW)
    report.section("First visit, signed in: the list (4 × slower processor, 1.6 Mbit/s, 150 ms)")
    usable = load(visit, "/", "#search-field")
    urls = list(visit.urls.values())
    early = visit.early
    page_sizes = {id: size for id, size in visit.sizes.items() if "/api/" not in visit.urls.get(id, "/api/")}
    scripts = sum(size for id, size in page_sizes.items() if visit.urls[id].endswith(".js"))
    lazy = [url for url in urls if "emoji" in url or "katex" in url]
    report.add("HTML, CSS and scripts, compressed", sum(page_sizes.values()) / 1000, "kB", 80)
    report.add("of them scripts", scripts / 1000, "kB", 60)
    report.add("all that the line brought, with the data", sum(visit.sizes.values()) / 1000, "kB")
    report.add("requests until it is usable, the socket included", early, "", 12)
    report.add("requests, with what comes when the page is idle", len(urls))
    report.add("requests for emoji or formulas", len(lazy), "", 0)
    add_times(visit, report, usable, "one can search")

    report.section("Second visit of the same browser")
    visit.urls.clear()
    visit.sizes.clear()
    usable = load(visit, "/", "#search-field")
    came = [id for id, size in visit.sizes.items() if size > 0]
    report.add("all that the line brought", sum(visit.sizes.values()) / 1000, "kB", 20)
    report.add("requests that the line saw, the socket included", len(came) + 1, "", 5)
    add_times(visit, report, usable, "one can search")
    visit.close()

    report.section("First visit to a chat's address")
    visit = scene.visit(**SLOW)
    usable = load(visit, f"/c/{scene.ids[LONG_TITLE]}", "#text")
    report.add("all that the line brought", sum(visit.sizes.values()) / 1000, "kB")
    add_times(visit, report, usable, "one can write")
    visit.close()

    report.section("What comes later, compressed")
    build = next(url for url in urls if "/v/" in url).split("/v/")[1].split("/")
    base = f"{scene.server.url}/v/{'/'.join(build[:2])}"
    emoji = [path for path in (ROOT / "web").rglob("*emoji*.js*") if path.is_file() and "words" not in path.parts]
    if emoji:
        size = sum(compressed_size(f"{base}/{path.relative_to(ROOT / 'web')}") for path in emoji)
        report.add("emoji", size / 1000, "kB", 15)
    if (ROOT / "web/vendor/katex.js").exists():
        report.add("formulas (KaTeX)", compressed_size(f"{base}/vendor/katex.js") / 1000, "kB", 65)


def load(visit: Visit, path: str, field: str) -> float:
    page: Page = visit.page
    page.goto(path, wait_until="commit")
    page.locator("#rows li:visible, #log .bubble:visible").first.wait_for()
    visit.early = len(visit.urls)  # what using the field brings is not among them
    usable = page.locator(field).evaluate(TYPED)
    page.locator(field).fill("")
    if path == "/":
        expect(page.get_by_role("link", name=LONG_TITLE)).to_be_visible(timeout=30_000)
    else:
        expect(page.locator("article.bubble.in").last).to_be_visible(timeout=30_000)
    page.evaluate("() => new Promise((resolve) => requestIdleCallback(resolve))")
    return usable


def add_times(visit: Visit, report: Report, usable: float, what: str):
    report.add("first contentful paint", visit.probe("fcp") / 1000, "s", 1.0)
    report.add("largest contentful paint", visit.probe("lcp") / 1000, "s", 1.5)
    report.add(f"usable: {what}", usable / 1000, "s", 2.0)
    report.add("total blocking time", visit.probe("blocking"), "ms", 100)
    report.add("cumulative layout shift", visit.probe("cls"), "", 0.02)
