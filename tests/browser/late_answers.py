"""Late answers: with ``VIDEOREFLECT_LATE_MS=400`` a stage answers later, and a test that looks too early fails.

The suite runs without it. It is for finding tests that pass on a fast machine only: they assert what the server holds
as soon as the page shows it, which is before the server was told.
"""

from __future__ import annotations

import asyncio
import os

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

VARIABLE = "VIDEOREFLECT_LATE_MS"
AT_ONCE = ("/vr/assets/", "/vr/fonts/", "/stage")


class LateAnswers:
    """Pass every request on a little later, but for the page's own files."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        if scope["type"] == "http" and not scope["path"].startswith(AT_ONCE):
            await asyncio.sleep(self._seconds)
        await self._app(scope, receive, send)


def late_answers() -> list[Middleware]:
    """Return what makes an application late; nothing unless it is asked for."""
    return [Middleware(LateAnswers, seconds=lateness())] if lateness() else []


def lateness() -> float:
    """Return how late an answer shall be, in seconds; 0 unless it is asked for."""
    return int(os.environ.get(VARIABLE, "0")) / 1000
