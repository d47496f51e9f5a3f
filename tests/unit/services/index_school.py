"""A small school for the index: what a person sees by opening everything, to hold the index against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from tests.unit.vault.school import School
from videoreflect.errors import NotFound, VideoReflectError
from videoreflect.services.lesson import ClosedLesson, ListedLesson, Tally, open_lesson
from videoreflect.services.lessons import list_lessons
from videoreflect.services.notes import list_notes
from videoreflect.services.readiness import readiness
from videoreflect.services.requests import open_count
from videoreflect.services.search import Found, search
from videoreflect.services.transcripts import piece_body, transcript_of
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

Seen = ListedLesson | ClosedLesson


def opened_one_by_one(session: SignIn) -> list[Seen]:
    """The list as it was before there was an index: every lesson opened, and asked for its notes."""
    found: list[ListedLesson] = []
    closed: list[ClosedLesson] = []
    for lesson in session.lesson_ids():
        try:
            found.append(_opened(session, lesson))
        except VideoReflectError as error:
            closed.append(ClosedLesson(lesson, error.code, error.sentence))
    return [*sorted(found, key=lambda one: (one.details.date, one.details.title), reverse=True), *closed]


def _opened(session: SignIn, lesson: str) -> ListedLesson:
    one = open_lesson(session, lesson)
    try:
        notes, ready = list_notes(session, lesson), readiness(session, lesson)
    except VideoReflectError as error:
        tally = Tally(0, 0, said_ready=False, revealed=False, problem=error.sentence)
    else:
        own = sum(note.author == session.person for note in notes)
        said_ready, asked = session.person in ready.ready_ms, open_count(session, lesson)
        marks = tuple((one.note.at_ms, one.author == session.person) for one in notes if one.note.at_ms is not None)
        tally = Tally(len(notes), own, said_ready, bool(ready.revealed), requests=asked, marks=marks)
    return ListedLesson(**{each.name: getattr(one, each.name) for each in fields(one)}, tally=tally)


def texts_seen(session: SignIn) -> dict[str, str]:
    """Every text that a person sees by opening everything, with its lesson."""
    seen: dict[str, str] = {}
    for one in opened_one_by_one(session):
        if isinstance(one, ListedLesson):
            texts = [one.details.title, one.details.focus]
            for read in (_notes, _lines):
                try:
                    texts += read(session, one.id)
                except (NotFound, VideoReflectError):
                    continue
            seen |= dict.fromkeys(texts, one.id)
    return seen


def _notes(session: SignIn, lesson: str) -> list[str]:
    return [one.note.text for one in list_notes(session, lesson)]


def _lines(session: SignIn, lesson: str) -> list[str]:
    return [line.text.strip() for line in transcript_of(session, lesson).lines]


def texts_found(found: Found) -> dict[str, str]:
    """The snippets of a search, with their lessons."""
    return {"".join(p.text for p in hit.snippet): one.id for one in found.lessons for hit in one.hits}


def said(session: SignIn, lesson: str, run: str, *lines: str) -> None:
    """Write a transcript of these lines."""
    told = [
        {"start_ms": n * 1000, "end_ms": n * 1000 + 900, "text": f" {text}", "words": []}
        for n, text in enumerate(lines)
    ]
    item: dict[str, Any] = {"start_ms": 0, "end_ms": 30_000, "language": "en", "speech": [], "lines": told}
    session.capsule(lesson).append([
        Statement("transcript", piece_body(run, item)),
        Statement("transcript-end", {"run": run, "duration_ms": 30_000, "model": "none"}),
    ])  # fmt: skip


@dataclass
class Watched:
    """A person who keeps an index, and whose list is held against the opening of everything by a fresh sign-in."""

    school: School
    name: str
    session: SignIn

    def check(self, words: list[str], look: Callable[[SignIn], list[Seen]] = list_lessons) -> None:
        """The list is the same, and each word is found exactly where it can be seen."""
        fresh = self.school.sign_in(self.name)
        expected, seen = opened_one_by_one(fresh), texts_seen(fresh)
        assert look(self.session) == expected, self.name
        for word in words:
            there = {text: lesson for text, lesson in seen.items() if word in text.split()}
            assert texts_found(search(self.session, word)) == there, (self.name, word)
