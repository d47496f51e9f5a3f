"""Where a backup may lie: what is refused, what is warned about, what fits."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from videoreflect.errors import StorageError, UnsuitableFolder
from videoreflect.services.vault_place import file_system, on_network, sync_service
from videoreflect.vault.durable import storage_errors
from videoreflect.vault.folder import VaultFolder

_FAT = frozenset({"vfat", "msdos", "fat", "fat32"})
_WITHOUT_RIGHTS = _FAT | {"exfat", "fuseblk", "ntfs", "ntfs3"}
_FAT_LARGEST = (4 << 30) - 1


def check_destination(vault: VaultFolder, destination: Path) -> None:
    """Raise UnsuitableFolder or StorageError for a folder that cannot take a backup.

    It must be there: a stick that is not attached would else become a folder on this disk.
    """
    if not destination.is_dir():
        raise UnsuitableFolder("This folder is not there. Attach the stick or disk, and name a folder on it.")
    place, inside = destination.resolve(), vault.path.resolve()
    if place == inside or place.is_relative_to(inside):
        raise UnsuitableFolder("A backup inside the vault would be lost with it. Choose a folder on another disk.")
    if not os.access(place, os.W_OK):
        raise StorageError("This folder cannot be written to. Check the disk and your rights on the folder.")


def warnings_about(vault: Path, destination: Path) -> list[str]:
    """Sentences about a place that is allowed, but should be thought about."""
    told = []
    if on_network(destination):
        told.append(
            "This folder lies on a network drive: whoever runs it can copy or delete the backup. "
            "What it holds stays encrypted, and erasing a lesson does not reach copies made there."
        )
    if service := sync_service(destination):
        told.append(
            f"{service} uploads this folder and keeps older versions: erasing a lesson does not reach those copies."
        )
    if destination.stat().st_dev == vault.stat().st_dev:
        told.append("This folder lies on the same disk as the vault. If the disk fails, both are lost.")
    return told


def bytes_free(place: Path) -> int:
    """How much fits on the disk of a folder."""
    with storage_errors():
        return shutil.disk_usage(place).free


def largest_file(place: Path) -> int:
    """The largest file that the disk of a folder can hold, as far as its kind tells."""
    return _FAT_LARGEST if file_system(place) in _FAT else 1 << 62


def keeps_rights(place: Path) -> bool:
    """Whether the disk of a folder keeps who may read a file; sticks do not, as they come."""
    return file_system(place) not in _WITHOUT_RIGHTS


def told_size(count: int) -> str:
    """Bytes as people say them."""
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.0f} MB"
