"""Files in questions: by button, by paste, by drop; with progress, and refused in words."""

import base64

from playwright.sync_api import expect

from files import NOTES, PICTURE, PROGRAM, png, upload
from person import expect_complete, field_of, questions_of

# Scripts the browser's own events: with files, which only it can make.
DROP = """([kind, selector, files]) => {
    const data = new DataTransfer();
    for (const { name, type, content } of files)
        data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
    const init = { bubbles: true, cancelable: true };
    const event = kind === "paste" ? new ClipboardEvent(kind, { ...init, clipboardData: data })
        : new DragEvent(kind, { ...init, dataTransfer: data });
    return document.querySelector(selector).dispatchEvent(event);
}"""


def hand_over(page, kind: str, selector: str, *files: dict):
    contents = [
        {"name": one["name"], "type": one["mimeType"], "content": base64.b64encode(one["buffer"]).decode()}
        for one in files
    ]
    page.evaluate(DROP, [kind, selector, contents])


def choose(page, *files: dict):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach", exact=True).click()
        page.get_by_role("button", name="Files", exact=True).click()
    chooser.value.set_files(list(files))


def tray_of(page):
    return page.get_by_role("list", name="Attached files").get_by_role("listitem")


def expect_attached(page, count: int):
    """So many files are in the tray, and all of them are on the server."""
    expect(tray_of(page)).to_have_count(count)
    expect(page.locator("#tray progress:visible")).to_have_count(0)
    expect(page.locator("#tray .file-size").filter(has_text="Waiting")).to_have_count(0)


def test_by_button_paste_and_drop(reader):
    person, gemini = reader
    gemini.answer("what-is-this", "A picture and some notes.")
    page = person.open_new_chat()
    choose(page, PICTURE)
    expect_attached(page, 1)
    hand_over(page, "paste", "#text", upload("pasted.png", "image/png", png(30, 30, (10, 90, 200))))
    expect_attached(page, 2)
    hand_over(page, "dragover", "#chat", NOTES)
    expect(page.get_by_text("Drop files here to attach them")).to_be_visible()
    hand_over(page, "drop", "#chat", NOTES)
    expect(page.get_by_text("Drop files here to attach them")).to_be_hidden()
    expect_attached(page, 3)
    assert tray_of(page).locator("img").count() == 2
    person.ask("what-is-this?")
    expect_complete(page)
    expect(tray_of(page)).to_have_count(0)

    question = questions_of(page)
    expect(question.locator(".picture img")).to_have_count(2)
    expect(question.get_by_role("link", name="Download notes.txt")).to_be_visible()
    stored = person.messages(person.open_id())[0]["attachments"]
    assert [one["name"] for one in stored] == ["harbour.png", "pasted.png", "notes.txt"]
    parts = gemini.asked[-1][1]["contents"][-1]["parts"]
    assert [part["inlineData"]["mimeType"] for part in parts if "inlineData" in part] == ["image/png"] * 2
    assert any("Ebb and flood" in part.get("text", "") for part in parts)

    # The same after a reload; and the picture opens large.
    page.reload()
    image = question.locator(".picture img").first
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") == 64
    question.get_by_role("button", name="Open picture harbour.png").click()
    viewer = page.get_by_role("dialog", name="Picture")
    expect(viewer).to_contain_text("harbour.png · 1/2")
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("pasted.png · 2/2")
    expect(viewer.get_by_role("link", name="Download pasted.png")).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(question.get_by_role("button", name="Open picture harbour.png")).to_be_focused()


def test_files_without_words(reader):
    person, gemini = reader
    gemini.answer("Ebb and flood", "Tides.")
    page = person.open_new_chat()
    choose(page, NOTES)
    expect_attached(page, 1)
    field_of(page).press("Enter")
    expect_complete(page)
    assert person.messages(person.open_id())[0]["text"] == ""


def test_progress_and_taking_back(reader):
    """While a file is on its way nothing is sent; it can be taken back."""
    person, gemini = reader
    gemini.answer("no-file", "Fine.")
    page = person.open_new_chat()
    waiting = []
    page.route("**/attachments/*", lambda route: waiting.append(route))
    choose(page, PICTURE, NOTES)
    bars = page.locator("#tray").get_by_role("progressbar")
    expect(bars).to_have_count(2)
    field_of(page).fill("no-file, please")
    field_of(page).press("Enter")
    expect(page.locator("#limit")).to_have_text("The files are not all there yet.")
    expect(questions_of(page)).to_have_count(0)
    page.get_by_role("button", name="Remove harbour.png").click()
    expect(tray_of(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Remove notes.txt")).to_be_focused()
    page.get_by_role("button", name="Remove notes.txt").click()
    expect(tray_of(page)).to_have_count(0)
    expect(field_of(page)).to_be_focused()
    page.unroute("**/attachments/*")
    field_of(page).press("Enter")
    expect_complete(page)
    assert person.messages(person.open_id())[0]["attachments"] == []


def test_refused_files(reader):
    """What Gemini cannot read, what is too large, and a lost connection: said at the file; the others go."""
    person, gemini = reader
    gemini.answer("with-the-rest", "Got it.")
    page = person.open_new_chat()
    person.expects("status of 415")
    person.expects("net::ERR_")
    choose(page, PROGRAM, upload("empty.txt", "text/plain", b""))
    expect(tray_of(page).filter(has_text="setup.exe")).to_contain_text("Gemini cannot read files of this kind")
    expect(tray_of(page).filter(has_text="empty.txt")).to_contain_text("This file is empty")
    field_of(page).fill("with-the-rest")
    field_of(page).press("Enter")
    expect(page.locator("#limit")).to_contain_text("Remove the file that could not be attached")
    for name in ("setup.exe", "empty.txt"):
        page.get_by_role("button", name=f"Remove {name}").click()
    page.route("**/attachments/*", lambda route: route.abort(), times=1)
    choose(page, NOTES)
    expect(tray_of(page)).to_contain_text("The connection broke")
    tray_of(page).get_by_role("button", name="Try again").click()
    # Until the file's size stands there, it is still the one that failed.
    expect(tray_of(page)).not_to_contain_text("The connection broke")
    expect(tray_of(page).locator(".file-size")).to_contain_text(" B")
    expect_attached(page, 1)
    field_of(page).press("Enter")
    expect_complete(page)


def test_at_most_ten(reader):
    person, _ = reader
    page = person.open_new_chat()
    choose(page, *[upload(f"{n}.txt", "text/plain", b"x") for n in range(12)])
    expect_attached(page, 10)
    expect(page.locator("#note")).to_have_text("Only 10 files fit one message. 2 were left out.")


def test_each_chat_has_its_own_files(reader):
    person, gemini = reader
    gemini.answer("elsewhere", "Yes.")
    other = person.conversation(questions=["elsewhere"])
    page = person.open_new_chat()
    choose(page, NOTES)
    expect_attached(page, 1)
    page.get_by_role("link", name="elsewhere").click()
    expect(page).to_have_url(f"/c/{other}")
    expect(tray_of(page)).to_have_count(0)
    page.go_back()
    expect_attached(page, 1)
