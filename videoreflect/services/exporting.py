"""Copying out what was agreed to be copied: transcript, notes and talk as text, the clip as it plays."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.consent import ExportKind
from videoreflect.domain.policy import Action, Asked, Decision
from videoreflect.domain.wanted import ENGLISH, SAID
from videoreflect.errors import InvalidInput, NotFound, StorageError, VideoReflectError
from videoreflect.formats import (
    docx_writing,
    eaf,
    notes_csv,
    plain_text,
    srt,
    talk_text,
    timed_text,
    transcript_json,
    webvtt,
)
from videoreflect.formats.file_name import file_name
from videoreflect.formats.notes_csv import NoteRow
from videoreflect.services.dialogue import dialogue_of
from videoreflect.services.lesson import details_of
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import decision, permit
from videoreflect.services.playback import find_blob
from videoreflect.services.seen import record_exported
from videoreflect.services.transcripts import read_transcript, read_translation
from videoreflect.vault.blobs import open_blob
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.durable import storage_errors
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

KINDS = {
    "vtt": ExportKind.TRANSCRIPT,
    "srt": ExportKind.TRANSCRIPT,
    "txt": ExportKind.TRANSCRIPT,
    "times": ExportKind.TRANSCRIPT,
    "docx": ExportKind.TRANSCRIPT,
    "eaf": ExportKind.TRANSCRIPT,
    "json": ExportKind.TRANSCRIPT,
    "csv": ExportKind.NOTES,
    "talk": ExportKind.TALK,
    "mp4": ExportKind.CLIP,
}
"""What each form is a copy of."""

CLIP = "mp4"
_PIECE = 1 << 20
_WRITERS = {"vtt": webvtt.write, "srt": srt.write, "txt": plain_text.write, "times": timed_text.write}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on its way out: ``content`` gives its bytes a piece at a time, and raises if it is not allowed any more.

    ``size`` is in bytes; None for a text.
    """

    kind: ExportKind
    content: Iterator[bytes]
    size: int | None = None


def copy_out(session: SignIn, lesson: str, form: str, track: str = SAID) -> Copy:
    """What this person may copy out, in a form of ``KINDS``; hidden notes are not in it.

    ``track`` is ``TRANSLATED`` for the transcript in English. Raises NotAllowed unless copying out this kind was
    recorded as allowed, InvalidInput for an unknown form, NotFound for a recording that was erased, or a translation
    that is not there.
    """
    if form not in KINDS:
        raise InvalidInput(f"That form is not known. Choose one of {', '.join(KINDS)}.")
    kind, capsule = KINDS[form], session.capsule(lesson)
    held = permit(session, capsule, Action.EXPORT, Asked(export=kind))
    record_exported(session, lesson, str(kind))
    if form == CLIP:
        reader = open_blob(capsule, held, find_blob(capsule, held, "playable"))
        return Copy(kind, _pieces(reader), reader.size)
    return Copy(kind, iter([_content(session, capsule, held, form, track)]))


def copies(session: SignIn, lesson: str) -> dict[ExportKind | None, Decision]:
    """What the policy says of each kind of copy, and under None of copying out at all."""
    capsule = session.capsule(lesson)
    return {kind: decision(session, capsule, Action.EXPORT, Asked(export=kind)) for kind in (None, *ExportKind)}


def write_copy(path: Path, content: Iterable[bytes]) -> None:
    """Write a copy where the person said, readable by this user only. Never over a file that is there.

    Raises DiskFull, StorageError, and what ``content`` raises; then no part of it stays: half a transcript looks
    like a whole one.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise StorageError("There is a file of that name already. Choose another name.") from None
    except OSError:
        raise StorageError("The file cannot be written there. Check the folder and your rights on it.") from None
    try:
        with storage_errors(), os.fdopen(descriptor, "wb") as file:
            for piece in content:
                file.write(piece)
    except VideoReflectError:
        path.unlink(missing_ok=True)
        raise


def _pieces(reader: StreamReader) -> Iterator[bytes]:
    with reader:
        while piece := reader.read(_PIECE):
            yield piece


def _content(session: SignIn, capsule: Capsule, held: Permit, form: str, track: str) -> bytes:
    if form == "csv":
        return _notes(session, capsule.id).encode()
    if form == "talk":
        return _talk(session, capsule, held).encode()
    return _transcript(capsule, held, form, track)


def _transcript(capsule: Capsule, held: Permit, form: str, track: str) -> bytes:
    """The lines as everybody sees them now: edits and voices are in them in every form that can hold them."""
    transcript = read_transcript(capsule, held) if track == SAID else read_translation(capsule, held)
    if track != SAID and not transcript.lines:
        raise NotFound("This lesson has no transcript in English yet. Write it on the page of the lesson.")
    lines, language = transcript.lines, transcript.language if track == SAID else ENGLISH
    if form == "json":
        return transcript_json.write(lines, speech=transcript.speech, language=language).encode()
    if form in {"docx", "eaf"}:
        title = details_of(capsule, held).title
        if form == "docx":
            return docx_writing.write(lines, title=title, language=language)
        return eaf.write(lines, language=language, media=file_name(title, str(ExportKind.CLIP), CLIP))
    return _WRITERS[form](lines).encode()


def _notes(session: SignIn, lesson: str) -> str:
    names = {person.id: person.name for person in session.people().values()}
    return notes_csv.write(
        NoteRow(
            author=names.get(one.author, ""),
            start_ms=one.note.at_ms or 0,
            end_ms=one.note.to_ms,
            text=one.note.text,
            talk="yes" if one.note.talk else "",
            visibility=one.visibility,
            created=datetime.datetime.fromtimestamp(one.note.created_ms / 1000, datetime.UTC).isoformat(),
        )
        for one in list_notes(session, lesson)
    )


def _talk(session: SignIn, capsule: Capsule, held: Permit) -> str:
    talk = dialogue_of(session, capsule.id)
    names = {person.id: person.name for person in session.people().values()}
    return talk_text.write(details_of(capsule, held).title, talk.moments, talk.said, talk.actions, names)
