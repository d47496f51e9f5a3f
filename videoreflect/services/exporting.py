"""Copying out what was agreed to be copied: transcript, notes and talk as text, the clip as it plays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.consent import ExportKind
from videoreflect.domain.ids import new_id
from videoreflect.domain.note import Note
from videoreflect.domain.policy import Action, Asked, Decision
from videoreflect.domain.wanted import ENGLISH, SAID
from videoreflect.errors import InvalidInput, NotFound, StorageError, VideoReflectError
from videoreflect.formats import (
    chapters_vtt,
    docx_writing,
    eaf,
    notes_csv,
    notes_eaf,
    notes_vtt,
    plain_text,
    srt,
    talk_text,
    timed_text,
    transcript_json,
    web_annotation,
    webvtt,
)
from videoreflect.formats.file_name import file_name
from videoreflect.formats.written_note import WrittenNote
from videoreflect.services.chapters import chapters_in
from videoreflect.services.codebooks import code_names
from videoreflect.services.dialogue import dialogue_of
from videoreflect.services.lesson import details_of
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import decision, permit
from videoreflect.services.playback import duration_ms, find_blob
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
    "annotations": ExportKind.NOTES,
    "vtt-notes": ExportKind.NOTES,
    "eaf-notes": ExportKind.NOTES,
    "chapters": ExportKind.NOTES,
    "talk": ExportKind.TALK,
    "mp4": ExportKind.CLIP,
}
"""What each form is a copy of."""

CLIP = "mp4"
_PIECE = 1 << 20
_WRITERS = {"srt": srt.write, "txt": plain_text.write, "times": timed_text.write}


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
    if KINDS[form] == ExportKind.NOTES:
        return _notes(session, capsule, held, form)
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
    if form == "vtt":
        return webvtt.write(lines, language=language).encode()
    if form in {"docx", "eaf"}:
        title = details_of(capsule, held).title
        if form == "docx":
            return docx_writing.write(lines, title=title, language=language)
        return eaf.write(lines, language=language, media=file_name(title, str(ExportKind.CLIP), CLIP))
    return _WRITERS[form](lines).encode()


def _notes(session: SignIn, capsule: Capsule, held: Permit, form: str) -> bytes:
    """The notes that this person may see, in any form with all that they say; hidden ones are in none."""
    if form == "chapters":
        return chapters_vtt.write(chapters_in(capsule, held), duration_ms(session, capsule.id)).encode()
    notes = written_notes(session, capsule.id)
    if form == "csv":
        return notes_csv.write(notes).encode("utf-8-sig")  # Excel takes it for another alphabet without the mark
    length = duration_ms(session, capsule.id)
    if form == "vtt-notes":
        return notes_vtt.write(notes, length).encode()
    title = details_of(capsule, held).title
    media = file_name(title, str(ExportKind.CLIP), CLIP)
    if form == "eaf-notes":
        return notes_eaf.write(notes, length, media=media)
    return web_annotation.write(notes, collection=new_id(), media=media, title=title).encode()


def written_notes(session: SignIn, lesson: str) -> list[WrittenNote]:
    """The notes that this person may see, with names, as files hold them: the sound of a voice note is not in it."""
    names = {person.id: person.name for person in session.people().values()}
    called = code_names(session, lesson)
    return [
        WrittenNote(replace(one.note, voice=""), names.get(one.author, ""), one.visibility, _called(one.note, called))
        for one in list_notes(session, lesson)
    ]


def _called(note: Note, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, names[code]) for code in note.codes if names.get(code, code) != code)


def _talk(session: SignIn, capsule: Capsule, held: Permit) -> str:
    talk = dialogue_of(session, capsule.id)
    names = {person.id: person.name for person in session.people().values()}
    return talk_text.write(details_of(capsule, held).title, talk.moments, talk.said, talk.actions, names)
