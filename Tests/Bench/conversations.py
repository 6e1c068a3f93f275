"""Whether one more message costs the same in a short conversation and in one of a hundred thousand."""

import contextlib
import json
import secrets
import sqlite3
import statistics
import time
import urllib.request

from place import Place
from report import Report

SIZES = (10, 1000, 100_000)
ROUNDS = 3
QUESTIONS = 150

GROW = """WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < :more),
    ids AS MATERIALIZED (SELECT n, randomblob(16) AS id FROM place)
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, is_starred, created_at, finished_at, model, revision)
SELECT c.user_id, ids.id, c.id, c.last_seq + ids.n, coalesce(before.id, c.leaf_id), iif(ids.n % 2, 'stored', 'complete'),
    'A sentence of ordinary length, as people write them, number ' || ids.n || '.', 0, c.last_activity_at, c.last_activity_at, 'm', c.revision
FROM conversations c JOIN ids LEFT JOIN ids before ON before.n = ids.n - 1 WHERE c.id = :id"""
SETTLE = """UPDATE conversations SET last_seq = (SELECT max(seq) FROM messages m WHERE m.conversation_id = conversations.id),
    leaf_id = (SELECT id FROM messages m WHERE m.conversation_id = conversations.id ORDER BY seq DESC LIMIT 1) WHERE id = :id"""


class Person:
    """A guest who talks to the server by hand."""

    def __init__(self, url: str):
        self.url = url
        self.cookie = ""
        with self._open("POST", "guests", {}) as response:
            self.cookie = response.headers["Set-Cookie"].split(";")[0]

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        with self._open(method, path, body) as response:
            return json.loads(response.read() or "{}")

    def _open(self, method: str, path: str, body: dict | None):
        headers = {"Content-Type": "application/json", "Origin": self.url, "Cookie": self.cookie}
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.urlopen(urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers, method=method), timeout=60)

    def conversation(self, model: str) -> str:
        """One with one exchange that is over."""
        id = new_id()
        self.call("PUT", f"conversations/{id}", {"model": model})
        self.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": "The first question."})
        while self.call("GET", f"conversations/{id}/messages")["messages"][-1]["status"] != "complete":
            time.sleep(0.01)
        return id


def new_id() -> str:
    digits = f"{int(time.time() * 1000):012x}7{secrets.token_hex(2)[1:]}{0x8000 | secrets.randbits(14):04x}{secrets.token_hex(6)}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def measure(place: Place, report: Report):
    report.section("A long conversation")
    model = "stand-in-deltas-3"
    server = place.server("growth")
    people = {size: Person(server.url) for size in SIZES}
    ids = {size: person.conversation(model) for size, person in people.items()}
    server.stop()
    with contextlib.closing(sqlite3.connect(server.folder / "data/pollux.sqlite")) as database, database:
        for size, id in ids.items():
            key = bytes.fromhex(id.replace("-", ""))
            database.execute(GROW, {"id": key, "more": size - 2})
            database.execute(SETTLE, {"id": key})
    server.start_again()
    costs, times = ({size: [] for size in SIZES} for _ in range(2))
    for turn in range(ROUNDS + 1):
        for size in SIZES:
            seen = place.chat(server, existing=f"{people[size].cookie},{ids[size]}", questions=QUESTIONS, model=model)
            if turn:  # the first one warms
                costs[size].append(seen["cpu"] / QUESTIONS * 1e6)
                times[size].append(seen["whole"]["p50"])
    for size in SIZES:
        report.add(f"an exchange in a conversation of {size:,} messages", statistics.median(times[size]), "ms")
        report.add("its processor time", statistics.median(costs[size]), "µs")
    least, most = SIZES[0], SIZES[-1]
    report.add(f"{most:,} messages to {least}: time", statistics.median(times[most]) / statistics.median(times[least]), "×", 1.2)
    report.add(f"{most:,} messages to {least}: processor time", statistics.median(costs[most]) / statistics.median(costs[least]), "×", 1.2)
