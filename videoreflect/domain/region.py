"""A box, an arrow or a line drawn by hand on the picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from videoreflect.errors import FormatError

WHOLE = 10_000
"""Coordinates are whole ten-thousandths of the picture's width and height, whatever its size in pixels."""

MOST_REGIONS = 20
MOST_POINTS = 500
_POINTS = {"box": (2, 2), "arrow": (2, 2), "line": (2, MOST_POINTS)}

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """What was drawn: ``box`` (two corners), ``arrow`` (from, to) or ``line`` (freehand, up to 500 points)."""

    shape: str
    points: tuple[Point, ...]

    def content(self) -> dict[str, Any]:
        """As it stands in the body of a ``note`` row."""
        return {"shape": self.shape, "points": [list(point) for point in self.points]}


def regions_from(value: object) -> tuple[Region, ...]:
    """Read a list of regions. Raises FormatError: a page or a member with other software may have written it."""
    if not isinstance(value, list | tuple) or len(value) > MOST_REGIONS:
        raise FormatError
    return tuple(map(_region, value))


def _region(value: object) -> Region:
    if not isinstance(value, dict) or value.keys() != {"shape", "points"} or value["shape"] not in (*_POINTS,):
        raise FormatError
    least, most = _POINTS[value["shape"]]
    points = value["points"]
    if not isinstance(points, list) or not least <= len(points) <= most:
        raise FormatError
    return Region(value["shape"], tuple(_points(points)))


def _points(points: Iterable[object]) -> Iterable[Point]:
    for point in points:
        if not isinstance(point, list | tuple) or len(point) != 2 or not all(_inside(one) for one in point):
            raise FormatError
        yield (point[0], point[1])


def _inside(value: object) -> bool:
    return type(value) is int and 0 <= value <= WHOLE
