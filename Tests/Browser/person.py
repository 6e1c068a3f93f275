"""A person with a browser of their own: what they do on the page, and what must never happen in it."""

import itertools
import os
import re
import time
from collections.abc import Callable

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, WebSocket

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PASSWORD = "correct horse battery"
# Makes an answer begin with plain words and stop within them: what is shown then is what is stored, without Markdown.
# Its first two pieces are thoughts.
HELD = f"[hold=3] [chunks=20] [canary:{'The harbour sleeps and the lantern burns. ' * 4}]"
# How much later every response comes, in Chromium: whatever a journey does not wait for is not there yet then.
LATENCY_MS = float(os.environ.get("POLLUX_PAGE_LATENCY_MS", "0"))
# Chromium's word for a service worker's script that did not arrive.
WORKER_CUT_OFF = "An unknown error occurred when fetching the script"
# Timers of so many milliseconds do not ring any more: what the page shows for a while stays, although the machine stands still.
STRETCH = """(stretched) => {
    const { setTimeout } = window;
    window.setTimeout = (action, ms, ...rest) => setTimeout(action, ms === stretched ? 600_000 : ms, ...rest);
}"""
_numbers = itertools.count(1)

# A report of the policy reaches the console in words that change between versions; the event does not.
_REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


def new_id() -> str:
    """A UUID of version 7, as clients make them."""
    digits = f"{time.time_ns() // 1_000_000:012x}7{os.urandom(2).hex()[:3]}8{os.urandom(8).hex()[:15]}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def eventually(condition: Callable[[], bool], what: str, seconds: float = 60):
    """Asks again and again until the condition holds: for what only a server can tell. The limit is against waiting for ever."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)


class Person:
    def __init__(self, browser: Browser, server_url: str, **options):
        self.url = server_url
        self.name = f"person-{next(_numbers)}"
        self.context = browser.new_context(base_url=server_url, **(DESKTOP | options))
        self.complaints: list[str] = []
        self.bodies: list[str] = []
        self.frames: list[str] = []
        self.reads_bodies = False
        self.is_leaving = False
        self.expected: list[str] = []
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.context.on("request", self._see)
        self.context.on("requestfinished", self._read)
        self.context.on("dialog", self._refuse)
        self.context.add_init_script(_REPORT_VIOLATIONS)
        self.page = self.new_tab()

    # What must never happen.

    def expects(self, pattern: str):
        """From now on the console may say this, such as the status of a refused command."""
        self.expected.append(pattern)

    def expects_no_connection(self):
        """From now on the server may be out of reach, which the browser notes in the console."""
        self.expects(rf"net::ERR_|WebSocket connection to|status of 50\d|{WORKER_CUT_OFF}")

    def leave(self):
        """Closes everything. What that cuts off is not the page's fault, such as its look for a newer service worker."""
        self.is_leaving = True
        self.context.close()

    def _hear(self, message: ConsoleMessage):
        url = message.location.get("url", "")
        is_first_question = "status of 401" in message.text and url.endswith("/api/v1/session")
        is_cut_off = self.is_leaving and WORKER_CUT_OFF in message.text
        if message.type == "error" and not is_first_question and not is_cut_off:
            self.complaints.append(f"console: {message.text} ({url})")

    def _see(self, request: Request):
        if not request.url.startswith((self.url + "/", "data:", "blob:" + self.url)):
            self.complaints.append(f"request to another host: {request.url}")

    def _follow(self, socket: WebSocket):
        if not socket.url.startswith(self.url.replace("http", "ws", 1) + "/"):
            self.complaints.append(f"socket to another host: {socket.url}")
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def _refuse(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def check(self):
        unexpected = [one for one in self.complaints if not any(re.search(known, one) for known in self.expected)]
        assert not unexpected, f"{self.name}'s browser complained: {unexpected}"

    def _read(self, request: Request):
        if not self.reads_bodies or "/api/" not in request.url:
            return
        try:
            self.bodies.append(request.response().text())
        except Error:
            pass  # the page was left meanwhile, so the browser has let go of it

    def received_text(self) -> str:
        """Everything that the network brought: the bodies of the interface's responses, and all frames."""
        return "\n".join(self.bodies + self.frames)

    # What a person does.

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.on("websocket", self._follow)
        if LATENCY_MS:
            devtools = self.context.new_cdp_session(page)
            devtools.send("Network.enable")
            conditions = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
            devtools.send("Network.emulateNetworkConditions", conditions)
        return page

    def open_second_tab(self, path: str) -> Page:
        """Another tab of the same browser. The first one stays in front: those behind draw once a second."""
        tab = self.new_tab()
        tab.goto(path)
        self.page.bring_to_front()
        return tab

    def call(self, method: str, path: str, body: dict | None = None):
        """A command or a read with this person's cookie, past the page; the reply's JSON or None."""
        response = self.context.request.fetch(
            f"{self.url}/api/v1/{path}", method=method, data=body, headers={"Origin": self.url}
        )
        assert response.ok, f"{method} {path}: {response.status} {response.text()}"
        return response.json() if response.body() else None

    def sign_up(self, **invitation: str) -> "Person":
        """Makes the account past the page, for tests that are about something else."""
        self.call("POST", "users", {"name": self.name, "password": PASSWORD} | invitation)
        return self

    def sign_in(self) -> "Person":
        self.call("POST", "session", {"name": self.name, "password": PASSWORD})
        return self

    def open(self, path: str = "/") -> Page:
        self.page.goto(path)
        return self.page

    def open_new_chat(self) -> Page:
        self.open()
        self.page.get_by_role("button", name="New chat").click()
        return self.page

    def ask(self, text: str, page: Page | None = None):
        field = field_of(page or self.page)
        field.fill(text)
        field.press("Enter")
        # Until it is drawn the question before is the newest one.
        (page or self.page).evaluate("() => new Promise(requestAnimationFrame)")

    # What was stored.

    def conversation(
        self, model: str | None = None, questions: list[str] | None = None, id: str | None = None, unread: int = 0
    ) -> str:
        """Makes a conversation past the page, waits for the answers, reads all but the last `unread`, and gives its id."""
        id = id or new_id()
        self.call("PUT", f"conversations/{id}", {"model": model} if model else {})
        for text in questions or []:
            self.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": text})
        if questions:
            eventually(lambda: not is_running(self.messages(id)[-1]), "the last answer is final", 60 + len(questions))
            answers = [one for one in self.messages(id) if one["role"] == "model"]
            if unread < len(answers):
                self.call("PUT", f"conversations/{id}/read", {"seq": answers[len(answers) - 1 - unread]["seq"]})
        return id

    def messages(self, conversation_id: str, limit: int = 200) -> list[dict]:
        return self.call("GET", f"conversations/{conversation_id}/messages?limit={limit}")["messages"]

    def open_id(self) -> str:
        """The id of the conversation that is open, by its address."""
        return self.page.url.rsplit("/", 1)[1]


def is_running(message: dict) -> bool:
    return message["status"] in ("queued", "streaming")


def field_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def questions_of(page: Page) -> Locator:
    return page.locator("article.bubble.out")


def answers_of(page: Page) -> Locator:
    return page.locator("article.bubble.in")


def words_of(answer: Locator) -> Locator:
    """What an answer says itself, without the summary of its thoughts."""
    return answer.locator(":scope > .text")


def text_of(page: Page) -> str:
    """The newest answer as it is shown, spaces counted once as HTML does."""
    return " ".join(words_of(answers_of(page).last).inner_text().split())


def expect_unbroken(page: Page):
    """The newest answer, a `Ramble`, has all its words so far, in order, each once: while it streams, too."""
    words = text_of(page).split()
    assert words, "there are no words yet"
    assert words[:-1] == [f"word-{n}" for n in range(len(words) - 1)]


def try_at_once(page: Page):
    """The page does not wait for its next try, half a minute at most: the network is back."""
    page.evaluate("dispatchEvent(new Event('online'))")


def tick_of(bubble: Locator) -> Locator:
    return bubble.locator("svg.tick")


def expect_tick(bubble: Locator, label: str):
    """Waits frame by frame; `expect` looks once a second at last, and most journeys wait for ticks."""
    bubble.locator(f'svg.tick[aria-label="{label}"]').wait_for()


def expect_complete(page: Page):
    """The newest question has its blue ticks."""
    expect_tick(questions_of(page).last, "Answer complete")


def expect_focus_kept(page: Page):
    """Focus on the body means that the keyboard has lost its place."""
    assert page.evaluate("document.activeElement !== document.body"), "the focus fell to the body"
