"""What is erased: by a certificate that this person believes, or by a marker while the erasing is not finished."""

from __future__ import annotations

from videoreflect.vault.certificates import RECORDING
from videoreflect.vault.erasure import marked_ids
from videoreflect.vault.signin import SignIn


def erased_lessons(session: SignIn) -> set[str]:
    """Lessons that this vault knows to be erased, or that are being erased.

    A certificate by somebody who might not erase the lesson counts for nothing: see ``certificates.Witness``.
    """
    return {*marked_ids(session.folder), *session.witness().closed(session.certificates())}


def lessons_without_recording(session: SignIn) -> set[str]:
    """Lessons of which the recording was erased, and the rest was kept."""
    believes = session.witness().believes
    return {one.capsule for one in session.certificates() if one.what == RECORDING and believes(one)}
