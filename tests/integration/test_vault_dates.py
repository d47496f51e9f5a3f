"""Dates in processes: each start of the program has its own clock, and only the disk is shared."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, MARK, TITLE, School
from videoreflect.services.retention import keep_until
from videoreflect.services.school import save_school
from videoreflect.services.school import school as said_by
from videoreflect.vault.state import StateFile

pytest_plugins = ["tests.unit.vault.school_fixtures"]

DAY = 86_400_000
YEARS = 3_650 * DAY
REFUSED = "not-allowed"


@dataclass
class Place:
    """A vault whose lesson is kept for 30 days and erased 10 days after."""

    school: School
    start_ms: int

    def run(self, day: float, name: str = "") -> dict[str, Any]:
        """One start of the program, so many days after; ``name`` signs in and opens the lesson."""
        task = {"vault": str(self.school.path), "now_ms": self.start_ms + int(day * DAY)}
        if name:
            task |= {"code": self.school.codes[name], "lesson": self.school.lesson}
        done = subprocess.run(
            [sys.executable, "-m", "tests.integration.dated_run"],
            input=json.dumps(task), capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
        return told


@pytest.fixture
def place(school: School) -> Place:
    """Return the vault."""
    anna = school.sign_in(ANNA)
    save_school(anna, replace(said_by(anna), grace_days=10))
    start_ms = StateFile.system_ms()
    keep_until(anna, school.lesson, start_ms + 30 * DAY)
    return Place(school, start_ms)


def test_a_clock_set_back_brings_nothing_back(place: Place) -> None:
    """Who has seen the lesson locked does not open it by setting the clock back, in whatever later process.

    Seen to fail with ``StateFile.now_ms`` giving the device's clock.
    """
    assert place.run(29, MARK)["opened"] == TITLE
    for name in (MARK, ANNA):
        assert place.run(31, name)["opened"] == REFUSED
        assert place.run(1, name)["opened"] == REFUSED
    assert place.run(1)["erased"] == []


def test_a_clock_set_forward_erases_nothing_unasked(place: Place) -> None:
    """Ten years ahead for one start, for two, and back: the lesson is there, and its owner is asked.

    Seen to fail with ``Clock.jumped`` never set.
    """
    assert place.run(0)["erased"] == []
    for day in (3_650, 3_652, 1, 3_654, 3_656, 2):
        assert place.run(day)["erased"] == []
    assert place.run(3_658)["asked"] == [place.school.lesson]
    assert place.school.capsule().exists()


def test_in_its_time_it_is_locked_then_erased(place: Place) -> None:
    """With a clock that is right: open, locked at the day, erased by the second start after the grace."""
    assert place.run(29.9, ANNA)["opened"] == TITLE
    assert place.run(30.1, ANNA)["opened"] == REFUSED
    assert place.run(39.9)["erased"] == []
    assert place.run(40.1)["erased"] == []
    assert place.run(40.9)["erased"] == []
    assert place.run(41.2)["erased"] == [place.school.lesson]
    assert not place.school.capsule().exists()
