"""Slowing somebody who guesses at the keyboard: 1, 2, 4 … 30 s, per name and overall, never a lock-out.

It protects the running app only. Against a copied folder, Argon2id and the passphrase count.
The overall count also lies in the person's profile, so that a restart does not reset it; counts
per name stay in memory, since even the hash of a name on the disk would be a name. If the file
is missing, the first wrong guess costs the longest wait once; a right passphrase never waits for it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from videoreflect.crypto.passphrase import canonical_name
from videoreflect.errors import SignInRefused, VideoReflectError
from videoreflect.vault.durable import make_folder, read_bounded, replace_file

LONGEST_S = 30.0
FORGOTTEN_AFTER_S = 15 * 60.0
"""Wrong guesses older than this no longer slow anybody."""

_MOST_NAMES = 1000
_MAX_FILE = 1000
_COUNT_FOR_LONGEST = 6


class Guesses:
    """Counts wrong guesses and says how long the next one has to wait."""

    def __init__(self, file: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._file, self._clock = file, clock
        self._lock = threading.Lock()
        self._by_name: dict[str, tuple[int, float]] = {}
        self._owed_until = 0.0
        self._overall = self._read()

    def check(self, name: str) -> None:
        """Raise SignInRefused with ``wait_seconds`` while the next guess has to wait."""
        with self._lock:
            owed = min(LONGEST_S, self._owed_until - self._clock())
            left = max(owed, self._left(self._overall or (0, 0.0)), self._left(self._of(name)))
        if left > 0:
            seconds = max(1, round(left))
            unit = "second" if seconds == 1 else "seconds"
            raise SignInRefused(f"Wait {seconds} {unit}, then try again. Nothing is locked.", wait_seconds=seconds)

    def wrong(self, name: str) -> None:
        """Count a wrong guess."""
        now = self._clock()
        with self._lock:
            if len(self._by_name) >= _MOST_NAMES:
                self._by_name.clear()
            self._by_name[canonical_name(name)] = (self._recent(self._of(name)) + 1, now)
            if self._overall is None:
                self._owed_until = now + LONGEST_S
            self._keep((self._recent(self._overall or (0, 0.0)) + 1, now))

    def right(self, name: str) -> None:
        """Forget the wrong guesses before a right one."""
        with self._lock:
            self._by_name.pop(canonical_name(name), None)
            if self._overall is None or self._overall[0]:
                self._keep((0, 0.0))

    def _of(self, name: str) -> tuple[int, float]:
        return self._by_name.get(canonical_name(name), (0, 0.0))

    def _recent(self, counted: tuple[int, float]) -> int:
        count, at = counted
        return count if self._clock() - at < FORGOTTEN_AFTER_S else 0

    def _left(self, counted: tuple[int, float]) -> float:
        count, at = counted
        if not self._recent(counted):
            return 0.0
        wait = min(LONGEST_S, 2.0 ** (min(count, _COUNT_FOR_LONGEST) - 1))
        # A clock that was set back may not make anybody wait longer than the longest.
        return min(wait, at + wait - self._clock())

    def _keep(self, counted: tuple[int, float]) -> None:
        self._overall = counted
        if self._file is None:
            return
        with suppress(VideoReflectError, OSError):  # counting in memory goes on without the file
            make_folder(self._file.parent)
            replace_file(self._file, json.dumps({"wrong": counted[0], "at": counted[1]}).encode())

    def _read(self) -> tuple[int, float] | None:
        if self._file is None:
            return (0, 0.0)
        try:
            fields = json.loads(read_bounded(self._file, _MAX_FILE))
            return int(fields["wrong"]), min(float(fields["at"]), self._clock())
        except (VideoReflectError, ValueError, KeyError, TypeError):
            return None
