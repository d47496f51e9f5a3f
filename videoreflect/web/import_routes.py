"""Transcripts on their way in: a file as bytes, looked at first, then taken in. It is kept nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.formats import time_of_day
from videoreflect.formats.reading import FORMS, MOST_BYTES
from videoreflect.services.transcript_import import Preview, preview, take_in
from videoreflect.web.answers import error_answer, too_large, unexpected_answer
from videoreflect.web.calls import GONE, Call
from videoreflect.web.fields import Fields
from videoreflect.web.shapes import Shape

_TOO_LARGE = "This file is too long to be a transcript: more than 32 MB."

Reading = Callable[[Call, bytes], Shape]


def import_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}/transcript"
    return [file_route(f"{one}/preview", _preview, _TOO_LARGE), file_route(one, _take_in, _TOO_LARGE)]


def file_route(path: str, read: Reading, too_long: str) -> Route:
    """A route to which a file is sent as bytes; ``too_long`` is the sentence for one beyond ``MOST_BYTES``."""

    async def endpoint(request: Request) -> Response:
        try:
            call = Call(request, Fields({}))
            call.active  # noqa: B018 - nobody’s bytes are taken before they have signed in
            raw = await _received(request, too_long)
            return JSONResponse(await to_thread.run_sync(read, call, raw))
        except ClientDisconnect:
            return Response(status_code=GONE)
        except VideoReflectError as error:
            return error_answer(error)
        except Exception as error:  # noqa: BLE001 - a bug must not show a traceback
            return unexpected_answer(error)

    return Route(path, endpoint, methods=["POST"])


async def _received(request: Request, too_long: str) -> bytes:
    if request.headers.get("content-type") != "application/octet-stream":
        raise InvalidInput("The page sent something that cannot be read. Load it again.")
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > MOST_BYTES:
            raise too_large(too_long)
    return bytes(held)


def _preview(call: Call, raw: bytes) -> Shape:
    return _shape(preview(call.sign_in, call.lesson, raw, _began(call)))


def _take_in(call: Call, raw: bytes) -> Shape:
    replacing = call.request.query_params.get("replace") == "yes"
    lines = take_in(call.sign_in, call.lesson, raw, _began(call), replacing=replacing)
    call.active.act()
    return {"lines": lines}


def _began(call: Call) -> int | None:
    """The time of the day at which the recording began, as 09:03:12."""
    said = call.request.query_params.get("began", "")
    return time_of_day.parsed(said) if said else None


def _shape(found: Preview) -> Shape:
    return {
        "form": found.form,
        "form_words": FORMS[found.form],
        "lines": found.lines,
        "start_ms": found.start_ms,
        "end_ms": found.end_ms,
        "voices": [{"name": name, "lines": lines} for name, lines in found.voices],
        "words": found.words,
        "language": found.language,
        "left_out": found.left_out,
        "cut": found.cut,
        "there": found.there,
        "began": time_of_day.told(found.clock_ms) if found.clock_ms is not None else "",
        "beginning": [_line(line) for line in found.beginning],
    }


def _line(line: Line) -> Shape:
    return {"start_ms": line.start_ms, "voice": line.voice, "text": line.text}
