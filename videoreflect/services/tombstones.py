"""Lessons that are erased: by a certificate in the directory, or by a marker while the erasing is not finished."""

from __future__ import annotations

from videoreflect.domain.ids import is_id
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.signin import SignIn


def erased_lessons(session: SignIn) -> set[str]:
    """Lessons that this vault knows to be erased, or that are being erased."""
    certified = {one.capsule for one in session.certificates()}
    return marked_lessons(session.folder) | {lesson for lesson in certified if session.is_erased(lesson)}


def marked_lessons(folder: VaultFolder) -> set[str]:
    """Lessons whose erasing has begun; needs no key."""
    markers = folder.path / "erased"
    return {path.name for path in markers.iterdir() if is_id(path.name)} if markers.is_dir() else set()
