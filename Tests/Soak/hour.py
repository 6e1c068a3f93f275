"""A mixed load for an hour, with bad lines and a kill every ten minutes of its first half: nothing may be wrong, and nothing may grow.

Every five seconds it notes the server's memory, descriptors and processor time and the size of its files, as CSV. Memory is judged in
the second half: in ten minutes what grows for ever cannot be told from what grows until it is full.
"""

import asyncio
import csv
import dataclasses
import itertools
import os
import pathlib
import statistics
import tempfile
import time

from checker import SLOWNESS_SECONDS, Verdict
from fault_proxy import FaultProxy, Line
from plants import unnoticed
from preload import heap
from reconnects import bad_command_line, bad_live_line
from scene import ROOT, Failure, Person, Scene, report

PEOPLE = 20
PEOPLE_ON_BAD_LINES = 10
SAMPLE_SECONDS = 5
# After a start, while caches and pools fill, and the allocator's arenas reach the size that they need now and then.
WARM_UP_SECONDS = 600
# Until then as many are connected as ever will be.
WARM_UP_DESCRIPTORS_SECONDS = 120
LIMIT_WAL = 64 * 1024 * 1024
LIMIT_MEMORY_MIB_AN_HOUR = 1.0
# What the medians of a stretch's first and last third may differ by: less cannot be told from noise. The search index is merged now
# and then, which takes some MiB for a moment, and the allocator keeps them.
NOISE_HEAP_MIB = 1.0
NOISE_MIB = 8.0
NOISE_DESCRIPTORS = 5


@dataclasses.dataclass
class Sample:
    seconds: float
    # Counts starts of the server: memory is compared within one.
    start: int
    since_start: float
    rss_bytes: int
    # Of the C library's heap in use; 0 where that is not to be had.
    heap_bytes: int
    descriptors: int
    # Of these. How many there are depends on how many commands came at once of late: connections are kept for a while.
    sockets: int
    cpu_seconds: float
    wal_bytes: int
    database_bytes: int


def sample(scene: Scene, began: float, started: float) -> Sample:
    descriptors = open_descriptors(scene.server.program.process.pid)
    heap = scene.folder / "heap"
    size = {name: (scene.data / name).stat().st_size for name in ("pollux.sqlite", "pollux.sqlite-wal")}
    return Sample(
        seconds=round(time.monotonic() - began, 1),
        start=len(scene.ready_seconds),
        since_start=round(time.monotonic() - started, 1),
        rss_bytes=scene.rss_bytes(),
        heap_bytes=int(heap.read_text() or 0) if heap.exists() else 0,
        descriptors=len(descriptors),
        sockets=sum(one.startswith("socket:") for one in descriptors),
        cpu_seconds=scene.cpu_seconds(),
        wal_bytes=size["pollux.sqlite-wal"],
        database_bytes=size["pollux.sqlite"],
    )


def open_descriptors(pid: int) -> list[str]:
    """What each of them leads to. One may be closed meanwhile."""
    found = []
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.append(os.readlink(f"/proc/{pid}/fd/{number}"))
        except FileNotFoundError:
            pass
    return found


def stretches(samples: list[Sample], warm_up: float) -> list[list[Sample]]:
    """What lies between two starts, without the time while things fill; only those that are long enough to tell growth."""
    found = []
    for start in sorted({one.start for one in samples}):
        stretch = [one for one in samples if one.start == start and one.since_start >= warm_up]
        if len(stretch) >= 9:
            found.append(stretch)
    return found


def gain(values: list[float]) -> float:
    """From the first third to the last one, by their medians."""
    third = len(values) // 3
    return statistics.median(values[-third:]) - statistics.median(values[:third])


def slope(stretches: list[list[Sample]], name: str) -> float:
    """In MiB an hour: one line through all stretches, each with a beginning of its own."""
    above = below = 0.0
    for stretch in stretches:
        middle = statistics.mean(one.seconds for one in stretch)
        mean = statistics.mean(getattr(one, name) for one in stretch)
        above += sum((one.seconds - middle) * (getattr(one, name) - mean) for one in stretch)
        below += sum((one.seconds - middle) ** 2 for one in stretch)
    return above / below * 3600 / 2**20


def growth(
    samples: list[Sample], warm_up: float = WARM_UP_SECONDS, warm_up_descriptors: float = WARM_UP_DESCRIPTORS_SECONDS
) -> tuple[list[str], dict[str, float]]:
    """What grows that must not, and the figures."""
    found, figures = [], {}
    long = stretches(samples, warm_up)
    figures["stretches long enough to tell whether memory grows"] = len(long)
    for what, name, noise in (("memory in use", "heap_bytes", NOISE_HEAP_MIB), ("memory", "rss_bytes", NOISE_MIB)):
        if not long:
            break
        by = statistics.mean(gain([getattr(one, name) for one in stretch]) for stretch in long) / 2**20
        rate = slope(long, name)
        figures[f"{what}, MiB an hour"] = round(rate, 2)
        figures[f"{what} within a stretch, MiB"] = round(by, 2)
        if rate > LIMIT_MEMORY_MIB_AN_HOUR and by > noise:
            found.append(f"GROWTH {what} grows by {rate:.1f} MiB an hour")
    if short := stretches(samples, warm_up_descriptors):
        gains = [gain([one.descriptors for one in stretch]) for stretch in short]
        others = [one.descriptors - one.sockets for stretch in short for one in stretch]
        figures["descriptors within a stretch, on average"] = round(statistics.mean(gains), 1)
        figures["descriptors that are no sockets, at least"] = min(others)
        figures["descriptors that are no sockets, at most"] = max(others)
        if statistics.mean(gains) > NOISE_DESCRIPTORS:
            found.append(f"GROWTH descriptors grow by {statistics.mean(gains):.0f} between two starts")
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
            # While it is being written, a second one is a conflict.
            if chance > 0.95 and tab.is_final(answer) or tab.status_of(answer) == "interrupted":
                await client.regenerate(conversation, answer, asked.content["text"])
            elif chance > 0.9:
                await client.edit(conversation, asked.key, person.text("edited"))
            elif chance > 0.85:
                await client.conversations()
            await asyncio.sleep(rng.uniform(0.5, 2.5))


async def kill_measured(scene: Scene, person: Person, conversation: str):
    """Ends the server. Before that something tiny is stored ten times a second: when few people are there, nobody else may ask
    anything in the moments from which the checker tells what a commit takes."""
    is_over = asyncio.Event()

    async def measure():
        for number in itertools.count():
            if is_over.is_set():
                return
            body = {"title": f"{number}"}
            content = {"conversation": conversation} | body
            await person.client.attempt("rename", conversation, content, "PATCH", f"conversations/{conversation}", body)
            await asyncio.sleep(0.1)

    measuring = scene.begin(measure())
    await asyncio.sleep(SLOWNESS_SECONDS)
    await asyncio.to_thread(scene.kill)
    is_over.set()
    await scene.finish([measuring])


async def run(seed: int, minutes: float = 60, control: bool = False, every: float = 600, people: int = PEOPLE) -> Verdict:
    """`every`: seconds between kills, in the first half. `control`: the samples are given a leak."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pollux-hour-"))
    watched = {"LD_PRELOAD": library, "SOAK_HEAP": str(folder / "heap")} if (library := heap(folder)) else {}
    async with (
        Scene("hour", seed, folder, is_control=control, **watched) as scene,
        FaultProxy(scene.url, scene.rng("live lines"), bad_live_line) as live_lines,
        FaultProxy(scene.url, scene.rng("command lines"), bad_command_line) as command_lines,
    ):
        results = ROOT / "test-results"
        results.mkdir(exist_ok=True)
        is_over = asyncio.Event()
        everybody = [await scene.person(wait=0.5) for _ in range(people)]
        for _ in range(people * PEOPLE_ON_BAD_LINES // PEOPLE):
            everybody.append(await scene.person(command_lines.url, live_lines.url, wait=0.5, longest=5, open_seconds=5))
            everybody[-1].client.reconnects = True
        work = [scene.begin(live(person, is_over)) for person in everybody]
        measured = await everybody[0].converse()
        # Now that everybody is there, which takes long on a busy machine.
        began = started = time.monotonic()
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
                if time.monotonic() > started + every and time.monotonic() <= began + minutes * 30 + every / 10:
                    await kill_measured(scene, everybody[0], measured)
                    started = time.monotonic()
                    await scene.start_again()
        is_over.set()
        # Who waits on a silent line need not.
        for lines in (live_lines, command_lines):
            lines.choose = lambda rng: Line()
            lines.cut_all()
        await scene.finish(work)
        verdict = await scene.reckon()
        if control:
            for one in samples:
                one.heap_bytes += int(one.seconds * 2**20)
        grown, figures = growth(samples, min(WARM_UP_SECONDS, every), min(WARM_UP_DESCRIPTORS_SECONDS, every / 4))
        verdict.violations += grown
        verdict.figures |= figures | {
            "kills": len(scene.evidence.kills), "minutes": round((time.monotonic() - began) / 60, 1),
        }
        verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)
