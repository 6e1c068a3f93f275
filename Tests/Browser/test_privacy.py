"""Two people at the same time: neither browser ever learns a word of the other's."""

from playwright.sync_api import expect

from person import answers_of, expect_complete, expect_tick, questions_of


def test_two_people_chat_at_the_same_time(people, stand_in):
    anna, bert = people().sign_up(), people().sign_up()
    canaries = {anna: "canary-anna-7f3a", bert: "canary-bert-91c2"}
    for person, canary in canaries.items():
        person.reads_bodies = True
        person.open_new_chat()
        person.ask(f"Sing for me. [hold=3] [chunks=6] [canary:{canary}-said]")
    stand_in.wait_for_held(2)
    for person in canaries:
        expect_tick(questions_of(person.page), "Gemini has begun to answer")
    stand_in.release()
    for person, canary in canaries.items():
        expect_complete(person.page)
        expect(answers_of(person.page)).to_contain_text(f"{canary}-said")
        person.ask(f"Once more. [canary:{canary}-again]")
    for person, canary in canaries.items():
        expect(answers_of(person.page).last).to_contain_text(f"{canary}-again")
        expect_complete(person.page)

    # The other's conversation is not there, whoever knows its address.
    anna_chat = anna.open_id()
    bert.expects("status of 404")
    bert.page.goto(f"/c/{anna_chat}")
    expect(bert.page.get_by_text("This chat does not exist")).to_be_visible()
    anna.page.reload()
    expect(answers_of(anna.page)).to_have_count(2)

    for person, canary in canaries.items():
        others = next(one for other, one in canaries.items() if other is not person)
        received = person.received_text()
        assert received.count(f"{canary}-said") > 1, "what the network brought was not recorded"
        assert any(canary in frame for frame in person.frames), "frames were not recorded"
        assert others not in received
        assert others not in person.page.content()
        assert others not in person.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
