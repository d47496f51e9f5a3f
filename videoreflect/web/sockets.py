"""Tying a page's WebSocket to the sign-in under which it was opened.

On lock the gate closes it. A page that reconnects names its old Streamlit session; unless this
very sign-in was given that session, the name is struck out and a new session starts.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from videoreflect.services.sessions import Active

LOCKED = 4401
"""The close code that says: sign in again."""

_SESSION_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_FIRST_MESSAGES = 20
"""Streamlit names its session in the first message of each script run; later ones need not be searched."""

_FIRST_BYTES = 64 << 10
_PROTOCOL = b"sec-websocket-protocol"


async def refuse(receive: Receive, send: Send) -> None:
    """Refuse a WebSocket before it is open; the server answers 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


async def tied(app: ASGIApp, scope: Scope, receive: Receive, send: Send, active: Active) -> None:
    """Run a WebSocket until it ends or ``active`` is locked."""
    loop, locked = asyncio.get_running_loop(), asyncio.Event()
    forget = active.on_lock(lambda: loop.call_soon_threadsafe(locked.set))
    ends = _Ends(receive, send, locked, active)
    running = asyncio.ensure_future(app(_own_session_only(scope, active), ends.receive, ends.send))
    waiting = asyncio.ensure_future(locked.wait())
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            await ends.close()
        await running
    finally:
        forget()
        waiting.cancel()
        running.cancel()


class _Ends:
    """Both ends of one socket, which fall silent at the lock."""

    def __init__(self, receive: Receive, send: Send, locked: asyncio.Event, active: Active) -> None:
        self._receive, self._send, self._locked, self._active = receive, send, locked, active
        self._sending = asyncio.Lock()
        self._to_search = _FIRST_MESSAGES
        self._accepted = False

    async def receive(self) -> Message:
        """The next message of the page, or the end of it once locked."""
        if self._locked.is_set():
            return {"type": "websocket.disconnect", "code": LOCKED}
        message = asyncio.ensure_future(self._receive())
        locked = asyncio.ensure_future(self._locked.wait())
        done, pending = await asyncio.wait({message, locked}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if locked in done:
            return {"type": "websocket.disconnect", "code": LOCKED}
        return message.result()

    async def send(self, message: Message) -> None:
        """Send to the page, unless locked."""
        async with self._sending:
            if self._locked.is_set():
                return
            self._accepted = self._accepted or message["type"] == "websocket.accept"
            self._remember_session(message)
            await self._send(message)

    async def close(self) -> None:
        """Close the page's side."""
        async with self._sending:
            await self._send({"type": "websocket.close", "code": LOCKED if self._accepted else 1008})

    def _remember_session(self, message: MutableMapping[str, Any]) -> None:
        content = message.get("bytes")
        if not content or self._to_search <= 0:
            return
        self._to_search -= 1
        found = _SESSION_ID.findall(content[:_FIRST_BYTES])
        self._active.page_sessions.update(name.decode() for name in found)


def _own_session_only(scope: Scope, active: Active) -> Scope:
    """The scope without the name of a Streamlit session that this sign-in was not given.

    The protocol header is “streamlit, XSRF token, last session”.
    """
    headers = []
    for name, value in scope["headers"]:
        parts = [part.strip() for part in value.split(b",")]
        if name == _PROTOCOL and len(parts) > 2 and parts[2].decode("latin-1") not in active.page_sessions:
            value = b", ".join(parts[:2])
        headers.append((name, value))
    protocols = list(scope.get("subprotocols") or [])
    return {**scope, "headers": headers, "subprotocols": protocols[:2]}
