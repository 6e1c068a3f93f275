"""Accounts on the page: links, the second step, settings, and leaving for good."""

import base64
import hashlib
import hmac
import io
import json
import re
import struct
import time
import zipfile

import pytest
import zxingcpp
from playwright.sync_api import Locator, Page, expect

from person import PASSWORD, Person, eventually, expect_focus_kept, new_id
from programs import Server
from test_accessibility import expect_accessible
from test_list import until

NEW_PASSWORD = "a longer horse battery"
PAGES = ["Two-step sign-in", "Where you are signed in", "Access tokens", "Download everything", "Delete account"]


def totp(secret: str, step: int | None = None) -> str:
    """RFC 6238 with the usual figures."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 if step is None else step)
    digest = hmac.digest(key, counter, hashlib.sha1)
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def next_totp(secret: str) -> str:
    """The code of the step after this one: a code counts once, and the one of now was used."""
    return totp(secret, int(time.time()) // 30 + 1)


def settings(person: Person, section: str | None = None) -> Page:
    page = person.open("/settings")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    if section:
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^" + section)).click()
        expect(page.get_by_role("dialog", name=section)).to_be_visible()
    return page


def read_qr(picture: Locator) -> str:
    """What a camera makes of the QR code, by the modules that the page draws."""
    size = int(picture.get_attribute("viewBox").split()[2])
    scale = 4
    pixels = bytearray(b"\xff" * (size * scale) ** 2)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.locator("path").get_attribute("d")):
        for row in range(int(y) * scale, (int(y) + 1) * scale):
            start = row * size * scale + int(x) * scale
            pixels[start : start + scale] = bytes(scale)
    [code] = zxingcpp.read_barcodes(memoryview(bytes(pixels)).cast("B", (size * scale, size * scale)))
    return code.text


@pytest.fixture
def own_server(start_server):
    """A server of the test's own, with the secret of its setup link."""

    def start(**options) -> tuple[Server, str]:
        server = start_server(**options)
        line = server.program.process.stdout.readline()
        return server, line.strip().rsplit("#", 1)[1]

    return start


def sign_in(page: Page, name: str, password: str = PASSWORD):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def turn_on(person: Person) -> str:
    """Turns the second step on past the page, and gives its secret."""
    secret = person.call("POST", "users/me/totp", {"password": PASSWORD})["secret"]
    person.call("POST", "users/me/totp", {"code": totp(secret)})
    return secret


def test_the_first_administrator_and_an_invitation(own_server, people):
    server, secret = own_server(POLLUX_REGISTRATION="invite")
    root = people(server)
    page = root.open(f"/join#{secret}")
    expect(page.get_by_role("heading", name="Create the administrator's account")).to_be_visible()
    assert secret not in page.url
    expect_accessible(page)
    page.get_by_label("Name").fill("Root")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("At least 8 characters.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    expect(page.get_by_text("A good length: nobody can try them all.")).to_be_visible()
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    page.get_by_role("button", name="Account", exact=True).click()
    expect(page.get_by_role("button", name="Administration")).to_be_visible()

    invited = root.call("POST", "invitations", {"id": new_id(), "note": "For Ada"})["secret"]
    ada = people(server)
    page = ada.open(f"/join#{invited}")
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    expect(page.get_by_text("For Ada")).to_be_visible()
    expect(page.get_by_text("The link can be used once, until")).to_be_visible()
    assert invited not in page.evaluate("JSON.stringify([location.href, history.state, {...localStorage}, {...sessionStorage}])") + page.content()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()

    # Whoever is signed in is told before that ends.
    other = root.call("POST", "invitations", {"id": new_id()})["secret"]
    page.goto(f"/join#{other}")
    expect(page.get_by_text("You are signed in here as Ada.")).to_be_visible()
    expect_accessible(page)

    late = people(server)
    late.expects("status of 40[13]")
    page = late.open(f"/join#{invited}")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Go to sign-in").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_by_invitation_only(own_server, people):
    """Without the link one can paste it; guests and strangers stay outside."""
    server, secret = own_server(POLLUX_REGISTRATION="invite", POLLUX_GUESTS="off")
    root = people(server)
    root.call("POST", "users", {"name": "Root", "password": PASSWORD, "invitation": secret})
    link = root.call("POST", "invitations", {"id": new_id()})["link"]
    ada = people(server)
    ada.expects("status of 403")
    page = ada.open()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_role("button", name="Try as a guest")).to_have_count(0)
    page.get_by_role("button", name="New here? Create an account").click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account", exact=True).click()
    pasted = page.get_by_label("Link of your invitation")
    expect(pasted).to_have_accessible_description("Paste the link of your invitation.")
    expect_accessible(page)
    pasted.fill(f"{link}-and-more")
    page.get_by_role("button", name="Create account", exact=True).click()
    expect(page.get_by_text("This link is used up, too old or not complete.")).to_be_visible()
    pasted.fill(f"  {link} ")
    page.get_by_role("button", name="Create account", exact=True).click()
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()


def test_nobody_comes_in_where_registration_is_closed(own_server, people):
    server, _ = own_server(POLLUX_REGISTRATION="closed", POLLUX_GUESTS="off")
    page = people(server).open()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="New here? Create an account")).to_have_count(0)


def test_a_token_whose_secret_was_lost_is_replaced(person):
    """The reply with the secret does not arrive; asked again, the page makes another one and forgets the first."""
    page = settings(person, "Access tokens")
    lost: list[str] = []

    def lose(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch().json()["secret"])
        return route.abort()

    person.expects_no_connection()
    page.route("**/api/v1/tokens", lose)
    page.get_by_label("What it is for").fill("backup script")
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    page.get_by_role("button", name="Create token").click()
    shown = page.get_by_label("backup script", exact=True)
    expect(shown).to_have_text(re.compile("^pollux_"))
    assert shown.inner_text() != lost[0]
    assert len(person.call("GET", "tokens")["tokens"]) == 1


def test_a_link_sets_a_new_password(own_server, people):
    server, secret = own_server()
    root = people(server)
    root.call("POST", "users", {"name": "Root", "password": PASSWORD, "invitation": secret})
    made = root.call("POST", "admin/users", {"name": "Ada"})
    ada = people(server)
    page = ada.open(f"/reset#{made['secret']}")
    expect(page.get_by_role("heading", name="A new password for Ada")).to_be_visible()
    expect_accessible(page)
    page.get_by_label("New password").fill("password1")
    ada.expects("status of 400")
    page.get_by_role("button", name="Save password").click()
    expect(page.locator(".note.danger")).to_be_visible()
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Your new password is saved.")).to_be_visible()
    sign_in(page, "Ada", NEW_PASSWORD)
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()


def test_another_password_ends_all_other_sessions(person, people):
    phone = people()
    phone.name = person.name
    phone.call("POST", "session", {"name": person.name, "password": PASSWORD})
    elsewhere = phone.open()
    expect(elsewhere.get_by_role("heading", name="Chats")).to_be_visible()
    page = settings(person, "Account")
    page.get_by_label("Current password").fill("wrong horse")
    page.get_by_label("New password").fill(NEW_PASSWORD)
    person.expects("status of 401")
    phone.expects("status of 401")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_label("Current password")).to_have_accessible_description("This password is wrong.")
    expect(page.get_by_label("Current password")).to_be_focused()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The password is changed").first).to_be_visible()
    expect(elsewhere.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(person.url + "/")


def test_a_session_that_is_over_leads_to_the_sign_in(person):
    page = settings(person, "Account")
    person.context.clear_cookies()
    person.expects("status of 401")
    page.get_by_role("button", name="Save name").click()
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_section_that_cannot_be_loaded_says_so(people, stand_in):
    person = people(service_workers="block").sign_up()  # a worker would have it in its cache after a while
    person.expects_no_connection()
    page = settings(person)
    page.route("**/ui/tokens.js", lambda route: route.abort())
    page.get_by_role("button", name=re.compile("^Access tokens")).press("Enter")
    expect(page.locator("#note")).to_have_text("The server cannot be reached. Check the connection.")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()


def test_another_name(person):
    page = settings(person, "Account")
    page.get_by_label("Name", exact=True).fill(person.name + "-anew")
    page.get_by_role("button", name="Save name").click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    page.get_by_role("button", name="Back to settings").click()
    expect(page.get_by_text(person.name + "-anew").first).to_be_visible()


def test_a_guest_becomes_an_account_and_keeps_everything(people, stand_in):
    person = people()
    person.call("POST", "guests", {})
    chat = person.conversation(questions=["Keep this, please."])
    page = person.open()
    page.get_by_role("button", name="Keep these chats").press("Enter")
    page.get_by_role("dialog", name="Settings").get_by_role("button", name="Make this an account").press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect_accessible(page)
    page.get_by_label("Name", exact=True).fill(person.name)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Make this an account").click()
    expect(page.get_by_text("This is your account now.").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("You are here as a guest.")).to_be_hidden()
    again = people()
    page = again.open()
    sign_in(page, person.name, NEW_PASSWORD)
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    page.goto(f"/c/{chat}")
    expect(page.get_by_text("Keep this, please.").first).to_be_visible()


def test_the_second_step(person, people):
    page = settings(person, "Two-step sign-in")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.get_by_label("Key", exact=True).inner_text()
    address = read_qr(page.get_by_role("img", name="QR code"))
    assert address.startswith("otpauth://totp/") and f"secret={secret}" in address, address
    expect_accessible(page)
    page.get_by_label("Code", exact=True).fill("000000")
    person.expects("status of 401")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("This code is wrong")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(totp(secret))
    page.get_by_role("button", name="Turn on").click()
    codes = page.locator(".codes code")
    expect(codes).to_have_count(10)
    expect_accessible(page)
    recovery = codes.first.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(codes).to_have_count(10)
    expect(page.get_by_role("button", name="Close")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert recovery in download.value.path().read_text()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("On, 10 recovery codes left")).to_be_visible()

    for code in (next_totp(secret), recovery):
        other = people()
        other.expects("status of 401")
        page = other.open()
        sign_in(page, person.name)
        field = page.get_by_label("Code from your authenticator app")
        expect(field).to_be_focused()
        field.fill("123456")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("This code is wrong")).to_be_visible()
        field.fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="Chats")).to_be_visible()


def test_the_second_step_turned_off(person):
    secret = turn_on(person)
    page = settings(person, "Two-step sign-in")
    expect_accessible(page)
    page.get_by_role("button", name="New recovery codes…").press("Enter")
    expect(page.get_by_label("Current password")).to_be_focused()
    page.get_by_role("button", name="Turn off…").press("Enter")
    last = page.locator("form").last
    expect(last.get_by_label("Current password")).to_be_focused()
    expect_accessible(page)
    last.get_by_label("Current password").fill(PASSWORD)
    last.get_by_label(re.compile("^Code")).fill(next_totp(secret))
    page.get_by_role("button", name="Turn off", exact=True).click()
    expect(page.get_by_text("Two-step sign-in is off.").first).to_be_visible()
    assert person.call("GET", "users/me")["totp"]["enabled"] is False


def test_sessions_are_listed_and_ended(person, people):
    phone = people()
    phone.call("POST", "session", {"name": person.name, "password": PASSWORD})
    phone.expects("status of 401")
    elsewhere = phone.open()
    expect(elsewhere.get_by_role("heading", name="Chats")).to_be_visible()
    page = settings(person, "Where you are signed in")
    expect(page.get_by_text("This browser", exact=True)).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name=re.compile("End the session of")).click()
    expect(page.get_by_text("The session has ended.").first).to_be_visible()
    expect(elsewhere.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert len(person.call("GET", "sessions")["sessions"]) == 1


def test_tokens(person):
    page = settings(person, "Access tokens")
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_text("Say what it is for.")).to_be_visible()
    page.get_by_label("What it is for").fill("backup script")
    page.get_by_role("button", name="Create token").click()
    shown = page.get_by_label("backup script", exact=True)
    expect(shown).to_have_text(re.compile("^pollux_"))
    secret = shown.inner_text()
    expect_accessible(page)
    listed = person.context.request.get(f"{person.url}/api/v1/conversations", headers={"Authorization": f"Bearer {secret}"})
    assert listed.ok
    page.get_by_role("button", name="Revoke the token backup script").click()
    expect(page.get_by_text("There are no tokens.")).to_be_visible()
    expect_focus_kept(page)
    assert secret not in page.content()
    refused = person.context.request.get(f"{person.url}/api/v1/conversations", headers={"Authorization": f"Bearer {secret}"})
    assert refused.status == 401


def test_everything_is_downloaded(person, stand_in):
    person.conversation(questions=["What is a canary archive?"])
    page = settings(person, "Download everything")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the archive").click()
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert "canary archive" in json.dumps(json.loads(archive.read("pollux.json")))
    expect_accessible(page)


def test_an_archive_goes_on_while_nobody_looks(person, stand_in):
    person.conversation(questions=["What is a patient archive?"])
    page = settings(person, "Download everything")
    begun: list[str] = []
    page.on("request", lambda request: begun.append(request.url) if request.method == "POST" else None)
    held = {"id": "", "state": "running", "done": 1, "total": 3}
    page.route("**/api/v1/exports", lambda route: route.fulfill(json=held | route.fetch().json() | {"state": "running"}))

    def tell(route):
        route.fulfill(json=held | {"id": route.request.url[-36:]})

    page.route("**/api/v1/exports/*", tell)
    page.get_by_role("button", name="Make the archive").click()
    expect(page.get_by_role("progressbar")).to_have_attribute("max", "3")
    expect_accessible(page)
    # Whoever leaves while a look is under way does not look again: what is asked from then on, the next one asks.
    looks = []
    page.route("**/api/v1/exports/*", lambda route: looks.append(route))
    until(page, lambda: looks, "it looks again")
    page.get_by_role("button", name="Back to settings").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Download everything")).click()
    expect(page.get_by_role("button", name="Make the archive")).to_be_enabled()
    (last,) = looks
    page.unroute("**/api/v1/exports/*")
    tell(last)
    with page.expect_response(lambda response: re.search("/exports/[^/]+$", response.url)):
        page.route("**/api/v1/exports/*", tell, times=1)
        with page.expect_download() as download:
            page.get_by_role("button", name="Make the archive").click()
    assert zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())).read("pollux.json")
    assert len(begun) == 1, begun


def test_an_account_is_deleted(person, people):
    page = settings(person, "Delete account")
    expect_accessible(page)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label(re.compile("^Type")).fill("somebody else")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("This is not the name.")).to_be_visible()
    page.get_by_label(re.compile("^Type")).fill(person.name)
    person.expects("status of 401")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Your account and everything in it is deleted.")).to_be_visible()
    sign_in(page, person.name)
    expect(page.get_by_text("Name or password is wrong.")).to_be_visible()


def test_an_account_is_deleted_by_keyboard_from_a_chat(person, stand_in):
    """What is said at the end is what happened, also where a chat was open behind the settings."""
    id = person.conversation(questions=["Soon to be gone."])
    person.expects("status of 401")
    page = person.open(f"/c/{id}")
    expect(page.get_by_text("Soon to be gone.").first).to_be_visible()
    page.get_by_role("button", name="Account", exact=True).press("Enter")
    page.get_by_role("button", name="Settings", exact=True).press("Enter")
    page.get_by_role("button", name=re.compile("^Delete account")).press("Enter")
    page.get_by_label("Current password").focus()
    page.keyboard.type("wrong horse")
    page.keyboard.press("Tab")
    page.keyboard.type(person.name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Current password")).to_have_accessible_description("This password is wrong.")
    expect(page.get_by_label("Current password")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your account and everything in it is deleted.")).to_be_visible()
    expect(page).to_have_url(re.compile("/(c/.*)?$"))
    expect(page.get_by_text("You were signed out.")).to_have_count(0)
    assert "Soon to be gone." not in page.content()


def test_signing_up_advises_a_long_password(people):
    page = people().open()
    page.get_by_role("button", name="New here? Create an account").click()
    password, meter = page.get_by_label("Password"), page.locator("meter")
    for typed, advice in (("", "At least 8 characters. With 15 or more"), ("x" * 14, "14 so far"), (PASSWORD, "A good length")):
        password.fill(typed)
        expect(password).to_have_accessible_description(re.compile(advice))
        expect(meter).to_have_js_property("value", min(len(typed), 15))
        expect_accessible(page)


def test_an_invitation_while_signed_in_says_what_happens(own_server, people):
    server, secret = own_server()
    root = people(server)
    root.call("POST", "users", {"name": "Root", "password": PASSWORD, "invitation": secret})
    invited = root.call("POST", "invitations", {"id": new_id()})["secret"]
    page = root.open(f"/join#{invited}")
    expect(page.get_by_text("You are signed in here as Root. That ends when you go on")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("link", name="Back to your chats").press("Enter")
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    guest = people(server)
    guest.call("POST", "guests", {})
    page = guest.open(f"/join#{invited}")
    expect(page.get_by_text("the guest’s chats are lost")).to_be_visible()


def test_a_token_is_copied_without_a_clipboard(person):
    """Over plain http browsers have none."""
    person.context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = settings(person, "Access tokens")
    name = page.get_by_label("What it is for")
    name.fill("backup script")
    name.press("Enter")
    secret = page.get_by_label("backup script", exact=True).inner_text()
    page.get_by_role("button", name="Copy").press("Enter")
    expect(page.locator("#note")).to_have_text("Copied.")
    expect(page.get_by_role("button", name="Copy")).to_be_focused()
    name.focus()
    page.keyboard.press("Control+V")
    expect(name).to_have_value(secret)


def test_the_second_step_by_keyboard(person, people):
    secret = turn_on(person)
    other = people()
    other.expects("status of 401")
    page = other.open()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(person.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code from your authenticator app")).to_be_focused()
    expect_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code from your authenticator app")).to_have_accessible_description("Enter the code.")
    code = next_totp(secret)
    page.keyboard.type(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()


def test_wrong_passwords_make_one_wait(own_server, people):
    server, _ = own_server(POLLUX_RATE_LIMITS="on")
    person = people(server)
    person.expects("status of 4(01|29)")
    page = person.open()
    for _ in range(7):
        sign_in(page, "nobody", "wrong horse")
        if page.get_by_text("Too many tries.").is_visible():
            break
        expect(page.get_by_text(re.compile("Name or password is wrong|Too many tries"))).to_be_visible()
    # It is said once, for whoever listens; the button counts.
    waits = page.get_by_role("button", name=re.compile("^Wait [0-9]+ s$"), disabled=True)
    eventually(lambda: waits.count() > 0 or try_again(page), "one has to wait")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_enabled()
    expect(page.get_by_role("alert")).to_be_empty()


def try_again(page: Page) -> bool:
    button = page.get_by_role("button", name="Sign in", exact=True)
    if button.is_enabled():
        button.click()
    return False


def test_a_blocked_person_is_told(own_server, people):
    server, secret = own_server()
    root = people(server)
    root.call("POST", "users", {"name": "Root", "password": PASSWORD, "invitation": secret})
    ada = people(server).sign_up()
    ada.expects("status of 40[13]")
    page = ada.open()
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    eventually(lambda: root.call("GET", "admin/status")["sockets"] == 1, "the page is live")
    id = next(user["id"] for user in root.call("GET", "admin/users")["users"] if user["name"] == ada.name)
    root.call("PATCH", f"admin/users/{id}", {"blocked": True})
    expect(page.get_by_text("This account was blocked")).to_be_visible()
    sign_in(page, ada.name)
    expect(page.get_by_text("This account is blocked.")).to_be_visible()


def test_settings_by_keyboard(person):
    page = person.open()
    page.get_by_role("button", name="Account", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    assert page.url.endswith("/settings")
    expect_accessible(page)
    for section in PAGES:
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^" + section)).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name=section)).to_be_visible()
        expect_focus_kept(page)
        page.get_by_role("button", name="Back to settings").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
        expect_focus_kept(page)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
