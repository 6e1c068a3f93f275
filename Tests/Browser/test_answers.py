"""What an answer has besides words: ways out when it failed, siblings, sources, pictures, thoughts, its info."""

import re

import pytest
from playwright.sync_api import expect

from files import png
from person import answers_of, eventually, expect_complete, field_of, questions_of, text_of, words_of

GROUNDED = "The tram is old. It climbs through Alfama.\n\n- A day pass costs 6.80 euros."


def grounding(*segments: tuple[str, int]) -> dict:
    """What Gemini says of sources: texts with the number of what they rest on, and its suggestions."""
    chunks = [{"web": {"uri": f"https://source-{n}.example/page", "title": f"Source number {n}"}} for n in (1, 2)]
    supports = []
    for text, chunk in segments:
        start = len(GROUNDED[: GROUNDED.index(text)].encode())
        segment = {"startIndex": start, "endIndex": start + len(text.encode()), "text": text}
        supports.append({"segment": segment, "groundingChunkIndices": [chunk]})
    suggestions = "<div><a href='https://www.google.com/search?q=tram'>tram tickets</a></div>"
    return {
        "groundingChunks": chunks,
        "groundingSupports": supports,
        "searchEntryPoint": {"renderedContent": suggestions},
        "webSearchQueries": ["tram tickets"],
    }


def test_an_overloaded_model_and_another(reader):
    person, gemini = reader
    script = gemini.prepare("too-busy")
    script.refusals = [(503, "")] * 3
    script.say("From the other one.").end()
    page = person.open_new_chat()
    person.ask("too-busy?")
    answer = answers_of(page)
    expect(answer).to_contain_text("overloaded", timeout=60_000)
    script.refusals = []
    answer.get_by_role("button", name="Try with another model…").click()
    page.get_by_role("dialog").get_by_role("button", name="Gemini 3.8 Pro").click()
    expect(answers_of(page)).to_contain_text("From the other one.")
    expect_complete(page)
    assert gemini.asked[-1][0] == "gemini-3.8-pro"
    # The chat keeps its own model, and the first answer is one step away.
    assert person.call("GET", f"conversations/{person.open_id()}").get("model") is None
    expect(answers_of(page).get_by_role("group", name="Answer 2 of 2")).to_be_visible()


def test_a_model_that_is_gone_is_changed_for_the_chat(reader):
    person, gemini = reader
    script = gemini.prepare("gone-for-good")
    script.refusals = [(404, "")]
    script.say("I am still here.").end()
    id = person.conversation(model="gemini-2.0-old")
    page = person.open(f"/c/{id}")
    person.ask("gone-for-good?")
    answers_of(page).get_by_role("button", name="Try with another model…").click()
    page.get_by_role("dialog").get_by_role("button", name="Gemini 3.8 Pro").click()
    expect(answers_of(page)).to_contain_text("I am still here.")
    expect(page.get_by_role("button", name="Model:")).to_have_accessible_name("Model: Gemini 3.8 Pro")


def test_the_next_try_is_counted_down(reader):
    person, gemini = reader
    script = gemini.prepare("wait-a-moment")
    script.refusals = [(429, "8s")]
    script.say("Here I am.").end()
    page = person.open_new_chat()
    person.ask("wait-a-moment")
    why = answers_of(page).locator(".why")
    expect(why).to_have_text(re.compile(r"Gemini is busy\. Trying again in [2-9] s\."))
    expect(why).not_to_have_text(why.inner_text())
    expect(answers_of(page)).to_contain_text("Here I am.", timeout=30_000)
    expect(why).to_be_hidden()


def test_the_countdown_goes_on_when_something_follows(reader):
    person, gemini = reader
    script = gemini.prepare("wait-longer")
    script.refusals = [(429, "20s")]
    script.say("Late.").end()
    gemini.answer("meanwhile", "Yes.")
    page = person.open_new_chat()
    person.ask("wait-longer")
    why = answers_of(page).first.locator(".why")
    expect(why).to_have_text(re.compile(r"Trying again in \d+ s\."))
    why.evaluate("""why => {
        window.said = [];
        new MutationObserver(() => window.said.push(why.textContent)).observe(why, { childList: true });
    }""")
    person.ask("meanwhile")
    expect(answers_of(page)).to_have_count(2)
    expect(why).not_to_have_text(why.inner_text())
    said = page.evaluate("window.said")
    assert said and all(re.search(r"in \d+ s\.$", one) for one in said), said
    page.get_by_role("button", name="Stop the answer").click()
    expect(why).to_contain_text("Stopped")


@pytest.mark.firefox
def test_siblings(reader):
    """Asked again the old answer stays, with what followed it; the arrows go from one to the other, in every tab."""
    person, gemini = reader
    gemini.answer("tell-me", "First words.")
    gemini.answer("and-then", "What followed.")
    id = person.conversation(questions=["tell-me", "and-then"])
    page = person.open(f"/c/{id}")
    other = person.open_second_tab(f"/c/{id}")
    expect(answers_of(other)).to_have_count(2)
    gemini.answer("tell-me", "Second words.")
    first = answers_of(page).first
    first.hover()
    first.get_by_role("button", name="Answer menu").click()
    page.get_by_role("button", name="Try again").click()
    expect(answers_of(page)).to_have_count(1)
    expect(answers_of(page)).to_contain_text("Second words.")
    expect_complete(page)
    expect(answers_of(other)).to_have_count(1)
    expect(answers_of(other)).to_contain_text("Second words.")

    page.get_by_role("button", name="Previous answer").click()
    expect(answers_of(page)).to_have_count(2)
    expect(answers_of(page).first).to_contain_text("First words.")
    expect(answers_of(page).last).to_contain_text("What followed.")
    expect(page.get_by_role("button", name="Next answer")).to_be_focused()
    expect(answers_of(other)).to_have_count(2)
    page.reload()
    expect(answers_of(page)).to_have_count(2)
    page.get_by_role("button", name="Next answer").click()
    expect(answers_of(page)).to_have_count(1)

    # The next question goes on from the answer that is shown.
    gemini.answer("go-on-here", "Here.")
    person.ask("go-on-here")
    expect(answers_of(page)).to_have_count(2)
    expect_complete(page)
    assert "Second words." in str(gemini.asked[-1][1]["contents"])
    expect(answers_of(other)).to_have_count(2)


def test_going_on_at_the_length_limit(reader):
    person, gemini = reader
    gemini.prepare("long-story").say("It was a dark and").end(finishReason="MAX_TOKENS")
    gemini.answer("Continue.", "stormy night.")
    page = person.open_new_chat()
    person.ask("long-story")
    answers_of(page).get_by_role("button", name="Continue").click()
    expect(questions_of(page).last).to_contain_text("Continue.")
    expect(answers_of(page).last).to_contain_text("stormy night.")


def test_sources(reader):
    person, gemini = reader
    metadata = grounding(("The tram is old.", 0), ("through Alfama.", 1), ("6.80 euros.", 0))
    gemini.prepare("where-from").say(GROUNDED).end(groundingMetadata=metadata)
    page = person.open_new_chat()
    person.ask("where-from?")
    expect_complete(page)
    answer = answers_of(page)
    notes = answer.locator("sup.note-ref a")
    expect(notes).to_have_text(["1", "2", "1"])
    assert text_of(page).startswith("The tram is old.1 It climbs through Alfama.2")
    expect(notes.first).to_have_attribute("href", "https://source-1.example/page")
    expect(notes.first).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(answer.get_by_role("link", name="Source number 2", exact=True)).to_be_hidden()
    answer.get_by_text("2 sources").click()
    expect(answer.get_by_role("link", name="Source number 2", exact=True)).to_be_visible()
    expect(answer).to_contain_text("source-2.example")
    frame = answer.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "allow-popups allow-popups-to-escape-sandbox")
    expect(frame.content_frame.get_by_role("link", name="tram tickets")).to_be_visible()
    # The list stays open when something follows, and all of it is there after a reload.
    gemini.answer("next-one", "Yes.")
    person.ask("next-one")
    expect_complete(page)
    expect(answer.first.get_by_role("link", name="Source number 2", exact=True)).to_be_visible()
    page.reload()
    expect(answer.first.locator("sup.note-ref a")).to_have_count(3)


def test_a_source_without_a_title(reader):
    """Google's redirect, which says nothing of where it leads, is no name."""
    person, gemini = reader
    metadata = grounding(("The tram is old.", 0))
    metadata["groundingChunks"][0] = {"web": {"uri": "https://vertexaisearch.cloud.google.com/grounding-api-redirect/A"}}
    gemini.prepare("no-title").say(GROUNDED).end(groundingMetadata=metadata)
    page = person.open_new_chat()
    person.ask("no-title")
    expect_complete(page)
    answers_of(page).get_by_text("2 sources").click()
    expect(answers_of(page).get_by_role("link", name="Found by Google Search")).to_be_visible()
    expect(answers_of(page).get_by_role("link", name="Source number 2", exact=True)).to_be_visible()


def test_pictures(reader):
    person, gemini = reader
    script = gemini.prepare("draw-me")
    script.say("A wide one:\n").show("image/png", png(90, 60)).say("And a tall one:\n").show("image/png", png(60, 90)).end()
    page = person.open_new_chat()
    person.ask("draw-me two pictures")
    expect_complete(page)
    answer = answers_of(page)
    expect(answer.locator(".picture img")).to_have_count(2)
    order = answer.evaluate("""answer => [...answer.querySelectorAll(".text, .picture")].map((one) =>
        one.matches(".picture") ? "picture" : one.textContent.trim()).filter(Boolean)""")
    assert order == ["A wide one:", "picture", "And a tall one:", "picture"]
    image = answer.locator(".picture img").first
    expect(image).to_have_js_property("naturalWidth", 90)
    answer.get_by_role("button", name="Open picture").first.click()
    viewer = page.get_by_role("dialog", name="Picture")
    with page.expect_download() as download:
        viewer.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == png(90, 60)
    page.keyboard.press("Escape")
    expect(answer.get_by_role("button", name="Open picture").first).to_be_focused()


def test_thoughts(reader):
    """They are folded, count the seconds while nothing else is there, and stay as the reader left them."""
    person, gemini = reader
    script = gemini.prepare("think-hard").think("First I look at both sides. ")
    page = person.open_new_chat()
    person.ask("think-hard")
    summary = answers_of(page).locator("summary")
    expect(summary).to_have_text(re.compile(r"Thinking… \d+ s"))
    thought = answers_of(page).get_by_text("First I look at both sides.")
    expect(thought).to_be_hidden()
    summary.click()
    expect(thought).to_be_visible()
    script.think("Then I decide.")
    expect(answers_of(page)).to_contain_text("Then I decide.")
    script.say("Both.").end()
    expect_complete(page)
    expect(summary).to_have_text("Thoughts")
    expect(thought).to_be_visible()


def test_info_and_copy(reader):
    person, gemini = reader
    gemini.answer("copy-that", "Some **bold** words.")
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = person.open_new_chat()
    person.ask("copy-that")
    expect_complete(page)
    # By keyboard: the arrow is a button like any other.
    field_of(page).focus()
    arrow = answers_of(page).get_by_role("button", name="Answer menu")
    arrow.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reply")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Copy as Markdown")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Some **bold** words."
    expect(arrow).to_be_focused()
    # By the other mouse button.
    words_of(answers_of(page)).click(button="right")
    page.get_by_role("button", name="Info").click()
    info = page.get_by_role("dialog", name="About this answer")
    for text in ("Gemini 3.8 Flash (gemini-3.8-flash)", "scripted-001", "scripted-id", "STOP", "51"):
        expect(info).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(arrow).to_be_focused()
    # A menu closes without doing anything.
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Copy", exact=True)).to_have_count(0)
    expect(arrow).to_be_focused()


HOLD_FRAMES = """() => {
    const { requestAnimationFrame } = window;
    const held = [];
    new MutationObserver((_, observer) => {
        if (!document.querySelector('#log .bubble')) return;
        observer.disconnect();
        window.requestAnimationFrame = (draw) => held.push(draw);
    }).observe(document.querySelector('#log'), { childList: true, subtree: true });
    window.drawAgain = () => {
        window.requestAnimationFrame = requestAnimationFrame;
        held.forEach((draw) => requestAnimationFrame(draw));
    };
}"""


def test_an_answer_that_comes_between_two_frames_is_announced(reader):
    person, gemini = reader
    gemini.answer("at once", "It was here before you looked.")
    page = person.open_new_chat()
    page.evaluate(HOLD_FRAMES)
    field_of(page).fill("at once?")
    field_of(page).press("Enter")
    # Asking the browser also lets it tell of frames.
    eventually(lambda: page.title() and any('"complete"' in frame for frame in person.frames), "the answer is here")
    expect(answers_of(page)).to_have_count(0)
    page.evaluate("drawAgain()")
    expect_complete(page)
    expect(page.get_by_role("status").filter(has_text="Answer complete")).to_be_attached()
