"""Copying out: transcript and notes as text that other programs read."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from videoreflect.domain.consent import ExportKind
from videoreflect.domain.policy import Action, Asked
from videoreflect.errors import InvalidInput, StorageError
from videoreflect.formats import notes_csv, plain_text, srt, transcript_json, webvtt
from videoreflect.formats.notes_csv import NoteRow
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.seen import record_exported
from videoreflect.services.transcripts import read_transcript
from videoreflect.vault.durable import storage_errors
from videoreflect.vault.signin import SignIn

FORMATS = ("vtt", "srt", "txt", "json", "csv")


def export(session: SignIn, lesson: str, form: str) -> str:
    """The transcript (vtt, srt, txt, json) or the notes (csv) that this person may copy out.

    Raises NotAllowed unless copying out was recorded as allowed; hidden notes are not in it.
    """
    capsule = session.capsule(lesson)
    kind = ExportKind.NOTES if form == "csv" else ExportKind.TRANSCRIPT
    held = permit(session, capsule, Action.EXPORT, Asked(export=kind))
    if form not in FORMATS:
        raise InvalidInput("That form is not known. Choose vtt, srt, txt, json or csv.")
    record_exported(session, lesson, str(kind))
    if form == "csv":
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
    transcript = read_transcript(capsule, held)
    if form == "json":
        return transcript_json.write(transcript.lines, speech=transcript.speech, language=transcript.language)
    writers = {"vtt": webvtt.write, "srt": srt.write, "txt": plain_text.write}
    return writers[form](transcript.lines)


def write_export(path: Path, text: str) -> None:
    """Write an export where the person said, readable by this user only. Never over a file that is there.

    Raises DiskFull, StorageError; then no part of it stays: half a transcript looks like a whole one.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StorageError("There is a file of that name already. Choose another name.") from None
    except OSError:
        raise StorageError("The file cannot be written there. Check the folder and your rights on it.") from None
    try:
        with storage_errors(), os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except StorageError:
        path.unlink(missing_ok=True)
        raise
