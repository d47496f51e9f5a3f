"""A small vault with one short lesson, made once; every test gets a copy to change."""

from __future__ import annotations

import io
import math
import shutil
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

import pytest

from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import accounts
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.services.sharing import share
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.signin import SignIn

MENTOR = "Gwyn Parry"
NAME, PASSPHRASE = "Nadia Holt", "copper kettle marigold"


@dataclass(frozen=True)
class Room:
    """A vault with its owner signed in."""

    vault: Path
    session: SignIn
    lesson: str

    @property
    def capsule(self) -> Capsule:
        """The lesson, opened."""
        return self.session.capsule(self.lesson)


def tone() -> bytes:
    """Half a second of sound as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", int(9_000 * math.sin(n / 6))) for n in range(8_000)))
    return out.getvalue()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("services")
    session, _ = accounts.found(folder / "vault", NAME, PASSPHRASE)
    (folder / "tone.wav").write_bytes(tone())
    lesson = add_lesson(session, [Source(path=folder / "tone.wav")], LessonDetails("A tone"))
    return folder / "vault", lesson


@pytest.fixture(scope="session")
def _made_for_two(_made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    vault, lesson = _made
    path = tmp_path_factory.mktemp("two") / "vault"
    shutil.copytree(vault, path)
    session = accounts.sign_in(path, NAME, PASSPHRASE)
    mentor, _ = accounts.add_person(session, MENTOR, PASSPHRASE)
    accounts.sign_in(path, MENTOR, PASSPHRASE)
    agreed = Agreement(
        Basis.PUBLIC_TASK,
        frozenset({Purpose.MENTORING, Purpose.EXEMPLAR}),
        4_000_000_000_000,
        transcribe=True,
        share_with=frozenset({mentor}),
        export=frozenset(ExportKind),
    )
    record_agreement(session, lesson, agreed)
    share(session, lesson, mentor)
    return path, lesson


@dataclass(frozen=True)
class Shared(Room):
    """A lesson that is shared with a mentor, who is signed in too."""

    mentor: SignIn


@pytest.fixture
def shared(_made_for_two: tuple[Path, str], tmp_path: Path) -> Shared:
    """Return a copy of a vault in which everything was agreed, and the lesson shared."""
    vault, lesson = _made_for_two
    path = tmp_path / "shared"
    shutil.copytree(vault, path)
    owner, mentor = (accounts.sign_in(path, name, PASSPHRASE) for name in (NAME, MENTOR))
    return Shared(path, owner, lesson, mentor)


@pytest.fixture
def room(_made: tuple[Path, str], tmp_path: Path) -> Room:
    """Return a copy of the vault, its owner signed in, and its lesson."""
    vault, lesson = _made
    shutil.copytree(vault, tmp_path / "vault")
    return Room(tmp_path / "vault", accounts.sign_in(tmp_path / "vault", NAME, PASSPHRASE), lesson)
