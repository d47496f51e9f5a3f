"""Chapters, and the thumbnails beside them: what helps to find a place in the lesson."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from videoreflect.domain.chapter import MAX_NAME, Chapter
from videoreflect.services import chapters, chapters_import, playback
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.import_routes import file_route
from videoreflect.web.shapes import Shape


def chapter_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("POST", f"{one}/chapters", _add),
        route("PUT", f"{one}/chapters/{{chapter}}", lambda call: _save(call, call.id("chapter"))),
        route("DELETE", f"{one}/chapters/{{chapter}}", _delete),
        file_route(f"{one}/chapters/import", _take_in, "This file is too long to hold chapters: more than 32 MB."),
        route("GET", f"{one}/thumbnails", _thumbnails),
    ]


def chapter_shape(chapter: Chapter) -> Shape:
    """The Chapter of docs/ROUTES.md."""
    return {"id": chapter.id, "at_ms": chapter.at_ms, "name": chapter.name}


def _add(call: Call) -> Answer:
    return _save(call, None if call.fields.is_none("id") else call.fields.id("id"))


def _save(call: Call, chapter: str | None) -> Answer:
    call.active.act()
    at_ms, name = call.fields.whole("at_ms"), call.fields.text("name", MAX_NAME)
    return chapter_shape(chapters.save_chapter(call.sign_in, call.lesson, at_ms, name, chapter))


def _take_in(call: Call, raw: bytes) -> Shape:
    made = chapters_import.take_in(call.sign_in, call.lesson, raw)
    call.active.act()
    return {"chapters": [chapter_shape(one) for one in made]}


def _delete(call: Call) -> Answer:
    chapters.delete_chapter(call.sign_in, call.lesson, call.id("chapter"))
    return None


def _thumbnails(call: Call) -> Answer:
    return Response(playback.read_thumbnails(call.sign_in, call.lesson), media_type="image/jpeg")
