"""What an answer costs and how long it takes, one beside a few others: processor time, first delta, end."""

import statistics

from place import Place, synced_write_ms
from report import Report

ROUNDS = 3


def measure(place: Place, report: Report):
    report.section("An answer")
    server, relay = place.server(), place.relay()
    warm = {"model": "stand-in-clock-50-2", "asking": 10}
    place.chat(server, people=10, questions=4, **warm)
    place.ask_through(relay.url, questions=4, **warm)
    cost(place, report, server, relay, "an answer of 200 deltas, stored and pushed", 1.5,
         model="stand-in-clock-200-2", asking=10, questions=20, people=10)
    delays(place, report, server, relay)


def cost(place, report, server, relay, what, budget, **load):
    """Compares processor time per delta, in turns, so that what else the machine does meets both."""
    ours, theirs, ratios = [], [], []
    people = load.pop("people")
    for _ in range(ROUNDS):
        seen = place.chat(server, people=people, **load)
        ours.append(seen["cpu"] / seen["deltas"] * 1e6)
        seen = place.ask_through(relay.url, relay.pid, **load)
        theirs.append(seen["cpu"] / seen["deltas"] * 1e6)
        ratios.append(ours[-1] / theirs[-1])
    report.add(f"processor time of {what}", statistics.median(ratios), "× nginx", budget)
    report.add("the same, per delta", statistics.median(ours), "µs")
    report.add("nginx, per delta", statistics.median(theirs), "µs")


def delays(place: Place, report: Report, server, relay):
    """One person asks again and again; the same questions straight to the stand-in and through nginx."""
    load = {"model": "stand-in-clock-20-5", "asking": 1, "questions": 150}
    straight = place.ask_through(place.stand_in.url, **load)
    relayed = place.ask_through(relay.url, **load)
    ours = place.chat(server, people=1, **load)
    sync = synced_write_ms(place.folder)
    report.add("a write that waits for this disk", sync, "ms")
    for name, budget in (("p50", 2), ("p99", 10)):
        report.add(f"first delta, after Gemini's own, {name}", ours["firstDelta"][name] - straight["firstDelta"][name], "ms", budget)
    report.add("nginx adds, p50", relayed["firstDelta"]["p50"] - straight["firstDelta"]["p50"], "ms")
    report.add("a delta on its way through, p50", ours["deltaDelay"]["p50"], "ms")
    report.add("a delta on its way through, p99", ours["deltaDelay"]["p99"], "ms")
    report.add("from Gemini's last byte to “complete”, beyond the write that waits", ours["endDelay"]["p50"] - sync, "ms", 1)
