"""Searching over its route: only over POST, only signed in, and no text is an error."""

from __future__ import annotations

import pytest

from tests.unit.web.conftest import Founded
from tests.unit.web.test_lesson_routes import Browser, mentor, shared, teacher

__all__ = ["mentor", "teacher"]


def found(browser: Browser, words: object, status: int = 200) -> list[dict[str, object]]:
    answer = browser.client.post("/vr/search", json={"words": words})
    assert answer.status_code == status, answer.text
    return list(answer.json().get("lessons", []))


def test_a_place_has_what_the_page_shows(teacher: Browser) -> None:
    """Title, time, author, and the words with what was found apart."""
    teacher.ask("POST", "/notes", {"at_ms": 1_000, "to_ms": None, "text": "Wait longer", "quote": "", "talk": False})
    teacher.client.get("/vr/lessons")
    (lesson,) = found(teacher, "longer wai")

    assert lesson | {"hits": []} == {
        "id": teacher.lesson, "title": "Fractions with 6K", "date": lesson["date"],
        "class_name": lesson["class_name"], "more": False, "hits": [],
    }  # fmt: skip
    assert lesson["hits"] == [
        {
            "kind": "note",
            "start_ms": 1_000,
            "end_ms": None,
            "author_name": lesson["hits"][0]["author_name"],  # type: ignore[index]
            "parts": [["Wait", True], [" ", False], ["longer", True]],
        }
    ]


def test_others_find_nothing_until_it_is_shared_and_never_what_is_hidden(
    teacher: Browser, mentor: Browser, founded: Founded
) -> None:
    """The mentor finds the lesson once it is shared; the teacher's private note not even then."""
    teacher.ask("POST", "/notes", {"at_ms": 1_000, "to_ms": None, "text": "Marzipan", "quote": "", "talk": False})
    mentor.client.get("/vr/lessons")
    assert found(mentor, "fractions") == []
    shared(teacher, founded)
    mentor.client.get("/vr/lessons")
    assert [one["id"] for one in found(mentor, "fractions")] == [teacher.lesson]
    assert found(mentor, "marzipan") == []


@pytest.mark.parametrize("words", ["", '"', "NEAR(", "🙂", "a" * 10_000, "x " * 40_000, "*", "\x00"])
def test_no_text_is_an_error(teacher: Browser, words: str) -> None:
    assert found(teacher, words) == []


@pytest.mark.parametrize(("words", "status"), [(7, 400), (None, 400), (["a"], 400), ("a" * 100_001, 400)])
def test_what_is_no_text_is_refused(teacher: Browser, words: object, status: int) -> None:
    found(teacher, words, status)


def test_words_in_an_address_find_nothing(teacher: Browser) -> None:
    """There is no GET: an address stands in histories and logs."""
    assert teacher.client.get("/vr/search?q=wait").status_code == 404


def test_nobody_signed_in_finds_nothing(teacher: Browser) -> None:
    teacher.client.cookies.clear()
    found(teacher, "fractions", 401)
