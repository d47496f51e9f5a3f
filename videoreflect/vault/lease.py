"""A lesson held by a job instead of a person: no sign-in, one epoch, one delegated key.

A transcription goes on behind the lock screen. What the server keeps for it, apart from the
sign-in that has ended, is the key of this one lesson and the job's own signing key; nothing
else of the person can be opened with them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable

from videoreflect.errors import LeaseEnded
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.header import Header
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.state import Floor, State, StateFile


class LeasedCapsule(Capsule):
    """A capsule as a job sees it. Ends when the key is rotated; cannot change members or dates."""

    def __init__(self, opened: Capsule, writer: log.Writer, keyring: Keyring) -> None:
        memory = _LeaseMemory(opened.floor())
        super().__init__(opened.folder, opened.identity, memory, opened.id, lambda: keyring)
        self._epoch, self._leased_key = opened.header.epoch, opened.key_for_lease()
        self._writer = writer
        del self.identity  # whatever would need a person's keys fails from here on
        self.refresh()

    def append_as_job(self, statements: Iterable[log.Statement]) -> None:
        """Say something in the job's own log."""
        self.append(statements, self._writer)

    def _open_key(self, header: Header) -> bytes:
        if header.epoch != self._epoch:
            raise LeaseEnded
        return self._leased_key


class _LeaseMemory(StateFile):
    """A floor in memory: a job has no state file to write to."""

    def __init__(self, floor: Floor) -> None:
        self.state = State(directory="", owner="", replica="")
        self._floor = copy.deepcopy(floor)

    def floor(self, capsule: str) -> Floor:
        return self._floor

    def save(self) -> None:
        """Nothing to write: the person's own floor rises at their next sign-in."""
