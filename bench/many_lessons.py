"""A vault of many lessons with many notes and no films, made in the time that writing them takes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from videoreflect.cli.demo_story import TEACHER, new_passphrase
from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.note import Note
from videoreflect.media.facts import ClipFacts, SoundFacts
from videoreflect.services import accounts
from videoreflect.services.adding import details_statement
from videoreflect.vault.blobs import Blob
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn, sign_in_by_recovery

NOTES_EACH, WORDS_EACH = 100, 10
VOCABULARY = 20_000
_LETTERS = "abcdefghijklmnoprstuvwy"
_FIRST_DAY = date(2019, 9, 1)

Words = list[str]


@dataclass(frozen=True, slots=True)
class Vault:
    """The vault, its teacher, and what was written into it."""

    path: Path
    session: SignIn
    code: str
    ids: list[str]
    words: Words
    notes: list[list[str]]

    @property
    def lessons(self) -> int:
        """How many there are."""
        return len(self.ids)

    def sign_in(self) -> SignIn:
        """The teacher, signed in anew by the recovery code, which needs no slow derivation."""
        return sign_in_by_recovery(self.path, self.code)

    def texts(self) -> Iterator[list[str]]:
        """The notes of each lesson, the oldest lesson first."""
        return iter(self.notes)

    def index_bytes(self) -> int:
        """Size of the teacher's index."""
        return (self.path / "people" / f"{self.session.person}.index.db").stat().st_size


def many_lessons(folder: Path, count: int) -> Vault:
    """Make the vault. Everything in it is as the services write it, but for the recordings, which are not there."""
    chosen = random.Random(7)
    words = _vocabulary(chosen)
    weights = list(accumulate(1 / (rank + 1) for rank in range(VOCABULARY)))
    session, code = accounts.found(folder / "vault", TEACHER, new_passphrase())
    ids, notes = [], []
    for number in range(count):
        texts = [" ".join(chosen.choices(words, cum_weights=weights, k=WORDS_EACH)) for _ in range(NOTES_EACH)]
        ids.append(_lesson(session, number, texts))
        notes.append(texts)
    return Vault(folder / "vault", session, code, ids, words, notes)


def _lesson(session: SignIn, number: int, texts: list[str]) -> str:
    day = (_FIRST_DAY + timedelta(days=number)).isoformat()
    facts = ClipFacts(2_700_000, "mov", None, SoundFacts("aac", 1, 48_000)).as_json()
    clip = Blob(new_id(), "playable", 1, "0" * 64, bytes(32), facts)
    statements = [details_statement(LessonDetails(f"Lesson {number}", day)), Statement("blob", clip.content())]
    for place, text in enumerate(texts):
        note = Note(new_id(), place * 20_000, None, text, created_ms=place, edited_ms=place)
        statements.append(Statement("note", note.content()))
    pending = session.begin_lesson()
    keys = {session.person: session.identity.sealing.public}
    state = session.state
    pending.commit(session.identity, state.state.replica, "lesson", keys, statements, state.system_ms())
    return pending.id


def _vocabulary(chosen: random.Random) -> Words:
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        made["".join(chosen.choices(_LETTERS, k=chosen.randint(3, 9)))] = None
    return list(made)
