"""Searching everything that a person may see now: notes, transcripts, titles and focus of all lessons."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.errors import FormatError
from videoreflect.services import catching_up
from videoreflect.services.indexing import take_in
from videoreflect.services.judging import Judge, Shown, Stale
from videoreflect.services.survey import survey
from videoreflect.vault.index import Indexed, LessonHits, LessonIndex
from videoreflect.vault.permits import Permit
from videoreflect.vault.search_terms import Part, Question, question
from videoreflect.vault.signin import SignIn

MOST_HITS = 60
MOST_EACH = 5
OPENED_AT_ONCE = 4
"""So many lessons that changed are opened before the answer; the others in the background."""

_TRIES = 3
"""So often lessons that changed while they were looked through are opened again."""

_REMADE = 10
"""An index that turns out to be damaged, or is deleted meanwhile, is filled again before the answer, so often at most.

Only hiding, erasing and un-sharing delete it. With many lessons on a busy device filling takes longer than the wait
between two of these, so three times were not enough; after ten the answer says that it is not all.
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place. ``kind`` is note, transcript, english, title, class, subject or focus; times in ms or None."""

    kind: str
    start_ms: int | None
    end_ms: int | None
    author: str
    snippet: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson with what was found in it, in the order of the clip; ``more`` if that is not all."""

    id: str
    title: str
    date: str
    class_name: str
    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the newest lesson first. ``behind``: lessons that changed are still being opened."""

    lessons: tuple[FoundLesson, ...] = ()
    behind: bool = False


def search(session: SignIn, words: str, limit: int = MOST_HITS, *, at_once: bool = False) -> Found:
    """Find all of ``words`` in one note, line, title or focus; the last one may be the beginning of a word,
    unless a space follows.

    Any text is a question, and none an error; without a letter or digit nothing is found. Case and
    accents do not matter. With ``at_once`` the answer does not wait until every lesson that changed
    was opened. Raises StorageError if there can be no index: the disk is full, or not to be written to.
    """
    asked = question(words)
    if asked is None:
        return Found()
    for _ in range(_REMADE):
        looked = _Looking(session, asked, max(1, limit))
        if not at_once:
            looked.bring_up_to_date()
        hits = looked.look()
        if at_once or not looked.index.was_remade:
            break
    if at_once:
        catching_up.begin_if_needed(session, behind=bool(looked.stale) or looked.index.was_remade)
    written = any(hit.author for one in hits for hit in one.hits)
    names = {one.id: one.name for one in session.people().values()} if written else {}
    behind = catching_up.is_going_on(session) or (looked.index.was_remade and not at_once)
    return Found(tuple(_found(one, names) for one in hits), behind)


class _Looking:
    """A search that asks of every lesson, before anything of it is read, whether it may be shown now."""

    def __init__(self, session: SignIn, asked: Question, limit: int) -> None:
        self._session, self._asked, self._limit = session, asked, limit
        self.judge, self.index = Judge(session), LessonIndex(session.folder, session.identity)
        self.stale: list[str] = []

    def bring_up_to_date(self) -> None:
        """Open every lesson that changed."""
        found = survey(self._session, self.index)
        for lesson in found.stale:
            take_in(self._session, found.index, lesson, found.people)

    def look(self) -> list[LessonHits]:
        """Search; if lessons changed in which something was found, open a handful of them and search again."""
        hits = self._look()
        for _ in range(_TRIES):
            if not self.stale:
                break
            for lesson in self.stale[:OPENED_AT_ONCE]:
                take_in(self._session, self.index, lesson, self.judge.people)
            hits = self._look()
        return hits

    def _look(self) -> list[LessonHits]:
        self.stale = []
        return self.index.search(self._asked, self._permit_for, self.judge.now_ms, self._limit, MOST_EACH)

    def _permit_for(self, entry: Indexed) -> Permit | None:
        judgement = self.judge.judged(entry.lesson, entry)
        if isinstance(judgement, Shown):
            return judgement.permit
        if isinstance(judgement, Stale) and self.index.was_kept(entry):
            return self.judge.permit_after_opening(entry)  # else one that changes all the time is never found
        if isinstance(judgement, Stale) and entry.lesson not in self.stale:
            self.stale.append(entry.lesson)
        return None


def _found(one: LessonHits, names: dict[str, str]) -> FoundLesson:
    hits = tuple(
        Hit(hit.kind, hit.start_ms, hit.end_ms, names.get(hit.author, ""), hit.snippet)
        for hit in sorted(one.hits, key=lambda hit: (hit.start_ms or 0, hit.end_ms or 0))
    )
    try:
        about = one.card["details"]
        return FoundLesson(one.lesson, about["title"], about["date"], about["class_name"], hits, one.more)
    except (KeyError, TypeError):
        raise FormatError from None
