"""Bringing chats along: upload in pieces, lost lines, going on after a reload, results in words."""

import json
import pathlib

from playwright.sync_api import expect

from files import upload
from person import Person, eventually, expect_focus_kept
from test_accessibility import expect_accessible
from test_accounts import settings

PIECE = 4 * 1024**2


def chatgpt_chat(n: int, text: str = "An answer.") -> dict:
    """A conversation as ChatGPT's export has it: nothing, a question, an answer."""
    root, question, answer = (f"{n:08x}-0000-4000-8000-{i:012x}" for i in range(3))

    def node(id: str, parent: str | None, child: str | None, role: str = "", words: str = "") -> dict:
        message = {
            "id": id,
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": 1.7e9 + n,
            "content": {"content_type": "text", "parts": [words]},
            "status": "finished_successfully",
            "weight": 1.0,
            "metadata": {},
            "recipient": "all",
        }
        return {"id": id, "message": message if role else None, "parent": parent, "children": [child] if child else []}

    nodes = [
        node(root, None, question),
        node(question, root, answer, "user", f"Question {n}?"),
        node(answer, question, None, "assistant", text),
    ]
    return {
        "title": f"Brought along {n}",
        "create_time": 1.7e9 + n,
        "update_time": 1.7e9 + n,
        "mapping": {one["id"]: one for one in nodes},
        "current_node": answer,
        "conversation_id": f"{n:08x}-0000-4000-9000-000000000000",
    }


def large_file(folder: pathlib.Path) -> pathlib.Path:
    """An export of a little more than two pieces."""
    path = folder / "conversations.json"
    chats = [chatgpt_chat(n, f"{n}: " + "many words " * 9000) for n in range(100)]
    path.write_text(json.dumps(chats))
    assert 2 * PIECE < path.stat().st_size < 4 * PIECE
    return path


def choose(page, file):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("dialog").get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)


def item_of(page, name: str):
    return page.get_by_role("dialog", name="Import chats").get_by_role("listitem").filter(has_text=name)


def titles(person: Person) -> list[str]:
    return [one["title"] for one in person.call("GET", "conversations")["conversations"]]


def test_chats_come_and_come_once(person):
    page = settings(person, "Import chats")
    expect_accessible(page)
    file = upload("conversations.json", "application/json", json.dumps([chatgpt_chat(1), chatgpt_chat(2)]).encode())
    choose(page, file)
    expect(item_of(page, "conversations.json")).to_contain_text("2 chats with 4 messages imported.")
    assert sorted(titles(person)) == ["Brought along 1", "Brought along 2"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Brought along 2")).to_be_visible()

    page = settings(person, "Import chats")
    choose(page, file)
    expect(item_of(page, "conversations.json").first).to_contain_text("Nothing new: 2 chats were here already.")
    assert len(titles(person)) == 2
    expect(item_of(page, "conversations.json")).to_have_count(2)
    expect_accessible(page)
    # Those that are over can be taken off the list.
    for left in (1, 0):
        page.get_by_role("button", name="Remove conversations.json from this list").first.click()
        expect(item_of(page, "conversations.json")).to_have_count(left)
        expect_focus_kept(page)
    assert person.call("GET", "imports")["imports"] == []


def test_an_export_comes_back(person, people):
    id = person.conversation(questions=["To be taken along."])
    page = settings(person, "Download everything")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the archive").click()
    other = people().sign_up()
    page = settings(other, "Import chats")
    choose(page, str(download.value.path()))
    item = page.get_by_role("dialog", name="Import chats").get_by_role("listitem")
    expect(item).to_contain_text("1 chat with 2 messages imported.")
    assert [one["text"] for one in other.messages(other.call("GET", "conversations")["conversations"][0]["id"])] == [
        one["text"] for one in person.messages(id)
    ]


def test_a_lost_line_and_a_reload(person, tmp_path):
    file = large_file(tmp_path)
    size = file.stat().st_size
    page = settings(person, "Import chats")
    offsets: list[int] = []
    lost = []

    def patch(route):
        if route.request.method != "PATCH":
            return route.continue_()
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) == 1:
            return route.abort("connectionfailed")
        if len(offsets) == 3:
            lost.append(route)  # it never gets there
            return None
        return route.continue_()

    person.expects_no_connection()
    page.route("**/api/v1/imports/*", patch)
    choose(page, file)
    eventually(lambda: page.evaluate("1") and len(lost) == 1, "the second piece is on its way")
    assert offsets == [0, 0, PIECE]
    expect(item_of(page, "conversations.json")).to_contain_text("Uploading: 4 MB of")
    assert person.call("GET", "imports")["imports"][0]["received"] == PIECE

    page = settings(person, "Import chats")
    page.unroute("**/api/v1/imports/*")
    expect(item_of(page, "conversations.json")).to_contain_text("Interrupted at 4 MB of")
    with page.expect_request(lambda request: request.method == "PATCH") as first:
        choose(page, file)
    assert first.value.headers["upload-offset"] == str(PIECE)
    expect(item_of(page, "conversations.json")).to_contain_text("100 chats with 200 messages imported.", timeout=60_000)
    (job,) = person.call("GET", "imports")["imports"]
    assert (job["state"], job["received"], job["bytes"]) == ("done", size, size)


def test_an_upload_goes_on_while_nobody_looks_and_can_be_stopped(person, tmp_path):
    file = large_file(tmp_path)
    page = settings(person, "Import chats")
    held = []

    def hold(route):
        if route.request.method == "PATCH" and int(route.request.headers["upload-offset"]) == PIECE:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/imports/*", hold)
    choose(page, file)
    eventually(lambda: page.evaluate("1") and len(held) == 1, "the second piece is on its way")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Import chats").click()
    expect(item_of(page, "conversations.json")).to_contain_text("Uploading: 4 MB of")
    page.get_by_role("button", name="Stop importing conversations.json").click()
    question = page.get_by_role("dialog", name="Stop importing “conversations.json”?")
    question.get_by_role("button", name="Cancel").click()
    expect(item_of(page, "conversations.json")).to_contain_text("Uploading")
    page.get_by_role("button", name="Stop importing conversations.json").click()
    question.get_by_role("button", name="Stop import").click()
    expect(item_of(page, "conversations.json")).to_have_count(0)
    expect_focus_kept(page)
    assert person.call("GET", "imports")["imports"] == [] and titles(person) == []


def test_files_that_are_none(person):
    page = settings(person, "Import chats")
    choose(page, upload("empty.json", "application/json", b""))
    expect(page.get_by_role("alert")).to_have_text("This file is empty.")
    choose(page, upload("holiday.json", "application/json", b"Sun, sand and sea."))
    item = item_of(page, "holiday.json")
    expect(item).to_contain_text("The import failed.")
    expect(item.locator(".hint").last).to_have_text(person.call("GET", "imports")["imports"][0]["problem"])
    expect_accessible(page)
    assert titles(person) == []
