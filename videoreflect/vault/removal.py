"""Removing the files of a person; nobody needs a key for that."""

from __future__ import annotations

from videoreflect.domain.ids import checked_id
from videoreflect.vault.durable import storage_errors, sync_folder
from videoreflect.vault.folder import VaultFolder


def forget_person(folder: VaultFolder, person: str) -> None:
    """Remove slots, state and index of a person: slots first, which end every sign-in."""
    checked_id(person)
    with storage_errors():
        (folder.people / f"{person}.json").unlink(missing_ok=True)
        for path in folder.people.glob(f"{person}.*"):
            path.unlink(missing_ok=True)
        sync_folder(folder.people)
