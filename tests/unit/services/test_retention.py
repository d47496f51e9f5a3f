"""Until when a lesson is kept: locked, then erased a grace later; keeping longer is asked for and written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.services.test_keeping_dates import DAY, YEARS, Device, device, run
from tests.unit.vault.school import ANNA, MARK, OLGA, TITLE, School, agreement
from videoreflect.domain.consent import ConsentKind, Place
from videoreflect.errors import InvalidInput, NotAllowed
from videoreflect.services import accounts, requests
from videoreflect.services.checking import verify
from videoreflect.services.exceptions import SaidNo
from videoreflect.services.lesson import consent_standing
from videoreflect.services.lessons import ClosedLesson, ListedLesson, list_lessons, open_lesson
from videoreflect.services.recording_consent import record_agreement, record_objection, withdraw_agreement
from videoreflect.services.retention import (
    Keeping,
    ending_lessons,
    first_retention,
    keep_longer,
    keep_until,
    keeping,
)
from videoreflect.services.school import save_school, school
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures"]
__all__ = ["device"]


def the_school_says(at: School, **settings: Any) -> None:
    session = at.sign_in(ANNA)
    save_school(session, replace(school(session), **settings))


def listed(session: SignIn) -> ListedLesson | ClosedLesson:
    (one,) = list_lessons(session)
    return one


def test_locked_then_erased_after_the_grace(school: School, device: Device) -> None:
    """Closed for everybody with a sentence; the files are there until the grace is over, for its owner to decide.

    Seen to fail with ``keep_until_ms`` left out of ``lesson_state``.
    """
    the_school_says(school, grace_days=10)
    anna = school.sign_in(ANNA)
    told = keep_until(anna, school.lesson, device.start + DAY)
    assert (told.closes_ms, told.erased_ms) == (device.start + DAY, device.start + 11 * DAY)
    run(school, device, DAY)
    assert open_lesson(school.sign_in(MARK), school.lesson).details.title == TITLE

    run(school, device, DAY + 1)
    for name in (ANNA, MARK):
        with pytest.raises(NotAllowed, match="time to keep this lesson is over"):
            open_lesson(school.sign_in(name), school.lesson)
        closed = listed(school.sign_in(name))
        assert isinstance(closed, ClosedLesson)
        assert "time to keep this lesson is over" in closed.sentence
    assert run(school, device, 11 * DAY).erased == ()
    assert run(school, device, 11 * DAY + 1).erased == ()
    assert run(school, device, 12 * DAY + 1).erased == (school.lesson,)
    anna = accounts.sign_in(school.path, ANNA, "correct horse Gräfin")
    assert [one.why for one in anna.certificates()] == ["retention"]


def test_what_a_member_asked_for_can_be_recorded_after_the_day_too(school: School, device: Device) -> None:
    """An objection does not lapse because the time to keep the lesson is over."""
    keep_until(school.sign_in(ANNA), school.lesson, device.start + DAY)
    objection = SaidNo("pupil 7", places=(Place(100, 400, "back left"),))
    requests.ask(school.sign_in(MARK), school.lesson, ConsentKind.OBJECTED, objection)
    run(school, device, DAY + 1)
    anna = school.sign_in(ANNA)
    with pytest.raises(NotAllowed):
        open_lesson(anna, school.lesson)

    (asked,) = requests.requests_of(anna, school.lesson)
    requests.accept(anna, school.lesson, asked.id)

    consent, badge = consent_standing(anna, school.lesson)
    assert (consent.blocked, badge.kind) == (("pupil 7",), "locked")


def test_the_list_says_it_before_and_after_from_what_it_keeps(school: School, device: Device) -> None:
    """The index has the day: a lesson that was listed open is closed without being opened again."""
    the_school_says(school, grace_days=10)
    anna = school.sign_in(ANNA)
    keep_until(anna, school.lesson, device.start + 20 * DAY)
    assert (one := listed(anna)).id == school.lesson
    assert isinstance(one, ListedLesson)
    assert one.badge.kind != "erasing"
    device.at(11 * DAY)
    one = listed(anna)
    assert isinstance(one, ListedLesson)
    assert (one.badge.kind, one.badge.words) == ("erasing", "Closes in 9 days, then erased")
    device.at(20 * DAY + 1)
    assert isinstance(listed(anna), ClosedLesson)


def test_its_owner_is_warned_and_nobody_else(school: School, device: Device) -> None:
    anna = school.sign_in(ANNA)
    keep_until(anna, school.lesson, device.start + 14 * DAY)
    assert ending_lessons(anna) == []
    device.at(1)
    (warned,) = ending_lessons(anna)
    assert (warned.details and warned.details.title, warned.keeping.over) == (TITLE, False)
    assert isinstance(one := listed(anna), ListedLesson)
    assert one.badge.words == "Erased in 13 days"
    assert ending_lessons(school.sign_in(MARK)) == []
    device.at(15 * DAY)
    assert [one.keeping.over for one in ending_lessons(anna)] == [True]


def test_keeping_longer_needs_a_reason_and_the_register(school: School, device: Device) -> None:
    """Shorter is free. Longer is refused without a reason, beyond what was recorded, and under an objection."""
    anna = school.sign_in(ANNA)
    keep_until(anna, school.lesson, device.start + 100 * DAY)
    keep_until(anna, school.lesson, device.start + 50 * DAY)
    with pytest.raises(InvalidInput):
        keep_until(anna, school.lesson, device.start + 60 * DAY)
    with pytest.raises(InvalidInput):
        keep_longer(anna, school.lesson, device.start + 60 * DAY, "  ")
    with pytest.raises(InvalidInput):
        keep_longer(anna, school.lesson, device.start + 50 * DAY, "It is not later")
    with pytest.raises(NotAllowed, match="ends before that day"):
        keep_longer(anna, school.lesson, device.start + YEARS, "For the next class")
    with pytest.raises(NotAllowed):
        keep_until(anna, school.lesson, None, "I do not know")
    told = keep_longer(anna, school.lesson, device.start + 60 * DAY, "The talk is in May")
    assert (told.closes_ms, told.reason) == (device.start + 60 * DAY, "The talk is in May")

    record_objection(anna, school.lesson, "pupil 7")
    with pytest.raises(NotAllowed, match="pupil 7"):
        keep_longer(anna, school.lesson, device.start + 70 * DAY, "The talk is in May")
    keep_until(anna, school.lesson, device.start + 40 * DAY)
    withdraw_agreement(anna, school.lesson)
    with pytest.raises(NotAllowed, match="withdrawn"):
        keep_longer(anna, school.lesson, device.start + 70 * DAY, "The talk is in May")
    with pytest.raises(NotAllowed, match="says until when"):
        keep_until(school.sign_in(MARK), school.lesson, device.start + DAY)
    with pytest.raises(NotAllowed):
        keep_until(school.sign_in(OLGA), school.lesson, device.start + DAY)


def test_a_locked_lesson_is_kept_longer_and_opens_again(school: School, device: Device) -> None:
    the_school_says(school, grace_days=5)
    anna = school.sign_in(ANNA)
    keep_until(anna, school.lesson, device.start + DAY)
    device.at(2 * DAY)
    with pytest.raises(InvalidInput):
        keep_until(anna, school.lesson, device.start + DAY)
    keep_longer(anna, school.lesson, device.start + 30 * DAY, "The talk was moved")
    assert open_lesson(school.sign_in(MARK), school.lesson).details.title == TITLE
    assert verify(school.path, school.sign_in(ANNA)).clean


def test_no_day_only_where_the_school_says_none(school: School, device: Device) -> None:
    """“Not decided yet” is a choice that is written down; a school with a default leaves no lesson without a day."""
    anna = school.sign_in(ANNA)
    assert not keeping(anna, school.lesson).stated
    assert keep_until(anna, school.lesson, None) == Keeping(None, None, True, "", False, False)
    assert first_retention(anna, None) is None
    undecided = first_retention(anna, None, undecided=True)
    assert undecided is not None
    assert undecided.keep_until_ms is None

    the_school_says(school, keep_days=30, grace_days=3)
    with pytest.raises(InvalidInput):
        keep_until(anna, school.lesson, None)
    with pytest.raises(InvalidInput):
        first_retention(anna, None, undecided=True)
    with pytest.raises(InvalidInput):
        first_retention(anna, device.start - 1)
    usual = first_retention(anna, None)
    assert usual is not None
    assert usual.keep_until_ms is not None
    assert usual.erase_after_ms == usual.keep_until_ms + 3 * DAY
    assert 30 * DAY <= usual.keep_until_ms - device.start < 31 * DAY


class Ends(Exception):
    """The program ends here."""


@pytest.mark.parametrize(("before", "after"), [(30, 60), (60, 30)])
def test_a_crash_between_row_and_header_harms_nothing(
    school: School, device: Device, monkeypatch: pytest.MonkeyPatch, before: int, after: int
) -> None:
    """Until it is said again, it is locked at the earlier of both days, and erased no earlier than asked.

    Seen to fail with the order turned round, both ways.
    """
    the_school_says(school, grace_days=10)
    anna = school.sign_in(ANNA)
    keep_until(anna, school.lesson, device.start + before * DAY)
    done: list[str] = []
    whole = {name: getattr(Capsule, name) for name in ("append", "replace_header")}

    def ending(name: str) -> Any:
        def act(capsule: Capsule, *given: Any, **named: Any) -> None:
            if done:
                raise Ends
            done.append(name)
            whole[name](capsule, *given, **named)

        return act

    for name in whole:
        monkeypatch.setattr(Capsule, name, ending(name))
    with pytest.raises(Ends):
        keep_until(anna, school.lesson, device.start + after * DAY, "The talk was moved")
    monkeypatch.undo()
    assert done == (["replace_header"] if after > before else ["append"])
    told = keeping(school.sign_in(ANNA), school.lesson)
    assert told.closes_ms == device.start + min(before, after) * DAY
    assert told.erased_ms is not None
    assert told.erased_ms >= device.start + (after + 10) * DAY


def test_a_clock_set_back_opens_nothing_and_forward_erases_nothing(school: School, device: Device) -> None:
    """Who saw the lesson locked is refused whatever the clock says later; ten years ahead for a run only asks."""
    the_school_says(school, grace_days=10)
    anna = school.sign_in(ANNA)
    keep_until(anna, school.lesson, device.start + DAY)
    device.at(2 * DAY)
    anna.state.save()
    run(school, device, 0)
    with pytest.raises(NotAllowed):
        open_lesson(school.sign_in(ANNA), school.lesson)
    run(school, device, DAY // 2)
    done = run(school, device, YEARS)
    assert (done.erased, done.asked) == ((), (school.lesson,))
    assert run(school, device, YEARS + 2 * DAY).erased == ()
    assert school.capsule().exists()


def test_a_member_of_another_place_reads_the_same(school: School, device: Device) -> None:
    """The agreement that ends sooner still locks sharing; the day of keeping is no agreement."""
    anna = school.sign_in(ANNA)
    agreed = agreement(school.people[MARK], now_ms=device.start)
    record_agreement(anna, school.lesson, replace(agreed, until_ms=device.start + 5 * DAY))
    keep_until(anna, school.lesson, device.start + 10 * DAY)
    told = keeping(school.sign_in(MARK), school.lesson)
    assert told.closes_ms == device.start + 10 * DAY
    device.at(6 * DAY)
    assert open_lesson(school.sign_in(ANNA), school.lesson).details.title == TITLE
    with pytest.raises(NotAllowed, match="paused"):
        open_lesson(school.sign_in(MARK), school.lesson)
