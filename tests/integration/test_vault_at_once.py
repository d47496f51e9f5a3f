"""Two programs at once while a vault changes at its roots, and disks that fill up: nothing lost, nothing torn."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests.integration.at_once_children import end_sharing, play, read_notes, rotate_often, write_notes
from tests.integration.small_disk import Mount
from tests.unit.vault.killed import lines, started
from tests.unit.vault.school import (
    ANNA,
    ANNAS_NOTE,
    CLIP,
    MARK,
    MARKS_NOTE,
    OLGA,
    PASSPHRASES,
    School,
    agreement,
)
from videoreflect.errors import DiskFull, SignInRefused
from videoreflect.services import owed, people
from videoreflect.services.backing_up import back_up
from videoreflect.services.checking import verify
from videoreflect.services.erasing import erase_lesson
from videoreflect.services.notes import list_notes
from videoreflect.services.playback import open_clip
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.restoring import restore
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import recordings_owed, renew_recordings, unshare
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn, sign_in

pytest_plugins = ["tests.unit.vault.school_fixtures", "tests.integration.small_disk"]

NEW = "seventeen brass candles"


def begun(told: Path, count: int = 1) -> None:
    """Wait until a child has told so many lines."""
    deadline = time.monotonic() + 60
    while len(lines(told)) < count and time.monotonic() < deadline:
        time.sleep(0.005)
    assert len(lines(told)) >= count


def ended_well(*children: BaseProcess) -> None:
    """Wait for children; none may end with a traceback."""
    for child in children:
        child.join(100)
        assert child.exitcode == 0


def texts(session: SignIn, lesson: str) -> set[str]:
    """Return what a person sees of notes."""
    return {one.note.text for one in list_notes(session, lesson)}


def shared_with_olga(school: School) -> None:
    """Share with Olga too, and let everybody say ready."""
    anna = school.sign_in(ANNA)
    both = (school.people[MARK], school.people[OLGA])
    record_agreement(anna, school.lesson, agreement(*both, now_ms=anna.now_ms()))
    share(anna, school.lesson, school.people[OLGA])
    for name in (ANNA, MARK, OLGA):
        say_ready(school.sign_in(name), school.lesson)


def test_rotations_while_one_writes_and_another_reads_lose_nothing(school: School, tmp_path: Path) -> None:
    """Thirty new epochs beside a writer of another process and a reader of a third: every note is there."""
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    told = {what: tmp_path / what for what in ("writes", "reads", "rotates")}
    where = (school.path, school.codes[MARK], school.lesson)
    children = [
        started(write_notes, *where, told["writes"], 0, 100),
        started(read_notes, *where, told["reads"], 0, 100),
        started(rotate_often, school.path, school.codes[ANNA], school.lesson, told["rotates"], 0, 30),
    ]
    ended_well(*children)

    assert len(lines(told["rotates"])) == 30
    assert len(lines(told["writes"])) == 100, lines(told["writes"])[-1]
    for name in (ANNA, MARK):
        assert {f"note {number}" for number in range(100)} <= texts(school.sign_in(name), school.lesson)
    assert verify(school.path, school.sign_in(ANNA).identity).clean


def test_ending_somebodys_access_leaves_the_others_at_work(school: School, tmp_path: Path) -> None:
    """Mark writes and plays while Olga's access ends and the recordings are written again under his reader."""
    shared_with_olga(school)
    told = {what: tmp_path / what for what in ("writes", "plays", "ends")}
    where = (school.path, school.codes[MARK], school.lesson)
    children = [started(write_notes, *where, told["writes"], 0, 60), started(play, *where, told["plays"], 0, 10)]
    begun(told["plays"])
    children.append(started(end_sharing, school.path, school.codes[ANNA], school.lesson, told["ends"], 0, 0))
    ended_well(*children)

    assert lines(told["ends"]) == ["renewed 2"]
    assert len(lines(told["writes"])) == 60, lines(told["writes"])[-1]
    assert {f"note {number}" for number in range(60)} <= texts(school.sign_in(ANNA), school.lesson)
    assert open_clip(school.sign_in(MARK), school.lesson).readall() == CLIP
    assert verify(school.path, school.sign_in(MARK).identity).clean


def test_erasing_while_another_plays_and_writes_ends_both_with_a_sentence(school: School, tmp_path: Path) -> None:
    """Nothing of the lesson is left, and neither program ends with anything but a sentence."""
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    told = {what: tmp_path / what for what in ("writes", "plays")}
    where = (school.path, school.codes[MARK], school.lesson)
    children = [
        started(write_notes, *where, told["writes"], 0, 10_000),
        started(play, *where, told["plays"], 0, 10_000),
    ]
    for one in told.values():
        begun(one)
    erase_lesson(school.sign_in(ANNA), school.lesson)
    ended_well(*children)

    assert all(lines(one)[-1].startswith("ended ") for one in told.values())
    assert not school.capsule().exists()
    assert verify(school.path, school.sign_in(MARK).identity).clean


def test_backups_of_lessons_that_get_new_keys_meanwhile_are_whole(school: School, tmp_path: Path) -> None:
    """Every backup that is made between rotations can be restored, and everybody reads in it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    told = tmp_path / "told"
    child = started(rotate_often, school.path, school.codes[ANNA], school.lesson, told, 0, 1000)
    begun(told)
    for number in range(3):
        assert back_up(school.sign_in(OLGA if number % 2 else MARK), stick).clean
        again = School(tmp_path / f"again{number}", school.people, school.codes, school.lesson)
        restore(stick, again.path)
        assert ANNAS_NOTE in texts(again.sign_in(ANNA), school.lesson)
        assert verify(again.path, again.sign_in(MARK).identity).clean
    assert child.is_alive()
    child.kill()
    child.join()


@pytest.mark.parametrize("is_open", [False, True])
def test_new_keys_end_the_persons_other_program_with_a_sentence(school: School, tmp_path: Path, is_open: bool) -> None:
    """“My passphrase was seen” in one window while another writes notes, private or open: told, and none is lost."""
    if is_open:
        for name in (ANNA, MARK):
            say_ready(school.sign_in(name), school.lesson)
    told = tmp_path / "told"
    child = started(write_notes, school.path, school.codes[MARK], school.lesson, told, 0, 10_000)
    begun(told, 3)
    session, _ = people.replace_keys(school.sign_in(MARK), PASSPHRASES[MARK], NEW)
    ended_well(child)

    *saved, last = lines(told)
    assert last.startswith("ended "), last
    for one in owed.owed(school.sign_in(ANNA)):
        owed.settle(school.sign_in(ANNA), one)
    assert set(saved) <= texts(sign_in(school.path, MARK, NEW), school.lesson)
    assert set(saved) <= texts(session, school.lesson)
    assert verify(school.path, session.identity).clean


# -- A full disk -------------------------------------------------------------------------


@pytest.fixture
def full(school: School, small_disk: Mount) -> Callable[[int], School]:
    """Return what puts the school on a disk with so many KiB to spare."""

    def mount(spare_kib: int) -> School:
        used = sum(path.stat().st_size for path in school.path.rglob("*") if path.is_file()) // 1024
        disk = small_disk(f"{used + 400 + spare_kib}k")
        there = school.copied_to(disk / "vault")
        free = shutil.disk_usage(disk).free - spare_kib * 1024
        if free > 0:
            (disk / "filler").write_bytes(bytes(free))
        return there

    return mount


def room_again(there: School) -> None:
    """Make room on the disk."""
    (there.path.parent / "filler").unlink(missing_ok=True)
    subprocess.run(["mount", "-o", "remount,size=64m", str(there.path.parent)], check=True)  # noqa: S607


def rotated(school: School) -> None:
    """Rotate the lesson."""
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)
    rotate(capsule, anna.sealing_keys)


def renewed(school: School) -> None:
    """Write the recordings again, after Mark's access has ended."""
    renew_recordings(school.sign_in(ANNA), school.lesson)


@pytest.mark.parametrize("spare_kib", [0, 8, 40, 200])
@pytest.mark.parametrize("deed", [rotated, renewed])
def test_a_full_disk_loses_nothing_and_the_deed_can_be_repeated(
    school: School, full: Callable[[int], School], deed: Callable[[School], None], spare_kib: int
) -> None:
    """DiskFull with its sentence; all is as it was; with room it is done."""
    anna = school.sign_in(ANNA)
    if deed is renewed:
        unshare(anna, school.lesson, school.people[MARK])
    for name in (ANNA, MARK):
        school.sign_in(name)
    there = full(spare_kib)
    with pytest.raises(DiskFull):
        deed(there)
    with pytest.raises(DiskFull):
        deed(there)

    assert verify(there.path, anna.identity).clean
    room_again(there)
    assert texts(there.sign_in(ANNA), there.lesson) == {ANNAS_NOTE}
    deed(there)
    session = there.sign_in(ANNA)
    assert open_clip(session, there.lesson).readall() == CLIP
    assert recordings_owed(session, session.capsule(there.lesson)) == []
    report = verify(there.path, session.identity)
    assert (report.problems, report.leftovers) == ([], [])


@pytest.mark.parametrize("spare_kib", [0, 8, 24])
def test_new_keys_on_a_full_disk_lose_nothing(school: School, full: Callable[[int], School], spare_kib: int) -> None:
    """Either the old passphrase opens all as it was, or the new one goes on as soon as there is room."""
    school.sign_in(MARK)
    there = full(spare_kib)
    with pytest.raises(DiskFull):
        people.replace_keys(there.sign_in(MARK), PASSPHRASES[MARK], NEW)
    room_again(there)
    try:
        session = sign_in(there.path, MARK, NEW)
    except SignInRefused:
        session, _ = people.replace_keys(there.sign_in(MARK), PASSPHRASES[MARK], NEW)

    assert texts(session, there.lesson) == {MARKS_NOTE}
    for one in owed.owed(there.sign_in(ANNA)):
        owed.settle(there.sign_in(ANNA), one)
    assert texts(sign_in(there.path, MARK, NEW), there.lesson) == {MARKS_NOTE}
    assert verify(there.path, session.identity).clean
