"""Notes on their way in: a file as bytes, looked at first, then taken in; and undone, as long as somebody wants."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.ids import is_id
from videoreflect.domain.note import Note
from videoreflect.errors import InvalidInput
from videoreflect.formats.notes_reading import FORMS
from videoreflect.formats.written_note import MOST_NOTES
from videoreflect.services.notes_import import Preview, drop, preview, take_in
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.import_routes import file_route
from videoreflect.web.shapes import Shape

_TOO_LARGE = "This file is too long to hold notes: more than 32 MB."
_SHOWN = 400
"""Characters of a note of the beginning."""
_MOST_TIERS = 10_000


def notes_import_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}/notes"
    return [
        file_route(f"{one}/preview", _preview, _TOO_LARGE),
        file_route(f"{one}/import", _take_in, _TOO_LARGE),
        route("POST", f"{one}/import/undo", _undo),
    ]


def _preview(call: Call, raw: bytes) -> Shape:
    return _shape(preview(call.sign_in, call.lesson, raw, _tiers(call)))


def _take_in(call: Call, raw: bytes) -> Shape:
    ids = take_in(call.sign_in, call.lesson, raw, _tiers(call))
    call.active.act()
    return {"notes": ids}


def _undo(call: Call) -> Answer:
    call.active.act()
    ids = call.fields.items("notes", MOST_NOTES)
    if not all(map(is_id, ids)):
        raise InvalidInput("These notes are not known. Open the lesson again.", field="notes")
    return {"notes": drop(call.sign_in, call.lesson, ids)}


def _tiers(call: Call) -> frozenset[int] | None:
    """Places of the tiers that the page chose; None for all."""
    said = call.request.query_params.get("tiers")
    if said is None:
        return None
    places = [one for one in said.split(",") if one][:_MOST_TIERS]
    if not all(one.isascii() and one.isdigit() and len(one) < 6 for one in places):
        raise InvalidInput("The page sent something that cannot be read. Load it again.")
    return frozenset(map(int, places))


def _shape(found: Preview) -> Shape:
    return {
        "form": found.form,
        "form_words": FORMS[found.form],
        "notes": found.notes,
        "names": [{"name": name, "notes": notes} for name, notes in found.names],
        "start_ms": found.start_ms,
        "end_ms": found.end_ms,
        "whole": found.whole,
        "clamped": found.clamped,
        "here": found.here,
        "left_out": [{"what": what, "notes": many} for what, many in found.left_out],
        "alone": found.alone,
        "voices": found.voices,
        "codes": list(found.codes),
        "tiers": [{"name": tier.name, "notes": tier.notes} for tier in found.tiers],
        "too_many": found.too_many,
        "open": found.open,
        "beginning": [_beginning(note) for note in found.beginning],
    }


def _beginning(note: Note) -> Shape:
    return {
        "at_ms": note.at_ms,
        "to_ms": note.to_ms,
        "text": note.text[:400],
        "from": note.origin,
        "codes": list(note.codes),
    }
