"""The list of lessons, through the person's index: what is no longer allowed goes first, then the list shows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from videoreflect.errors import FormatError, StorageError, VideoReflectError
from videoreflect.services import catching_up
from videoreflect.services.entries import listed
from videoreflect.services.indexing import take_in
from videoreflect.services.judging import Shown
from videoreflect.services.lesson import ClosedLesson, Lesson, ListedLesson, find_lesson, names_for, open_lesson
from videoreflect.services.school import school
from videoreflect.services.survey import Survey, all_closed, survey
from videoreflect.vault.signin import SignIn

__all__ = [
    "ClosedLesson",
    "Lesson",
    "ListedLesson",
    "Listing",
    "find_lesson",
    "lessons_at_once",
    "list_lessons",
    "open_lesson",
]  # fmt: skip

OPENED_AT_ONCE = 8
"""So many lessons that changed are opened before the list shows; the others in the background."""

_Found = ListedLesson | ClosedLesson


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it can be shown at once. ``behind`` counts lessons that are still being opened."""

    lessons: list[_Found]
    behind: int


def list_lessons(session: SignIn) -> list[_Found]:
    """All lessons that name this person, the newest first; closed ones at the end. Opens what changed."""
    try:
        return _complete(session)
    except VideoReflectError as error:
        return [*all_closed(session, error)]


def lessons_at_once(session: SignIn) -> Listing:
    """The list after opening a handful of lessons at most; the rest is opened in the background.

    Of those, one's own stand as they were before. Others are left out until it is known that they
    may still be seen.
    """
    try:
        found = survey(session)
        return Listing(_complete(session), 0) if found.index is None else _at_once(session, found)
    except VideoReflectError as error:
        return Listing([*all_closed(session, error)], 0)


def _complete(session: SignIn) -> list[_Found]:
    found = survey(session)
    shown = _kept(session, found, found.shown)
    opened = [take_in(session, found.index, lesson, found.people) for lesson in _left(found, shown)]
    if found.index is not None:
        catching_up.sweep_all(session, found.index)
    return _ordered([*shown.values(), *found.closed, *opened])


def _at_once(session: SignIn, found: Survey) -> Listing:
    shown, refused = _kept(session, found, found.shown), catching_up.refused_before(session)
    left = sorted(_left(found, shown), key=lambda lesson: lesson in refused)
    now, later = left[:OPENED_AT_ONCE], left[OPENED_AT_ONCE:]
    opened = [take_in(session, found.index, lesson, found.people) for lesson in now]
    catching_up.looked(session)
    if later or (found.index is not None and found.index.has_leavings):
        catching_up.begin(session)
    before = _kept(session, found, {lesson: found.before[lesson] for lesson in later if lesson in found.before})
    closed = [refused[lesson] for lesson in later if lesson in refused]
    behind = sum(1 for lesson in later if lesson not in refused)
    return Listing(_ordered([*shown.values(), *before.values(), *found.closed, *opened, *closed]), behind)


def _left(found: Survey, shown: Mapping[str, _Found]) -> list[str]:
    """What must be opened; also what another process changed in the index this very moment."""
    return [*(lesson for lesson in found.shown if lesson not in shown), *found.stale]


def _kept(session: SignIn, found: Survey, wanted: Mapping[str, Shown]) -> dict[str, _Found]:
    """Lessons as the index has them; one that changed this very moment is left out."""
    if found.index is None or not wanted:
        return {}
    warn_days = school(session).warn_days
    now_ms, names = session.now_ms(), names_for(session)
    permits = {lesson: one.permit for lesson, one in wanted.items()}
    shown: dict[str, _Found] = {}
    with suppress(StorageError):
        for lesson, card in found.index.cards(permits, now_ms).items():
            with suppress(FormatError):
                owner = (found.entries[lesson].register or {})["owners"][0]
                shown[lesson] = listed(lesson, owner, wanted[lesson].state, card, names, now_ms, warn_days)
    return shown


def _ordered(found: list[_Found]) -> list[_Found]:
    lessons = [one for one in found if isinstance(one, ListedLesson)]
    closed = sorted((one for one in found if isinstance(one, ClosedLesson)), key=lambda one: one.id)
    lessons.sort(key=lambda one: one.id)
    return [*sorted(lessons, key=lambda one: (one.details.date, one.details.title), reverse=True), *closed]
