"""A chat's settings, and instructions kept under a name."""

from playwright.sync_api import expect

from person import eventually, expect_complete, expect_focus_kept
from test_offline import kept, ready_for_offline


def open_settings(page):
    page.get_by_role("button", name="Chat menu").click()
    page.get_by_role("button", name="Chat settings").click()
    dialog = page.get_by_role("dialog", name="Chat settings")
    expect(dialog).to_be_visible()
    return dialog


def save(dialog):
    dialog.locator("footer").get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def test_settings_go_to_gemini(reader):
    person, gemini = reader
    gemini.answer("with-settings", "Aye.")
    page = person.open_new_chat()
    dialog = open_settings(page)
    dialog.get_by_label("Instructions").fill("Talk like a sailor.")
    dialog.get_by_label("Exchanges").fill("7")
    dialog.get_by_label("Set the temperature").check()
    dialog.get_by_label("Temperature", exact=True).fill("0.3")
    for switch in ("Google Search", "Read web addresses", "Run code"):
        expect(dialog.get_by_role("switch", name=switch)).not_to_be_checked()
    dialog.get_by_role("switch", name="Google Search").check()
    save(dialog)
    expect_focus_kept(page)
    person.ask("with-settings?")
    expect_complete(page)
    stored = person.call("GET", f"conversations/{person.open_id()}")
    assert (stored["instructions"], stored["contextExchanges"]) == ("Talk like a sailor.", 7)
    assert stored["settings"] == {"temperature": 0.3, "googleSearch": True, "urlContext": False, "codeExecution": False}
    asked = gemini.asked[-1][1]
    assert asked["systemInstruction"]["parts"][0]["text"] == "Talk like a sailor."
    assert asked["generationConfig"]["temperature"] == 0.3
    assert asked["tools"] == [{"googleSearch": {}}]

    # And back.
    dialog = open_settings(page)
    expect(dialog.get_by_label("Instructions")).to_have_value("Talk like a sailor.")
    dialog.get_by_label("Instructions").fill("")
    dialog.get_by_label("The whole chat").check()
    dialog.get_by_label("Set the temperature").uncheck()
    dialog.get_by_role("switch", name="Google Search").uncheck()
    save(dialog)
    stored = person.call("GET", f"conversations/{person.open_id()}")
    assert "instructions" not in stored and stored["contextExchanges"] is None
    assert stored["settings"] == {"googleSearch": False, "urlContext": False, "codeExecution": False}


def test_what_the_context_costs_is_shown(reader):
    person, gemini = reader
    gemini.answer("count-me", "One. Two. Three.")
    id = person.conversation(questions=["count-me"])
    page = person.open(f"/c/{id}")
    dialog = open_settings(page)
    tokens = dialog.get_by_text("of the 1,048,576 tokens that fit this model")
    expect(tokens).to_be_visible()
    with page.expect_request("**/context?exchanges=0"):
        dialog.get_by_label("Exchanges").fill("0")
    with page.expect_request("**/context?exchanges=all"):
        dialog.get_by_label("The whole chat").check()
    expect(tokens).to_be_visible()


def test_a_wrong_number_is_said_at_its_field(reader):
    person, _ = reader
    page = person.open_new_chat()
    dialog = open_settings(page)
    dialog.get_by_label("Exchanges").fill("-1")
    dialog.locator("footer").get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Enter a whole number from 0 on.")).to_be_visible()
    expect(dialog.get_by_label("Exchanges")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert person.call("GET", "conversations")["conversations"] == []


def test_presets(reader):
    person, _ = reader
    page = person.open_new_chat()
    dialog = open_settings(page)
    instructions = dialog.get_by_label("Instructions")
    presets = dialog.get_by_label("Presets")
    expect(presets).to_be_hidden()
    instructions.fill("Explain it to a child.")
    dialog.get_by_role("button", name="Save as preset").click()
    page.keyboard.type("Teacher")
    page.keyboard.press("Enter")
    expect(presets.locator("option:checked")).to_have_text("Teacher")

    # Another text under the same name; and one's own text comes back when a preset took its place.
    instructions.fill("Explain it to a grown-up.")
    dialog.get_by_role("button", name="Replace").click()
    expect(dialog.get_by_role("button", name="Replace")).to_be_hidden()
    instructions.fill("My own words.")
    presets.select_option("")
    presets.select_option("Teacher")
    expect(instructions).to_have_value("Explain it to a grown-up.")
    dialog.get_by_role("button", name="Undo").click()
    expect(instructions).to_have_value("My own words.")
    presets.select_option("Teacher")
    save(dialog)
    assert person.call("GET", "presets")["presets"][0]["instructions"] == "Explain it to a grown-up."

    # In another chat it is there.
    page.get_by_label("New chat", exact=True).click()
    dialog = open_settings(page)
    expect(dialog.get_by_label("Instructions")).to_have_value("")
    dialog.get_by_label("Presets").select_option("Teacher")
    expect(dialog.get_by_label("Instructions")).to_have_value("Explain it to a grown-up.")
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete the preset “Teacher”?").get_by_role("button", name="Delete").click()
    expect(dialog.get_by_label("Presets")).to_be_hidden()
    expect(dialog.get_by_label("Instructions")).to_have_value("Explain it to a grown-up.")
    assert person.call("GET", "presets")["presets"] == []


def test_the_settings_open_although_the_server_answers_late(person, stand_in):
    """A page that begins with what it kept can ask nothing before the server has said who is here."""
    person.conversation(questions=["Kept for later."])
    page = person.open()
    row = page.get_by_role("link", name="Kept for later.")
    expect(row).to_be_visible()
    ready_for_offline(page)
    eventually(lambda: "Kept for later." in kept(page), "the list is on the disk")
    held = []
    page.route("**/api/v1/session", lambda route: held.append(route))
    page.goto("/settings", wait_until="commit")
    expect(row).to_be_visible()
    eventually(lambda: page.evaluate("1") and len(held) == 1, "it was asked who is here")
    expect(page.get_by_role("dialog")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
