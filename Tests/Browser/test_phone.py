"""A phone: one pane at a time, touch, a narrow screen."""

import pytest
from playwright.sync_api import expect

from files import PICTURE, upload
from person import answers_of, expect_complete, field_of, questions_of
from test_attachments import choose, expect_attached

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
COLUMNS = range(12)
WIDE = f"""A table and code:

|{"|".join(f" column-{n} " for n in COLUMNS)}|
|{"---|" * len(COLUMNS)}
|{"|".join(f" cell-{n} " for n in COLUMNS)}|

```swift
let line = "{"wide " * 40}"
```

https://example.org/{"long" * 40}
"""


@pytest.fixture
def phone(people, stand_in):
    return people(**PHONE).sign_up()


def expect_composer_in_view(page):
    box = field_of(page).bounding_box()
    height = page.evaluate("innerHeight")
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= height, f"the field is at {box} of {height}"
    expect(field_of(page)).to_be_in_viewport(ratio=1)


def test_list_and_chat_take_turns(phone):
    first = phone.conversation(questions=["About the harbour."])
    phone.conversation(questions=["About the lighthouse."])
    page = phone.open()
    rows = page.get_by_role("link")
    expect(rows).to_have_count(2)
    expect(field_of(page)).to_be_hidden()

    page.get_by_role("link", name="About the harbour.").tap()
    expect(field_of(page)).to_be_visible()
    expect(rows.first).to_be_hidden()
    expect(page).to_have_url(f"/c/{first}")
    page.get_by_role("button", name="Back to chats").tap()
    expect(rows.first).to_be_visible()
    expect(field_of(page)).to_be_hidden()

    page.get_by_role("link", name="About the lighthouse.").tap()
    expect(questions_of(page)).to_contain_text("About the lighthouse.")
    page.go_back()
    expect(rows.first).to_be_visible()
    page.go_forward()
    expect(questions_of(page)).to_contain_text("About the lighthouse.")

    # Whoever came by a link gets to the list, not out of the page.
    page.goto(f"/c/{first}")
    expect(questions_of(page)).to_contain_text("About the harbour.")
    page.get_by_role("button", name="Back to chats").tap()
    expect(rows.first).to_be_visible()


def test_enter_breaks_the_line(phone):
    page = phone.open_new_chat()
    field = field_of(page)
    field.tap()
    field.press_sequentially("one")
    field.press("Enter")
    field.press_sequentially("two")
    expect(field).to_have_value("one\ntwo")
    expect(questions_of(page)).to_have_count(0)
    page.get_by_role("button", name="Send").tap()
    expect_complete(page)
    assert questions_of(page).locator(".text").inner_text() == "one\ntwo"


def test_the_composer_stays_in_view(phone, stand_in):
    id = phone.conversation(questions=["Tell me much.", "More.", "And more."])
    page = phone.open(f"/c/{id}")
    expect_complete(page)
    expect_composer_in_view(page)
    field_of(page).fill("\n".join(f"line {n}" for n in range(30)))
    expect_composer_in_view(page)
    assert field_of(page).bounding_box()["height"] < 260, "the field leaves no room for the chat"
    # The keyboard takes half of the screen.
    page.set_viewport_size({"width": 360, "height": 400})
    expect_composer_in_view(page)
    expect(answers_of(page).last.locator("time")).to_be_in_viewport()


def overflowing(page) -> list[str]:
    """What is wider than its screen, with the names of what sticks out, as it is painted: the log takes a new width in the next frame."""
    return page.evaluate("""async () => {
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
        const root = document.scrollingElement;
        const wide = root.scrollWidth > innerWidth ? [`the page: ${root.scrollWidth}`] : [];
        for (const pane of document.querySelectorAll(".log, .rows, .composer, .bar, .bubble, .tray, .sheet-body, dialog, .card")) {
            const { left, right, width } = pane.getBoundingClientRect();
            if (width && (left < 0 || right > innerWidth + 0.5)) wide.push(`${pane.className}: ${left} to ${right}`);
            if (width && pane.matches(".log, .rows, dialog, .sheet-body, .tray, .composer, .card") && pane.scrollWidth > pane.clientWidth)
                wide.push(`inside ${pane.className}: ${pane.scrollWidth} of ${pane.clientWidth}`);
        }
        return wide;
    }""")


def test_nothing_sticks_out_at_320(people, scripted_server):
    server, gemini = scripted_server
    gemini.answer("wide-things", WIDE)
    person = people(server, **(PHONE | {"viewport": {"width": 320, "height": 640}, "reduced_motion": "reduce"}))
    page = person.open()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert overflowing(page) == []
    person.sign_up()
    id = person.conversation(questions=["wide-things, and " + "averylongwordwithoutanyspace" * 12])
    page.goto("/")
    expect(page.get_by_role("link")).to_have_count(1)
    assert overflowing(page) == []
    page.get_by_role("link").tap()
    expect_complete(page)
    assert overflowing(page) == []
    table = answers_of(page).locator(".table")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth"), "the table was not wide enough to tell"
    field_of(page).fill("averylongwordwithoutanyspace" * 12)
    assert overflowing(page) == []
    for action in ("Rename", "Delete"):
        page.get_by_role("button", name="Chat menu").tap()
        page.get_by_role("button", name=action).tap()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert overflowing(page) == []
        page.get_by_role("button", name="Cancel").tap()
    for screen in ("Chat settings", "Choose a model"):
        if screen == "Chat settings":
            page.get_by_role("button", name="Chat menu").tap()
            page.get_by_role("button", name=screen).tap()
        else:
            page.get_by_role("button", name="Model:").tap()
        expect(page.get_by_role("dialog", name=screen)).to_be_visible()
        assert overflowing(page) == []
        page.get_by_role("button", name="Close").tap()
    answers_of(page).get_by_role("button", name="Answer menu").tap()
    page.get_by_role("button", name="Info").tap()
    expect(page.get_by_role("dialog", name="About this answer")).to_be_visible()
    assert overflowing(page) == []
    page.get_by_role("button", name="Close").tap()
    choose(page, PICTURE, upload(f"{'averylongname' * 9}.txt", "text/plain", b"x"))
    expect_attached(page, 2)
    assert overflowing(page) == []
    gemini.answer("with-files", "Yes.")
    person.ask("with-files")
    expect_complete(page)
    assert overflowing(page) == []
    assert person.messages(id)[1]["text"] == WIDE
