"""Transcripts from elsewhere: looking at a file, and taking it in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.cli.editing import EDITING
from videoreflect.errors import Cancelled, StorageError
from videoreflect.formats import time_of_day
from videoreflect.formats.reading import FORMS, MOST_BYTES
from videoreflect.formats.timecode import clock
from videoreflect.services.transcript_import import Preview, preview, take_in


def transcript(context: Context) -> None:
    """Look at a file, take it in, or edit what is there."""
    ({"look": _look, "import": _import} | EDITING)[context.given.transcript_command](context)


def _look(context: Context) -> None:
    found = preview(context.session(), context.lesson(), _file(context.given.file), _began(context))
    beginning = [f"{clock(line.start_ms):>8}  {_said(line.voice, line.text)}" for line in found.beginning]
    context.output.show(_document(found), *_sentences(found), "", *beginning)


def _import(context: Context) -> None:
    given = context.given
    session, lesson, raw = context.session(), context.lesson(), _file(given.file)
    began = _began(context)
    found = preview(session, lesson, raw, began)
    if found.there and not given.replace and not _agreed(context, found):
        raise Cancelled("Nothing was changed.")
    lines = take_in(session, lesson, raw, began, replacing=bool(found.there))
    context.output.show(
        _document(found) | {"lesson": lesson, "lines": lines}, *_sentences(found), f"Taken in: {lines} lines."
    )


def _began(context: Context) -> int | None:
    return time_of_day.parsed(context.given.began) if context.given.began else None


def _agreed(context: Context, found: Preview) -> bool:
    question = f"The lesson has a transcript of {found.there} lines, which this one replaces."
    return context.values.agreed("replace", question)


def _file(name: str) -> bytes:
    """At most one byte more than is read, so that a file without end is refused too."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        raise StorageError(f"The file {name} cannot be read. Check its name and your rights on it.") from None


def _document(found: Preview) -> dict[str, object]:
    told = asdict(found)
    return {name: told[name] for name in told if name != "beginning"} | {"voices": [list(one) for one in found.voices]}


def _sentences(found: Preview) -> list[str]:
    voices = ", ".join(f"{name} ({lines})" for name, lines in found.voices) or "nobody is named"
    told = [
        f"{FORMS[found.form]}: {found.lines} lines from {clock(found.start_ms)} to {clock(found.end_ms)}.",
        f"Voices: {voices}.",
    ]
    if found.clock_ms is not None:
        began = time_of_day.told(found.clock_ms)
        told.append(f"Its times are of the day: the recording is taken to begin at {began}; --began says otherwise.")
    if found.left_out:
        told.append(f"{found.left_out} lines are left out: they lie outside of the recording, or are empty.")
    if found.cut:
        told.append(f"{found.cut} lines are cut: they end after the end of the recording.")
    return told


def _said(voice: str, text: str) -> str:
    return " ".join((f"{voice}: " if voice else "").split() + text.split())
