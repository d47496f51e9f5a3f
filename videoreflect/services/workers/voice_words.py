"""Child: write down what a voice note says. It has no keys, no lesson, and writes no file."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.media.sound import pcm
from videoreflect.services.workers.transcribe import MEMORY_BYTES
from videoreflect.speech.pieces import pieces
from videoreflect.speech.whisper import Whisper

CPU_SECONDS = 3_600
"""Three minutes of speech with the largest model on a slow laptop."""


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Give the words, a line for each sentence that the model heard."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    sound = io.BytesIO(base64.b64decode(task["sound"]))
    model, language = Whisper(Path(task["model"])), task["language"] or None
    said: list[str] = []
    for piece in pieces(pcm(sound), 0):
        written = model.write_down(piece, language=language, prompt=task["words"] or None, progress=_nowhere)
        language = language or written.language or None
        said += [line.text.strip() for line in written.lines]
    return {"text": " ".join(text for text in said if text)}


def _nowhere(done_ms: int) -> None:
    """Half a minute of work: the page says only that it goes on."""


if __name__ == "__main__":
    serve(work)
