"""What the page keeps: after many messages, over many chats, after an hour of answers."""

from playwright.sync_api import expect

from chatting import LONG_ANSWER, fill_window, open_chat
from person import answers_of, field_of, new_id
from report import Report
from scene import LONG_TITLE, MEDIUM_TITLE, OTHERS, Scene, other

ANSWERS = 20
SWITCHES = 10
# Gemini sends about ten pieces a second, so this is an hour of them, in answers of 1,000 pieces of 60 characters.
HOUR_OF_ANSWERS = 36
DELTAS = "stand-in-deltas-1000-1"


def measure(scene: Scene, report: Report):
    report.section("Memory: objects that script holds, after collecting garbage")
    visit = scene.visit()
    page = visit.page
    page.goto("/")
    expect(page.get_by_role("link", name=LONG_TITLE)).to_be_visible()
    report.add("the list", visit.heap(), "MB")
    open_chat(visit, MEDIUM_TITLE)
    scene.owner.call("PATCH", f"conversations/{scene.ids[MEDIUM_TITLE]}", {"model": LONG_ANSWER})
    fill_window(visit)
    for n in range(ANSWERS):
        answer(visit, f"[chunks=50] Answer {n}")
    report.add("1,000 messages and 20 answers of 20 kB", visit.heap(), "MB", 15)

    for n in range(OTHERS):
        open_chat(visit, other(n))
    warm = visit.heap()
    for n in range(SWITCHES):
        open_chat(visit, other(n % OTHERS))
    report.add("growth over 10 changes between chats that were open before", max(0, visit.heap() - warm), "MB", 0.5)

    id = new_id()
    scene.owner.call("PUT", f"conversations/{id}", {"model": DELTAS, "title": "An hour"})
    expect(page.get_by_role("link", name="An hour")).to_be_visible()
    page.get_by_role("link", name="An hour").click()
    field_of(page).wait_for()
    before = visit.heap()
    page.evaluate("probes.flushes = 0")
    for n in range(HOUR_OF_ANSWERS):
        answer(visit, f"Go on, {n}")
    flushes = visit.probe("flushes")
    report.add(f"an hour of streaming, {HOUR_OF_ANSWERS * 1000:,} deltas ({flushes:,} drawings): growth", visit.heap() - before, "MB", 15)
    report.add("elements in the document then", page.evaluate("document.querySelectorAll('*').length"))
    visit.close()


def answer(visit, question: str):
    page = visit.page
    field = field_of(page)
    field.fill(question)
    field.press("Enter")
    page.get_by_text(question, exact=True).last.wait_for()
    expect(answers_of(page).last).not_to_have_attribute("aria-busy", "true", timeout=120_000)
    page.locator("article.bubble.out").last.locator('svg.tick[aria-label="Answer complete"]').wait_for()
