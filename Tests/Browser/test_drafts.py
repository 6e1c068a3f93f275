"""What is written and not sent: it outlives the page, and is on the other device; what was sent does not come back."""

from playwright.sync_api import Page, expect

from person import HELD, Person, eventually, expect_complete, expect_tick, field_of, new_id, questions_of


def draft_of(person: Person, id: str) -> str | None:
    return (person.call("GET", f"conversations/{id}").get("draft") or {}).get("text")


def expect_saved(person: Person, id: str, text: str | None):
    eventually(lambda: draft_of(person, id) == text, f"the server has {text!r}")


def type_in(page: Page, text: str):
    field_of(page).focus()
    page.keyboard.type(text)


def other_device(people, person: Person, path: str) -> Page:
    other = people()
    other.name = person.name
    return other.sign_in().open(path)


def test_it_survives_a_reload_at_once(person):
    id = person.conversation(questions=["One."])
    page = person.open(f"/c/{id}")
    page.route("**/draft", lambda route: route.abort())
    person.expects_no_connection()
    type_in(page, "Half a thought")
    page.reload()
    expect(field_of(page)).to_have_value("Half a thought")


def test_each_chat_has_its_own(person):
    first, second = person.conversation(questions=["One."]), person.conversation(questions=["Two."])
    page = person.open(f"/c/{first}")
    type_in(page, "for the first")
    page.get_by_role("link", name="Two.").click()
    expect(field_of(page)).to_have_value("")
    type_in(page, "for the second")
    page.get_by_role("link", name="One.").click()
    expect(field_of(page)).to_have_value("for the first")
    expect_saved(person, first, "for the first")
    expect_saved(person, second, "for the second")


def test_it_survives_the_tab(person):
    """In a new chat, which the server does not know: New chat goes on with it."""
    page = person.open_new_chat()
    type_in(page, "An idea that waits")
    page.close()
    tab = person.new_tab()
    tab.goto("/")
    tab.get_by_role("button", name="New chat").click()
    expect(field_of(tab)).to_have_value("An idea that waits")
    tab.locator("#new-chat").click()
    expect(field_of(tab)).to_have_value("An idea that waits")
    assert person.call("GET", "conversations")["conversations"] == []


def test_it_goes_on_on_another_device(people, person):
    id = person.conversation(questions=["One."])
    page = person.open(f"/c/{id}")
    phone = other_device(people, person, f"/c/{id}")
    expect(field_of(phone)).to_have_value("")
    type_in(page, "Begun here")
    expect(field_of(phone)).to_have_value("Begun here")
    field_of(phone).blur()
    field_of(phone).press("End")
    phone.keyboard.type(", ended there")
    # Here somebody is still in the field: nothing is put over their words before they leave it.
    expect_saved(person, id, "Begun here, ended there")
    expect(field_of(page)).to_have_value("Begun here")
    field_of(page).blur()
    expect(field_of(page)).to_have_value("Begun here, ended there")

    phone.keyboard.press("Enter")
    expect(questions_of(phone)).to_have_count(2)
    expect_complete(phone)
    expect(questions_of(page).last).to_contain_text("Begun here, ended there")
    expect(field_of(page)).to_have_value("")
    expect_saved(person, id, None)


def test_sending_clears_it_at_once_and_a_late_save_does_not_bring_it_back(person):
    id = person.conversation(questions=["One."])
    page = person.open(f"/c/{id}")
    held = []
    page.route("**/draft", lambda route: held.append(route))
    type_in(page, "Say it once")
    eventually(lambda: page.evaluate("1") == 1 and len(held) == 1, "the save is on its way")
    saved = held[0].request.post_data_json
    page.keyboard.press("Enter")
    expect(field_of(page)).to_have_value("")
    expect(questions_of(page)).to_have_count(2)
    expect_complete(page)
    assert person.messages(id)[-2]["id"] == saved["id"], "the question has the draft's id"
    held[0].continue_()
    page.unroute("**/draft")
    person.call("PUT", f"conversations/{id}/draft", saved)
    page.reload()
    expect(questions_of(page).last).to_contain_text("Say it once")
    expect(field_of(page)).to_have_value("")
    assert draft_of(person, id) is None


def test_the_same_draft_sent_in_other_words_from_two_devices_is_two_questions(people, person):
    id = person.conversation(questions=["One."])
    draft = new_id()
    person.call("PUT", f"conversations/{id}/draft", {"id": draft, "text": "Begun"})
    person.expects("status of 409")
    page = person.open(f"/c/{id}")
    expect(field_of(page)).to_have_value("Begun")
    held = []
    page.route("**/messages", lambda route: held.append(route))
    field_of(page).press("End")
    page.keyboard.type(" and ended")
    page.keyboard.press("Enter")
    expect_tick(questions_of(page).last, "Sending")
    eventually(lambda: page.evaluate("1") == 1 and len(held) == 1, "the question is on its way")
    person.call("POST", f"conversations/{id}/messages", {"id": draft, "text": "Begun elsewhere"})
    held[0].continue_()
    page.unroute("**/messages")
    eventually(
        lambda: [one["text"] for one in person.messages(id) if one["role"] == "user"] == ["One.", "Begun elsewhere", "Begun and ended"],
        "both are stored",
    )


def test_editing_a_question_leaves_the_draft_alone(person):
    id = person.conversation(questions=["One."])
    page = person.open(f"/c/{id}")
    type_in(page, "A draft")
    expect_saved(person, id, "A draft")
    field_of(page).fill("")
    expect_saved(person, id, None)
    field_of(page).press("ArrowUp")
    expect(field_of(page)).to_have_value("One.")
    page.keyboard.type(" changed")
    page.keyboard.press("Escape")
    expect(field_of(page)).to_have_value("")
    page.reload()
    expect(questions_of(page)).to_have_count(1)
    expect(field_of(page)).to_have_value("")
    assert draft_of(person, id) is None


def test_nothing_of_it_stays_after_signing_out(person):
    page = person.open_new_chat()
    type_in(page, "Between us")
    eventually(lambda: "Between us" in page.evaluate("JSON.stringify({...localStorage})"), "it is on the disk")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("textbox", name="Password")).to_be_visible()
    assert "Between us" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_what_is_typed_while_an_answer_runs_is_a_draft_too(person, stand_in):
    id = person.conversation()
    page = person.open(f"/c/{id}")
    person.ask(f"Go on. {HELD}")
    stand_in.wait_for_held()
    type_in(page, "Meanwhile")
    expect_saved(person, id, "Meanwhile")
