"""One tab: follows the live socket as the page does, and watches that the server keeps to the protocol."""

import asyncio
import json
import random
import time

import aiohttp

from client import Client, Gone
from records import FINAL, RUNNING, Shown, TabRecord, cut_units, drop_units, units

OPEN_SECONDS = 10
STEADY_SECONDS = 10
SILENCE_IN_HEARTBEATS = 2.5
# Violations of one tab beyond this number say nothing new.
MAXIMUM_VIOLATIONS = 20


class Tab:
    """Runs until it is cancelled; comes back by itself.

    `wait`: the shortest pause before it comes back, in seconds, half of the longest first one; `longest`: of all. The
    page's are 0.5 and 30.
    """

    def __init__(
        self,
        client: Client,
        name: str,
        rng: random.Random,
        wait: float = 0.5,
        longest: float = 30,
        open_seconds: float = OPEN_SECONDS,
    ):
        self.client = client
        self.rng = rng
        self.wait = wait
        self.longest = longest
        self.open_seconds = open_seconds
        self.record = TabRecord(client.user, name)
        client.evidence.tabs.append(self.record)
        self.epoch: str | None = None
        self.failures = 0
        # Set while the socket has said hello.
        self.live = asyncio.Event()
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        # Set at every frame, for those who wait for something.
        self._news = asyncio.Event()
        self.is_reading = False
        self._resumes: list[tuple[float, dict[str, int]]] = []
        # Where each answer's text stands on this socket.
        self._positions: dict[str, int] = {}
        self._stated: dict[str, int] = {}
        self._hello_seconds = 0.0
        self._began = 0.0
        # Called with each message whose change arrives.
        self.on_message = lambda message: None

    # The connection.

    async def run(self):
        while True:
            steady_since = 0.0
            try:
                self._began = time.monotonic()
                async with asyncio.timeout(self.open_seconds):
                    socket = await self.client.http.ws_connect(
                        f"{self.client.live_url}/api/v1/live",
                        headers=self.client.live_headers,
                        autoping=True,
                        max_msg_size=0,
                    )
                self.socket = socket
                self.record.connects += 1
                async with socket:
                    self._resumes = []
                    await self._resume()
                    steady_since = time.monotonic()
                    await self._listen(socket)
                if socket.close_code in (4400, 4401, 4403):
                    self._violation(f"the socket was closed with {socket.close_code}")
                    return
            except aiohttp.WSServerHandshakeError as error:
                self.record.refusals.append(error.status)
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
                pass
            finally:
                self.live.clear()
                self.socket = None
                self._news.set()
            is_steady = steady_since and time.monotonic() - steady_since > STEADY_SECONDS
            self.failures = 0 if is_steady else self.failures + 1
            bound = min(self.longest, 2 * self.wait * 2 ** min(max(0, self.failures - 1), 10))
            await asyncio.sleep(self.wait + self.rng.random() * max(0.0, bound - self.wait))

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse):
        """Takes frames until the socket ends. One that is silent for too long is given up."""
        while True:
            async with asyncio.timeout(SILENCE_IN_HEARTBEATS * 20 if self.live.is_set() else self.open_seconds):
                message = await socket.receive()
            if message.type != aiohttp.WSMsgType.TEXT:
                return
            await self._take(json.loads(message.data))
            self._news.set()

    async def _resume(self):
        running = {id: units(shown.text) for id, shown in self.record.answers.items() if self._is_running(id)}
        self._resumes.append((time.monotonic(), running))
        answers = [{"messageID": id, "offset": offset, "thoughtOffset": 0} for id, offset in running.items()]
        frame = {"type": "resume", "epoch": self.epoch, "since": self.record.revision, "answers": answers}
        await self.socket.send_str(json.dumps(frame))

    # Frames.

    async def _take(self, frame: dict):
        match frame["type"]:
            case "hello":
                self._hello(frame)
            case "reset":
                self.record.resets += 1
                self._violation("a reset that nothing explains")
                self.epoch = None
                self._hello(frame)
            case "change":
                if not self._resumes:
                    await self._change(frame)
            case "delta":
                if not self._resumes:
                    await self._delta(frame)
            case "heartbeat":
                if frame["revision"] > self.record.revision and not self._resumes:
                    self._violation(f"behind at a heartbeat: {self.record.revision} of {frame['revision']}")
                    await self._resume()
            case other:
                self._violation(f"an unknown frame: {other}")

    def _hello(self, frame: dict):
        if not self._resumes:
            return self._violation("a hello that nobody asked for")
        now = time.monotonic()
        asked, self._stated = self._resumes.pop(0)
        self.record.resume_seconds.append(now - asked)
        self.record.connect_seconds.append(now - self._began)
        self._positions = {}
        if self.epoch is None:
            self.epoch = frame["epoch"]
            self.record.first_revision = self.record.revision = frame["revision"]
        elif frame["epoch"] != self.epoch:
            self._violation("a hello of another epoch")
        self.live.set()

    async def _change(self, change: dict):
        self.record.changes += 1
        revision = change["revision"]
        if revision != self.record.revision + 1:
            self._violation(f"revision {revision} after {self.record.revision}")
        self.record.revision = max(self.record.revision, revision)
        if change["op"] == "put" and change["kind"] == "message":
            self.take_message(change["item"], from_socket=True)
        elif change["op"] == "delete":
            self.record.messages.pop(change["id"], None)

    def take_message(self, item: dict, from_socket: bool = False):
        """A message by whatever way: the higher revision counts, and of a running text the longer one."""
        id = item["id"]
        before = self.record.messages.get(id)
        if before and before["seq"] != item["seq"]:
            self._violation(f"message {id} had seq {before['seq']}, has {item['seq']}")
        if before and item["revision"] < before["revision"]:
            return
        if before and before["status"] in FINAL and item["status"] in RUNNING:
            self._violation(f"answer {id} was {before['status']} and is {item['status']}")
        held = {name: item.get(name) for name in ("seq", "status", "revision", "conversationID", "parentID", "role")}
        if item["role"] == "user":
            held["text"] = item["text"]
        else:
            self._take_answer(item, before)
        self.record.messages[id] = held
        if from_socket:
            self.on_message(item)

    def _take_answer(self, item: dict, before: dict | None):
        shown = self.record.answers.setdefault(item["id"], Shown())
        if item["status"] in RUNNING:
            if len(item["text"]) > len(shown.text):
                self._same(shown.text, item["text"], item["id"], "a running answer's item")
                shown.text = item["text"]
                shown.growth.append((time.monotonic(), units(shown.text)))
            return
        if before and before["status"] in FINAL:
            if (shown.final_status, shown.final_text) != (item["status"], item["text"]):
                self._violation(f"answer {item['id']} has another end: {shown.final_status}, {item['status']}")
        elif not shown.final_status:
            shown.final_at = time.monotonic()
        shown.finals += not (before and before["status"] in FINAL)
        shown.final_status, shown.final_text = item["status"], item["text"]
        if item["status"] != "interrupted":
            shown.growth = []

    async def _delta(self, frame: dict):
        self.record.deltas += 1
        if frame.get("thought"):
            return
        id, offset, text = frame["messageID"], frame["offset"], frame["text"]
        stands = self._positions.get(id)
        if stands is None:
            # The first one on this socket: from where the client said it was, or one less, not to split a code point.
            stated = self._stated.get(id, 0)
            if offset not in (stated, stated - 1):
                self._violation(f"the first delta of {id} begins at {offset}, not at {stated}")
        elif offset != stands:
            self._violation(f"a delta of {id} begins at {offset}, not at {stands}")
        self._positions[id] = offset + units(text)
        message = self.record.messages.get(id)
        if message is None:
            if not self.is_reading:
                self._violation(f"a delta of {id}, whose message was not told")
            return
        if message["status"] in FINAL:
            return self._violation(f"a delta of {id} after its end")
        shown = self.record.answers.setdefault(id, Shown())
        held = units(shown.text)
        if offset > held:
            if not self.is_reading:
                self._violation(f"a gap in {id}: {held} to {offset}")
            return await self._resume()
        overlap = cut_units(text, held - offset)
        if overlap and not cut_units(drop_units(shown.text, offset), units(overlap)) == overlap:
            self._violation(f"a delta of {id} contradicts what was told before {held}")
        more = drop_units(text, held - offset)
        if more:
            shown.text += more
            shown.growth.append((time.monotonic(), units(shown.text)))

    def _same(self, earlier: str, later: str, id: str, what: str):
        if not later.startswith(earlier):
            self._violation(f"{what} of {id} contradicts what was told before")

    def _is_running(self, id: str) -> bool:
        return (self.record.messages.get(id) or {"status": "complete"})["status"] in RUNNING

    def _violation(self, text: str):
        if len(self.record.violations) < MAXIMUM_VIOLATIONS:
            self.record.violations.append(f"tab {self.record.name}: {text}")

    # For those who use it.

    @property
    def port(self) -> int | None:
        """Of its own end of the connection."""
        name = self.socket.get_extra_info("sockname") if self.socket else None
        return name[1] if name else None

    async def read_all(self):
        """Reads what there is. To be called when the socket is live: what arrives meanwhile follows the same rule."""
        self.is_reading = True
        try:
            for conversation in await self.client.conversations():
                for message in await self.client.path(conversation["id"]):
                    self.take_message(message)
        finally:
            self.is_reading = False

    async def wait_until(self, condition, seconds: float = 60) -> bool:
        """Waits for news until the condition holds; False when it takes too long."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
                return True
        except asyncio.TimeoutError:
            return False

    def status_of(self, message: str) -> str | None:
        held = self.record.messages.get(message)
        return held["status"] if held else None

    def is_final(self, message: str) -> bool:
        return self.status_of(message) in FINAL

    def is_at_rest(self) -> bool:
        """Every answer that it knows of is over."""
        return all(message["status"] not in RUNNING for message in self.record.messages.values())

    async def is_up_to_date(self, seconds: float = 30) -> bool:
        """Waits until it knows the user's latest revision."""
        latest = (await self.client.get_surely("changes?since=0&limit=1"))["revision"]
        return await self.wait_until(lambda: self.record.revision >= latest, seconds)
