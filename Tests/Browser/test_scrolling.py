"""Long conversations: earlier messages, the reader's place, and from where on Gemini sees the conversation."""

import pytest
from playwright.sync_api import Page, expect

from person import answers_of, eventually, expect_complete, field_of, new_id, questions_of, text_of, words_of

# Answers of about 700 characters, so that three exchanges fill more than a screen.
PLAIN = "stand-in-deltas-12"

# Notes the place of a bubble in every frame, and how far it ever was from where it stood.
WATCH = """bubble => {
    const top = () => bubble.getBoundingClientRect().top;
    const watch = window.watch = { start: top(), drift: 0, frames: 0 };
    const look = () => {
        watch.drift = Math.max(watch.drift, Math.abs(top() - watch.start));
        watch.frames += 1;
        requestAnimationFrame(look);
    };
    look();
}"""
# Scrolls there in one step, and begins to watch the first bubble in sight in the same breath.
SCROLL_AND_WATCH = f"""(log, to) => {{
    log.scrollTop = to;
    const edge = log.getBoundingClientRect().top;
    const isInSight = (bubble) => bubble.getBoundingClientRect().bottom > edge;
    ({WATCH})([...log.querySelectorAll(".bubble")].find(isInSight));
}}"""
GAP = "log => log.scrollHeight - log.clientHeight - log.scrollTop"


# The wheel glides: its way is over when ten frames in a row show the same place.
COME_TO_REST = """log => new Promise((resolve) => {
    let top = NaN, frames = 0;
    const look = () => {
        frames = log.scrollTop === top ? frames + 1 : 0;
        top = log.scrollTop;
        if (frames < 10) requestAnimationFrame(look);
        else resolve();
    };
    look();
})"""


def drift_of(page: Page) -> float:
    """In pixels, since the watch began; two more frames are awaited."""
    return page.evaluate("""() => new Promise((resolve) => {
        const until = window.watch.frames + 2;
        const look = () => window.watch.frames >= until ? resolve(window.watch.drift) : requestAnimationFrame(look);
        look();
    })""")


def question(page: Page, text: str):
    return questions_of(page).get_by_text(text, exact=True)


@pytest.fixture
def long_chat(person) -> str:
    return person.conversation(model=PLAIN, questions=[f"Question {n}" for n in range(1, 41)])


def test_opening_shows_the_last_three_exchanges(person, long_chat):
    page = person.open(f"/c/{long_chat}")
    expect(questions_of(page).locator(".text")).to_have_text([f"Question {n}" for n in (38, 39, 40)])
    expect(answers_of(page)).to_have_count(3)
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()
    assert page.get_by_role("log").evaluate(GAP) <= 1


@pytest.mark.parametrize("to", [120, 0], ids=["on the way up", "at the very top"])
def test_earlier_messages_come_without_a_jump(person, long_chat, to):
    page = person.open(f"/c/{long_chat}")
    expect(questions_of(page)).to_have_count(3)
    log = page.get_by_role("log")
    assert log.evaluate("log => log.scrollTop") > to, "there is nothing to scroll"
    log.evaluate(SCROLL_AND_WATCH, to)
    expect(question(page, "Question 14")).to_be_attached()
    assert drift_of(page) <= 1
    # The next page comes in the same way, and then there is no more.
    log.evaluate(SCROLL_AND_WATCH, to)
    expect(question(page, "Question 1")).to_be_attached()
    assert drift_of(page) <= 1
    expect(questions_of(page)).to_have_count(40)
    expect(page.get_by_role("button", name="Show earlier messages")).to_have_count(0)
    texts = [one["text"] for one in person.messages(long_chat) if one["role"] == "user"]
    assert questions_of(page).locator(".text").all_inner_texts() == texts


def test_earlier_messages_by_wheel(person, long_chat):
    page = person.open(f"/c/{long_chat}")
    expect(questions_of(page)).to_have_count(3)
    page.get_by_role("log").hover()

    def reach_the_top() -> bool:
        page.mouse.wheel(0, -1200)
        first = question(page, "Question 1")
        return first.is_visible() and first.evaluate("text => text.getBoundingClientRect().top >= 0")

    eventually(reach_the_top, "the first question is in sight")
    page.get_by_role("button", name="Scroll to the newest message").click()
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()


@pytest.fixture
def rambling(reader):
    """A page where the second answer goes on and on below a first one that fills the screen, and that answer."""
    person, gemini = reader
    gemini.answer("tall", "All of the following is long. " * 120)
    answer = gemini.ramble("rambling")
    page = person.open(f"/c/{person.conversation(questions=['tall'])}")
    expect(questions_of(page)).to_have_count(1)
    person.ask("rambling")
    expect(words_of(answers_of(page).last)).to_contain_text("word-20")
    yield page, answer
    answer.end()


def wait_for_more(page: Page):
    words = text_of(page).count("word-")
    expect(words_of(answers_of(page).last)).to_contain_text(f"word-{words + 60}")


@pytest.mark.firefox
def test_the_readers_place_is_kept_while_an_answer_streams(rambling):
    page, answer = rambling
    log = page.get_by_role("log")
    log.hover()
    page.mouse.wheel(0, -250)
    expect(page.get_by_role("button", name="Scroll to the newest message")).to_be_visible()
    log.evaluate(COME_TO_REST)
    log.evaluate(SCROLL_AND_WATCH, 100)
    wait_for_more(page)
    answer.end()
    expect_complete(page)
    assert drift_of(page) == 0
    assert log.evaluate(GAP) > 100


def test_the_end_is_followed_while_an_answer_streams(rambling):
    page, answer = rambling
    log = page.get_by_role("log")
    log.evaluate("""log => {
        window.gaps = [];
        const look = () => {
            window.gaps.push(log.scrollHeight - log.clientHeight - log.scrollTop);
            requestAnimationFrame(look);
        };
        look();
    }""")
    wait_for_more(page)
    eventually(lambda: page.evaluate("window.gaps.length") > 10, "some frames were drawn meanwhile")
    answer.end()
    expect_complete(page)
    gaps = page.evaluate("window.gaps")
    assert max(gaps) <= 1, f"the end was {max(gaps)} px away"
    expect(page.get_by_role("button", name="Scroll to the newest message")).to_be_hidden()


def test_leaving_and_joining_the_end(rambling):
    """Scrolling up by the wheel lets go of the end at once; its button goes back and follows again."""
    page, answer = rambling
    log = page.get_by_role("log")
    log.hover()
    page.mouse.wheel(0, -500)
    to_end = page.get_by_role("button", name="Scroll to the newest message")
    expect(to_end).to_be_visible()
    log.evaluate(COME_TO_REST)
    to_end.click()
    expect(to_end).to_be_hidden()
    wait_for_more(page)
    assert log.evaluate(GAP) <= 1
    answer.end()
    expect_complete(page)
    assert log.evaluate(GAP) <= 1


def test_the_context_line(person, stand_in):
    """It stands before the first question that goes along with the next one, as Gemini itself gets to see."""
    id = person.conversation(questions=["First", "Second"])
    person.call("PATCH", f"conversations/{id}", {"model": "stand-in-blocked"})
    person.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": "Refused"})
    eventually(lambda: person.messages(id)[-1]["status"] == "failed", "the third answer fails without text")
    person.call("PATCH", f"conversations/{id}", {"model": "gemini-3.8-flash"})
    page = person.open(f"/c/{id}")
    line = page.get_by_text("Gemini sees the conversation from here")

    # Two exchanges count so far, and then three: all of them are seen.
    person.ask("Fourth")
    expect(questions_of(page)).to_have_count(4)
    expect_complete(page)
    expect(line).to_have_count(0)
    # With the fourth that counts, the first falls out.
    person.ask("Fifth")
    expect(questions_of(page)).to_have_count(5)
    expect_complete(page)
    expect(line).to_have_count(1)
    assert question_after(line) == "Second"

    person.ask("Sixth")
    expect(questions_of(page)).to_have_count(6)
    expect_complete(page)
    asked = [[content["parts"][0]["text"] for content in one["contents"] if content["role"] == "user"] for one in stand_in.asked]
    (sent,) = [texts for texts in asked if texts[-1] == "Sixth"]
    assert sent == ["Second", "Fourth", "Fifth", "Sixth"]
    assert question_after(line) == "Fourth"


def question_after(line) -> str:
    return line.evaluate("""text => {
        for (let at = text.closest(".log > *"); at; at = at.nextElementSibling)
            if (at.matches(".bubble.out")) return at.querySelector(".text").textContent;
    }""")


def test_a_new_chat_says_how_much_gemini_sees(person):
    page = person.open_new_chat()
    expect(page.get_by_text("With each question Gemini sees the last 3 exchanges.")).to_be_visible()
    expect(field_of(page)).to_be_focused()
