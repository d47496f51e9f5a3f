"""Keeping a lesson as an example over its routes."""

from __future__ import annotations

from tests.unit.web.conftest import Founded
from tests.unit.web.test_lesson_routes import AGREED, Browser, mentor, shared, teacher

__all__ = ["mentor", "teacher"]

AS_EXAMPLE = AGREED | {"purposes": ["mentoring", "exemplar"]}


def test_without_the_purpose_it_is_locked_with_reason_and_remedy(teacher: Browser) -> None:
    """The route refuses what the page locks."""
    teacher.ask("POST", "/agreement", AGREED)

    told = teacher.ask("GET", "/exemplar")
    assert (told["kept"], told["allowed"]) == (False, False)
    assert len(told["reasons"]) == len(told["remedies"]) == 1
    assert teacher.ask("PUT", "/exemplar", {"kept": True}, 403)["error"]["reasons"] == told["reasons"]


def test_it_is_kept_until_the_owner_ends_it_or_somebody_objects(teacher: Browser) -> None:
    teacher.ask("POST", "/agreement", AS_EXAMPLE)

    assert teacher.ask("PUT", "/exemplar", {"kept": True})["kept"]
    assert not teacher.ask("PUT", "/exemplar", {"kept": False})["kept"]
    teacher.ask("PUT", "/exemplar", {"kept": True})
    teacher.ask("POST", "/objection", {"principal": "pupil 7", "note": ""})

    told = teacher.ask("GET", "/exemplar")
    assert not told["kept"]
    assert told["wanted"], "the page has to offer to end it"
    assert not teacher.ask("PUT", "/exemplar", {"kept": False})["wanted"]


def test_it_is_for_the_owner_alone(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    shared(teacher, founded)

    mentor.ask("GET", "/exemplar", None, 403)
    mentor.ask("PUT", "/exemplar", {"kept": False}, 403)
