"""Reads Pollux's database, by SQL and nothing of Pollux's."""

import pathlib
import shutil
import sqlite3
import tempfile
import uuid


def _id(blob: bytes | None) -> str | None:
    return str(uuid.UUID(bytes=blob)) if blob is not None else None


class Unreadable(Exception):
    """There is no database, or none that can be read."""


class _Copy:
    """A copy of the database with its log file: whoever opens the original would repair it before Pollux does."""

    def __init__(self, data: pathlib.Path):
        self.data = data

    def __enter__(self) -> sqlite3.Connection:
        self._folder = tempfile.TemporaryDirectory(prefix="pollux-copy-")
        for name in ("pollux.sqlite", "pollux.sqlite-wal"):
            if (self.data / name).exists():
                shutil.copy(self.data / name, self._folder.name)
        self._connection = sqlite3.connect(pathlib.Path(self._folder.name) / "pollux.sqlite")
        return self._connection

    def __exit__(self, *_):
        self._connection.close()
        self._folder.cleanup()


def faults(data: pathlib.Path) -> list[str]:
    """What SQLite itself finds wrong; to be asked while no server uses the folder."""
    with _Copy(data) as db:
        found = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check")]


def read(data: pathlib.Path) -> dict[str, dict]:
    """All that the checker compares with, by user. The server has to be at its end.

    Throws `Unreadable`.
    """
    try:
        return _read(data)
    # A torn file may be read as well, and give rows that are none.
    except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"the database cannot be read: {type(error).__name__}: {error}") from error


def _read(data: pathlib.Path) -> dict[str, dict]:
    users: dict[str, dict] = {}
    with _Copy(data) as db:
        numbers = {}
        for number, public, revision in db.execute("SELECT id, public_id, last_revision FROM users"):
            numbers[number] = users[_id(public)] = {
                "revision": revision, "changes": [], "conversations": {}, "messages": {},
            }
        for number, revision in db.execute("SELECT user_id, revision FROM changes ORDER BY user_id, revision"):
            numbers[number]["changes"].append(revision)
        rows = db.execute("SELECT user_id, id, leaf_id, last_seq FROM conversations")
        for number, id, leaf, last in rows:
            numbers[number]["conversations"][_id(id)] = {"leaf": _id(leaf), "lastSeq": last}
        pieces: dict[tuple[int, bytes], str] = {}
        for number, id, text in db.execute(
            "SELECT user_id, message_id, text FROM message_pieces ORDER BY user_id, message_id, ordinal"
        ):
            pieces[number, id] = pieces.get((number, id), "") + text
        rows = db.execute("SELECT user_id, id, conversation_id, seq, parent_id, status, text FROM messages")
        for number, id, conversation, seq, parent, status, text in rows:
            numbers[number]["messages"][_id(id)] = {
                "conversation": _id(conversation),
                "seq": seq,
                "parent": _id(parent),
                "status": status,
                "text": text or pieces.get((number, id), ""),
            }
    return users


def lose(data: pathlib.Path, question: str):
    """What a server must never do: a question goes, with all that follows it."""
    db = sqlite3.connect(data / "pollux.sqlite")
    try:
        question = uuid.UUID(question).bytes
        (user,) = db.execute("SELECT user_id FROM messages WHERE id = ?", (question,)).fetchone()
        gone, new = [question], [question]
        while new:
            marks = ",".join("?" * len(new))
            rows = db.execute(f"SELECT id FROM messages WHERE user_id = ? AND parent_id IN ({marks})", [user, *new])
            new = [row[0] for row in rows]
            gone += new
        for id in reversed(gone):
            db.execute("UPDATE conversations SET leaf_id = NULL WHERE user_id = ? AND leaf_id = ?", (user, id))
            db.execute("DELETE FROM messages WHERE user_id = ? AND id = ?", (user, id))
        db.commit()
    finally:
        db.close()
