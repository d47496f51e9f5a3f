"""A lesson of which everything that can hold words or pictures does; the fixture is in ``marked_fixtures``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.unit.vault.remnants import MARK, Keyring, found, index_key, marked_recording, spellings
from tests.unit.vault.school import ANNA, OLGA, School, add_small_lesson, agreement
from tests.unit.vault.school import MARK as MENTOR
from videoreflect.services import dialogue
from videoreflect.services.notes import NoteText, Which, keep_draft, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.vault.database import Connection, opened
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

LESSON = "Ratios with 9C Thistlecroft"
EARLIER = "First I called her Fennimoor here"
NOTE = "Then Brackenridge found the second way"
MENTORS = "You let Calloway finish, twice"
SECRET = "I would ask Norwood about it, says nobody yet"
EARLIER_SAID = "At first we spoke of Hatherleigh"
SAID = "Nobody shall read Brimblethorpe again"
ACTION = "Give Pettifer the chalk"
DRAFT = "half a thought about Wexcombe"
TRANSCRIPT = "Quietly now said Mistress Oddleby"
TEXTS = (LESSON, NOTE, MENTORS, SECRET, SAID, ACTION, DRAFT, TRANSCRIPT)
"""All that can be found before; earlier words of a note are gone as soon as it is changed."""


@dataclass
class Marked:
    """A school in which everything that can hold words of one lesson does, and all keys of it."""

    school: School
    keys: Keyring
    lesson: str
    note: str

    def left(self, *texts: str, recording: bool = False) -> set[tuple[str, bytes]]:
        """What is found of texts, and of the recording."""
        needles = {needle for text in texts for needle in spellings(text)}
        return found(self.school.path, self.keys, needles | ({MARK} if recording else set()))


def index_of(session: SignIn, *texts: str) -> Path:
    """Make a person's index that holds texts, as the search over all lessons would."""
    path = session.folder.people / f"{session.person}.index.db"
    with opened(path, index_key(session), "CREATE TABLE words (text TEXT)", 1, create=True) as db:
        db.executemany("INSERT INTO words VALUES (?)", [(text,) for text in texts])
    return path


@contextlib.contextmanager
def kept_open(path: Path, key: bytes) -> Iterator[Connection]:
    """Another program that has a file open: its write-ahead log does not go by itself."""
    with opened(path, key, "", 1, create=False) as db:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield db


def made_marked(school: School) -> Marked:
    """Return a lesson with a marked recording, transcript, notes of both, dialogue, drafts, indexes of all."""
    anna, mark, olga = (school.sign_in(name) for name in (ANNA, MENTOR, OLGA))
    lesson = add_small_lesson(anna, LESSON, marked_recording(1_100_000))
    record_agreement(anna, lesson, agreement(mark.person, olga.person, now_ms=anna.now_ms()))
    for one in (mark, olga):
        share(anna, lesson, one.person)
    note = save_note(anna, lesson, NoteText(EARLIER, 1000, talk=True))
    save_note(mark, lesson, NoteText(MENTORS, 2000))
    save_note(olga, lesson, NoteText(SECRET, 3000))
    for one in (anna, mark):
        say_ready(one, lesson)
    save_note(anna, lesson, NoteText(NOTE, 1000, talk=True), Which(note.id))
    _talk(anna, lesson, note.id)
    keep_draft(mark, lesson, {"text": DRAFT})
    body = {"run": "r", "start_ms": 0, "end_ms": 9, "language": "en", "lines": [[0, 1, TRANSCRIPT, []]], "speech": []}
    end = {"run": "r", "duration_ms": 9, "model": "m"}
    anna.capsule(lesson).append([Statement("transcript", body), Statement("transcript-end", end)])
    for one in (anna, mark, olga):
        index_of(one, *TEXTS)
    keys = Keyring()
    for name in (ANNA, MENTOR, OLGA):
        keys.take(school.sign_in(name), lesson)
    keys.take(anna, school.lesson)
    return Marked(school, keys, lesson, note.id)


def _talk(anna: SignIn, lesson: str, note: str) -> None:
    dialogue.say(anna, lesson, note, EARLIER_SAID)
    dialogue.say(anna, lesson, note, SAID)
    dialogue.agree(anna, lesson, ACTION, anna.person, "")
