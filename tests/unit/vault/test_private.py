"""The private file: what a person keeps to themselves, and that an older copy of it is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, ANNAS_NOTE, MARK, MARKS_NOTE, School, held, put_back
from videoreflect.domain.policy import Action
from videoreflect.errors import NotAllowed, OlderCopy, VideoReflectError
from videoreflect.services.notes import (
    NO_WINDOW,
    NoteText,
    drafts,
    keep_draft,
    keep_place,
    list_notes,
    place_ms,
    save_note,
)
from videoreflect.vault.database import opened, writing
from videoreflect.vault.private import SCHEMA, VERSION, PrivateFile

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def texts(school: School, name: str) -> list[str]:
    """Return what a person sees after a fresh sign-in."""
    return [one.note.text for one in list_notes(school.sign_in(name), school.lesson)]


def test_each_person_sees_only_their_own_private_notes(school: School) -> None:
    """Before “ready”, Anna sees her note and Mark his."""
    assert texts(school, ANNA) == [ANNAS_NOTE]
    assert texts(school, MARK) == [MARKS_NOTE]


def test_nobody_else_has_a_key_to_it(school: School) -> None:
    """Mark's keys, all of them, do not open Anna's private file (F4)."""
    mark = school.sign_in(MARK)
    path = school.private_file(ANNA)
    capsule = mark.capsule(school.lesson)
    for key in (mark.identity.private_key(school.lesson), capsule.key_for_lease(), mark.identity.state_key):
        with pytest.raises(VideoReflectError), opened(path, key, SCHEMA, VERSION):
            pass


def test_an_older_private_file_put_back_is_refused(school: School, tmp_path: Path) -> None:
    """The change counter is behind the floor of the person's state: OlderCopy at reading and at writing.

    Failed at first: FORMAT 4.4 had the floor, the code did not check it.
    """
    before = shutil.copy(school.private_file(ANNA), tmp_path / "before")
    save_note(school.sign_in(ANNA), school.lesson, NoteText("newer", 5000))
    put_back(Path(before), school.private_file(ANNA))

    with pytest.raises(OlderCopy):
        texts(school, ANNA)
    anna = school.sign_in(ANNA)
    with pytest.raises(OlderCopy):
        save_note(anna, school.lesson, NoteText("again", 6000))
    with pytest.raises(OlderCopy):
        keep_draft(anna, school.lesson, {"text": "typing"})
    put_back(Path(before), school.private_file(ANNA))
    with pytest.raises(OlderCopy):
        texts(school, ANNA)


def test_one_page_of_an_older_private_file_is_refused(school: School, tmp_path: Path) -> None:
    """Each page that differs, put back alone under the newest counter: an error or no change, never older notes.

    Failed at first: SQLCipher takes an older page for genuine, and the counter lies in another one.
    """
    path, page = school.private_file(ANNA), 4096
    kept = path.read_bytes()
    save_note(school.sign_in(ANNA), school.lesson, NoteText("newer", 5000))
    newest, expected = path.read_bytes(), texts(school, ANNA)
    places = [at for at in range(0, len(kept), page) if kept[at : at + page] != newest[at : at + page]]
    assert len(places) > 1
    for at in places:
        path.write_bytes(newest[:at] + kept[at : at + page] + newest[at + page :])
        try:
            seen = texts(school, ANNA)
        except VideoReflectError:
            with pytest.raises(VideoReflectError):
                save_note(school.sign_in(ANNA), school.lesson, NoteText("does not make it good", 6000))
        else:
            assert seen == expected
    path.write_bytes(newest)
    assert texts(school, ANNA) == expected


def test_an_older_copy_is_also_refused_while_somebody_is_signed_in(school: School, tmp_path: Path) -> None:
    """The floor is held in memory as well, not only read at sign-in."""
    anna = school.sign_in(ANNA)
    before = shutil.copy(school.private_file(ANNA), tmp_path / "before")
    save_note(anna, school.lesson, NoteText("newer", 5000))
    put_back(Path(before), school.private_file(ANNA))
    with pytest.raises(OlderCopy):
        list_notes(anna, school.lesson)


def test_a_deleted_private_file_is_empty_and_its_older_copy_stays_older(school: School, tmp_path: Path) -> None:
    """Anybody may delete it, which is how erasing reaches it; but deleting does not let an older one in."""
    before = shutil.copy(school.private_file(ANNA), tmp_path / "before")
    school.private_file(ANNA).unlink()
    assert texts(school, ANNA) == []
    save_note(school.sign_in(ANNA), school.lesson, NoteText("anew", 5000))
    assert texts(school, ANNA) == ["anew"]

    put_back(Path(before), school.private_file(ANNA))
    with pytest.raises(OlderCopy):
        texts(school, ANNA)


def test_an_emptied_private_file_is_refused(school: School) -> None:
    """Cut to nothing, it would start again from change 0: that is behind the floor."""
    school.private_file(ANNA).write_bytes(b"")
    with pytest.raises(OlderCopy):
        texts(school, ANNA)


def test_drafts_and_places_do_not_cost_a_state_file(school: School) -> None:
    """Autosave every second writes one file, not two; the floor rises with notes only."""
    anna = school.sign_in(ANNA)
    anna.capsule(school.lesson)
    state = school.person_file(ANNA, "state").read_bytes()
    keep_draft(anna, school.lesson, {"text": "half a sen"})
    keep_place(anna, school.lesson, 4200)

    assert school.person_file(ANNA, "state").read_bytes() == state
    assert drafts(anna, school.lesson) == {NO_WINDOW: {"text": "half a sen"}}
    assert place_ms(anna, school.lesson) == 4200
    keep_draft(anna, school.lesson, None)
    assert drafts(anna, school.lesson) == {}


def test_another_run_of_the_same_person_is_no_older_copy(school: School) -> None:
    """Two windows of one person write in turn; neither takes the other's work for an attack."""
    one, other = school.sign_in(ANNA), school.sign_in(ANNA)
    for number, session in enumerate([one, other, other, one, other]):
        save_note(session, school.lesson, NoteText(f"note {number}", number))

    assert len(list_notes(one, school.lesson)) == len(list_notes(other, school.lesson)) == 6


def test_a_file_left_half_made_by_a_crash_is_used(school: School) -> None:
    """Killed between making the file and its tables: nothing was in it, and it works."""
    path = school.capsule() / "private" / f"{school.people[MARK]}.db"
    mark = school.sign_in(MARK)
    path.unlink()
    fresh = school.sign_in(ANNA)
    save_note(fresh, school.lesson, NoteText("one", 1))
    capsule, permit = held(mark, school.lesson, Action.ANNOTATE)
    assert PrivateFile(capsule).notes(permit) == []


def test_without_a_permit_nothing_is_read_or_written(school: School) -> None:
    """Each call asks; a permit for looking does not let anybody write."""
    anna = school.sign_in(ANNA)
    capsule, view = held(anna, school.lesson, Action.VIEW)
    private = PrivateFile(capsule)
    for call in (private.notes, private.drafts, private.place_ms):
        with pytest.raises(NotAllowed):
            call(view)
    with pytest.raises(NotAllowed):
        private.keep_place(view, 1)


def test_a_counter_row_that_is_gone_is_an_error(school: School) -> None:
    """Somebody with the key, or a damaged page: typed, never another exception."""
    anna = school.sign_in(ANNA)
    key = anna.identity.private_key(school.lesson)
    with opened(school.private_file(ANNA), key, SCHEMA, VERSION) as db, writing(db):
        db.execute("DELETE FROM change")
    with pytest.raises(VideoReflectError):
        list_notes(anna, school.lesson)


def test_one_older_page_of_the_key_list_is_noticed(school: School) -> None:
    """The digest of the newest change covers it; here a row is changed past the program, as an older page would."""
    anna = school.sign_in(ANNA)
    capsule, may = held(anna, school.lesson, Action.ANNOTATE)
    PrivateFile(capsule).keep_key(may, "pupil 7", "somebody")
    with (
        opened(school.private_file(ANNA), anna.identity.private_key(school.lesson), SCHEMA, VERSION) as db,
        writing(db),
    ):
        db.execute("UPDATE key SET who = 'somebody else'")

    with pytest.raises(OlderCopy):
        PrivateFile(capsule).key_list(may)
