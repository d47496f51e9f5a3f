"""The choices for a transcript, and the times at which it may be written."""

from __future__ import annotations

import datetime

import pytest

from videoreflect.domain.wanted import MOST_WORDS, Wanted, When, clock_time, minutes_of
from videoreflect.errors import InvalidInput

SCHOOL_IS_OVER = When(from_min=minutes_of("16:00"), until_min=minutes_of("07:00"))


@pytest.mark.parametrize(
    ("now", "may"),
    [("15:59", False), ("16:00", True), ("23:59", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_times_over_midnight(now: str, may: bool) -> None:
    said = SCHOOL_IS_OVER.waits(datetime.time.fromisoformat(now), on_mains=True)

    assert said == ("" if may else "Waits until 16:00, as you set.")


@pytest.mark.parametrize(("now", "may"), [("11:59", False), ("12:00", True), ("12:44", True), ("12:45", False)])
def test_times_within_a_day(now: str, may: bool) -> None:
    break_time = When(from_min=12 * 60, until_min=12 * 60 + 45)

    assert (break_time.waits(datetime.time.fromisoformat(now), on_mains=True) == "") is may


def test_mains_power() -> None:
    when, noon = When(mains_only=True), datetime.time(12)

    assert when.waits(noon, on_mains=True) == ""
    assert when.waits(noon, on_mains=False) == "Waits until this device is on mains power, as you set."
    assert When().waits(noon, on_mains=False) == ""


@pytest.mark.parametrize("times", [(60, None), (None, 60), (60, 60), (-1, 60), (0, 1440)])
def test_times_that_are_none(times: tuple[int | None, int | None]) -> None:
    with pytest.raises(InvalidInput):
        When(False, *times)


def test_a_time_of_the_day_is_read_as_it_is_written() -> None:
    assert clock_time(minutes_of("07:05")) == "07:05"
    with pytest.raises(InvalidInput, match="like 16:00"):
        minutes_of("4 pm")


def test_choices_are_remembered() -> None:
    wanted = Wanted("small", "de", several=True, words="Bruchrechnung Nenner", track="en")

    assert Wanted.remembered(wanted.as_json()) == wanted
    assert Wanted.remembered("tiny.en") == Wanted(model="tiny.en"), "as an earlier version remembered it"
    with pytest.raises(InvalidInput):
        Wanted.remembered(7)


@pytest.mark.parametrize("fields", [{"language": "German"}, {"words": "x" * (MOST_WORDS + 1)}, {"track": "fr"}])
def test_choices_that_are_none(fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        Wanted(**fields)  # type: ignore[arg-type]
