"""Which model answers: chosen in the header, for a chat that is there and for one that is not yet."""

from playwright.sync_api import expect

from person import answers_of, expect_complete


def model_button(page):
    return page.get_by_role("button", name="Model:")


def choose(page, name: str):
    page.get_by_role("dialog").get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_new_chat_begins_with_the_chosen_model(reader):
    person, gemini = reader
    gemini.answer("which-model", "I am the larger one.")
    page = person.open_new_chat()
    expect(model_button(page)).to_have_accessible_name("Model: Gemini 3.8 Flash")
    model_button(page).click()
    dialog = page.get_by_role("dialog", name="Choose a model")
    current = dialog.get_by_role("button", pressed=True)
    expect(current).to_contain_text("Default")
    expect(current).to_be_focused()
    expect(dialog.get_by_role("button", name="Gemini 3.1 Flash Image")).to_contain_text("Makes pictures")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("button", name="Gemini 3.8 Pro")).to_be_focused()
    page.keyboard.press("Enter")
    expect(model_button(page)).to_have_accessible_name("Model: Gemini 3.8 Pro")
    expect(model_button(page)).to_be_focused()
    assert person.call("GET", f"conversations/{person.open_id()}")["model"] == "gemini-3.8-pro"
    person.ask("which-model are you?")
    expect_complete(page)
    assert gemini.asked[-1][0] == "gemini-3.8-pro"
    assert person.messages(person.open_id())[1]["model"] == "gemini-3.8-pro"


def test_the_other_tab_sees_the_change(reader):
    person, gemini = reader
    gemini.answer("two-tabs", "Yes.")
    id = person.conversation(questions=["two-tabs"])
    page = person.open(f"/c/{id}")
    other = person.open_second_tab(f"/c/{id}")
    expect(model_button(other)).to_have_accessible_name("Model: Gemini 3.8 Flash")
    model_button(page).click()
    choose(page, "Gemini 3.8 Pro")
    expect(model_button(other)).to_have_accessible_name("Model: Gemini 3.8 Pro")


def test_a_model_that_is_gone(reader):
    """The chat opens as ever, says that its model is gone, and another can be chosen."""
    person, gemini = reader
    gemini.answer("still-here", "Yes, I am.")
    id = person.conversation(model="gemini-2.0-old")
    page = person.open(f"/c/{id}")
    expect(model_button(page)).to_contain_text("gemini-2.0-old – not offered any more")
    model_button(page).click()
    expect(page.get_by_role("dialog")).to_contain_text("not offered any more")
    page.keyboard.press("Escape")
    expect(model_button(page)).to_be_focused()
    model_button(page).click()
    choose(page, "Gemini 3.8 Flash")
    person.ask("still-here?")
    expect_complete(page)
    expect(answers_of(page)).to_contain_text("Yes, I am.")
