"""One deed, killed: at the two points that tell most, or at all of them and at random."""

from __future__ import annotations

import random
import re
import shutil
from itertools import pairwise
from pathlib import Path

from tests.integration.kill_deeds import DEEDS
from tests.integration.kill_harness import Stand, kill_after, kill_at, stand
from tests.unit.vault.school import School

COMMITS = (
    r"after replace (…/headerjson|people/…json|erased/…|generations/\d+json|again/vaultjson)",
    "after (before COMMIT|replace)",
)
"""A header, slots, the marker of an erasing, a backup, a vault; else rows."""

NORMAL = [deed.name for deed in DEEDS.values() if not deed.is_slow]
RANDOM_KILLS = 4

Wrong = dict[str, list[str]]
"""Where it was killed -> what was wrong afterwards; empty if nothing was."""


def killed_where_it_matters(name: str, school: School, place: Path) -> Wrong:
    """Kill a deed right before and right after what makes it count."""
    here = stand(DEEDS[name], school, place)
    return _killed(here, _telling(here), place)


def killed_everywhere(name: str, school: School, place: Path) -> Wrong:
    """Kill a deed at every point, and at some moments that are drawn."""
    here, chosen = stand(DEEDS[name], school, place), random.Random(name)
    wrong = _killed(here, here.points, place)
    for number in range(RANDOM_KILLS):
        at = place / f"random-{number}"
        if found := kill_after(here, chosen.uniform(0, here.seconds), at):
            wrong[f"random {number}"] = found
        shutil.rmtree(at)
    return wrong


def _killed(here: Stand, points: list[tuple[int, str]], place: Path) -> Wrong:
    wrong = {}
    for number, label in points:
        at = place / f"{number}"
        if found := kill_at(here, number, at):
            wrong[f"{number} {label}"] = found
        shutil.rmtree(at)
    return wrong


def _telling(here: Stand) -> list[tuple[int, str]]:
    for commit in COMMITS:
        for before, after in pairwise(here.points):
            if re.match(commit, after[1]):
                return [before, after]
    return here.points[-2:]
