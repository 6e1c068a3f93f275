"""The network is cut in the middle of an answer, and comes back."""

from playwright.sync_api import Route, WebSocketRoute, expect

from person import (
    HELD,
    Person,
    answers_of,
    eventually,
    expect_complete,
    expect_tick,
    expect_unbroken,
    field_of,
    questions_of,
    text_of,
    try_at_once,
    words_of,
)

LOST = "Connecting…"


def test_the_server_is_killed(people, start_server, stand_in):
    server = start_server()
    person: Person = people(server).sign_up()
    person.expects_no_connection()
    id = person.conversation()
    page = person.open(f"/c/{id}")
    person.ask(f"First question. {HELD}")
    stand_in.wait_for_held()
    expect_tick(questions_of(page), "Gemini has begun to answer")
    # What is shown is stored within a quarter of a second; a test must not be faster.
    eventually(lambda: person.messages(id)[1]["text"] != "", "the part is stored")
    stored = person.messages(id)[1]["text"]
    expect(words_of(answers_of(page))).not_to_be_empty()
    part = text_of(page)

    server.kill()
    expect(page.get_by_text(LOST)).to_be_visible()
    person.ask("Second question.")
    person.ask("Third question.")
    expect(questions_of(page)).to_have_count(3)
    expect_tick(questions_of(page).nth(1), "Waiting for the connection")
    assert text_of(page) == part

    server.start_again()
    try_at_once(page)
    expect(page.get_by_text(LOST)).to_be_hidden()
    expect(answers_of(page).first).to_contain_text("Pollux was restarted while Gemini was answering.")
    expect(answers_of(page)).to_have_count(3)
    expect_complete(page)
    expect(words_of(answers_of(page).first)).to_have_text(part, use_inner_text=True)

    messages = person.messages(id)
    assert [one["text"] for one in messages if one["role"] == "user"] == [
        f"First question. {HELD}",
        "Second question.",
        "Third question.",
    ]
    assert [one["status"] for one in messages[1::2]] == ["interrupted", "complete", "complete"]
    assert messages[1]["text"] == stored
    questions = [f"First question. {HELD}", "Second question.", "Third question."]
    assert [stand_in.times_asked(question) for question in questions] == [1, 1, 1]
    page.reload()
    expect(questions_of(page)).to_have_count(3)
    expect_complete(page)


def test_a_question_waits_through_a_reload(people, start_server):
    """What is not stored yet survives the page, and even a server that is away while the page comes back."""
    server = start_server()
    person: Person = people(server).sign_up()
    person.expects_no_connection()
    id = person.conversation(questions=["Before."])
    page = person.open(f"/c/{id}")
    expect_complete(page)
    server.kill()
    expect(page.get_by_text(LOST)).to_be_visible()
    person.ask("Asked in the dark.")
    expect_tick(questions_of(page).last, "Waiting for the connection")
    field_of(page).fill("A draft")
    server.start_again()
    page.reload()
    expect(questions_of(page)).to_have_count(2)
    expect_complete(page)
    expect(field_of(page)).to_have_value("A draft")
    assert [one["text"] for one in person.messages(id)[::2]] == ["Before.", "Asked in the dark."]


def test_a_lost_reply(person, stand_in):
    """The question was stored, but its author does not know: it is sent again, and is the same question."""
    person.expects_no_connection()
    page = person.open_new_chat()
    replies: list[int] = []

    def lose(route: Route):
        replies.append(route.fetch(headers=route.request.headers | {"origin": person.url}).status)
        route.abort()

    page.route("**/messages", lose, times=1)
    with page.expect_response(lambda one: one.url.endswith("/messages") and one.request.method == "POST") as again:
        person.ask("Only once, please.")
    assert (replies, again.value.status) == ([201], 200)
    expect(questions_of(page)).to_have_count(1)
    expect_complete(page)
    assert len(person.messages(person.open_id())) == 2
    assert stand_in.times_asked("Only once, please.") == 1


def test_only_the_socket_is_cut(person, stand_in):
    id = person.conversation()
    sockets: list[WebSocketRoute] = []
    is_open = True

    def route(socket: WebSocketRoute):
        sockets.append(socket)
        if is_open:
            socket.connect_to_server()

    person.page.route_web_socket("**/api/v1/live", route)
    page = person.open(f"/c/{id}")
    person.ask(f"What is behind the hill? {HELD}")
    stand_in.wait_for_held()
    expect_tick(questions_of(page), "Gemini has begun to answer")
    expect(words_of(answers_of(page))).not_to_be_empty()
    part = text_of(page)

    is_open = False
    sockets[-1].close(code=1001)
    expect(page.get_by_text(LOST)).to_be_visible()
    stand_in.release()
    eventually(lambda: person.messages(id)[1]["status"] == "complete", "the answer ends without its reader")
    assert text_of(page) == part

    is_open = True
    sockets[-1].close(code=1001)
    expect(page.get_by_text(LOST)).to_be_hidden()
    expect_complete(page)
    fresh = person.new_tab()
    fresh.goto(f"/c/{id}")
    expect_complete(fresh)
    assert text_of(page) == text_of(fresh)
    assert len(text_of(page)) > len(part)
    assert stand_in.times_asked(f"What is behind the hill? {HELD}") == 1


def test_cuts_while_the_answer_streams(reader):
    """Each cut loses deltas under way; the resumes must fill exactly the gaps."""
    person, gemini = reader
    sockets: list[WebSocketRoute] = []

    def route(socket: WebSocketRoute):
        sockets.append(socket)
        socket.connect_to_server()

    person.page.route_web_socket("**/api/v1/live", route)
    page = person.open_new_chat()
    answer = gemini.ramble("cuts")
    person.ask("cuts")
    shown = words_of(answers_of(page))
    shown.wait_for()
    for cut in range(1, 4):
        sockets[-1].close(code=1001)
        # A word or two may still be under way; this many come only by another socket.
        expect(shown).to_contain_text(f"word-{len(text_of(page).split()) + 40} ")
        expect_unbroken(page)
        assert len(sockets) > cut
    answer.end()
    expect_complete(page)
    expect_unbroken(page)
    assert text_of(page) == person.messages(person.open_id())[1]["text"].strip()
