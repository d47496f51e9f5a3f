"""Child: write down some of the sample lesson, and tell how fast that was."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.media.sound import pcm
from videoreflect.services.sample_lesson import sample
from videoreflect.services.workers.transcribe import MEMORY_BYTES
from videoreflect.speech.measuring import measure

CPU_SECONDS = 900


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Measure the model in the folder that the task names."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    with sample().clip.open("rb") as clip:
        return asdict(measure(Path(task["model"]), pcm(clip), task["threads"]))


if __name__ == "__main__":
    serve(work)
