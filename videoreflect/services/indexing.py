"""Opening a lesson to say what the list says of it, and keeping that in the index with its words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import fields, replace

from videoreflect.domain.note import AuthoredNote
from videoreflect.domain.policy import Action, Refused, decide
from videoreflect.errors import NotAllowed, StorageError, VideoReflectError
from videoreflect.services.entries import card_fields, register_fields
from videoreflect.services.lesson import ClosedLesson, Lesson, ListedLesson, Tally, open_lesson
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import lesson_state
from videoreflect.services.readiness import readiness
from videoreflect.services.requests import open_count
from videoreflect.services.transcripts import transcript_of, translation_of
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.index import Indexed, LessonIndex, TextRow
from videoreflect.vault.sighting import HeaderFile, floor_text, header_file, stamps_of
from videoreflect.vault.signin import SignIn

MOST_MARKS = 60
"""So many notes can be told apart on the line of a lesson."""


def take_in(session: SignIn, index: LessonIndex | None, lesson: str, people: str) -> ListedLesson | ClosedLesson:
    """Open a lesson and keep what may be shown of it. What is refused is taken out, and said.

    ``people`` is ``sighting.people_text``. An index that cannot be written changes nothing of the answer.
    """
    try:
        with index.one_at_a_time() if index else nullcontext():
            file = header_file(session.folder.capsule(lesson))
            with session.in_passing(lesson) as capsule:
                return _taken_in(session, index, capsule, file, people)
    except VideoReflectError as error:
        _write(index, lambda there: there.take_out([lesson]))
        return ClosedLesson(lesson, error.code, error.sentence)


def _taken_in(
    session: SignIn, index: LessonIndex | None, capsule: Capsule, file: HeaderFile | None, people: str
) -> ListedLesson | ClosedLesson:
    # Stamps are taken before anything is read: what is written meanwhile changes them, and is read next time.
    stamps = stamps_of(capsule.path, session.person, capsule.header.epoch)
    version, state = capsule.register_version(), lesson_state(capsule)
    known_header = file is not None and file.header() == capsule.header
    entry = Indexed(
        lesson=capsule.id,
        file=file.hash if file and known_header else "",
        floor=floor_text(capsule.floor()),
        people=people,
        stamps=stamps.text if stamps.settled else f"{stamps.text} unsettled",
        version=version,
        register=register_fields(capsule.header, capsule.floor(), state),
    )
    decided = decide(session.person, Action.VIEW, state, session.now_ms())
    if isinstance(decided, Refused):
        _write(index, lambda there: there.close([entry]))
        refusal = NotAllowed(reasons=decided.reasons, remedies=decided.remedies)
        return ClosedLesson(capsule.id, refusal.code, refusal.sentence)
    lesson = open_lesson(session, capsule.id)
    tally, notes = _tally(session, capsule.id)
    texts = [*_details(lesson), *_lines(session, capsule.id), *map(_note, notes)]
    if tally.problem:
        entry = replace(entry, stamps=f"{stamps.text} problem")  # it may pass, so it is looked at again
    card = card_fields(lesson, tally)
    _write(index, lambda there: there.keep(entry, card, lesson.details.date, texts))
    return ListedLesson(**{one.name: getattr(lesson, one.name) for one in fields(Lesson)}, tally=tally)


def _write(index: LessonIndex | None, write: Callable[[LessonIndex], None]) -> None:
    """Write to the index, if it can be written."""
    if index is not None:
        with suppress(StorageError):
            write(index)


def _tally(session: SignIn, lesson: str) -> tuple[Tally, list[AuthoredNote]]:
    """Counts, and the notes that this person may see now: those are in the index, and no others."""
    try:
        notes, ready = list_notes(session, lesson), readiness(session, lesson)
    except VideoReflectError as error:
        return Tally(0, 0, said_ready=False, revealed=False, problem=error.sentence), []
    own = sum(1 for one in notes if one.author == session.person)
    said_ready, asked = session.person in ready.ready_ms, open_count(session, lesson)
    marks = _spread([(one.note.at_ms, one.author == session.person) for one in notes if one.note.at_ms is not None])
    return Tally(len(notes), own, said_ready, bool(ready.revealed), requests=asked, marks=marks), notes


def _spread(marks: list[tuple[int, bool]]) -> tuple[tuple[int, bool], ...]:
    """All of them, or every second, third, … of more than the list can show."""
    return tuple(marks[:: -(-len(marks) // MOST_MARKS) or 1])


def _details(lesson: Lesson) -> list[TextRow]:
    about = lesson.details
    named = {"title": about.title, "class": about.class_name, "subject": about.subject, "focus": about.focus}
    return [TextRow(words, kind) for kind, words in named.items() if words]


def _lines(session: SignIn, lesson: str) -> list[TextRow]:
    """The lines of the newest transcript and of what it is in English; one that cannot be read hides nothing else."""
    found: list[TextRow] = []
    for kind, read in (("transcript", transcript_of), ("english", translation_of)):
        with suppress(VideoReflectError):
            found += [
                TextRow(line.text.strip(), kind, line.start_ms, line.end_ms)
                for line in read(session, lesson).lines
                if isinstance(line.text, str) and type(line.start_ms) is int and type(line.end_ms) is int
            ]
    return found


def _note(one: AuthoredNote) -> TextRow:
    return TextRow(one.note.text, "note", one.note.at_ms, one.note.to_ms, one.author)
