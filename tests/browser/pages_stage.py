"""A stage for trying the pages by hand: the real Streamlit side over made-up JSON answers.

    python -m tests.browser.pages_stage 8642

Then open http://127.0.0.1:8642/vr/sign-in, which signs in without asking; ``?empty`` shows a vault without lessons,
``?people=few`` (many, invited, mentor) other people, ``?care=busy`` (trouble, key, decide) a vault to look after,
``?to=people`` leads to a page.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import cv2
import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.browser import pages_fixture as fixture
from tests.browser.late_answers import lateness
from videoreflect.services.accounts import found
from videoreflect.services.sessions import SESSIONS, cookie_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "videoreflect"
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
ASSETS = {"forms": PACKAGE / "ui/forms/assets", "review": PACKAGE / "ui/review/assets"}


async def sign_in(request: Request) -> Response:
    """Sign in without asking and open the app."""
    fixture.reset(
        empty="empty" in request.query_params,
        people=request.query_params.get("people", ""),
        care=request.query_params.get("care", ""),
    )
    answer = RedirectResponse("/" + request.query_params.get("to", ""), status_code=303)
    answer.set_cookie(
        cookie_name(request.headers["host"]), SESSIONS.open(_somebody()), httponly=True, samesite="strict"
    )
    return answer


async def asset(request: Request) -> Response:
    """Serve what the web layer serves under /vr/assets and /vr/fonts."""
    path = Path(re.sub("^edition/[0-9a-f]+/", "", request.path_params["path"]))
    if request.url.path.startswith("/vr/fonts/"):
        file = PACKAGE / "web/fonts" / path
    else:
        file = ASSETS.get(path.parts[0], PACKAGE / "web/assets").joinpath(*path.parts[len(path.parts) > 1 :])
    if not file.is_file():
        return Response(status_code=404)
    return FileResponse(file, media_type=KINDS.get(file.suffix), headers={"cache-control": "no-store"})


async def answer(request: Request) -> Response:
    """Answer any JSON route from the fixture."""
    path = request.path_params["path"]
    await asyncio.sleep(lateness())
    if request.method == "PUT" and path.startswith("uploads/"):
        received = sum([len(piece) async for piece in request.stream()])
        await asyncio.sleep(0.4)
        return JSONResponse(fixture.part(path, received))
    if path.endswith("/poster"):
        return _poster()
    if path.endswith("/waveform"):
        return Response(bytes((step // 130) * 7919 % 160 + 20 for step in range(28_800)))
    if path.endswith("/media"):
        return FileResponse(ROOT / "sample_media/lesson.mp4", media_type="video/mp4")
    body: Any = await request.json() if request.method in {"POST", "PUT"} else None
    status, content = fixture.answer(request.method, path, body)
    return Response(status_code=204) if content is None else JSONResponse(content, status)


def _somebody() -> Any:
    return found(Path(tempfile.mkdtemp(prefix="pages-stage-")) / "vault", "Nadia Holt", "copper lantern field")[0]


def _poster() -> Response:
    reader = cv2.VideoCapture(str(ROOT / "sample_media/lesson.mp4"))
    reader.set(cv2.CAP_PROP_POS_MSEC, 20_000)
    _, picture = reader.read()
    return Response(cv2.imencode(".jpg", cv2.resize(picture, (640, 360)))[1].tobytes(), media_type="image/jpeg")


def _settings(port: int) -> dict[str, Any]:
    return _flat("", tomllib.loads((PACKAGE / "ui/streamlit.toml").read_text("utf-8"))) | {"server.port": port}


def _flat(start: str, values: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat |= _flat(f"{start}{name}.", value) if isinstance(value, dict) else {start + name: value}
    return flat


app = st.App(
    PACKAGE / "ui/main.py",
    routes=[
        Route("/vr/sign-in", sign_in),
        Route("/vr/assets/{path:path}", asset),
        Route("/vr/fonts/{path:path}", asset),
        Route("/vr/{path:path}", answer, methods=["GET", "POST", "PUT", "DELETE"]),
    ],
)

if __name__ == "__main__":
    app.run(config=_settings(int(sys.argv[1])))
