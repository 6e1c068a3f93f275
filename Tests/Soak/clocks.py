"""The wall clock jumps while people chat: an hour and a day to and fro, it stands still, it runs a hundred times too fast.

libfaketime moves what the server takes for the time of day. The monotonic clock stays as it is.
"""

import asyncio
import pathlib

from checker import Verdict
from client import Client, Gone
from plants import unnoticed
from preload import faketime, why_no_faketime
from scene import Failure, Person, Scene, report

# libfaketime's own rates (`x100`) also change how long the server's waits take, so that some never end; a clock that runs is moved on
# in small steps instead.
FAST = "a hundred times too fast"
# The others as libfaketime reads them. Absolute ones stand still.
JUMPS = ("+1h", "-1h", "+1d", "-1d", "2026-01-01 00:00:00", FAST, "-29d", "+0")
SECONDS_EACH = 2.0
# Whoever waits for the end of an answer asks half a minute later.
CONTROL_SECONDS = 90
# An address may make sixty accounts at once and one a minute after that, whatever the clock says.
VISITORS = 40


def settings(folder: pathlib.Path) -> dict[str, str]:
    return {
        "LD_PRELOAD": faketime(),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # With limits: a clock that stands still must not keep anybody out for ever, one that jumps must let nobody through.
        "POLLUX_RATE_LIMITS": "on",
    }


async def chat(person: Person, is_over: asyncio.Event):
    conversation = await person.converse()
    while not is_over.is_set():
        asked = await person.client.ask(conversation, person.text(f"[delay=20] [chunks={person.rng.randint(2, 60)}]"))
        if asked.outcome != "ok":
            raise Failure(f"a question was refused: {asked.status} {asked.code}")
        if not await person.tab.wait_until(lambda: person.tab.is_final(asked.answer["id"]), 30):
            person.scene.evidence.violations.append(f"CLOCK answer {asked.answer['id']} does not go on")
        await asyncio.sleep(person.rng.uniform(0.05, 0.3))


class Clock:
    """The file that libfaketime reads."""

    def __init__(self, folder: pathlib.Path):
        self.file = folder / "clock"
        self.set("+0")

    def set(self, time: str):
        # At once: it may be read at any moment.
        new = self.file.with_suffix(".new")
        new.write_text(time)
        new.rename(self.file)

    async def show(self, jump: str, seconds: float):
        """Jumps, and lets so many seconds pass."""
        if jump != FAST:
            self.set(jump)
            return await asyncio.sleep(seconds)
        for step in range(int(seconds * 20)):
            self.set(f"+{5 * step}")
            await asyncio.sleep(0.05)


async def is_let_in(scene: Scene, person: Person, jump: str, is_visited: bool):
    """The session is still one, and a new one works, if somebody visits."""
    try:
        await person.client.get("session")
        if not is_visited:
            return
        visitor = Client(scene.http, scene.url, person.rng, scene.evidence)
        await visitor.become_guest()
        await visitor.get("session")
    except (Gone, RuntimeError) as error:
        scene.evidence.violations.append(f"CLOCK {jump}: somebody is locked out: {error}")


async def run(seed: int, times: int = 10, control: bool = False) -> Verdict | None:
    """`times` through all jumps. `control`: the clock goes on by 31 days, after which a session that nobody used is over."""
    if reason := why_no_faketime():
        print(f"clocks: SKIPPED: {reason}", flush=True)
        return None
    async with Scene("clocks", seed, is_control=control) as scene:
        clock = Clock(scene.folder)
        await asyncio.to_thread(scene.server.stop)
        scene.server.environment |= settings(scene.folder)
        await scene.start_again()
        people = [await scene.person() for _ in range(4)]
        is_over = asyncio.Event()
        work = [scene.begin(chat(person, is_over)) for person in people]
        chance = scene.rng("clock")
        jumps = ("+31d",) if control else JUMPS * times
        for jump in jumps:
            await clock.show(jump, chance.uniform(0.5, 1) * SECONDS_EACH)
            if control:
                # On a busy machine nobody may have asked yet while the clock was that far on.
                await asyncio.wait(work, timeout=CONTROL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            await is_let_in(scene, people[0], jump, is_visited=chance.random() < VISITORS / len(jumps))
            for task in work:
                if task.done():
                    task.result()
        clock.set("+0")
        is_over.set()
        await scene.finish(work)
        verdict = await scene.reckon()
        verdict.figures["jumps of the clock"] = len(JUMPS) * times
        if not control:
            verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)
