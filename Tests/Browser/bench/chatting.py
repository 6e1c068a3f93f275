"""What a chat costs: opening, scrolling, typing while an answer streams, the own message's echo, stopping."""

import json
import statistics
import time

from playwright.sync_api import expect

from person import answers_of, field_of
from report import Report
from scene import LONG_TITLE, MEDIUM_TITLE, OTHERS, Scene, Visit, other

FRAME_MS = 1000 / 60
# 20 kB of Markdown, as fast as nobody speaks: 200 pieces a second; and at Gemini's usual pace.
FAST = "[chunks=4000] [delay=5] Tell me everything."
USUAL = "[chunks=160] [delay=60] Tell me everything at your pace."
TYPED = "it is typed while the answer comes in and nothing must lag"
LONG_ANSWER = "stand-in-long"
IS_OPEN = """title => {
    const link = [...document.querySelectorAll("#rows a")].find((one) => one.textContent.includes(title));
    const before = document.querySelector("#log .bubble")?.dataset.id;
    return probes.opens(link, () => document.querySelector("#chat-title").textContent === title
        && document.querySelector("#log .bubble.in") && document.querySelector("#log .bubble").dataset.id !== before);
}"""


def measure(scene: Scene, report: Report):
    for rate in (1, 4):
        visit = scene.visit(slow_processor=rate)
        report.section(f"In a chat, processor {rate} ×{' slower' if rate > 1 else ''}")
        opening(visit, report, rate)
        if rate == 4:
            scrolling(visit, report)
        streaming(visit, report, rate)
        if rate == 1:
            flushing(visit, report)
            wire(visit, report)
            echo(visit, report)
            stopping(visit, report)
        visit.close()


def open_chat(visit: Visit, title: str) -> float:
    return visit.page.evaluate(IS_OPEN, title)


def opening(visit: Visit, report: Report, rate: int):
    page = visit.page
    page.goto("/")
    expect(page.get_by_role("link", name=LONG_TITLE)).to_be_visible()
    open_chat(visit, other(0))  # brings the modules
    times = [open_chat(visit, other(n)) for n in range(1, OTHERS)]
    budget = 100 if rate == 1 else 300
    report.add("a chat that was not open yet: click to painted, median", statistics.median(times), "ms", budget)
    report.add("10,000 messages: click to painted", open_chat(visit, LONG_TITLE), "ms", budget)
    open_chat(visit, other(1))
    report.add("10,000 messages again: click to painted", open_chat(visit, LONG_TITLE), "ms", budget)


def scrolling(visit: Visit, report: Report):
    """Up through 500 messages of the longest chat, as a wheel does it."""
    page = visit.page
    page.locator("#log").hover()
    visit.page.evaluate("probes.watchFrames()")
    seen: set[str] = set()
    most = 0
    end = time.monotonic() + 180
    while len(seen) < 500:
        assert time.monotonic() < end, f"only {len(seen)} messages came"
        page.mouse.wheel(0, -700)
        page.evaluate("probes.painted()")
        ids = page.evaluate("[...document.querySelectorAll('#log .bubble')].map((one) => one.dataset.id)")
        most = max(most, len(ids))
        seen.update(ids)
    add_frames(report, "up through 500 messages", page.evaluate("probes.endFrames()"), None)
    report.add("messages in the document at once, at most", most, "", 200)


def streaming(visit: Visit, report: Report, rate: int):
    """200 deltas a second into a chat with a full window of messages, while somebody types."""
    page = visit.page
    open_chat(visit, MEDIUM_TITLE)
    fill_window(visit)
    visit.scene.owner.call("PATCH", f"conversations/{visit.scene.ids[MEDIUM_TITLE]}", {"model": LONG_ANSWER})
    field = field_of(page)
    field.fill(FAST)
    field.press("Enter")
    expect(answers_of(page).last).to_have_attribute("aria-busy", "true")
    page.locator("article.bubble.in").last.locator(".text p").first.wait_for()
    page.evaluate("probes.interactions.length = 0; probes.watchFrames()")
    for character in TYPED:
        page.keyboard.type(character)
        page.wait_for_timeout(90)
    gaps = page.evaluate("probes.endFrames()")
    expect(answers_of(page).last).to_have_attribute("aria-busy", "true")  # all of that was while it streamed
    keys = padded(visit.probe("interactions"), len(TYPED))
    name = "1,000 messages, 200 deltas a second"
    report.add(f"{name}: a key's letter is painted, 98 of 100", percentile(keys, 0.98), "ms", 100)
    add_frames(report, name, gaps, 0.5 if rate == 1 else 2)
    expect(answers_of(page).last).not_to_have_attribute("aria-busy", "true", timeout=120_000)
    field.fill("")


def fill_window(visit: Visit):
    """Scrolls up until as many messages are there as may be, and back to the end."""
    page = visit.page
    log = page.locator("#log")
    end = time.monotonic() + 60
    while page.locator("#log .bubble").count() < 190:
        assert time.monotonic() < end, "the window does not fill"
        log.evaluate("log => { log.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 })); log.scrollTop = 1; }")
        page.evaluate("probes.painted()")
    log.evaluate("log => { log.scrollTop = log.scrollHeight; }")
    page.evaluate("probes.painted()")


def flushing(visit: Visit, report: Report):
    """Script for each drawing of an answer's new text: frames and messages, without the layout that they wait for."""
    page = visit.page
    field = field_of(page)
    field.fill(FAST)
    field.press("Enter")
    page.locator("article.bubble.in").last.locator(".text p").first.wait_for()
    visit.scene.browser.start_tracing(page=page, categories=["devtools.timeline", "blink.user_timing"])
    expect(answers_of(page).last).not_to_have_attribute("aria-busy", "true", timeout=120_000)
    events = json.loads(visit.scene.browser.stop_tracing())["traceEvents"]
    flushes = [event["ts"] for event in events if event["name"] == "flush"]
    frames = spans(events, "FireAnimationFrame")
    layout = spans(events, "Layout") + spans(events, "UpdateLayoutTree")
    times = []
    for start, end in frames:
        if any(start <= at <= end for at in flushes):
            times.append(end - start - sum(b - a for a, b in layout if start <= a and b <= end))
    messages = sum(b - a for a, b in spans(events, "EventDispatch", "message"))
    each = statistics.median(times) + messages / len(times)
    report.add(f"20 kB answer: script for each of {len(times):,} drawings, median", each / 1000, "ms", 1)


def spans(events: list[dict], name: str, kind: str | None = None) -> list[tuple[float, float]]:
    """Beginnings and ends in microseconds."""
    return [
        (event["ts"], event["ts"] + event["dur"])
        for event in events
        if event["name"] == name and event.get("ph") == "X" and (kind is None or event["args"]["data"]["type"] == kind)
    ]


def wire(visit: Visit, report: Report):
    """What an answer of 20 kB weighs on the socket, at Gemini's pace; the frame's own bytes are not counted."""
    page = visit.page
    before = visit.received
    field = field_of(page)
    field.fill(USUAL)
    field.press("Enter")
    expect(answers_of(page).last).to_have_attribute("aria-busy", "true")
    expect(answers_of(page).last).not_to_have_attribute("aria-busy", "true", timeout=60_000)
    page.evaluate("probes.painted()")
    message = visit.scene.owner.messages(visit.scene.ids[MEDIUM_TITLE], limit=2)[-1]
    text = len(message["text"].encode())
    report.add("an answer of 20 kB: its text", text / 1000, "kB")
    report.add("what the socket brought for it", (visit.received - before) / 1000, "kB", 1.5 * text / 1000 + 2)


def echo(visit: Visit, report: Report):
    """The own message is there before any network: here its line answers after two seconds."""
    page = visit.page
    line = {"offline": False, "latency": 2000, "downloadThroughput": -1, "uploadThroughput": -1}
    visit.devtools.send("Network.emulateNetworkConditions", line)
    times = []
    field = field_of(page)
    for n in range(5):
        field.fill(f"[chunks=2] Echo {n}")
        visit.page.evaluate("probes.watchEcho()")
        field.press("Enter")
        times.append(page.evaluate("probes.echo"))
    visit.devtools.send("Network.emulateNetworkConditions", line | {"latency": 0})
    report.add("Enter to the own message painted, longest of 5", max(times), "ms", 50)
    expect(page.locator("article.bubble.in[aria-busy=true]")).to_have_count(0, timeout=120_000)


def stopping(visit: Visit, report: Report):
    page = visit.page
    visit.scene.stand_in.reset()
    field = field_of(page)
    field.fill(FAST)
    field.press("Enter")
    answer = answers_of(page).last
    expect(answer).to_have_attribute("aria-busy", "true")
    answer.locator(".text p").first.wait_for()
    button = page.get_by_role("button", name="Stop the answer")
    button.wait_for()
    start = time.monotonic()
    page.evaluate(
        "([button, answer]) => { probes.quiet = probes.quietAfter(button, answer, 1500); }",
        [button.element_handle(), answer.element_handle()],
    )
    visit.scene.stand_in.wait_for_closed(1)
    closed = 1000 * (time.monotonic() - start)
    report.add("stop: until the last of the text", page.evaluate("probes.quiet"), "ms", 100)
    report.add("stop: until Gemini's stream was closed", closed, "ms", 500)


def add_frames(report: Report, name: str, gaps: list[float], budget: float | None):
    dropped = sum(max(0, round(gap / FRAME_MS) - 1) for gap in gaps)
    report.add(f"{name}: frames that did not come", 100 * dropped / (sum(gaps) / FRAME_MS), "%", budget)
    report.add(f"{name}: frames over 50 ms, of {len(gaps):,}", sum(gap > 50 + FRAME_MS / 2 for gap in gaps))
    report.add(f"{name}: the longest frame", max(gaps), "ms")


def padded(durations: list[float], count: int) -> list[float]:
    """The browser does not tell of those below 16 ms."""
    return durations + [8] * max(0, count - len(durations))


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
