"""A disk that is full, and has room again: nothing acknowledged is lost, reading goes on, and nobody has to start anything."""

import os
import subprocess
import time

import pytest

from programs import Person, Refused, Server, integrity, refusal, within
from test_upgrade import applied, make, rows

SIZE_MB = 32


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=700", "pollux-test", disk], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"LEFT OUT: a small disk cannot be mounted here: {made.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk):
    """Takes all the room that is left."""
    with (disk / "filler").open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def fill_until_refused(disk, person: Person, kept: dict[str, str]) -> Refused:
    """Blocks of the log are written over, and after a failure it is emptied: some commands may find room."""
    for number in range(2000):
        fill(disk)
        try:
            kept[person.put_conversation(f"late {number}")] = f"late {number}"
        except Refused as refusal:
            return refusal
    raise AssertionError("two thousand commands found room on a full disk")


def cpu_seconds(pid: int) -> float:
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    return int(open(f"/proc/{pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_the_disk_is_full_and_has_room_again(small_disk, is_long):
    with Server(small_disk) as server:
        person = Person(server.url)
        pid = server.process.pid
        kept: dict[str, str] = {}
        for number in range(20):
            kept[person.put_conversation(f"chat {number}")] = f"chat {number}"
        chat = next(iter(kept))
        for _ in range(4 if is_long else 1):
            talk = person.put_conversation("talk")
            answer = person.ask(talk, "Go on and on. [chunks=4000] [delay=100]")["answer"]["id"]
            within(60, lambda: check(text_of(person, talk, answer) != ""))
            for _ in range(3):
                one = fill_until_refused(small_disk, person, kept)
                assert (one.status, one.code, one.retry_after) == (503, "storage_failed", "10"), one
                assert "Nothing was stored" in one.problem["detail"]

            # Reading goes on.
            assert len(person.call("GET", "conversations?limit=200")["conversations"]) >= len(kept)
            assert person.messages(talk)
            # Files are refused as clearly, and leave nothing behind.
            with pytest.raises(Refused) as file:
                person.call("PUT", f"attachments/{chat}?name=a.txt", raw=b"hello " * 10_000)
            assert (file.value.status, file.value.code) == (503, "storage_failed")
            assert list((server.data / "attachments/incoming").iterdir()) == []

            # The answer under way is stored as far as there is room, or given up; nothing spins and nothing grows.
            cpu, memory = cpu_seconds(pid), memory_mb(pid)
            end = time.monotonic() + 8
            while time.monotonic() < end:
                fill(small_disk)
                time.sleep(0.2)
            assert cpu_seconds(pid) - cpu < 4 and memory_mb(pid) - memory < 64
            assert text_of(person, talk, answer) != ""

            (small_disk / "filler").unlink()
            kept[within(60, lambda: person.put_conversation("room"))] = "room"
            ended = within(60, lambda: person.call("POST", f"messages/{answer}/stop")["answer"])
            assert ended["status"] == "stopped" or ended["failure"]["code"] == "storage_failed", ended
            text = ended["text"]
            assert text_of(person, talk, answer) == text
            kept[talk] = "talk"
        assert "Fatal error" not in server.errors()
    assert integrity(small_disk / "data") == "ok"
    with Server(small_disk) as again:
        person = Person(again.url, person.cookie)
        for name, title in kept.items():
            assert person.call("GET", f"conversations/{name}")["title"] == title
        assert text_of(person, talk, answer) == text


def check(is_so: bool):
    assert is_so


def message(person: Person, chat: str, name: str) -> dict:
    return next(one for one in person.messages(chat) if one["id"] == name)


def text_of(person: Person, chat: str, name: str) -> str:
    return message(person, chat, name)["text"]


def test_an_upgrade_without_room_for_its_copy(small_disk):
    """It is refused in one sentence and nothing is changed; with room it is done."""
    data = small_disk / "data"
    data.mkdir()
    make(data / "pollux.sqlite", 2, 8000)
    before = rows(data / "pollux.sqlite")
    fill(small_disk)
    # Some room, but less than the copy needs.
    os.truncate(small_disk / "filler", (small_disk / "filler").stat().st_size - 500_000)
    status, said = refusal(data)
    assert status == 1 and "is not brought up to date, because it could not be copied first: " in said, said
    assert rows(data / "pollux.sqlite") == before and applied(data / "pollux.sqlite") == ["1-first", "2-gemini"]
    assert [one.name for one in data.glob("*.at-*")] == []
    (small_disk / "filler").unlink()
    with Server(small_disk) as server:
        assert server.is_up, server.errors()
    assert rows(data / "pollux.sqlite.at-2-gemini") == before


def test_the_disk_is_full_before_the_first_start(small_disk):
    """It says so and ends, and with room it starts."""
    (small_disk / "data").mkdir()
    fill(small_disk)
    with Server(small_disk) as server:
        assert not server.is_up and server.process.wait(60) != 0
    said = (small_disk / "server.log").read_text() if (small_disk / "server.log").exists() else ""
    assert "Fatal error" not in said
    (small_disk / "filler").unlink()
    with Server(small_disk) as server:
        assert server.is_up, server.errors()
        Person(server.url).put_conversation("room")
