"""A vault with every kind of file in it, as it is now and as it was earlier, for changing it in every way.

Anna teaches, Mark mentors, Olga only has a place. Two lessons: in the first both are ready, in the second
everybody's notes are still their own; one upload is not finished; the newest rows of the first lesson lie in its WAL.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.unit.vault.attacker import raw_records
from tests.unit.vault.looking import LOOKS, REFUSED, Looks, everything
from tests.unit.vault.school import ANNA, CLIP, MARK, OLGA, School, add_small_lesson, agreement, made
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services.accounts import recover
from videoreflect.services.adding import update_details
from videoreflect.services.notes import NoteText, keep_draft, keep_place, list_notes, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.services.uploads import PartWriter, begin_upload, list_uploads, open_upload
from videoreflect.services.workers.streams import open_place
from videoreflect.vault.signin import SignIn

PEOPLE = (ANNA, MARK, OLGA)
UPLOADED = b"a short recording, still on its way" * 40
Seen = dict[str, Any]


def _uploads(session: SignIn, _: str) -> set[tuple[str, bytes]]:
    found = set()
    for upload in list_uploads(session):
        clear = b"".join(open_place(place).read() for place in open_upload(session, upload.id))
        found.add((upload.name, hashlib.sha256(clear).digest()))
    return found


ALL_LOOKS: Looks = LOOKS | {"uploads": _uploads}


@dataclass(frozen=True)
class Mutable:
    """The vault, a copy of it from an earlier day, and its two lessons as two schools."""

    schools: tuple[School, School]
    earlier: Path

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.schools[0].path

    def seen(self, name: str, which: int) -> Seen:
        """What a person sees of the vault and of one of its lessons after a fresh sign-in."""
        return everything(self.schools[which], name, ALL_LOOKS)

    def seen_by_all(self) -> dict[tuple[str, int], Seen]:
        """What everybody sees."""
        return {(name, which): self.seen(name, which) for name in PEOPLE for which in (0, 1)}


def built(folder: Path) -> Mutable:
    """Make it; afterwards everybody has seen the newest state."""
    school = made(folder / "made")
    second = replace(school, lesson=_second_lesson(school))
    _upload(school)
    for one in (school, second):
        _write_down(one, "first")
    shutil.copytree(school.path, folder / "earlier")
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    for one in (school, second):
        _write_down(one, "second")
        _change_as_owner(one)
    _, school.codes[ANNA] = recover(school.path, school.codes[ANNA], "a later passphrase")
    path = _with_a_wal(school, second, folder / "vault")
    return Mutable((replace(school, path=path), replace(second, path=path)), folder / "earlier")


def _second_lesson(school: School) -> str:
    anna = school.sign_in(ANNA)
    lesson = add_small_lesson(anna, "Area and perimeter", CLIP[::-1])
    record_agreement(anna, lesson, agreement(school.people[MARK], now_ms=anna.now_ms()))
    share(anna, lesson, school.people[MARK])
    return lesson


def _upload(school: School) -> None:
    anna = school.sign_in(ANNA)
    upload = begin_upload(anna, "recording.mp4", len(UPLOADED))
    writer = PartWriter(anna, upload.id, 0, len(UPLOADED))
    writer.open()
    writer.write(UPLOADED)
    writer.finish()


def _write_down(school: School, word: str) -> None:
    for name in (ANNA, MARK):
        session = school.sign_in(name)
        save_note(session, school.lesson, NoteText(f"the {word} note of {name}", 3000))
        for own in [one for one in list_notes(session, school.lesson) if one.author == school.people[name]][:1]:
            save_note(session, school.lesson, NoteText(f"the {word} words of an older note", 4000), own.note.id)
        keep_draft(session, school.lesson, {"text": f"the {word} draft"})
        keep_place(session, school.lesson, 1000 * len(word))


def _change_as_owner(school: School) -> None:
    anna = school.sign_in(ANNA)
    update_details(anna, school.lesson, LessonDetails("Another title", "2026-11-22"))
    share(anna, school.lesson, school.people[MARK], anna.now_ms() + 30 * 24 * 3_600_000)


def _let_everybody_look(*schools: School) -> None:
    for school in schools:
        for name in PEOPLE:
            seen = everything(school, name, ALL_LOOKS)
            if name != OLGA and REFUSED in seen.values():
                raise AssertionError(f"{name} cannot open what nobody has changed yet: {seen}")


def _with_a_wal(school: School, second: School, path: Path) -> Path:
    """Copy the vault while a database is open, so that its newest rows lie in the WAL of the copy.

    Before that everybody looks, so that they have seen the newest state.
    """
    session = school.sign_in(ANNA)
    with raw_records(session.capsule(school.lesson)) as keeps_it_there:
        keeps_it_there.execute("SELECT count(*) FROM row").fetchone()
        save_note(session, school.lesson, NoteText("the newest note", 5000))
        _let_everybody_look(school, second)
        shutil.copytree(school.path, path)
    return path
