"""The commands: each reads its arguments, calls services, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from videoreflect.cli import clock as clocks
from videoreflect.cli import (
    codes,
    erasing,
    models,
    note_files,
    notices,
    people,
    programs,
    records,
    register,
    rights,
    safekeeping,
    school,
    transcripts,
    voices,
    writing,
)
from videoreflect.cli import seen as looking
from videoreflect.cli import sharing as ending
from videoreflect.cli.context import Context
from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.lesson import LessonDetails, end_of_day_ms
from videoreflect.domain.wanted import SAID, TRANSLATED
from videoreflect.errors import InvalidInput
from videoreflect.formats import timecode
from videoreflect.services import accounts, notes, readiness, recording_consent, sharing
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.exporting import copy_out, write_copy
from videoreflect.services.lessons import ClosedLesson, Lesson, list_lessons, open_lesson
from videoreflect.services.playback import ERASED_SENTENCE
from videoreflect.services.search import FoundLesson, Hit
from videoreflect.services.search import search as search_lessons
from videoreflect.services.seen import record_opened
from videoreflect.services.transcripts import transcript_of

Command = Callable[[Context], int | None]


def init(context: Context) -> None:
    """Make a vault."""
    name = context.name()
    passphrase = context.values.passphrase(context.given.passphrase_file, "New passphrase", new=True)
    session, code = accounts.found(context.vault, name, passphrase)
    advice = accounts.judge_passphrase(passphrase, name)
    context.output.show(
        {"vault": str(context.vault), "person": session.person, "recovery_code": code, "strength": advice.strength},
        "Write this recovery code on paper. It is shown only now, and opens the vault if you forget the passphrase:",
        code,
        *([] if advice.strength >= 3 else [f"Your passphrase could be guessed. {advice.advice}"]),
    )


def add(context: Context) -> None:
    """Add a lesson."""
    given, text = context.given, context.values.text
    session = context.session()
    details = LessonDetails(
        title=text(given.title, "Title"),
        date=given.date,
        class_name=text(given.class_name, "Class", default=""),
        subject=text(given.subject, "Subject", default=""),
        focus=text(given.focus, "Focus", default=""),
    )
    sources = [Source(path=Path(file)) for file in given.files]
    retention = erasing.first_retention(context)
    with context.output.progress("Encrypting") as progress:
        lesson = add_lesson(session, sources, details, progress, retention=retention)
    context.output.show({"lesson": lesson}, "The lesson was added. Only you can open it.", lesson)


def consent(context: Context) -> None:
    """Record what was agreed."""
    given, session = context.given, context.session()
    known = {"transcribe", "analyse", "export", *(f"export:{kind}" for kind in ExportKind)}
    if any(use not in known and not use.startswith("share:") for use in given.allow):
        raise InvalidInput(f"What can be allowed is {', '.join(sorted(known))}, or share:NAME.")
    names = [context.values.text(use[6:], "Name") for use in given.allow if use.startswith("share:")]
    agreement = recording_consent.Agreement(
        basis=Basis(given.basis),
        purposes=frozenset(map(Purpose, given.purpose)),
        until_ms=end_of_day_ms(given.until),
        transcribe="transcribe" in given.allow,
        analyse="analyse" in given.allow,
        share_with=frozenset(session.named(name).id for name in names),
        export=frozenset(kind for kind in ExportKind if {"export", f"export:{kind}"} & set(given.allow)),
    )
    recording_consent.record_agreement(session, context.lesson(), agreement)
    lesson = open_lesson(session, context.lesson())
    context.output.show({"consent": _consent(lesson)}, f"Recorded. {lesson.badge.words}.")


def note(context: Context) -> None:
    """Add a note."""
    given = context.given
    to_ms = timecode.parse(given.to) if given.to else None
    session = context.session()
    text = context.values.text(given.text, "Note")
    typed = notes.NoteText(text, timecode.parse(given.at), to_ms, talk=given.talk)
    saved = notes.save_note(session, context.lesson(), typed)
    context.output.show({"note": saved.id}, f"Saved at {timecode.clock(saved.at_ms or 0)}.")


def share(context: Context) -> None:
    """Share a lesson."""
    session, given = context.session(), context.given
    recipient = session.named(context.values.text(given.recipient, "Name"))
    until = end_of_day_ms(given.until) if given.until else None
    ends = sharing.share(session, context.lesson(), recipient.id, until)
    until_words = f" until {programs.day(ends)}" if ends is not None else ""
    context.output.show(
        {"person": recipient.id, "until_ms": ends}, f"Shared with {recipient.name}{until_words}. Your notes stay yours."
    )


def ready(context: Context) -> None:
    """Say ready."""
    state = readiness.say_ready(context.session(), context.lesson())
    people = context.session().people()
    waiting = [people[one].name for one in state.waiting_for if one in people]
    told = f"You are ready. Waiting for {', '.join(waiting)}." if waiting else "Both sets of notes are open now."
    context.output.show({"revealed": sorted(state.revealed), "waiting_for": list(state.waiting_for)}, told)


def lessons(context: Context) -> None:
    """List lessons."""
    found = list_lessons(context.looking())
    asked, lines = erasing.asked(context)
    document = {"lessons": [_listed(one) for one in found]} | asked
    context.output.show(document, *(_lesson_line(one) for one in found), *lines)


def search(context: Context) -> None:
    """Find words in all lessons."""
    given, text = context.given, context.values.text
    if given.limit < 1:
        raise InvalidInput("At least one place has to be shown. Give --limit a number from 1.")
    words = " ".join(text(word, "Words") for word in given.words) if given.words else text(None, "Words")
    found = search_lessons(context.session(), words, given.limit)
    lines = [line for one in found.lessons for line in _found_lines(one)]
    context.output.show({"lessons": [_found(one) for one in found.lessons]}, *(lines or ["Nothing was found."]))


def show(context: Context) -> None:
    """Show what this person may see of a lesson."""
    session, lesson = context.session(), open_lesson(context.session(), context.lesson())
    transcript, seen = transcript_of(session, lesson.id), notes.list_notes(session, lesson.id)
    names = {one.id: one.name for one in session.people().values()}
    state = readiness.readiness(session, lesson.id)
    record_opened(session, lesson.id)
    document = _listed(lesson) | {
        "consent": _consent(lesson),
        "transcript": {"complete": transcript.complete, "language": transcript.language}
        | {"lines": [asdict(line) for line in transcript.lines]},
        "notes": [
            asdict(one.note) | {"author": names.get(one.author, ""), "visibility": one.visibility} for one in seen
        ],
        "readiness": {"ready": sorted(state.ready_ms), "waiting_for": list(state.waiting_for)},
    }
    heard = [f"{timecode.clock(one.start_ms):>8}  {_said_by(one.voice)}{one.text.strip()}" for one in transcript.lines]
    noted = [
        f"{timecode.clock(one.note.at_ms or 0):>8}  {names.get(one.author, '')} ({one.visibility}): {one.note.text}"
        for one in seen
    ]
    head = [_lesson_line(lesson), lesson.badge.words + "."]
    head += [ERASED_SENTENCE] if lesson.recording_erased else []
    context.output.show(
        document, *head, "", "What was said", *(heard or ["nothing yet"]), "", "Notes", *(noted or ["none yet"])
    )


def _said_by(voice: str) -> str:
    return f"{voice}: " if voice else ""


def export_lesson(context: Context) -> None:
    """Export."""
    track = TRANSLATED if context.given.english else SAID
    copy = copy_out(context.session(), context.lesson(), context.given.format, track)
    write_copy(Path(context.given.out), copy.content)
    context.output.show({"out": context.given.out}, "Written in clear: this copy is no longer protected by the vault.")


def _listed(one: Lesson | ClosedLesson) -> dict[str, Any]:
    if isinstance(one, ClosedLesson):
        return {"lesson": one.id, "closed": one.code, "sentence": one.sentence}
    length = {"duration_ms": one.duration_ms, "recording_erased": one.recording_erased}
    return {"lesson": one.id, **asdict(one.details), **length, "badge": one.badge.words}


def _lesson_line(one: Lesson | ClosedLesson) -> str:
    if isinstance(one, ClosedLesson):
        return f"{one.id}  {one.sentence}"
    about = " · ".join(filter(None, (one.details.class_name, one.details.subject, one.details.date)))
    return f"{one.id}  {one.details.title}  ({timecode.clock(one.duration_ms)}{', ' + about if about else ''})"


def _found(one: FoundLesson) -> dict[str, Any]:
    hits = [asdict(hit) | {"snippet": [[part.text, part.found] for part in hit.snippet]} for hit in one.hits]
    return {"lesson": one.id, "title": one.title, "date": one.date, "hits": hits, "more": one.more}


def _found_lines(one: FoundLesson) -> list[str]:
    head = f"{one.id}  {one.title}" + (f"  ({one.date})" if one.date else "")
    return [head, *map(_hit_line, one.hits), *(["          and more"] if one.more else [])]


def _hit_line(hit: Hit) -> str:
    when = "" if hit.start_ms is None else timecode.clock(hit.start_ms)
    who = f"{hit.author}: " if hit.author else ""
    words = "".join(f"[{part.text}]" if part.found else part.text for part in hit.snippet)
    return f"{when:>8}  {hit.kind}  {who}{' '.join(words.split())}"


def _consent(lesson: Lesson) -> dict[str, Any]:
    state = lesson.consent
    return {
        "badge": lesson.badge.words,
        "recorded": state.recorded,
        "withdrawn": state.withdrawn,
        "basis": str(state.basis) if state.basis else None,
        "purposes": sorted(map(str, state.purposes)),
        "transcribe": state.scope.transcribe,
        "analyse": state.scope.analyse,
        "share_with": sorted(state.scope.share),
        "export": sorted(map(str, state.scope.export)),
        "until_ms": state.until_ms,
        "blocked": list(state.blocked),
    }


COMMANDS: dict[str, Command] = {
    "init": init, "person": people.person, "recover": people.recover,
    "add": add, "consent": consent, "transcribe": writing.transcribe, "writing": writing.settings,
    "note": note, "share": share, "ready": ready,
    "except": register.record_exception, "request": register.request, "requests": register.list_requests,
    "worklist": register.show_worklist, "key-list": register.keys,
    "unshare": ending.unshare, "hand-over": ending.hand_over, "hand-over-vault": ending.hand_over_vault,
    "owed": ending.owed, "lessons": lessons, "search": search, "show": show, "export": export_lesson,
    "erase": erasing.erase, "keep": erasing.keep, "certificates": erasing.certificates, "clock": clocks.clock,
    "seen": looking.seen, "transcript": transcripts.transcript, "notes": note_files.notes, "voices": voices.run,
    "codes": codes.run,
    "school": school.school, "notice": notices.notice, "record": records.record, "rights": rights.rights,
    "verify": safekeeping.verify, "backup": safekeeping.backup, "restore": safekeeping.restore,
    "accept-older": safekeeping.accept_older,
    "model": models.run, "doctor": programs.doctor, "serve": programs.serve, "demo": programs.demo,
}  # fmt: skip
