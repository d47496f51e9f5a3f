"""Exceptions, requests, worklist and key list over their routes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.conftest import Founded
from tests.unit.web.test_lesson_routes import AGREED, Browser, mentor, shared, teacher

__all__ = ["mentor", "teacher"]

PLACE = {"start_ms": 12_000, "end_ms": 15_000, "where": "back left"}
LETTER = {
    "principal": "pupil 7", "kind": "objected", "role": "pupil", "given_by": "parent", "expressed": "letter",
    "said": "2025-10-20", "places": [PLACE], "note": "A letter from home.",
}  # fmt: skip


def test_an_objection_is_shown_dealt_with_and_answered(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    shared(teacher, founded)
    mentor.ask("GET")

    assert teacher.ask("POST", "/exceptions", LETTER)["blocked"] == ["pupil 7"]

    told = teacher.ask("GET", "/exceptions")
    (one,) = told["exceptions"]
    assert (one["principal"], one["places"], one["expressed"], one["remedy"]) == ("pupil 7", [PLACE], "letter", None)
    assert [kind["remedy"] for kind in told["remedies"] if kind["available"]] == ["private"]
    mentor.ask("GET", status=403)

    teacher.ask("PUT", "/exceptions", {"principal": "pupil 7", "remedy": "blur"})
    items = {item["task"]: item for item in teacher.ask("GET", "/worklist")["items"]}
    assert not items["blur"]["possible"]
    assert items["keep-private"]["done"], "a new key was made without the mentor"

    after = teacher.ask("POST", "/exceptions/answer", {"principal": "pupil 7", "given_by": "self"})
    assert after["blocked"] == []
    assert teacher.ask("GET", "/worklist") == {"items": [], "not_undone": []}


@pytest.mark.parametrize(
    "change",
    [
        {"principal": ""},
        {"kind": "given"},
        {"kind": "nonsense"},
        {"role": "governor"},
        {"given_by": 7},
        {"said": "2099-01-01"},
        {"said": "yesterday"},
        {"places": [{"start_ms": 5, "end_ms": 5, "where": ""}]},
        {"places": [{"start_ms": 0, "end_ms": 99_000_000, "where": ""}]},
        {"places": ["back left"]},
        {"places": [PLACE] * 501},
        {"remedy": "pixelate"},
        {"note": "n" * 10_001},
    ],
    ids=repr,
)
def test_what_makes_no_sense_is_refused_and_not_recorded(teacher: Browser, change: dict[str, Any]) -> None:
    teacher.ask("POST", "/exceptions", LETTER | change, 400)

    assert teacher.ask("GET", "/exceptions")["exceptions"] == []


def test_a_member_is_offered_a_request_that_the_owner_sees_first(
    teacher: Browser, mentor: Browser, founded: Founded
) -> None:
    shared(teacher, founded)
    refused = mentor.ask("POST", "/exceptions", LETTER, 403)["error"]
    assert "request" in refused["remedies"][0]
    for route, body in (("/agreement", AGREED), ("/withdrawal", {}), ("/objection", {"principal": "pupil 7"})):
        mentor.ask("POST", route, body, 403)

    asked = mentor.ask("POST", "/requests", LETTER)["request"]
    assert teacher.ask("GET")["requests"] == 1
    (one,) = teacher.ask("GET", "/requests")["requests"]
    assert (one["id"], one["by"]["id"], one["accepted"]) == (asked, founded.mentor, None)
    mentor.ask("POST", f"/requests/{asked}", {"accept": True}, 403)
    teacher.ask("POST", f"/requests/{asked}", {"accept": False}, 400)

    assert teacher.ask("POST", f"/requests/{asked}", {"accept": True})["blocked"] == ["pupil 7"]

    assert teacher.ask("GET")["requests"] == 0
    teacher.ask("POST", f"/requests/{asked}", {"accept": True}, 404)


def test_a_member_sees_the_reason_why_not(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    shared(teacher, founded)
    asked = mentor.ask("POST", "/requests", LETTER)["request"]

    teacher.ask("POST", f"/requests/{asked}", {"accept": False, "reason": "It was another lesson."})

    (one,) = mentor.ask("GET", "/requests")["requests"]
    assert (one["accepted"], one["reason"]) == (False, "It was another lesson.")
    assert mentor.ask("GET", "/exceptions")["exceptions"] == []
    assert mentor.ask("GET")["requests"] == 0


def test_the_key_list_is_the_owners(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    shared(teacher, founded)
    assert teacher.ask("PUT", "/key-list", {"principal": "pupil 7", "who": "Somebody"})["keys"] == {
        "pupil 7": "Somebody"
    }
    assert teacher.ask("GET", "/key-list")["keys"] == {"pupil 7": "Somebody"}
    mentor.ask("GET", "/key-list", status=403)
    mentor.ask("GET", "/worklist", status=403)
    assert teacher.ask("PUT", "/key-list", {"principal": "pupil 7", "who": ""})["keys"] == {}


def test_a_withdrawal_leaves_a_worklist_with_what_it_does_not_undo(
    teacher: Browser, mentor: Browser, founded: Founded
) -> None:
    shared(teacher, founded)
    teacher.ask("POST", "/withdrawal", {})

    told = teacher.ask("GET", "/worklist")

    assert "end-access" in {item["task"] for item in told["items"]}
    assert told["not_undone"][0] == "Gwyn could open this lesson before."
    mentor.ask("GET", status=403)


def test_an_objection_that_is_taken_in_acts_as_one_that_is_recorded_here(teacher: Browser, founded: Founded) -> None:
    """A new key without the members is made at once. Seen to fail without ``close_to_others`` in the route."""
    shared(teacher, founded)
    teacher.ask("POST", "/exceptions", LETTER)
    text = teacher.client.get(f"/vr/lessons/{teacher.lesson}/consent-records").text.replace("pupil 7", "pupil 8")
    teacher.ask("POST", "/exceptions/answer", {"principal": "pupil 7", "given_by": "self"})
    teacher.ask("POST", "/share", {"person": founded.mentor, "until": None})
    assert [one["person"]["id"] for one in teacher.ask("GET", "/sharing")["shared"]] == [founded.mentor]

    teacher.ask("POST", "/consent-records", {"text": text})

    assert teacher.ask("GET")["consent"]["blocked"] == ["pupil 8"]
    assert teacher.ask("GET", "/sharing")["shared"] == []
