"""Pollux, the stand-in, and a crowd of sockets, each a process of its own."""

import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POLLUX_PROGRAM") or str(ROOT / ".build/debug/pollux")
LOAD = os.environ.get("POLLUX_LOAD") or str(ROOT / ".build/debug/ChatLoad")
# So many idle ones; a process that may have 20,000 descriptors has room for 19,000.
SOCKETS = int(os.environ.get("POLLUX_SOCKETS", 3000))
WAIT_SECONDS = 240
ADDRESS = re.compile(r"http://[^\s/]+")
ENVIRONMENT = {"SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin"}


class Crowd:
    """`with Crowd(users) as crowd`: nobody has a socket yet; `crowd.say(line)` is what `Tests/Load/Crowd.swift` describes."""

    def __init__(self, users: int, pace: int = 0, settings: dict[str, str] | None = None):
        self.folder = tempfile.mkdtemp(prefix="pollux-sockets-")
        self.log = open(f"{self.folder}/log", "w")
        self.processes: list[subprocess.Popen] = []
        base = self._listen([PROGRAM, "stand-in", "--port", "0", "--pace", str(pace)], {})
        environment = {"POLLUX_RATE_LIMITS": "off", "POLLUX_CONNECTIONS": "20000", "GEMINI_API_KEY": "none",
                       "GEMINI_BASE_URL": base, "POLLUX_METRICS_PORT": "0"} | (settings or {})
        url = self._listen([PROGRAM, "serve", "--port", "0", "--data", f"{self.folder}/data", "--web", str(ROOT / "web")],
                           environment)
        self.server = self.processes[-1].pid
        self.metrics = ADDRESS.search(self.processes[-1].stdout.readline()).group(0)
        self.port = int(url.rsplit(":", 1)[1])
        self.load = self._start([LOAD, "crowd", "--server", url, "--users", str(users)], {}, stdin=subprocess.PIPE)
        assert self._line(self.load) == "ready\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def _start(self, command: list[str], environment: dict[str, str], **more) -> subprocess.Popen:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, bufsize=1,
                                   env=ENVIRONMENT | environment, **more)
        self.processes.append(process)
        return process

    def _listen(self, command: list[str], environment: dict[str, str]) -> str:
        line = self._line(self._start(command, environment))
        return ADDRESS.search(line).group(0)

    def _line(self, process: subprocess.Popen) -> str:
        ready, _, _ = select.select([process.stdout], [], [], WAIT_SECONDS)
        assert ready, "no answer in time"
        return process.stdout.readline()

    def say(self, line: str) -> dict:
        self.load.stdin.write(line + "\n")
        self.load.stdin.flush()
        answer = json.loads(self._line(self.load))
        assert "error" not in answer, answer
        return answer | answer.pop("counts") | answer.pop("opening", {})

    def wait(self, what: str, condition, seconds: float = WAIT_SECONDS) -> dict:
        """Reports until the condition holds."""
        end = time.monotonic() + seconds
        while True:
            report = self.say("report")
            if condition(report):
                return report
            assert time.monotonic() < end, f"{what} did not come: {report}"
            time.sleep(0.2)

    def closed(self, code: int) -> int:
        """How many sockets the server has closed so, by its own account."""
        with urllib.request.urlopen(f"{self.metrics}/metrics", timeout=60) as response:
            found = re.search(rf'^pollux_sockets_closed_total\{{code="{code}"\}} (\d+)', response.read().decode(), re.M)
        return int(found.group(1)) if found else 0

    def resident(self) -> int:
        """KiB of memory that are the server's own."""
        status = pathlib.Path(f"/proc/{self.server}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+)", status).group(1))

    def kernel(self) -> int:
        """KiB that the system keeps of what is on its way from the server to its clients."""
        lines = subprocess.run(["ss", "-tmnH", "sport", "=", f":{self.port}"], capture_output=True, text=True, check=True)
        # w: written, and not acknowledged by the other side.
        return sum(int(size) for size in re.findall(r"skmem:\(r\d+,[^)]*,w(\d+)", lines.stdout)) // 1024

    def processor(self) -> float:
        """Seconds that the server has worked."""
        fields = pathlib.Path(f"/proc/{self.server}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def freeze(self):
        os.kill(self.load.pid, signal.SIGSTOP)

    def thaw(self):
        os.kill(self.load.pid, signal.SIGCONT)
