"""One person's commands over HTTP. Each attempt is recorded with what became of it."""

import asyncio
import random
import time
import uuid

import aiohttp

from records import Attempt, Evidence

# Problems after which nothing is stored, by the protocol's table. Of any other 5xx nothing is known.
NOTHING_STORED = {"unavailable", "storage_failed", "rate_limited", "usage_limit"}
TIMEOUT_SECONDS = 15.0
# How long a command is sent again and again. A server that is away for so long does not come back.
SURELY_SECONDS = 300


class Gone(Exception):
    """A read did not get through, or a command, however often it was sent."""


class Client:
    def __init__(self, http: aiohttp.ClientSession, url: str, rng: random.Random, evidence: Evidence):
        self.http = http
        self.url = url
        # Where its tabs connect to: another proxy, perhaps.
        self.live_url = url
        self.rng = rng
        self.evidence = evidence
        self.user = ""
        self._cookie = ""
        self.timeout = TIMEOUT_SECONDS
        # Each command on a connection of its own.
        self.reconnects = False
        # How long to wait before the same command is sent again, in seconds.
        self.pause = (0.05, 0.4)

    @property
    def headers(self) -> dict[str, str]:
        closing = {"Connection": "close"} if self.reconnects else {}
        return {"Origin": self.url, "Cookie": self._cookie} | closing

    @property
    def live_headers(self) -> dict[str, str]:
        return {"Origin": self.live_url, "Cookie": self._cookie}

    def new_id(self) -> str:
        """A UUID of version 7 whose random part comes from the run's seed."""
        number = (int(time.time() * 1000) << 80) | self.rng.getrandbits(80)
        number = (number & ~(0xF << 76)) | (0x7 << 76)
        return str(uuid.UUID(int=(number & ~(0x3 << 62)) | (0x2 << 62)))

    async def become_guest(self):
        async with self.http.post(f"{self.url}/api/v1/guests", json={}, headers={"Origin": self.url}) as reply:
            if reply.status != 201:
                raise RuntimeError(f"no guest: {reply.status} {await reply.text()}")
            self.user = (await reply.json())["user"]["id"]
            self._cookie = reply.headers["Set-Cookie"].split(";")[0]

    async def get(self, path: str) -> dict:
        """Throws `Gone` unless the reply is 200."""
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        try:
            async with self.http.get(f"{self.url}/api/v1/{path}", headers=self.headers, timeout=timeout) as reply:
                if reply.status != 200:
                    raise Gone(f"{path}: {reply.status} {(await reply.text())[:200]}")
                return await reply.json()
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise Gone(f"{path}: {type(error).__name__}") from error

    async def get_surely(self, path: str, seconds: float = 30) -> dict:
        """Asks until there is a reply."""
        until = time.monotonic() + seconds
        while True:
            try:
                return await self.get(path)
            except Gone:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(self.rng.uniform(*self.pause))

    async def attempt(self, kind: str, key: str, content: dict, method: str, path: str, body: dict | None) -> Attempt:
        attempt = Attempt(self.user, kind, key, content, started=time.monotonic())
        self.evidence.attempts.append(attempt)
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        reply = None
        try:
            async with self.http.request(
                method, f"{self.url}/api/v1/{path}", json=body, headers=self.headers, timeout=timeout
            ) as response:
                attempt.status = response.status
                reply = await response.json(content_type=None) if response.status != 204 else {}
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            pass  # unknown: the reply, or a part of it, is lost
        attempt.ended = time.monotonic()
        if reply is None:
            attempt.status = 0
        elif attempt.status < 300:
            attempt.outcome = "ok"
            for name in ("question", "answer"):
                if name in reply:
                    setattr(attempt, name, {part: reply[name][part] for part in ("id", "seq", "status")})
        else:
            attempt.code = reply.get("code", "")
            if attempt.status < 500 or attempt.code in NOTHING_STORED:
                attempt.outcome = "failed"
        return attempt

    async def surely(self, kind: str, key: str, content: dict, method: str, path: str, body: dict | None) -> Attempt:
        """Sends a command again and again, as the outbox does, until the server has taken or refused it."""
        until = time.monotonic() + SURELY_SECONDS
        while True:
            attempt = await self.attempt(kind, key, content, method, path, body)
            if attempt.outcome == "ok" or 400 <= attempt.status < 500 and attempt.status != 429:
                return attempt
            if time.monotonic() > until:
                last = f"{attempt.status} {attempt.code}"
                raise Gone(f"{kind} {key}: neither taken nor refused in {SURELY_SECONDS} s, at last {last}")
            await asyncio.sleep(self.rng.uniform(*self.pause))

    # What people do. `again`: the very command that was sent before.

    async def create(self, conversation: str, **settings) -> Attempt:
        content = {"conversation": conversation}
        return await self.surely("create", conversation, content, "PUT", f"conversations/{conversation}", settings)

    async def ask(self, conversation: str, text: str, key: str | None = None) -> Attempt:
        return await self.surely(*self.question(conversation, text, key or self.new_id()))

    def question(self, conversation: str, text: str, key: str) -> tuple:
        content = {"conversation": conversation, "text": text}
        return "ask", key, content, "POST", f"conversations/{conversation}/messages", {"id": key, "text": text}

    async def edit(self, conversation: str, question: str, text: str) -> Attempt:
        key = self.new_id()
        content = {"conversation": conversation, "of": question, "text": text}
        return await self.surely("edit", key, content, "POST", f"messages/{question}/edit", {"id": key, "text": text})

    async def regenerate(self, conversation: str, answer: str, text: str) -> Attempt:
        """`text` is the question's: it says whose second call this is."""
        key = self.new_id()
        content = {"conversation": conversation, "of": answer, "text": text}
        return await self.surely("regenerate", key, content, "POST", f"messages/{answer}/regenerate", {"id": key})

    async def stop(self, conversation: str, answer: str) -> Attempt:
        content = {"conversation": conversation, "of": answer}
        return await self.surely("stop", answer, content, "POST", f"messages/{answer}/stop", None)

    # Reads of everything.

    async def conversations(self) -> list[dict]:
        found, cursor = [], ""
        while True:
            page = await self.get_surely(f"conversations?limit=200{cursor}")
            found += page["conversations"]
            if not page.get("nextCursor"):
                return found
            cursor = f"&cursor={page['nextCursor']}"

    async def path(self, conversation: str) -> list[dict]:
        """All messages of the shown path, oldest first."""
        found: list[dict] = []
        while True:
            before = f"&before={found[0]['seq']}" if found else ""
            page = await self.get_surely(f"conversations/{conversation}/messages?limit=200{before}")
            found = page["messages"] + found
            if not page["earlier"]:
                return found
