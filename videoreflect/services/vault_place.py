"""Where a vault may lie: on this device, not on a network, rather not in a folder that is synchronised.

Locks and write-ahead logs are not reliable on network file systems; a sync service uploads
every file, and puts older copies back.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

from videoreflect.errors import UnsuitableFolder

_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|afs|afpfs|ncpfs|coda|ceph|glusterfs|lustre|davfs2?|webdav"
    r"|fuse\.(sshfs|rclone|davfs2?|glusterfs|ceph|gvfsd-fuse|s3fs|smbnetfs|curlftpfs)"
)
_SYNCED = (
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("cloudstorage", "a sync service"),
)
_ESCAPED = re.compile(r"\\([0-7]{3})")
_MAC_MOUNT = re.compile(r".+ on (/.*) \((\w+)[,)]")
_DRIVE_REMOTE = 4


def check_place(vault: Path) -> None:
    """Raise UnsuitableFolder for a folder that lies on another machine."""
    if on_network(vault):
        raise UnsuitableFolder(
            "This folder lies on a network drive, where a vault can be damaged. Choose a folder on this device."
        )


def can_be_written(vault: Path) -> bool:
    """Whether a vault that exists lies where this user may write."""
    return all(os.access(place, os.W_OK) for place in (vault, vault / "people", vault / "capsules"))


def on_network(path: Path) -> bool:
    """Whether a folder, which may not exist yet, lies on another machine."""
    place = path.expanduser().absolute().resolve()
    if sys.platform == "win32":
        root = place.anchor
        return root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE
    return _NETWORK.fullmatch(file_system(place)) is not None


def file_system(path: Path) -> str:
    """The kind of file system that a folder lies on, as the system names it; "" where it cannot be known."""
    if sys.platform == "win32":
        return ""
    place = path.expanduser().absolute().resolve()
    mounts = _mac_mounts() if sys.platform == "darwin" else _linux_mounts()
    return next((kind for mount, kind in reversed(mounts) if place.is_relative_to(mount)), "")


def sync_service(path: Path) -> str | None:
    """The service that synchronises a folder, as far as names tell."""
    names = [name.lower() for name in path.expanduser().absolute().resolve().parts]
    return next((service for start, service in _SYNCED if any(name.startswith(start) for name in names)), None)


def nearest_folder(path: Path) -> Path:
    """The folder itself, or the one in which it would be made."""
    place = path.expanduser().absolute().resolve()
    return next((folder for folder in (place, *place.parents) if folder.is_dir()), place)


def mounts_in(mountinfo: str) -> list[tuple[Path, str]]:
    """Mount points and types of file system from ``/proc/self/mountinfo``, outer ones first."""
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) > 4 and after:
            point = _ESCAPED.sub(lambda escape: chr(int(escape[1], 8)), fields[4])
            found.append((Path(point), after.split(" ")[0]))
    return sorted(found, key=lambda mount: len(mount[0].parts))


def _linux_mounts() -> list[tuple[Path, str]]:
    try:
        return mounts_in(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
    except OSError:
        return []


def _mac_mounts() -> list[tuple[Path, str]]:
    try:
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    found = [(Path(line[1]), line[2]) for line in map(_MAC_MOUNT.match, listed.splitlines()) if line]
    return sorted(found, key=lambda mount: len(mount[0].parts))
