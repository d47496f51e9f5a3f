"""The vault's folder: where everything is, and the few facts in ``vault.json``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from videoreflect.crypto.passphrase import Cost
from videoreflect.domain.ids import checked_id, is_id, new_id
from videoreflect.errors import (
    Erased,
    FormatError,
    NotFound,
    StorageError,
    UnsuitableFolder,
    UnsupportedVersion,
    VaultMissing,
    VideoReflectError,
)
from videoreflect.vault.durable import make_folder, read_bounded, replace_file
from videoreflect.vault.strict_json import compact, parse_object, to_bytes, to_int, to_text

FORMAT = 1
MAX_SMALL_FILE = 1 << 20
SALT_BYTES = 32
_KEYS = {"format", "vault", "copy", "salt", "argon2id"}
_COST_KEYS = ("memory_kib", "passes", "lanes")


@dataclass(frozen=True, slots=True)
class VaultFolder:
    """An existing vault. Ids are checked before they become file names.

    ``copy`` tells this folder from others that hold the same vault: restoring a backup draws a new one.
    """

    path: Path
    id: str
    copy: str
    salt: bytes
    cost: Cost

    @property
    def people(self) -> Path:
        """Slots and states of all people."""
        return self.path / "people"

    @property
    def capsules(self) -> Path:
        """One folder a capsule."""
        return self.path / "capsules"

    @property
    def uploads(self) -> Path:
        """Unfinished uploads, encrypted part by part."""
        return self.path / "uploads"

    def check_there(self, capsule_id: str) -> None:
        """Raise Erased for a lesson that is being erased, NotFound for one that is gone."""
        if self.is_marked(capsule_id):
            raise Erased
        if not (self.capsule(capsule_id) / "header.json").exists():
            raise NotFound("This lesson is not there any more: it was erased, or its folder was moved away.")

    @contextmanager
    def told_if_erased(self, capsule_id: str) -> Iterator[None]:
        """Tell as erased what fails because a lesson is being taken away under one's hands: it looks like damage."""
        try:
            yield
        except VideoReflectError:
            if self.is_marked(capsule_id) or not self.capsule(capsule_id).exists():
                raise Erased from None
            raise

    @property
    def erased(self) -> Path:
        """Marks of erasings that are under way; made on demand."""
        return self.path / "erased"

    def is_marked(self, capsule_id: str) -> bool:
        """Whether a capsule is being erased: anything of its name is enough, so that it stays closed."""
        return is_id(capsule_id) and os.path.lexists(self.erased / capsule_id)

    def capsule(self, capsule_id: str) -> Path:
        """The folder of one capsule."""
        return self.capsules / checked_id(capsule_id)

    def has_capsule(self, capsule_id: str) -> bool:
        """Whether a capsule of that id has a header."""
        return is_id(capsule_id) and (self.capsule(capsule_id) / "header.json").is_file()

    def capsule_ids(self) -> tuple[str, ...]:
        """All capsules that have a header and are not being erased; a folder without one does not exist yet."""
        if not self.capsules.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in self.capsules.iterdir() if self.holds(entry.name)))

    def holds(self, capsule_id: str) -> bool:
        """Whether a capsule is there and not being erased; of many, one look is cheaper than the list."""
        there = is_id(capsule_id) and (self.capsules / capsule_id / "header.json").is_file()
        return there and not self.is_marked(capsule_id)


def create_vault_folder(path: Path, cost: Cost | None = None) -> VaultFolder:
    """Make an empty vault. Raises UnsuitableFolder if something is there already."""
    if path.exists() and not path.is_dir():
        raise UnsuitableFolder("There is a file where the vault should be. Choose a folder.")
    if (path / "vault.json").exists():
        raise UnsuitableFolder("There is a vault in this folder already. Sign in to it, or choose an empty folder.")
    if path.is_dir() and any(path.iterdir()):
        raise UnsuitableFolder
    cost = cost or Cost()
    folder = VaultFolder(path, new_id(), new_id(), secrets.token_bytes(SALT_BYTES), cost)
    for made in (path, folder.people, folder.capsules, folder.uploads):
        make_folder(made)
    write_vault_json(folder)
    return folder


def write_vault_json(folder: VaultFolder) -> None:
    """Write ``vault.json``, which makes a vault of a folder."""
    cost = folder.cost
    argon2id = {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
    facts = {"format": FORMAT, "vault": folder.id, "copy": folder.copy}
    replace_file(folder.path / "vault.json", compact(facts | {"salt": to_text(folder.salt), "argon2id": argon2id}))


def renew_copy(folder: VaultFolder) -> None:
    """Make this folder a copy of its own: whoever signs in next draws a new replica id."""
    write_vault_json(replace(folder, copy=new_id()))


def open_vault_folder(path: Path) -> VaultFolder:
    """Open an existing vault.

    Raises VaultMissing, UnsupportedVersion, LimitExceeded (Argon2id cost beyond the bounds), FormatError.
    """
    if not (path / "vault.json").is_file():
        raise VaultMissing
    try:
        facts = parse_object(read_bounded(path / "vault.json", MAX_SMALL_FILE))
    except StorageError:
        raise StorageError("The vault’s own file cannot be read. Check your rights on the folder.") from None
    if to_int(facts.get("format"), 1) > FORMAT:
        raise UnsupportedVersion
    cost = facts.get("argon2id")
    if set(facts) != _KEYS or not isinstance(cost, dict) or set(cost) != set(_COST_KEYS):
        raise FormatError
    bounded = Cost(*(to_int(cost[key]) for key in _COST_KEYS))
    ids = checked_id(facts["vault"]), checked_id(facts["copy"])
    return VaultFolder(path, *ids, to_bytes(facts["salt"], SALT_BYTES), bounded)
