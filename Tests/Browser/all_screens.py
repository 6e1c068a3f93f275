"""Makes pictures of every screen to look at: `bin/screenshots [FOLDER]`, light and dark, 1,280 and 360 px wide.

A screen that cannot be reached is told, and the command ends with 1 then.
"""

import pathlib
import sys
import tempfile
import traceback
from collections.abc import Callable

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from files import PICTURE
from person import Person, eventually, is_running, new_id
from programs import ROOT, Server
from screenshots import (
    ASKED,
    CODE,
    GROUNDED,
    OLDER,
    SAID,
    UNDER_WAY,
    VIEWS,
    WITH_PICTURE,
    attach,
    grounding,
    set_back,
    tinted,
)
from scripted_gemini import ScriptedGemini
from test_attachments import choose
from test_markdown import EVERYTHING

RICH = "Show me all that Markdown can do"
ARABIC = "ما هو المد والجزر؟"
ARABIC_ANSWER = """**المد والجزر** ارتفاع ماء البحر وانخفاضه مرتين كل يوم تقريبًا.

1. سببه الأول هو القمر.
2. وسببه الثاني هو الشمس.

| اليوم | أعلى ماء |
|---|---|
| الأحد | 03:12 |

في `Swift` يكتب هكذا: `let x = 1`."""
FAILED = "This one goes wrong"


class Studio:
    """A server on which somebody has chatted for a while, and the ids of what there is."""

    def __init__(self, browser: Browser, server: Server, gemini: ScriptedGemini):
        self.browser = browser
        self.server = server
        self.person = person = Person(browser, server.url).sign_up(invitation=server.setup_secret())
        for question, answer in [(one[0], one[1]) for one in OLDER] + [(ASKED, CODE), (RICH, EVERYTHING), (ARABIC, ARABIC_ANSWER)]:
            gemini.answer(question, answer)
        gemini.prepare(FAILED).say("A first half, and then").end(finishReason="MAX_TOKENS")
        gemini.prepare(WITH_PICTURE).think("**Reading the curve**\n\nTwo heights.").say(GROUNDED).end(groundingMetadata=grounding())
        gemini.prepare(UNDER_WAY).think("**The moon's declination**").say(SAID)
        for tint, (question, _, _) in enumerate(OLDER):
            person.conversation(questions=[question], id=tinted(tint))
        self.rich = person.conversation(questions=[RICH], id=tinted(5))
        self.arabic = person.conversation(questions=[ARABIC], id=tinted(6))
        self.failed = person.conversation(questions=[FAILED], id=tinted(7))
        person.call("PATCH", f"conversations/{self.arabic}", {"pinned": True})
        self.chat = person.conversation(questions=[ASKED], id=tinted(8))
        question = {"id": new_id(), "text": WITH_PICTURE, "attachments": [attach(person)]}
        person.call("POST", f"conversations/{self.chat}/messages", question)
        eventually(lambda: not is_running(person.messages(self.chat)[-1]), "the answer about the picture is final")
        answers = [one for one in person.messages(self.chat) if one["role"] == "model"]
        person.call("PATCH", f"messages/{answers[0]['id']}", {"starred": True})
        person.call("POST", f"conversations/{self.chat}/messages", {"id": new_id(), "text": UNDER_WAY, "quoteID": answers[0]["id"]})
        person.call("PUT", f"conversations/{self.failed}/draft", {"id": new_id(), "text": "What I wanted to say was"})
        self.share = person.call("POST", "shares", {"id": new_id(), "conversationID": self.rich})["url"]

    def page(self, options: dict, signed_in: bool = True) -> Page:
        state = self.person.context.storage_state() if signed_in else None
        # Without the worker each picture is of what the server says now.
        context = self.browser.new_context(
            base_url=self.server.url, storage_state=state, reduced_motion="reduce", locale="en-GB", service_workers="block", **options
        )
        page = context.new_page()
        page.set_default_timeout(4_000)
        page.route("**/api/v1/conversations?*", set_back)
        return page


def chat(page: Page, studio: Studio, id: str):
    page.goto(f"/c/{id}")
    page.locator("article.bubble.in").last.wait_for()


def press(page: Page, name: str, last: bool = False):
    found = page.get_by_role("button", name=name)
    (found.last if last else found.first).click()


def chat_menu(page: Page, studio: Studio, choice: str | None = None):
    chat(page, studio, studio.chat)
    press(page, "Chat menu")
    if choice:
        page.locator("#chat-menu").get_by_role("button", name=choice, exact=True).click()


def chat_dialog(page: Page, studio: Studio, choice: str):
    chat_menu(page, studio, choice)
    page.locator("dialog[open]").wait_for()


def find(page: Page, studio: Studio):
    chat_menu(page, studio, "Search in this chat")
    page.get_by_role("searchbox", name="Search messages").fill("moon")


def models(page: Page, studio: Studio):
    chat(page, studio, studio.chat)
    page.locator("#model-button").click()
    page.locator("dialog[open]").wait_for()


def emoji(page: Page):
    press(page, "Emoji")
    page.locator(".emoji button").nth(20).wait_for()


def message_menu(page: Page, studio: Studio, choice: str | None = None, kind: str = "in"):
    chat(page, studio, studio.chat)
    bubble = page.locator(f"article.bubble.{kind}").first
    bubble.focus()
    page.keyboard.press("Enter")
    menu = page.locator(".menu:popover-open")
    menu.wait_for()
    if choice:
        menu.get_by_role("button", name=choice, exact=True).click()


def listed(page: Page):
    page.goto("/")
    page.locator("#rows li").first.wait_for()


def filtered(page: Page, name: str):
    listed(page)
    page.locator("#chips").get_by_role("button", name=name).click()


def searched(page: Page, text: str):
    listed(page)
    page.locator("#search-field").fill(text)
    expect(page.locator("#hits li").first).to_be_visible()


def row_menu(page: Page):
    listed(page)
    page.locator("#rows li a").nth(1).focus()
    page.keyboard.press("Shift+F10")
    page.locator(".menu:popover-open").wait_for()


def new_chat(page: Page, before: Callable[[Page], object] = lambda page: None):
    listed(page)
    press(page, "New chat")
    page.locator("#text").wait_for()
    before(page)


def attached(page: Page):
    new_chat(page)
    choose(page, PICTURE)
    page.locator("#text").fill("What do you see in this picture?")


def settings(page: Page, section: str | None = None):
    page.goto("/settings")
    dialog = page.get_by_role("dialog", name="Settings")
    dialog.wait_for()
    if section:
        dialog.get_by_role("button", name=section).first.click()
        page.get_by_role("dialog", name=section).wait_for()


def admin(page: Page, tab: str | None = None):
    page.goto("/admin")
    page.locator(".admin").wait_for()
    if tab:
        page.locator(".admin").get_by_role("button", name=tab).or_(page.locator(".admin").get_by_role("link", name=tab)).first.click()


NO_LINE = """globalThis.WebSocket = class {
    constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 100); }
    close() {}
    send() {}
};"""


def offline(page: Page):
    listed(page)
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 500))")  # what was read goes to the disk
    page.add_init_script(NO_LINE)
    page.reload()
    page.locator("#link:not([hidden])").wait_for(timeout=15_000)


def signed_out(page: Page, up: bool = False):
    page.goto("/")
    page.get_by_role("heading", name="Welcome back").wait_for()
    if up:
        press(page, "New here? Create an account")


def in_arabic(page: Page, studio: Studio):
    page.context.add_cookies([{"name": "pollux_language", "value": "ar", "url": studio.server.url}])
    chat(page, studio, studio.arabic)


SCREENS: dict[str, Callable[[Page, Studio], object]] = {
    "list": lambda page, _: listed(page),
    "list-unread": lambda page, _: filtered(page, "Unread"),
    "list-archived": lambda page, _: filtered(page, "Archived"),
    "list-search": lambda page, _: searched(page, "moon"),
    "list-menu": lambda page, _: row_menu(page),
    "account-menu": lambda page, _: (listed(page), press(page, "Account")),
    "offline": lambda page, _: offline(page),
    "chat": lambda page, studio: chat(page, studio, studio.chat),
    "chat-rich": lambda page, studio: (chat(page, studio, studio.rich), page.locator("#log").evaluate("log => { log.scrollTop = 0; }")),
    "chat-rich-end": lambda page, studio: chat(page, studio, studio.rich),
    "chat-arabic": lambda page, studio: chat(page, studio, studio.arabic),
    "chat-in-arabic": in_arabic,
    "chat-failed": lambda page, studio: chat(page, studio, studio.failed),
    "chat-menu": lambda page, studio: chat_menu(page, studio),
    "chat-find": find,
    "chat-settings": lambda page, studio: chat_dialog(page, studio, "Chat settings"),
    "chat-starred": lambda page, studio: chat_dialog(page, studio, "Starred messages"),
    "chat-share": lambda page, studio: chat_dialog(page, studio, "Share a link…"),
    "chat-models": models,
    "chat-delete": lambda page, studio: chat_dialog(page, studio, "Delete"),
    "select": lambda page, studio: (chat_menu(page, studio, "Select messages"), page.locator("article.bubble").first.click()),
    "message-menu": lambda page, studio: message_menu(page, studio),
    "question-menu": lambda page, studio: message_menu(page, studio, kind="out"),
    "reply": lambda page, studio: message_menu(page, studio, "Reply"),
    "edit": lambda page, studio: message_menu(page, studio, "Edit", kind="out"),
    "new-chat": lambda page, _: new_chat(page),
    "emoji": lambda page, _: new_chat(page, emoji),
    "attach-menu": lambda page, _: new_chat(page, lambda page: press(page, "Attach")),
    "attached": lambda page, _: attached(page),
    "shortcuts": lambda page, _: (listed(page), page.keyboard.press("?"), page.get_by_role("dialog").wait_for()),
    "settings": lambda page, _: settings(page),
    "settings-appearance": lambda page, _: settings(page, "Appearance"),
    "settings-sessions": lambda page, _: settings(page, "Where you are signed in"),
    "settings-tokens": lambda page, _: settings(page, "Access tokens"),
    "settings-data": lambda page, _: settings(page, "Download everything"),
    "admin": lambda page, _: admin(page),
    "admin-users": lambda page, _: admin(page, "Users"),
    "share": lambda page, studio: (page.goto(studio.share), page.locator("article.bubble").first.wait_for()),
    "sign-in": lambda page, _: signed_out(page),
    "sign-up": lambda page, _: signed_out(page, up=True),
}
SIGNED_OUT = {"share", "sign-in", "sign-up"}


def main() -> int:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "test-results/screens")
    wanted = sys.argv[2:] or list(SCREENS)
    folder.mkdir(parents=True, exist_ok=True)
    missed = []
    gemini = ScriptedGemini()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        server = Server(pathlib.Path(data), gemini.url)
        try:
            studio = Studio(browser, server, gemini)
            for view, options in VIEWS.items():
                for scheme in ("light", "dark"):
                    for name in wanted:
                        page = studio.page(options | {"color_scheme": scheme}, signed_in=name not in SIGNED_OUT)
                        try:
                            SCREENS[name](page, studio)
                            page.evaluate("document.fonts.ready")
                        except (Error, AssertionError):
                            missed.append(f"{name}-{view}-{scheme}: {traceback.format_exc(limit=0).strip()[:200]}")
                        page.screenshot(path=folder / f"{name}-{view}-{scheme}.png")
                        page.context.close()
            studio.person.call("POST", f"messages/{studio.person.messages(studio.chat)[-1]['id']}/stop")
        finally:
            server.stop()
            browser.close()
    gemini.stop()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    for line in missed:
        print(f"not reached: {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
