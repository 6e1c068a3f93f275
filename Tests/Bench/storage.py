"""What is on the disk: bytes per byte of text, and how long a large database takes to open."""

import contextlib
import sqlite3
import statistics
import time
import urllib.request

from conversations import Person
from place import Place
from report import Report

STARTS = 7
# Of 60 bytes each. Answers of one length only would fill the database's pages unusually well, or badly.
ANSWERS = (4, 9, 17, 25, 33, 41, 57, 79, 110)
FILL = """WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 500000)
INSERT INTO messages (user_id, id, conversation_id, seq, parent_id, status, text, is_starred, created_at, finished_at, model, revision)
SELECT c.user_id, randomblob(16), c.id, c.last_seq + n, NULL, 'complete', hex(randomblob(900)), 0, c.last_activity_at,
    c.last_activity_at, 'm', c.revision FROM conversations c JOIN place"""
INDEX = "name LIKE 'search%' OR name IN ('conversations_by_search', 'messages_by_search')"
# Kept for a time only, for clients that come back.
PASSING = "name LIKE 'changes%' OR name LIKE 'sqlite_autoindex_changes%'"


def measure(place: Place, report: Report):
    report.section("The database")
    texts(place, report)
    start(place, report)


def texts(place: Place, report: Report):
    server = place.server("texts")
    for deltas in ANSWERS:
        place.chat(server, people=16, asking=16, model=f"stand-in-deltas-{deltas}", questions=12)
    server.stop()
    with contextlib.closing(sqlite3.connect(server.folder / "data/pollux.sqlite")) as database:
        text, answers = database.execute("SELECT sum(length(CAST(text AS BLOB))), count(*) / 2 FROM messages").fetchone()
        used = lambda which: database.execute(f"SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE {which}").fetchone()[0]  # noqa: E731
        passing, index = used(PASSING), used(INDEX)
        whole = used("1") - passing
    report.add("text of an exchange", text / answers, "bytes")
    report.add("numbered changes of an exchange, kept for a time", passing / answers, "bytes")
    report.add("stored bytes per byte of text, without the search index", (whole - index) / text, "×", 1.3)
    report.add("with the search index", whole / text, "×", 2.5)


def start(place: Place, report: Report):
    server = place.server("large")
    Person(server.url).conversation("stand-in-deltas-3")
    server.stop()
    report.add("start to the first 200, hardly any data", first_answer(server), "ms")
    path = server.folder / "data/pollux.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(FILL)
    report.add("the database now", path.stat().st_size / 1e9, "GB")
    report.add("start to the first 200 with it", first_answer(server), "ms", 100)


def first_answer(server) -> float:
    taken = []
    for _ in range(STARTS):
        begin = time.perf_counter()
        server.start_again()
        urllib.request.urlopen(server.url, timeout=20).read()
        taken.append((time.perf_counter() - begin) * 1000)
        server.stop()
    return statistics.median(taken)
