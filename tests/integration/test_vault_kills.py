"""A child killed at its write-ordering points: nothing saved is lost, nothing half-done shows, nothing is in clear."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.integration.kill_deeds import DEEDS
from tests.integration.kill_harness import Stand, kill_after, kill_at, stand
from tests.unit.vault.school import School

pytest_plugins = ["tests.unit.vault.school_fixtures"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="no SIGKILL on Windows")

NORMAL = [deed.name for deed in DEEDS.values() if not deed.is_slow]
RANDOM_KILLS = 4


def killed(here: Stand, number: int, place: Path) -> list[str]:
    """Kill at one point, in a folder that goes again; returns what is wrong."""
    try:
        return kill_at(here, number, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def telling(here: Stand, count: int) -> list[tuple[int, str]]:
    """The points to try if only so many can be: first those right after something was committed."""
    committed = [point for point in here.points if point[1].startswith(("after replace", "after before COMMIT"))]
    chosen = committed or here.points
    step = max(1, len(chosen) // count)
    return chosen[step // 2 :: step][:count]


@pytest.mark.parametrize("name", NORMAL)
def test_a_deed_that_is_killed_where_it_matters(name: str, first_school: School, tmp_path: Path) -> None:
    """Two points of every deed, right after something became durable; at all of them in the slow run."""
    here = stand(DEEDS[name], first_school, tmp_path)
    for number, label in telling(here, 2):
        assert killed(here, number, tmp_path / f"{number}") == [], f"{name}, {label}"


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", list(DEEDS))
def test_a_deed_that_is_killed_everywhere(name: str, first_school: School, tmp_path: Path) -> None:
    """Before and after every write-ordering point, once each, and at some moments that are drawn."""
    here, wrong = stand(DEEDS[name], first_school, tmp_path), {}
    for number, label in here.points:
        if found := killed(here, number, tmp_path / f"{number}"):
            wrong[f"{number} {label}"] = found
    chosen = random.Random(name)
    for number in range(RANDOM_KILLS):
        place = tmp_path / f"random-{number}"
        if found := kill_after(here, chosen.uniform(0, here.seconds), place):
            wrong[f"random {number}"] = found
        shutil.rmtree(place)
    assert not wrong
    assert len(here.points) > 2
