"""A vault with one lesson in it, made by the services that the app calls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from videoreflect.cli.demo_story import MENTOR, TEACHER, new_passphrase
from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts, sharing
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sample_lesson import sample
from videoreflect.vault.signin import SignIn

TITLE = "A lesson to measure"
KEPT_MS = 200 * 86_400_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A vault, who may sign in, and the lesson."""

    vault: Path
    session: SignIn
    passphrase: str
    lesson: str
    mentor: str

    def sign_in(self) -> SignIn:
        """The teacher, signed in anew: nothing is open or remembered."""
        return accounts.sign_in(self.vault, TEACHER, self.passphrase)


def prepared(folder: Path, clip: Path | None = None) -> Prepared:
    """A teacher and a mentor; the lesson may be transcribed and is shared."""
    vault, passphrase = folder / "vault", new_passphrase()
    session, _ = accounts.found(vault, TEACHER, passphrase)
    mentor, _ = accounts.add_person(session, MENTOR, new_passphrase())
    lesson = add_lesson(session, [Source(path=clip or sample().clip)], LessonDetails(title=TITLE))
    record_agreement(session, lesson, agreement(session, mentor))
    sharing.share(session, lesson, mentor)
    return Prepared(vault, session, passphrase, lesson, mentor)


def agreement(session: SignIn, mentor: str) -> Agreement:
    """What is recorded for the class: transcript, and sharing with the mentor."""
    purposes = frozenset({Purpose.SELF_REFLECTION, Purpose.MENTORING})
    until_ms = session.now_ms() + KEPT_MS
    return Agreement(Basis.PUBLIC_TASK, purposes, until_ms, transcribe=True, share_with=frozenset({mentor}))
