"""Where it is measured: Pollux, the stand-in and nginx as processes, and the load of people."""

import json
import os
import pathlib
import shutil
import subprocess
import time

from nginx import NGINX, free_port
from programs import PROGRAM, Program, Server

TICKS = os.sysconf("SC_CLK_TCK")
LOAD = os.environ.get("POLLUX_LOAD") or str(pathlib.Path(PROGRAM).with_name("ChatLoad"))


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used so far."""
    total = 0.0
    for number in [pid, *children(pid)]:
        fields = pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def children(pid: int) -> list[int]:
    return [int(number) for number in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident_bytes(pid: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")


def synced_write_ms(folder: pathlib.Path, times: int = 300) -> float:
    """The median of writing a page at the end of a file and waiting for the disk, as a commit does."""
    descriptor = os.open(folder / "sync", os.O_WRONLY | os.O_CREAT, 0o600)
    taken = []
    for _ in range(times):
        os.write(descriptor, bytes(4096))
        start = time.perf_counter()
        os.fdatasync(descriptor)
        taken.append(time.perf_counter() - start)
    os.close(descriptor)
    return sorted(taken)[times // 2] * 1000


class Relay:
    """nginx between the load and the stand-in."""

    def __init__(self, folder: pathlib.Path, upstream: str):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        folder.mkdir()
        (folder / "nginx.conf").write_text(
            f"""pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; worker_processes auto; worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
upstream gemini {{ server {upstream.removeprefix("http://")}; keepalive 512; }}
server {{ listen 127.0.0.1:{port};
location / {{ proxy_pass http://gemini; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 300s; }} }} }}
"""
        )
        self.process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
        while not (folder / "nginx.pid").exists() or not children(self.process.pid):
            if self.process.poll() is not None:
                raise RuntimeError((folder / "error.log").read_text())
            time.sleep(0.02)

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Load:
    """A running load; `report` waits for what it saw."""

    def __init__(self, *arguments: object):
        self.process = subprocess.Popen(
            [LOAD, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.arguments = arguments
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"the load did not begin: {arguments}")

    def report(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load told nothing: {self.arguments}")
        report = json.loads(line)
        if report["problems"]:
            raise RuntimeError(f"{self.arguments}: {report['problems']}")
        return report

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


class Place:
    """Starts what a part asks for; everything ends with it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self._running: list = []

    def __enter__(self):
        self.stand_in = Program(["stand-in", "--port", "0"], self.folder / "stand-in.log")
        self._running.append(self.stand_in)
        return self

    def __exit__(self, *_):
        for program in reversed(self._running):
            program.stop()

    def server(self, name: str = "server", data: pathlib.Path | None = None) -> Server:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        if data:
            shutil.move(data, folder / "data")
        server = Server(folder, self.stand_in.url)
        self._running.append(server)
        return server

    def relay(self) -> Relay:
        relay = Relay(self.folder / "nginx", self.stand_in.url)
        self._running.append(relay)
        return relay

    def chat(self, server: Server, **options: object) -> dict:
        """What people saw; `cpu`: what the server used once all had arrived, in seconds."""
        return self._run(pid(server), Load("chat", "--server", server.url, *flags(options)))

    def ask_through(self, url: str, relay: int | None = None, **options: object) -> dict:
        return self._run(relay, Load("relay", "--server", url, *flags(options)))

    def _run(self, process: int | None, load: Load) -> dict:
        before = cpu_seconds(process) if process else 0
        report = load.report()
        if process:
            report["cpu"] = cpu_seconds(process) - before
        load.end()
        return report


def flags(options: dict) -> list[object]:
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def pid(server: Server) -> int:
    return server.program.process.pid
