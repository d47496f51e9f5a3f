"""Dates that hold without a key: ended access, lessons whose time is over, a clock set forward and back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.vault.remnants import Keyring, found
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
    agreement,
)
from videoreflect.errors import Erased, InvalidInput, NotAllowed
from videoreflect.services import accounts, erasing
from videoreflect.services.checking import verify
from videoreflect.services.keeping_dates import (
    Kept,
    access_to_renew,
    confirm_date,
    enforce_dates,
    enforce_dates_in,
)
from videoreflect.services.lessons import ClosedLesson, list_lessons, open_lesson
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.retention import Ending, ending_lessons, keep_until
from videoreflect.services.sharing import share
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.header import ended_members
from videoreflect.vault.signin import SignIn
from videoreflect.vault.state import StateFile

pytest_plugins = ["tests.unit.vault.school_fixtures"]

HOUR = 3_600_000
DAY = 24 * HOUR
YEARS = 10 * 365 * DAY


class Device:
    """The clock of the device, which anybody can set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.start = self.now_ms = StateFile.system_ms()
        monkeypatch.setattr(StateFile, "system_ms", staticmethod(lambda: self.now_ms))

    def at(self, after_ms: int) -> int:
        """Set it to some time after the start."""
        self.now_ms = self.start + after_ms
        return self.now_ms


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Device:
    """Return the device's clock."""
    return Device(monkeypatch)


def run(school: School, device: Device, after_ms: int) -> Kept:
    """A run of the program some time after the start, without a key."""
    device.at(after_ms)
    return enforce_dates_in(school.path)


def folder_of(school: School) -> VaultFolder:
    return open_vault_folder(school.path)


def grant(school: School, name: str) -> Path:
    return school.capsule() / "grants" / f"{school.people[name]}.1"


def indexes(school: School) -> set[str]:
    """Put an index there for everybody; returns whose."""
    for person in school.people.values():
        for suffix in ("index.db", "index.db-wal", "index.db-shm"):
            path = school.path / "people" / f"{person}.{suffix}"
            path.write_bytes(b"words")
            path.chmod(0o600)
    return set(school.people)


def whose_index(school: School) -> set[str]:
    return {name for name in school.people if list((school.path / "people").glob(f"{school.people[name]}.index.db*"))}


def kept_until(school: School, device: Device, after_ms: int) -> None:
    """Anna says until when the lesson is kept."""
    keep_until(school.sign_in(ANNA), school.lesson, device.start + after_ms)


def over(session: SignIn) -> list[Ending]:
    return [one for one in ending_lessons(session) if one.keeping.over]


# -- Ended access ------------------------------------------------------------------------


def test_an_ended_grant_goes_without_a_key(school: School, device: Device) -> None:
    """Mark's grant and index, by whichever run comes first; Anna's stay, and nothing is wrong with the vault."""
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + HOUR)
    indexes(school)

    assert run(school, device, HOUR).ended == ()
    done = run(school, device, HOUR + 1)

    assert done.ended == ((school.lesson, school.people[MARK]),)
    assert not grant(school, MARK).exists()
    assert grant(school, ANNA).exists()
    assert whose_index(school) == {ANNA, OLGA}
    assert verify(school.path, school.sign_in(ANNA)).clean
    assert run(school, device, HOUR + 2).ended == ()
    device.at(0)
    with pytest.raises(NotAllowed):
        school.sign_in(MARK).capsule(school.lesson)


def test_the_owner_sees_that_a_rotation_is_owed(school: School, device: Device) -> None:
    """Computed from the header: nothing has to be written for it."""
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + HOUR)
    header = anna.capsule(school.lesson).header

    assert ended_members(header, device.start + HOUR) == ()
    assert [one.person for one in ended_members(header, device.start + HOUR + 1)] == [school.people[MARK]]


def test_sharing_again_opens_it_again(school: School, device: Device) -> None:
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + HOUR)
    run(school, device, 2 * HOUR)
    share(anna, school.lesson, school.people[MARK], device.start + 5 * HOUR)
    run(school, device, 3 * HOUR)

    assert open_lesson(school.sign_in(MARK), school.lesson).details.title == TITLE


def test_a_sharing_in_the_making_is_left_alone(school: School, device: Device) -> None:
    """Its grant is written before its header, which still names the old date.

    Seen to fail with every grant of an ended member removed.
    """
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + HOUR)
    now = device.at(2 * HOUR)
    anna.capsule(school.lesson).grant_to(school.people[MARK], school.sign_in(MARK).identity.sealing.public)
    os.utime(grant(school, MARK), ns=(now * 1_000_000, now * 1_000_000))

    assert enforce_dates_in(school.path).ended == ()
    assert grant(school, MARK).exists()
    assert run(school, device, 3 * HOUR).ended


# -- A lesson whose time is over ---------------------------------------------------------


def test_it_is_closed_at_once_and_erased_by_the_second_run(school: School, device: Device) -> None:
    """Everybody's grants, indexes, private files, the folder; the owner's next sign-in signs the certificate."""
    keys = Keyring()
    for name in (ANNA, MARK):
        keys.take(school.sign_in(name), school.lesson)
    kept_until(school, device, HOUR)
    indexes(school)

    assert run(school, device, HOUR) == Kept((), (), (), False)
    run(school, device, HOUR + 1)
    for name in (ANNA, MARK):
        (closed,) = list_lessons(school.sign_in(name))
        assert isinstance(closed, ClosedLesson)
    assert run(school, device, HOUR + DAY).erased == ()
    assert school.capsule().exists()
    assert run(school, device, HOUR + DAY + 1).erased == (school.lesson,)

    assert not school.capsule().exists()
    assert not whose_index(school)
    needles = [text.encode() for text in (TITLE, ANNAS_NOTE, MARKS_NOTE)] + [CLIP[:32]]
    assert not found(school.path, keys, needles)
    assert [path.name for path in folder_of(school).erased.iterdir()] == [school.lesson]
    assert school.sign_in(ANNA).certificates() == []
    accounts.sign_in(school.path, MARK, PASSPHRASES[MARK])
    assert list(folder_of(school).erased.iterdir()), "the certificate is not Mark's to sign"
    anna = accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA])
    ((certificate),) = anna.certificates()
    assert (certificate.why, certificate.by) == ("retention", anna.person)
    assert certificate.counts["recordings"] == 2
    assert not list(folder_of(school).erased.iterdir())
    with pytest.raises(Erased):
        anna.capsule(school.lesson)


def test_a_clock_set_forward_ten_years_and_back_erases_nothing(school: School, device: Device) -> None:
    """For one run, and again: the lesson is there; Mark's access may be gone, and is said; Anna is asked.

    Seen to fail with ``jumped`` never set: the second forward run erases.
    """
    share(school.sign_in(ANNA), school.lesson, school.people[MARK], device.start + HOUR)
    kept_until(school, device, 30 * DAY)
    run(school, device, 0)

    done = run(school, device, YEARS)
    assert (done.ended, done.erased, done.asked) == (((school.lesson, school.people[MARK]),), (), (school.lesson,))
    accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA]).state.save()  # she has worked while the clock is wrong
    back = run(school, device, DAY)
    assert (back.erased, back.asked, back.clock_set_back) == ((), (), True)
    assert run(school, device, YEARS + 2 * DAY).erased == ()
    assert run(school, device, YEARS + 4 * DAY).erased == ()
    assert run(school, device, 2 * DAY).erased == ()

    anna = school.sign_in(ANNA)
    assert school.capsule().exists()
    assert access_to_renew(school.sign_in(MARK)) == []
    (asked,) = over(anna)
    assert (asked.lesson, asked.details and asked.details.title) == (school.lesson, TITLE)


def test_access_that_a_wrong_clock_took_away_is_told(school: School, device: Device) -> None:
    """Anna sees who cannot open it any more; sharing again gives it back."""
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + 30 * DAY)
    run(school, device, YEARS)
    device.at(DAY)

    assert access_to_renew(anna) == [(school.lesson, school.people[MARK])]
    share(anna, school.lesson, school.people[MARK], device.start + 30 * DAY)
    assert access_to_renew(anna) == []
    assert open_lesson(school.sign_in(MARK), school.lesson).details.title == TITLE


def test_a_clock_set_back_keeps_nothing_open(school: School, device: Device) -> None:
    """Who has seen the date past is refused whatever the clock says later; nothing is erased before two true runs."""
    kept_until(school, device, HOUR)
    device.at(2 * HOUR)
    anna = school.sign_in(ANNA)
    anna.state.save()
    assert run(school, device, 2 * HOUR).erased == ()
    assert run(school, device, -DAY).erased == ()

    (closed,) = list_lessons(school.sign_in(ANNA))
    assert isinstance(closed, ClosedLesson)
    assert run(school, device, 3 * HOUR).erased == ()
    assert run(school, device, 3 * HOUR + DAY).erased == (school.lesson,)


def test_the_owner_can_keep_it_or_let_it_go(school: School, device: Device) -> None:
    """Asked after the date: a later one opens the lesson again, a word erases it at once."""
    kept_until(school, device, HOUR)
    device.at(2 * HOUR)
    anna = school.sign_in(ANNA)
    assert [one.lesson for one in over(anna)] == [school.lesson]
    assert over(school.sign_in(MARK)) == []
    with pytest.raises(InvalidInput):
        keep_until(anna, school.lesson, device.start + HOUR, "A talk is planned")

    keep_until(anna, school.lesson, device.start + DAY, "A talk is planned")
    assert over(anna) == []
    assert open_lesson(anna, school.lesson).details.title == TITLE
    with pytest.raises(InvalidInput):
        confirm_date(anna, school.lesson)

    device.at(2 * DAY)
    assert confirm_date(anna, school.lesson).why == "retention"
    assert not school.capsule().exists()


def test_only_the_owner_sets_or_confirms_a_date(school: School, device: Device) -> None:
    kept_until(school, device, HOUR)
    mark: SignIn = school.sign_in(MARK)
    with pytest.raises(NotAllowed):
        keep_until(mark, school.lesson, device.start + DAY, "A talk is planned")
    device.at(2 * HOUR)
    with pytest.raises(NotAllowed):
        confirm_date(mark, school.lesson)


def test_a_date_that_anna_did_not_set_gets_no_certificate_by_itself(school: School, device: Device) -> None:
    """Somebody who can write to the folder left the marker: she is asked, also if it says “retention”."""
    from videoreflect.vault.erasure import Marker, begin_erasing

    begin_erasing(folder_of(school), Marker(school.lesson, device.start, "retention"))
    anna = accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA])
    assert anna.certificates() == []
    assert [one.capsule for one in erasing.erasures_to_confirm(anna)] == [school.lesson]


def test_every_sign_in_looks_but_not_twice_within_minutes(school: School, device: Device) -> None:
    """With many lessons it takes a while, and the program refuses what has ended anyway."""
    share(school.sign_in(ANNA), school.lesson, school.people[MARK], device.start + HOUR)
    device.at(HOUR - 1)
    accounts.sign_in(school.path, OLGA, PASSPHRASES[OLGA])
    device.at(HOUR + 1)
    accounts.sign_in(school.path, OLGA, PASSPHRASES[OLGA])
    assert grant(school, MARK).exists()

    device.at(2 * HOUR)
    accounts.sign_in(school.path, OLGA, PASSPHRASES[OLGA])
    assert not grant(school, MARK).exists()


def test_a_damaged_header_or_clock_keeps_nobody_from_signing_in(school: School, device: Device) -> None:
    """What cannot be read is left alone; the list of lessons says what is wrong."""
    (school.capsule() / "header.json").write_text("{")
    (school.path / "clock.json").mkdir()
    accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA])
    assert device.now_ms == device.start


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs rights that can be taken away")
def test_a_read_only_vault_changes_nothing(school: School, device: Device) -> None:
    record_agreement(school.sign_in(ANNA), school.lesson, agreement(now_ms=device.start))
    kept_until(school, device, HOUR)
    for path in (school.path, *school.path.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        enforce_dates(folder_of(school), device.start + YEARS)
    finally:
        for path in (school.path, *school.path.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
