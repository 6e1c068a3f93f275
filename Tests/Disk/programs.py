"""Pollux as a process whose disk misbehaves, and what the tests ask of it over HTTP."""

import http.client
import json
import os
import pathlib
import re
import selectors
import signal
import sqlite3
import subprocess
import time
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POLLUX_PROGRAM") or str(ROOT / ".build/debug/pollux")
WAIT_SECONDS = 60
# Against a start that hangs.
START_SECONDS = 180
# Without these every run would measure Swift's backtracer instead of Pollux.
ENVIRONMENT = {"SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


def new_id() -> str:
    """A UUID of version 7."""
    bits = (int(time.time() * 1000) << 80) | (7 << 76) | (uuid.uuid4().int & ((1 << 76) - 1))
    return str(uuid.UUID(int=bits & ~(3 << 62) | (2 << 62)))


class Refused(Exception):
    """A command that was answered with a problem document, or with nothing (status 0)."""

    def __init__(self, status: int, problem: dict, retry_after: str | None = None):
        super().__init__(f"{status} {problem}")
        self.status, self.code, self.problem, self.retry_after = status, problem.get("code"), problem, retry_after


class Person:
    """A guest with a connection of their own."""

    def __init__(self, url: str, cookie: str | None = None):
        self.host = urllib.parse.urlsplit(url).netloc
        self.cookie = cookie
        self.connection: http.client.HTTPConnection | None = None
        if cookie is None:
            self.call("POST", "guests", {})

    def call(self, method: str, path: str, body: object = None, raw: bytes | None = None, limit: float = WAIT_SECONDS):
        """Gives the reply's JSON, or raises `Refused`."""
        headers = {"Host": self.host, "Origin": f"http://{self.host}", "Content-Type": "application/json"}
        if raw is not None:
            headers["Content-Type"] = "text/plain"
        if self.cookie:
            headers["Cookie"] = self.cookie
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.host, timeout=limit)
            self.connection.timeout = limit
            self.connection.request(method, f"/api/v1/{path}", data, headers)
            reply = self.connection.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException) as error:
            self.leave()
            raise Refused(0, {"detail": str(error)}) from error
        for value in reply.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";")[0]
        if reply.status >= 400:
            raise Refused(reply.status, json.loads(text or b"{}"), reply.headers.get("Retry-After"))
        return json.loads(text) if text else None

    def leave(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def put_conversation(self, title: str, **options) -> str:
        name = new_id()
        self.call("PUT", f"conversations/{name}", {"title": title}, **options)
        return name

    def ask(self, conversation: str, text: str) -> dict:
        return self.call("POST", f"conversations/{conversation}/messages", {"id": new_id(), "text": text})

    def messages(self, conversation: str) -> list[dict]:
        return self.call("GET", f"conversations/{conversation}/messages?limit=200")["messages"]


class Server:
    """`pollux serve` in demo mode on a data folder, under strace if calls are to fail."""

    def __init__(self, folder: pathlib.Path, inject: list[str] | None = None, preload: str | None = None, **settings):
        self.folder = folder
        self.data = folder / "data"
        self.trace = folder / "strace.log"
        self.log = folder / "server.log"
        arguments = [PROGRAM, "serve", "--port", "0", "--data", str(self.data), "--web", str(ROOT / "web")]
        environment = ENVIRONMENT | {"POLLUX_RATE_LIMITS": "off", "POLLUX_SHUTDOWN_SECONDS": "1"} | settings
        if inject is not None:
            calls = "fsync,fdatasync,pwrite64,ftruncate"
            strace = ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-o", str(self.trace), "-e", f"trace={calls}"]
            strace += ["-e", "signal=none"]
            for one in inject:
                strace += ["-e", f"inject={one}"]
            if preload:
                strace += ["-E", f"LD_PRELOAD={preload}"]
            arguments = strace + arguments
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                arguments, stdout=subprocess.PIPE, stderr=errors, env=environment, cwd=folder, text=True, process_group=0
            )
        line = self._first_line()
        self.url = line[line.index("http://") :].strip().rstrip("/") if "http://" in line else None

    def _first_line(self) -> str:
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if selector.select(START_SECONDS):
                return self.process.stdout.readline()
        self.kill()
        raise RuntimeError(f"in {START_SECONDS} s it neither started nor ended: {self.errors()[-2000:]}")

    @property
    def is_up(self) -> bool:
        return self.url is not None and self.process.poll() is None

    def errors(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self):
        """Ends the program and what traces it, as a crash does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if not self.process.stdout.closed:
            # To its end: a program may outlive what traced it by a moment, and the lock on its data with it.
            self.process.stdout.read()
            self.process.stdout.close()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(WAIT_SECONDS)
        finally:
            self.kill()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def injected(self) -> list[str]:
        """The calls that were made to fail."""
        return [line for line in self.traced() if "(INJECTED)" in line]

    def syncs(self) -> int:
        """How often the database or its log was brought to the disk."""
        done = re.compile(r"f(data)?sync\(\d+<[^>]*pollux\.sqlite(-wal)?>\) = 0$")
        return sum(bool(done.search(line)) for line in self.traced())

    def traced(self) -> list[str]:
        return self.trace.read_text(errors="replace").splitlines() if self.trace.exists() else []


def refusal(data: pathlib.Path, prefix: list[str] | None = None) -> tuple[int, str]:
    """Starts the program on a folder that it must refuse; gives its exit status and what it said."""
    command = (prefix or []) + [PROGRAM, "serve", "--port", "0", "--data", str(data), "--web", str(ROOT / "web")]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=WAIT_SECONDS)
    return done.returncode, done.stderr


def integrity(data: pathlib.Path) -> str:
    """What SQLite says of the database, with what a crash has left in the log. Call when no Pollux has it open."""
    database = sqlite3.connect(data / "pollux.sqlite")
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
        found += [str(row) for row in database.execute("PRAGMA foreign_key_check")]
        return "; ".join(found)
    finally:
        database.close()


def within(seconds: float, body, pause: float = 0.1):
    """Tries until it is not refused any more; gives what it gave."""
    end = time.monotonic() + seconds
    while True:
        try:
            return body()
        except (Refused, AssertionError):
            if time.monotonic() > end:
                raise
            time.sleep(pause)
