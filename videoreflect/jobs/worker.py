"""The child's side: take the task, keep an eye on the lease, send progress and the result."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from videoreflect.errors import JobFailed, VideoReflectError
from videoreflect.jobs.priority import step_back

LEASE_SECONDS = 3.0
TICK_SECONDS = 0.2
PROGRESS_SECONDS = 0.2


class Outbox:
    """Sends messages to the parent; progress at most five times a second."""

    def __init__(self) -> None:
        self._stdout = os.fdopen(os.dup(1), "wb")
        # Libraries that print must not break the protocol.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        self._next_progress = 0.0

    def progress(self, **fields: int | str) -> None:
        """How far the work is."""
        now = time.monotonic()
        if now >= self._next_progress:
            self._next_progress = now + PROGRESS_SECONDS
            self.send(progress=fields)

    def item(self, fields: dict[str, Any]) -> None:
        """A finished part of the result, to be kept at once."""
        self.send(item=fields)

    def send(self, **message: Any) -> None:
        """Write one line."""
        self._stdout.write(json.dumps(message).encode() + b"\n")
        self._stdout.flush()


def serve(work: Callable[[dict[str, Any], Outbox], dict[str, Any]]) -> None:
    """Run one task from standard input and end. What is told of an error is its code and sentence."""
    outbox = Outbox()
    task = json.loads(sys.stdin.buffer.readline())
    lease = _LeaseWatch()
    lease.start()
    step_back()
    try:
        outbox.send(result=work(task, outbox))
    except VideoReflectError as error:
        outbox.send(error={"code": error.code, "sentence": error.sentence})
    except Exception:  # noqa: BLE001 - a traceback would quote content
        outbox.send(error={"code": JobFailed.code, "sentence": JobFailed.default})


class _LeaseWatch(threading.Thread):
    """Ends this process after 3 s of its own time without a renewal, or when the parent is gone.

    Time is counted in short sleeps, so that a machine too busy to run this process, or a
    closed lid, does not count against the parent: it could not have been heard.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True, name="lease-watch")
        self._ticks_without = 0

    def start(self) -> None:
        """Watch input and clock, each in a thread."""
        super().start()
        threading.Thread(target=self._watch_clock, daemon=True, name="lease-clock").start()

    def run(self) -> None:
        while sys.stdin.buffer.readline():
            self._ticks_without = 0
        os._exit(0)

    def _watch_clock(self) -> None:
        while self._ticks_without * TICK_SECONDS < LEASE_SECONDS:
            time.sleep(TICK_SECONDS)
            self._ticks_without += 1
        os._exit(0)
