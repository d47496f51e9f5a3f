"""Child: write down what is said in one clip, piece by piece; each piece is a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from videoreflect.errors import InvalidInput
from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.media.sound import pcm
from videoreflect.services.workers.streams import open_place, place_from_json
from videoreflect.speech.pieces import pieces
from videoreflect.speech.sound import SAMPLES_PER_MS, Samples
from videoreflect.speech.whisper import Whisper

MEMORY_BYTES = 12 << 30
"""Address space, not use; a large model maps its weights."""

CPU_SECONDS = 7 * 24 * 3600


def _from(chunks: Iterator[Samples], start_ms: int) -> Iterator[Samples]:
    """The sound from ``start_ms`` on, decoded from the beginning.

    A decoder that starts in the middle gives slightly other samples, and a transcript that
    goes on would differ from one that was not interrupted. Decoding an hour takes 5 s.
    """
    skipped = start_ms * SAMPLES_PER_MS
    for chunk in chunks:
        if len(chunk) > skipped:
            yield chunk[skipped:]
        skipped = max(0, skipped - len(chunk))


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Transcribe from ``start_ms`` to the end; sends every piece as an item."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    start_ms, total_ms, language = task["start_ms"], task["total_ms"], task["language"]
    hearing = {"several": task["several"], "prompt": task["words"] or None, "translate": task["translate"]}

    def progress(done_ms: int) -> None:
        outbox.progress(done_ms=done_ms, total_ms=total_ms)

    with open_place(place_from_json(task["clip"])) as clip:
        sound = _from(pcm(clip), start_ms)
        model = Whisper(Path(task["model"]), task["threads"])
        for piece in pieces(sound, start_ms):
            written = model.write_down(piece, language=language, progress=progress, **hearing)
            language = language or written.language or None
            if task["translate"] and language == "en" and not task["several"]:
                raise InvalidInput("What was said is in English already, so there is nothing to translate.")
            outbox.item(asdict(written))
    return {"language": language or ""}


if __name__ == "__main__":
    serve(work)
