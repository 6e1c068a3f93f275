"""What every harness has: a server and a stand-in for Gemini as processes, people, a seed, and the reckoning at the end."""

import asyncio
import json
import math
import os
import pathlib
import random
import resource
import shutil
import tempfile
import time

import aiohttp

import database
from checker import Verdict, check
from client import Client
from programs import ROOT, Server, StandIn
from records import Evidence, quantile
from tab import Tab

SETTLE_SECONDS = 90
# In a control something is amiss, and will not come right by waiting.
CONTROL_SETTLE_SECONDS = 3
# Against waiting for ever, and nothing else.
HANG_SECONDS = 180


class Failure(Exception):
    """A run has found something, or could not be carried out."""


class Scene:
    """Use as `async with`. The folder is kept when the run ends in an exception, unless it is a control: that has to."""

    def __init__(
        self, name: str, seed: int, folder: pathlib.Path | None = None, is_control: bool = False, **settings: str
    ):
        self.name = name
        self.seed = seed
        self.folder = folder or pathlib.Path(tempfile.mkdtemp(prefix=f"pollux-{name}-"))
        self.is_control = is_control
        self.settings = {"POLLUX_LOG_LEVEL": "notice"} | settings
        self.evidence = Evidence()
        self.people: list[Person] = []
        self.ready_seconds: list[float] = []
        self._calls_seen = 0
        self._tasks: list[asyncio.Task] = []
        self.server: Server | None = None

    def rng(self, name: object) -> random.Random:
        """Chance of its own for each part, so that one that takes more does not change another's."""
        return random.Random(f"{self.seed}/{name}")

    @property
    def data(self) -> pathlib.Path:
        return self.folder / "data"

    async def __aenter__(self) -> "Scene":
        print(f"{self.name}: seed {self.seed}", flush=True)
        # For the programs, too: they inherit it.
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=False), cookie_jar=aiohttp.DummyCookieJar()
        )
        self.stand_in = await asyncio.to_thread(StandIn, self.folder)
        self.server = await asyncio.to_thread(lambda: Server(self.folder, self.stand_in.url, **self.settings))
        self.url = self.server.url
        self.begin(self._watch_lag())
        return self

    async def _watch_lag(self):
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.05)
            now = time.monotonic()
            self.evidence.lags.append((now, now - began - 0.05))

    async def __aexit__(self, kind, *_):
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.http.close()
        for program in (self.server.program if self.server else None, self.stand_in.program):
            if program and program.process.poll() is None:
                await asyncio.to_thread(program.kill)
        for left in pathlib.Path("/dev/shm").glob("*faketime*"):
            # Of libfaketime, whose processes are over.
            if not pathlib.Path("/proc", left.name.rsplit("_", 1)[1]).exists():
                left.unlink(missing_ok=True)
        if kind is None or self.is_control:
            shutil.rmtree(self.folder)
        else:
            print(f"{self.name}: seed {self.seed} failed; logs and data are kept in {self.folder}", flush=True)

    def begin(self, work) -> asyncio.Task:
        """Runs something until the end of the scene."""
        self._tasks.append(asyncio.create_task(work))
        return self._tasks[-1]

    async def person(
        self, url: str | None = None, live_url: str | None = None, tabs: int = 1, wait: float = 0.1, **options
    ) -> "Person":
        """`url`, `live_url`: of proxies before the server. `options` are a tab's."""
        person = Person(self, self.url)
        await person.client.become_guest()
        person.client.url, person.client.live_url = url or self.url, live_url or url or self.url
        for number in range(tabs):
            person.open_tab(f"{len(self.people)}.{number}", wait, **options)
        self.people.append(person)
        # From here on they are told everything, so they need not read.
        for tab in person.tabs:
            await asyncio.wait_for(tab.live.wait(), SETTLE_SECONDS)
        return person

    # The server.

    async def start_again(self):
        began = time.monotonic()
        if self.evidence.kills:
            self.evidence.kills[-1] = (self.evidence.kills[-1][0], began)
        await asyncio.to_thread(self.server.start_again)
        while not await self._is_ready():
            if time.monotonic() > began + SETTLE_SECONDS:
                raise Failure("not ready after its start")
            await asyncio.sleep(0.01)
        self.ready_seconds.append(time.monotonic() - began)

    async def _is_ready(self) -> bool:
        async with self.http.get(f"{self.url}/readyz") as reply:
            return reply.status == 200

    def kill(self):
        self.evidence.kills.append((time.monotonic(), math.inf))
        self.server.kill()

    def cpu_seconds(self) -> float:
        """Of the server, since its start."""
        fields = pathlib.Path(f"/proc/{self.server.program.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_bytes(self) -> int:
        fields = pathlib.Path(f"/proc/{self.server.program.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[21]) * os.sysconf("SC_PAGE_SIZE")

    async def note_calls(self):
        """Takes over what the stand-in was asked since the last time. It keeps 10,000 requests."""
        requests = (await asyncio.to_thread(self.stand_in._control, "GET", "requests"))["requests"]
        for request in requests:
            if request["number"] > self._calls_seen and ":streamGenerateContent" in request["path"]:
                self.evidence.calls.append(json.loads(request["body"])["contents"][-1]["parts"][0]["text"])
        if requests:
            if requests[0]["number"] > self._calls_seen + 1:
                raise Failure("the stand-in has forgotten requests: look more often")
            self._calls_seen = requests[-1]["number"]

    async def until(self, condition, what: str):
        """Waits for what must come to be, however long it takes on a busy machine."""
        end = time.monotonic() + HANG_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise Failure(f"in {HANG_SECONDS} s it was not so: {what}")
            await asyncio.sleep(0.01)

    # The end.

    async def finish(self, work: list[asyncio.Task], seconds: float = HANG_SECONDS):
        """Waits until people are at their end. Throws what one of them has thrown."""
        _, late = await asyncio.wait(work, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in work:
            if task.done():
                task.result()
        if late:
            raise Failure(f"{len(late)} of {len(work)} are not at their end after {seconds:g} s")

    async def settle(self, seconds: float | None = None):
        """Waits until every answer is over and every tab up to date. People have to be at rest."""
        await asyncio.to_thread(self.stand_in.release)
        until = time.monotonic() + (seconds or (CONTROL_SETTLE_SECONDS if self.is_control else SETTLE_SECONDS))
        for task in self._tasks:
            if task.done() and task.exception():
                raise task.exception()
        for tab in [tab for person in self.people for tab in person.tabs]:
            # What is not over then, the checker says.
            await tab.wait_until(tab.is_at_rest, max(0.1, until - time.monotonic()))
            await tab.is_up_to_date(max(0.1, until - time.monotonic()))

    async def reckon(self) -> Verdict:
        """Reads all that there is, ends the server, and has everything compared."""
        await self.settle()
        for person in self.people:
            conversations = {one["id"]: one for one in await person.client.conversations()}
            self.evidence.api[person.client.user] = {
                id: [
                    {name: message[name] for name in ("id", "seq", "status", "text")}
                    for message in await person.client.path(id)
                ]
                for id in conversations
            }
        await self.note_calls()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self.server.stop)
        self.evidence.integrity += database.faults(self.data)
        self.evidence.database = database.read(self.data)
        verdict = check(self.evidence)
        lags = [lag for _, lag in self.evidence.lags]
        for share in (50, 99):
            verdict.figures[f"the harness itself was late p{share}, ms"] = round(quantile(lags, share / 100) * 1000, 1)
        if self.ready_seconds:
            verdict.figures["ready after a start p50, ms"] = round(quantile(self.ready_seconds, 0.5) * 1000)
            verdict.figures["ready after a start p99, ms"] = round(quantile(self.ready_seconds, 0.99) * 1000)
        return verdict


def report(scene: Scene, verdict: Verdict) -> Verdict:
    """Prints what was measured. Throws `Failure` when anything was found; to be called while the scene lasts."""
    for name, value in verdict.figures.items():
        print(f"  {name}: {value:g}")
    if verdict.violations:
        (scene.folder / "violations.txt").write_text("\n".join(verdict.violations))
        # Of a control everything: what was planted may come after much else.
        first = "\n".join(verdict.violations[: None if scene.is_control else 20])
        raise Failure(f"{len(verdict.violations)} violations, seed {scene.seed}:\n{first}")
    return verdict


class Person:
    """Somebody with a cookie, tabs, and a way to ask that makes every question one of a kind."""

    def __init__(self, scene: Scene, url: str):
        self.scene = scene
        self.number = len(scene.people)
        self.rng = scene.rng(f"person {self.number}")
        self.client = Client(scene.http, url, self.rng, scene.evidence)
        self.tabs: list[Tab] = []
        self._asked = 0

    def open_tab(self, name: str, wait: float = 0.1, **options) -> Tab:
        tab = Tab(self.client, name, random.Random(f"{self.scene.seed}/tab {name}"), wait, **options)
        self.tabs.append(tab)
        self.scene.begin(tab.run())
        return tab

    @property
    def tab(self) -> Tab:
        return self.tabs[0]

    def text(self, markers: str = "") -> str:
        """A question that nobody else asks."""
        self._asked += 1
        return f"Question {self.number}-{self._asked}, once. {markers}".strip()

    async def converse(self, **settings) -> str:
        """A new conversation; without context unless told, so that the stand-in's log stays small."""
        id = self.client.new_id()
        await self.client.create(id, **({"contextExchanges": 0} | settings))
        return id


def seed_of(argument: int | None) -> int:
    return argument if argument is not None else int.from_bytes(os.urandom(4), "big")


__all__ = ["Failure", "Person", "ROOT", "Scene", "report", "seed_of"]
