"""Static files of the program: pages, styles, scripts, fonts. The same for everybody, and nothing else."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from videoreflect import __version__
from videoreflect.errors import NotFound
from videoreflect.services.edition import FOLDERS, edition
from videoreflect.web.calls import Answer, Call, route

_HERE = Path(__file__).parent

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.(?:js|css|svg|png|json|woff2)")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
"""Kept, but compared at every use: after an update no page runs an old script.

An address that names the edition needs no comparing. A review screen is some 150 modules, and asking for each
took longer than running them."""


def file_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/fonts/{name}", _font),
        route("GET", "/vr/assets/{name}", _asset),
        route("GET", "/vr/assets/{folder}/{name}", _asset),
        route("GET", "/vr/assets/edition/{edition}/{name}", _asset),
        route("GET", "/vr/assets/edition/{edition}/{folder}/{name}", _asset),
    ]


def page(name: str) -> Response:
    """One of the program's own HTML pages."""
    return Response((_HERE / "pages" / name).read_bytes(), media_type="text/html; charset=utf-8")


def _font(call: Call) -> Answer:
    return _file(_HERE / "fonts", call, _FOR_EVER)


def _asset(call: Call) -> Answer:
    asked = call.request.path_params
    folder = FOLDERS.get(asked.get("folder", ""))
    if folder is None:
        raise NotFound("There is no such file.")
    return _file(folder, call, _FOR_EVER if asked.get("edition") == edition() else _ASK_AGAIN)


def _file(folder: Path, call: Call, cache: str) -> Answer:
    name = str(call.request.path_params["name"])
    path = folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound("There is no such file.")
    tag = _tag(path)
    headers = {"cache-control": cache, "etag": tag}
    if call.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0]
    return FileResponse(path, headers=headers, media_type=kind)


def _tag(path: Path) -> str:
    facts = path.stat()
    return f'"{hashlib.sha256(f"{__version__}|{facts.st_mtime_ns}|{facts.st_size}".encode()).hexdigest()[:20]}"'
