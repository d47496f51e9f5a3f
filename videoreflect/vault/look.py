"""Looking into a vault without changing a byte of it: for checking, for backups, for a disk that is read-only.

Databases are read from still copies in a temporary folder, encrypted as they are; floors rise
in memory only. What is written through these classes is refused.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from videoreflect.crypto.passphrase import slot_secret
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, IntegrityError, StorageError, VideoReflectError
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.database import Connection, opened
from videoreflect.vault.directory import Directory
from videoreflect.vault.durable import storage_errors
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.header import Header
from videoreflect.vault.identity import Identity
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn, own_keys
from videoreflect.vault.slots import open_slot
from videoreflect.vault.state import State, StateFile
from videoreflect.vault.still import PATIENCE_SECONDS, copy_still

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

    def _take_upcoming(self) -> None:
        """An upcoming state stays where it is; see :meth:`_read`."""

    def _read(self) -> State:
        """The upcoming state, if these keys open it: then the change of keys to them is not finished."""
        if self._upcoming.is_file():
            with suppress(IntegrityError, FormatError):
                return self._read_from(self._upcoming)
        return super()._read()


class Still(Capsule):
    """A capsule as it was when first refreshed. Close it, so that the copy of its records goes."""

    _copy: Path | None = None
    _is_read = False
    patience = PATIENCE_SECONDS
    at = "header.json"
    """The file that is being read, for whoever reports what is wrong with it."""

    def refresh(self) -> None:
        """Read it once. Raises as ``Capsule.refresh``, and VaultBusy."""
        if self._is_read:
            return
        try:
            super().refresh()
        except VideoReflectError as error:
            error.fields.setdefault("file", f"capsules/{self.id}/{self.at}")
            raise
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

    def append(
        self, statements: Iterable[log.Statement], writer: log.Writer | None = None, erasing: Iterable[log.Row] = ()
    ) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def grant_to(self, person: str, x_wing: bytes) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def changing(self) -> NoReturn:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)

    def has_key(self) -> bool:
        """Whether the capsule key was opened, so that its records can be looked at."""
        return hasattr(self, "_key")

    @contextmanager
    def records(self) -> Iterator[Connection]:
        """A copy of the records file, open; for this package only."""
        if self._copy is None:
            with storage_errors():
                self._copy = Path(tempfile.mkdtemp(prefix="videoreflect-"))
            weakref.finalize(self, shutil.rmtree, self._copy, ignore_errors=True)
            copy_still(self.path / self._header.records, self._copy / "records.db", self.patience)
        with opened(self._copy / "records.db", self._key, log.SCHEMA, log.VERSION) as db:
            yield db

    def _take_header(self) -> None:
        self.close()  # of another epoch, if a rotation came in between
        self.at = "header.json"
        super()._take_header()

    def _open_key(self, header: Header) -> bytes:
        self.at = f"grants/{self.person}.{header.epoch}"
        return super()._open_key(header)

    def _take_rows(self) -> None:
        self.at = self.header.records
        super()._take_rows()


class StillDirectory(Still, Directory):
    """The directory, only looked at."""


class LookIn(SignIn):
    """A sign-in that only looks."""

    def _open_directory(self) -> StillDirectory:
        return StillDirectory(self.folder, self.identity, self.state)

    def _open(self, lesson: str) -> Still:
        opening = self.unopened(lesson)
        try:
            opening.refresh()
            if opening.header.kind != "lesson":
                raise IntegrityError
        except VideoReflectError:
            opening.close()
            raise
        return opening

    def unopened(self, capsule: str, patience: float = PATIENCE_SECONDS) -> Still:
        """A capsule that is not read yet: whoever refreshes it sees which of its files is wrong."""
        if isinstance(self.directory, StillDirectory) and capsule == self.directory.id:
            return self.directory
        opening = Still(self.folder, self.identity, self.state, capsule, self._keyring)
        opening.patience = patience
        return opening

    def close(self) -> None:
        """Remove the copies of all records that were looked at."""
        for capsule in (self.directory, *self._capsules.values()):
            if isinstance(capsule, Still):
                capsule.close()

    def begin_lesson(self) -> PendingCapsule:
        """Refused."""
        raise StorageError(ONLY_LOOKED_AT)


def keys_of(path: Path, name: str, passphrase: str) -> Identity:
    """The keys of a person, from the slot; nothing else is opened. Raises SignInRefused, VaultMissing."""
    folder = open_vault_folder(path)
    return open_slot(folder, "passphrase", slot_secret(name, passphrase, folder.salt, folder.cost)).identity


def look_as(folder: VaultFolder, identity: Identity) -> LookIn:
    """Look into a vault, or into a copy of it, with keys that are at hand.

    Raises as ``sign_in``; the error's field ``file`` names the file that is wrong.
    """
    try:
        state = StillState.open(folder, identity)
        identity = own_keys(folder, identity, state)
    except VideoReflectError as error:
        error.fields["file"] = f"people/{identity.person}.state"
        raise
    return LookIn(folder, identity, state)
