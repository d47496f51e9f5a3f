"""Who has seen a lesson, over the routes: opening tells by itself, playing is reported by the page."""

from __future__ import annotations

import datetime

import pytest

from tests.unit.services.test_keeping_dates import DAY, Device
from tests.unit.web.conftest import Browser, Founded
from tests.unit.web.first_steps import shared


def test_opening_and_playing_are_told_to_the_owner(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    one = shared(teacher, founded)
    teacher.ask("GET", one)
    assert teacher.ask("GET", f"{one}/seen")["days"] == []
    for _ in range(2):
        mentor.ask("GET", one)
    mentor.ask("POST", f"{one}/seen", {"parts": [[0, 400]]}, 204)
    told = teacher.ask("GET", f"{one}/seen")
    assert told["mine"] is True
    assert "would not write it" in told["honest"]
    (day,) = told["days"]
    assert day["person"] == founded.mentor
    assert "opened it on" in day["words"]
    assert "watched 0:00" in day["words"]
    assert mentor.ask("GET", f"{one}/seen") == told | {"mine": False}


def test_what_the_page_sends_is_bounded(mentor: Browser, teacher: Browser, founded: Founded) -> None:
    one = shared(teacher, founded)
    strange: tuple[object, ...] = (None, {}, [[0, 1]] * 101, [[0]], [["0", 1]], "all")
    for parts in strange:
        mentor.ask("POST", f"{one}/seen", {"parts": parts}, 400)
    teacher.ask("POST", f"{one}/withdrawal", {})
    mentor.ask("POST", f"{one}/seen", {"parts": [[0, 1]]}, 403)
    mentor.ask("GET", f"{one}/seen", status=403)


def test_the_pulse_of_a_member_ends_with_the_agreement(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    """In the same answer: the page need not ask again. The new key that an objection owes refuses it too."""
    one = shared(teacher, founded)
    mentor.ask("GET", f"{one}/pulse")
    teacher.ask("POST", f"{one}/objection", {"principal": "pupil 7"})
    mentor.ask("GET", f"{one}/pulse", status=403)
    teacher.ask("GET", f"{one}/pulse")


def test_the_pulse_ends_with_the_day(
    teacher: Browser, mentor: Browser, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day that passes changes no row and no key; the pulse says that it is over, with the reason, also to the owner.

    Seen to fail without the pulse's permit.
    """
    device, one = Device(monkeypatch), shared(teacher, founded)
    tomorrow = datetime.datetime.fromtimestamp(device.at(DAY) // 1000).astimezone().date()
    device.at(0)
    teacher.ask("PUT", f"{one}/keeping", {"until": tomorrow.isoformat()})
    mentor.ask("GET", f"{one}/pulse")
    device.at(3 * DAY)
    for browser in (mentor, teacher):
        told = browser.ask("GET", f"{one}/pulse", status=403)
        assert told["error"]["reasons"] == ["The time to keep this lesson is over."]
