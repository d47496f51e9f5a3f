"""Voice notes on the stage: what a real recorder sends is checked as the vault does it, and kept in memory."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.errors import NotFound, StillSpeaking, VideoReflectError
from videoreflect.media.voice import joined_voice, plain_voice
from videoreflect.vault.voice_notes import voice_note
from videoreflect.web.answers import error_answer
from videoreflect.web.media_route import range_of, whole

GOING_ON = 2.0
"""Seconds after the last piece for which somebody may still be speaking in another window."""

SAID = "I waited, and then three hands went up."
MISSING = {
    "code": "model-missing", "sentence": "The speech model is not on this device.", "reasons": [], "remedies": [],
}  # fmt: skip


class Spoken:
    """The sounds of one scene, what was asked, and what goes wrong on purpose."""

    def __init__(self) -> None:
        """Begin with none."""
        self.sounds: dict[str, tuple[bytes, int]] = {}
        self.sent: list[bytes] = []
        self.gone: list[str] = []
        self.asked: list[str] = []
        self.text = SAID
        self.rounds = 1
        self.model = True
        self.fails = 0
        self.begun: dict[str, bytes] = {}
        self.last: dict[str, float] = {}
        self.lost_pieces = self.lost_answers = 0


def voice_note_routes(of: Callable[[Request], Spoken]) -> list[Route]:
    """The routes of ``web/voice_note_routes.py``."""
    one = "/vr/lessons/{lesson}/voice-notes"
    being_said = "/vr/lessons/{lesson}/speaking/{speaking}"

    async def receive(request: Request) -> Response:
        spoken, raw = of(request), await request.body()
        if spoken.fails:
            spoken.fails -= 1
            return Response(status_code=503)
        spoken.sent.append(raw)
        return await kept_as(spoken, raw, request.query_params.get("after", ""))

    async def kept_as(spoken: Spoken, raw: bytes, after: str) -> Response:
        try:
            sound, length_ms = await to_thread.run_sync(plain_voice, raw)
            if after in spoken.sounds:
                sound, length_ms = joined_voice(spoken.sounds[after][0], sound)
        except VideoReflectError as error:
            return error_answer(error)
        kept = voice_note("stage", length_ms, sound)
        spoken.sounds[kept.id] = (sound, length_ms)
        return JSONResponse({"voice": kept.id, "voice_ms": length_ms})

    async def piece(request: Request) -> Response:
        spoken, one, raw = of(request), request.path_params["speaking"], await request.body()
        if spoken.lost_pieces:
            spoken.lost_pieces -= 1
            return Response(status_code=503)
        there, begins = spoken.begun.get(one, b""), int(request.query_params["from"])
        spoken.begun[one] = there + (raw[len(there) - begins :] if begins <= len(there) else b"")
        spoken.last[one] = time.monotonic()
        if spoken.lost_answers:
            spoken.lost_answers -= 1
            return Response(status_code=503)
        return JSONResponse({"kept": len(spoken.begun[one])})

    async def so_far(request: Request) -> Response:
        spoken, one, asked = of(request), request.path_params["speaking"], await request.json()
        if one not in spoken.begun:
            return error_answer(NotFound())
        if not asked["now"] and time.monotonic() - spoken.last[one] < GOING_ON:
            return error_answer(StillSpeaking())
        return await kept_as(spoken, spoken.begun[one], asked["after"])

    async def hear(request: Request) -> Response:
        found = of(request).sounds.get(request.path_params["voice"])
        if found is None:
            return Response(status_code=404)
        asked = request.headers.get("range")
        start, end = (range_of(asked, len(found[0])) if asked else None) or whole(len(found[0]))
        headers = {"accept-ranges": "bytes", "content-range": f"bytes {start}-{end - 1}/{len(found[0])}"}
        return Response(found[0][start:end], 206 if asked else 200, headers, "audio/webm")

    async def discard(request: Request) -> Response:
        of(request).sounds.pop(request.path_params["voice"], None)
        of(request).gone.append(request.path_params["voice"])
        return Response(status_code=204)

    async def words(request: Request) -> Response:
        spoken = of(request)
        if not spoken.model:
            return JSONResponse({"error": MISSING}, 409)
        spoken.asked.append(request.path_params["voice"])
        going_on = len(spoken.asked) <= spoken.rounds
        told: dict[str, Any] = {"state": "running", "text": ""} if going_on else {"state": "done", "text": spoken.text}
        return JSONResponse(told | {"sentence": ""})

    listed: list[tuple[str, list[str], Callable[[Request], Awaitable[Response]]]] = [
        (one, ["POST"], receive),
        (being_said, ["PUT"], piece),
        (being_said, ["POST"], so_far),
        (f"{one}/{{voice}}", ["GET"], hear),
        (f"{one}/{{voice}}", ["DELETE"], discard),
        (f"{one}/{{voice}}/words", ["POST", "GET"], words),
    ]
    return [Route(path, endpoint, methods=methods) for path, methods, endpoint in listed]
