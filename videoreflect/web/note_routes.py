"""Notes, the draft, the place in the clip, and “ready”."""

from __future__ import annotations

import json

from starlette.routing import Route

from videoreflect.domain.ids import new_id
from videoreflect.domain.note import MAX_ORIGIN
from videoreflect.domain.region import MOST_REGIONS, Region, regions_from
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.services import notes, readiness
from videoreflect.services.notes import NoteText, Which
from videoreflect.web.answers import too_large
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.doors import NOTE_LIMIT
from videoreflect.web.fields import Fields
from videoreflect.web.review import readiness_of
from videoreflect.web.shapes import note_shape, own_note

DRAFT_LIMIT = 4_000_000
"""Characters: a note of the greatest length, changes that were begun, and what waits for the connection."""


def note_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/notes", _list),
        route("POST", f"{one}/notes", _add),
        route("PUT", f"{one}/notes/{{note}}", _change),
        route("DELETE", f"{one}/notes/{{note}}", _delete),
        route("PUT", f"{one}/draft", _draft),
        route("PUT", f"{one}/place", _place),
        route("POST", f"{one}/ready", _ready),
    ]


def _list(call: Call) -> Answer:
    found = notes.list_notes(call.sign_in, call.lesson)
    return {"notes": [note_shape(one, call.sign_in.person) for one in found]}


def _add(call: Call) -> Answer:
    chosen = new_id() if call.fields.is_none("id") else call.fields.id("id")
    return _save(call, Which(chosen, new=True))


def _change(call: Call) -> Answer:
    return _save(call, Which(call.id("note"), was_ms=call.fields.stamp_or_none("was_ms")))


def _save(call: Call, which: Which) -> Answer:
    call.active.act()
    saved = notes.save_note(call.sign_in, call.lesson, _typed(call.fields), which)
    return own_note(saved, readiness.readiness(call.sign_in, call.lesson), call.sign_in.person)


def _delete(call: Call) -> Answer:
    notes.delete_note(call.sign_in, call.lesson, call.id("note"), call.fields.stamp_or_none("was_ms"))
    return None


def _draft(call: Call) -> Answer:
    content = call.fields.object_or_none("content")
    if len(json.dumps(content, ensure_ascii=False)) > DRAFT_LIMIT:
        raise too_large("This text is too long to be kept while you type. Save it as several notes.")
    window = notes.NO_WINDOW if call.fields.is_none("window") else call.fields.id("window")
    taken = [(one.text("window"), one.stamp_or_none("turn")) for one in call.fields.objects("taken")]
    notes.keep_draft(call.sign_in, call.lesson, content, window, taken)
    return None


def _place(call: Call) -> Answer:
    notes.keep_place(call.sign_in, call.lesson, call.fields.whole("at_ms"))
    return None


def _ready(call: Call) -> Answer:
    readiness.say_ready(call.sign_in, call.lesson)
    return readiness_of(call.sign_in, call.lesson)


def _typed(fields: Fields) -> NoteText:
    return NoteText(
        text=fields.text("text", NOTE_LIMIT),
        at_ms=fields.time_or_none("at_ms"),
        to_ms=fields.time_or_none("to_ms"),
        quote=fields.text("quote", NOTE_LIMIT, ""),
        talk=fields.flag("talk"),
        codes=tuple(fields.texts("codes")),
        state=fields.text("state", default=""),
        shared=fields.flag("shared"),
        reply_to=fields.text("reply_to", default=""),
        regions=_regions(fields),
        voice=fields.text("voice", default=""),
        voice_ms=fields.whole("voice_ms", 0),
        origin=fields.text("origin", MAX_ORIGIN, ""),
    )


def _regions(fields: Fields) -> tuple[Region, ...]:
    try:
        return regions_from([] if fields.is_none("regions") else fields.items("regions", MOST_REGIONS))
    except FormatError:
        raise InvalidInput("What was drawn on the picture cannot be kept. Draw it again.", field="regions") from None
