"""Reading a transcript file that somebody gave: Word and ELAN files in a process of their own, with limits.

Those are unpacked and parsed by a library in C, which foreign bytes might take over; that process has no keys and
nothing of any lesson. Plain text is read here.
"""

from __future__ import annotations

import base64

from videoreflect.errors import InvalidInput, JobFailed
from videoreflect.formats import transcript_json
from videoreflect.formats.reading import FORMS, check_length, needs_library, read_any
from videoreflect.formats.transcript_json import Transcript
from videoreflect.jobs.child import Handlers, run_child

MODULE = "videoreflect.services.workers.read_file"

_TOO_MUCH = "This file asks for more memory or time than a transcript needs, so it was not read."


def read_file(raw: bytes) -> tuple[Transcript, str]:
    """What ``formats.reading.read_any`` gives. Raises InvalidInput with a sentence."""
    check_length(raw)
    if not needs_library(raw):
        return read_any(raw)
    try:
        found = run_child(MODULE, {"file": base64.b64encode(raw).decode("ascii")}, Handlers())
    except JobFailed:
        raise InvalidInput(_TOO_MUCH) from None
    form, text = found.get("form"), found.get("transcript")
    if form not in FORMS or not isinstance(text, str):
        raise InvalidInput(_TOO_MUCH)
    return transcript_json.read(text), str(form)
