"""Who has seen my lesson: members' programs write it, the owner reads it, nobody's own watching is told."""

from __future__ import annotations

import pytest

from tests.unit.services.test_keeping_dates import DAY, HOUR, Device, device
from tests.unit.vault.school import ANNA, MARK, OLGA, School
from videoreflect.domain.seen import Did
from videoreflect.errors import InvalidInput, NotAllowed
from videoreflect.services import seen as service
from videoreflect.services.checking import verify
from videoreflect.services.exporting import copy_out
from videoreflect.services.recording_consent import withdraw_agreement
from videoreflect.services.retention import keep_until
from videoreflect.services.seen import record_opened, record_played, record_printed, seen_words, who_has_seen
from videoreflect.vault.log import Statement

pytest_plugins = ["tests.unit.vault.school_fixtures"]
__all__ = ["device"]


def test_a_member_is_written_down_once_in_half_an_hour(school: School, device: Device) -> None:
    """Opening again and again is one entry; the owner's own opening is none."""
    mark, anna = school.sign_in(MARK), school.sign_in(ANNA)
    for minutes in (0, 1, 29, 31):
        device.at(minutes * 60_000)
        record_opened(mark, school.lesson)
        record_opened(anna, school.lesson)
    assert [(one.person, one.did, one.at_ms - device.start) for one in who_has_seen(anna, school.lesson)] == [
        (mark.person, Did.OPENED, 0),
        (mark.person, Did.OPENED, 31 * 60_000),
    ]
    (day, *_) = seen_words(anna, school.lesson)
    assert day.words.startswith("Mark opened it on ")
    assert verify(school.path, school.sign_in(ANNA)).clean


def test_what_a_member_played_and_nothing_of_the_owner(school: School, device: Device) -> None:
    """Beyond the end of the clip nothing was played. A member sees their own entries only.

    Seen to fail with the owner's parts written, and with everybody's shown to a member.
    """
    mark, anna = school.sign_in(MARK), school.sign_in(ANNA)
    record_played(mark, school.lesson, [[5_000, 20_000], [19_000, 900_000]])
    record_played(anna, school.lesson, [[0, 10_000]])
    (one,) = who_has_seen(anna, school.lesson)
    assert (one.person, one.did, one.parts) == (mark.person, Did.PLAYED, ((5_000, 60_000),))
    assert who_has_seen(mark, school.lesson) == [one]
    copy_out(anna, school.lesson, "csv")
    assert [one.export for one in who_has_seen(anna, school.lesson) if one.did is Did.EXPORTED] == ["notes"]
    assert who_has_seen(mark, school.lesson) == [one]
    with pytest.raises(InvalidInput):
        record_played(mark, school.lesson, ["everything"])
    with pytest.raises(NotAllowed):
        record_played(school.sign_in(OLGA), school.lesson, [[0, 1]])


def test_paper_is_noted_before_it_is_printed(school: School, device: Device) -> None:
    """Also the owner's; nobody prints what may not be copied out."""
    mark, anna = school.sign_in(MARK), school.sign_in(ANNA)
    record_printed(anna, school.lesson)
    assert [(one.person, one.did) for one in who_has_seen(anna, school.lesson)] == [(anna.person, Did.PRINTED)]
    with pytest.raises(NotAllowed):
        record_printed(mark, school.lesson)


def test_after_a_withdrawal_nothing_is_written_and_the_owner_still_reads(school: School, device: Device) -> None:
    """Also when the lesson is locked by its day: people ask who has seen it."""
    mark, anna = school.sign_in(MARK), school.sign_in(ANNA)
    record_opened(mark, school.lesson)
    withdraw_agreement(anna, school.lesson)
    device.at(HOUR)
    record_opened(mark, school.lesson)
    with pytest.raises(NotAllowed):
        record_played(mark, school.lesson, [[0, 1_000]])
    with pytest.raises(NotAllowed):
        who_has_seen(mark, school.lesson)
    keep_until(anna, school.lesson, device.now_ms + HOUR)
    device.at(DAY)
    assert len(who_has_seen(anna, school.lesson)) == 1


def test_a_strange_entry_is_left_out_and_a_log_does_not_grow_without_end(
    school: School, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, anna = school.sign_in(MARK), school.sign_in(ANNA)
    mark.capsule(school.lesson).append([Statement("seen", {"did": "opened", "at_ms": "now"})])
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    for number in range(4):
        record_played(mark, school.lesson, [[number * 10_000, number * 10_000 + 1_000]])
    assert [one.parts for one in who_has_seen(anna, school.lesson)] == [((0, 1_000),), ((10_000, 11_000),)]
