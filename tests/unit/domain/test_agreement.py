"""Agreement: published worked examples come out, and what cannot be said is not said."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.agreement import Cell, Mark, Unit, cells, meaning, pairs, together, warning, windows


@pytest.mark.parametrize(
    ("cell", "percent", "kappa"),
    [
        (Cell(20, 5, 10, 15), 70.0, 0.4),  # 50 proposals, two readers (Wikipedia, “Cohen’s kappa”)
        (Cell(45, 15, 25, 15), 60.0, 0.1304),  # the same percent, two kappas (same article)
        (Cell(25, 35, 5, 35), 60.0, 0.2593),
        (Cell(12, 2, 4, 2), 70.0, 0.2105),  # 20 patients, two doctors (easycalculation.com)
        (Cell(15, 5, 10, 70), 85.0, 0.5714),  # usefulness of lectures (Viera and Garrett, 2005)
        (Cell(0, 5, 5, 0), 0.0, -1.0),
        (Cell(5, 0, 0, 5), 100.0, 1.0),
    ],
)  # fmt: skip
def test_published_examples_come_out(cell: Cell, percent: float, kappa: float) -> None:
    assert cell.observed is not None
    assert cell.kappa is not None
    assert 100 * cell.observed == pytest.approx(percent)
    assert cell.kappa == pytest.approx(kappa, abs=0.00005)


COUNTS = st.integers(0, 400)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_it_lies_between_minus_one_and_one_and_is_the_same_from_either_side(a: int, b: int, c: int, d: int) -> None:
    one, other = Cell(a, b, c, d), Cell(a, c, b, d)
    assert one.kappa == other.kappa
    if one.kappa is None:
        assert (b, c) == (0, 0)
        assert 0 in (a, d)
    else:
        assert -1 <= one.kappa <= 1
        assert (one.kappa == 1) == (b == c == 0)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_it_is_what_the_definition_says(a: int, b: int, c: int, d: int) -> None:
    cell = Cell(a, b, c, d)
    if cell.kappa is not None and cell.observed is not None and cell.expected is not None:
        assert cell.kappa == pytest.approx((cell.observed - cell.expected) / (1 - cell.expected), abs=1e-9)


def mark(start: int, end: int, *codes: str) -> Mark:
    return Mark(start, end, frozenset(codes))


def test_a_range_counts_in_every_stretch_that_it_touches_and_a_moment_in_one() -> None:
    units = windows([mark(9_000, 20_000, "a")], [mark(30_000, 30_000, "b")], 30_000, 10_000)

    assert [(unit.start_ms, unit.end_ms) for unit in units] == [(0, 10_000), (10_000, 20_000), (20_000, 30_000)]
    assert [set(unit.first) for unit in units] == [{"a"}, {"a"}, set()]
    assert [set(unit.second) for unit in units] == [set(), set(), {"b"}]


MARKS = st.lists(
    st.builds(
        lambda start, long, codes: Mark(start, start + long, frozenset(codes)),
        st.integers(0, 60_000), st.integers(0, 15_000), st.sets(st.sampled_from("abc"), min_size=1),
    ),
    max_size=6,
)  # fmt: skip


@given(MARKS, MARKS, st.sampled_from([10_000, 30_000]))
def test_every_mark_is_in_some_stretch_and_tables_add_up(ours: list[Mark], theirs: list[Mark], long: int) -> None:
    units = windows(ours, theirs, 60_000, long)
    found = cells(units, "abc")

    assert all(any(one.codes <= unit.first for unit in units) for one in ours)
    assert all(cell.units == len(units) and min(cell.both, cell.first, cell.second, cell.neither) >= 0
               for cell in found.values())  # fmt: skip
    assert set(found) == {code for one in (*ours, *theirs) for code in one.codes}
    assert together(found.values()).units == len(units) * len(found)


@given(MARKS, MARKS)
def test_every_note_is_set_beside_at_most_one_that_is_near(ours: list[Mark], theirs: list[Mark]) -> None:
    units = pairs(ours, theirs)
    assert len(units) <= min(len(ours), len(theirs))
    assert pairs(theirs, ours) == [Unit(u.start_ms, u.end_ms, u.second, u.first) for u in units] or len(units) > 1


def test_notes_far_apart_are_no_pair() -> None:
    assert not pairs([mark(0, 1_000, "a")], [mark(6_001, 7_000, "a")])
    assert len(pairs([mark(0, 1_000, "a")], [mark(6_000, 7_000, "a")])) == 1


def test_a_figure_from_too_little_is_warned_of_and_nothing_is_made_up() -> None:
    assert warning(Cell(4, 0, 0, 100))
    assert warning(Cell(5, 0, 0, 14))
    assert not warning(Cell(5, 1, 1, 100))
    assert Cell(0, 0, 0, 0).observed is None
    assert Cell(0, 0, 0, 9).kappa is None
    assert "no kappa" in meaning(Cell(0, 0, 0, 9), "Gwyn")
    assert "nothing to compare" in meaning(Cell(0, 0, 0, 0), "Gwyn")


def test_the_sentence_says_what_it_means_and_judges_nobody() -> None:
    said = meaning(Cell(20, 5, 10, 15), "Gwyn")

    assert said.startswith("You and Gwyn did the same 35 of 50 times")
    assert "more often than by chance alone, about 25 times" in said
    for word in ("score", "good", "poor", "substantial", "fair", "grade", "rank"):
        assert word not in said.lower()
    assert not math.isnan(Cell(20, 5, 10, 15).kappa or 0)


MARKS = st.lists(
    st.builds(
        lambda start, long, code: mark(start, start + long, code),
        st.integers(0, 40_000), st.sampled_from([0, 0, 300, 7_000, 40_000]), st.sampled_from("ab"),
    ),
    max_size=12,
)  # fmt: skip


@given(MARKS, MARKS)
def test_pairs_are_those_that_all_against_all_gives(first: list[Mark], second: list[Mark]) -> None:
    """Seen to fail with ``longest`` 0: a range that began long before was not looked at."""
    apart = {
        (a, b): max(0, first[a].start_ms - second[b].end_ms, second[b].start_ms - first[a].end_ms)
        for a, b in product(range(len(first)), range(len(second)))
    }
    expected, left = [], sorted((ms, *both) for both, ms in apart.items() if ms <= 5_000)
    while left:
        _, a, b = left[0]
        one, other = first[a], second[b]
        start, end = min(one.start_ms, other.start_ms), max(one.end_ms, other.end_ms)
        expected.append(Unit(start, end, one.codes, other.codes))
        left = [rest for rest in left if rest[1] != a and rest[2] != b]

    assert pairs(first, second) == sorted(expected, key=lambda unit: unit.start_ms)


def test_pairs_of_very_many_notes_are_looked_for_nearby() -> None:
    """Twenty thousand each: all against all would be 400 million. Each finds its own."""
    many = [mark(n * 3_000, n * 3_000) for n in range(20_000)]

    assert len(pairs(many, many)) == len(many)
