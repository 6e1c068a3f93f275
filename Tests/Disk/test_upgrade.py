"""An upgrade that is killed at any moment ends old or new, never between, and everything is there."""

import hashlib
import pathlib
import shutil
import sqlite3
import time

import pytest

from programs import ROOT, Server, integrity

# The secret of user 1's second factor, sealed with AES-GCM under this key: a server does not start with a key that opens none.
KEY = b"k" * 32
SEALED = bytes.fromhex("000102030405060708090a0b0bfd874b67a2e30163f435aa10b26d368c979a0691da33c89a12ffb7c9f074536fa2ce6b")
RELEASED = ["1-first", "2-gemini", "3-accounts", "4-search-and-shares"]


def make(path: pathlib.Path, number: int, messages: int):
    """The database of a released schema, with a long conversation besides what is in it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript((ROOT / f"Tests/Schemas/schema-{number}.sql").read_text())
    if number >= 3:
        database.execute("UPDATE second_factors SET sealed_secret = ?", [SEALED])
    (user, chat), (last,) = (
        database.execute("SELECT user_id, id FROM conversations WHERE title = 'Old things'").fetchone(),
        database.execute("SELECT max(id) FROM conversations").fetchone(),
    )
    database.executemany(
        """
        INSERT INTO messages (user_id, id, conversation_id, seq, status, text, is_starred, created_at, revision)
        VALUES (?, ?, ?, ?, 'stored', ?, 0, ?, 1)
        """,
        (
            (user, hashlib.sha256(str(seq).encode()).digest()[:16], chat, seq, f"The text of {seq}. " * 20, 1_700_000_000_000 + seq)
            for seq in range(1, messages + 1)
        ),
    )
    database.commit()
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def columns(database) -> dict[str, list[str]]:
    tables = database.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {
        table: [name for (name,) in database.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", [table])]
        for (table,) in tables.fetchall()
        if table != "grdb_migrations"
    }


def rows(path: pathlib.Path, known: dict[str, list[str]] | None = None) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash of them."""
    database = sqlite3.connect(path)
    found = {}
    for table, names in (known or columns(database)).items():
        hash, count = hashlib.sha256(), 0
        values = " || ',' || ".join(f'quote("{name}")' for name in names)
        for (row,) in database.execute(f'SELECT {values} FROM "{table}" ORDER BY 1'):
            hash.update(row.encode())
            count += 1
        found[table] = (count, hash.hexdigest())
    database.close()
    return found


def applied(path: pathlib.Path) -> list[str]:
    database = sqlite3.connect(path)
    found = [name for (name,) in database.execute("SELECT identifier FROM grdb_migrations ORDER BY rowid")]
    database.close()
    return found


def settled(table: str) -> bool:
    """What a start changes besides: answers that ran are interrupted, and a server forgets what is too old."""
    return table not in {"attachments", "tombstones", "messages", "conversations", "message_pieces", "changes", "users", "sessions", "usage", "invitations", "password_resets", "uploaded_files"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_killed_in_the_middle(tmp_path, chance, is_long, number):
    original = tmp_path / "original.sqlite"
    make(original, number, 6000 if is_long else 1500)
    database = sqlite3.connect(original)
    known = columns(database)
    database.close()
    before = rows(original)

    def fresh(name: str) -> pathlib.Path:
        folder = tmp_path / name
        (folder / "data").mkdir(parents=True)
        (folder / "data/secrets.key").write_bytes(KEY)
        for suffix in ["", "-wal"]:
            if pathlib.Path(f"{original}{suffix}").exists():
                shutil.copy(f"{original}{suffix}", folder / f"data/pollux.sqlite{suffix}")
        return folder

    # How long it takes undisturbed.
    start = time.monotonic()
    with Server(fresh("whole")) as server:
        assert server.is_up, server.errors()
        whole = time.monotonic() - start
        server.stop()
    todays = applied(tmp_path / "whole/data/pollux.sqlite")
    assert todays[: len(RELEASED)] == RELEASED

    kills, between = (50 if is_long else 8), set()
    for kill in range(kills):
        folder = fresh(f"kill-{kill}")
        path = folder / "data/pollux.sqlite"
        moment = chance.uniform(0.02, whole * 1.05)
        _kill_after(folder, moment)
        assert integrity(folder / "data") == "ok"
        steps = applied(path)
        assert steps == todays[: len(steps)] and len(steps) >= number, steps
        between.add(len(steps))
        if len(steps) < len(todays):
            # The server did not serve yet, so nothing but the migrations has written.
            assert rows(path, known) == before, f"killed after {moment:.3f} s"
        for copy in (folder / "data").glob("*.at-*"):
            if "unfinished" not in copy.name:
                assert integrity_of(copy) == "ok" and rows(copy, known) == before
        if kill % 4 == 3:
            with Server(folder) as server:
                assert server.is_up, server.errors()
            assert applied(path) == todays and integrity(folder / "data") == "ok"
            after = rows(path, known)
            assert {one: after[one] for one in before if settled(one)} == {one: before[one] for one in before if settled(one)}
            assert after["messages"][0] == before["messages"][0]
            copies = [one.name for one in (folder / "data").glob("*.at-*")]
            assert f"pollux.sqlite.at-{RELEASED[number - 1]}" in copies or not between, copies
        shutil.rmtree(folder)
    print(f"schema {number}: {kills} kills within {whole:.2f} s ended at schemas {sorted(between)}")


def _kill_after(folder: pathlib.Path, seconds: float):
    """Starts the program and kills it so long after, whatever it does by then."""
    import subprocess

    from programs import ENVIRONMENT, PROGRAM

    command = [PROGRAM, "serve", "--port", "0", "--data", str(folder / "data"), "--web", str(ROOT / "web")]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    process.kill()
    process.wait()


def integrity_of(path: pathlib.Path) -> str:
    database = sqlite3.connect(path)
    found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    database.close()
    return found


def test_control_a_row_that_an_upgrade_lost_is_noticed(tmp_path):
    one = tmp_path / "one.sqlite"
    make(one, 4, 50)
    before = rows(one)
    database = sqlite3.connect(one)
    database.execute("UPDATE messages SET text = text || '.' WHERE seq = 30")
    database.commit()
    database.close()
    after = rows(one)
    assert [table for table in before if before[table] != after[table]] == ["messages"]
