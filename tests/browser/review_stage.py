"""A stage for the review screen alone: the JSON routes over a fixture lesson, and a bare page that mounts it.

``python tests/browser/review_stage.py [port]`` and open ``/stage?scene=alone`` (shared, waiting, open, running,
locked, none, silent, sound, empty, hour). Nothing is encrypted, nothing is kept: for looking at, and for tests of the
screen itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "videoreflect"
CLIP = ROOT / "sample_media" / "lesson.mp4"
LESSON: dict[str, Any] = json.loads((ROOT / "sample_media" / "lesson.json").read_text("utf-8"))
NOTES: dict[str, Any] = json.loads((ROOT / "sample_media" / "notes.json").read_text("utf-8"))
SCENES = ("alone", "shared", "waiting", "open", "running", "locked", "none", "silent", "sound", "empty", "hour")
DAY = 86_400_000
POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' blob:; connect-src 'self' blob: data:; base-uri 'none'; form-action 'self'"
)
Shape = dict[str, Any]

NADIA = {"id": "a" * 32, "name": "Nadia Holt", "first_name": "Nadia", "initials": "NH", "role": "teacher", "mark": 1}
GWYN = {"id": "b" * 32, "name": "Gwyn Parry", "first_name": "Gwyn", "initials": "GP", "role": "mentor", "mark": 2}

PAGE = """<!doctype html><html lang="en-GB" style="color-scheme:THEME"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>videoreflect</title><style>
@font-face{font-family:Literata;font-weight:200 900;src:url(/vr/fonts/literata.woff2)}
@font-face{font-family:"Atkinson Hyperlegible Next";font-weight:200 800;src:url(/vr/fonts/atkinson.woff2)}
body{margin:0}</style></head><body><div id="holder"></div><script type="module" src="/stage.js?lesson=SCENE"></script></body></html>"""

SCRIPT = """
const holder = document.querySelector("#holder").attachShadow({ mode: "open" });
const screen = await import(location.origin + "/vr/assets/review/review.js");
const lesson = new URL(import.meta.url).searchParams.get("lesson");
const component = { parentElement: holder, data: { lesson }, setTriggerValue: (name, value) => { document.body.dataset[name] = value; } };
window.leave = screen.mount(component);
"""


class Fixture:
    """One lesson in one scene, as its teacher sees it."""

    def __init__(self, scene: str) -> None:
        """Set the scene with the sample lesson's own words and notes."""
        self.scene = scene
        self.times = 40 if scene == "hour" else 1
        self.changes = 0
        self.draft: Any = None
        self.place = 0 if scene == "hour" else 20_400
        self.shared = scene in {"shared", "waiting", "open"}
        self.mine_ms = int(time.time() * 1000) if scene in {"waiting", "open"} else None
        self.began = time.monotonic()
        self.notes = [] if scene == "empty" else [self.note(NADIA, one) for one in NOTES["teacher"]]
        if scene == "open":
            self.notes += [self.note(GWYN, one) for one in NOTES["mentor"]]
        if scene == "hour":
            made = NOTES["teacher"] * 125
            self.notes = [
                self.note(NADIA, {**one, "at_ms": 7_000 * n, "to_ms": None}) for n, one in enumerate(made)
            ]

    @property
    def duration(self) -> int:
        """How long the lesson is said to be; the clip itself stays short."""
        return int(LESSON["duration_ms"]) * self.times

    def note(self, author: Shape, content: Shape, known: Shape | None = None) -> Shape:
        """A note as the routes give it."""
        now = int(time.time() * 1000)
        seen = "open" if self.scene == "open" else "waiting" if self.mine_ms else "private"
        base = {"id": uuid.uuid4().hex, "created_ms": now, "quote": ""}
        return {
            **base,
            **(known or {}),
            **content,
            "author": author["id"],
            "mine": author is NADIA,
            "edited_ms": now,
            "visibility": seen,
        }

    def heard(self) -> list[Shape]:
        """The turns, as far as they are written."""
        turns = [shifted(turn, n * int(LESSON["duration_ms"])) for n in range(self.times) for turn in LESSON["turns"]]
        if self.scene == "running":
            return [turn for turn in turns if turn["end_ms"] < self.written()]
        return [] if self.scene in {"locked", "none", "silent"} else turns

    def written(self) -> int:
        """How much of the sound is transcribed in the scene "running": 6 s each second."""
        return min(self.duration, int((time.monotonic() - self.began) * 6000) + 20_000)

    def job(self) -> Shape | None:
        """The running transcription, if this is the scene for it."""
        if self.scene != "running" or self.written() >= self.duration:
            return None
        left = (self.duration - self.written()) // 6000
        return {
            "job": "1" * 32, "kind": "transcribing", "title": LESSON["title"], "lesson": self.scene, "state": "running",
            "done_ms": self.written(), "total_ms": self.duration, "seconds_left": left, "sentence": "",
        }  # fmt: skip

    def transcript(self) -> Shape:
        """Lines, words and where speech lies; pauses of 3 s and more are waits."""
        lines = [line_of(turn) for turn in self.heard()]
        speech = [[line["start_ms"], line["end_ms"]] for line in lines]
        gaps = [[a[1], b[0]] for a, b in zip(speech, speech[1:], strict=False) if b[0] - a[1] >= 3000]
        return {"lines": lines, "speech": speech, "waits": gaps, "language": "en", "complete": self.scene != "running"}

    def review(self) -> Shape:
        """The Review of docs/ROUTES.md."""
        locked = {"allowed": False, "reasons": ["Nobody has said yet that this lesson may be written down."], "remedies": ["Record the agreement and allow a transcript."]}  # fmt: skip
        yes = {"allowed": True, "reasons": [], "remedies": []}
        can_share = self.scene not in {"locked", "none"}
        words = "May be shared with Gwyn" if can_share else "Nothing recorded: only you"
        others = [{"person": GWYN["id"], "ready_ms": self.mine_ms if self.scene == "open" else None, "revealed": self.scene == "open"}]  # fmt: skip
        return {
            "lesson": {
                "id": self.scene, "title": LESSON["title"], "date": "2025-11-11", "class_name": LESSON["class"],
                "subject": LESSON["subject"], "focus": LESSON["focus"], "duration_ms": self.duration,
                "has_picture": self.scene != "sound", "has_sound": self.scene != "silent", "width": 1280, "height": 720,
                "mine": True, "owner": NADIA["id"],
            },
            "me": NADIA, "people": [NADIA, GWYN], "media_url": f"/vr/lessons/{self.scene}/media?k=1", "poster_url": "",
            "consent": {
                "badge": {"kind": "shareable" if can_share else "none", "words": words}, "recorded": can_share,
                "basis": "public-task", "purposes": ["mentoring"], "until_ms": int(time.time() * 1000) + 38 * DAY,
                "transcribe": True, "share_with": [], "export": True, "blocked": [],
            },
            "actions": {"transcribe": locked if self.scene == "locked" else yes, "share": yes if can_share else locked, "export": yes},
            "share_candidates": [] if self.shared else [GWYN],
            "shared": [{"person": GWYN["id"], "until_ms": None}] if self.shared else [],
            "readiness": {
                "mine_ms": self.mine_ms, "others": others if self.shared else [], "may_say": self.shared and not self.mine_ms,
                "why_not": "" if self.shared else "Share the lesson first.",
            },
            "transcription": {"state": self.state(), "job": self.job()},
            "draft": self.draft, "place_ms": self.place, "revision": self.revision(),
        }  # fmt: skip

    def state(self) -> str:
        """Where the transcript is."""
        special = {"locked": "locked", "none": "none", "silent": "no-sound"}
        return "running" if self.job() else special.get(self.scene, "done")

    def revision(self) -> str:
        """Changes with anything shown."""
        return f"{self.changes}-{self.job() is None}"


def shifted(turn: Shape, by: int) -> Shape:
    """A turn, later."""
    return {**turn, "start_ms": turn["start_ms"] + by, "end_ms": turn["end_ms"] + by}


def line_of(turn: Shape) -> Shape:
    """A turn as a line of the transcript; one word is made doubtful."""
    texts = turn["text"].split()
    letters = sum(len(text) + 1 for text in texts)
    words, at = [], turn["start_ms"]
    for text in texts:
        end = at + (turn["end_ms"] - turn["start_ms"]) * (len(text) + 1) // letters
        words.append([at, end, f" {text}", 0.31 if text == "eighths" and "But" in texts else 0.97])
        at = end
    return {"start_ms": turn["start_ms"], "end_ms": turn["end_ms"], "text": turn["text"], "words": words}


def loudness() -> bytes:
    """0 to 255 per 100 ms of the clip."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(CLIP), "-f", "s16le", "-ac", "1", "-ar", "8000", "-"]
    sound = numpy.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2")
    peaks = numpy.abs(sound[: len(sound) // 800 * 800].reshape(-1, 800).astype(float)).max(axis=1)
    return bytes((255 * (peaks / max(1.0, peaks.max())) ** 0.6).astype("uint8"))


FIXTURES: dict[str, Fixture] = {}
WAVE = b""


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
    revision = it.revision()
    return JSONResponse({"revision": revision, "notes_revision": str(it.changes), "transcript_revision": str(len(it.heard())), "job": it.job()})  # fmt: skip


async def transcript(request: Request) -> Response:
    """GET the transcript."""
    return JSONResponse(fixture(request).transcript())


async def waveform(request: Request) -> Response:
    """GET the waveform."""
    return Response(b"" if fixture(request).scene == "silent" else WAVE * fixture(request).times)


async def media(_: Request) -> Response:
    """GET the clip, with ranges."""
    return FileResponse(CLIP, media_type="video/mp4")


async def notes(request: Request) -> Response:
    """GET or POST notes."""
    it = fixture(request)
    if request.method == "GET":
        return JSONResponse({"notes": it.notes})
    made = it.note(NADIA, await request.json())
    it.notes.append(made)
    it.changes += 1
    return JSONResponse(made)


async def note(request: Request) -> Response:
    """PUT or DELETE one note."""
    it = fixture(request)
    known = next(one for one in it.notes if one["id"] == request.path_params["note"])
    it.notes.remove(known)
    it.changes += 1
    if request.method == "DELETE":
        return Response(status_code=204)
    it.notes.append(it.note(NADIA, await request.json(), known))
    return JSONResponse(it.notes[-1])


async def keep(request: Request) -> Response:
    """PUT the draft or the place."""
    it, sent = fixture(request), await request.json()
    it.draft, it.place = sent.get("content", it.draft), sent.get("at_ms", it.place)
    return Response(status_code=204)


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
        Route(f"{lesson}/waveform", waveform),
        Route(f"{lesson}/media", media),
        Route(f"{lesson}/notes", notes, methods=["GET", "POST"]),
        Route(lesson + "/notes/{note}", note, methods=["PUT", "DELETE"]),
        Route(f"{lesson}/draft", keep, methods=["PUT"]),
        Route(f"{lesson}/place", keep, methods=["PUT"]),
        Route(f"{lesson}/share", agree, methods=["POST"]),
        Route(f"{lesson}/ready", agree, methods=["POST"]),
        Mount("/vr/assets/review", StaticFiles(directory=PACKAGE / "ui" / "review" / "assets")),
        Route("/vr/assets/tokens.css", tokens),
        Mount("/vr/fonts", StaticFiles(directory=PACKAGE / "web" / "fonts")),
    ]


def application() -> Starlette:
    """The stage as an ASGI application."""
    global WAVE  # noqa: PLW0603 - read once, when a stage is wanted
    WAVE = WAVE or loudness()
    return Starlette(routes=routes())


if __name__ == "__main__":
    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]) if len(sys.argv) > 1 else 8641, log_level="warning")
