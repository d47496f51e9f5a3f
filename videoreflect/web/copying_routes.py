"""Copying out of the vault: what may be copied, and the copy itself. Only after a person pressed a button."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from starlette.responses import StreamingResponse
from starlette.routing import Route

from videoreflect.domain.consent import ExportKind
from videoreflect.domain.wanted import SAID, TRANSLATED
from videoreflect.errors import VideoReflectError
from videoreflect.formats.file_name import ENDINGS
from videoreflect.services.exporting import Copy, copies, copy_out
from videoreflect.services.sessions import Active
from videoreflect.services.transcripts import translation_of
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.media_route import TYPE
from videoreflect.web.shapes import allowed_shape

EXPORT_TYPES = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "txt": "text/plain",
    "times": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eaf": "application/xml",
    "json": "application/json",
    "csv": "text/csv",
    "annotations": "application/ld+json",
    "vtt-notes": "text/vtt",
    "eaf-notes": "application/xml",
    "chapters": "text/vtt",
    "mp4": TYPE,
}
_LOG = logging.getLogger("videoreflect.web")


def copying_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/copies", _copies),
        route("GET", f"{one}/export", _export),
    ]


def _copies(call: Call) -> Answer:
    said, english = copies(call.sign_in, call.lesson), translation_of(call.sign_in, call.lesson)
    kinds = {kind: allowed_shape(said[kind]) for kind in ExportKind}
    return {"any": allowed_shape(said[None]), "kinds": kinds, "english": bool(english.lines)}


def _export(call: Call) -> Answer:
    form = call.request.query_params.get("format", "")
    track = TRANSLATED if call.request.query_params.get("track") == TRANSLATED else SAID
    copy = copy_out(call.sign_in, call.lesson, form, track)
    headers = {"content-disposition": f'attachment; filename="lesson.{ENDINGS.get(form, form)}"'}
    headers |= {"content-length": str(copy.size)} if copy.size is not None else {}
    content = _until_stopped(copy, call.active)
    return StreamingResponse(content, headers=headers, media_type=EXPORT_TYPES.get(form, "text/plain"))


def _until_stopped(copy: Copy, active: Active) -> Iterator[bytes]:
    """The clip; a lock or a withdrawal cuts it off, so that the browser tells of a download that failed."""
    try:
        for piece in copy.content:
            if active.locked:
                return
            yield piece
    except VideoReflectError as error:
        _LOG.info("a copy of a clip stopped: %s", error.code)
