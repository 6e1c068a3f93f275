"""Many at once: streams, short answers, sockets that only wait."""

from answers import cost
from place import Load, Place, flags, pid, resident_bytes
from report import Report

MiB, KiB = 1 << 20, 1 << 10


def measure(place: Place, report: Report):
    report.section("Many at once")
    memory(place, report)
    server, relay = place.server("crowd"), place.relay()
    cost(place, report, server, relay, "an answer of 200 deltas, 500 at once", 2,
         model="stand-in-clock-200-100", asking=500, people=500, questions=1, spread=1)
    streams(place, report, server)
    short(place, report)


def streams(place: Place, report: Report, server):
    seen = place.chat(server, people=2000, asking=2000, model="stand-in-clock-80-250", spread=5)
    report.add("2,000 answers at once, 8,000 deltas a second: delay of a delta, p99", seen["deltaDelay"]["p99"], "ms", 250)
    report.add("the same, p50", seen["deltaDelay"]["p50"], "ms")
    report.add("the same, processor time per delta", seen["cpu"] / seen["deltas"] * 1e6, "µs")


def short(place: Place, report: Report):
    server = place.server("short")
    place.chat(server, people=16, asking=16, model="stand-in-deltas-3", questions=50)
    seen = place.chat(server, people=16, asking=16, model="stand-in-deltas-3", questions=1_000_000, seconds=10)
    # More is better; the table knows only budgets that are not to be exceeded.
    rate = seen["answers"] / seen["seconds"]
    report.add("a short answer, 16 people in a closed loop (800 a second)", 1000 / rate, "ms", 1.25)
    report.add("short answers a second", rate)
    report.add("a short answer's processor time", seen["cpu"] / seen["answers"] * 1e6, "µs")


def memory(place: Place, report: Report):
    server = place.server("memory")
    place.chat(server, people=1, asking=1, model="stand-in-deltas-20", questions=5)
    idle = resident_bytes(pid(server))
    report.add("memory, idle", idle / MiB, "MiB", 50)
    load = Load("chat", "--server", server.url, *flags({"people": 1000, "asking": 50, "model": "stand-in-clock-100-50"}))
    load.report()
    report.add("memory, 1,000 sockets and 50 streams", resident_bytes(pid(server)) / MiB, "MiB", 100)
    load.end()
    server.stop()
    server = place.server("idle")
    place.chat(server, people=500, asking=0, model="stand-in-deltas-3")
    counts = (1000, 6000)
    sizes = []
    for count in counts:
        load = Load("chat", "--server", server.url, "--stays", *flags({"people": count, "asking": 0, "model": "x"}))
        load.report()
        sizes.append(resident_bytes(pid(server)))
        load.end()
    report.add("memory of an idle socket", (sizes[1] - sizes[0]) / (counts[1] - counts[0]) / KiB, "KiB", 10)
