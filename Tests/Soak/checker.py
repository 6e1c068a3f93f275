"""Compares what clients saw with what the server has in the end. The invariants are those of docs/reliability.md.

Pure: evidence in, sentences out. It shares nothing with the server, and what it is told of the server's side is only
what the API says, what the file holds, and what the stand-in for Gemini was asked.
"""

import bisect
import collections
import dataclasses
import math

from records import FINAL, Evidence, grouped, quantile, units

# How much text a crash may cost. A disk that takes long for a commit adds to it: the one under way and the next one.
LOST_TEXT_SECONDS = 0.25
GRACE_SECONDS = 0.1
# How long before a crash the server and this process are watched for being slow.
SLOWNESS_SECONDS = 3


@dataclasses.dataclass
class Verdict:
    violations: list[str]
    # Named figures of what was measured on the way.
    figures: dict[str, float]

    def of(self, invariant: str) -> list[str]:
        return [one for one in self.violations if one.startswith(invariant + " ")]


def check(evidence: Evidence) -> Verdict:
    found: list[str] = []
    figures: dict[str, float] = {}
    found += [f"I4 {one}" for tab in evidence.tabs for one in tab.violations]
    found += evidence.violations
    found += [f"I10 integrity: {one}" for one in evidence.integrity]
    found += _acknowledged(evidence)
    found += _once(evidence)
    found += _order(evidence)
    found += _texts(evidence, figures)
    found += _ends(evidence)
    found += _whole(evidence)
    found += _calls(evidence)
    found += _tabs(evidence)
    outcomes = collections.Counter(one.outcome for one in evidence.attempts)
    figures |= {f"commands {outcome}": outcomes[outcome] for outcome in ("ok", "failed", "unknown")}
    statuses = collections.Counter(
        message["status"] for user in evidence.database.values() for message in user["messages"].values()
    )
    figures |= {f"messages {status}": statuses[status] for status in sorted(statuses)}
    figures["calls to Gemini"] = len(evidence.calls)
    figures["deltas"] = sum(tab.deltas for tab in evidence.tabs)
    figures["changes"] = sum(tab.changes for tab in evidence.tabs)
    figures["connections"] = sum(tab.connects for tab in evidence.tabs)
    resumes = [second for tab in evidence.tabs for second in tab.resume_seconds]
    for share in (50, 99):
        figures[f"resume to hello p{share}, ms"] = round(quantile(resumes, share / 100) * 1000, 1)
    return Verdict(found, figures)


def _acknowledged(evidence: Evidence) -> list[str]:
    """I1: what was acknowledged is in the file and is told by the API. And what was refused is not there."""
    found = []
    branched = {
        (one.user, one.content["conversation"]) for one in evidence.attempts if one.kind in ("edit", "regenerate")
    }
    told = {
        (user, message["id"])
        for user, conversations in evidence.api.items()
        for path in conversations.values()
        for message in path
    }
    for (user, key), attempts in grouped(evidence.attempts, "ask", "edit", "regenerate").items():
        rows = evidence.database.get(user, {"messages": {}})["messages"]
        row = rows.get(key)
        is_acknowledged = any(one.outcome == "ok" for one in attempts)
        if is_acknowledged and row is None:
            found.append(f"I1 {attempts[0].kind} {key} was acknowledged and is not in the database")
        elif is_acknowledged and attempts[0].kind != "regenerate" and row["text"] != attempts[0].content["text"]:
            found.append(f"I1 {key} is stored with another text")
        elif is_acknowledged and row["conversation"] != attempts[0].content["conversation"]:
            found.append(f"I1 {key} is stored in another conversation")
        elif row is not None and all(one.outcome == "failed" for one in attempts):
            found.append(f"I10 {key} was refused and is in the database")
        for one in attempts:
            answer = (one.answer or {}).get("id")
            if one.outcome == "ok" and answer not in rows:
                found.append(f"I1 answer {answer} to {key} is not in the database")
        # Where nothing branches there is one path, and it holds everything.
        is_told = (user, key) in told or user not in evidence.api
        if is_acknowledged and not is_told and (user, attempts[0].content["conversation"]) not in branched:
            found.append(f"I1 {key} was acknowledged and the API does not tell it")
    for user, conversations in evidence.api.items():
        rows = evidence.database.get(user, {"messages": {}})["messages"]
        for path in conversations.values():
            for message in path:
                row = rows.get(message["id"])
                if row is None or (row["seq"], row["status"], row["text"]) != (
                    message["seq"], message["status"], message["text"],
                ):
                    found.append(f"I1 the API tells {message['id']} otherwise than the database has it")
    return found


def _once(evidence: Evidence) -> list[str]:
    """I2: nothing twice, whatever was sent again. I3: the same command gets the same answer."""
    found = []
    texts = collections.Counter(
        (user, message["conversation"], message["text"])
        for user, rows in evidence.database.items()
        for message in rows["messages"].values()
        if message["status"] == "stored"
    )
    wanted = collections.Counter()
    for (user, _), attempts in grouped(evidence.attempts, "ask", "edit").items():
        content = attempts[0].content
        wanted[user, content["conversation"], content["text"]] += 1
    for place, count in texts.items():
        if count > wanted[place]:
            found.append(f"I2 a question is there {count} times, and was asked {wanted[place]} times: {place[2][:60]!r}")
    for (user, key), attempts in grouped(evidence.attempts, "ask", "edit", "regenerate").items():
        first = attempts[0].content
        same = [one for one in attempts if one.outcome == "ok" and one.content == first]
        for part in ("question", "answer"):
            told = {(reply["id"], reply["seq"]) for one in same if (reply := getattr(one, part))}
            if len(told) > 1:
                found.append(f"I3 {key} had several replies: {part} {sorted(told)}")
        for one in attempts:
            if one.content != first and one.outcome == "ok":
                found.append(f"I3 {key} was taken again with another content")
            if one.content == first and one.code in ("conflict", "gone"):
                found.append(f"I3 {key} sent again was a {one.code}")
    return found


def _order(evidence: Evidence) -> list[str]:
    """I4: numbers grow without gaps, and one client's own questions keep their order."""
    found = []
    for user, rows in evidence.database.items():
        by_conversation = collections.defaultdict(list)
        for message in rows["messages"].values():
            by_conversation[message["conversation"]].append(message["seq"])
        for conversation, numbers in by_conversation.items():
            last = rows["conversations"].get(conversation, {}).get("lastSeq")
            if sorted(numbers) != list(range(1, len(numbers) + 1)) or last != len(numbers):
                found.append(f"I4 the numbers of conversation {conversation} have gaps: {len(numbers)} up to {last}")
        if rows["changes"] != list(range(1, rows["revision"] + 1)):
            found.append(f"I4 the changes of {user} have gaps: {len(rows['changes'])} up to {rows['revision']}")
    asked = collections.defaultdict(list)
    for (user, key), attempts in grouped(evidence.attempts, "ask", "edit").items():
        ended = min((one.ended for one in attempts if one.outcome == "ok"), default=None)
        row = evidence.database.get(user, {"messages": {}})["messages"].get(key)
        if row and ended is not None:
            asked[user, row["conversation"]].append((attempts[0].started, ended, row["seq"], key))
    for commands in asked.values():
        latest = (0, "")
        ends: list[tuple[float, int, str]] = sorted((ended, seq, key) for _, ended, seq, key in commands)
        place = 0
        for started, _, seq, key in sorted(commands):
            while place < len(ends) and ends[place][0] < started:
                latest = max(latest, ends[place][1:])
                place += 1
            if latest[0] > seq:
                found.append(f"I4 {key} was sent after {latest[1]} was acknowledged, and stands before it")
    return found


def _texts(evidence: Evidence, figures: dict[str, float]) -> list[str]:
    """I6: what a tab put together is what is stored. I7: what was shown stays, but for the last moment of a crash."""
    found = []
    lost: list[float] = []
    for tab in evidence.tabs:
        rows = evidence.database.get(tab.user, {"messages": {}})["messages"]
        for id, shown in tab.answers.items():
            row = rows.get(id)
            if row is None:
                if shown.final_status:
                    found.append(f"I1 answer {id} was told and is not in the database")
                continue
            if shown.final_status and (shown.final_status, shown.final_text) != (row["status"], row["text"]):
                found.append(f"I6 {tab.name} was told another end of {id} than is stored: {shown.final_status}")
            if row["text"].startswith(shown.text):
                continue
            if not shown.text.startswith(row["text"]):
                found.append(f"I6 {tab.name} showed another text of {id} than is stored")
            elif row["status"] != "interrupted":
                found.append(f"I7 text of {id} that {tab.name} showed is gone: {len(row['text'])} of {len(shown.text)}")
            else:
                kept = units(row["text"])
                at = next((time for time, length in shown.growth if length > kept), math.inf)
                # The crash after it was shown; or, when a slow line brought it later, the last one before the end was told.
                crashes = [one for one in evidence.kills if one[0] <= shown.final_at]
                later = [killed for killed, started in crashes if at <= started < math.inf]
                kill = next(iter(later), crashes[-1][0] if crashes and at < math.inf else None)
                if kill is None:
                    found.append(f"I7 text of {id} that {tab.name} showed is gone, and nothing had crashed")
                    continue
                lost.append(max(0.0, kill - at))
                allowed = LOST_TEXT_SECONDS + GRACE_SECONDS + 2 * _slowest(evidence, kill) + _lag(evidence, kill)
                if kill - at > allowed:
                    found.append(
                        f"I7 text of {id} that {tab.name} showed {kill - at:.3f} s before a crash is gone;"
                        f" {allowed:.3f} s was to be expected"
                    )
    if lost:
        for share in (50, 99, 100):
            figures[f"text lost in a crash p{share}, ms"] = round(quantile(lost, share / 100) * 1000)
    return found


def _slowest(evidence: Evidence, kill: float) -> float:
    """How long the slowest command took that was under way in the seconds before a crash: what commits cost then."""
    spans = (
        min(one.ended, kill) - one.started
        for one in evidence.attempts
        if one.started < kill and one.ended > kill - SLOWNESS_SECONDS
    )
    return max(spans, default=0)


def _lag(evidence: Evidence, kill: float) -> float:
    """How late this process was at most in the seconds before a crash: a machine without time for it has none for the server."""
    first = bisect.bisect(evidence.lags, (kill - SLOWNESS_SECONDS, 0.0))
    last = bisect.bisect(evidence.lags, (kill + 0.5, 0.0))
    return max((lag for _, lag in evidence.lags[first:last]), default=0)


def _ends(evidence: Evidence) -> list[str]:
    """I8: every answer has come to an end."""
    return [
        f"I8 answer {id} is still {message['status']}"
        for rows in evidence.database.values()
        for id, message in rows["messages"].items()
        if message["status"] != "stored" and message["status"] not in FINAL
    ]


def _whole(evidence: Evidence) -> list[str]:
    """I10: nothing half done: each question has its answer, each answer its question, each path its end."""
    found = []
    for rows in evidence.database.values():
        messages = rows["messages"]
        answered = {message["parent"] for message in messages.values() if message["status"] != "stored"}
        for id, message in messages.items():
            parent = messages.get(message["parent"])
            if message["status"] == "stored":
                if id not in answered:
                    found.append(f"I10 question {id} has no answer")
                if message["parent"] and (parent is None or parent["status"] == "stored"):
                    found.append(f"I10 question {id} follows no answer")
            elif parent is None or parent["status"] != "stored" or parent["conversation"] != message["conversation"]:
                found.append(f"I10 answer {id} has no question")
        used = {message["conversation"] for message in messages.values()}
        for id, conversation in rows["conversations"].items():
            leaf = messages.get(conversation["leaf"])
            if id in used and (leaf is None or leaf["status"] == "stored" or leaf["conversation"] != id):
                found.append(f"I10 conversation {id} ends in {conversation['leaf']}, which is no answer of it")
    return found


def _calls(evidence: Evidence) -> list[str]:
    """I11: one call to Gemini for a question, and one more for each time that a user asked again."""
    allowed = collections.Counter()
    for (_, _), attempts in grouped(evidence.attempts, "ask", "edit", "regenerate").items():
        if any(one.outcome != "failed" for one in attempts):
            allowed[attempts[0].content["text"]] += 1
    made = collections.Counter(evidence.calls)
    return [
        f"I11 Gemini was asked {count} times, and the user {allowed[text]} times: {text[:60]!r}"
        for text, count in made.items()
        if count > allowed[text]
    ]


def _tabs(evidence: Evidence) -> list[str]:
    """In the end every tab has what the server has."""
    found = []
    for tab in evidence.tabs:
        rows = evidence.database.get(tab.user)
        if rows is None:
            continue
        if tab.revision != rows["revision"]:
            found.append(f"I4 tab {tab.name} ends at revision {tab.revision} of {rows['revision']}")
        for id, held in tab.messages.items():
            row = rows["messages"].get(id)
            if row is None:
                found.append(f"I1 {id} was told to {tab.name} and is not in the database")
            elif (held["seq"], held["status"]) != (row["seq"], row["status"]):
                found.append(f"I4 {tab.name} has {id} as {held['seq']} {held['status']}, not {row['seq']} {row['status']}")
    return found
