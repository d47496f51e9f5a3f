"""The peer of the player: a bare Starlette server with the clip in clear and notes in plain SQLite.

Run as ``python -m bench.plain_server PORT CLIP DATABASE``.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bench.plain_notes import PlainNotes

PAGE = """<!doctype html><title>plain</title><body class="composer"><textarea></textarea><div id="notes"></div><script>
const video = document.createElement("video");
video.preload = "auto";
video.width = 900;
document.body.append(video);
video.src = "/clip.mp4";
const field = document.querySelector("textarea");
field.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const text = field.value;
  field.value = "";
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/notes", { method: "POST", headers, body: JSON.stringify({ text }) });
  const note = document.createElement("p");
  note.className = "note-text";
  note.textContent = (await answer.json()).text;
  document.querySelector("#notes").append(note);
});
</script>"""


def application(clip: Path, database: Path) -> Starlette:
    """A page, the clip with ranges, and a route that saves a note."""
    guard = threading.Lock()
    held: list[PlainNotes] = []

    def save(note: dict[str, str]) -> None:
        with guard:
            if not held:
                held.append(PlainNotes(database, any_thread=True))
            held[0].add("note", note)

    def page(_: Request) -> Response:
        return HTMLResponse(PAGE)

    def film(_: Request) -> Response:
        return FileResponse(clip, media_type="video/mp4", headers={"cache-control": "no-store"})

    async def add(request: Request) -> Response:
        note = await request.json()
        await run_in_threadpool(save, note)
        return JSONResponse(note)

    return Starlette(routes=[Route("/", page), Route("/clip.mp4", film), Route("/notes", add, methods=["POST"])])


if __name__ == "__main__":
    made = application(Path(sys.argv[2]), Path(sys.argv[3]))
    uvicorn.run(made, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
