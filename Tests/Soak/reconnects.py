"""Sockets that break at random positions while twenty answers stream, through a proxy that treats lines badly.

The first half of the breaks is on good lines, so that the time to resume says something about the server; in the second
half lines are slow, sliced, silent, cut and reset, and acknowledgements get lost.
"""

import asyncio
import math
import random

from checker import Verdict
from fault_proxy import FaultProxy, Line
from plants import unnoticed
from records import quantile
from scene import HANG_SECONDS, SETTLE_SECONDS, Person, Scene, report
from tab import Tab

PEOPLE = 10
TABS = 3
# Of each person, which makes twenty answers at once.
CONVERSATIONS = 2


class Count:
    def __init__(self, wanted: int):
        self.wanted, self.done = wanted, 0
        self.all = asyncio.Event()

    def add(self):
        self.done += 1
        if self.done >= self.wanted:
            self.all.set()


def bad_live_line(rng: random.Random) -> Line:
    """Every third line of a socket is as good as any other."""
    at = int(math.exp(rng.uniform(math.log(100), math.log(50_000))))
    return rng.choice([
        Line(),
        Line(),
        Line(),
        Line(latency=rng.uniform(0.005, 0.05)),
        Line(rate=4_000),
        Line(slice=1),
        Line(cut_after=at),
        Line(reset_after=at),
        Line(stall_after=at),
        rng.choice([Line(is_refused=True), Line(is_black_hole=True)]),
    ])


def bad_command_line(rng: random.Random) -> Line:
    return rng.choice([
        Line(),
        Line(),
        Line(latency=rng.uniform(0.005, 0.05)),
        Line(slice=1),
        Line(drops_replies=True),
        Line(drops_replies=True),
        Line(reset_after=rng.randint(1, 2_000)),
        Line(cut_after=rng.randint(1, 2_000)),
        Line(is_refused=True),
    ])


async def talk(person: Person, is_over: asyncio.Event):
    """One long answer after another."""
    conversation = await person.converse()
    rng = person.rng
    while not is_over.is_set():
        asked = await person.client.ask(conversation, person.text(f"[delay=60] [chunks={rng.randint(10, 60)}]"))
        await person.tab.wait_until(lambda: is_over.is_set() or person.tab.is_final(asked.answer["id"]), 30)


async def chat(person: Person, is_over: asyncio.Event):
    """Short questions, so that there are acknowledgements to lose."""
    conversation = await person.converse()
    while not is_over.is_set():
        await person.client.ask(conversation, person.text("[chunks=2]"))
        await asyncio.sleep(person.rng.uniform(0.1, 0.5))


async def disturb(tab: Tab, proxy: FaultProxy, rng: random.Random, breaks: Count):
    """Ends the tab's connections: half of them as one does, the others without a word."""
    while not breaks.all.is_set():
        try:
            await asyncio.wait_for(tab.live.wait(), 1)
        except asyncio.TimeoutError:
            pass  # black holes and silent lines are left, too
        await asyncio.sleep(math.exp(rng.uniform(math.log(0.01), math.log(1))))
        if (socket := tab.socket) is None or (port := tab.port) is None:
            continue
        breaks.add()
        if rng.random() < 0.5:
            # A peer that is silent does not answer the close.
            try:
                await asyncio.wait_for(socket.close(), 0.5)
            except asyncio.TimeoutError:
                proxy.cut(port)
        else:
            proxy.cut(port, resets=rng.random() < 0.5)


async def run(seed: int, times: int = 10_000, control: bool = False) -> Verdict:
    """`control`: one tab forgets a piece of its text, and another takes a change twice."""
    async with (
        Scene("reconnects", seed, is_control=control) as scene,
        FaultProxy(scene.url, scene.rng("live lines")) as live,
        FaultProxy(scene.url, scene.rng("command lines")) as commands,
    ):
        is_over = asyncio.Event()
        people = [
            await scene.person(commands.url, live.url, TABS, wait=0.02, longest=0.2, open_seconds=2) for _ in range(PEOPLE)
        ]
        tabs = [tab for person in people for tab in person.tabs]
        work = [scene.begin(talk(person, is_over)) for person in people for _ in range(CONVERSATIONS)]
        work += [scene.begin(chat(person, is_over)) for person in people]
        for person in people:
            person.client.reconnects = True
        figures = {}
        for half in ("good lines", "bad lines"):
            breaks = Count(times // 2)
            disturbing = [
                scene.begin(disturb(tab, live, scene.rng(f"{half} {tab.record.name}"), breaks)) for tab in tabs
            ]
            await scene.finish(disturbing, HANG_SECONDS + times)
            resumes = [seconds for tab in tabs for seconds in tab.record.resume_seconds]
            figures |= {
                f"broken sockets, {half}": breaks.done,
                f"resume to hello on {half} p50, ms": round(quantile(resumes, 0.5) * 1000, 1),
                f"resume to hello on {half} p99, ms": round(quantile(resumes, 0.99) * 1000, 1),
            }
            for tab in tabs:
                tab.record.resume_seconds = []
            live.choose, commands.choose = bad_live_line, bad_command_line
        live.choose = commands.choose = lambda rng: Line()
        commands.cut_all()
        live.cut_all()
        is_over.set()
        await scene.finish(work)
        if control:
            # All but what is planted has to be well.
            await scene.settle(SETTLE_SECONDS)
            spoil(tabs)
        verdict = await scene.reckon()
        verdict.figures |= figures | {f"socket lines: {how}": count for how, count in sorted(live.broken.items())}
        verdict.figures |= {f"command lines: {how}": count for how, count in sorted(commands.broken.items())}
        if not control:
            verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)


def spoil(tabs: list[Tab]):
    shown = next(one for tab in tabs for one in tab.record.answers.values() if len(one.text) > 20)
    shown.text = shown.text[:10] + shown.text[15:]
    tabs[1].record.revision += 1
