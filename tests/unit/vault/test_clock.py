"""``clock.json``: when a date counts as past, whatever somebody does to the clock or to the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.vault.school import School
from videoreflect.domain.ids import new_id
from videoreflect.vault.clock import APART_MS, ASKED, DUE, JUMP_MS, WAITING, Clock, read_clock, write_clock
from videoreflect.vault.folder import open_vault_folder

pytest_plugins = ["tests.unit.vault.school_fixtures"]

DAY = 24 * 3_600_000
START, DATE = 20_000 * DAY, 20_003 * DAY
LESSON = new_id()
YEARS = 10 * 365 * DAY


def judged(*times: int, clock: Clock | None = None) -> list[str | None]:
    """What runs at these times say of a lesson that is kept until ``DATE``."""
    clock, said = clock or Clock(), []
    for now in times:
        clock.begin_run(now)
        said.append(clock.judge(LESSON, DATE, now))
    return said


def test_two_runs_a_day_apart_are_needed() -> None:
    """One moment less than a day is not enough, however many runs there are."""
    runs = [START, DATE, DATE + 1, DATE + 5, DATE + DAY, DATE + 1 + DAY]
    assert judged(*runs) == [None, None, WAITING, WAITING, WAITING, DUE]


def test_a_missing_file_starts_the_count_again() -> None:
    assert judged(DATE + DAY) == [WAITING]
    assert judged(DATE + 50 * DAY) == [WAITING]


def test_a_clock_set_forward_for_one_run_and_back_erases_nothing() -> None:
    """Nor when it is done again and again: at true times the date is not past, and that is remembered."""
    runs = [START, START + YEARS, START + DAY, START + YEARS + 2 * DAY, START + DAY + 1]
    assert judged(*runs) == [None, ASKED, None, ASKED, None]


def test_a_clock_that_stays_wrong_asks_the_owner() -> None:
    """The date was first seen past after a jump: no number of later runs erases, only the owner does."""
    wrong = [START + YEARS + day * DAY for day in range(10)]
    assert judged(START, *wrong) == [None, *[ASKED] * 10]


def test_nobody_looked_for_long() -> None:
    """More than 45 days without a run are a jump too, before the date is seen past and between the two runs."""
    assert judged(START, DATE + JUMP_MS + 1) == [None, ASKED]
    assert judged(START, DATE + 1, DATE + 2 + JUMP_MS) == [None, WAITING, ASKED]
    assert judged(START, DATE + 1, DATE + 1 + JUMP_MS) == [None, WAITING, DUE]


def test_a_clock_set_back_a_little_starts_the_count_again() -> None:
    """Still past, but the time seen first was no true time."""
    runs = [START, DATE + 2 * DAY, DATE + DAY, DATE + 2 * DAY - 1, DATE + 2 * DAY]
    assert judged(*runs) == [None, WAITING, WAITING, WAITING, DUE]


def test_a_later_date_starts_again() -> None:
    clock = Clock()
    assert judged(START, START + YEARS, clock=clock)[-1] == ASKED
    assert clock.judge(LESSON, START + YEARS + DAY, START + YEARS) is None
    assert LESSON not in clock.past


def test_the_latest_time_never_runs_backwards() -> None:
    """And a clock that was set back is told."""
    clock = Clock()
    for now in (START, START + YEARS, START + DAY):
        clock.begin_run(now)

    assert (clock.latest_ms, clock.last_ms, clock.set_back) == (START + YEARS, START + DAY, True)


def test_written_and_read_again(school: School) -> None:
    folder = open_vault_folder(school.path)
    clock = Clock(START, START - 1, {LESSON: (1, 2), new_id(): ()})
    write_clock(folder, clock)

    assert read_clock(folder) == clock


GOOD = {"format": 1, "latest_ms": 5, "last_ms": 5, "past": {LESSON: [1, 2]}}


CHANGES: list[dict[str, Any]] = [
    {"format": 2}, {"latest_ms": -1}, {"last_ms": "5"}, {"more": 1}, {"past": []}, {"past": {"../x": []}},
    {"past": {LESSON: [2, 1]}}, {"past": {LESSON: [1, 2, 3]}}, {"past": {LESSON: 7}}, {"past": {LESSON: [True]}},
]  # fmt: skip
RAW = [b"", b"{", b"[]", b"null", b"\xff" * 100, b"[" * 100_000, b"x" * (2 << 20)]


@pytest.mark.parametrize("raw", [*RAW, *(json.dumps(GOOD | change).encode() for change in CHANGES)], ids=range(17))
def test_a_damaged_file_starts_again(school: School, raw: bytes) -> None:
    """Never an error: it may only delay."""
    folder = open_vault_folder(school.path)
    (folder.path / "clock.json").write_bytes(raw)

    assert read_clock(folder) == Clock()


def test_a_link_or_a_folder_in_its_place_starts_again(school: School) -> None:
    folder = open_vault_folder(school.path)
    (folder.path / "other.json").write_text(json.dumps(GOOD))
    (folder.path / "clock.json").symlink_to(folder.path / "other.json")
    assert read_clock(folder) == Clock()
    (folder.path / "clock.json").unlink()
    (folder.path / "clock.json").mkdir()
    assert read_clock(folder) == Clock()
    assert APART_MS == DAY
