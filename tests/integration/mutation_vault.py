"""A vault that was lived in, as it is now and as it was on two earlier days, for changing it in every way.

Anna teaches, Mark mentors, Olga only has a place, Gwyn is invited. Two lessons: in the first both are ready, in the
second everybody's notes are still their own; a third was erased, and of a fourth only the marker is left. Both
lessons have been rotated, the first because Olga could open it once; Mark has changed his keys. One upload is not
finished; the newest rows of the first lesson lie in its WAL, and those of Mark's index in its own.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.unit.vault.attacker import raw_records
from tests.unit.vault.looking import LOOKS, REFUSED, Looks, looked_at
from tests.unit.vault.school import ANNA, CLIP, MARK, OLGA, PASSPHRASES, School, add_small_lesson, agreement, made
from videoreflect.crypto.recovery import invitation_secret
from videoreflect.domain.lesson import LessonDetails
from videoreflect.errors import VideoReflectError
from videoreflect.services import accounts, owed
from videoreflect.services.accounts import recover
from videoreflect.services.adding import update_details
from videoreflect.services.erasing import erase_lesson, erasures_to_confirm, list_certificates
from videoreflect.services.keeping_dates import enforce_dates
from videoreflect.services.lessons import ListedLesson, list_lessons
from videoreflect.services.notes import NoteText, Which, keep_draft, keep_place, list_notes, save_note
from videoreflect.services.people import invite, replace_keys
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.retention import keep_until
from videoreflect.services.search import search
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import renew_recordings, unshare
from videoreflect.services.uploads import PartWriter, begin_upload, list_uploads, open_upload
from videoreflect.services.workers.streams import open_place
from videoreflect.vault.erasure import Marker, begin_erasing, measure, remove_capsule
from videoreflect.vault.folder import open_vault_folder
from videoreflect.vault.index import LessonIndex
from videoreflect.vault.joining import _check_invitation
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn
from videoreflect.vault.slots import open_slot

PEOPLE = (ANNA, MARK, OLGA)
GWYN = "Gwyn Gwynedd-Thorne"
UPLOADED = b"a short recording, still on its way" * 40
HOUR_MS = 3_600_000
ASKED = ("note", "title perimeter", "perimeter", "first", "another")
Seen = dict[str, Any]
FoundEver = defaultdict[str, set[tuple[Any, ...]]]


def _uploads(session: SignIn, _: str) -> set[tuple[str, bytes]]:
    found = set()
    for upload in list_uploads(session):
        clear = b"".join(open_place(place).read() for place in open_upload(session, upload.id))
        found.add((upload.name, hashlib.sha256(clear).digest()))
    return found


def _list(session: SignIn, _: str) -> dict[str, tuple[Any, ...]]:
    """What the list says of each lesson that is open; the last is what it says of its notes."""
    return {
        one.id: (one.details, one.owner, one.facts, one.consent, one.shared_until_ms, one.recording_erased, one.tally)
        for one in list_lessons(session)
        if isinstance(one, ListedLesson)
    }


def _search(session: SignIn, _: str) -> set[tuple[Any, ...]]:
    found = [(words, one) for words in ASKED for one in search(session, words).lessons]
    return {(words, one.id, one.title, one.date, one.class_name, hit) for words, one in found for hit in one.hits}


def texts_of(found: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """What was found, by lesson and place, whatever was asked."""
    return {
        (lesson, hit.kind, hit.start_ms, hit.author, "".join(part.text for part in hit.snippet))
        for _, lesson, _, _, _, hit in found
    }


def _certificates(session: SignIn, _: str) -> list[Any]:
    return list_certificates(session)


def _to_confirm(session: SignIn, _: str) -> set[str]:
    return {marker.capsule for marker in erasures_to_confirm(session)}


ALL_LOOKS: Looks = LOOKS | {
    "uploads": _uploads, "list": _list, "search": _search, "certificates": _certificates, "to confirm": _to_confirm,
}  # fmt: skip


@dataclass(frozen=True)
class Mutable:
    """The vault, copies of it from two earlier days, its two lessons as two schools, and those that were erased."""

    schools: tuple[School, School]
    earlier: tuple[Path, ...]
    invitation: str
    erased: tuple[str, ...]
    found_ever: Mapping[str, set[tuple[Any, ...]]]
    """What each person's search has ever found."""

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.schools[0].path

    def seen(self, name: str, which: int, *, tidy: bool = False) -> Seen:
        """What a person sees of the vault and of one of its lessons after a fresh sign-in.

        ``tidy`` takes away first, as the program does, what must not be here any more.
        """
        if name == GWYN:
            return self._seen_by_newcomer()
        looks = ALL_LOOKS | {"back from the dead": lambda session, _: self._opened_though_erased(session)}
        try:
            session = self.schools[which].sign_in(name)
        except VideoReflectError:
            return dict.fromkeys(looks, REFUSED)
        if tidy:
            accounts._tidy_up(session)
        return looked_at(session, self.schools[which].lesson, looks)

    def seen_by_all(self, *, tidy: bool = False) -> dict[tuple[str, int], Seen]:
        """What everybody sees."""
        return {(name, which): self.seen(name, which, tidy=tidy) for name in (*PEOPLE, GWYN) for which in (0, 1)}

    def _seen_by_newcomer(self) -> Seen:
        """As whom the one who holds the open invitation is welcomed; what is written then is not looked at."""
        try:
            folder = open_vault_folder(self.path)
            opened = open_slot(folder, "invitation", invitation_secret(self.invitation, folder.id))
            return {"invited as": _check_invitation(folder, opened, None)[0], "notes": []}
        except VideoReflectError:
            return {"invited as": REFUSED}

    def _opened_though_erased(self, session: SignIn) -> set[str]:
        return {lesson for lesson in self.erased if _opens(session, lesson)}


def _opens(session: SignIn, lesson: str) -> bool:
    try:
        session.capsule(lesson)
    except VideoReflectError:
        return False
    return True


def built(folder: Path) -> Mutable:
    """Make it; afterwards everybody has seen the newest state."""
    school = made(folder / "made")
    second, *erased = (_another_lesson(school, title) for title in ("Area and perimeter", "Third", "Fourth"))
    schools, ever = (school, replace(school, lesson=second)), FoundEver(set)
    _begin(schools)
    _let_everybody_look(*schools, ever=ever)
    shutil.copytree(school.path, folder / "with Olga")
    _erase(school, *erased)
    _new_epochs(schools)
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    _new_keys(school)
    _, invitation, _ = invite(school.sign_in(ANNA), GWYN)
    _, school.codes[ANNA] = recover(school.path, school.codes[ANNA], "a later passphrase")
    _note_the_time(school, 1)
    _let_everybody_look(
        *schools, ever=ever
    )  # from here on nothing drops an index: yesterday's has pages of the same file
    shutil.copytree(school.path, folder / "yesterday")
    for one in schools:
        _write_down(one, "second")
        _change_as_owner(one)
    path, people = _with_wals(schools, folder / "vault", ever), school.people | {GWYN: _newcomer(school)}
    first, other = (replace(one, path=path, people=people) for one in schools)
    return Mutable((first, other), (folder / "with Olga", folder / "yesterday"), invitation, tuple(erased), ever)


def _newcomer(school: School) -> str:
    session = school.sign_in(ANNA)
    return session.named(GWYN).id


def _begin(schools: tuple[School, School]) -> None:
    """What was first: an upload, notes, and Olga in the first lesson too."""
    school = schools[0]
    _upload(school)
    for one in schools:
        _write_down(one, "first")
    anna, both = school.sign_in(ANNA), (school.people[MARK], school.people[OLGA])
    record_agreement(anna, school.lesson, agreement(*both, now_ms=anna.now_ms()))
    share(anna, school.lesson, school.people[OLGA])
    _note_the_time(school, 30)


def _note_the_time(school: School, hours_ago: int) -> None:
    """A run of the program so long ago; the next one looks at all dates again."""
    anna = school.sign_in(ANNA)
    enforce_dates(anna.folder, anna.state.system_ms() - hours_ago * HOUR_MS)


def _erase(school: School, certified: str, marked: str) -> None:
    """One lesson is erased by Anna, one by somebody without a key: its owner has not confirmed it yet."""
    anna = school.sign_in(ANNA)
    erase_lesson(anna, certified)
    counts = measure(anna.folder, marked)
    begin_erasing(anna.folder, Marker(marked, anna.state.system_ms(), "retention", counts))
    remove_capsule(anna.folder, marked)


def _new_epochs(schools: tuple[School, School]) -> None:
    school, second = schools
    anna = school.sign_in(ANNA)
    unshare(anna, school.lesson, school.people[OLGA])
    renew_recordings(anna, school.lesson)
    rotate(anna.capsule(second.lesson), anna.sealing_keys)
    keep_until(anna, school.lesson, anna.now_ms() + 300 * 24 * HOUR_MS)


def _new_keys(school: School) -> None:
    """Mark's passphrase was seen; then everybody's program does what it owes."""
    _, school.codes[MARK] = replace_keys(school.sign_in(MARK), PASSPHRASES[MARK], "a passphrase nobody saw")
    for name in (ANNA, MARK, ANNA):
        session = school.sign_in(name)
        for one in owed.owed(session):
            owed.settle(session, one)


def _another_lesson(school: School, title: str) -> str:
    anna = school.sign_in(ANNA)
    lesson = add_small_lesson(anna, title, CLIP[::-1])
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
            save_note(session, school.lesson, NoteText(f"the {word} words of an older note", 4000), Which(own.note.id))
        keep_draft(session, school.lesson, {"text": f"the {word} draft"})
        keep_place(session, school.lesson, 1000 * len(word))


def _change_as_owner(school: School) -> None:
    anna = school.sign_in(ANNA)
    update_details(anna, school.lesson, LessonDetails("Another title", "2026-11-22"))
    share(anna, school.lesson, school.people[MARK], anna.now_ms() + 30 * 24 * 3_600_000)


def _let_everybody_look(*schools: School, ever: FoundEver) -> None:
    for school in schools:
        for name in PEOPLE:
            seen = looked_at(school.sign_in(name), school.lesson, ALL_LOOKS)
            if name != OLGA and REFUSED in seen.values():
                raise AssertionError(f"{name} cannot open what nobody has changed yet: {seen}")
            ever[name] |= texts_of(seen["search"])


def _with_wals(schools: tuple[School, School], path: Path, ever: FoundEver) -> Path:
    """Copy the vault while databases are open, so that their newest rows lie in the WALs of the copy.

    Before that everybody looks, so that they have seen the newest state.
    """
    session = schools[0].sign_in(ANNA)
    with raw_records(session.capsule(schools[0].lesson)) as keeps_it_there, _open_index(schools[0].sign_in(MARK)):
        keeps_it_there.execute("SELECT count(*) FROM row").fetchone()
        save_note(session, schools[0].lesson, NoteText("the newest note", 5000))
        _let_everybody_look(*schools, ever=ever)
        shutil.copytree(schools[0].path, path)
    return path


@contextmanager
def _open_index(session: SignIn) -> Iterator[None]:
    """Keep a person's index open."""
    with LessonIndex(session.folder, session.identity)._file._opened() as db:
        db.execute("SELECT count(*) FROM entry").fetchone()
        yield
