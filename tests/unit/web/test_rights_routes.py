"""School, notices, records and rights over their routes, as docs/ROUTES.md gives them."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.unit.domain.test_school import FULL
from tests.unit.web.conftest import Browser, Founded
from tests.unit.web.first_steps import AGREED, shared
from videoreflect.services.rights_answer import unsealed

SCHOOL: dict[str, Any] = {name: value for name, value in FULL.content().items() if name != "schema"}


def test_the_school_is_said_once_and_read_by_all(teacher: Browser, mentor: Browser) -> None:
    """Who looks after the vault saves; what cannot be used comes back with a sentence."""
    assert teacher.ask("GET", "school")["keep_days"] is None

    told = teacher.ask("PUT", "school", SCHOOL)

    assert told == SCHOOL | {"may": True}
    assert mentor.ask("GET", "school") == SCHOOL | {"may": False}
    mentor.ask("PUT", "school", SCHOOL, 403)
    for wrong in ({"email": "x"}, {"keep_days": 0}, {"warn_days": None}, {"basis": "x"}, {"controller": 3}):
        assert teacher.ask("PUT", "school", SCHOOL | wrong, 400)["error"]["sentence"]


def test_a_notice_is_drafted_edited_and_kept(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    """With its hash; a member may read it and keep none."""
    one = shared(teacher, founded)
    teacher.ask("PUT", "school", SCHOOL)
    assert teacher.ask("GET", f"{one}/notices")["notices"] == []

    draft = teacher.ask("GET", f"{one}/notice-drafts/parents")
    kept = teacher.ask("POST", f"{one}/notices", {"template": "parents", "text": draft["text"], "language": "en-GB"})

    assert draft["gaps"] == []
    assert mentor.ask("GET", f"{one}/notices/{kept['notice']}") == kept | {"text": draft["text"]}
    assert teacher.ask("GET", f"{one}/notices")["notices"] == [kept]
    mentor.ask("POST", f"{one}/notices", {"template": "parents", "text": "x", "language": "en"}, 403)
    teacher.ask("GET", f"{one}/notice-drafts/gossip", None, 400)
    teacher.ask("POST", f"{one}/notices", {"template": "parents", "text": "", "language": "en"}, 400)
    teacher.ask("GET", f"{one}/notices/{'0' * 32}", None, 404)


def test_records_go_out_and_come_back(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    """As attachments, for the owner; the same again is refused with a sentence."""
    one = shared(teacher, founded)
    answer = teacher.client.get(f"/vr/{one}/consent-records")

    assert answer.headers["content-type"].startswith("application/ld+json")
    assert 'filename="consent-records.jsonld"' in answer.headers["content-disposition"]
    assert json.loads(answer.text)["@graph"][0]["@type"] == "dpv:ConsentRecord"
    refused = teacher.ask("POST", f"{one}/consent-records", {"text": answer.text}, 400)
    assert refused["error"]["sentence"].endswith("Nothing was recorded.")
    receipt = teacher.ask("POST", f"{one}/consent-receipt", {"principal": "class"})
    assert json.loads(receipt["text"])["@graph"][0]["@type"] == "dpv:ConsentReceipt"
    teacher.ask("POST", f"{one}/consent-receipt", {"principal": "pupil 9"}, 404)
    page = teacher.client.get(f"/vr/{one}/register-page")
    assert page.text.startswith("<!doctype html>")
    assert "attachment" in page.headers["content-disposition"]
    mentor.ask("GET", f"{one}/consent-records", None, 403)
    mentor.ask("GET", f"{one}/register-page", None, 403)


def test_what_is_held_about_somebody(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    """As a page, or as a file with a code; and nothing goes without the word.

    Whose private notes are not in it is told also of those who lost their access, as by the objection itself.
    """
    one = shared(teacher, founded)
    mentor.ask("POST", f"{one}/notes", {"text": "Not said yet.", "at_ms": 1000})
    teacher.ask("POST", f"{one}/agreement", AGREED)
    teacher.ask("POST", f"{one}/objection", {"principal": "pupil 7", "note": "rang"})

    told = teacher.ask("POST", "rights", {"pseudonym": "pupil 7", "class_name": "6K", "leave_out": ["Jonas"]})
    closed = teacher.ask("POST", "rights", {"pseudonym": "pupil 7", "sealed": True})

    assert (told["lessons"], told["private"], told["asked"]) == (1, 1, 1)
    assert "rang" in told["page"]
    assert "rang" in unsealed(base64.b64decode(closed["file"]), closed["code"])
    assert "page" not in closed
    assert closed["asked"] == 0
    teacher.ask("POST", "rights", {}, 400)
    teacher.ask("POST", "rights", {"person": founded.mentor, "pseudonym": "x"}, 400)
    teacher.ask("POST", "rights/erasure", {"person": founded.mentor, "word": ""}, 400)
    assert teacher.ask("POST", "rights/erasure", {"person": founded.mentor, "word": "erase"}) == {
        "erased": 0,
        "left": 0,
    }


def test_somebody_is_asked_for_private_notes(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    """By whom it is about, without a name."""
    shared(teacher, founded)
    teacher.ask("POST", "rights", {"person": founded.mentor})

    assert mentor.ask("GET", "rights/requests")["requests"][0]["person_name"] == "Gwyn Parry"
    assert teacher.ask("GET", "rights/requests") == {"requests": []}


def test_an_entry_is_corrected_by_a_new_one(teacher: Browser, founded: Founded) -> None:
    """Of the same record; the wrong one stays."""
    one = shared(teacher, founded)
    teacher.ask("POST", f"{one}/objection", {"principal": "pupil 7", "note": "rang"})
    nodes = teacher.client.get(f"/vr/{one}/consent-records").json()["@graph"]
    record = next(node for node in nodes if node["dpv:hasDataSubject"]["dct:identifier"] == "pupil 7")
    places = [{"start_ms": 1000, "end_ms": 2000, "where": "back left"}]
    body = {"record": record["dpv:hasIdentifier"], "note": "the place", "places": places}

    teacher.ask("POST", f"{one}/register/correction", body)

    events = teacher.ask("GET", f"{one}/register")["events"]
    assert len(events) == 3
    assert [event["record"] == body["record"] for event in events] == [True, True, False], "each names its record"
    teacher.ask("POST", f"{one}/register/correction", body | {"places": [3]}, 400)
    teacher.ask("POST", f"{one}/register/correction", body | {"record": "x"}, 404)
