"""Backups: made while others write, read back, restored; never torn, never half, the last good one never lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.backup_children import back_up_for_ever, write_at_leisure
from tests.integration.test_vault_on_disk import spellings
from tests.unit.services.test_checking import everything_about, flip
from tests.unit.vault.killed import killed, lines, started
from tests.unit.vault.looking import everything
from tests.unit.vault.school import (
    ANNA,
    ANNAS_NOTE,
    CLIP,
    MARK,
    MARKS_NOTE,
    OLGA,
    PASSPHRASES,
    TITLE,
    School,
    add_small_lesson,
    agreement,
)
from videoreflect.errors import (
    DiskFull,
    InvalidInput,
    NoBackup,
    StorageError,
    UnsuitableFolder,
    UnsupportedVersion,
    VaultBusy,
    VideoReflectError,
)
from videoreflect.services import backing_up, backup_place, vault_place
from videoreflect.services.backing_up import BackupReport, back_up
from videoreflect.services.checking import verify
from videoreflect.services.erasing import erase_lesson, erase_recording
from videoreflect.services.known_backups import known_backups
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.services.pruning import prune
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.restoring import restore
from videoreflect.services.sharing import share
from videoreflect.vault import database, snapshot, still
from videoreflect.vault.backup import backup_in
from videoreflect.vault.certificates import LESSON, Certificate
from videoreflect.vault.entitlement import ANYBODY
from videoreflect.vault.erasure import Marker, begin_erasing
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures", "tests.integration.small_disk"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder for backups."""
    place = tmp_path / "stick"
    place.mkdir()
    return place


def restored(school: School, stick: Path, where: Path) -> School:
    """Return the school as it comes back from the newest backup, with nothing wrong in it."""
    report = restore(stick, where)
    assert report.clean, report
    return School(where, school.people, school.codes, school.lesson)


def texts(session: SignIn, lesson: str) -> set[str]:
    """Return the first two words of every note that a person sees."""
    return {" ".join(one.note.text.split()[:2]) for one in list_notes(session, lesson)}


# -- There and back ----------------------------------------------------------------------


def test_everything_comes_back_for_everybody(school: School, stick: Path, tmp_path: Path) -> None:
    """Each person sees in the restored vault what they saw in the first; the check of contents finds nothing."""
    before = {name: everything(school, name) for name in (ANNA, MARK, OLGA)}
    report = back_up(school.sign_in(ANNA), stick, "blue stick")
    again = restored(school, stick, tmp_path / "again")

    assert (report.clean, report.checked.opened, report.blobs_copied) == (True, 2, 2)
    assert {name: everything(again, name) for name in before} == before
    for name in before:
        assert verify(again.path, again.sign_in(name).identity).clean
    for path in again.path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_person_who_cannot_open_a_lesson_backs_it_up_all_the_same(
    school: School, stick: Path, tmp_path: Path
) -> None:
    """Olga has a place in the vault and no lesson: what she copies from outside opens for Anna and Mark."""
    before = {name: everything(school, name) for name in (ANNA, MARK)}
    report = back_up(school.sign_in(OLGA), stick)
    again = restored(school, stick, tmp_path / "again")

    assert (report.clean, report.checked.opened, report.checked.outside_only) == (True, 1, 1)
    assert {name: everything(again, name) for name in before} == before


def test_only_new_recordings_are_copied(school: School, stick: Path, tmp_path: Path) -> None:
    """A second backup copies what was added since; one generation stays."""
    anna = school.sign_in(ANNA)
    back_up(anna, stick)
    lesson = add_small_lesson(anna, "Another", b"another clip" * 100)
    second = back_up(anna, stick)
    again = restored(school, stick, tmp_path / "again")

    assert (second.blobs_kept, second.blobs_copied, second.generation) == (2, 2, 2)
    assert [one.number for one in backup_in(stick, anna.folder.id).complete()] == [2]
    assert again.sign_in(ANNA).capsule(lesson).id == lesson


def test_the_vault_is_not_changed_by_a_backup_but_for_its_row(school: School, stick: Path) -> None:
    """Two rows in the directory make it known; no lesson is touched."""
    anna = school.sign_in(ANNA)
    before = everything_about(school.capsule())
    back_up(anna, stick, "blue stick")
    after = everything_about(school.capsule())
    for facts in (before, after):
        facts.pop(str(school.capsule() / "lock"), None)
        for folder in (school.capsule(), school.capsule() / "private"):
            facts.pop(str(folder))  # SQLite's own files came and went in them
    known = known_backups(school.sign_in(MARK))

    assert after == before
    assert [(one.label, one.state, one.by) for one in known] == [("blue stick", "complete", school.people[ANNA])]


def test_nothing_in_a_backup_is_in_clear(school: School, stick: Path) -> None:
    """No name, passphrase, title, note or label, no picture or sound: it is the vault's own bytes."""
    say_ready(school.sign_in(ANNA), school.lesson)
    report = back_up(school.sign_in(ANNA), stick, "Zephyr stick")
    texts = [ANNA, MARK, OLGA, *PASSPHRASES.values(), TITLE, ANNAS_NOTE, MARKS_NOTE, "Zephyr stick", "CREATE TABLE"]
    needles = {CLIP[:64], *(form for text in texts for form in spellings(text))}
    files = [path.read_bytes() for path in report.folder.rglob("*") if path.is_file()]

    assert len(files) > 15
    assert not [needle for needle in needles for content in files if needle in content]


def test_backups_of_several_places_are_all_known(school: School, stick: Path, tmp_path: Path) -> None:
    """Each place has an id of its own; the newest state of each counts, and the label stays."""
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    other = tmp_path / "disk"
    other.mkdir()
    back_up(anna, stick, "blue stick")
    back_up(mark, other, "school disk")
    back_up(anna, stick)
    anna.directory.append([Statement("backup", {"backup": "x", "label": 7, "state": "gone"})])
    known = known_backups(anna)

    assert [(one.label, one.state) for one in known] == [("school disk", "complete"), ("blue stick", "complete")]
    assert len({one.id for one in known}) == 2
    assert "backup" in ANYBODY


# -- While others write ------------------------------------------------------------------


@pytest.mark.timeout(300)
def test_backups_while_people_write_lose_nothing_and_are_never_torn(
    school: School, stick: Path, tmp_path: Path
) -> None:
    """Three processes write all the time; each of 20 backups holds all that was saved before it began.

    Anna's open notes are in records that who makes the backup can open, Mark's private ones and those of his
    own lesson are in files that they cannot. The moments in which a copy could be torn are short: builds broken
    on purpose, which this seldom catches, are caught for certain by tests/unit/vault/test_still.py.
    """
    say_ready(school.sign_in(ANNA), school.lesson)
    marks = add_small_lesson(school.sign_in(MARK), "Mark's own", b"clip" * 500)
    mark = school.sign_in(MARK)
    record_agreement(mark, marks, agreement(school.people[OLGA], now_ms=mark.now_ms()))
    share(mark, marks, school.people[OLGA])
    say_ready(mark, marks)
    work = [(ANNA, school.lesson, 0), (MARK, school.lesson, 10_000), (MARK, marks, 20_000)]
    children = [
        started(write_at_leisure, school.path, school.codes[name], lesson, tmp_path / f"told{start}", start, 10_000)
        for name, lesson, start in work
    ]
    try:
        anna = school.sign_in(ANNA)
        for number in range(20):
            saved = {start: set(lines(tmp_path / f"told{start}")) for _, _, start in work}
            assert back_up(anna, stick).clean
            again = restored(school, stick, tmp_path / f"again{number}")
            for name, lesson, start in work:
                session = again.sign_in(name)
                assert saved[start] <= texts(session, lesson), (number, name)
                assert verify(again.path, session.identity).clean
            shutil.rmtree(again.path)
    finally:
        for child in children:
            child.kill()
            child.join()
    assert all(len(lines(tmp_path / f"told{start}")) > 20 for _, _, start in work)
    assert verify(school.path, school.sign_in(MARK).identity, quick=True).clean


def test_a_file_that_never_rests_fails_the_backup_instead_of_tearing_it(
    school: School, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mark's private file changes whenever it was read: busy, told as such, and the last good backup is as it was."""
    anna, real = school.sign_in(ANNA), still.copy_file
    back_up(anna, stick)
    before = generations(anna, stick)

    def changed_meanwhile(source: Path, target: Path) -> str:
        measured = real(source, target)
        if source == school.private_file(MARK):
            os.utime(source)
        return measured

    with monkeypatch.context() as restless:
        restless.setattr(still, "copy_file", changed_meanwhile)
        with pytest.raises(VaultBusy, match="last good backup are as they were"):
            back_up(anna, stick, patience=0.5)

    assert generations(anna, stick) == before
    assert back_up(anna, stick).clean


def test_a_lesson_that_is_erased_during_a_backup_is_not_in_it(
    school: School, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was copied already, and its certificate is in the directory that is copied last."""
    anna, real = school.sign_in(ANNA), snapshot.copy_facts

    def erased_meanwhile(folder: VaultFolder, target: Path) -> None:
        erase_lesson(school.sign_in(ANNA), school.lesson)
        real(folder, target)

    monkeypatch.setattr(backing_up, "copy_facts", erased_meanwhile)
    report = back_up(anna, stick)

    assert report.clean
    assert [path.parent.name for path in report.folder.rglob(school.lesson) if "generations" in path.parts] == [
        "erased"
    ]


def test_two_backups_to_one_place_wait_for_each_other(school: School, stick: Path, tmp_path: Path) -> None:
    """Two processes at once: both end well, and what is left is one whole backup."""
    children = [
        started(back_up_for_ever, school.path, school.codes[ANNA], "", tmp_path / f"told{n}", n * 100, 3)
        for n in range(2)
    ]
    for child in children:
        child.join(100)
        assert child.exitcode == 0
    again = restored(school, stick, tmp_path / "again")

    assert len(again.sign_in(ANNA).lesson_ids()) == 7


def generations(session: SignIn, stick: Path) -> dict[str, bytes]:
    """Return what makes generations complete."""
    folder = backup_in(stick, session.folder.id).generations
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


@pytest.mark.timeout(300)
def test_a_backup_that_is_killed_never_replaces_the_last_good_one(school: School, stick: Path, tmp_path: Path) -> None:
    """Killed 15 times at random: each backup told as complete is there, opens, and holds what it was told with."""
    chosen, told = random.Random(7), set[str]()
    for kill in range(15):
        where = tmp_path / f"told{kill}"
        child = started(back_up_for_ever, school.path, school.codes[ANNA], "", where, kill * 100, 100)
        told |= set(killed(child, where, chosen))
        if not told:
            continue
        again = restored(school, stick, tmp_path / f"again{kill}")
        anna = again.sign_in(ANNA)
        newest = max(told, key=lambda line: int(line.split()[0]))
        assert newest.split()[1] in anna.lesson_ids()
        assert verify(again.path, anna.identity).clean
        shutil.rmtree(again.path)
    assert told
    assert verify(school.path, school.sign_in(ANNA).identity, quick=True).clean
    assert back_up(school.sign_in(ANNA), stick).clean


# -- Disks -------------------------------------------------------------------------------


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(
    school: School, small_disk: Callable[[str], Path]
) -> None:
    """What is needed and what is free, in a sentence; only the empty folder of the backup is there."""
    disk = small_disk("4m")
    with pytest.raises(DiskFull, match="MB are free there"):
        back_up(school.sign_in(ANNA), disk)

    assert not [path for path in disk.rglob("*") if path.is_file() and path.name not in ("backup.json", "lock")]
    assert known_backups(school.sign_in(ANNA)) == []


def test_a_disk_that_fills_up_in_the_middle_keeps_the_last_good_backup(
    school: School, small_disk: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DiskFull; what was begun is gone, the last good backup opens, the vault is as it was."""
    disk, anna = small_disk("6m"), school.sign_in(ANNA)
    monkeypatch.setattr(backup_place, "shutil", LyingDisk)
    back_up(anna, disk)
    add_small_lesson(anna, "Too long for this stick", os.urandom(8 << 20))
    before = generations(anna, disk)
    with pytest.raises(DiskFull, match="last good backup are as they were"):
        back_up(anna, disk)

    assert generations(anna, disk) == before
    assert {path.name for path in backup_in(disk, anna.folder.id).generations.iterdir()} == {"1", "1.json"}
    assert restore(disk, tmp_path / "again").clean
    assert verify(school.path, anna.identity).clean


class LyingDisk:
    """A disk that says it has room."""

    @staticmethod
    def disk_usage(_: Path) -> object:
        """Return much."""
        return type("Usage", (), {"free": 1 << 50})


def test_a_stick_that_is_pulled_out_is_a_typed_error(
    school: School, small_disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of copying the disk goes away: StorageError, no traceback, the vault is whole."""
    disk, anna = small_disk("60m"), school.sign_in(ANNA)
    real = database.copy_opened

    def pulled(*arguments: object) -> None:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S607
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(snapshot, "copy_opened", pulled)
    with pytest.raises(VideoReflectError):
        back_up(anna, disk)

    assert verify(school.path, anna.identity).clean


def test_a_file_too_large_for_fat_is_told_in_a_sentence(
    school: School, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick formatted as FAT takes files of up to 4 GB; here the limit is lowered to what the school has."""
    monkeypatch.setattr(backup_place, "file_system", lambda _: "vfat")
    monkeypatch.setattr(backup_place, "_FAT_LARGEST", 1000)
    with pytest.raises(UnsuitableFolder, match="FAT"):
        back_up(school.sign_in(ANNA), stick)


def test_places_that_cannot_take_a_backup(school: School, tmp_path: Path) -> None:
    """Not there, a file, inside the vault: refused before anything is written."""
    anna = school.sign_in(ANNA)
    (tmp_path / "file").touch()
    for place in (tmp_path / "unplugged", tmp_path / "file", school.path, school.path / "people"):
        with pytest.raises(UnsuitableFolder):
            back_up(anna, place)
    with pytest.raises(InvalidInput):
        back_up(anna, tmp_path, "x" * 81)

    assert not (tmp_path / "unplugged").exists()
    assert verify(school.path, anna.identity).remarks == []


def test_places_to_think_about_are_warned_of(school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same disk, a network, a folder that is uploaded: allowed, since all is encrypted, and told."""
    place = tmp_path / "Dropbox"
    place.mkdir()
    monkeypatch.setattr(backup_place, "on_network", lambda _: True)
    told = " ".join(back_up(school.sign_in(ANNA), place).warnings)

    assert "network" in told
    assert "Dropbox" in told
    assert "same disk" in told


# -- What is wrong in a backup -----------------------------------------------------------


@pytest.mark.timeout(300)
def test_every_changed_file_of_a_backup_is_found(school: School, stick: Path, tmp_path: Path) -> None:
    """One bit in each file in turn: the check of what is restored names it, or the restore refuses.

    A lock and the id of the backup say nothing of what is in it. ``vault.json`` and slots only refuse a sign-in.
    """
    anna = school.sign_in(ANNA)
    report = back_up(anna, stick)
    files = [path for path in sorted(report.folder.rglob("*")) if path.is_file()]
    foreign = {f"{school.people[name]}.{ending}" for name in (MARK, OLGA) for ending in ("state", "db")}
    passed = []
    for number, path in enumerate(files):
        if path.name in ("lock", "backup.json", "vault.json") or path.name in foreign or path.name.endswith(".json"):
            continue
        if path.parent.name == "grants" and school.people[ANNA] not in path.name:
            continue  # sealed to somebody else: only they can tell
        flip(path, path.stat().st_size // 2)
        try:
            clean = restore(stick, tmp_path / f"again{number}", anna.identity).clean
        except VideoReflectError:
            clean = False
        if clean:
            passed.append(path.relative_to(report.folder))
        flip(path, path.stat().st_size // 2)

    assert passed == []
    assert len(files) > 15


def test_a_recording_that_was_damaged_on_the_stick_is_copied_again(school: School, stick: Path) -> None:
    """The next backup reads back what it kept, finds the damage, and mends it from the vault."""
    anna = school.sign_in(ANNA)
    first = back_up(anna, stick)
    blob = max((first.folder / "blobs").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    whole = blob.read_bytes()
    flip(blob, 500_000)
    second = back_up(anna, stick)

    assert (second.clean, second.blobs_copied) == (True, 1)
    assert blob.read_bytes() == whole


def test_damage_in_the_vault_does_not_push_out_the_last_good_backup(
    school: School, stick: Path, tmp_path: Path
) -> None:
    """A page of a lesson is damaged: the backup is made and says so, the good one is kept and restorable.

    Failed at first: SQLite's own backup of a database with a damaged page reports no error, and its copy has another.
    """
    anna = school.sign_in(ANNA)
    back_up(anna, stick)
    records = school.capsule() / "records.1.db"
    flip(records, records.stat().st_size - 2000)
    add_small_lesson(anna, "Newer", b"x")
    numbers = []
    for _ in range(3):
        report = back_up(school.sign_in(ANNA), stick)
        numbers.append([one.number for one in backup_in(stick, anna.folder.id).complete()])
        assert {(one.code, one.file) for one in report.checked.problems} == {
            ("damaged-pages", f"capsules/{school.lesson}/records.1.db")
        }

    assert numbers == [[1, 2], [1, 3], [1, 4]]
    assert restore(stick, tmp_path / "old", number=1).clean
    assert any("--generation 1" in one for one in restore(stick, tmp_path / "new").warnings)
    assert not restore(stick, tmp_path / "keyed", anna.identity, number=4).clean
    flip(records, records.stat().st_size - 2000)
    assert back_up(school.sign_in(ANNA), stick).clean
    assert [one.number for one in backup_in(stick, anna.folder.id).complete()] == [5]


@pytest.mark.parametrize("name", [ANNA, OLGA])
def test_a_recording_that_the_vault_lost_stays_in_the_backup(
    school: School, stick: Path, tmp_path: Path, name: str
) -> None:
    """Also after several more backups, also by somebody who cannot tell that it is missing."""
    session = school.sign_in(name)
    back_up(session, stick)
    blob = max((school.capsule() / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    blob.unlink()
    reports = [back_up(session, stick) for _ in range(2)]

    assert [bool([one for one in report.warnings if "missing" in one]) for report in reports] == [name == ANNA] * 2
    assert restore(stick, tmp_path / "again", school.sign_in(ANNA).identity).clean


def test_what_is_no_complete_backup_is_refused(school: School, stick: Path, tmp_path: Path) -> None:
    """Nothing there, a generation that was not finished, one of a newer version, one of another vault."""
    with pytest.raises(NoBackup):
        restore(stick, tmp_path / "again")
    anna = school.sign_in(ANNA)
    report = back_up(anna, stick)
    with pytest.raises(NoBackup, match="There are: 1"):
        restore(stick, tmp_path / "again", number=7)
    description = report.folder / "generations" / "1.json"
    content = description.read_bytes()
    description.write_bytes(content.replace(b'"format":1', b'"format":2'))
    for refused in (lambda: restore(stick, tmp_path / "again"), lambda: back_up(anna, stick)):
        with pytest.raises(UnsupportedVersion):
            refused()
    assert (report.folder / "generations" / "1").is_dir()
    description.write_bytes(content.replace(anna.folder.id.encode(), b"0" * 32))
    with pytest.raises(NoBackup):
        restore(stick, tmp_path / "again")
    description.unlink()
    with pytest.raises(NoBackup):
        restore(stick, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_newer_vault_in_a_backup_is_refused(school: School, stick: Path, tmp_path: Path) -> None:
    """As at every other entry."""
    report = back_up(school.sign_in(ANNA), stick)
    path = report.folder / "generations" / "1" / "vault.json"
    path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":2'))
    with pytest.raises(UnsupportedVersion):
        restore(stick, tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_in_a_backup_is_not_followed(school: School, stick: Path, tmp_path: Path) -> None:
    """Whoever hands over a stick gets no file of this device into the vault."""
    report = back_up(school.sign_in(ANNA), stick)
    secret = tmp_path / "diary.txt"
    secret.write_text("dear diary")
    for path in (report.folder / "generations" / "1" / "capsules" / school.lesson / "records.1.db",
                 max((report.folder / "blobs").rglob("*"))):  # fmt: skip
        path.unlink()
        path.symlink_to(secret)
    again = restore(stick, tmp_path / "again")

    assert len(again.unreadable) == 2
    assert not again.clean
    assert all(b"dear diary" not in path.read_bytes() for path in (tmp_path / "again").rglob("*") if path.is_file())


# -- Two copies of a vault ---------------------------------------------------------------


def logs_of(session: SignIn, lesson: str) -> set[str]:
    """Return the ids of all logs of a lesson."""
    return set(session.capsule(lesson)._history.heads)


def test_a_restored_vault_and_the_first_never_write_the_same_log(school: School, stick: Path, tmp_path: Path) -> None:
    """Both go on; no log has a row of both after the backup, so that no fork arises.

    Seen to fail on a build without ``StateFile.belong_to``: both wrote row 3 of one log.
    """
    say_ready(school.sign_in(ANNA), school.lesson)
    back_up(school.sign_in(ANNA), stick)
    common = logs_of(school.sign_in(ANNA), school.lesson)
    copies = [school, restored(school, stick, tmp_path / "one"), restored(school, stick, tmp_path / "two")]
    fresh: list[set[str]] = []
    for copy in copies:
        for _ in range(2):  # a second sign-in keeps what the first drew
            for name in (ANNA, MARK):
                save_note(copy.sign_in(name), school.lesson, NoteText(f"in {copy.path.name}", 5))
            say_ready(copy.sign_in(MARK), school.lesson)
        fresh.append(logs_of(copy.sign_in(ANNA), school.lesson) - common)

    assert [len(one) for one in fresh] == [1, 2, 2]  # in the first vault Anna goes on in her log, Mark begins one
    assert len(set.union(*fresh)) == 5
    assert len({json.loads((copy.path / "vault.json").read_text())["copy"] for copy in copies}) == 3
    assert all(verify(copy.path, copy.sign_in(MARK).identity).clean for copy in copies)


def test_a_new_replica_is_saved_before_anything_is_written(school: School, stick: Path, tmp_path: Path) -> None:
    """The first sign-in to a restored vault writes the state; a process that ends there leaves no other choice."""
    back_up(school.sign_in(ANNA), stick)
    again = restored(school, stick, tmp_path / "again")
    first = again.sign_in(ANNA).state.log_id()

    assert first != school.sign_in(ANNA).state.log_id()
    assert again.sign_in(ANNA).state.log_id() == first


def test_restoring_asks_for_an_empty_folder_on_this_device(
    school: School, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with something in it, a file, the backup itself, a network: refused, and nothing changes there."""
    back_up(school.sign_in(ANNA), stick)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    for place in (tmp_path / "full", tmp_path / "full" / "thesis.txt", stick / "again", school.path):
        with pytest.raises(UnsuitableFolder):
            restore(stick, place)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.txt"]
    (tmp_path / "empty").mkdir()
    assert restore(stick, tmp_path / "empty").clean
    assert restore(stick, tmp_path / "OneDrive" / "vault").warnings
    monkeypatch.setattr(vault_place, "on_network", lambda _: True)
    with pytest.raises(UnsuitableFolder, match="network"):
        restore(stick, tmp_path / "again")


def test_a_restore_that_was_killed_is_told_as_that(school: School, stick: Path, tmp_path: Path) -> None:
    """What a kill left is no vault; the sentence says what to delete. A folder of something else is only not empty."""
    back_up(school.sign_in(ANNA), stick)
    target = tmp_path / "again"
    restore(stick, target)
    (target / "vault.json").unlink()  # written last
    with pytest.raises(UnsuitableFolder, match="interrupted"):
        restore(stick, target)

    (target / "holiday.jpg").touch()
    with pytest.raises(UnsuitableFolder, match="empty"):
        restore(stick, target)


def test_a_restore_that_fails_leaves_nothing(
    school: School, stick: Path, small_disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk without room: DiskFull, and the folder is as empty as before."""
    anna, disk = school.sign_in(ANNA), small_disk("2m")
    add_small_lesson(anna, "Long", os.urandom(4 << 20))
    back_up(anna, stick)
    with pytest.raises(DiskFull, match="are free there"):
        restore(stick, disk)
    monkeypatch.setattr(backup_place, "shutil", LyingDisk)
    with pytest.raises(DiskFull):
        restore(stick, disk)
    assert list(disk.iterdir()) == []


# -- Erased lessons ----------------------------------------------------------------------


def erasing(school: School, lesson: str) -> None:
    """Mark a lesson as being erased, as the first step of erasing does, and remove its folder."""
    begin_erasing(open_vault_folder(school.path), Marker(lesson, 1))
    shutil.rmtree(school.path / "capsules" / lesson)


def test_what_was_erased_goes_from_the_backup_and_does_not_come_back(
    school: School, stick: Path, tmp_path: Path
) -> None:
    """Grants, records, private files and recordings, in every generation; a restore leaves the lesson out."""
    anna = school.sign_in(ANNA)
    kept = add_small_lesson(anna, "Kept", b"kept" * 999)
    first = back_up(anna, stick, "blue stick")
    records = school.capsule(kept) / "records.1.db"
    flip(records, records.stat().st_size - 2000)
    back_up(school.sign_in(ANNA), stick)  # something is wrong, so two generations lie there
    flip(records, records.stat().st_size - 2000)
    assert len(backup_in(stick, anna.folder.id).complete()) == 2
    secrets_of_it = [
        path.read_bytes() for path in school.capsule().rglob("*") if path.is_file() and path.stat().st_size
    ]
    erasing(school, school.lesson)
    anna = school.sign_in(ANNA)
    report = prune(anna, stick)
    left = [path for path in first.folder.rglob("*") if path.is_file()]

    assert (report.lessons, report.blobs) == ([school.lesson], 2)
    assert not [path for path in left if school.lesson in str(path.relative_to(stick)) and "erased" not in path.parts]
    assert not {path.read_bytes() for path in left} & set(secrets_of_it)
    assert [(one.label, one.state) for one in known_backups(anna)] == [("blue stick", "pruned")]
    again = restore(stick, tmp_path / "again", number=1)
    assert again.left_erased == [school.lesson]
    assert School(again.folder, school.people, school.codes, kept).sign_in(ANNA).lesson_ids() == (kept,)
    assert prune(anna, stick).lessons == []


def test_a_backup_made_after_erasing_holds_nothing_of_the_lesson(school: School, stick: Path) -> None:
    """The next backup removes it as well, without being asked to; also while its folder is still there."""
    anna = school.sign_in(ANNA)
    back_up(anna, stick)
    begin_erasing(open_vault_folder(school.path), Marker(school.lesson, 1))
    report = back_up(anna, stick)

    assert report.clean
    assert [path for path in report.folder.rglob("*") if school.lesson in path.name] == [
        report.folder / "generations" / "2" / "erased" / school.lesson
    ]


def test_a_certificate_in_the_directory_counts_as_well(school: School, stick: Path, tmp_path: Path) -> None:
    """Erased as a person does it: prune removes the lesson; the certificate lists the backup by its id."""
    anna = school.sign_in(ANNA)
    report = back_up(anna, stick)
    certificate = erase_lesson(anna, school.lesson)

    assert certificate.backups == (report.backup,)
    assert not (school.path / "erased" / school.lesson).exists()
    assert verify(school.path, anna.identity).clean
    assert prune(anna, stick).lessons == [school.lesson]
    assert restore(stick, tmp_path / "again").left_erased == [school.lesson]


def test_a_certificate_by_somebody_who_might_not_erase_it_removes_nothing(school: School, stick: Path) -> None:
    """Mark says that Anna's lesson was erased: it is backed up all the same, and stays in the backup.

    Seen to fail with every ``erased`` row believed.
    """
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    back_up(anna, stick)
    forged = Certificate(school.lesson, LESSON, "asked", 1, 2, {})
    mark.directory.append([forged.statement()])

    assert prune(anna, stick).lessons == []
    assert back_up(anna, stick).checked.capsules == 2


def test_a_recording_that_was_erased_goes_from_the_backup_and_the_lesson_stays(
    school: School, stick: Path, tmp_path: Path
) -> None:
    """The certificate is of a recording: its bytes go from the backup, notes and transcript are kept."""
    anna = school.sign_in(ANNA)
    report = back_up(anna, stick)
    blobs = {path.name for path in (school.capsule() / "blobs").iterdir()}
    erase_recording(anna, school.lesson)
    gone = blobs - {path.name for path in (school.capsule() / "blobs").iterdir()}
    pruned = prune(anna, stick)
    left = {path.name for path in report.folder.rglob("*")}

    assert gone
    assert (pruned.lessons, pruned.blobs, pruned.problems) == ([], len(gone), [])
    assert not gone & left
    assert back_up(anna, stick).clean
    assert restored(school, stick, tmp_path / "again").sign_in(ANNA).lesson_ids() == (school.lesson,)


def test_only_a_backup_of_this_vault_is_pruned(school: School, stick: Path) -> None:
    """Another place, or nothing there."""
    with pytest.raises(NoBackup):
        prune(school.sign_in(ANNA), stick)


def test_a_crash_in_the_middle_of_pruning_is_mended_by_doing_it_again(
    school: School, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the keys are gone: the rest goes the next time."""
    anna = school.sign_in(ANNA)
    report = back_up(anna, stick)
    erasing(school, school.lesson)
    with monkeypatch.context() as broken:
        broken.setattr("videoreflect.services.pruning.shutil.rmtree", _stopped)
        with pytest.raises(StorageError):
            prune(anna, stick)
    lesson = report.folder / "generations" / "1" / "capsules" / school.lesson
    assert not list((lesson / "grants").iterdir())
    assert prune(anna, stick).lessons == [school.lesson]
    assert not lesson.exists()


def _stopped(*_: object) -> None:
    raise OSError("pulled out")


def test_time_is_not_asked(school: School, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still or runs back makes no backup fail."""
    anna = school.sign_in(ANNA)
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000)
    report: BackupReport = back_up(anna, stick)

    assert report.clean
