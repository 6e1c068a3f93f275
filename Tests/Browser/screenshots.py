"""Makes the pictures of docs/images/: run it by hand, `.venv/bin/python Tests/Browser/screenshots.py`.

What Gemini says is written here; everything else is Pollux as it is. Only the times of the older chats are set back, so
that the list looks like one that has been used for a while. Debian's fonts-roboto-unhinted, fonts-noto-color-emoji and
pngquant make them nicer; without them it works as well.
"""

import datetime
import math
import os
import pathlib
import shutil
import subprocess
import tempfile

from playwright.sync_api import Route, expect, sync_playwright

from files import drawing
from person import Person, answers_of, eventually, is_running, new_id
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
CODE = """The moon's main tide alone comes close enough for a small pier:

```swift
/// Metres above chart datum, `hour` hours after midnight.
func level(at hour: Double) -> Double {
    let period = 12.42 // from one high water to the next
    return 2.6 + 1.9 * cos(2 * .pi * (hour - 3.2) / period)
}
```
"""
GROUNDED = """The moon seldom stands over the equator, so one of the two tidal bulges passes closer to you. \
That is the **diurnal inequality**. It is largest when the moon is far north or south."""
SOURCES = [
    ("Tides and water levels", "https://oceanservice.noaa.gov/education/tutorial_tides/", "passes closer to you."),
    ("Diurnal inequality", "https://en.wikipedia.org/wiki/Theory_of_tides", "far north or south."),
]
SUGGESTIONS = """<style>
    .chip { display: inline-block; padding: 7px 14px; border: 1px solid light-dark(#d2d2d2, #5e5e5e);
        border-radius: 18px; color: light-dark(#1f1f1f, #e3e3e3); background: light-dark(#fff, #2d2d2d);
        text-decoration: none; font: 14px/18px Roboto, sans-serif }
</style><a class="chip" href="https://www.google.com/search?q=diurnal+inequality">diurnal inequality</a>"""
ASKED = "Write the tide at my pier as a function"
WITH_PICTURE = "My gauge recorded this. Why is every other high water lower?"
UNDER_WAY = "And when are both alike?"
SAID = "Look for the days when the moon crosses the equator, twice a month. 🌙 In December the next one is"
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
    for question, answer in [(one[0], one[1]) for one in OLDER] + [(ASKED, CODE)]:
        gemini.answer(question, answer)
    with_sources = gemini.prepare(WITH_PICTURE).think("**Reading the curve**\n\nHigh waters of two heights, in turn.")
    with_sources.say(GROUNDED).end(groundingMetadata=grounding())
    gemini.prepare(UNDER_WAY).think("**The moon's declination**").say(SAID)
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
        id = person.conversation(questions=[ASKED], id=tinted(len(OLDER)))
        with_picture = {"id": new_id(), "text": WITH_PICTURE, "attachments": [attach(person)]}
        person.call("POST", f"conversations/{id}/messages", with_picture)
        eventually(lambda: not is_running(person.messages(id)[-1]), "the answer about the picture is final")
        person.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": UNDER_WAY})
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


def grounding() -> dict:
    """What Gemini would say of the answer's sources."""
    places = [(GROUNDED.index(text), len(text)) for _, _, text in SOURCES]
    return {
        "groundingChunks": [{"web": {"uri": uri, "title": title}} for title, uri, _ in SOURCES],
        "groundingSupports": [
            {"segment": {"startIndex": at, "endIndex": at + length, "text": text}, "groundingChunkIndices": [n]}
            for n, ((at, length), (_, _, text)) in enumerate(zip(places, SOURCES))
        ],
        "searchEntryPoint": {"renderedContent": SUGGESTIONS},
    }


def attach(person: Person) -> str:
    """The gauge's curve, as a file on the server; its id."""
    id = new_id()
    response = person.context.request.put(
        f"{person.url}/api/v1/attachments/{id}?name=gauge.png",
        data=drawing(660, 300, curve),
        headers={"Origin": person.url, "Content-Type": "image/png"},
    )
    assert response.ok, response.text()
    return id


def curve(x: int, y: int) -> tuple[int, int, int]:
    """Two days of water, every other high water lower."""
    hours = x / 660 * 49
    level = 158 - 72 * math.cos(math.tau * (hours - 6) / 12.42) - 34 * math.cos(math.tau * (hours - 6) / 24.84)
    if abs(y - level) < 2.4:
        return (27, 99, 155)
    line, ground = ((190, 214, 230), (214, 232, 243)) if y > level else ((226, 226, 222), (252, 251, 248))
    return line if x % 110 == 0 or y % 60 == 0 else ground


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
    expect(answers_of(page).last).to_contain_text("the next one is")
    expect(page.locator(".picture.here")).to_be_visible()
    page.frame_locator("iframe").get_by_role("link").wait_for()
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
