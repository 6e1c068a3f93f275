"""Makes the pictures of docs/images/: run it by hand, `.venv/bin/python Tests/Browser/screenshots.py`.

What Gemini says is written here; everything else is Pollux as it is. Only the times of the older chats are set back, so
that the list looks like one that has been used for a while. Debian's fonts-roboto-unhinted, fonts-noto-color-emoji and
pngquant make them nicer; without them it works as well.
"""

import datetime
import os
import pathlib
import shutil
import subprocess
import tempfile

from playwright.sync_api import Route, expect, sync_playwright

from person import Person, answers_of, new_id
from programs import ROOT, Server
from scripted_gemini import ScriptedGemini

IMAGES = ROOT / "docs/images"
MAXIMUM_BYTES = 200_000

# Question, answer, and how many days ago.
OLDER = [
    ("Names for a small sailing boat", "**Marlin**, *Little Wing*, **Petrel**: short, easy to call over the wind.", 9),
    ("Explain tides to a six-year-old", "The moon pulls the sea towards itself, a little bit, all the time.", 5),
    ("Three days in Lisbon without a car", "Day one belongs to Alfama: walk up early, before the trams are full.", 3),
    (
        "What can I cook with chickpeas and spinach?",
        "A quick curry: onions, garlic, cumin, chickpeas, spinach at the end.",
        1,
    ),
    ("Debounce a search field in JavaScript", "Keep one timer, and start it anew with each key.", 0),
]
CHAT = [
    (
        "How do I find a number in a sorted array quickly?",
        """Halve the range until only one place is left. That is **binary search**, and it takes about *log₂ n* steps:

```swift
func find(_ number: Int, in list: ArraySlice<Int>) -> Int? {
    guard let low = list.indices.first else { return nil }
    let middle = low + list.count / 2
    if list[middle] == number { return middle }
    return list[middle] < number
        ? find(number, in: list[(middle + 1)...])
        : find(number, in: list[..<middle])
}
```
""",
    ),
    (
        "How does it compare with a plain loop?",
        """For a million numbers, in the worst case:

| Way | Steps | Sorted? |
|:---|---:|:---|
| Plain loop | 1,000,000 | does not matter |
| Binary search | 20 | yes, once |
""",
    ),
]
UNDER_WAY = (
    "And in Python?",
    "The standard library has it. 🐍 `bisect_left` tells where your number would stand; then look whether it is",
)
# A picture shall show what most people see, not the fonts of the machine that makes it.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<alias binding="strong"><family>sans-serif</family><prefer><family>Roboto</family></prefer></alias>
<alias binding="strong"><family>sans</family><prefer><family>Roboto</family></prefer></alias></fontconfig>"""
VIEWS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}


def main():
    IMAGES.mkdir(parents=True, exist_ok=True)
    gemini = ScriptedGemini()
    for question, answer in [(one[0], one[1]) for one in OLDER + CHAT]:
        gemini.answer(question, answer)
    gemini.prepare(UNDER_WAY[0]).say(UNDER_WAY[1])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(pathlib.Path(folder), gemini.url)
        fonts = pathlib.Path(folder) / "fonts.conf"
        fonts.write_text(FONTS)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox"],
            env=os.environ | {"FONTCONFIG_FILE": str(fonts)},
        )
        person = Person(browser, server.url, **VIEWS["desktop"]).sign_up()
        for tint, (question, _, _) in enumerate(OLDER):
            person.conversation(questions=[question], id=tinted(tint))
        id = person.conversation(questions=[question for question, _ in CHAT], id=tinted(len(OLDER)))
        person.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": UNDER_WAY[0]})
        for view, options in VIEWS.items():
            for scheme in ("light", "dark"):
                take(browser, person, id, options | {"color_scheme": scheme}, IMAGES / f"{view}-{scheme}.png")
        person.call("POST", f"messages/{person.messages(id)[-1]['id']}/stop")
        browser.close()
        server.stop()
    gemini.stop()


def tinted(tint: int) -> str:
    """An id that gives its row this one of the eight colours."""
    return f"{new_id()[:-2]}{tint:02x}"


def take(browser, person: Person, id: str, options: dict, path: pathlib.Path):
    context = browser.new_context(
        base_url=person.url,
        storage_state=person.context.storage_state(),
        reduced_motion="reduce",
        locale="en-GB",
        **options,
    )
    page = context.new_page()
    page.route("**/api/v1/conversations?*", set_back)
    page.goto(f"/c/{id}")
    expect(answers_of(page).last).to_contain_text("look whether it is")
    expect(page.get_by_role("button", name="Stop the answer")).to_be_visible()
    expect(page.locator("pre code span").first).to_be_attached()  # coloured, once the page has nothing else to do
    page.screenshot(path=path)
    context.close()
    compress(path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    assert path.stat().st_size <= MAXIMUM_BYTES


def set_back(route: Route):
    """The list, with the older chats as many days ago as is written above."""
    response = route.fetch()
    answer = response.json()
    days = {question: days for question, _, days in OLDER}
    for conversation in answer["conversations"]:
        ago = days.get(conversation["title"])
        if ago is None:
            continue
        at = datetime.datetime.fromisoformat(conversation["lastActivityAt"].replace("Z", "+00:00"))
        at -= datetime.timedelta(days=ago, minutes=97)
        conversation["lastActivityAt"] = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        conversation["unread"] = 1 if ago == 0 else 0
    route.fulfill(response=response, json=answer)


def compress(path: pathlib.Path):
    """Fewer colours, where pngquant is installed."""
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--skip-if-larger", "--ext", ".png", "256", str(path)], check=False)


if __name__ == "__main__":
    main()
