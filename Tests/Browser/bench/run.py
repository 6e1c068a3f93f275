"""Measures the page against its budgets: `bin/bench-page [--check] [PART…]`; parts: loading, chatting, memory.

Prints a table and, when all parts were measured, writes docs/benchmarks-page.md. With --check it ends with 1 when a budget
is not kept.
"""

import argparse
import datetime
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright  # noqa: E402

import chatting  # noqa: E402
import loading  # noqa: E402
import memory  # noqa: E402
from programs import ROOT  # noqa: E402
from report import Report  # noqa: E402
from scene import Scene  # noqa: E402

PARTS = {"loading": loading, "chatting": chatting, "memory": memory}
INTRODUCTION = """# The page, measured

`bin/bench-page` makes this page: Chromium {version} without a screen or a graphics processor, {cores} cores, {date}. The
server is `pollux` and the stand-in beside it. Slower processors and lines are DevTools' emulation. What is *over* fails
`bin/bench-page --check`."""
END = """## What tests hold to

| budget | test |
|---|---|
| flicker on five documents: what was shown vanishes 5 times at most, no block changes its kind | `Tests/Web/flicker.test.js` |
| a selection survives an answer, the reader's place stays within 1 px | `Tests/Browser/test_chat_log.py`, `test_scrolling.py` |
| axe has nothing to say, in both themes, at 320, 768 and 1,280 px | `Tests/Browser/test_accessibility.py` |
| no type error, nothing from the linter | `bin/test page` |
| no report of the content security policy in any journey | `Tests/Browser/person.py`, `check` |
| no build step, no inline script, no other origin | `Tests/Browser/test_budget.py`, `person.py` |"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench-page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="end with 1 when a budget is not kept")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure; all of it without")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        version = browser.version
        with Scene(browser, pathlib.Path(folder)) as scene:
            for name in options.parts or PARTS:
                PARTS[name].measure(scene, report)
    if not options.parts:
        introduction = INTRODUCTION.format(version=version, cores=os.cpu_count(), date=datetime.date.today())
        report.write(ROOT / "docs/benchmarks-page.md", introduction, END)
    for line in report.over:
        print(f"over: {line.what}: {line.value:.2f} {line.unit}, budget {line.budget:g}")
    return 1 if options.check and report.over else 0


if __name__ == "__main__":
    sys.exit(main())
