"""Child: read a file of notes that takes a library to read. It has no keys, no lesson, and writes no file."""

from __future__ import annotations

import base64
from typing import Any

from videoreflect.formats.notes_reading import read_any
from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.services.notes_files import as_told

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Read the bytes that the task carries."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    return as_told(*read_any(base64.b64decode(task["file"]), task.get("tiers")))


if __name__ == "__main__":
    serve(work)
