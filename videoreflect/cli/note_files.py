"""Notes in files: looking at one, taking it in, and writing one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.errors import InvalidInput, StorageError
from videoreflect.formats.notes_reading import FORMS, MOST_BYTES
from videoreflect.formats.timecode import clock
from videoreflect.services.exporting import copy_out, write_copy
from videoreflect.services.notes_import import Preview, preview, take_in

_KINDS = {"csv": "csv", "annotations": "annotations", "vtt": "vtt-notes", "eaf": "eaf-notes"}


def notes(context: Context) -> None:
    """Take notes in from a file, or write them to one."""
    {"import": _import, "export": _export}[context.given.notes_command](context)


def _import(context: Context) -> None:
    session, lesson, raw = context.session(), context.lesson(), _file(context.given.file)
    found = preview(session, lesson, raw)
    tiers = _tiers(context, found)
    if tiers is not None:
        found = preview(session, lesson, raw, tiers)
    if context.given.preview:
        context.output.show(_document(found), *_sentences(found))
        return
    taken = take_in(session, lesson, raw, tiers)
    document = _document(found) | {"lesson": lesson, "taken": taken}
    context.output.show(document, *_sentences(found), f"Taken in: {_counted(len(taken))}.")


def _export(context: Context) -> None:
    copy = copy_out(context.session(), context.lesson(), _KINDS[context.given.format])
    write_copy(Path(context.given.out), copy.content)
    context.output.show({"out": context.given.out}, "Written in clear: this copy is no longer protected by the vault.")


def _tiers(context: Context, found: Preview) -> frozenset[int] | None:
    if not context.given.tier:
        return None
    wanted = [context.values.text(name, f"tier {number}") for number, name in enumerate(context.given.tier, start=1)]
    names = [tier.name for tier in found.tiers]
    if not set(wanted) <= set(names):
        raise InvalidInput(f"This file has no such tier. Its tiers: {', '.join(names) or 'none'}.")
    return frozenset(at for at, name in enumerate(names) if name in wanted)


def _file(name: str) -> bytes:
    """At most one byte more than is read, so that a file without end is refused too."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        raise StorageError(f"The file {name} cannot be read. Check its name and your rights on it.") from None


def _document(found: Preview) -> dict[str, object]:
    told = asdict(found)
    return {name: told[name] for name in told if name != "beginning"}


def _sentences(found: Preview) -> list[str]:
    span = "" if found.start_ms is None else f" from {clock(found.start_ms)} to {clock(found.end_ms or 0)}"
    whose = ", ".join(f"{name} ({many})" for name, many in found.names)
    told = {
        f"{FORMS[found.form]}: {_counted(found.notes)}{span}.": True,
        f"Whose: {whose}.": bool(whose),
        "Tiers: " + ", ".join(f"{tier.name} ({tier.notes})" for tier in found.tiers) + ".": len(found.tiers) > 1,
        found.too_many: bool(found.too_many),
        f"In the lesson already: {found.here}.": bool(found.here),
        f"Beyond the end of the recording, moved to it: {found.clamped}.": bool(found.clamped),
        f"Answers to a note that does not come along: {found.alone}.": bool(found.alone),
        f"Spoken, without their sound in the file: {found.voices}.": bool(found.voices),
        "You have said ready, so these notes are not private.": found.open,
    } | {f"Left out: {what} ({many}).": True for what, many in found.left_out}
    return [sentence for sentence, holds in told.items() if holds]


def _counted(notes: int) -> str:
    return "1 note" if notes == 1 else f"{notes} notes"
