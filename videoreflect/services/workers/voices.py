"""Child: listen to one clip and guess who speaks when; the guess is sent when it is whole."""

from __future__ import annotations

import os

# Before numpy is there. Its threads wait for each other by computing: with two, the same work took five times the
# processor, and on a busy machine twice as long.
os.environ.update({"OPENBLAS_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"})

from pathlib import Path
from typing import Any

from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.media.sound import pcm
from videoreflect.services.workers.streams import open_place, place_from_json
from videoreflect.speech.pieces import pieces
from videoreflect.speech.voice_encoder import VoiceEncoder
from videoreflect.speech.voices import guess_voices

MEMORY_BYTES = 12 << 30
"""Address space, not use."""

CPU_SECONDS = 24 * 3600


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Guess from the first sample to the last; what a voice sounds like leaves this process in no form."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)

    def progress(done_ms: int) -> None:
        outbox.progress(done_ms=done_ms, total_ms=task["total_ms"])

    with open_place(place_from_json(task["clip"])) as clip:
        spans = guess_voices(pieces(pcm(clip)), VoiceEncoder(Path(task["model"])), progress)
    outbox.item({"spans": [[one.start_ms, one.end_ms, one.number] for one in spans]})
    return {}


if __name__ == "__main__":
    serve(work)
