"""A mixed load for an hour, with a kill every ten minutes and bad lines: nothing may be wrong, and nothing may grow.

Every five seconds it notes the server's memory, descriptors and processor time and the size of its files, as CSV.
"""

import asyncio
import csv
import dataclasses
import os
import statistics
import time

from checker import Verdict
from fault_proxy import FaultProxy, Line
from plants import unnoticed
from reconnects import bad_command_line, bad_live_line
from scene import ROOT, Failure, Person, Scene, report

PEOPLE = 20
PEOPLE_ON_BAD_LINES = 10
SAMPLE_SECONDS = 5
# After a start, while caches fill.
WARM_UP_SECONDS = 120
LIMIT_WAL = 64 * 1024 * 1024
LIMIT_MEMORY_MIB_AN_HOUR = 1.0
# What the medians of a stretch's first and last third may differ by: less cannot be told from noise.
NOISE_MIB = 3.0
NOISE_DESCRIPTORS = 5


@dataclasses.dataclass
class Sample:
    seconds: float
    # Counts starts of the server: memory is compared within one.
    start: int
    since_start: float
    rss_bytes: int
    descriptors: int
    cpu_seconds: float
    wal_bytes: int
    database_bytes: int


def sample(scene: Scene, began: float, started: float) -> Sample:
    size = {name: (scene.data / name).stat().st_size for name in ("pollux.sqlite", "pollux.sqlite-wal")}
    return Sample(
        seconds=round(time.monotonic() - began, 1),
        start=len(scene.ready_seconds),
        since_start=round(time.monotonic() - started, 1),
        rss_bytes=scene.rss_bytes(),
        descriptors=len(os.listdir(f"/proc/{scene.server.program.process.pid}/fd")),
        cpu_seconds=scene.cpu_seconds(),
        wal_bytes=size["pollux.sqlite-wal"],
        database_bytes=size["pollux.sqlite"],
    )


def growth(samples: list[Sample], warm_up: float = WARM_UP_SECONDS) -> tuple[list[str], dict[str, float]]:
    """What grows that must not, and the figures. Memory by one slope through all stretches between two starts."""
    found, figures = [], {}
    stretches = [
        stretch
        for start in sorted({one.start for one in samples})
        if len(stretch := [one for one in samples if one.start == start and one.since_start >= warm_up]) >= 9
    ]
    above = below = 0.0
    memory, descriptors = [], []
    for stretch in stretches:
        middle = statistics.mean(one.seconds for one in stretch)
        mean = statistics.mean(one.rss_bytes for one in stretch)
        above += sum((one.seconds - middle) * (one.rss_bytes - mean) for one in stretch)
        below += sum((one.seconds - middle) ** 2 for one in stretch)
        third = len(stretch) // 3
        for name, into in (("rss_bytes", memory), ("descriptors", descriptors)):
            values = [getattr(one, name) for one in stretch]
            into.append(statistics.median(values[-third:]) - statistics.median(values[:third]))
    if stretches:
        slope = above / below * 3600 / 2**20
        figures["memory, MiB an hour"] = round(slope, 2)
        figures["memory within a stretch, MiB at most"] = round(max(memory) / 2**20, 2)
        figures["descriptors within a stretch, at most"] = max(descriptors)
        if slope > LIMIT_MEMORY_MIB_AN_HOUR and statistics.mean(memory) > NOISE_MIB * 2**20:
            found.append(f"GROWTH memory grows by {slope:.1f} MiB an hour")
        if statistics.mean(descriptors) > NOISE_DESCRIPTORS:
            found.append(f"GROWTH descriptors grow by {statistics.mean(descriptors):.0f} between two starts")
    else:
        figures["stretches long enough to tell growth"] = 0
    largest = max(one.wal_bytes for one in samples)
    if largest > LIMIT_WAL:
        found.append(f"GROWTH the log file of the database had {largest} bytes")
    figures["log file of the database, MiB at most"] = round(largest / 2**20, 1)
    figures["memory, MiB at most"] = round(max(one.rss_bytes for one in samples) / 2**20, 1)
    figures["descriptors at most"] = max(one.descriptors for one in samples)
    figures["database at the end, MiB"] = round(samples[-1].database_bytes / 2**20, 1)
    return found, figures


async def live(person: Person, is_over: asyncio.Event):
    """What people do in a day, in an hour."""
    rng, client, tab = person.rng, person.client, person.tab
    while not is_over.is_set():
        conversation = await person.converse()
        for _ in range(rng.randint(3, 15)):
            if is_over.is_set():
                return
            markers = f"[delay=50] [chunks={rng.randint(20, 100)}]" if rng.random() < 0.3 else "[chunks=10]"
            asked = await client.ask(conversation, person.text(markers))
            if asked.outcome != "ok":
                raise Failure(f"a question was refused: {asked.status} {asked.code}")
            answer = asked.answer["id"]
            chance = rng.random()
            if chance < 0.05:
                await client.stop(conversation, answer)
            await tab.wait_until(lambda: is_over.is_set() or tab.is_final(answer), 20)
            if chance > 0.95 or tab.status_of(answer) == "interrupted":
                await client.regenerate(conversation, answer, asked.content["text"])
            elif chance > 0.9:
                await client.edit(conversation, asked.key, person.text("edited"))
            elif chance > 0.85:
                await client.conversations()
            await asyncio.sleep(rng.uniform(0.5, 2.5))


async def run(seed: int, minutes: float = 60, control: bool = False, every: float = 600, people: int = PEOPLE) -> Verdict:
    """`every`: seconds between kills. `control`: the samples are given a leak."""
    async with (
        Scene("hour", seed, is_control=control) as scene,
        FaultProxy(scene.url, scene.rng("live lines"), bad_live_line) as live_lines,
        FaultProxy(scene.url, scene.rng("command lines"), bad_command_line) as command_lines,
    ):
        results = ROOT / "test-results"
        results.mkdir(exist_ok=True)
        began = started = time.monotonic()
        is_over = asyncio.Event()
        everybody = [await scene.person(wait=0.5) for _ in range(people)]
        for _ in range(people * PEOPLE_ON_BAD_LINES // PEOPLE):
            everybody.append(await scene.person(command_lines.url, live_lines.url, wait=0.5, longest=5, open_seconds=5))
            everybody[-1].client.reconnects = True
        work = [scene.begin(live(person, is_over)) for person in everybody]
        samples: list[Sample] = []
        with (results / f"soak-hour-{seed}.csv").open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(field.name for field in dataclasses.fields(Sample))
            while time.monotonic() < began + minutes * 60:
                await asyncio.sleep(min(SAMPLE_SECONDS, every / 4))
                samples.append(sample(scene, began, started))
                table.writerow(dataclasses.astuple(samples[-1]))
                file.flush()
                for task in work:
                    if task.done():
                        task.result()
                if len(samples) % 6 == 0:
                    await scene.note_calls()
                # The last stretch is as long as the others.
                if time.monotonic() > started + every and time.monotonic() + every <= began + minutes * 60 + 1:
                    await asyncio.to_thread(scene.kill)
                    started = time.monotonic()
                    await scene.start_again()
        is_over.set()
        await asyncio.gather(*work)
        live_lines.choose = command_lines.choose = lambda rng: Line()
        live_lines.cut_all()
        verdict = await scene.reckon()
        if control:
            for one in samples:
                one.rss_bytes += int(one.seconds * 2**20)
        grown, figures = growth(samples, min(WARM_UP_SECONDS, every / 4))
        verdict.violations += grown
        verdict.figures |= figures | {
            "kills": len(scene.evidence.kills), "minutes": round((time.monotonic() - began) / 60, 1),
        }
        verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)
