"""Another program holds the database: for a while it is waited for, then refused, and nothing else stands still."""

import sqlite3
import threading
import time
import urllib.request

from programs import Person, Refused, Server, integrity, within

# `SQLiteStore.busyMilliseconds`.
PATIENCE = 5


class Lock:
    """Another program in the middle of a write."""

    def __init__(self, server: Server):
        self.database = sqlite3.connect(server.data / "pollux.sqlite", isolation_level=None, check_same_thread=False)

    def __enter__(self):
        self.database.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, *_):
        self.database.execute("ROLLBACK")
        self.database.close()


class Pulse:
    """Asks the server for a sign of life all the while, and knows the longest time that it took."""

    def __init__(self, server: Server):
        self.times: list[float] = []
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(server.url,))

    def run(self, url: str):
        while not self.is_over.wait(0.05):
            start = time.monotonic()
            urllib.request.urlopen(f"{url}/healthz", timeout=60).read()
            self.times.append(time.monotonic() - start)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()


def test_a_short_lock_is_waited_for(tmp_path, is_long):
    with Server(tmp_path) as server:
        person = Person(server.url)
        stored = {}
        for number in range(10 if is_long else 2):
            sent = threading.Thread(target=lambda: stored.update({person.put_conversation(f"{number}"): f"{number}"}))
            with Lock(server):
                sent.start()
                time.sleep(2)
            sent.join()
        assert len(stored) == (10 if is_long else 2)
        for name, title in stored.items():
            assert person.call("GET", f"conversations/{name}")["title"] == title


def test_a_long_lock_is_refused_and_nothing_stands_still(tmp_path, is_long):
    with Server(tmp_path) as server:
        people = [Person(server.url) for _ in range(4)]
        kept = people[0].put_conversation("kept")
        told: list[Refused | str] = []

        def send(person: Person):
            try:
                told.append(person.put_conversation("while locked"))
            except Refused as refusal:
                told.append(refusal)

        with Pulse(server) as pulse, Lock(server):
            end = time.monotonic() + (30 if is_long else PATIENCE + 2)
            while time.monotonic() < end:
                senders = [threading.Thread(target=send, args=(person,)) for person in people]
                for sender in senders:
                    sender.start()
                # What is read goes on.
                assert Person(server.url, people[0].cookie).call("GET", f"conversations/{kept}", limit=3)["title"] == "kept"
                for sender in senders:
                    sender.join()
        times = sorted(pulse.times)
        print(f"{len(times)} signs of life, 99 % within {times[len(times) * 99 // 100] * 1000:.0f} ms")
        # A server whose threads wait for the lock would give none for seconds.
        assert len(times) > 20 and times[len(times) * 9 // 10] < 1
        assert told and all(isinstance(one, Refused) for one in told), told
        assert {(one.status, one.code, one.retry_after) for one in told} == {(503, "unavailable", "2")}

        name = within(60, lambda: people[0].put_conversation("after"))
        assert people[0].call("GET", f"conversations/{name}")["title"] == "after"
        titles = [one["title"] for one in people[0].call("GET", "conversations?limit=200")["conversations"]]
        assert sorted(titles) == ["after", "kept"], "what was refused left something behind"
        server.stop()
    assert integrity(tmp_path / "data") == "ok"
