"""Folders that must not be served: one clear sentence, status 1, and everything is left as it is."""

import hashlib
import shutil
import sqlite3
import subprocess

import pytest

from programs import Person, Server, refusal


def contents(folder) -> dict[str, str]:
    """All files but those that SQLite makes to look at a database, and the lock."""
    files = [one for one in folder.rglob("*") if one.is_file() and not one.name.endswith(("-shm", "-wal", "lock"))]
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.fixture
def used(tmp_path):
    """A data folder with something in it, as a crash leaves it."""
    with Server(tmp_path) as server:
        person = Person(server.url)
        for number in range(30):
            person.put_conversation(f"chat {number}")
    return tmp_path / "data"


def expect_sentence(data, words: str):
    """The program refuses in one sentence; warnings are no part of it."""
    status, said = refusal(data)
    lines = [line for line in said.splitlines() if line and " warning " not in line and " notice " not in line]
    assert status == 1 and len(lines) == 1, (status, said)
    assert words in lines[0] and lines[0].endswith("."), said


def expect_refused(data, words: str):
    """… and leaves everything as it is, so that it does so again."""
    before = contents(data)
    for _ in range(2):
        expect_sentence(data, words)
    assert contents(data) == before


def test_a_crash_is_no_reason_to_refuse(used):
    with Server(used.parent) as server:
        assert server.is_up, server.errors()


def test_without_its_log(used):
    (used / "pollux.sqlite-wal").unlink()
    (used / "pollux.sqlite-shm").unlink(missing_ok=True)
    expect_refused(used, "lacks its newest part")


def test_without_its_database(used):
    (used / "pollux.sqlite").unlink()
    expect_refused(used, "is missing or empty")
    assert not (used / "pollux.sqlite").exists()


def test_emptied(used):
    (used / "pollux.sqlite").write_bytes(b"")
    expect_refused(used, "is missing or empty")


def test_a_broken_head(used):
    database = sqlite3.connect(used / "pollux.sqlite")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with (used / "pollux.sqlite").open("r+b") as file:
        file.write(b"X" * 100)
    expect_refused(used, "file is not a database")


def test_cut_off(used):
    database = sqlite3.connect(used / "pollux.sqlite")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with (used / "pollux.sqlite").open("r+b") as file:
        file.truncate(40_960)
    expect_refused(used, "malformed")


def test_newer(used):
    database = sqlite3.connect(used / "pollux.sqlite")
    database.execute("INSERT INTO grdb_migrations VALUES ('999-of-next-year')")
    database.commit()
    database.close()
    expect_refused(used, "was written by a newer Pollux")


def test_of_another_program(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    database = sqlite3.connect(data / "pollux.sqlite")
    database.execute("CREATE TABLE recipes (name TEXT)")
    database.commit()
    database.close()
    expect_refused(data, "not one of Pollux")


def test_a_file_in_the_folders_place(tmp_path):
    (tmp_path / "data").write_text("a file")
    expect_sentence(tmp_path / "data", "cannot be written")


@pytest.mark.parametrize("is_used", [True, False])
def test_a_disk_that_may_only_be_read(tmp_path, is_used):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "pollux-test", disk], capture_output=True).returncode:
        pytest.skip("LEFT OUT: no disk can be mounted here")
    try:
        if is_used:
            with Server(disk) as server:
                Person(server.url).put_conversation("chat")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        expect_sentence(disk / "data", "Read-only file system")
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        with Server(disk) as server:
            assert server.is_up, server.errors()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_control_a_good_folder_is_served(used, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(used, copy / "data", ignore=shutil.ignore_patterns("*.sock"))
    with Server(copy) as server:
        assert server.is_up, server.errors()
