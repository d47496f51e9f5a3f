"""A route as a plain function: what was asked goes in, what is to be shown comes out.

Functions run in threads, since they read disks and derive keys. What they return becomes JSON,
nothing becomes 204, a Response stays what it is, and an exception becomes an error answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.domain.ids import is_id
from videoreflect.errors import InvalidInput, NotFound, SignInNeeded, VideoReflectError
from videoreflect.services.sessions import Active, SignIn
from videoreflect.web.answers import error_answer, unexpected_answer
from videoreflect.web.fields import Fields
from videoreflect.web.gate import STATE_KEY

GONE = 499
"""Nobody reads this answer: the page went away."""


class Call:
    """One request, read and checked."""

    def __init__(self, request: Request, fields: Fields) -> None:
        self.request, self.fields = request, fields

    @property
    def active(self) -> Active:
        """Who asks. Raises SignInNeeded."""
        active: Active | None = self.request.scope.get(STATE_KEY)
        if active is None or active.locked:
            raise SignInNeeded
        return active

    @property
    def sign_in(self) -> SignIn:
        """The vault's sign-in of who asks. Raises SignInNeeded."""
        return self.active.sign_in

    @property
    def host(self) -> str:
        """The address by which the page knows this server."""
        return self.request.headers.get("host", "")

    def id(self, name: str) -> str:
        """An id in the path. Raises NotFound for anything that is none."""
        value = self.request.path_params.get(name)
        if not is_id(value):
            raise NotFound
        return str(value)

    @property
    def lesson(self) -> str:
        """The lesson that the path names."""
        return self.id("lesson")


Answer = dict[str, Any] | Response | None
Handler = Callable[[Call], Answer]


def route(method: str, path: str, handler: Handler) -> Route:
    """A route that runs ``handler`` in a thread."""

    async def endpoint(request: Request) -> Response:
        try:
            call = Call(request, await _fields(request))
            return _response(await to_thread.run_sync(handler, call))
        except ClientDisconnect:
            return Response(status_code=GONE)
        except VideoReflectError as error:
            return error_answer(error)
        except Exception as error:  # noqa: BLE001 - a bug must not show a traceback
            return unexpected_answer(error)

    return Route(path, endpoint, methods=[method])


async def _fields(request: Request) -> Fields:
    if request.method not in {"POST", "PUT", "DELETE"}:
        return Fields({})
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise InvalidInput("The page sent something that cannot be read. Load it again.")
    return Fields.parse(body)


def _response(answer: Answer) -> Response:
    if answer is None:
        return Response(status_code=204)
    if isinstance(answer, Response):
        return answer
    return JSONResponse(answer)
