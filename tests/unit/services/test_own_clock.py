"""After a clock that was years ahead: the time is taken back, and that is no way round a date."""

from __future__ import annotations

import pytest

from tests.unit.services.test_keeping_dates import DAY, HOUR, YEARS, Device, device
from tests.unit.vault.school import ANNA, MARK, OLGA, TITLE, School
from videoreflect.errors import InvalidInput, NotAllowed
from videoreflect.services.checking import verify
from videoreflect.services.lessons import open_lesson
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.own_clock import clock_requests, confirm_clock, own_clock, say_clock_is_right
from videoreflect.services.readiness import say_ready
from videoreflect.services.retention import keep_until
from videoreflect.services.sharing import share

pytest_plugins = ["tests.unit.vault.school_fixtures"]
__all__ = ["device"]


def seen(school: School, device: Device, name: str, after_ms: int) -> None:
    """Somebody is signed in while the clock says that, and their state keeps it."""
    device.at(after_ms)
    school.sign_in(name).state.save()


def test_one_sign_in_years_ahead_is_put_right_by_who_looks_after_the_vault(school: School, device: Device) -> None:
    """It closed her lesson; her word opens it again, stands in the directory, and another window brings nothing back.

    Seen to fail with ``merged`` taking the later time whatever the corrections.
    """
    keep_until(school.sign_in(ANNA), school.lesson, device.start + 100 * DAY)
    seen(school, device, ANNA, YEARS)
    other_window = school.sign_in(ANNA)
    device.at(HOUR)
    anna = school.sign_in(ANNA)
    with pytest.raises(NotAllowed):
        open_lesson(anna, school.lesson)
    assert own_clock(anna).ahead

    told = say_clock_is_right(anna)
    assert not told.ahead
    assert open_lesson(anna, school.lesson).details.title == TITLE
    other_window.state.save()
    assert open_lesson(school.sign_in(ANNA), school.lesson).details.title == TITLE
    with pytest.raises(InvalidInput):
        say_clock_is_right(anna)
    assert verify(school.path, school.sign_in(ANNA)).clean


def test_it_is_no_way_round_a_date_for_a_member(school: School, device: Device) -> None:
    """Mark's access ended; he sets the clock back and says that it is right. Only Anna's word counts, by her clock.

    Seen to fail with a member believed alone.
    """
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + DAY)
    seen(school, device, MARK, 3 * DAY)
    device.at(2 * HOUR)
    mark = school.sign_in(MARK)
    for _ in range(2):
        assert say_clock_is_right(mark).asked
        with pytest.raises(NotAllowed):
            open_lesson(mark, school.lesson)
    with pytest.raises(NotAllowed):
        confirm_clock(mark, mark.person)

    device.at(3 * DAY)
    assert clock_requests(school.sign_in(ANNA)) == [mark.person]
    assert clock_requests(mark) == []
    confirm_clock(school.sign_in(ANNA), mark.person)
    assert clock_requests(school.sign_in(ANNA)) == []
    device.at(2 * HOUR)
    with pytest.raises(InvalidInput):
        say_clock_is_right(mark)
    assert mark.state.now_ms() >= device.start + 3 * DAY
    with pytest.raises(NotAllowed):
        open_lesson(mark, school.lesson)


def test_a_member_whose_clock_was_years_ahead_is_confirmed(school: School, device: Device) -> None:
    """Nothing ends that has not ended: after her word his access holds again. An older word of hers does not count.

    Seen to fail with a confirmation that did not know the request.
    """
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], device.start + 100 * DAY)
    with pytest.raises(InvalidInput):
        confirm_clock(anna, school.people[MARK])
    seen(school, device, MARK, YEARS)
    device.at(DAY)
    mark = school.sign_in(MARK)
    say_clock_is_right(mark)
    confirm_clock(school.sign_in(ANNA), mark.person)
    assert own_clock(mark).confirmed
    assert not say_clock_is_right(mark).ahead
    assert open_lesson(mark, school.lesson).details.title == TITLE

    seen(school, device, MARK, YEARS)
    device.at(2 * DAY)
    mark = school.sign_in(MARK)
    assert own_clock(mark).ahead
    told = say_clock_is_right(mark)
    assert (told.ahead, told.asked, told.confirmed) == (True, True, False)
    with pytest.raises(NotAllowed):
        open_lesson(mark, school.lesson)
    with pytest.raises(NotAllowed):
        confirm_clock(school.sign_in(OLGA), mark.person)


def test_not_to_before_what_others_wrote(school: School, device: Device) -> None:
    """Mark's note proves that it is later than Anna's clock says; her own rows prove nothing.

    Seen to fail with the rows of others left out, and with her own among them.
    """
    device.at(5 * DAY)
    save_note(mark := school.sign_in(MARK), school.lesson, NoteText("Later", 1000))
    say_ready(mark, school.lesson)
    seen(school, device, ANNA, 6 * DAY)
    say_ready(school.sign_in(ANNA), school.lesson)
    device.at(0)
    anna = school.sign_in(ANNA)
    say_clock_is_right(anna)
    assert device.start + 5 * DAY <= anna.state.now_ms() < device.start + 6 * DAY
    with pytest.raises(InvalidInput):
        say_clock_is_right(anna)
