"""How far two people put the same codes on the same moments: counts, percent, and Cohen's kappa.

J. Cohen, A coefficient of agreement for nominal scales, 1960: kappa = (observed - expected) / (1 - expected), where
``expected`` is what two people would agree on who used each code as often as these two, but at random. It says
something about the words of a codebook, nothing about a lesson or a person.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

NEAR_MS = 5_000
"""Notes of two people so near to each other are about the same moment."""

_MOST_NEAR, _FEWEST_NEAR = 300_000, 100
"""So many pairs are looked at in all, and so many of each note in any case: more than people make in a lesson."""

FEW_UNITS = 20
FEW_USES = 5
"""Below these a figure says next to nothing: one more note would turn it round."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A coded note: from when to when (equal for a moment), and its codes."""

    start_ms: int
    end_ms: int
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the clip, with the codes that each of the two put on it."""

    start_ms: int
    end_ms: int
    first: frozenset[str]
    second: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """The four-fold table of one code: in how many units both used it, only the first, only the second, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def units(self) -> int:
        """All units."""
        return self.both + self.first + self.second + self.neither

    @property
    def alike(self) -> int:
        """Units in which the two did the same."""
        return self.both + self.neither

    @property
    def observed(self) -> float | None:
        """The share of units in which the two did the same, 0 to 1; None without units."""
        return self.alike / self.units if self.units else None

    @property
    def expected(self) -> float | None:
        """The share that chance alone would give."""
        if not self.units:
            return None
        yes = (self.both + self.first) * (self.both + self.second)
        no = (self.second + self.neither) * (self.first + self.neither)
        return (yes + no) / self.units**2

    @property
    def kappa(self) -> float | None:
        """-1 to 1; None where both always did the same single thing, so that chance would too."""
        if not self.units:
            return None
        yes = (self.both + self.first) * (self.both + self.second)
        no = (self.second + self.neither) * (self.first + self.neither)
        square = self.units**2
        if yes + no == square:
            return None
        return (self.alike * self.units - yes - no) / (square - yes - no)

    @property
    def little(self) -> bool:
        """Whether there is too little to say anything."""
        uses = min(self.both + self.first, self.both + self.second)
        return self.units < FEW_UNITS or uses < FEW_USES

    def __add__(self, other: Cell) -> Cell:
        """Two tables as one."""
        return Cell(
            self.both + other.both, self.first + other.first, self.second + other.second, self.neither + other.neither
        )


def windows(first: Sequence[Mark], second: Sequence[Mark], duration_ms: int, window_ms: int) -> list[Unit]:
    """The clip in stretches of the same length; a mark counts in every stretch that it touches."""
    many = max(1, -(-duration_ms // window_ms))
    ours, theirs = (_spread(marks, many, window_ms) for marks in (first, second))
    nothing: frozenset[str] = frozenset()
    return [
        Unit(n * window_ms, min((n + 1) * window_ms, duration_ms), ours.get(n, nothing), theirs.get(n, nothing))
        for n in range(many)
    ]


def pairs(first: Sequence[Mark], second: Sequence[Mark]) -> list[Unit]:
    """Notes of the two on the same moment, nearest first, each at most once; those without a partner are left out."""
    taken: tuple[set[int], set[int]] = (set(), set())
    units = []
    for _, a, b in sorted(_near(first, second)):
        if a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            units.append(_unit(first[a], second[b]))
    return sorted(units, key=lambda unit: unit.start_ms)


def _near(first: Sequence[Mark], second: Sequence[Mark]) -> Iterator[tuple[int, int, int]]:
    """How far apart, and which two, of all that are near; of a mark with very many near it the nearest."""
    order = sorted(range(len(second)), key=lambda b: second[b].start_ms)
    starts = [second[b].start_ms for b in order]
    longest = max((one.end_ms - one.start_ms for one in second), default=0)
    most = max(_FEWEST_NEAR, _MOST_NEAR // max(1, len(first)))
    for a, mark in enumerate(first):
        begin = bisect_left(starts, mark.start_ms - NEAR_MS - longest)
        end = bisect_right(starts, mark.end_ms + NEAR_MS)
        apart = ((_distance(mark, second[b]), b) for b in order[begin:end])
        yield from ((ms, a, b) for ms, b in nsmallest(most, (one for one in apart if one[0] <= NEAR_MS)))


def cells(units: Sequence[Unit], codes: Iterable[str]) -> dict[str, Cell]:
    """The table of every code that one of the two used, in the order of ``codes``."""
    used: frozenset[str] = frozenset().union(*(unit.first | unit.second for unit in units))
    return {code: _cell(units, code) for code in codes if code in used}


def together(found: Iterable[Cell]) -> Cell:
    """All codes as one table: every code in every unit is one decision of each of the two."""
    return sum(found, Cell(0, 0, 0, 0))


def meaning(cell: Cell, other: str, codes: int = 1) -> str:
    """What a table says, in a plain sentence. ``other``: the first name; ``codes``: how many were put together."""
    if not cell.units:
        return (
            f"You and {other} have no notes on the same moment that carry these codes, so there is nothing to compare."
        )
    of_what = "times" if codes == 1 else f"times, {cell.units // codes:,} for each of {codes} codes"
    said = (
        f"You and {other} did the same {cell.alike:,} of {cell.units:,} {of_what}: both used the code, or neither did."
    )
    if cell.kappa is None or cell.expected is None:
        return f"{said} Chance alone would have given the same, so there is no kappa."
    by_chance = round(cell.expected * cell.units)
    more = "as often as" if cell.alike == by_chance else "more often than" if cell.kappa > 0 else "less often than"
    return (
        f"{said} That is {more} by chance alone, about {by_chance:,} times. Kappa sets the one against the other: "
        "1 is always the same, 0 is what chance gives. It tells how alike you both read the codes, nothing else."
    )


def warning(cell: Cell) -> str:
    """Why a figure is not to be relied on; "" if there is enough."""
    if not cell.little:
        return ""
    return "There is too little to rely on these figures: one more note could turn them round. Look at the places."


def _spread(marks: Iterable[Mark], many: int, window_ms: int) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for mark in marks:
        last = max(mark.start_ms, mark.end_ms - 1) // window_ms
        for n in range(max(0, mark.start_ms // window_ms), min(last, many - 1) + 1):
            found[n] = found.get(n, frozenset()) | mark.codes
        if mark.start_ms // window_ms >= many:  # a note on the very end
            found[many - 1] = found.get(many - 1, frozenset()) | mark.codes
    return found


def _distance(a: Mark, b: Mark) -> int:
    return max(0, a.start_ms - b.end_ms, b.start_ms - a.end_ms)


def _unit(a: Mark, b: Mark) -> Unit:
    return Unit(min(a.start_ms, b.start_ms), max(a.end_ms, b.end_ms), a.codes, b.codes)


def _cell(units: Sequence[Unit], code: str) -> Cell:
    both = sum(code in unit.first and code in unit.second for unit in units)
    first = sum(code in unit.first for unit in units) - both
    second = sum(code in unit.second for unit in units) - both
    return Cell(both, first, second, len(units) - both - first - second)
