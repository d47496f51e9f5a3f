"""The clip, decrypted as it is asked for: one range at a time, bound to the cookie and to its link."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from videoreflect.errors import NotFound, VideoReflectError
from videoreflect.services.playback import open_clip
from videoreflect.services.sessions import Active
from videoreflect.web.calls import Answer, Call, route

PIECE = 1 << 20
TYPE = "video/mp4"

_LOG = logging.getLogger("videoreflect.web")
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


def media_routes() -> list[Route]:
    """The route of this file."""
    return [
        route("GET", "/vr/lessons/{lesson}/media", _media),  # Starlette answers HEAD with it too
    ]


def _media(call: Call) -> Answer:
    active, lesson = call.active, call.lesson
    if not active.is_media_link(lesson, call.request.query_params.get("k", "")):
        raise NotFound("This address of a clip does not hold any more. Open the lesson again.")
    clip = open_clip(call.sign_in, lesson)
    asked = call.request.headers.get("range")
    span = whole(clip.size) if asked is None else range_of(asked, clip.size)
    if span is None:
        clip.close()
        return Response(status_code=416, headers={"content-range": f"bytes */{clip.size}", "accept-ranges": "bytes"})
    headers = _headers(span, clip.size, partial=asked is not None)
    status = 200 if asked is None else 206
    if call.request.method == "HEAD":
        clip.close()
        return Response(status_code=status, headers=headers, media_type=TYPE)
    return StreamingResponse(pieces(clip, span, active), status, headers, TYPE)


def whole(size: int) -> tuple[int, int]:
    """First byte, and the one after the last."""
    return 0, size


def range_of(asked: str, size: int) -> tuple[int, int] | None:
    """The span that a Range header asks for; None for several ranges, another unit, or beyond the end."""
    matched = _RANGE.fullmatch(asked.strip())
    if matched is None or matched.groups() == ("", ""):
        return None
    first, last = matched.groups()
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
    return (start, end) if start < end else None


def pieces(clip: io.RawIOBase, span: tuple[int, int], active: Active) -> Iterator[bytes]:
    """The bytes of a span. When the lock, a withdrawal or a changed file stops the reading, the answer ends there.

    A plain generator: Starlette runs it in a thread, so that a slow disk holds up nobody else.
    """
    position, end = span
    with clip:
        clip.seek(position)
        while position < end and not active.locked:
            try:
                piece = clip.read(min(PIECE, end - position))
            except VideoReflectError as error:
                _LOG.info("a clip stopped: %s", error.code)
                return
            if not piece:
                return
            position += len(piece)
            yield piece


def _headers(span: tuple[int, int], size: int, *, partial: bool) -> dict[str, str]:
    start, end = span
    headers = {"accept-ranges": "bytes", "content-length": str(end - start)}
    if partial:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    return headers
