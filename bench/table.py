"""Tables of measurements: as plain text for people, as one document for programs."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

NOT_HERE = "not here"
NONE = "–"


@dataclass(frozen=True, slots=True)
class Spread:
    """One thing measured several times: shown as the median and, in brackets, the least and the most."""

    values: tuple[float, ...]
    unit: str

    def __str__(self) -> str:
        middle = f"{_short(statistics.median(self.values))} {self.unit}"
        if len(self.values) == 1:
            return middle
        return f"{middle} ({_short(min(self.values))}..{_short(max(self.values))})"

    def as_json(self) -> dict[str, Any]:
        """Every figure, not only the three that are shown."""
        low, high = min(self.values), max(self.values)
        middle = statistics.median(self.values)
        return {"unit": self.unit, "median": middle, "min": low, "max": high, "values": list(self.values)}


Cell = str | Spread


@dataclass(slots=True)
class Table:
    """One table. The first column names what was measured; ``peers`` says what stands beside it."""

    title: str
    columns: tuple[str, ...]
    peers: str
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """Add a row; it has as many cells as there are columns."""
        if len(cells) != len(self.columns):
            raise ValueError("a row needs a cell for every column")
        self.rows.append(cells)

    def as_text(self) -> str:
        """The table for a terminal."""
        lines = [self.columns, *(tuple(map(str, row)) for row in self.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        drawn = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        drawn.insert(1, "  ".join("-" * width for width in widths))
        told = [f"Peers: {self.peers}", *self.notes]
        return "\n".join([self.title, *(line.rstrip() for line in drawn), *(f"  {line}" for line in told)])

    def as_json(self) -> dict[str, Any]:
        """The table for programs."""
        rows = [dict(zip(self.columns, map(_cell_as_json, row), strict=True)) for row in self.rows]
        return {"title": self.title, "peers": self.peers, "rows": rows, "notes": self.notes}


def spread(values: Iterable[float], unit: str) -> Cell:
    """The figures as a cell; a dash if there are none."""
    found = tuple(values)
    return Spread(found, unit) if found else NONE


def percentile(values: Iterable[float], share: int) -> float:
    """The value below which so many per cent lie."""
    found = list(values)
    return statistics.quantiles(found, n=100, method="inclusive")[share - 1] if len(found) > 1 else found[0]


def _cell_as_json(cell: Cell) -> object:
    return cell.as_json() if isinstance(cell, Spread) else cell


def _short(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"
