"""Recordings on their way in: encrypted as their bytes arrive, never through a form or a temp file."""

from __future__ import annotations

from anyio import CancelScope, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.services import background, uploads
from videoreflect.services.uploads import PartWriter, Upload
from videoreflect.web.answers import error_answer, unexpected_answer
from videoreflect.web.calls import GONE, Answer, Call, route
from videoreflect.web.fields import Fields

PIECE = 1 << 20
NAME_LIMIT = 1_000


def upload_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("POST", "/vr/uploads", _begin),
        route("GET", "/vr/uploads", _list),
        route("DELETE", "/vr/uploads/{upload}", _drop),
        Route("/vr/uploads/{upload}/parts/{number:int}", _part, methods=["PUT"]),
    ]


def _begin(call: Call) -> Answer:
    upload = uploads.begin_upload(call.sign_in, call.fields.text("name", NAME_LIMIT), call.fields.whole("size"))
    return {"upload": upload.id, "part_size": uploads.PART_BYTES, "parts": len(upload.parts)}


def _list(call: Call) -> Answer:
    used = background.uploads_in_use(call.sign_in)
    return {"uploads": [_shape(upload) for upload in uploads.list_uploads(call.sign_in) if upload.id not in used]}


def _shape(upload: Upload) -> dict[str, object]:
    return {
        "upload": upload.id,
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
        "created_ms": upload.created_ms,
        "dropped_ms": upload.created_ms + uploads.KEPT_MS,
    }


def _drop(call: Call) -> Answer:
    uploads.drop_upload(call.sign_in, call.id("upload"))
    return None


async def _part(request: Request) -> Response:
    try:
        upload = await _received(request)
        return JSONResponse({"parts": len(upload.parts)})
    except ClientDisconnect:
        return Response(status_code=GONE)
    except VideoReflectError as error:
        return error_answer(error)
    except Exception as error:  # noqa: BLE001 - a bug must not show a traceback
        return unexpected_answer(error)


async def _received(request: Request) -> Upload:
    call = Call(request, Fields({}))
    if request.headers.get("content-type") != "application/octet-stream":
        raise InvalidInput("The page sent something that cannot be read. Load it again.")
    number, length = int(request.path_params["number"]), int(request.headers.get("content-length", "0"))
    writer = PartWriter(call.sign_in, call.id("upload"), number, length)
    there = await to_thread.run_sync(writer.open)
    if there is not None:
        return there
    try:
        await _written(request, writer)
        call.active.act()
        return await to_thread.run_sync(writer.finish)
    except BaseException as error:
        with CancelScope(shield=True):
            await to_thread.run_sync(writer.abandon, error)
        raise


async def _written(request: Request, writer: PartWriter) -> None:
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) >= PIECE:
            await to_thread.run_sync(writer.write, bytes(held))
            held.clear()
    if held:
        await to_thread.run_sync(writer.write, bytes(held))
