"""Where the benchmark takes place: the server, somebody with long chats, and a browser that can be made slow."""

import contextlib
import json
import pathlib
import urllib.request

from playwright.sync_api import Browser, CDPSession, Page

from person import Person, eventually, new_id
from programs import Server, StandIn

PROBES = (pathlib.Path(__file__).parent / "probes.js").read_text()
LONG = 10_000
MEDIUM = 1_000
OTHERS = 12
MEDIUM_TITLE = "A thousand messages"
LONG_TITLE = "Ten thousand messages"
# Gemini's language of answers: prose, lists, code, a table now and then.
ANSWERS = [
    "The **lantern** at the pier burns from dusk till dawn. It is seen from *nine miles* in clear weather, and from two "
    "when it rains.\n\n- It turns once in twelve seconds.\n- Its lens is older than the tower.\n- `17` steps lead to it.",
    "Short: yes. The tide comes twice a day, and the [tables](https://example.org/tides) say when.",
    "```python\ndef level(hour):\n    return 2.6 + 1.9 * cos(2 * pi * (hour - 3.2) / 12.42)\n```\n\nHours count from midnight.",
    "| day | high | low |\n|---|---|---|\n| Monday | 03:12 | 09:40 |\n| Tuesday | 04:01 | 10:33 |\n\nOn Wednesday there is only one.",
]


class Scene:
    def __init__(self, browser: Browser, folder: pathlib.Path):
        self.browser = browser
        self.folder = folder

    def __enter__(self) -> "Scene":
        with contextlib.ExitStack() as running:
            self.stand_in = StandIn(self.folder)
            running.callback(self.stand_in.stop)
            self.server = Server(self.folder, self.stand_in.url)
            running.callback(self.server.stop)
            self._fill()
            self._running = running.pop_all()
        return self

    def __exit__(self, *_):
        self._running.close()

    def _fill(self):
        self.owner = Person(self.browser, self.server.url).sign_up()
        chats = [(LONG_TITLE, LONG), (MEDIUM_TITLE, MEDIUM)] + [(other(n), 60) for n in range(OTHERS)]
        bring(self.owner, [chat(title, count, at) for at, (title, count) in enumerate(chats)])
        self.ids = {one["title"]: one["id"] for one in self.owner.call("GET", "conversations?limit=100")["conversations"]}
        # Nothing is unread: chats open at their end.
        for title, count in chats:
            self.owner.call("PUT", f"conversations/{self.ids[title]}/read", {"seq": count})

    def visit(self, **options) -> "Visit":
        return Visit(self, **options)


def other(n: int) -> str:
    """The title of one of the other chats; none is the beginning of another."""
    return f"Chat {n:02}"


def chat(title: str, count: int, at: int) -> dict:
    messages = []
    for n in range(count // 2):
        messages.append({"role": "user", "content": f"Question {n + 1} about the harbour, the tide and the lantern?"})
        messages.append({"role": "assistant", "content": ANSWERS[n % len(ANSWERS)], "model": "gemini-3.8-flash"})
    return {"title": title, "timestamp": 1_690_000_000_000 - at * 60_000, "messages": messages}


def bring(person: Person, chats: list[dict]):
    """Imports them as another program's export: a second for each few thousand messages."""
    content = json.dumps(chats).encode()
    id = new_id()
    person.call("POST", "imports", {"id": id, "name": "chats.json", "bytes": len(content)})
    for offset in range(0, len(content), 8 << 20):
        response = person.context.request.patch(
            f"{person.url}/api/v1/imports/{id}",
            data=content[offset : offset + (8 << 20)],
            headers={"Origin": person.url, "Upload-Offset": str(offset), "Content-Type": "application/octet-stream"},
        )
        assert response.ok, response.text()
    job: dict = {}

    def is_over() -> bool:
        job.update(person.call("GET", f"imports/{id}"))
        return job["state"] in ("done", "failed")

    eventually(is_over, "the import is over", seconds=300)
    assert job["state"] == "done" and job["conversations"] == len(chats) and not job["skipped"], job


class Visit:
    """A fresh browser context of the owner's, with the probes in it, and what DevTools says of it."""

    def __init__(self, scene: Scene, slow_processor: int = 1, slow_line: bool = False, **options):
        self.scene = scene
        self.context = scene.browser.new_context(
            base_url=scene.server.url,
            storage_state=scene.owner.context.storage_state(),
            **({"viewport": {"width": 1280, "height": 800}} | options),
        )
        self.context.add_init_script(PROBES)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(120_000)
        self.devtools: CDPSession = self.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")
        self.urls: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        # How many requests there were until the page could be used.
        self.early = 0
        # Bytes from the socket.
        self.received = 0
        self.devtools.on("Network.requestWillBeSent", self._ask)
        self.devtools.on("Network.webSocketCreated", lambda event: self.urls.update({event["requestId"]: event["url"]}))
        self.devtools.on("Network.loadingFinished", self._load)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._receive))
        self.slow_down(slow_processor)
        if slow_line:
            self.devtools.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8},
            )

    def _ask(self, event: dict):
        if event["request"]["url"].startswith("http"):
            self.urls[event["requestId"]] = event["request"]["url"]

    def _load(self, event: dict):
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def _receive(self, frame: str | bytes):
        self.received += len(frame.encode() if isinstance(frame, str) else frame)

    def slow_down(self, rate: int):
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def probe(self, name: str):
        return self.page.evaluate(f"probes.{name}")

    def heap(self) -> float:
        """Megabytes of script's objects that something still holds."""
        for _ in range(2):
            self.devtools.send("HeapProfiler.collectGarbage")
        return self.devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6

    def close(self):
        self.context.close()


def compressed_size(url: str) -> int:
    """Bytes of a file as browsers get it."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request) as response:
        return len(response.read())
