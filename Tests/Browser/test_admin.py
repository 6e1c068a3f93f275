"""The administration: users, invitations, usage and status, by whoever may, and by nobody else."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from person import PASSWORD, Person, expect_focus_kept, new_id
from test_accessibility import expect_accessible


@pytest.fixture
def make_user(first_admin, people, admin_server):
    """Users without a browser: their names."""

    def make(name: str, **change) -> str:
        made = first_admin.call("POST", "admin/users", {"name": name})["user"]
        if change:
            first_admin.call("PATCH", f"admin/users/{made['id']}", change)
        return name

    return make


def record(person: Person, name: str) -> dict | None:
    found = person.call("GET", f"admin/users?q={name}")["users"]
    return next((user for user in found if user["name"] == name), None)


def rows_of(page: Page) -> Locator:
    return page.get_by_role("list", name="Users").get_by_role("listitem")


def open_user(page: Page, name: str) -> Locator:
    page.get_by_role("searchbox", name="Search by name").fill(name)
    row = rows_of(page).filter(has_text=name)
    expect(rows_of(page)).to_have_count(1)
    row.get_by_role("button").click()
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog


def link_in(dialog: Locator, kind: str) -> str:
    field = dialog.get_by_label("Link")
    expect(field).to_have_value(re.compile(f"^http://127.0.0.1:[0-9]+/{kind}#.{{20,}}$"))
    return field.input_value().rsplit("#", 1)[1]


def test_the_way_there_is_for_administrators_only(admin, people, admin_server):
    page = admin.open()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Administration").click()
    expect(page).to_have_url(re.compile("/admin$"))
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search by name")).to_be_visible()
    expect(page).to_have_title("Administration – Pollux")
    page.get_by_role("link", name="Back to chats").click()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    expect(page.get_by_role("heading", name="Administration")).to_have_count(0)
    expect(page).to_have_title("Pollux")
    page.go_back()
    expect(page.get_by_role("searchbox", name="Search by name")).to_be_visible()

    guest = people(admin_server)
    guest.call("POST", "guests", {})
    page = guest.open()
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("button", name="Administration")).to_have_count(0)
    page = guest.open("/admin")
    expect(page.get_by_text("This page is for administrators of this server.")).to_be_visible()
    expect(page.get_by_role("link", name="Invitations")).to_have_count(0)
    page.get_by_role("link", name="Back to chats").click()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()


def test_a_user_is_added_and_comes_in(admin, people, admin_server):
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = admin.open("/admin")
    page.get_by_role("button", name="Add user").click()
    dialog = page.get_by_role("dialog", name="Add user")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Enter a name.")).to_be_visible()
    page.keyboard.type("Nadia")
    page.keyboard.press("Enter")
    secret = link_in(dialog, "reset")
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("button", name="Link copied")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/reset#{secret}")
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    expect_focus_kept(page)
    expect(rows_of(page).filter(has_text="Nadia")).to_contain_text("No password yet")
    assert secret not in page.content()

    nadia = people(admin_server)
    nadia.name = "Nadia"
    nadia.call("POST", "password-resets", {"secret": secret, "password": PASSWORD})
    nadia.sign_in()
    page.reload()
    expect(rows_of(page).filter(has_text="Nadia")).not_to_contain_text("No password yet")

    # The name is taken, whatever its case.
    admin.expects("status of 409")
    page.get_by_role("button", name="Add user").click()
    page.get_by_role("textbox", name="Name").fill("NADIA")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("This name is taken.")).to_be_visible()


def test_search_and_paging(admin, make_user):
    for n in range(56):
        make_user(f"crowd-{n:02}")
    page = admin.open("/admin")
    # All users begin with the same fifty.
    with page.expect_response(lambda one: "q=CROWD" in one.url):
        page.get_by_role("searchbox", name="Search by name").fill("CROWD")
    expect(page.get_by_text("The first 50 users")).to_be_visible()
    expect(rows_of(page)).to_have_count(50)
    # As soon as somebody types on, a next page would be one of other words.
    typed, more = page.locator("#a-search").element_handle(), page.get_by_role("button", name="Show more")
    assert more.evaluate("(more, field) => { field.dispatchEvent(new Event('input')); return more.hidden; }", typed)
    more.click()
    expect(rows_of(page)).to_have_count(56)
    expect(rows_of(page).nth(50).get_by_role("button")).to_be_focused()
    expect(page.get_by_text("56 users", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    names = [text.split()[0] for text in rows_of(page).all_inner_texts()]
    assert names == [f"crowd-{n:02}" for n in range(56)]
    page.get_by_role("searchbox", name="Search by name").fill("crowd-17")
    expect(page.get_by_text("1 user", exact=True)).to_be_visible()
    page.get_by_role("searchbox", name="Search by name").fill("nobody-at-all")
    expect(page.get_by_text("No name contains this.")).to_be_visible()


def test_blocking_shuts_out_at_once(admin, people, admin_server):
    bert = people(admin_server)
    bert.call("POST", "users", {"name": bert.name, "password": PASSWORD, "invitation": invite(admin)})
    bert.expects("status of 40[13]")
    their_page = bert.open()
    expect(their_page.get_by_role("button", name="New chat")).to_be_visible()

    page = admin.open("/admin")
    dialog = open_user(page, bert.name)
    dialog.get_by_role("button", name="Block").click()
    question = page.get_by_role("dialog", name=f"Block {bert.name}?")
    question.get_by_role("button", name="Cancel").click()
    assert not record(admin, bert.name)["blocked"]
    dialog.get_by_role("button", name="Block").click()
    question.get_by_role("button", name="Block").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#note")).to_have_text(f"{bert.name} is blocked")
    expect(rows_of(page)).to_contain_text("Blocked")
    expect(rows_of(page).get_by_role("button")).to_be_focused()
    their_page.reload()
    expect(their_page.get_by_role("heading", name="Welcome back")).to_be_visible()

    dialog = open_user(page, bert.name)
    dialog.get_by_role("button", name="Unblock").click()
    expect(rows_of(page)).not_to_contain_text("Blocked")
    bert.sign_in()


def test_role_and_limits(admin, make_user):
    name = make_user("Clara")
    page = admin.open("/admin")
    dialog = open_user(page, name)
    dialog.get_by_label("Role").select_option("Administrator")
    dialog.get_by_label("Answers").fill("12")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(rows_of(page)).to_contain_text("Administrator")
    stored = record(admin, name)
    assert (stored["role"], stored["limits"]) == ("admin", {"answers": 12})

    dialog = open_user(page, name)
    expect(dialog.get_by_label("Answers")).to_have_value("12")
    dialog.get_by_label("Tokens").fill("-5")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Enter a whole number from 0 to 1,000,000,000, or nothing.")).to_be_visible()
    expect(dialog.get_by_label("Tokens")).to_be_focused()
    dialog.get_by_label("Tokens").fill("5000")
    dialog.get_by_label("Answers").fill("")
    dialog.get_by_label("Role").select_option("User")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    stored = record(admin, name)
    assert (stored["role"], stored["limits"]) == ("user", {"tokens": 5000})


def test_the_last_administrator_stays(admin):
    page = admin.open("/admin")
    dialog = open_user(page, admin.name)
    expect(dialog.get_by_role("button", name="Block")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Delete user…")).to_have_count(0)
    admin.expects("status of 409")
    dialog.get_by_label("Role").select_option("User")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("This is the last administrator who can sign in.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Save")).to_be_enabled()
    assert record(admin, admin.name)["role"] == "admin"


def test_a_new_password_and_no_second_factor(admin, make_user, people, admin_server):
    name = make_user("Dora")
    page = admin.open("/admin")
    dialog = open_user(page, name)
    expect(dialog.get_by_role("button", name="Turn off second factor")).to_have_count(0)
    dialog.get_by_role("button", name="New password link").click()
    first = link_in(dialog, "reset")
    dialog.get_by_role("button", name="New password link").click()
    expect(dialog.get_by_label("Link")).not_to_have_value(re.compile(first))
    second = link_in(dialog, "reset")
    dora = people(admin_server)
    dora.name = name
    dora.call("POST", "password-resets", {"secret": second, "password": PASSWORD})
    dora.sign_in()

    # As the page shows it when there is one: the reply says so, and what it asks for is looked at.
    asked = []

    def with_factor(route):
        if route.request.method == "PATCH":
            asked.append(route.request.post_data_json)
        reply = route.fetch()
        route.fulfill(response=reply, body=reply.text().replace('"twoFactor":false', '"twoFactor":true'))

    page.route("**/api/v1/admin/users*", with_factor)
    page.route("**/api/v1/admin/users/*", with_factor)
    page.reload()
    dialog = open_user(page, name)
    dialog.get_by_role("button", name="Turn off second factor").click()
    page.get_by_role("dialog", name=f"Turn off the second factor of {name}?").get_by_role("button", name="Turn off").click()
    expect(dialog).to_have_count(0)
    assert asked == [{"twoFactor": False}]


def test_deleting_asks_for_the_name(admin, make_user):
    name = make_user("Emil the Third")
    page = admin.open("/admin")
    dialog = open_user(page, name)
    dialog.get_by_role("button", name="Delete user…").click()
    question = page.get_by_role("dialog", name=f"Delete {name}?")
    expect(question.get_by_label("Type the name to confirm")).to_be_focused()
    page.keyboard.type("Emil")
    page.keyboard.press("Enter")
    expect(question).to_be_visible()
    assert record(admin, "Emil the Third")
    page.keyboard.type(" the Third")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(rows_of(page)).to_have_count(0)
    expect_focus_kept(page)
    assert record(admin, "Emil the Third") is None


def test_somebody_else_was_faster(admin, make_user, first_admin):
    name = make_user("Fritz")
    page = admin.open("/admin")
    dialog = open_user(page, name)
    first_admin.call("DELETE", f"admin/users/{record(first_admin, name)['id']}")
    admin.expects("status of 404")
    dialog.get_by_label("Answers").fill("3")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#note")).to_contain_text("It does not exist any more.")
    expect(rows_of(page)).to_have_count(0)


def test_what_the_server_refuses_is_said_in_words(admin, make_user):
    name = make_user("Gerda")
    page = admin.open("/admin")
    dialog = open_user(page, name)
    refusal = {"status": 429, "title": "x", "detail": "x", "code": "rate_limited", "retryAfterSeconds": 3}
    admin.expects("status of (429|403)|net::ERR_")
    page.route("**/password-resets", lambda route: route.fulfill(status=429, json=refusal))
    dialog.get_by_role("button", name="New password link").click()
    expect(dialog.get_by_text("Too many tries. Wait a moment.")).to_be_visible()
    page.route("**/password-resets", lambda route: route.abort())
    dialog.get_by_role("button", name="New password link").click()
    expect(dialog.get_by_text("The server cannot be reached.")).to_be_visible()
    # No administrator any more.
    denied = {"status": 403, "title": "x", "detail": "x", "code": "admin_only"}
    page.route("**/password-resets", lambda route: route.fulfill(status=403, json=denied))
    dialog.get_by_role("button", name="New password link").click()
    expect(page.get_by_text("This page is for administrators of this server.")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_part_that_cannot_be_read_is_tried_again(admin):
    admin.expects("net::ERR_")
    page = admin.page
    page.route("**/api/v1/invitations", lambda route: route.abort())
    admin.open("/admin#invitations")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    page.unroute("**/api/v1/invitations")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    expect(page.get_by_text("The server cannot be reached.")).to_have_count(0)


def invite(admin: Person) -> str:
    return admin.call("POST", "invitations", {"id": new_id()})["secret"]


def test_invitations(admin, people, admin_server):
    page = admin.open("/admin")
    page.get_by_role("link", name="Invitations").click()
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog", name="New invitation")
    expect(dialog.get_by_label("Note")).to_be_focused()
    dialog.get_by_label("Note").fill("For Hanna")
    dialog.get_by_label("Role").select_option("Administrator")
    dialog.get_by_label("Days").fill("31")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Enter a whole number from 1 to 30.")).to_be_visible()
    dialog.get_by_label("Days").fill("3")
    page.keyboard.press("Enter")
    secret = link_in(dialog, "join")
    dialog.get_by_role("button", name="Done").click()
    row = page.get_by_role("list", name="Invitations").get_by_role("listitem").filter(has_text="For Hanna")
    expect(row).to_contain_text("Administrator")
    expect(row).to_contain_text("Works until")
    assert secret not in page.content()

    hanna = people(admin_server)
    hanna.call("POST", "users", {"name": hanna.name, "password": PASSWORD, "invitation": secret})
    page.reload()
    expect(row).to_contain_text(f"Used by {hanna.name}")
    row.get_by_role("button", name="Delete invitation: For Hanna").click()
    expect(row).to_have_count(0)
    expect_focus_kept(page)
    # She is an administrator, and must not be one for the tests of the last.
    admin.call("DELETE", f"admin/users/{record(admin, hanna.name)['id']}")

    # One that nobody has used.
    admin.call("POST", "invitations", {"id": new_id(), "note": "For nobody", "expiresInDays": 1})
    page.reload()
    page.get_by_role("button", name="Delete invitation: For nobody").click()
    page.get_by_role("dialog", name="Delete this invitation?").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("For nobody")).to_have_count(0)
    assert not any(one["note"] == "For nobody" for one in admin.call("GET", "invitations")["invitations"])


def test_usage(admin, people, admin_server):
    user = people(admin_server)
    user.call("POST", "users", {"name": user.name, "password": PASSWORD, "invitation": invite(admin)})
    user.conversation(questions=["One.", "Two.", "Three."])
    admin.conversation(questions=["Mine."])
    page = admin.open("/admin#usage")
    by_user = page.get_by_role("table", name="By user")
    expect(by_user.get_by_role("row", name=re.compile(user.name))).to_contain_text("3")
    expect(by_user.get_by_role("row", name=re.compile(admin.name)).get_by_role("cell").first).to_have_text("1")
    by_day = page.get_by_role("table", name="By day")
    expect(by_day.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("img", name=re.compile("^Answers a day: 4 in 30 days"))).to_be_visible()
    assert page.locator(".chart g").count() == 30
    page.get_by_label("Whose").select_option(user.name)
    expect(by_day.get_by_role("cell").first).to_have_text("3")
    expect(by_user.get_by_role("row")).to_have_count(2)
    page.get_by_label("Show").select_option("Tokens")
    expect(page.get_by_role("img", name=re.compile("^Tokens a day: "))).to_be_visible()
    with page.expect_request("**/admin/usage?days=90"):
        page.get_by_label("Period").select_option("90 days")
    expect(page.locator(".chart g")).to_have_count(90)
    expect(page.get_by_label("Whose")).to_have_value(re.compile(".+"))
    expect(by_day.get_by_role("cell").first).to_have_text("3")


def test_status_is_refreshed_while_it_is_looked_at(admin, stand_in):
    page = admin.page
    page.clock.install()
    admin.open("/admin#status")
    value = lambda label: page.locator("dt", has_text=label).locator("xpath=following-sibling::dd")  # noqa: E731
    expect(value("Answers being written")).to_have_text("0")
    expect(value("Open connections")).to_have_text("1")
    expect(value("Free space")).to_have_text(re.compile("GB|MB"))
    expect(value("Version")).not_to_be_empty()
    id = admin.conversation()
    admin.call("POST", f"conversations/{id}/messages", {"id": new_id(), "text": "Slowly. [hold=2] [chunks=5]"})
    stand_in.wait_for_held()
    page.clock.run_for(5000)
    expect(value("Answers being written")).to_have_text("1")
    stand_in.release()
    # Whoever is elsewhere asks nothing.
    page.get_by_role("link", name="Users").click()
    expect(rows_of(page).first).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "status" in request.url else None)
    page.clock.run_for(20_000)
    assert not asked


def test_all_of_it_by_keyboard(admin, make_user):
    make_user("Ida")
    page = admin.open("/admin")
    expect(rows_of(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Back to chats")).to_be_focused()
    for name in ("Users", "Invitations", "Usage", "Status"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Ida")
    expect(rows_of(page)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(rows_of(page).get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ida")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(rows_of(page).get_by_role("button")).to_be_focused()


@pytest.mark.parametrize("part", ["users", "user", "link", "delete", "invitations", "usage", "status"])
def test_it_is_accessible(admin, make_user, part):
    if not record(admin, "Jonas"):
        make_user("Jonas", blocked=True)
        admin.call("POST", "invitations", {"id": new_id(), "note": "For Klara"})
        admin.conversation(questions=["A question."])
    page = admin.open(f"/admin#{part if part in ('invitations', 'usage', 'status') else 'users'}")
    if part in ("users", "user", "delete"):
        expect(rows_of(page).first).to_be_visible()
    if part in ("user", "delete"):
        dialog = open_user(page, "Jonas")
        if part == "user":
            dialog.get_by_role("button", name="New password link").click()
            link_in(dialog, "reset")
        else:
            dialog.get_by_role("button", name="Delete user…").click()
            expect(page.get_by_label("Type the name to confirm")).to_be_visible()
    elif part == "link":
        page.get_by_role("button", name="Add user").click()
        expect(page.get_by_role("dialog", name="Add user")).to_be_visible()
    elif part == "usage":
        expect(page.get_by_role("table", name="By day")).to_be_visible()
    elif part == "status":
        expect(page.get_by_text("Open connections")).to_be_visible()
    elif part == "invitations":
        expect(page.get_by_text("For Klara")).to_be_visible()
    expect_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth && document.querySelector('.admin-body').scrollWidth <= innerWidth")
