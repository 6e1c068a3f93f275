"""Measures Pollux against its budgets: `bin/bench [--check] [PART…]`; without parts all of them.

Prints a table and, when all parts were measured, writes docs/benchmarks.md. With --check it ends with 1 when a budget is
not kept. Costs are ratios to nginx, which relays the same stream of the same stand-in and stores nothing, in the same run.
"""

import argparse
import datetime
import os
import pathlib
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(TESTS / "Browser"), str(TESTS / "Browser/bench")]

import answers  # noqa: E402
import conversations  # noqa: E402
import crowds  # noqa: E402
import first_visit  # noqa: E402
import storage  # noqa: E402
from place import Place  # noqa: E402
from programs import ROOT  # noqa: E402
from report import Report  # noqa: E402

PARTS = {"answers": answers, "crowds": crowds, "conversations": conversations, "storage": storage, "page": first_visit}
INTRODUCTION = """# The server, measured

`bin/bench` makes this page: {cores} cores, {date}, everything on one machine, `synchronous=FULL`. “nginx” is nginx relaying
the same stream of the same stand-in, storing nothing, in the same run. Times are medians unless they say otherwise; what
people do is done by `Tests/Load`, which shares the cores. What is *over* fails `bin/bench --check`.
[The page](benchmarks-page.md) has figures of its own."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--check", action="store_true", help="end with 1 when a budget is not kept")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure; all of it without")
    options = parser.parse_args()
    report = Report()
    for name in options.parts or PARTS:
        with tempfile.TemporaryDirectory(dir=os.environ.get("POLLUX_BENCH_FOLDER")) as folder:
            with Place(pathlib.Path(folder)) as place:
                PARTS[name].measure(place, report)
    if not options.parts:
        introduction = INTRODUCTION.format(cores=os.cpu_count(), date=datetime.date.today())
        report.write(ROOT / "docs/benchmarks.md", introduction, (pathlib.Path(__file__).parent / "remarks.md").read_text().strip())
    for line in report.over:
        print(f"over: {line.what}: {line.value:.2f} {line.unit}, budget {line.budget:g}")
    return 1 if options.check and report.over else 0


if __name__ == "__main__":
    sys.exit(main())
