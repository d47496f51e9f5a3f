"""The gate in front of everything, HTTP and WebSocket: what it does not know, it refuses.

Streamlit protects none of an app's own routes, takes WebSockets from other local ports, and
lets pages be cached. So this is pure ASGI, outermost, and its headers win.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from videoreflect.errors import SignInNeeded
from videoreflect.services.sessions import SESSIONS, Active, Sessions, cookie_name
from videoreflect.web import doors, origin
from videoreflect.web.answers import error_answer
from videoreflect.web.headers import OWN_PAGES_POLICY, app_policy, secured
from videoreflect.web.sockets import refuse, tied

STATE_KEY = "videoreflect"
"""Where the gate leaves the sign-in for the routes: ``request.scope[STATE_KEY]``."""

_MOST_DIGITS = 18
"""Of the length of a body; with thousands of them it is no number that Python reads."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the gate judges a request by."""

    method: str
    path: str
    headers: Headers
    port: int
    active: Active | None


class Gate:
    """ASGI middleware: judges every request and WebSocket before anything else sees it."""

    def __init__(self, app: ASGIApp, sessions: Sessions = SESSIONS, script_hashes: tuple[str, ...] = ()) -> None:
        self._app, self._sessions = app, sessions
        self._policy = app_policy(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = self._asked(scope)
        send = self._securing(asked.path, send)
        refusal = _refusal(asked)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope[STATE_KEY] = asked.active
        await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = self._asked(scope)
        own = origin.is_own_host(asked.headers, asked.port) and origin.is_own_page(asked.headers, must_say=True)
        active = asked.active
        if not own or asked.path != doors.PAGE_SOCKET or active is None or active.recovery_code is not None:
            await refuse(receive, send)
            return
        await tied(self._app, scope, receive, send, active)

    def _asked(self, scope: Scope) -> _Asked:
        headers = Headers(scope=scope)
        server = scope.get("server") or ("", 0)
        active = self._sessions.find(token_of(headers))
        return _Asked(str(scope.get("method", "GET")), str(scope["path"]), headers, int(server[1] or 0), active)

    def _securing(self, path: str, send: Send) -> Send:
        policy = OWN_PAGES_POLICY if path.startswith("/vr/") else self._policy

        async def secured_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                kept = doors.is_static(path) and message["status"] in {200, 206, 304}
                message = {**message, "headers": secured(headers, policy, may_be_kept=kept)}
            await send(message)

        return secured_send


def _refusal(asked: _Asked) -> Response | None:
    """Why the request goes no further; None if it may."""
    if not origin.is_own_host(asked.headers, asked.port):
        return PlainTextResponse("This address does not belong to videoreflect.", 421)
    if asked.method not in origin.READING | origin.WRITING:
        return PlainTextResponse("videoreflect does not answer that.", 405)
    if not origin.is_own_page(asked.headers, must_say=asked.method in origin.WRITING):
        return PlainTextResponse("Open videoreflect from its own address, not from another page.", 403)
    return _body_refusal(asked) or _sign_in_refusal(asked)


def _body_refusal(asked: _Asked) -> Response | None:
    if "transfer-encoding" in asked.headers:
        return PlainTextResponse("Say how long the request is.", 411)
    length = asked.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return PlainTextResponse("Say how long the request is.", 400)
    if len(length) > _MOST_DIGITS or int(length) > doors.most_bytes(asked.path):
        return PlainTextResponse("This is more than videoreflect takes at once.", 413)
    return None


def _sign_in_refusal(asked: _Asked) -> Response | None:
    if doors.is_open(asked.method, asked.path):
        return None
    active = asked.active
    waiting = active is not None and active.recovery_code is not None
    if active is None or (waiting and not doors.opens_while_code_is_unconfirmed(asked.path)):
        if origin.is_navigation(asked.method, asked.headers):
            return RedirectResponse(doors.SIGN_IN, 303)
        return error_answer(SignInNeeded())
    if not doors.exists(asked.method, asked.path):
        return PlainTextResponse("There is nothing at this address.", 404)
    return None


def token_of(headers: Headers) -> str | None:
    """The token in the cookie of this address, if there is one."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    found = cookies.get(cookie_name(headers.get("host", "")))
    return found.value if found else None


def session_cookie(host: str, token: str) -> str:
    """The Set-Cookie value that names a sign-in; it ends with the browser or with the lock."""
    return f"{cookie_name(host)}={quote(token)}; Path=/; HttpOnly; SameSite=Strict"
