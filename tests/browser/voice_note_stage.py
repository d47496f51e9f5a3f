"""Voice notes on the stage: what a real recorder sends is checked as the vault does it, and kept in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.errors import VideoReflectError
from videoreflect.media.voice import plain_voice
from videoreflect.vault.voice_notes import voice_note
from videoreflect.web.answers import error_answer
from videoreflect.web.media_route import range_of, whole

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


def voice_note_routes(of: Callable[[Request], Spoken]) -> list[Route]:
    """The routes of ``web/voice_note_routes.py``."""
    one = "/vr/lessons/{lesson}/voice-notes"

    async def receive(request: Request) -> Response:
        spoken, raw = of(request), await request.body()
        if spoken.fails:
            spoken.fails -= 1
            return Response(status_code=503)
        spoken.sent.append(raw)
        try:
            sound, length_ms = await to_thread.run_sync(plain_voice, raw)
        except VideoReflectError as error:
            return error_answer(error)
        kept = voice_note("stage", length_ms, sound)
        spoken.sounds[kept.id] = (sound, length_ms)
        return JSONResponse({"voice": kept.id, "voice_ms": length_ms})

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
        (f"{one}/{{voice}}", ["GET"], hear),
        (f"{one}/{{voice}}", ["DELETE"], discard),
        (f"{one}/{{voice}}/words", ["POST", "GET"], words),
    ]
    return [Route(path, endpoint, methods=methods) for path, methods, endpoint in listed]
