"""Voice notes on their way in and out: bytes of sound, kept nowhere but in the vault; docs/ROUTES.md."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.domain.voice_note import MOST_BYTES, VoiceNote
from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.services import speaking, voice_notes, voice_words
from videoreflect.services.voice_words import Hearing
from videoreflect.web.answers import error_answer, too_large, unexpected_answer
from videoreflect.web.calls import GONE, Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.media_route import range_of, whole
from videoreflect.web.shapes import Shape

TYPE = "audio/webm"
_UNREADABLE = "The page sent something that cannot be read. Load it again."
_TOO_LARGE = "This is longer than a voice note can be: three minutes."


def voice_note_routes() -> list[Route]:
    """The routes of this file."""
    all_of_a_lesson = "/vr/lessons/{lesson}/voice-notes"
    one = f"{all_of_a_lesson}/{{voice}}"
    being_said = "/vr/lessons/{lesson}/speaking/{speaking}"
    return [
        Route(all_of_a_lesson, _received, methods=["POST"]),
        route("GET", one, _sound),
        route("DELETE", one, _discard),
        Route(being_said, _piece, methods=["PUT"]),
        route("POST", being_said, _so_far),
        route("POST", f"{one}/words", _write_words),
        route("GET", f"{one}/words", _words),
    ]


async def _received(request: Request) -> Response:
    return await _taken(request, _keep)


async def _piece(request: Request) -> Response:
    return await _taken(request, _keep_piece)


async def _taken(request: Request, keep: Callable[[Call, bytes], Shape]) -> Response:
    try:
        call = Call(request, Fields({}))
        call.active.act()  # nobody’s bytes are taken before they have signed in
        raw = await _bytes_of(request)
        return JSONResponse(await to_thread.run_sync(keep, call, raw))
    except ClientDisconnect:
        return Response(status_code=GONE)
    except VideoReflectError as error:
        return error_answer(error)
    except Exception as error:  # noqa: BLE001 - a bug must not show a traceback
        return unexpected_answer(error)


async def _bytes_of(request: Request) -> bytes:
    if request.headers.get("content-type") != "application/octet-stream":
        raise InvalidInput(_UNREADABLE)
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > MOST_BYTES:
            raise too_large(_TOO_LARGE)
    return bytes(held)


def _keep(call: Call, raw: bytes) -> Shape:
    after = call.request.query_params.get("after", "")
    return _voice_shape(voice_notes.keep_voice_note(call.sign_in, call.lesson, raw, after))


def _keep_piece(call: Call, raw: bytes) -> Shape:
    begins = call.request.query_params.get("from", "")
    if not (begins.isascii() and begins.isdigit() and len(begins) < 10):
        raise InvalidInput(_UNREADABLE)
    return {"kept": speaking.keep_piece(call.sign_in, call.lesson, call.id("speaking"), int(begins), raw)}


def _so_far(call: Call) -> Answer:
    call.active.act()
    after, at_once = call.fields.text("after", default=""), call.fields.flag("now")
    one = call.id("speaking")
    return _voice_shape(speaking.voice_so_far(call.sign_in, call.lesson, one, after, at_once=at_once))


def _voice_shape(kept: VoiceNote) -> Shape:
    return {"voice": kept.id, "voice_ms": kept.length_ms}


def _sound(call: Call) -> Answer:
    """All of it at once, or the range that a player asks for: it is two megabytes at most."""
    sound = voice_notes.voice_of(call.sign_in, call.lesson, call.id("voice")).sound
    asked = call.request.headers.get("range")
    span = whole(len(sound)) if asked is None else range_of(asked, len(sound))
    headers = {"accept-ranges": "bytes"}
    if span is None:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{len(sound)}"})
    if asked is not None:
        headers["content-range"] = f"bytes {span[0]}-{span[1] - 1}/{len(sound)}"
    part = sound[span[0] : span[1]]
    return Response(part, 200 if asked is None else 206, headers=headers, media_type=TYPE)


def _discard(call: Call) -> Answer:
    voice_words.forget_words(call.active, call.id("voice"))
    voice_notes.discard_voice_note(call.sign_in, call.lesson, call.id("voice"))
    return None


def _write_words(call: Call) -> Answer:
    call.active.act()
    return _words_shape(voice_words.start_words(call.active, call.lesson, call.id("voice")))


def _words(call: Call) -> Answer:
    return _words_shape(voice_words.words_of(call.active, call.lesson, call.id("voice")))


def _words_shape(hearing: Hearing) -> Shape:
    return {"state": hearing.job.state, "text": hearing.text, "sentence": hearing.job.sentence}
