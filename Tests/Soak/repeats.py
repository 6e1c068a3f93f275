"""The same command again: from three tabs at once, after a lost reply, after a restart an hour later; and an id used twice."""

import asyncio

from checker import Verdict
from client import Client
from fault_proxy import FaultProxy, Line
from plants import unnoticed
from preload import faketime, why_no_faketime
from scene import Person, Scene, report

TABS = 3


def devices(person: Person, url: str, count: int = TABS) -> list[Client]:
    """Clients of the same person, who repeat by chance of their own."""
    made = []
    for number in range(count):
        client = Client(person.scene.http, url, person.scene.rng(f"device {person.number}.{number}"), person.scene.evidence)
        client.user, client._cookie, client.reconnects = person.client.user, person.client._cookie, True
        made.append(client)
    return made


async def at_once(person: Person, url: str):
    """Each kind of command three times at the same time; `url`: perhaps of a proxy that loses replies."""
    clients = devices(person, url)
    conversation = await person.converse()

    async def together(kind: str, content: dict, path: str, body: dict) -> object:
        command = (kind, body["id"], {"conversation": conversation} | content, "POST", path, body)
        return (await asyncio.gather(*(client.surely(*command) for client in clients)))[0]

    async def over(attempt):
        await person.tab.wait_until(lambda: person.tab.is_final(attempt.answer["id"]))

    text = person.text("[chunks=3]")
    asked = await together(
        "ask", {"text": text}, f"conversations/{conversation}/messages", {"id": person.client.new_id(), "text": text}
    )
    await over(asked)
    answer = asked.answer["id"]
    again = await together(
        "regenerate", {"of": answer, "text": text}, f"messages/{answer}/regenerate", {"id": person.client.new_id()}
    )
    await over(again)
    other = person.text("[chunks=3] edited")
    edited = await together(
        "edit", {"of": asked.key, "text": other}, f"messages/{asked.key}/edit", {"id": person.client.new_id(), "text": other}
    )
    await over(edited)
    await reused(person, conversation, asked, again.answer["id"])


async def reused(person: Person, conversation: str, asked, other_answer: str):
    """The id of a question with another text, conversation, parent or quote: 409, and nothing happens."""
    elsewhere = await person.converse()
    text, path = asked.content["text"], f"conversations/{conversation}/messages"
    for content, path, body in (
        ({"text": text + "!"}, path, {"text": text + "!"}),
        ({"text": text, "conversation": elsewhere}, f"conversations/{elsewhere}/messages", {"text": text}),
        ({"text": text, "parentID": other_answer}, path, {"text": text, "parentID": other_answer}),
        ({"text": text, "quoteID": other_answer}, path, {"text": text, "quoteID": other_answer}),
    ):
        content = {"conversation": conversation} | content
        attempt = await person.client.surely("ask", asked.key, content, "POST", path, {"id": asked.key} | body)
        if (attempt.status, attempt.code) != (409, "conflict"):
            person.scene.evidence.violations.append(f"I3 {asked.key} with {content} was a {attempt.status} {attempt.code}")


async def much_later(scene: Scene, hours: int):
    """The server starts again, and its clock says that so many hours are gone. Every command is sent once more."""
    commands = {}
    for one in scene.evidence.attempts:
        if one.kind == "ask" and one.outcome == "ok":
            commands.setdefault((one.user, one.key), one)
    await asyncio.to_thread(scene.server.stop)
    scene.server.environment |= {"LD_PRELOAD": faketime(), "FAKETIME": f"+{hours}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    await scene.start_again()
    people = {person.client.user: person.client for person in scene.people}
    for (user, key), one in commands.items():
        client = people[user]
        again = await client.surely(*client.question(one.content["conversation"], one.content["text"], key))
        if again.status != 200:
            scene.evidence.violations.append(f"I3 {key} sent again {hours} hours later was a {again.status}")


async def run(seed: int, times: int = 100, control: bool = False) -> Verdict:
    """`times`: people who do all of it, some of them behind a proxy that loses replies. `control`: one sends a question
    again under another id, as if the server did not know that it is the same."""
    async with (
        Scene("repeats", seed, is_control=control) as scene,
        FaultProxy(scene.url, scene.rng("lines"), lambda rng: Line(drops_replies=rng.random() < 0.4)) as losing,
    ):
        if control:
            person = await scene.person()
            conversation, text = await person.converse(), person.text()
            asked = await person.client.ask(conversation, text)
            path, body = f"conversations/{conversation}/messages", {"id": person.client.new_id(), "text": text}
            await person.client.surely("ask", asked.key, asked.content, "POST", path, body)
            return report(scene, await scene.reckon())
        for number in range(times):
            person = await scene.person()
            await at_once(person, losing.url if number % 2 else scene.url)
        if reason := why_no_faketime():
            print(f"repeats: the hour later is SKIPPED: {reason}", flush=True)
        else:
            await much_later(scene, 1)
        verdict = await scene.reckon()
        verdict.figures["replies lost"] = losing.broken.get("reply dropped", 0)
        verdict.figures["commands sent"] = len(scene.evidence.attempts)
        verdict.figures["commands"] = len({(one.user, one.key) for one in scene.evidence.attempts})
        verdict.violations += [f"CONTROL the checker does not find {one}" for one in unnoticed(scene.evidence)]
        return report(scene, verdict)
