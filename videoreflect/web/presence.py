"""The stream that every open page holds: it says when the sign-in ends, and that the server is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from videoreflect.errors import SignInNeeded
from videoreflect.services.sessions import Active
from videoreflect.web.answers import error_answer
from videoreflect.web.gate import STATE_KEY

EVERY_S = 5.0


def presence_routes() -> list[Route]:
    """The route of this file."""
    return [Route("/vr/presence", _presence, methods=["GET"])]


async def _presence(request: Request) -> Response:
    active: Active | None = request.scope.get(STATE_KEY)
    if active is None:
        return error_answer(SignInNeeded())
    return StreamingResponse(told(active), media_type="text/event-stream")


async def told(active: Active) -> AsyncIterator[bytes]:
    """First whose page it is, then a comment every five seconds, and one event at the lock."""
    loop, locked = asyncio.get_running_loop(), asyncio.Event()
    forget = active.on_lock(lambda: loop.call_soon_threadsafe(locked.set))
    try:
        yield f'event: person\ndata: {{"id": "{active.person}"}}\n\n'.encode()
        while not locked.is_set():
            yield b": here\n\n"
            try:
                await asyncio.wait_for(locked.wait(), EVERY_S)
            except TimeoutError:
                continue
        yield b"event: lock\ndata: {}\n\n"
    finally:
        forget()
