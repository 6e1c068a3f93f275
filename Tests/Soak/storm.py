"""Every socket is dropped at once, by the network and by a crash of the server: all come back by themselves."""

import asyncio
import itertools
import time

from checker import Verdict
from fault_proxy import FaultProxy, Line
from records import quantile
from scene import Scene, report

USERS = 50
BACK_SECONDS = 30.0
UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def come_back(scene: Scene, tabs: list, drop, name: str, allowed: float) -> dict[str, float]:
    """Drops everything, and waits until the last socket has said hello again, which may take `allowed` seconds."""
    before = {tab: len(tab.record.resume_seconds) for tab in tabs}
    await drop()
    dropped = time.monotonic()
    cpu = scene.cpu_seconds()
    back: list[float] = []
    waiting = set(tabs)
    while waiting and time.monotonic() < dropped + 3 * allowed:
        await asyncio.sleep(0.05)
        now = time.monotonic() - dropped
        returned = {tab for tab in waiting if tab.live.is_set() and len(tab.record.resume_seconds) > before[tab]}
        back += [now] * len(returned)
        waiting -= returned
    if waiting or back[-1] > allowed:
        late = len(waiting) + sum(one > allowed for one in back)
        scene.evidence.violations.append(f"STORM {name}: {late} of {len(tabs)} sockets were not back in {allowed:g} s")
    return {
        f"{name}: half of the sockets back after, s": round(quantile(back, 0.5), 2),
        f"{name}: the last socket back after, s": round(max(back, default=0), 2),
        f"{name}: processor time of the server, s": round(scene.cpu_seconds() - cpu, 2),
        f"{name}: memory of the server, MiB": round(scene.rss_bytes() / 2**20, 1),
    }


async def talk(person, is_over: asyncio.Event):
    """Answers that are under way while everybody is away."""
    conversation = await person.converse()
    while not is_over.is_set():
        asked = await person.client.ask(conversation, person.text("[delay=250] [chunks=20]"))
        await person.tab.wait_until(lambda: is_over.is_set() or person.tab.is_final(asked.answer["id"]), 20)


async def run(seed: int, times: int = 2000, control: bool = False) -> Verdict:
    """`times`: sockets. `control`: as many connections as there are sockets are told 503."""
    async with Scene("storm", seed, is_control=control) as scene, FaultProxy(scene.url, scene.rng("lines")) as proxy:
        people = []
        began = time.monotonic()
        for number in range(USERS):
            share = times // USERS + (number < times % USERS)
            people.append(await scene.person(scene.url, proxy.url, tabs=share, wait=0.5))
        tabs = [tab for person in people for tab in person.tabs]
        # What this machine needs to open them one after another comes on top.
        allowed = round(BACK_SECONDS + time.monotonic() - began, 1)
        is_over = asyncio.Event()
        work = [scene.begin(talk(person, is_over)) for person in people[:5]]
        for tab in tabs:
            # They have been open for long.
            tab.failures = 0

        async def cut():
            if control:
                count = itertools.count()
                proxy.choose = lambda rng: Line(reply=UNAVAILABLE) if next(count) < len(tabs) else Line()
            proxy.cut_all()

        async def crash():
            await asyncio.to_thread(scene.kill)
            await scene.start_again()

        figures = await come_back(scene, tabs, cut, "cut", allowed)
        if not control:
            figures |= await come_back(scene, tabs, crash, "crash", allowed)
        for tab in tabs:
            for status in tab.record.refusals:
                if status >= 500:
                    scene.evidence.violations.append(f"STORM a socket was refused with {status}")
        is_over.set()
        await scene.finish(work)
        verdict = await scene.reckon()
        verdict.figures |= {"sockets": len(tabs)} | figures
        return report(scene, verdict)
