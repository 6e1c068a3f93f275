"""kill -9 at random moments, under sixteen people who write and eight whose long answers stream on two devices each."""

import asyncio
import math
import random
import time

import database
from checker import Verdict
from client import Gone
from plants import unnoticed
from records import Attempt
from scene import Failure, Person, Scene, report

WRITERS = 16
STREAMERS = 8
# From when the work goes on again to the kill, in seconds; its logarithm is spread evenly.
WAIT_SECONDS = (0.05, 0.4)
# Likewise from a start, while the server still recovers or everybody comes back.
AT_ONCE_SECONDS = (0.002, 0.1)


async def write(person: Person, is_over: asyncio.Event):
    """Short questions one after another; some before the last answer is there, some sent twice, some edited."""
    conversation = await person.converse()
    rng, client = person.rng, person.client
    while not is_over.is_set():
        asked = await client.ask(conversation, person.text(f"[chunks={rng.randint(1, 4)}]"))
        if asked.outcome != "ok":
            raise Failure(f"a question was refused: {asked.status} {asked.code}")
        match rng.random():
            case chance if chance < 0.1:
                await client.attempt(*client.question(conversation, asked.content["text"], asked.key))
            case chance if chance < 0.2:
                await read_own_write(person, conversation, asked)
            case chance if chance < 0.25:
                await client.edit(conversation, asked.key, person.text("[chunks=2] edited"))
            case chance if chance < 0.6:
                continue  # the next one has to wait for the answer
        await person.tab.wait_until(lambda: is_over.is_set() or person.tab.is_final(asked.answer["id"]), 5)
        await asyncio.sleep(rng.uniform(0, 0.05))


async def read_own_write(person: Person, conversation: str, asked):
    """I5: what was acknowledged is told at once."""
    try:
        page = await person.client.get(f"conversations/{conversation}/messages?around={asked.key}&limit=10")
    except Gone:
        return
    if asked.key not in [message["id"] for message in page["messages"]]:
        person.scene.evidence.violations.append(f"I5 {asked.key} was acknowledged and not told at once")


async def stream(person: Person, is_over: asyncio.Event):
    """Long answers, and a question behind each that has to wait. Of what a crash interrupts, some is asked for again."""
    rng, client, tab = person.rng, person.client, person.tab
    while not is_over.is_set():
        conversation = await person.converse()
        # 0.6 to 3 seconds: some end by themselves before the next kill.
        asked = await client.ask(conversation, person.text(f"[delay=15] [chunks={rng.randint(40, 200)}]"))
        behind = await client.ask(conversation, person.text("[delay=5] [chunks=10] behind"))
        await tab.wait_until(lambda: is_over.is_set() or tab.is_final(asked.answer["id"]), 15)
        if tab.status_of(asked.answer["id"]) == "interrupted":
            match rng.random():
                case chance if chance < 0.4:
                    await client.regenerate(conversation, asked.answer["id"], asked.content["text"])
                case chance if chance < 0.7:
                    await client.ask(conversation, "Continue.")
        await tab.wait_until(lambda: is_over.is_set() or tab.is_final(behind.answer["id"]), 15)


def has_work(scene: Scene, since: float) -> bool:
    """Something was acknowledged since then, and text has come."""
    asked = any(one.outcome == "ok" and one.ended > since for one in scene.evidence.attempts[-200:])
    return asked and any(
        shown.growth and shown.growth[-1][0] > since
        for person in scene.people
        for shown in list(person.tab.record.answers.values())[-3:]
    )


async def moment(scene: Scene, rng: random.Random):
    """Waits until the work goes on again, and then for a while. One time in five not even for that."""
    began = time.monotonic()
    low, high = AT_ONCE_SECONDS
    if rng.random() < 0.8:
        while not has_work(scene, began) and time.monotonic() < began + 5:
            await asyncio.sleep(0.01)
        low, high = WAIT_SECONDS
    await asyncio.sleep(math.exp(rng.uniform(math.log(low), math.log(high))))


async def kill_once(scene: Scene, rng: random.Random, loses: bool = False):
    """Waits for a moment, ends the server, looks at what it left, and starts it again.

    `loses`: meanwhile the last question that was acknowledged is taken out of the database.
    """
    def asked() -> list[Attempt]:
        return [one for one in scene.evidence.attempts if one.kind == "ask" and one.outcome == "ok"]

    if loses:
        await scene.until(asked, "a question was acknowledged")
    await moment(scene, rng)
    await asyncio.to_thread(scene.kill)
    scene.evidence.integrity += await asyncio.to_thread(database.faults, scene.data)
    if loses:
        database.lose(scene.data, max(asked(), key=lambda one: one.ended).key)
    await scene.start_again()


async def run(seed: int, times: int = 500, minutes: float | None = None, control: bool = False) -> Verdict:
    """`control`: before the last start a question is taken out of the database."""
    async with Scene("kills", seed, is_control=control) as scene:
        is_over = asyncio.Event()
        people = [await scene.person() for _ in range(WRITERS)] + [await scene.person(tabs=2) for _ in range(STREAMERS)]
        work = [scene.begin(write(person, is_over)) for person in people[:WRITERS]]
        work += [scene.begin(stream(person, is_over)) for person in people[WRITERS:]]
        rng = scene.rng("kills")
        until = time.monotonic() + minutes * 60 if minutes else math.inf
        done = 0
        while done < times and time.monotonic() < until:
            done += 1
            await kill_once(scene, rng, loses=control and done == times)
            await scene.note_calls()
            for task in work:
                if task.done():
                    task.result()
            if done % 50 == 0:
                print(f"  {done} kills", flush=True)
        is_over.set()
        await scene.finish(work)
        verdict = await scene.reckon()
        verdict.figures["kills"] = done
        verdict.figures["answers running at a kill"] = sum(
            shown.final_status == "interrupted" for tab in scene.evidence.tabs for shown in tab.answers.values()
        )
        if not control:
            verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)
