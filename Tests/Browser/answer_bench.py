"""Measures what an answer costs while it streams: script time of each flush of a 20 kB answer in 400 pieces, in Chromium, at
full speed and at a quarter of it. `.venv/bin/python Tests/Browser/answer_bench.py` prints the figures; the limit is 1 ms in
the median, at full speed (docs/architecture.md, "Budgets")."""

import pathlib
import sys
import tempfile

from playwright.sync_api import sync_playwright

from programs import ROOT, Server

PIECES = 400
BYTES = 20_000
LIMIT_MS = 1.0

MEASURE = """async ([text, pieces, path]) => {
    const { createMarkdown } = await import(path);
    const element = document.createElement("div");
    element.className = "text";
    document.body.replaceChildren(element);
    const show = createMarkdown(element);
    const times = [];
    for (let i = 1; i <= pieces; i += 1) {
        const start = performance.now();
        show(text.slice(0, Math.ceil(text.length * i / pieces)), i < pieces);
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    return times;
}"""


def answer(names: list[str]) -> str:
    texts = [(ROOT / f"Tests/Web/fixtures/{name}.md").read_text() for name in names]
    whole = ""
    while len(whole) < BYTES:
        whole += "\n\n".join(texts) + "\n\n"
    return whole[:BYTES]


def main() -> int:
    failed = False
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(pathlib.Path(folder), None, key=None)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            for what, names in (("prose, code, lists, tables", ["prose", "code", "lists", "tables", "mixed"]), ("with formulas", ["maths", "mixed"])):
                for slower in (1, 4):
                    page = browser.new_page()
                    page.goto(server.url)
                    path = page.locator("script[type=module]").get_attribute("src").replace("main.js", "ui/markdown.js")
                    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
                    times = sorted(page.evaluate(MEASURE, [answer(names), PIECES, path])[:-1])
                    median, p98 = times[len(times) // 2], times[len(times) * 98 // 100]
                    print(f"{what}, {slower}×: median {median:.2f} ms, 98 of 100 within {p98:.2f} ms, longest {times[-1]:.2f} ms, all {sum(times):.0f} ms")
                    failed |= slower == 1 and median > LIMIT_MS
                    page.close()
        finally:
            browser.close()
            server.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
