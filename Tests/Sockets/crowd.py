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

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POLLUX_PROGRAM") or str(ROOT / ".build/debug/pollux")
LOAD = os.environ.get("SOCKET_LOAD") or str(ROOT / ".build/debug/SocketLoad")
WAIT_SECONDS = 240
ENVIRONMENT = {"SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin"}


class Crowd:
    """`with Crowd(users) as crowd`: nobody has a socket yet; `crowd.say(line)` is what SocketLoad's head describes."""

    def __init__(self, users: int, pace: int = 0, settings: dict[str, str] | None = None):
        self.folder = tempfile.mkdtemp(prefix="pollux-sockets-")
        self.log = open(f"{self.folder}/log", "w")
        self.processes: list[subprocess.Popen] = []
        base = self._listen([PROGRAM, "stand-in", "--port", "0", "--pace", str(pace)], {})
        environment = {"POLLUX_RATE_LIMITS": "off", "POLLUX_CONNECTIONS": "20000", "GEMINI_API_KEY": "none",
                       "GEMINI_BASE_URL": base} | (settings or {})
        url = self._listen([PROGRAM, "serve", "--port", "0", "--data", f"{self.folder}/data", "--web", str(ROOT / "web")],
                           environment)
        self.server = self.processes[-1].pid
        self.port = int(url.rsplit(":", 1)[1])
        self.load = self._start([LOAD, str(self.port), str(users)], {}, stdin=subprocess.PIPE)
        self._line(self.load)

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
        return re.search(r"http://[^\s/]+", line).group(0)

    def _line(self, process: subprocess.Popen) -> str:
        ready, _, _ = select.select([process.stdout], [], [], WAIT_SECONDS)
        assert ready, "no answer in time"
        return process.stdout.readline()

    def say(self, line: str) -> dict:
        self.load.stdin.write(line + "\n")
        self.load.stdin.flush()
        answer = json.loads(self._line(self.load))
        assert "error" not in answer, answer
        return answer

    def wait(self, what: str, condition, seconds: float = WAIT_SECONDS) -> dict:
        """Reports until the condition holds."""
        end = time.monotonic() + seconds
        while True:
            report = self.say("report")
            if condition(report):
                return report
            assert time.monotonic() < end, f"{what} did not come: {report}"
            time.sleep(0.2)

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
