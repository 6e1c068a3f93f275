"""Whatever goes wrong at Gemini is said in words, in the bubble, and asking again works."""

from playwright.sync_api import expect

from person import answers_of, expect_complete, expect_tick, is_running, questions_of, words_of

# By stand-in model: what its bubble says, the answer's status, and whether there is text as well.
FAILURES = {
    "429": ("Gemini's limit of requests is reached. Please try again in a minute.", "failed", False),
    "500": ("Gemini had an internal error. Please try again.", "failed", False),
    "503": ("This model is overloaded at the moment. Please try again, or choose another model.", "failed", False),
    "empty": ("Gemini returned an empty answer. Please try again.", "failed", False),
    "blocked": ("Gemini refused this question", "failed", False),
    "midstream": ("Gemini had an internal error. Please try again.", "failed", True),
    "cut": ("The connection to Gemini broke before the answer was complete.", "interrupted", True),
    "abort": ("The connection to Gemini broke before the answer was complete.", "interrupted", True),
    "reset": ("The connection to Gemini broke before the answer was complete.", "interrupted", True),
    "safety": ("Gemini's safety filter stopped the answer.", "failed", True),
    "maxtokens": ("The answer was cut at Gemini's length limit.", "complete", True),
}
TICKS = {"failed": "The answer failed", "interrupted": "Gemini has begun to answer", "complete": "Answer complete"}


def test_failing_models(person):
    for model, (words, status, has_text) in FAILURES.items():
        id = person.conversation(model=f"stand-in-{model}")
        page = person.open(f"/c/{id}")
        person.ask("Will this work?")
        answer = answers_of(page)
        expect(answer.locator(".why"), model).to_contain_text(words)
        expect(answer, model).to_have_attribute("aria-busy", "false")
        expect_tick(questions_of(page), TICKS[status])
        shown = words_of(answer)
        assert (shown.inner_text() != "") == has_text, model
        stored = person.messages(id)[1]
        assert (stored["status"], stored["text"] != "") == (status, has_text), model


def test_asking_again(person):
    """A failed answer says the same after a reload, and with another model the same question is answered."""
    id = person.conversation(model="stand-in-503", questions=["Will this work?"])
    page = person.open(f"/c/{id}")
    expect(answers_of(page)).to_contain_text(FAILURES["503"][0])
    person.call("PATCH", f"conversations/{id}", {"model": "gemini-3.8-flash"})
    person.ask("Will this work?")
    expect(questions_of(page)).to_have_count(2)
    expect_complete(page)
    expect(answers_of(page).first).to_contain_text(FAILURES["503"][0])
    expect(words_of(answers_of(page).last)).not_to_be_empty()


def test_an_unknown_model(person):
    id = person.conversation(model="no-such-model")
    page = person.open(f"/c/{id}")
    person.ask("Is anybody there?")
    expect(answers_of(page)).to_contain_text("Gemini does not offer “no-such-model” (any more). Please choose another model.")


def test_a_wrong_key(people, start_server):
    """Told in the conversation, without the key; the operator reads it in the log, without the key as well."""
    server = start_server(key="bad-key-5c41")
    person = people(server).sign_up()
    person.expects(r"status of 50\d .*/api/v1/models")
    page = person.open_new_chat()
    person.reads_bodies = True
    person.ask("Who are you?")
    expect(answers_of(page)).to_contain_text(
        "Gemini does not accept this server's API key. Please tell the administrator."
    )
    log = server.program.log.read_text()
    assert "key" in log.lower()
    assert "bad-key-5c41" not in log + person.received_text() + page.content()


def test_demo_mode(people, start_server):
    """Without a key there are answers all the same, and the page says whose they are."""
    person = people(start_server(gemini_url=None, key=None))
    page = person.open()
    notice = page.get_by_text("Demo: no Gemini key is configured").filter(visible=True)
    expect(notice).to_have_count(1)
    page.get_by_role("button", name="Try as a guest").click()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    expect(notice).to_have_count(1)
    page.get_by_role("button", name="New chat").click()
    person.ask("Hello!")
    expect_complete(page)
    expect(words_of(answers_of(page))).not_to_be_empty()


def test_a_refused_question_can_be_taken_back(person):
    """The server refuses what the page let through: it is told at the bubble, and the text is not lost."""
    page = person.open_new_chat()
    person.expects("status of 429")
    problem = {
        "type": "about:blank",
        "title": "Limit",
        "status": 429,
        "code": "usage_limit",
        "detail": "Enough for today.",
    }
    page.route(
        "**/messages",
        lambda route: route.fulfill(status=429, json=problem, content_type="application/problem+json"),
        times=1,
    )
    person.ask("One too many.")
    question = questions_of(page)
    expect(question).to_contain_text("Not sent")
    expect_tick(question, "Not sent")
    question.get_by_role("button", name="Edit and send again").click()
    expect(questions_of(page)).to_have_count(0)
    field = page.get_by_role("textbox", name="Message")
    expect(field).to_have_value("One too many.")
    expect(field).to_be_focused()
    field.press("Enter")
    expect_complete(page)
    assert not is_running(person.messages(person.open_id())[1])
