"""Run the bundled ffmpeg as a pipe: Matroska in, Matroska out, nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import IO, Self

from videoreflect.errors import FfmpegMissing

_END_SECONDS = 10


class Encoder:
    """A running ffmpeg. ``feed`` writes its input from a thread; ``output`` is read meanwhile.

    Leaving the ``with`` block ends the process, after an error at once.
    """

    def __init__(self, arguments: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise FfmpegMissing from error
        self._input = _asked_for(self._process.stdin)
        self.output = _asked_for(self._process.stdout)
        self._complaints = _asked_for(self._process.stderr)
        self._threads = [Thread(target=self._drain, daemon=True)]
        self._threads[0].start()
        self._feed_failure: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        # With its output closed, a process that still writes ends by itself.
        self.output.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()

    def feed(self, write: Callable[[IO[bytes]], None]) -> None:
        """Call ``write`` with the process's input, in a thread of its own, and close that afterwards."""
        thread = Thread(target=self._feed, args=(write,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def fed(self) -> None:
        """Wait until the input was written; raise what stopped it, except the end of the process."""
        for thread in self._threads[1:]:
            thread.join()
        if self._feed_failure is not None:
            raise self._feed_failure

    def _feed(self, write: Callable[[IO[bytes]], None]) -> None:
        try:
            write(self._input)
            self._input.close()
        except BrokenPipeError:
            return  # ffmpeg ended early; what it gave will be found too short
        except Exception as failure:  # noqa: BLE001 - raised again by ``fed``, in the caller's thread
            self._feed_failure = failure
        finally:
            _close_quietly(self._input)

    def _drain(self) -> None:
        # Read so that ffmpeg never blocks, and dropped: it quotes what is in the file.
        while self._complaints.read(65536):
            pass
        self._complaints.close()


def _asked_for(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise FfmpegMissing  # unreachable: all three pipes were asked for
    return pipe


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # the other end is gone, and with it what was still buffered


def _environment() -> dict[str, str]:
    # FFREPORT in the environment would make ffmpeg write a log file.
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
