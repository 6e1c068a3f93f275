"""The n-th write or fsync fails: no acknowledgement is wrong, the errors are clear, and it recovers or stops."""

import pathlib
import re
from collections.abc import Callable

import pytest

from programs import Person, Refused, Server, integrity, within

EATMYDATA = "/usr/lib/x86_64-linux-gnu/libeatmydata.so"
BRIEF = [1, 2, 3, 4, 6, 9, 14, 30]
LONG = 300
# Each thread counts its own calls, and how many threads share the work depends on the machine: so commands are sent until it has come
# to a failure.
MOST = 500
KINDS = [
    ("fsync,fdatasync", "EIO"),
    ("fsync,fdatasync", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("ftruncate", "EIO"),
]


class Witness:
    """Knows what one client was told, and nothing else."""

    def __init__(self):
        self.stored: dict[str, str] = {}
        self.refused: list[Refused] = []

    def send(self, person: Person, title: str) -> bool:
        try:
            self.stored[person.put_conversation(title)] = title
            return True
        except Refused as refusal:
            self.refused.append(refusal)
            return False

    def problems(self, person: Person, server: Server) -> list[str]:
        """What is wrong, judged by a server that was started anew on the same folder."""
        found = []
        for name, title in self.stored.items():
            try:
                if person.call("GET", f"conversations/{name}")["title"] != title:
                    found.append(f"{name} is another one")
            except Refused as refusal:
                found.append(f"lost: {name} ({refusal.status})")
        return found

    def unclear(self) -> list[str]:
        """Refusals that do not say what they should."""
        clear = {("storage_failed", 503), ("unavailable", 503)}
        return [
            str(one)
            for one in self.refused
            if one.status != 0 and ((one.code, one.status) not in clear or not one.retry_after)
        ]


def run_with(
    folder: pathlib.Path,
    inject: list[str],
    count: int,
    preload: str | None = None,
    is_enough: Callable[[Witness, Server], bool] = lambda witness, server: True,
) -> tuple[Witness, Server, list[str]]:
    """Sends commands one after another while calls fail; then looks at what a fresh start finds.

    `count`: at least so many, and then until it is enough, but no more than `MOST`.
    """
    witness = Witness()
    found: list[str] = []
    cookie = None
    with Server(folder, inject=inject, preload=preload) as server:
        if server.is_up:
            try:
                person = within(60, lambda: Person(server.url))
                cookie = person.cookie
                before = server.syncs()
                for number in range(max(count, MOST)):
                    if number >= count and number % 10 == 0:
                        if server.process.poll() is not None or is_enough(witness, server):
                            break
                    if witness.send(person, f"number {number}") or server.process.poll() is not None:
                        continue
                    # It recovers by itself: nobody starts it again.
                    within(60, lambda: witness.stored.update({person.put_conversation("again"): "again"}))
                    # What is read goes on.
                    person.call("GET", "conversations")
                if server.process.poll() is None and server.syncs() - before < len(witness.stored):
                    found.append(f"{len(witness.stored)} acknowledgements, {server.syncs() - before} fsyncs")
            except Refused as refusal:
                if server.process.poll() is None:
                    found.append(f"it goes on and does not recover: {refusal}")
        elif not re.search(r"(The d|SQLite|disk|Error)", server.errors()):
            found.append(f"it did not start and said {server.errors()[-300:]!r}")
    if "Fatal error" in server.errors():
        found.append("it trapped")
    found += witness.unclear()
    if (folder / "data/pollux.sqlite").exists() and (state := integrity(folder / "data")) != "ok":
        found.append(f"integrity: {state}")
    with Server(folder) as again:
        if not again.is_up:
            found.append(f"it does not start any more: {again.errors()[-300:]}")
        elif cookie:
            found += witness.problems(Person(again.url, cookie), again)
        again.stop()
    return witness, server, found


@pytest.mark.parametrize(("calls", "error"), KINDS)
def test_the_nth_call_fails(tmp_path, chance, is_long, calls, error):
    numbers = range(1, LONG + 1) if is_long else sorted(chance.sample(BRIEF, 3))
    bad, fired, refused = [], 0, 0
    for number in numbers:
        folder = tmp_path / str(number)
        folder.mkdir()
        # Some of the times one call fails, else a few in a row.
        last = number + chance.choice([0, 0, 2, 5])
        # A command is many writes and one flush.
        commands = 4 * number + 20 if "fsync" in calls else number // 2 + 20
        witness, server, found = run_with(
            folder,
            [f"{calls}:error={error}:when={number}..{last}"],
            commands,
            # A log is hardly ever made shorter.
            is_enough=lambda _, server: calls == "ftruncate" or bool(server.injected()),
        )
        fired += bool(server.injected())
        refused += bool(witness.refused) or server.url is None
        bad += [f"n = {number}..{last}: {one}" for one in found]
    print(f"{calls} {error}: {len(numbers)} runs, {fired} with a failure, {refused} refused something")
    assert not bad, "\n".join(bad)
    if calls != "ftruncate":
        assert fired > len(numbers) // 4, "hardly a call was made to fail: this shows nothing"


def test_an_fsync_that_fails_refuses_what_it_was_for(tmp_path):
    """Every third fsync of the log fails for a while: as many commands as that are refused, and what is told is true."""
    def failed(server: Server) -> list[str]:
        return [line for line in server.injected() if "pollux.sqlite" in line]

    witness, server, found = run_with(
        tmp_path,
        ["fdatasync,fsync:error=EIO:when=20..60+3"],
        60,
        is_enough=lambda witness, server: bool(witness.refused and failed(server)),
    )
    assert found == []
    failed = failed(server)
    assert failed and witness.refused, (failed, witness.refused)
    assert all(one.code == "storage_failed" for one in witness.refused)


def test_control_without_fsync_is_noticed(tmp_path):
    """The negative control: with a library that swallows fsync no acknowledgement is worth anything, and this suite says so."""
    if not pathlib.Path(EATMYDATA).exists():
        pytest.skip("eatmydata is not installed")
    witness, _, found = run_with(tmp_path, ["ftruncate:error=EIO:when=60000"], 20, preload=EATMYDATA)
    assert witness.stored and any("acknowledgements, 0 fsyncs" in one for one in found), found


def test_control_a_lost_row_is_noticed(tmp_path):
    """The negative control of the checker: something acknowledged is taken away behind everybody's back."""
    import sqlite3

    witness = Witness()
    with Server(tmp_path) as server:
        person = Person(server.url)
        for number in range(5):
            witness.send(person, f"number {number}")
    database = sqlite3.connect(tmp_path / "data/pollux.sqlite")
    database.execute("DELETE FROM conversations WHERE title = 'number 3'")
    database.commit()
    database.close()
    with Server(tmp_path) as server:
        assert len([one for one in witness.problems(Person(server.url, person.cookie), server) if "lost" in one]) == 1
