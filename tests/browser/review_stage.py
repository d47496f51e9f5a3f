"""A stage for the review screen alone: the JSON routes over a fixture lesson, and a bare page that mounts it.

``python -m tests.browser.review_stage [port]`` and open ``/stage?scene=alone`` (or another of SCENES). Nothing is
encrypted, nothing is kept: for looking at, and for tests of the screen itself.
"""

from __future__ import annotations

import json
import re
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.browser.codes_stage import codebook_routes
from tests.browser.editing_stage import editing_routes
from tests.browser.late_answers import late_answers
from tests.browser.notes_import_stage import notes_import_routes_of
from tests.browser.review_fixture import CLIP, NADIA, SCENES, Fixture, loudness
from tests.browser.voice_note_stage import voice_note_routes
from tests.browser.voices_stage import voice_routes
from videoreflect.media.contact_sheet import contact_sheet

PACKAGE = Path(__file__).parents[2] / "videoreflect"
POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' blob:; connect-src 'self' blob: data:; base-uri 'none'; form-action 'self'"
)
PAGE = """<!doctype html><html lang="en-GB" style="color-scheme:THEME"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>videoreflect</title><style>
@font-face{font-family:Literata;font-weight:200 900;src:url(/vr/fonts/literata.woff2)}
@font-face{font-family:"Atkinson Hyperlegible Next";font-weight:200 800;src:url(/vr/fonts/atkinson.woff2)}
body{margin:0}</style></head><body><main id="holder"></main>
<script type="module" src="/stage.js?lesson=SCENE"></script></body></html>"""

SCRIPT = """
const holder = document.querySelector("#holder").attachShadow({ mode: "open" });
const screen = await import(location.origin + "/vr/assets/review/review.js");
const lesson = new URL(import.meta.url).searchParams.get("lesson");
const setTriggerValue = (name, value) => { document.body.dataset[name] = value; };
const component = { parentElement: holder, data: { lesson }, setTriggerValue };
window.leave = screen.mount(component);
"""


FIXTURES: dict[str, Fixture] = {}
WAVE = SHEET = b""
LAYOUT: dict[str, int] = {}
AS_IT_COMES: dict[str, Any] = {
    "typing_starts": True,
    "prompts": True,
    "keys": {},
    "letters": {},
    "tour": "done",
    "sample": "",
}
SETTINGS: dict[str, Any] = {}
CHOICES: dict[str, Any] = {
    "models": [
        {"model": "base", "translates": True, "english_only": False},
        {"model": "tiny.en", "translates": False, "english_only": True},
    ],
    "languages": ["de", "en", "cy"], "model": "base", "language": "", "several": False, "words": "Ottoline",
}  # fmt: skip


def fixture(request: Request) -> Fixture:
    """The lesson that a request is about."""
    return FIXTURES[request.path_params["lesson"]]


async def stage(request: Request) -> Response:
    """The bare page; every opening without ``keep`` sets the scene anew."""
    scene = request.query_params.get("scene", "alone")
    if re.fullmatch("|".join(SCENES), scene) is None:
        return Response(status_code=404)
    if "keep" not in request.query_params or scene not in FIXTURES:
        FIXTURES[scene] = Fixture(scene)
        FIXTURES[scene].layout = {**LAYOUT, "every_ms": LAYOUT["every_ms"] * FIXTURES[scene].times}
        SETTINGS.update(AS_IT_COMES | {"tour": request.query_params.get("tour", "done"), "sample": scene})
    theme = "dark" if request.query_params.get("theme") == "dark" else "light"
    page = PAGE.replace("THEME", theme).replace("SCENE", scene)
    return HTMLResponse(page, headers={"content-security-policy": POLICY})


async def script(_: Request) -> Response:
    """Mount the component as Streamlit would."""
    return Response(SCRIPT, media_type="text/javascript")


async def tokens(_: Request) -> Response:
    """The tokens of the design; the lock of the app is not on this stage."""
    return FileResponse(PACKAGE / "web" / "assets" / "tokens.css")


async def review(request: Request) -> Response:
    """GET the Review."""
    return JSONResponse(fixture(request).review())


async def pulse(request: Request) -> Response:
    """GET the pulse."""
    it = fixture(request)
    words = f"{len(it.heard())}.{it.taken_in}.{it.edits.revision}.{it.who.revision}"
    revisions = {"notes_revision": str(it.changes), "transcript_revision": words}
    revisions["codebooks_revision"] = str(it.books.revision)
    return JSONResponse({"revision": it.revision(), **revisions, "job": it.job()})


async def transcript(request: Request) -> Response:
    """GET the transcript."""
    return JSONResponse(fixture(request).transcript())


async def waveform(request: Request) -> Response:
    """GET the waveform."""
    return Response(b"" if fixture(request).scene in {"silent", "erased"} else WAVE * fixture(request).times)


async def thumbnails(request: Request) -> Response:
    """GET the sheet of thumbnails."""
    return Response(SHEET if fixture(request).layout else b"", media_type="image/jpeg")


async def chapters(request: Request) -> Response:
    """POST, PUT or DELETE a chapter."""
    it, wanted = fixture(request), request.path_params.get("chapter", "")
    if request.method != "DELETE":
        said = await request.json()
        if not said["name"].strip():
            error = {"code": "invalid-input", "sentence": "A chapter needs a name.", "reasons": [], "remedies": []}
            return JSONResponse({"error": error}, 400)
        wanted = wanted or said.get("id", "")
    it.chapters = [one for one in it.chapters if one["id"] != wanted]
    it.changes += 1
    if request.method == "DELETE":
        return Response(status_code=204)
    made = {"id": wanted or uuid.uuid4().hex, "at_ms": said["at_ms"], "name": said["name"].strip()}
    it.chapters = sorted([*it.chapters, made], key=lambda one: int(one["at_ms"]))
    return JSONResponse(made)


async def chapters_from_a_file(request: Request) -> Response:
    """POST a file of chapters, here a name on each line: those that are new."""
    it, names = fixture(request), (await request.body()).decode().splitlines()
    if not names:
        error = {"code": "invalid-input", "sentence": "This file holds no chapters.", "reasons": [], "remedies": []}
        return JSONResponse({"error": error}, 400)
    made = [{"id": uuid.uuid4().hex, "at_ms": 1000 * at, "name": name} for at, name in enumerate(names)]
    it.chapters = [*it.chapters, *made]
    it.changes += 1
    return JSONResponse({"chapters": made})


async def media(_: Request) -> Response:
    """GET the clip, with ranges."""
    return FileResponse(CLIP, media_type="video/mp4")


async def notes(request: Request) -> Response:
    """GET or POST notes."""
    it = fixture(request)
    if request.method == "GET":
        return JSONResponse({"notes": it.notes})
    typed = await request.json()
    there = next((one for one in it.notes if one["id"] == typed.get("id")), None)
    if there:
        return JSONResponse(there)
    made = it.note(NADIA, typed)
    it.notes.append(made)
    it.changes += 1
    return JSONResponse(made)


async def note(request: Request) -> Response:
    """PUT or DELETE one note."""
    it = fixture(request)
    known = next((one for one in it.notes if one["id"] == request.path_params["note"]), None)
    if known is None:
        return refused("not-found", "That note is not one of yours. Open the lesson again to see your notes.", 404)
    typed = await sent(request)
    if typed.pop("was_ms", None) not in (None, known["edited_ms"]):
        return refused("note-changed", "You changed this note in another window.", 409)
    it.notes.remove(known)
    it.changes += 1
    if request.method == "DELETE":
        return Response(status_code=204)
    it.notes.append(it.note(NADIA, typed, known))
    return JSONResponse(it.notes[-1])


def refused(code: str, sentence: str, status: int) -> Response:
    """A refusal as the routes give it."""
    return JSONResponse({"error": {"code": code, "sentence": sentence, "reasons": [], "remedies": []}}, status)


async def taken(request: Request) -> Response:
    """POST a file: look at it, or take it in."""
    it, raw = fixture(request), await request.body()
    if request.headers["content-type"] != "application/octet-stream" or not raw.startswith(b"WEBVTT"):
        error = {"code": "invalid-input", "sentence": "This is not a transcript.", "reasons": [], "remedies": []}
        return JSONResponse({"error": error}, 400)
    if request.url.path.endswith("/preview"):
        return JSONResponse(it.preview())
    it.taken_in = request.query_params.get("replace") or "new"
    it.changes += 1
    return JSONResponse({"lines": len(it.heard())})


async def keep(request: Request) -> Response:
    """PUT the draft or the place."""
    it, sent = fixture(request), await request.json()
    it.place = sent.get("at_ms", it.place)
    for one in sent.get("taken", []):
        if it.drafts.get(one["window"], {}).get("turn") == one["turn"]:
            del it.drafts[one["window"]]
    it.drafts.pop(sent.get("window", ""), None)
    if sent.get("content"):
        it.drafts[sent["window"]] = sent["content"]
    return Response(status_code=204)


async def wanted(request: Request) -> Response:
    """GET or PUT how the person wants the screen; `tour=` in the address of the stage begins the tour."""
    if request.method == "PUT":
        sent_now = await request.json()
        if "Enter" in str(sent_now):
            error = {"code": "invalid-input", "sentence": "This key cannot be chosen.", "reasons": [], "remedies": []}
            return JSONResponse({"error": error}, 400)
        SETTINGS.update(sent_now)
    return JSONResponse(SETTINGS)


async def write(request: Request) -> Response:
    """GET what can be chosen; POST or DELETE the transcript or its translation."""
    it = fixture(request)
    if request.method == "GET":
        return JSONResponse(CHOICES)
    it.begun.append({"path": request.url.path.rpartition(it.scene)[2], "method": request.method} | await sent(request))
    it.changes += 1
    return Response(status_code=204)


async def translation(request: Request) -> Response:
    """GET the English of every line."""
    if request.method != "GET":
        return await write(request)
    lines = [{**line, "text": f"In English {n}"} for n, line in enumerate(fixture(request).transcript()["lines"])]
    return JSONResponse({"lines": lines, "done_ms": 1, "complete": True})


async def sent(request: Request) -> dict[str, Any]:
    """What came with a request, or nothing."""
    body = await request.body()
    return dict(json.loads(body)) if body else {}


async def agree(request: Request) -> Response:
    """POST share or ready."""
    it = fixture(request)
    it.changes += 1
    if request.url.path.endswith("/share"):
        it.shared = True
        return JSONResponse({"until_ms": None})
    it.mine_ms = int(time.time() * 1000)
    it.notes = [{**one, "visibility": "waiting"} for one in it.notes]
    return JSONResponse(it.review()["readiness"])


def routes() -> list[Route | Mount]:
    """What the component asks for, and the page itself."""
    lesson = "/vr/lessons/{lesson}"
    return [
        Route("/stage", stage),
        Route("/stage.js", script),
        Route(lesson, review),
        Route(f"{lesson}/pulse", pulse),
        Route(f"{lesson}/transcript", transcript),
        Route(f"{lesson}/transcript", taken, methods=["POST"]),
        Route(f"{lesson}/transcript/preview", taken, methods=["POST"]),
        Route(f"{lesson}/waveform", waveform),
        Route(f"{lesson}/media", media),
        Route(f"{lesson}/thumbnails", thumbnails),
        Route(f"{lesson}/chapters", chapters, methods=["POST"]),
        Route(f"{lesson}/chapters/import", chapters_from_a_file, methods=["POST"]),
        Route(lesson + "/chapters/{chapter}", chapters, methods=["PUT", "DELETE"]),
        Route(f"{lesson}/notes", notes, methods=["GET", "POST"]),
        Route(lesson + "/notes/{note}", note, methods=["PUT", "DELETE"]),
        Route(f"{lesson}/draft", keep, methods=["PUT"]),
        Route(f"{lesson}/place", keep, methods=["PUT"]),
        Route(f"{lesson}/share", agree, methods=["POST"]),
        Route("/vr/people/me/review", wanted, methods=["GET", "PUT"]),
        Route(f"{lesson}/transcription", write, methods=["GET", "POST", "DELETE"]),
        Route(f"{lesson}/transcription/pause", write, methods=["POST"]),
        Route(f"{lesson}/transcription/now", write, methods=["POST"]),
        Route(f"{lesson}/translation", translation, methods=["GET", "POST"]),
        Route(f"{lesson}/ready", agree, methods=["POST"]),
        *editing_routes(lambda request: fixture(request).edits),
        *codebook_routes(fixture),
        *notes_import_routes_of(fixture, NADIA),
        *voice_routes(lambda request: fixture(request).who),
        *voice_note_routes(lambda request: fixture(request).spoken),
        Mount("/vr/assets/review", StaticFiles(directory=PACKAGE / "ui" / "review" / "assets")),
        Route("/vr/assets/tokens.css", tokens),
        Mount("/vr/fonts", StaticFiles(directory=PACKAGE / "web" / "fonts")),
    ]


def application() -> Starlette:
    """The stage as an ASGI application."""
    global WAVE, SHEET
    WAVE = WAVE or loudness()
    if not SHEET:
        with CLIP.open("rb") as clip:
            SHEET, layout = contact_sheet(clip)
        LAYOUT.update(layout.content())
    return Starlette(routes=routes(), middleware=late_answers())


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8641
    uvicorn.run(application(), host="127.0.0.1", port=port, log_level="warning")
