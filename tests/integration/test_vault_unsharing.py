"""Ending access: with the old capsule key, the old blob keys and old files put back, nothing new opens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, CLIP, MARK, MARKS_NOTE, School, agreement
from videoreflect.crypto.framing import framed
from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError, NotAllowed, NotFound, OlderCopy, VideoReflectError
from videoreflect.services import owed
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.permits import permit
from videoreflect.services.playback import open_clip
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import renew_recordings, unshare
from videoreflect.vault import log
from videoreflect.vault.blobs import Blob, blob_from
from videoreflect.vault.database import opened
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures"]

LATER = "Written after sharing had ended"


def blobs_of(session: SignIn, lesson: str) -> list[Blob]:
    """Return the recordings a person can name, with their keys."""
    capsule = session.capsule(lesson)
    return [blob_from(body) for _, body in capsule.read(permit(session, capsule, Action.VIEW), "blob")]


def ended(school: School) -> tuple[SignIn, bytes, list[Blob], Path]:
    """Let Mark keep all he could, then end his access and write something; returns what he kept."""
    mark = school.sign_in(MARK)
    key, blobs = mark.capsule(school.lesson).key_for_lease(), blobs_of(mark, school.lesson)
    kept = school.path.parent / "kept"
    shutil.copytree(school.capsule(), kept)
    anna = school.sign_in(ANNA)
    unshare(anna, school.lesson, mark.person)
    renew_recordings(anna, school.lesson)
    save_note(anna, school.lesson, NoteText(LATER, 2000))
    return anna, key, blobs, kept


def test_refused_at_once_on_an_open_lesson_and_after_a_new_sign_in(school: School) -> None:
    """The mentor's program, still running, refuses; so does a later one."""
    mark = school.sign_in(MARK)
    reader = open_clip(mark, school.lesson)
    assert reader.read(100) == CLIP[:100]
    anna = school.sign_in(ANNA)
    unshare(anna, school.lesson, mark.person)

    with pytest.raises(NotAllowed):
        list_notes(mark, school.lesson)
    reader.seek(1 << 20)
    with pytest.raises(VideoReflectError):
        reader.read(100)
    assert school.lesson not in school.sign_in(MARK).lesson_ids()


def test_the_old_key_opens_no_file_of_the_lesson(school: School) -> None:
    """Neither records nor any recording: new names, new keys."""
    anna, key, blobs, _ = ended(school)
    for records in school.capsule().glob("records.*.db"):
        with pytest.raises(IntegrityError), opened(records, key, log.SCHEMA, log.VERSION):
            pass
    names = {path.name for path in (school.capsule() / "blobs").iterdir()}
    assert names.isdisjoint(blob.id for blob in blobs)
    assert len(names) == len(blobs)
    for name in names:
        for blob in blobs:
            for bound_to in (name, blob.id):
                aad = framed("blob", anna.folder.id, school.lesson, bound_to)
                with pytest.raises(VideoReflectError):
                    StreamReader((school.capsule() / "blobs" / name).open("rb"), blob.key, aad, lambda: None).read(10)
    assert open_clip(school.sign_in(ANNA), school.lesson).readall() == CLIP
    assert not any((school.capsule() / "grants").glob(f"{school.people[MARK]}.*"))


def test_old_files_put_back_are_refused_by_who_saw_the_newer(school: School) -> None:
    """The whole folder, or the header and its grants and records: the owner's program does not go on writing there."""
    anna, _, _, kept = ended(school)
    shutil.rmtree(school.capsule())
    shutil.copytree(kept, school.capsule())
    for session in (anna, school.sign_in(ANNA)):
        with pytest.raises(OlderCopy):
            session.capsule(school.lesson)


def test_old_grant_put_back_opens_nothing(school: School) -> None:
    """The grant names its epoch, and the header names another."""
    *_, kept = ended(school)
    for grant in (kept / "grants").iterdir():
        shutil.copy2(grant, school.capsule() / "grants" / grant.name)
    assert school.lesson not in school.sign_in(MARK).lesson_ids()
    with pytest.raises(NotAllowed):
        school.sign_in(MARK).capsule(school.lesson)
    assert list_notes(school.sign_in(ANNA), school.lesson)


def test_what_was_released_stays_and_private_words_open_again_with_new_sharing(school: School) -> None:
    """Mark's private note lies under his own key until the lesson is shared with him again."""
    anna, *_ = ended(school)
    record_agreement(anna, school.lesson, agreement(school.people[MARK], now_ms=anna.now_ms()))
    share(anna, school.lesson, school.people[MARK])
    assert MARKS_NOTE in {one.note.text for one in list_notes(school.sign_in(MARK), school.lesson)}


def test_only_the_owner_ends_access_and_only_that_of_members(school: School) -> None:
    """A sentence says which."""
    with pytest.raises(NotAllowed):
        unshare(school.sign_in(MARK), school.lesson, school.people[ANNA])
    anna = school.sign_in(ANNA)
    for person in (school.people[ANNA], "0" * 32):
        with pytest.raises(NotFound):
            unshare(anna, school.lesson, person)


def test_an_end_date_that_passed_is_owed_at_the_owners_next_sign_in(school: School) -> None:
    """New key, and recordings written again."""
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)
    members = tuple(
        member if member.person == anna.person else type(member)(member.person, member.role, anna.now_ms() - 1)
        for member in capsule.header.members
    )
    capsule.replace_header(members=members)
    before = {path.name for path in (school.capsule() / "blobs").iterdir()}
    found = owed.owed(school.sign_in(ANNA))
    assert [one.reason for one in found] == [owed.Reason.ENDED, owed.Reason.RECORDINGS]
    for one in found:
        owed.settle(school.sign_in(ANNA), one)
    assert before.isdisjoint(path.name for path in (school.capsule() / "blobs").iterdir())
    assert owed.owed(school.sign_in(ANNA)) == []


def test_rotation_keeps_every_row_of_everybody(school: School) -> None:
    """Twenty rotations later all is as before, and only one epoch lies on the disk."""
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    capsule = anna.capsule(school.lesson)
    before = {placed.row.hash for placed in capsule.placed("note", "blob", "consent", "grant", "lesson")}
    for _ in range(20):
        rotate(capsule, anna.sealing_keys)
        mark.capsule(school.lesson)
    assert {placed.row.hash for placed in capsule.placed("note", "blob", "consent", "grant", "lesson")} == before
    assert {path.name for path in school.capsule().glob("records.*.db")} == {"records.21.db"}
    assert {path.suffix for path in (school.capsule() / "grants").iterdir()} == {".21"}


def test_words_typed_while_sharing_ends_are_kept_and_open_again(school: School) -> None:
    """The page was open, the note was being written: it goes into the writer's own file."""
    mark = school.sign_in(MARK)
    list_notes(mark, school.lesson)
    anna = school.sign_in(ANNA)
    unshare(anna, school.lesson, mark.person)
    with pytest.raises(NotAllowed, match="Your words are kept"):
        save_note(mark, school.lesson, NoteText(LATER, 2000))
    with pytest.raises(NotAllowed):
        list_notes(mark, school.lesson)

    share(anna, school.lesson, mark.person)
    assert LATER in {one.note.text for one in list_notes(school.sign_in(MARK), school.lesson)}


def test_a_rotation_that_stopped_before_the_header_changes_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tombstone in the file that the header still names is void: both write on, and the rest is removed."""
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)

    class Stopped(BaseException):
        """As if killed."""

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("videoreflect.vault.header.write_header", stop)
        with pytest.raises(Stopped):
            unshare(anna, school.lesson, school.people[MARK])
    assert (school.capsule() / "records.2.db").exists()
    for name in (ANNA, MARK):
        save_note(school.sign_in(name), school.lesson, NoteText(f"{name} goes on", 3000))
        assert f"{name} goes on" in {one.note.text for one in list_notes(school.sign_in(name), school.lesson)}
    assert capsule.header.epoch == 1
    school.sign_in(ANNA).capsule(school.lesson)
    assert {path.name for path in school.capsule().glob("records.*.db")} == {"records.1.db"}
    unshare(school.sign_in(ANNA), school.lesson, school.people[MARK])
    assert {path.name for path in school.capsule().glob("records.*.db")} == {"records.2.db"}
    notes = {one.note.text for one in list_notes(school.sign_in(ANNA), school.lesson)}
    assert f"{ANNA} goes on" in notes
