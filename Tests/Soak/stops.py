"""Stop at every phase of an answer, twice, and from another device: one end everywhere, and Gemini's connection closes."""

import asyncio
import json
import math
import time

import aiohttp

from checker import Verdict
from client import Client
from plants import unnoticed
from records import FINAL, quantile
from scene import Person, Scene, report

PHASES = ("queued", "before the head", "after the head", "in the middle", "while it streams", "at the last byte", "when it is over")
# Asserted generously: what is promised is a tenth of a second, which a busy machine does not keep. The figure is reported.
CLOSED_SECONDS = 30.0
HELD_SECONDS = 120.0
# In a control nothing is stopped, and nothing closes by waiting.
CONTROL_SECONDS = 1.0


class Round:
    """One answer, brought to a phase and stopped."""

    def __init__(self, scene: Scene, person: Person, phase: str, control: bool):
        self.scene, self.person, self.phase, self.control = scene, person, phase, control
        self.closed_seconds: float | None = None
        self.patience = CONTROL_SECONDS if control else CLOSED_SECONDS
        # A stop that is answered later may find that Gemini has ended the stream by itself: then there is nothing to be closed.
        self.open_until = math.inf

    async def run(self):
        model = {"before the head": "stand-in-silent", "at the last byte": "stand-in-slow-end"}.get(self.phase)
        conversation = await self.person.converse(**({"model": model} if model else {}))
        answer, expected = await self._begin(conversation)
        closed = (await self._control("state"))["closed"]
        is_closed = asyncio.create_task(self._until_closed(closed + 1))
        replies = [] if self.control else await self._stop(conversation, answer)
        replied = time.monotonic()
        for reply in replies:
            if reply.outcome != "ok" or reply.answer["status"] not in FINAL:
                self._found(f"a stop was answered with {reply.status} and {reply.answer}")
        statuses = {reply.answer["status"] for reply in replies if reply.answer}
        if not statuses <= expected or len(statuses) > 1:
            self._found(f"it ended as {statuses}")
        for tab in self.person.tabs:
            if not await tab.wait_until(lambda: tab.is_final(answer), self.patience):
                self._found(f"tab {tab.record.name} was told no end")
        if "stopped" in statuses and self.phase != "queued" and replied < self.open_until or self.control:
            try:
                self.closed_seconds = max(0.0, await asyncio.wait_for(is_closed, self.patience) - replied)
            except asyncio.TimeoutError:
                self._found("Gemini's connection stays open")
        is_closed.cancel()
        self.scene.stand_in.release()

    async def _begin(self, conversation: str) -> tuple[str, set[str]]:
        """Asks, and waits for the phase. Gives the answer and how it may end."""
        person, tab = self.person, self.person.tab
        markers = {
            "queued": "[hold]",
            "after the head": "[hold=0]",
            "in the middle": "[hold=3] [chunks=20]",
            "while it streams": "[delay=10] [chunks=500]",
        }.get(self.phase, "")
        text = person.text(markers)
        began = time.monotonic()
        asked = await person.client.ask(conversation, text)
        answer = asked.answer["id"]
        if "[hold" in markers:
            await asyncio.wait_for(self._control(f"wait?held=1"), HELD_SECONDS)
        match self.phase:
            case "before the head":
                await asyncio.wait_for(self._until_called(text), HELD_SECONDS)
            case "queued":
                behind = await person.client.ask(conversation, person.text("behind"))
                return behind.answer["id"], {"stopped"}
            case "in the middle" | "while it streams":
                await tab.wait_until(lambda: tab.record.answers.get(answer) and tab.record.answers[answer].text)
                await asyncio.sleep(person.rng.uniform(0, 0.3))
                return answer, {"stopped"}
            case "at the last byte":
                # The stand-in waits a second between the last text and the end: somewhere around there. To close it takes a tenth.
                self.open_until = began + 0.9
                await tab.wait_until(lambda: tab.record.answers.get(answer) and tab.record.answers[answer].text)
                await asyncio.sleep(person.rng.uniform(0, 1.2))
                return answer, {"stopped", "complete"}
            case "when it is over":
                await tab.wait_until(lambda: tab.is_final(answer))
                return answer, {"complete"}
        return answer, {"stopped"}

    async def _stop(self, conversation: str, answer: str) -> list:
        """Once, twice at the same time, or twice in a row from two devices."""
        other = Client(self.scene.http, self.scene.url, self.person.rng, self.scene.evidence)
        other.user, other._cookie = self.person.client.user, self.person.client._cookie
        match self.person.rng.randint(0, 2):
            case 0:
                return [await self.person.client.stop(conversation, answer)]
            case 1:
                return list(await asyncio.gather(*(one.stop(conversation, answer) for one in (self.person.client, other))))
        return [await other.stop(conversation, answer), await self.person.client.stop(conversation, answer)]

    async def _control(self, path: str) -> dict:
        async with self.scene.http.get(f"{self.scene.stand_in.url}/stand-in/{path}") as reply:
            return await reply.json()

    async def _until_called(self, question: str):
        """A stop that overtakes the call leaves Gemini with nothing to be closed. Tokens are counted by requests, too."""
        while True:
            count = (await self._control("state"))["requests"]
            for request in (await self._control("requests"))["requests"]:
                if ":streamGenerateContent" in request["path"]:
                    if json.loads(request["body"])["contents"][-1]["parts"][0]["text"] == question:
                        return
            await self._control(f"wait?requests={count + 1}")

    async def _until_closed(self, count: int) -> float:
        """When the stand-in has seen so many streams closed by Pollux."""
        timeout = aiohttp.ClientTimeout(total=60)
        async with self.scene.http.get(f"{self.scene.stand_in.url}/stand-in/wait?closed={count}", timeout=timeout) as reply:
            await reply.read()
            return time.monotonic()

    def _found(self, what: str):
        self.scene.evidence.violations.append(f"STOP {self.phase}: {what}")


async def run(seed: int, times: int = 50, control: bool = False) -> Verdict:
    """`times` at each phase. `control`: nobody presses stop."""
    async with Scene("stops", seed, is_control=control) as scene:
        person = await scene.person(tabs=2)
        closed: list[float] = []
        for phase in ("in the middle",) if control else PHASES * times:
            one = Round(scene, person, phase, control)
            await one.run()
            closed += [one.closed_seconds] if one.closed_seconds is not None else []
        verdict = await scene.reckon()
        verdict.figures |= {
            "stops": sum(one.kind == "stop" for one in scene.evidence.attempts),
            "from the reply to a stop to the end of Gemini's connection p50, ms": round(quantile(closed, 0.5) * 1000, 1),
            "from the reply to a stop to the end of Gemini's connection p99, ms": round(quantile(closed, 0.99) * 1000, 1),
        }
        if not control:
            verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)
