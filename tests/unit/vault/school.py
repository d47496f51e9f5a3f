"""One small vault for all tests: Anna teaches, Mark mentors, Olga only has a place in the vault.

Made once a session; a test takes a copy of the folder. Signing in goes by the recovery code,
which needs no Argon2. The fixtures are in ``school_fixtures``.
"""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.policy import Action
from videoreflect.media.facts import ClipFacts, SoundFacts
from videoreflect.services.adding import details_statement
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.permits import permit
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sharing import share
from videoreflect.vault.blobs import Blob, writing_blob
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.identity import Identity
from videoreflect.vault.joining import add_person, found_vault
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn, sign_in_by_recovery

ROOT = Path(__file__).resolve().parents[3]
ANNA, MARK, OLGA = "Anna Ärlig-Öhman", "Mark Mentorsson", "Olga Outside"
PASSPHRASES = {ANNA: "correct horse Gräfin", MARK: "stapler battery viola", OLGA: "seven quiet otters"}
TITLE = "Fractions with 8B Quillfeather"
ANNAS_NOTE = "Jonas Quibblewick needed more time here"
MARKS_NOTE = "You waited three seconds, Zephyrine answered"
CLIP = bytes(range(251)) * 5000
YEAR_MS = 365 * 24 * 3_600_000


@dataclass(frozen=True)
class School:
    """A vault folder and what its people hold."""

    path: Path
    people: dict[str, str]
    codes: dict[str, str]
    lesson: str

    def copied_to(self, path: Path) -> School:
        """Return the same school in a folder of its own."""
        shutil.copytree(self.path, path, symlinks=True)
        return School(path, self.people, self.codes, self.lesson)

    def sign_in(self, name: str) -> SignIn:
        """Sign in by recovery code."""
        return sign_in_by_recovery(self.path, self.codes[name])

    def capsule(self, capsule: str | None = None) -> Path:
        """Return the folder of the lesson, or of another capsule."""
        return self.path / "capsules" / (capsule or self.lesson)

    def directory(self) -> Path:
        """Return the folder of the directory."""
        return next(path for path in (self.path / "capsules").iterdir() if path.name != self.lesson)

    def person_file(self, name: str, suffix: str) -> Path:
        """Return ``people/<id>.<suffix>``."""
        return self.path / "people" / f"{self.people[name]}.{suffix}"

    def private_file(self, name: str) -> Path:
        """Return a person's private file in the lesson."""
        return self.capsule() / "private" / f"{self.people[name]}.db"


def agreement(*share_with: str, now_ms: int) -> Agreement:
    """Return what lets Anna transcribe, export, and share with the people named."""
    return Agreement(
        basis=Basis.PUBLIC_TASK,
        purposes=frozenset({Purpose.MENTORING}),
        until_ms=now_ms + YEAR_MS,
        transcribe=True,
        share_with=frozenset(share_with),
        export=frozenset(ExportKind),
    )


def facts(duration_ms: int = 60_000) -> dict[str, object]:
    """Return the facts of a clip with sound only."""
    return ClipFacts(duration_ms, "mov", None, SoundFacts("aac", 1, 48_000)).as_json()


def written_blob(pending: PendingCapsule, role: str, content: bytes) -> Blob:
    """Write a blob into a capsule that is being made."""
    place = pending.blob_place()
    with writing_blob(place) as writer:
        writer.write(content)
        sealed = writer.finish()
    return Blob(place.id, role, sealed.size, sealed.sha256, place.key, facts())


def add_small_lesson(session: SignIn, title: str = TITLE, clip: bytes = CLIP) -> str:
    """Add a lesson with a clip of two segments and a waveform; returns its id."""
    pending = session.begin_lesson()
    blobs = [written_blob(pending, "playable", clip), written_blob(pending, "waveform", b"\x00\x7f" * 50)]
    statements = [details_statement(LessonDetails(title, "2026-11-21", "8B", "maths", "waiting time"))]
    return session.commit_lesson(pending, [*statements, *(Statement("blob", blob.content()) for blob in blobs)]).id


def held(session: SignIn, lesson: str, action: Action = Action.VIEW) -> tuple[Capsule, Permit]:
    """Return an open lesson and a permit for it."""
    capsule = session.capsule(lesson)
    return capsule, permit(session, capsule, action)


def identity_of(session: SignIn) -> Identity:
    """Return the keys of who is signed in."""
    return session.identity


def tree(path: Path) -> dict[str, bytes]:
    """Return every file below ``path`` with its bytes."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if stat.S_ISREG(file.lstat().st_mode)
    }


def put_back(old: Path, where: Path) -> None:
    """Replace the folder or file ``where`` by a copy of ``old``."""
    if where.is_dir():
        shutil.rmtree(where)
    if old.is_dir():
        shutil.copytree(old, where)
    else:
        shutil.copy2(old, where)


def made(path: Path) -> School:
    """Make the vault: three people, one lesson, shared with Mark, one private note each."""
    anna, code = found_vault(path, ANNA, PASSPHRASES[ANNA])
    people, codes = {ANNA: anna.person}, {ANNA: code}
    for name in (MARK, OLGA):
        people[name], codes[name] = add_person(anna, name, PASSPHRASES[name])
    lesson = add_small_lesson(anna)
    record_agreement(anna, lesson, agreement(people[MARK], now_ms=anna.now_ms()))
    share(anna, lesson, people[MARK])
    save_note(anna, lesson, NoteText(ANNAS_NOTE, 1000))
    school = School(path, people, codes, lesson)
    save_note(school.sign_in(MARK), lesson, NoteText(MARKS_NOTE, 2000))
    return school
