"""What is known about a lesson and a person, and the dates that end things."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.ids import checked_id, is_id, new_id, new_replica_id
from videoreflect.domain.lesson import MAX_FIELD, LessonDetails, Membership, checked_date, end_of_day_ms
from videoreflect.domain.person import MAX_NAME, Person, checked_name
from videoreflect.errors import FormatError, InvalidInput


def test_an_end_date_includes_its_day() -> None:
    last = datetime.datetime.fromtimestamp(end_of_day_ms("2030-02-28") / 1000, datetime.UTC)

    assert last.date() == datetime.date(2030, 2, 28)
    assert end_of_day_ms("2030-03-01") - end_of_day_ms("2030-02-28") == 86_400_000
    assert (end_of_day_ms("2030-02-28") + 1) % 86_400_000 == 0


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "21.11.2026", "2026-13-01", "2026-02-30", "2026-11-21T10:00", "٢٠٢٦-١١-٢١"]
)
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    with pytest.raises(InvalidInput, match="2026-11-21"):
        checked_date(text)


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar_are_dates_too(text: str) -> None:
    assert isinstance(end_of_day_ms(text), int)


@given(st.text())
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        assert isinstance(end_of_day_ms(text), int)


@pytest.mark.parametrize("title", ["", "  ", "\n"])
def test_a_lesson_needs_a_title(title: str) -> None:
    with pytest.raises(InvalidInput, match="title"):
        LessonDetails(title)


@pytest.mark.parametrize("field", ["class_name", "subject", "focus"])
@pytest.mark.parametrize("value", ["x" * (MAX_FIELD + 1), "two\nlines", "\x1b[31mred"])
def test_what_describes_a_lesson_stands_on_one_line(field: str, value: str) -> None:
    with pytest.raises(InvalidInput, match="one line"):
        LessonDetails("Title", **{field: value})


@pytest.mark.parametrize(("until", "now", "holds"), [(None, 10**15, True), (5, 5, True), (5, 6, False)])
def test_access_ends_after_its_last_moment(until: int | None, now: int, holds: bool) -> None:
    assert Membership("a" * 32, "mentor", until).holds(now) is holds


@pytest.mark.parametrize(("typed", "stored"), [("  Nadia   Holt ", "Nadia Holt"), ("Zoe\u0301", "Zoé"), ("Ng", "Ng")])
def test_a_name_is_kept_as_it_is_written(typed: str, stored: str) -> None:
    assert checked_name(typed) == stored


@pytest.mark.parametrize("name", ["", "   ", "x" * (MAX_NAME + 1), "a\x00b", "a\u202eb", "\ud800"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="name"):
        checked_name(name)


@pytest.mark.parametrize(
    ("name", "first", "initials"),
    [("Nadia Holt", "Nadia", "NH"), ("Cher", "Cher", "C"), ("J. R. R. Tolkien", "J.", "JT")],
)
def test_how_people_are_called(name: str, first: str, initials: str) -> None:
    person = Person("a" * 32, name, b"", b"")

    assert (person.first_name, person.initials) == (first, initials)


def test_ids_say_nothing_and_are_safe_as_file_names() -> None:
    assert len({new_id() for _ in range(100)}) == 100
    assert is_id(new_id())
    assert len(new_replica_id()) == 16
    for wrong in ("", "../x", "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n", None, 5):
        assert not is_id(wrong)
        with pytest.raises(FormatError):
            checked_id(wrong)
