"""Child: write down one passage of a clip once more; its pieces are sent as they are done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.media.sound import pcm
from videoreflect.services.workers.streams import open_place, place_from_json
from videoreflect.services.workers.transcribe import CPU_SECONDS, MEMORY_BYTES
from videoreflect.speech.pieces import pieces
from videoreflect.speech.sound import SAMPLES_PER_MS, Samples
from videoreflect.speech.whisper import Whisper


def between(chunks: Iterator[Samples], start_ms: int, end_ms: int) -> Iterator[Samples]:
    """The sound of a passage, decoded from the beginning of the clip so that it is the same as before."""
    at, start, end = 0, start_ms * SAMPLES_PER_MS, end_ms * SAMPLES_PER_MS
    for chunk in chunks:
        inside = chunk[max(0, start - at) : max(0, end - at)]
        if len(inside):
            yield inside
        at += len(chunk)
        if at >= end:
            return


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Transcribe from ``start_ms`` to ``end_ms``; sends every piece as an item."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    start_ms, end_ms, language = task["start_ms"], task["end_ms"], task["language"]

    def progress(done_ms: int) -> None:
        outbox.progress(done_ms=done_ms - start_ms, total_ms=end_ms - start_ms)

    with open_place(place_from_json(task["clip"])) as clip:
        model = Whisper(Path(task["model"]), task["threads"])
        for piece in pieces(between(pcm(clip), start_ms, end_ms), start_ms):
            written = model.write_down(piece, language=language, progress=progress)
            language = language or written.language or None
            outbox.item(asdict(written))
    return {"language": language or ""}


if __name__ == "__main__":
    serve(work)
