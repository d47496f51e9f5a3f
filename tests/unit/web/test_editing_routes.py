"""Editing over its routes, as docs/ROUTES.md gives them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.services.spoken import SAID, speak
from tests.unit.web.conftest import Browser, Founded

AGREED = {"basis": "public-task", "purposes": ["mentoring"], "until": "2099-12-31", "transcribe": True}


@pytest.fixture
def at(founded: Founded, teacher: Browser) -> str:
    """Return the address of a shared lesson with a transcript of three lines."""
    lesson = founded.lesson
    speak(founded.reopened(teacher.house.vault), lesson)
    teacher.ask("POST", f"lessons/{lesson}/agreement", AGREED | {"share_with": [founded.mentor]})
    teacher.ask("POST", f"lessons/{lesson}/share", {"person": founded.mentor, "until": None})
    return f"lessons/{lesson}"


def lines(page: Browser, at: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.ask("GET", f"{at}/transcript")["lines"]
    return found


def said(page: Browser, at: str) -> list[str]:
    return [line["text"] for line in lines(page, at)]


def test_a_line_is_changed_undone_and_made_again(teacher: Browser, at: str) -> None:
    first = lines(teacher, at)[0]["id"]
    before = teacher.ask("GET", f"{at}/pulse")["transcript_revision"]
    made = teacher.ask("POST", f"{at}/edits", {"kind": "text", "lines": [first], "texts": ["Good evening"]})

    assert said(teacher, at)[0] == "Good evening"
    assert teacher.ask("GET", f"{at}/pulse")["transcript_revision"] != before
    state = teacher.ask("GET", f"{at}/edits")
    assert (state["undo"], state["redo"]) == ({"edit": made["edit"], "kind": "text"}, None)
    assert (state["may"]["allowed"], state["mine"]) == (True, True)
    again = teacher.ask("POST", f"{at}/edits", {"kind": "text", "lines": [first], "texts": ["x"]}, 409)
    assert again["error"]["code"] == "changed-elsewhere"

    assert teacher.ask("POST", f"{at}/edits/undo", {"edit": made["edit"]})["kind"] == "text"
    assert said(teacher, at) == list(SAID)
    teacher.ask("POST", f"{at}/edits/undo", {}, 404)
    teacher.ask("POST", f"{at}/edits/redo", {})
    assert said(teacher, at)[0] == "Good evening"


def test_words_go_over_to_the_neighbour_and_lines_are_cut_joined_moved_taken_out_and_put_in(
    teacher: Browser, at: str
) -> None:
    def edit(kind: str, *which: int, **more: object) -> None:
        named = [lines(teacher, at)[n]["id"] for n in which]
        teacher.ask("POST", f"{at}/edits", {"kind": kind, "lines": named, **more})

    edit("move", 0, 1, words=1, forward=True)
    assert said(teacher, at)[:2] == ["Good morning", "Ottoline who knows a half"]
    edit("move", 0, 1, words=1)
    edit("split", 1, texts=["who knows", "a half"])
    edit("merge", 1, 2)
    edit("move", 1, start_ms=160, end_ms=200)
    edit("delete", 2)
    edit("insert", texts=["Sit down"], start_ms=400, end_ms=450)
    assert said(teacher, at) == [*SAID[:2], "Sit down"]
    assert [lines(teacher, at)[1][name] for name in ("start_ms", "end_ms")] == [160, 200]


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "burn"}, {"kind": "text"}, {"kind": "text", "lines": [1]}, {"kind": "insert", "texts": ["x"]},
     {"kind": "text", "lines": ["0-0"], "texts": ["x" * 6000]}, {"kind": "move", "lines": ["0-0"], "words": -1}],
)  # fmt: skip
def test_what_is_no_change_is_refused(teacher: Browser, at: str, body: dict[str, Any]) -> None:
    teacher.ask("POST", f"{at}/edits", body, 400)


def test_words_are_counted_first_and_then_replaced(teacher: Browser, at: str) -> None:
    asked = {"find": "ottoline", "by": "Sam"}
    told = teacher.ask("POST", f"{at}/edits/replaceable", asked)

    assert told == {"places": 2, "lines": 2, "across": 0}
    teacher.ask("POST", f"{at}/edits/replace", asked | {"places": 3}, 409)
    assert teacher.ask("POST", f"{at}/edits/replace", asked | {"places": 2}) == told
    assert said(teacher, at) == ["Good morning Sam", SAID[1], "Sam's answer is right"]


def test_a_members_change_is_refused_and_suggested(teacher: Browser, mentor: Browser, at: str) -> None:
    change = {"kind": "text", "lines": [lines(mentor, at)[1]["id"]], "texts": ["who knows one half"]}
    mentor.ask("POST", f"{at}/edits", change, 403)
    named = mentor.ask("POST", f"{at}/suggestions", change)["suggestion"]

    (seen,) = teacher.ask("GET", f"{at}/edits")["suggestions"]
    assert (seen["suggestion"], seen["state"]) == (named, "open")
    assert (seen["before"][0]["text"], seen["after"][0]["text"]) == (SAID[1], "who knows one half")
    mentor.ask("POST", f"{at}/suggestions/{named}", {"take": True}, 403)
    assert said(teacher, at) == list(SAID)
    teacher.ask("POST", f"{at}/suggestions/{named}", {"take": True})
    assert said(mentor, at)[1] == "who knows one half"
    assert mentor.ask("GET", f"{at}/edits")["suggestions"][0]["state"] == "taken"


def test_a_suggestion_is_left_or_taken_back(teacher: Browser, mentor: Browser, at: str) -> None:
    first, second = (
        mentor.ask("POST", f"{at}/suggestions", {"kind": "delete", "lines": [lines(mentor, at)[n]["id"]]})["suggestion"]
        for n in (0, 1)
    )
    teacher.ask("POST", f"{at}/suggestions/{first}", {"take": False})
    mentor.ask("DELETE", f"{at}/suggestions/{second}")

    assert [one["state"] for one in teacher.ask("GET", f"{at}/edits")["suggestions"]] == ["declined"]
    assert said(teacher, at) == list(SAID)


def test_a_name_is_looked_for_and_hidden(teacher: Browser, mentor: Browser, at: str) -> None:
    mentor.ask("POST", f"{at}/hiding/look", {"names": ["Ottoline"]}, 403)
    told = teacher.ask("POST", f"{at}/hiding/look", {"names": ["Ottoline"]})
    assert (told["places"], told["by"], told["undo_ends"]) == ({"transcript": 2}, "[pupil 1]", True)
    assert said(teacher, at) == list(SAID)

    done = teacher.ask("POST", f"{at}/hiding", {"names": ["Ottoline"], "by": "[pupil 1]"})
    assert (done["count"], done["clean"]) == (2, True)
    assert "Ottoline" not in " ".join(said(teacher, at))
    teacher.ask("POST", f"{at}/hiding", {"names": [], "by": "[pupil 1]"}, 400)


def test_a_passage_needs_a_model_that_is_here(teacher: Browser, mentor: Browser, at: str) -> None:
    state = teacher.ask("GET", f"{at}/edits")
    assert (state["passages"], state["passage_job"]) == ([], None)
    assert all(isinstance(name, str) for name in state["models"])
    asked = {"start_ms": 0, "end_ms": 400, "model": "no such model", "language": ""}
    teacher.ask("POST", f"{at}/passages", asked, 400)
    mentor.ask("POST", f"{at}/passages", asked, 403)
    teacher.ask("DELETE", f"{at}/passages/{'0' * 32}", status=404)
