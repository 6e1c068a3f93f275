"""Faults to be planted into true evidence: a checker that does not find each of them proves nothing.

Each changes a copy as a server with that fault would have made it, and says which invariant has to complain.
"""

import copy
import dataclasses
from collections.abc import Callable

from checker import check
from records import Attempt, Evidence


def _acknowledged_question(evidence: Evidence):
    for one in reversed(evidence.attempts):
        if one.kind == "ask" and one.outcome == "ok":
            return one
    raise LookupError("nothing was acknowledged")


def _shown_answer(evidence: Evidence):
    for tab in evidence.tabs:
        for id, shown in tab.answers.items():
            if shown.final_status == "complete" and len(shown.text) > 20:
                return tab, id, shown
    raise LookupError("no tab has seen a complete answer")


def lost_question(evidence: Evidence):
    one = _acknowledged_question(evidence)
    del evidence.database[one.user]["messages"][one.key]


def changed_question(evidence: Evidence):
    one = _acknowledged_question(evidence)
    evidence.database[one.user]["messages"][one.key]["text"] += "!"


def doubled_question(evidence: Evidence):
    one = _acknowledged_question(evidence)
    rows = evidence.database[one.user]
    conversation = rows["conversations"][one.content["conversation"]]
    messages = rows["messages"]
    for id, of in (("copy-of-question", one.key), ("copy-of-answer", one.answer["id"])):
        conversation["lastSeq"] += 1
        messages[id] = messages[of] | {"seq": conversation["lastSeq"]}
    messages["copy-of-answer"]["parent"] = "copy-of-question"


def another_reply(evidence: Evidence):
    one = _acknowledged_question(evidence)
    evidence.attempts.append(dataclasses.replace(one, answer=one.answer | {"id": "another-answer"}))


def swapped_questions(evidence: Evidence):
    earlier: dict[tuple, Attempt] = {}
    for one in sorted(evidence.attempts, key=lambda one: one.started):
        if one.kind != "ask" or one.outcome != "ok":
            continue
        place = (one.user, one.content["conversation"])
        first = earlier.setdefault(place, one)
        if first.key != one.key and first.ended < one.started:
            messages = evidence.database[one.user]["messages"]
            a, b = messages[first.key], messages[one.key]
            a["seq"], b["seq"] = b["seq"], a["seq"]
            return
    raise LookupError("nobody has asked twice in one conversation")


def gap_in_numbers(evidence: Evidence):
    one = _acknowledged_question(evidence)
    evidence.database[one.user]["messages"][one.answer["id"]]["seq"] += 1


def gap_in_changes(evidence: Evidence):
    one = _acknowledged_question(evidence)
    del evidence.database[one.user]["changes"][1]


def gap_in_text(evidence: Evidence):
    _, _, shown = _shown_answer(evidence)
    shown.text = shown.text[:5] + shown.text[10:]


def doubled_delta(evidence: Evidence):
    _, _, shown = _shown_answer(evidence)
    shown.text = shown.text[:10] + shown.text[5:]


def text_lost_without_a_crash(evidence: Evidence):
    tab, id, shown = _shown_answer(evidence)
    row = evidence.database[tab.user]["messages"][id]
    row["text"] = shown.final_text = row["text"][:5]


def too_much_lost_in_a_crash(evidence: Evidence):
    tab, id, shown = _shown_answer(evidence)
    row = evidence.database[tab.user]["messages"][id]
    row["text"] = shown.final_text = shown.text[:5]
    row["status"] = shown.final_status = "interrupted"
    shown.growth = [(1000.0, 5), (1000.1, len(shown.text))]
    # No command was under way at that time, so none was slow, and nobody was late.
    evidence.kills = [(1003.0, 1004.0)]
    evidence.lags = []
    shown.final_at = 1005.0
    for one in evidence.attempts:
        one.started, one.ended = one.started + 10_000, one.ended + 10_000


def endless_answer(evidence: Evidence):
    one = _acknowledged_question(evidence)
    evidence.database[one.user]["messages"][one.answer["id"]]["status"] = "streaming"


def half_an_exchange(evidence: Evidence):
    one = _acknowledged_question(evidence)
    messages = evidence.database[one.user]["messages"]
    for id in [id for id, message in messages.items() if message["parent"] == one.key]:
        del messages[id]


def second_call(evidence: Evidence):
    # More than everybody can have asked for.
    evidence.calls += [_acknowledged_question(evidence).content["text"]] * (1 + len(evidence.attempts))


def missed_change(evidence: Evidence):
    evidence.tabs[0].revision -= 1


PLANTS: dict[Callable[[Evidence], None], str] = {
    lost_question: "I1",
    changed_question: "I1",
    doubled_question: "I2",
    another_reply: "I3",
    swapped_questions: "I4",
    gap_in_numbers: "I4",
    gap_in_changes: "I4",
    gap_in_text: "I6",
    doubled_delta: "I6",
    text_lost_without_a_crash: "I7",
    too_much_lost_in_a_crash: "I7",
    endless_answer: "I8",
    half_an_exchange: "I10",
    second_call: "I11",
    missed_change: "I4",
}


def excerpt(evidence: Evidence, count: int = 4) -> Evidence:
    """The evidence of a few people only: a long run's is too much to be copied for each plant."""
    last = [one.user for one in reversed(evidence.attempts) if one.kind == "ask" and one.outcome == "ok"][:1]
    users = set(last + [tab.user for tab in evidence.tabs][:count])
    attempts = [one for one in evidence.attempts if one.user in users]
    # "Continue." is everybody's: whose call was it?
    texts = {one.content.get("text") for one in attempts}
    texts -= {one.content.get("text") for one in evidence.attempts if one.user not in users}
    return dataclasses.replace(
        evidence,
        attempts=attempts,
        tabs=[tab for tab in evidence.tabs if tab.user in users],
        api={user: told for user, told in evidence.api.items() if user in users},
        database={user: rows for user, rows in evidence.database.items() if user in users},
        calls=[text for text in evidence.calls if text in texts],
    )


def unnoticed(evidence: Evidence) -> list[str]:
    """The plants that the checker does not find in this evidence; there must be none.

    A fault for which the evidence has no occasion is left out.
    """
    missed = []
    evidence = excerpt(evidence)
    for plant, invariant in PLANTS.items():
        before = len(check(evidence).of(invariant))
        spoiled = copy.deepcopy(evidence)
        try:
            plant(spoiled)
        except LookupError:
            continue
        if len(check(spoiled).of(invariant)) <= before:
            missed.append(f"{plant.__name__} ({invariant})")
    return missed
