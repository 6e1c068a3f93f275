"""Pollux and the stand-in for the Gemini API as processes of their own, and what the tests ask of them over HTTP."""

import json
import os
import pathlib
import selectors
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POLLUX_PROGRAM") or str(ROOT / ".build/debug/pollux")
# Against waiting for ever, and nothing else.
WAIT_SECONDS = 120


class Program:
    """A process that says in one line on its standard output where it listens."""

    def __init__(
        self,
        arguments: list[str],
        log: pathlib.Path,
        environment: dict[str, str] | None = None,
        prefix: tuple[str, ...] = (),
    ):
        """`prefix`: a command that becomes the program, such as `prlimit --nofile=64`."""
        self.log = log
        # A preloaded library such as libfaketime changes the environment of the first process that it is in, and there Swift
        # finds no arguments any more. So `env` is the first one.
        if "LD_PRELOAD" in (environment or {}):
            prefix = ("/usr/bin/env", *prefix)
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [*prefix, PROGRAM, *arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                env={name: value for name, value in os.environ.items() if not name.startswith(("POLLUX_", "GEMINI_"))}
                | (environment or {}),
                cwd=log.parent,
                text=True,
            )
        line = self._first_line()
        if "http://" not in line:
            self.kill()
            raise RuntimeError(f"pollux {' '.join(arguments)} did not start: {log.read_text()[-2000:]}")
        self.url = line[line.index("http://") :].strip().rstrip("/")

    def _first_line(self) -> str:
        """Nothing when it ends at its start, or hangs."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            return self.process.stdout.readline() if selector.select(WAIT_SECONDS) else ""

    def stop(self):
        self._end(signal.SIGTERM)

    def kill(self):
        self._end(signal.SIGKILL)

    def _end(self, number: int):
        self.process.send_signal(number)
        try:
            self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()


class Server:
    """`pollux serve` on a data folder of its own; it can go and come back on the same port.

    Without a key it runs in demo mode.
    """

    def __init__(
        self,
        folder: pathlib.Path,
        gemini_url: str | None,
        key: str | None = "test-key",
        web: pathlib.Path = ROOT / "web",
        **settings: str,
    ):
        self.folder = folder
        self.web = web
        # For starts to come.
        self.prefix: tuple[str, ...] = ()
        self.environment = {"POLLUX_RATE_LIMITS": "off", "POLLUX_SHUTDOWN_SECONDS": "1"} | settings
        if gemini_url:
            self.environment["GEMINI_BASE_URL"] = gemini_url
        if key:
            self.environment["GEMINI_API_KEY"] = key
        self.program = self._start("0")
        self.url = self.program.url

    def _start(self, port: str) -> Program:
        arguments = ["serve", "--port", port, "--data", str(self.folder / "data"), "--web", str(self.web)]
        return Program(arguments, self.folder / "server.log", self.environment, self.prefix)

    def setup_secret(self) -> str:
        """What makes the first account an administrator's; to be asked for once."""
        return self.program.process.stdout.readline().strip().rsplit("#", 1)[1]

    def kill(self):
        self.program.kill()

    def start_again(self):
        port = str(urllib.parse.urlsplit(self.url).port)
        for pause in (0.5, 1, 2, 4, 8):
            try:
                self.program = self._start(port)
                return
            except RuntimeError as error:
                # Whoever connects to anywhere may have been given this very port meanwhile, and leaves it soon.
                if "The port is in use" not in str(error):
                    raise
            time.sleep(pause)
        self.program = self._start(port)

    def stop(self):
        if self.program.process.poll() is None:
            self.program.stop()


class StandIn:
    """`pollux stand-in` with its control routes, which hold and release streams and tell what was asked."""

    def __init__(self, folder: pathlib.Path):
        self.program = Program(["stand-in", "--port", "0", "--pace", "0", "--control"], folder / "stand-in.log")
        self.url = self.program.url

    def _control(self, method: str, path: str) -> dict:
        request = urllib.request.Request(f"{self.url}/stand-in/{path}", method=method)
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as response:
            return json.load(response)

    def reset(self):
        """Lets every held stream go on and forgets all counts."""
        self._control("POST", "reset")

    def wait_for_held(self, count: int = 1):
        """Returns as soon as that many streams are held."""
        self._control("GET", f"wait?held={count}")

    def wait_for_closed(self, count: int = 1):
        """Returns as soon as that many streams were closed by Pollux before their end."""
        self._control("GET", f"wait?closed={count}")

    @property
    def closed(self) -> int:
        return self._control("GET", "state")["closed"]

    def release(self, containing: str | None = None):
        """Lets one stream go on, by a part of its question, or all that are held now."""
        query = "" if containing is None else "?" + urllib.parse.urlencode({"containing": containing})
        self._control("POST", "release" + query)

    @property
    def asked(self) -> list[dict]:
        """The bodies of the requests for answers, oldest first."""
        requests = self._control("GET", "requests")["requests"]
        return [json.loads(one["body"]) for one in requests if ":streamGenerateContent" in one["path"]]

    def times_asked(self, question: str) -> int:
        """How often an answer to exactly this question was asked for. What earlier tests have left running may still ask."""
        return sum(asked["contents"][-1]["parts"][0]["text"] == question for asked in self.asked)

    def stop(self):
        self.program.stop()
