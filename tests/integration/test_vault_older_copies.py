"""Older copies put back: refused at the next open by whoever saw the newer state (F5)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.unit.vault.attacker import raw_records, take_bodies
from tests.unit.vault.school import ANNA, MARK, School, agreement, held, put_back
from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError, NotAllowed, OlderCopy, VideoReflectError
from videoreflect.services.notes import NoteText, delete_note, list_notes, save_note
from videoreflect.services.permits import permit
from videoreflect.services.playback import open_clip
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import consent_of, record_agreement, withdraw_agreement
from videoreflect.services.sharing import share

pytest_plugins = ["tests.unit.vault.school_fixtures"]

PAGE = 4096


def saved(school: School, tmp_path: Path, what: Path) -> Path:
    """Keep a copy of a file or folder as it is now."""
    kept = tmp_path / "kept"
    return Path(shutil.copytree(what, kept) if what.is_dir() else shutil.copy2(what, kept))


def records(school: School) -> Path:
    """Return the lesson's records file."""
    return school.capsule() / "records.1.db"


def refused(school: School, name: str) -> VideoReflectError:
    """Return the error with which a fresh sign-in opens the lesson and looks at everything."""
    with pytest.raises((IntegrityError, OlderCopy)) as caught:
        consent_of(school.sign_in(name), school.lesson)
    return caught.value


def test_a_whole_lesson_folder_put_back_is_refused(school: School, tmp_path: Path) -> None:
    """A withdrawal does not come undone, for nobody who saw it, and nothing is written to the old copy."""
    kept = saved(school, tmp_path, school.capsule())
    withdraw_agreement(school.sign_in(ANNA), school.lesson)
    school.sign_in(MARK).capsule(school.lesson)
    put_back(kept, school.capsule())
    before = records(school).read_bytes()

    for name in (ANNA, MARK):
        assert isinstance(refused(school, name), OlderCopy)
    assert records(school).read_bytes() == before


def test_an_older_header_put_back_is_refused(school: School, tmp_path: Path) -> None:
    """The serial number is behind what Anna saw."""
    kept = saved(school, tmp_path, school.capsule() / "header.json")
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], anna.now_ms() + 1_000_000)
    put_back(kept, school.capsule() / "header.json")

    assert isinstance(refused(school, ANNA), OlderCopy)


def test_only_the_records_put_back_is_refused(school: School, tmp_path: Path) -> None:
    """Header and grants are the newest, the database is not: the heads are behind the floor."""
    kept = saved(school, tmp_path, records(school))
    withdraw_agreement(school.sign_in(ANNA), school.lesson)
    put_back(kept, records(school))

    assert isinstance(refused(school, ANNA), OlderCopy)


def test_one_older_page_put_back_is_refused(school: School, tmp_path: Path) -> None:
    """Each page of an older copy, put into the newest file: an error or no change, never an older consent."""
    kept = saved(school, tmp_path, records(school)).read_bytes()
    anna = school.sign_in(ANNA)
    withdraw_agreement(anna, school.lesson)
    newest = records(school).read_bytes()
    expected = consent_of(school.sign_in(ANNA), school.lesson)
    places = [at for at in range(0, len(kept), PAGE) if kept[at : at + PAGE] != newest[at : at + PAGE]]
    assert places
    for at in places:
        records(school).write_bytes(newest[:at] + kept[at : at + PAGE] + newest[at + PAGE :])
        assert _consent_or_error(school) in (None, expected)
    records(school).write_bytes(newest)
    assert consent_of(school.sign_in(ANNA), school.lesson).withdrawn


def _consent_or_error(school: School) -> ConsentState | None:
    try:
        return consent_of(school.sign_in(ANNA), school.lesson)
    except IntegrityError:
        return None


@pytest.mark.parametrize("kept_part", [0.0, 0.2, 0.4, 0.6, 0.8])
def test_a_cut_wal_loses_nothing_without_a_word(school: School, kept_part: float) -> None:
    """Rows that were committed to the WAL and seen; the WAL is cut: an error, not fewer rows."""
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)
    say_ready(anna, school.lesson)
    with raw_records(capsule) as keeps_the_wal_there:
        keeps_the_wal_there.execute("SELECT count(*) FROM row").fetchone()
        for number in range(5):
            save_note(anna, school.lesson, NoteText(f"word {number}", number))
        copy = school.path.with_name("copy")
        shutil.copytree(school.path, copy)
    school = School(copy, school.people, school.codes, school.lesson)
    wal = school.capsule() / "records.1.db-wal"
    assert wal.stat().st_size > 5 * PAGE
    os.truncate(wal, int(wal.stat().st_size * kept_part))
    (school.capsule() / "records.1.db-shm").unlink(missing_ok=True)

    assert isinstance(refused(school, ANNA), OlderCopy)


def test_an_older_copy_put_under_an_open_lesson_is_refused(school: School, tmp_path: Path) -> None:
    """Not only at the next sign-in: the running program notices that rows it had read are gone.

    Failed at first: only rows beyond the known ones were read.
    """
    anna = school.sign_in(ANNA)
    kept = saved(school, tmp_path, records(school))
    withdraw_agreement(anna, school.lesson)
    put_back(kept, records(school))
    with pytest.raises(OlderCopy):
        consent_of(anna, school.lesson)


def test_putting_back_with_the_old_file_times_is_noticed(school: School, tmp_path: Path) -> None:
    """Size, inode and time of modification can all be set; the time of change cannot."""
    anna = school.sign_in(ANNA)
    path = records(school)
    kept = saved(school, tmp_path, path)
    withdraw_agreement(anna, school.lesson)
    anna.capsule(school.lesson).refresh()
    facts = path.stat()
    with path.open("r+b") as file:
        file.write(kept.read_bytes())
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(IntegrityError):
        consent_of(anna, school.lesson)


def test_a_withdrawal_whose_words_were_taken_away_still_ends_everything(school: School) -> None:
    """Any member can delete a body, since erasing does that too; a consent without its body is an error.

    Failed at first: the row was skipped, and the consent before it counted again.
    """
    withdraw_agreement(school.sign_in(ANNA), school.lesson)
    mark = school.sign_in(MARK)
    capsule = mark.capsule(school.lesson)
    withdrawal = capsule.placed("consent")[-1].row
    with raw_records(capsule) as db:
        take_bodies(db, [withdrawal])

    for name in (ANNA, MARK):
        with pytest.raises(IntegrityError):
            permit(school.sign_in(name), school.sign_in(name).capsule(school.lesson), Action.SHARE)


def test_reading_stops_in_the_middle_after_a_withdrawal_by_another_process(school: School) -> None:
    """Mark plays; Anna, signed in elsewhere, withdraws: Mark's reader gives not one more byte."""
    mark, anna = school.sign_in(MARK), school.sign_in(ANNA)
    reader = open_clip(mark, school.lesson)
    assert reader.read(10)
    withdraw_agreement(anna, school.lesson)
    with pytest.raises(NotAllowed):
        reader.read(10)
    with pytest.raises(NotAllowed):
        open_clip(mark, school.lesson)
    assert open_clip(anna, school.lesson).read(10)


def test_whoever_had_not_seen_the_newer_state_is_not_told(school: School, tmp_path: Path) -> None:
    """The floor is each person's own: this is the accepted limit, written down in the threat model."""
    kept = saved(school, tmp_path, school.capsule())
    withdraw_agreement(school.sign_in(ANNA), school.lesson)
    put_back(kept, school.capsule())

    assert list_notes(school.sign_in(MARK), school.lesson)


def test_a_permit_from_before_a_change_of_the_register_does_not_hold(school: School) -> None:
    """Any change of consent or members makes every earlier permit void."""
    anna = school.sign_in(ANNA)
    capsule, permitted = held(anna, school.lesson)
    assert capsule.read(permitted, "lesson")
    record_agreement(school.sign_in(ANNA), school.lesson, agreement(now_ms=anna.now_ms()))
    with pytest.raises(NotAllowed):
        capsule.read(permitted, "lesson")


def test_a_body_that_nobody_erased_is_missed(school: School) -> None:
    """One older page of the bodies put back would else show older words, or none, as the newest.

    Failed at first: what was missing was taken for erased. Found by putting back pages of yesterday's file.
    """
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)
    with capsule.records() as db:
        take_bodies(db, [placed.row for placed in capsule.placed("note") if placed.row.author == anna.person])
    for name in (ANNA, MARK):
        with pytest.raises(IntegrityError):
            list_notes(school.sign_in(name), school.lesson)


def test_a_body_that_was_erased_meanwhile_is_no_damage(school: School) -> None:
    """Another process erases between the reading of the rows and that of the bodies: the words are simply gone."""
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    mark = school.sign_in(MARK)
    assert len(list_notes(mark, school.lesson)) == 2
    anna = school.sign_in(ANNA)
    (mine,) = (one.note.id for one in list_notes(anna, school.lesson) if one.author == anna.person)
    delete_note(anna, school.lesson, mine)
    assert len(list_notes(mark, school.lesson)) == 1
