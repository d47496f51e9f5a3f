"""The parent's side: start a child, renew its lease, take its messages, end it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from videoreflect import QUIET_ENVIRONMENT, errors
from videoreflect.errors import Cancelled, JobFailed, LeaseEnded, VideoReflectError

RENEW_SECONDS = 1.0
MAX_MESSAGE = 64 << 20
"""The longest line taken from a child; a five-minute piece of transcript has about 100 kB."""


def _nothing(_: dict[str, Any]) -> None:
    return None


@dataclass(slots=True)
class Handlers:
    """What the parent does with a child's messages. ``renew`` raises when the work is no longer allowed."""

    on_progress: Callable[[dict[str, Any]], None] = _nothing
    on_item: Callable[[dict[str, Any]], None] = _nothing
    renew: Callable[[], None] = lambda: None


def run_child(
    module: str,
    task: dict[str, Any],
    handlers: Handlers,
    stop: threading.Event | None = None,
    under: Sequence[str] = (),
) -> dict[str, Any]:
    """Run ``python -m module`` on ``task`` and return its result; ``under`` is a tracer's command line.

    Raises what the child reported, Cancelled after ``stop`` was set, LeaseEnded when ``renew``
    refused, JobFailed when the child ended without a word.
    """
    child = subprocess.Popen(
        [*under, sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # libraries may quote what they read
        env=os.environ | QUIET_ENVIRONMENT,
    )
    lease = _Lease(child, handlers.renew, stop or threading.Event())
    try:
        lease.send(task)
        lease.start()
        return _result(_pipe(child.stdout), handlers, lease)
    finally:
        lease.end()
        child.kill()
        child.wait()
        _pipe(child.stdout).close()


class _Lease(threading.Thread):
    """Renews the child's lease each second, and kills it when it may not go on."""

    def __init__(self, child: subprocess.Popen[bytes], renew: Callable[[], None], stop: threading.Event) -> None:
        super().__init__(daemon=True, name="lease")
        self._child, self._renew, self._stop_asked = child, renew, stop
        self._over = threading.Event()
        self.ended_by: VideoReflectError | None = None

    def send(self, message: dict[str, Any]) -> None:
        """Write one line to the child; a child that is gone is noticed by the reader."""
        with suppress(OSError, ValueError):
            _pipe(self._child.stdin).write(json.dumps(message).encode() + b"\n")
            _pipe(self._child.stdin).flush()

    def run(self) -> None:
        while not self._over.wait(RENEW_SECONDS if not self._stop_asked.is_set() else 0):
            try:
                if self._stop_asked.is_set():
                    raise Cancelled
                self._renew()
            except VideoReflectError as error:
                self.ended_by = error if isinstance(error, Cancelled) else LeaseEnded(error.sentence)
                self._child.kill()
                return
            self.send({"renew": True})

    def end(self) -> None:
        """Stop renewing; the child sees its input end."""
        self._over.set()
        with suppress(OSError):
            _pipe(self._child.stdin).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise JobFailed  # unreachable: both pipes were asked for
    return pipe


def _result(stdout: IO[bytes], handlers: Handlers, lease: _Lease) -> dict[str, Any]:
    while line := stdout.readline(MAX_MESSAGE):
        kind, content = _parsed(line)
        if kind == "progress":
            handlers.on_progress(content)
        elif kind == "item":
            handlers.on_item(content)
        elif kind == "error":
            raise _error_from(content)
        elif kind == "result":
            return content
    raise lease.ended_by or JobFailed


def _parsed(line: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and content of a message; a decoder that was taken over may send anything."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise JobFailed from None
    if not isinstance(message, dict) or len(message) != 1:
        raise JobFailed
    ((kind, content),) = message.items()
    if not isinstance(content, dict):
        raise JobFailed
    return kind, content


def _error_from(fields: dict[str, Any]) -> VideoReflectError:
    """The error of the code that the child named, with its sentence."""
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, VideoReflectError) and kind.code == fields.get("code"):
            return kind(str(fields.get("sentence") or ""))
    return JobFailed()
