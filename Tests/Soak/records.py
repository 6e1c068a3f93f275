"""What the clients of one run saw, and nothing else: the checker knows the server only from here and from its database.

Everything is plain data, so that a control can copy it and spoil it. Times are seconds of the monotonic clock.
"""

import dataclasses
import itertools

FINAL = {"complete", "stopped", "failed", "interrupted"}
RUNNING = {"queued", "streaming"}


@dataclasses.dataclass
class Attempt:
    """One try of one command. A command that is sent again is another attempt with the same key."""

    user: str
    # ask, edit, regenerate, stop, create, rename
    kind: str
    # The id that the client gave to what it creates; of a stop the answer's.
    key: str
    # What makes it this command: conversation, text, the message in the path.
    content: dict
    started: float
    ended: float = 0
    # ok: the server says that it is stored. failed: the server says that nothing is. unknown: anything may be.
    outcome: str = "unknown"
    status: int = 0
    code: str = ""
    # question and answer as id, seq and status, where the reply has them.
    question: dict | None = None
    answer: dict | None = None


@dataclasses.dataclass
class Shown:
    """What one tab showed of one answer."""

    text: str = ""
    # When the text had reached which length (UTF-16 code units). Kept while the answer runs, and when it was interrupted.
    growth: list[tuple[float, int]] = dataclasses.field(default_factory=list)
    # What its final change said.
    final_status: str = ""
    final_text: str = ""
    # When that arrived.
    final_at: float = float("inf")
    finals: int = 0


@dataclasses.dataclass
class TabRecord:
    user: str
    name: str
    # The first and the last revision that it knows; between them it saw each once, or there is a violation.
    first_revision: int = 0
    revision: int = 0
    answers: dict[str, Shown] = dataclasses.field(default_factory=dict)
    # Messages as it holds them in the end: id → seq, status, revision, and of questions the text.
    messages: dict[str, dict] = dataclasses.field(default_factory=dict)
    # What it saw at once to be against the protocol.
    violations: list[str] = dataclasses.field(default_factory=list)
    connects: int = 0
    refusals: list[int] = dataclasses.field(default_factory=list)
    resets: int = 0
    # Seconds from the beginning of a connection to its hello, and from resume to hello.
    connect_seconds: list[float] = dataclasses.field(default_factory=list)
    resume_seconds: list[float] = dataclasses.field(default_factory=list)
    deltas: int = 0
    changes: int = 0


@dataclasses.dataclass
class Evidence:
    """All that the checker is given."""

    attempts: list[Attempt] = dataclasses.field(default_factory=list)
    tabs: list[TabRecord] = dataclasses.field(default_factory=list)
    # When the server was ended by force, and when it was started again: what arrives in between was sent before.
    kills: list[tuple[float, float]] = dataclasses.field(default_factory=list)
    # As the API tells it in the end: user → conversation → messages of the shown path.
    api: dict[str, dict[str, list[dict]]] = dataclasses.field(default_factory=dict)
    # As the file has it: user → {"revision", "changes", "conversations": {id: {…}}, "messages": {id: {…}}}.
    database: dict[str, dict] = dataclasses.field(default_factory=dict)
    # What integrity_check and foreign_key_check said, whenever they were asked; empty is well.
    integrity: list[str] = dataclasses.field(default_factory=list)
    # The last part of the question of each call that the stand-in got, oldest first.
    calls: list[str] = dataclasses.field(default_factory=list)
    # How late this process was, in seconds, and when: the server on the same machine fares no better.
    lags: list[tuple[float, float]] = dataclasses.field(default_factory=list)
    # What a client saw at once, outside of any tab.
    violations: list[str] = dataclasses.field(default_factory=list)


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut_units(text: str, count: int) -> str:
    """The first so many UTF-16 code units."""
    if text.isascii() or units(text) == len(text):
        return text[:count]
    return text.encode("utf-16-le", "surrogatepass")[: 2 * count].decode("utf-16-le", "surrogatepass")


def drop_units(text: str, count: int) -> str:
    """All but the first so many UTF-16 code units."""
    if text.isascii() or units(text) == len(text):
        return text[count:]
    return text.encode("utf-16-le", "surrogatepass")[2 * count :].decode("utf-16-le", "surrogatepass")


def quantile(values: list[float], share: float) -> float:
    """The smallest value that is not below so large a share of all; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def grouped(attempts: list[Attempt], *kinds: str) -> dict[tuple[str, str], list[Attempt]]:
    """Attempts by user and key, in the order in which they began."""
    wanted = sorted((one for one in attempts if not kinds or one.kind in kinds), key=lambda one: (one.user, one.key))
    return {
        key: sorted(group, key=lambda one: one.started)
        for key, group in itertools.groupby(wanted, key=lambda one: (one.user, one.key))
    }
