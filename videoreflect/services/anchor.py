"""How new a person's own state was, kept in the user's profile outside the vault; best effort.

A state file tells how new everything else in the vault is, but not how new it is itself. Whoever puts
the whole folder back to an older state is found by this mark, on the same device, by the same account.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from videoreflect.errors import OlderCopy, VideoReflectError
from videoreflect.services.places import profile_folder
from videoreflect.vault.durable import make_folder, read_bounded, replace_file
from videoreflect.vault.folder import VaultFolder, renew_copy

_MAX_FILE = 1000
_OLDER = (
    "This vault is older than when you last signed in here: somebody put an older copy of it in its place. "
    "If that was you, run “videoreflect accept-older”; else restore a newer backup."
)


class ProfileAnchor:
    """The mark of one person in one folder. Its name is a hash, so it tells nobody whose it is."""

    def __init__(self, folder: VaultFolder, person: str, kept_in: Path | None = None) -> None:
        parts = f"{folder.id} {folder.copy} {person} {folder.path.resolve()}"
        name = hashlib.sha256(parts.encode(errors="surrogateescape")).hexdigest()
        self._file = (kept_in or profile_folder() / "seen") / name

    def check(self, serial: int) -> None:
        """Raise OlderCopy if a later state was seen on this device; a missing mark says nothing."""
        if serial < self._read():
            raise OlderCopy(_OLDER, serial=serial)

    def raise_to(self, serial: int) -> None:
        """Remember that a state of this serial exists; without a profile to write to, nothing is remembered."""
        if serial <= self._read():
            return
        with suppress(VideoReflectError, OSError):
            make_folder(self._file.parent)
            replace_file(self._file, json.dumps({"serial": serial}).encode())

    def _read(self) -> int:
        try:
            return int(json.loads(read_bounded(self._file, _MAX_FILE))["serial"])
        except (VideoReflectError, ValueError, KeyError, TypeError):
            return 0


def accept_older(folder: VaultFolder) -> None:
    """Go on with an older copy that was put in place on purpose: it becomes a copy of its own.

    Everybody writes logs of their own in it from now on, as after a restore, so that nothing forks.
    """
    renew_copy(folder)
