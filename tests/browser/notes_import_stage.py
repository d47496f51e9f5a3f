"""Notes from a file on the stage: read for good, kept in the fixture of a scene."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from videoreflect.domain.note import Note
from videoreflect.errors import InvalidInput
from videoreflect.formats.notes_reading import check_number, read_any
from videoreflect.formats.written_note import ReadNotes
from videoreflect.services.notes_import import Preview
from videoreflect.web import notes_import_routes

ME = "Nadia Holt"
Holder = Callable[[Request], Any]


def notes_import_routes_of(fixture: Holder, author: Any) -> list[Route]:
    """POST a file to look at it, to take it in; POST ids to undo."""

    async def look(request: Request) -> JSONResponse:
        try:
            return JSONResponse(notes_import_routes._shape(await _preview(request, fixture(request))))
        except InvalidInput as error:
            return _refused(error)

    async def take_in(request: Request) -> JSONResponse:
        it = fixture(request)
        found, _ = await _read(request)
        made = [it.note(author, _content(one), {"id": one.id}) for one in _fresh(it, found)]
        it.notes += made
        it.changes += 1
        return JSONResponse({"notes": [one["id"] for one in made]})

    async def undo(request: Request) -> JSONResponse:
        it, wanted = fixture(request), (await request.json())["notes"]
        it.notes = [one for one in it.notes if one["id"] not in wanted]
        it.changes += 1
        return JSONResponse({"notes": len(wanted)})

    one = "/vr/lessons/{lesson}/notes"
    return [
        Route(f"{one}/preview", look, methods=["POST"]),
        Route(f"{one}/import", take_in, methods=["POST"]),
        Route(f"{one}/import/undo", undo, methods=["POST"]),
    ]


async def _read(request: Request) -> tuple[ReadNotes, str]:
    said = request.query_params.get("tiers")
    tiers = None if said is None else {int(one) for one in said.split(",") if one}
    found, form = read_any(await request.body(), tiers)
    check_number(found)
    return found, form


async def _preview(request: Request, it: Any) -> Preview:
    found, form = await _read(request)
    fresh = _fresh(it, found)
    times = [ms for one in fresh for ms in (one.at_ms, one.to_ms) if ms is not None]
    return Preview(
        form, len(fresh), tuple(Counter(one.origin or ME for one in fresh).most_common()),
        min(times, default=None), max(times, default=None), sum(one.at_ms is None for one in fresh),
        sum((one.at_ms or 0) > it.duration for one in fresh), len(found.notes) - len(fresh), found.left_out,
        0, sum(bool(one.note.voice_ms) for one in found.notes),
        tuple(code for one in fresh for code in one.codes), found.tiers, "", bool(it.mine_ms), tuple(fresh[:5]),
    )  # fmt: skip


def _fresh(it: Any, found: ReadNotes) -> list[Note]:
    here = {one["text"] for one in it.notes}
    told = [(one.note, "" if one.author == ME else one.author) for one in found.notes if one.note.text not in here]
    content = [({name: getattr(one, name) for name in one.__slots__}, origin) for one, origin in told]
    return [Note(**(said | {"id": uuid.uuid4().hex, "origin": origin})) for said, origin in content]


def _content(one: Note) -> dict[str, Any]:
    said = one.content()
    said.pop("note")
    return {"codes": [], "state": "", "shared": False, "reply_to": "", "regions": [], "voice": "", "voice_ms": 0} | said


def _refused(error: InvalidInput) -> JSONResponse:
    said = {"code": error.code, "sentence": error.sentence, "reasons": [], "remedies": []}
    return JSONResponse({"error": said}, 400)
