"""A look at every lesson of the vault before anything is shown: which may be shown, which must be opened first."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace

from videoreflect.domain.ids import is_id
from videoreflect.errors import StorageError, VideoReflectError
from videoreflect.services.judging import Judge, Judgement, Missing, NotMine, Shown, Stale
from videoreflect.services.lesson import ClosedLesson
from videoreflect.vault.index import Indexed, LessonIndex
from videoreflect.vault.signin import SignIn

SWEPT_AT_ONCE = 100
"""Rows of words; deleting them without a trace takes about 1 ms each."""


@dataclass(slots=True)
class Survey:
    """What holds now. ``index`` is None if there can be none; then everything is stale.

    ``shown`` may be shown as they are kept, ``before`` as they were (their owner asks), until the
    stale ones are opened. ``people`` is what ``indexing.take_in`` takes.
    """

    index: LessonIndex | None
    people: str
    entries: dict[str, Indexed]
    shown: dict[str, Shown] = field(default_factory=dict)
    before: dict[str, Shown] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    closed: list[ClosedLesson] = field(default_factory=list)


def survey(session: SignIn, index: LessonIndex | None = None) -> Survey:
    """Judge every lesson, and take out of the index what may not be shown any more. Raises for a damaged directory."""
    judge, index = Judge(session), index or LessonIndex(session.folder, session.identity)
    try:
        found = Survey(index, judge.people, index.entries())
    except StorageError:
        found = Survey(None, judge.people, {})
    judged = {lesson: judge.judged(lesson, found.entries.get(lesson)) for lesson in _lesson_names(session)}
    for lesson, judgement in judged.items():
        _sort(found, lesson, judgement)
    found.stale.sort(key=lambda lesson: _age(session, lesson))
    if found.index is not None:
        with suppress(StorageError):
            _take_out(found.index, found.entries, judged)
    return found


def all_closed(session: SignIn, error: VideoReflectError) -> list[ClosedLesson]:
    """Every lesson closed for the same reason."""
    return [ClosedLesson(lesson, error.code, error.sentence) for lesson in session.lesson_ids()]


def _sort(found: Survey, lesson: str, judgement: Judgement) -> None:
    if isinstance(judgement, Shown):
        found.shown[lesson] = judgement
    elif isinstance(judgement, ClosedLesson):
        found.closed.append(judgement)
    elif isinstance(judgement, Stale):
        found.stale.append(lesson)
        if judgement.before is not None:
            found.before[lesson] = judgement.before


def _take_out(index: LessonIndex, entries: dict[str, Indexed], judged: dict[str, Judgement]) -> None:
    """What is closed keeps its entry without content, a lesson of others an empty one; what is gone keeps none."""
    closed = []
    for lesson, judgement in judged.items():
        if isinstance(judgement, ClosedLesson) and entries[lesson].has_card:
            closed.append(replace(entries[lesson], has_card=False))
        elif isinstance(judgement, NotMine) and judgement.header:
            closed.append(Indexed(lesson, judgement.header.hash))
    index.close(closed)
    index.take_out(lesson for lesson in entries if isinstance(judged.get(lesson, Missing()), Missing))
    if index.has_leavings:
        index.sweep(SWEPT_AT_ONCE)


def _lesson_names(session: SignIn) -> list[str]:
    try:
        names = os.listdir(session.folder.capsules)  # noqa: PTH208 - names are all that is needed, thousands of them
    except OSError:
        return []
    closed = session.closed_lessons()
    return sorted(name for name in names if is_id(name) and name != session.directory.id and name not in closed)


def _age(session: SignIn, lesson: str) -> float:
    """The newest headers first: somebody waits for what was just added."""
    try:
        return -(session.folder.capsule(lesson) / "header.json").stat().st_mtime
    except OSError:
        return 0.0
