"""Who speaks, over its routes, as docs/ROUTES.md gives them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.services.spoken import speak
from tests.unit.web.conftest import Browser, Founded
from videoreflect.vault.log import Statement

AGREED = {"basis": "public-task", "purposes": ["mentoring"], "until": "2099-12-31", "transcribe": True}
ASSISTANT = "Teaching assistant"


@pytest.fixture
def at(founded: Founded, teacher: Browser) -> str:
    """Return the address of a shared lesson with three lines and a guess who speaks them."""
    lesson, session = founded.lesson, founded.reopened(teacher.house.vault)
    speak(session, lesson)
    spans = [[0, 140, 1], [150, 290, 2], [300, 420, 3]]
    session.capsule(lesson).append([Statement("voices", {"guess": "0" * 32, "spans": spans})])
    teacher.ask("POST", f"lessons/{lesson}/agreement", AGREED | {"share_with": [founded.mentor]})
    teacher.ask("POST", f"lessons/{lesson}/share", {"person": founded.mentor, "until": None})
    return f"lessons/{lesson}"


def speakers(page: Browser, at: str) -> list[str]:
    return [line["voice"] for line in page.ask("GET", f"{at}/transcript")["lines"]]


def test_everybody_sees_who_speaks_and_can_hear_each_voice(teacher: Browser, mentor: Browser, at: str) -> None:
    for page in (teacher, mentor):
        found = page.ask("GET", f"{at}/voices")
        assert speakers(page, at) == ["Teacher", "Pupils", "Pupils"]
        assert found["names"] == [{"name": "Teacher", "talk_ms": 140}, {"name": "Pupils", "talk_ms": 260}]
        assert found["voices"][0] == {"number": 1, "name": "Teacher", "talk_ms": 140, "samples": [[0, 140]]}
        assert (found["guessed"], found["mine"], found["job"]) == (True, page is teacher, None)
    assert isinstance(found["missing"], str)


def test_a_voice_a_name_and_a_line_are_named_once_and_the_page_hears_of_it(teacher: Browser, at: str) -> None:
    before = teacher.ask("GET", f"{at}/pulse")["transcript_revision"]

    told: dict[str, Any] = teacher.ask("POST", f"{at}/voices", {"number": 2, "name": ASSISTANT})

    assert [one["name"] for one in told["voices"]] == ["Teacher", ASSISTANT, "Pupils"]
    assert teacher.ask("GET", f"{at}/pulse")["transcript_revision"] != before
    teacher.ask("POST", f"{at}/voices", {"was": "Teacher", "name": "Ms Holt"})
    teacher.ask("POST", f"{at}/voices", {"start_ms": 300, "end_ms": 440, "name": "Visitor"})
    assert speakers(teacher, at) == ["Ms Holt", ASSISTANT, "Visitor"]
    teacher.ask("POST", f"{at}/voices", {"start_ms": 150, "end_ms": 290, "name": "Ms Holt", "everywhere": True})
    assert speakers(teacher, at) == ["Ms Holt", "Ms Holt", "Visitor"]


@pytest.mark.parametrize(
    "said",
    [
        {"name": "x"}, {"number": 1}, {"number": 9, "name": "x"}, {"was": "Nobody", "name": "x"},
        {"number": 1, "name": ""}, {"start_ms": 5, "end_ms": 5, "name": "x"}, {"start_ms": 0, "name": "x"},
        {"number": "1", "name": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_in_a_sentence(teacher: Browser, at: str, said: dict[str, Any]) -> None:
    status = 404 if said.get("number") == 9 or "was" in said else 400

    assert teacher.ask("POST", f"{at}/voices", said, status)["error"]["sentence"]
    assert speakers(teacher, at) == ["Teacher", "Pupils", "Pupils"]


def test_only_the_owner_says_who_speaks(mentor: Browser, at: str) -> None:
    told = mentor.ask("POST", f"{at}/voices", {"number": 2, "name": ASSISTANT}, 403)

    assert "Only the owner" in str(told)
    mentor.ask("POST", f"{at}/voices/guess", {}, 403)
    assert speakers(mentor, at) == ["Teacher", "Pupils", "Pupils"]


def test_guessing_needs_its_own_agreement(teacher: Browser, at: str) -> None:
    assert not teacher.ask("GET", f"{at}/voices")["may_guess"]["allowed"]
    teacher.ask("POST", f"{at}/voices/guess", {}, 403)
