"""A limit for each day: told before it is reached, and when it is."""

from playwright.sync_api import expect

from person import expect_complete, questions_of


def test_the_days_limit(people, start_server):
    server = start_server(POLLUX_DAILY_ANSWERS="5")
    person = people(server).sign_up()
    page = person.open_new_chat()
    left = page.locator("#usage-line")
    expect(left).to_be_hidden()
    for n, text in enumerate(("4 answers left today", "3 answers left today"), start=1):
        person.ask(f"Question {n}.")
        expect_complete(page)
        expect(left).to_have_text(text)
    for n in (3, 4, 5):
        person.ask(f"Question {n}.")
        expect(questions_of(page)).to_have_count(n)
        expect_complete(page)
    expect(left).to_have_text("No answers left today")
    person.expects("status of 429")
    person.ask("One too many.")
    refused = questions_of(page).last
    expect(refused).to_contain_text("Your limit for today is reached. It starts again")
    expect(refused.get_by_role("button", name="Edit and send again")).to_be_visible()

    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Usage").click()
    usage = page.get_by_role("dialog", name="Usage")
    expect(usage).to_contain_text("5 of 5 answers")
    expect(usage.get_by_role("table").get_by_role("row")).to_have_count(2)
    expect(usage.get_by_role("cell", name="5", exact=True)).to_be_visible()


def test_without_limits_there_is_nothing_to_say(person):
    page = person.open_new_chat()
    person.ask("Hello.")
    expect_complete(page)
    expect(page.locator("#usage-line")).to_be_hidden()
