"""The seam for remedies: where blurring, muting and cutting will count once they exist. Nothing unlocks today.

A later version plugs in a :class:`RemedyMaker` for each remedy, adds it to ``consent.AVAILABLE_REMEDIES``, and gives
what the teacher checked to :func:`still_blocking`, which ``services/permits.py`` then asks for the people who block.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from videoreflect.domain.consent import AVAILABLE_REMEDIES, Place, Remedy
from videoreflect.domain.exceptions import OpenException


class RemedyMaker(Protocol):
    """Makes the copy of a recording in which somebody cannot be seen, or heard, at some places."""

    remedy: Remedy

    def make(self, places: Iterable[Place]) -> str:
        """Return the id of the recording that was made."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """That the owner looked at the result of a remedy for one person and said “I have checked the result”."""

    principal: str
    remedy: Remedy
    recording: str
    places: tuple[Place, ...]
    checked_ms: int


def lifts(checked: Checked, exception: OpenException, available: Collection[Remedy] = AVAILABLE_REMEDIES) -> bool:
    """Whether what was checked deals with this exception: the remedy exists, was chosen, and covers every place.

    “Keep it private” is a decision and no way to share. A place that nobody named is covered by nothing.
    """
    if checked.remedy is Remedy.PRIVATE or checked.remedy not in available:
        return False
    chosen = checked.principal == exception.principal and checked.remedy is exception.remedy
    return chosen and bool(exception.places) and all(_is_covered(place, checked.places) for place in exception.places)


def still_blocking(
    exceptions: Iterable[OpenException],
    checked: Iterable[Checked],
    available: Collection[Remedy] = AVAILABLE_REMEDIES,
) -> tuple[OpenException, ...]:
    """The exceptions that nothing has dealt with. Today these are all: no remedy that lifts one exists yet."""
    results = tuple(checked)
    return tuple(one for one in exceptions if not any(lifts(result, one, available) for result in results))


def _is_covered(place: Place, places: tuple[Place, ...]) -> bool:
    return any(one.start_ms <= place.start_ms and place.end_ms <= one.end_ms for one in places)
