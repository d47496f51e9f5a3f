"""Reading a file of notes that somebody gave: ELAN files in a process of their own, with limits.

They are parsed by a library in C, which foreign bytes might take over; that process has no keys and nothing of any
lesson. Everything else is read here.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import Any

from videoreflect.errors import FormatError, InvalidInput, JobFailed
from videoreflect.formats import note_json
from videoreflect.formats.notes_reading import FORMS, check_length, needs_library, read_any
from videoreflect.formats.written_note import ReadNotes, Tier
from videoreflect.jobs.child import Handlers, run_child

MODULE = "videoreflect.services.workers.read_notes"

_TOO_MUCH = "This file asks for more memory or time than notes need, so it was not read."


def read_notes_file(raw: bytes, tiers: Collection[int] | None = None) -> tuple[ReadNotes, str]:
    """What ``formats.notes_reading.read_any`` gives. Raises InvalidInput with a sentence."""
    check_length(raw)
    if not needs_library(raw):
        return read_any(raw, tiers)
    chosen = None if tiers is None else sorted(tiers)
    try:
        told = run_child(MODULE, {"file": base64.b64encode(raw).decode("ascii"), "tiers": chosen}, Handlers())
        return as_read(told)
    except (JobFailed, FormatError):
        raise InvalidInput(_TOO_MUCH) from None


def as_told(found: ReadNotes, form: str) -> dict[str, Any]:
    """What the child says: plain values only."""
    return {
        "form": form,
        "notes": [note_json.content_of(one) for one in found.notes],
        "left_out": [list(one) for one in found.left_out],
        "tiers": [[tier.name, tier.notes] for tier in found.tiers],
    }


def as_read(told: dict[str, Any]) -> tuple[ReadNotes, str]:
    """Read what the child said, as anybody's words. Raises FormatError."""
    form = told.get("form")
    notes, left_out, tiers = (told.get(name) for name in ("notes", "left_out", "tiers"))
    if form not in FORMS or not (isinstance(notes, list) and isinstance(left_out, list) and isinstance(tiers, list)):
        raise FormatError
    read = ReadNotes(
        tuple(note_json.written_from(one) for one in notes),
        tuple(_counted(one) for one in left_out),
        tuple(Tier(*_counted(one)) for one in tiers),
    )
    return read, str(form)


def _counted(value: object) -> tuple[str, int]:
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and type(value[1]) is int:
        return value[0], value[1]
    raise FormatError
