"""Child: read a transcript file that takes a library to read. It has no keys, no lesson, and writes no file."""

from __future__ import annotations

import base64
from typing import Any

from videoreflect.formats import transcript_json
from videoreflect.formats.reading import read_any
from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60
"""A lesson of three hours with all its words as an ELAN file, 12 MB, took 1.2 s and 200 MB."""


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Read the bytes that the task carries."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    given, form = read_any(base64.b64decode(task["file"]))
    return {"form": form, "transcript": transcript_json.write(given.lines, language=given.language)}


if __name__ == "__main__":
    serve(work)
