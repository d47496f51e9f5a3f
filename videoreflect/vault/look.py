"""Looking into a vault without changing a byte of it: for checking, for backups, for a disk that is read-only.

Databases are read from still copies in a temporary folder, encrypted as they are; floors rise
in memory only. What is written through these classes is refused.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from videoreflect.crypto.passphrase import slot_secret
from videoreflect.domain.lesson import Membership
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError, StorageError, VideoReflectError
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.database import opened
from videoreflect.vault.durable import storage_errors
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.header import Header
from videoreflect.vault.identity import Identity
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn, check_own_keys
from videoreflect.vault.slots import open_slot
from videoreflect.vault.state import StateFile
from videoreflect.vault.still import copy_still

ONLY_LOOKED_AT = (
    "This vault cannot be written to, so its lessons can be listed and checked, but not played or changed. "
    "Copy the vault to a disk that can be written to, or change your rights on the folder."
)


class StillState(StateFile):
    """A state in memory, as read from the disk; saving it does nothing."""

    def save(self) -> None:
        """Nothing is written: what was only looked at raises no floor."""

    def belong_to(self, copy: str) -> None:
        """Nothing is written, so no log needs a replica."""


class StillCapsule(Capsule):
    """A capsule as it was when first refreshed. Close it, so that the copy of its records goes."""

    def __init__(
        self,
        folder: VaultFolder,
        identity: Identity,
        state: StateFile,
        capsule: str,
        keys: Callable[[str], bytes | None],
        patience: float = 20.0,
    ) -> None:
        super().__init__(folder, identity, state, capsule, keys)
        self._copy: Path | None = None
        self._patience, self._is_read = patience, False
        self.at = "header.json"
        """The file that is being read, for whoever reports what is wrong with it."""

    def refresh(self) -> None:
        """Read it once. Raises as ``Capsule.refresh``, and VaultBusy."""
        if not self._is_read:
            super().refresh()
            self._is_read = True

    def close(self) -> None:
        """Remove the copy of the records."""
        if self._copy is not None:
            shutil.rmtree(self._copy, ignore_errors=True)
            self._copy = None

    def check(self, permit: Permit, actions: frozenset[Action] = frozenset({Action.VIEW})) -> None:
        """As ``Capsule.check``; raises StorageError for all but viewing."""
        if permit.action is not Action.VIEW:
            raise StorageError(ONLY_LOOKED_AT)
        super().check(permit, actions)

    def append(self, statements: Iterable[log.Statement], writer: log.Writer | None = None) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def grant_to(self, person: str, x_wing: bytes) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def admit(self, membership: Membership) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def replace_header(self, **changes: Any) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def has_key(self) -> bool:
        """Whether the capsule key was opened, so that its records can be looked at."""
        return hasattr(self, "_key")

    def _open_key(self, header: Header) -> bytes:
        self.at = f"grants/{self.person}.{header.epoch}"
        return super()._open_key(header)

    def _take_rows(self) -> None:
        self.at = self.header.records
        super()._take_rows()

    def _records(self) -> Any:
        if self._copy is None:
            with storage_errors():
                self._copy = Path(tempfile.mkdtemp(prefix="videoreflect-"))
            weakref.finalize(self, shutil.rmtree, self._copy, ignore_errors=True)
            copy_still(self.path / self._header.records, self._copy / "records.db", self._patience)
        return opened(self._copy / "records.db", self._key, log.SCHEMA, log.VERSION)


class LookIn(SignIn):
    """A sign-in that only looks."""

    def _open(self, capsule: str, kind: str = "lesson") -> StillCapsule:
        opening = self.unopened(capsule)
        try:
            opening.refresh()
            if opening.header.kind != kind:
                raise IntegrityError
        except VideoReflectError as error:
            opening.close()
            error.fields["file"] = f"capsules/{capsule}/{opening.at}"
            raise
        return opening

    def unopened(self, capsule: str, patience: float = 20.0) -> StillCapsule:
        """A capsule that is not read yet: whoever refreshes it sees which of its files is wrong."""
        return StillCapsule(self.folder, self.identity, self.state, capsule, self._pinned_key, patience)

    def close(self) -> None:
        """Remove the copies of all records that were looked at."""
        for capsule in (self.directory, *self._capsules.values()):
            if isinstance(capsule, StillCapsule):
                capsule.close()

    def begin_lesson(self) -> PendingCapsule:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)


def keys_of(path: Path, name: str, passphrase: str) -> Identity:
    """The keys of a person, from the slot; nothing else is opened. Raises SignInRefused, VaultMissing."""
    folder = open_vault_folder(path)
    return open_slot(folder, "passphrase", slot_secret(name, passphrase, folder.salt, folder.cost))


def look_as(folder: VaultFolder, identity: Identity) -> LookIn:
    """Look into a vault, or into a copy of it, with keys that are at hand.

    Raises as ``sign_in``; the error's field ``file`` names the file that is wrong.
    """
    try:
        state = StillState.open(folder, identity)
        check_own_keys(state, identity)
    except VideoReflectError as error:
        error.fields["file"] = f"people/{identity.person}.state"
        raise
    return LookIn(folder, identity, state)
