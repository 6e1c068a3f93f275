"""The programs, the browser and the people of every journey.

POLLUX_BROWSER=firefox runs the journeys marked `firefox` in Firefox ESR instead of all of them in Chromium.
"""

import os
import pathlib

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from person import Person
from programs import ROOT, Server, StandIn
from scripted_gemini import ScriptedGemini

RESULTS = ROOT / "test-results"
# Against waiting for ever, and nothing else: the whole machine may stand still for seconds.
TIMEOUT_MS = 30_000
BROWSER = os.environ.get("POLLUX_BROWSER", "chromium")
# Playwright drives Debian's Firefox by WebDriver BiDi; from 1.65 on it needs a newer one than ESR 153.
LAUNCH = {
    "chromium": {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]},
    "firefox": {"executable_path": "/usr/bin/firefox-esr", "channel": "moz-firefox"},
}


def pytest_collection_modifyitems(config, items):
    if BROWSER == "chromium":
        return
    others = [item for item in items if not item.get_closest_marker(BROWSER)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item.get_closest_marker(BROWSER)]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        expect.set_options(timeout=TIMEOUT_MS)
        browser = getattr(playwright, BROWSER).launch(**LAUNCH[BROWSER])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_stand_in(tmp_path_factory):
    stand_in = StandIn(tmp_path_factory.mktemp("stand-in"))
    yield stand_in
    stand_in.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory, shared_stand_in):
    """One server for all: people do not see each other, so tests do not either."""
    server = Server(tmp_path_factory.mktemp("server"), shared_stand_in.url)
    yield server
    server.stop()


@pytest.fixture
def stand_in(shared_stand_in):
    """The stand-in behind `server`, with its counts at nothing."""
    shared_stand_in.reset()
    yield shared_stand_in
    shared_stand_in.reset()


@pytest.fixture
def start_server(tmp_path, stand_in):
    """Starts a server for one test, by default with the stand-in behind it."""
    started: list[Server] = []

    def start(**options) -> Server:
        started.append(Server(tmp_path, **({"gemini_url": stand_in.url} | options)))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def scripted_server(tmp_path_factory):
    """A server whose Gemini says what a test tells it to, and that Gemini."""
    gemini = ScriptedGemini()
    server = Server(tmp_path_factory.mktemp("scripted"), gemini.url)
    yield server, gemini
    server.stop()
    gemini.stop()


@pytest.fixture
def people(browser: Browser, server: Server, start_server, request):
    """Makes people; each has a browser context of their own, watched to the end of the test.

    They leave before the servers of the test (`start_server`) stop: a page may fetch something at any moment.
    """
    made: list[Person] = []

    def make(at: Server = server, **options) -> Person:
        person = Person(browser, at.url, **options)
        person.page.set_default_timeout(TIMEOUT_MS)
        made.append(person)
        return person

    yield make
    if getattr(request.node, "has_failed", False):
        keep_pictures(request.node.name, made)
    for person in made:
        person.leave()
    for person in made:
        person.check()


@pytest.fixture
def person(people, stand_in) -> Person:
    """Someone who is signed in; the page is not opened yet."""
    return people().sign_up()


@pytest.fixture
def reader(people, scripted_server) -> tuple[Person, ScriptedGemini]:
    """Someone whose Gemini answers what the test says, and that Gemini."""
    server, gemini = scripted_server
    return people(server).sign_up(), gemini


@pytest.fixture(scope="module")
def admin_server(tmp_path_factory, shared_stand_in):
    """A server with an administrator, for the tests of one file."""
    server = Server(tmp_path_factory.mktemp("admin"), shared_stand_in.url)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def first_admin(browser, admin_server) -> Person:
    """Whoever set the server up; their browser is nobody's in particular."""
    person = Person(browser, admin_server.url).sign_up(invitation=admin_server.setup_secret())
    yield person
    person.context.close()


@pytest.fixture
def admin(people, admin_server, first_admin) -> Person:
    person = people(admin_server)
    person.name = first_admin.name
    return person.sign_in()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "setup":
        item.has_failed = False  # it may be tried again
    if report.failed or report.outcome == "rerun":
        item.has_failed = True
    return report


def keep_pictures(name: str, people: list[Person]):
    """What everybody saw when a test failed, in test-results/."""
    RESULTS.mkdir(exist_ok=True)
    for person in people:
        person.expects("style-src")  # Firefox reports the style that Playwright puts in for a picture
        for i, page in enumerate(person.context.pages):
            path: pathlib.Path = RESULTS / f"{name}-{person.name}-{i}.png".replace("/", "-")
            page.screenshot(path=path)
