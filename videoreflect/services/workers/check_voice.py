"""Child: look at a voice note that a page sent. It has no keys, no lesson, and writes no file."""

from __future__ import annotations

import base64
from typing import Any

from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.limits import confine
from videoreflect.media.voice import joined_voice, plain_voice

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Give the sound that is kept, and its length; after the one that it goes on from, if there is one."""
    confine(MEMORY_BYTES, CPU_SECONDS, file_bytes=0)
    sound, length_ms = plain_voice(base64.b64decode(task["sound"]))
    if task["before"]:
        sound, length_ms = joined_voice(base64.b64decode(task["before"]), sound)
    return {"sound": base64.b64encode(sound).decode(), "length_ms": length_ms}


if __name__ == "__main__":
    serve(work)
