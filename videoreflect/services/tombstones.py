"""Lessons that are erased: by a certificate in the directory, or by a marker while the erasing is not finished."""

from __future__ import annotations

from videoreflect.domain.ids import is_id
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.rows import directory_rows
from videoreflect.vault.signin import SignIn


def erased_lessons(session: SignIn) -> set[str]:
    """Lessons that this vault knows to be erased, or that are being erased."""
    certified = (body.get("capsule") for _, body in directory_rows(session, "erased"))
    return marked_lessons(session.folder) | {str(capsule) for capsule in certified if is_id(capsule)}


def marked_lessons(folder: VaultFolder) -> set[str]:
    """Lessons whose erasing has begun; needs no key."""
    markers = folder.path / "erased"
    return {path.name for path in markers.iterdir() if is_id(path.name)} if markers.is_dir() else set()
