"""What was drawn on the picture, as a short text, as SVG, and as the ``xywh`` of Media Fragments.

Media Fragments 1.0 know whole percents only; so the exact form is the SVG, and the fragment is for programs that
know nothing but boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from videoreflect.domain.region import MOST_POINTS, MOST_REGIONS, WHOLE, Point, Region, regions_from
from videoreflect.errors import FormatError

_TEXT = re.compile(r"(box|arrow|line)((?: [0-9]{1,5},[0-9]{1,5})+)")
_TAG = re.compile(r"<(?:polygon|polyline)\b([^<>]{0,9500})>")
_CLASS = re.compile(r'\sclass="(box|arrow|line)"')
_POINTS = re.compile(r'\spoints="([0-9 ,]{1,8000})"')
_XYWH = re.compile(r"(?:^|&)xywh=percent:([0-9.]{1,9}),([0-9.]{1,9}),([0-9.]{1,9}),([0-9.]{1,9})(?:$|&)")


def as_text(regions: Sequence[Region]) -> str:
    """Regions one on a line: ``box 100,200 300,400``, in ten-thousandths of the picture."""
    return "\n".join(f"{one.shape} {_points(one.points)}" for one in regions)


def from_text(text: str) -> tuple[Region, ...]:
    """Read what ``as_text`` wrote. Raises FormatError."""
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    found = [_TEXT.fullmatch(row) for row in rows[: MOST_REGIONS + 1]]
    return regions_from([_content(one[1], one[2]) if one else None for one in found])


def as_svg(region: Region) -> str:
    """One region as a small SVG document over the whole picture."""
    tag, points = "polyline", region.points
    if region.shape == "box":
        (left, top), (right, bottom) = region.points
        tag, points = "polygon", ((left, top), (right, top), (right, bottom), (left, bottom))
    shape = f'<{tag} class="{region.shape}" points="{_points(points)}"/>'
    size = f'viewBox="0 0 {WHOLE} {WHOLE}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{shape}</svg>'


def from_svg(text: str) -> Region | None:
    """The region of a document that ``as_svg`` wrote; None for any other."""
    said = next(filter(all, map(_said, _TAG.finditer(text[:10_000]))), None)
    if said is None:
        return None
    content = _content(*said)
    if said[0] == "box":
        content["points"] = content["points"][::2]  # type: ignore[index]
    try:
        return regions_from([content])[0]
    except FormatError:
        return None


def as_xywh(region: Region) -> str:
    """The box around a region in whole percents of the picture, at least 1 wide and high."""
    across, down = ([point[axis] for point in region.points] for axis in (0, 1))
    left, width = _percents(min(across), max(across))
    top, height = _percents(min(down), max(down))
    return f"xywh=percent:{left},{top},{width},{height}"


def from_xywh(fragment: str) -> Region | None:
    """The box of a fragment in percents; None where there is none. Pixels say nothing without the size."""
    found = _XYWH.search(fragment)
    if found is None or any(part.count(".") > 1 or part == "." for part in found.groups()):
        return None
    left, top, width, height = (round(float(part) * 100) for part in found.groups())
    corners = ((left, top), (left + width, top + height))
    inside = tuple((min(x, WHOLE), min(y, WHOLE)) for x, y in corners)
    return Region("box", inside)


def _said(tag: re.Match[str]) -> tuple[str, str]:
    """Shape and points of a tag, each looked for by itself: together a pattern could cut the tag in every way."""
    shape, points = _CLASS.search(tag[1]), _POINTS.search(tag[1])
    return (shape[1] if shape else "", points[1] if points else "")


def _percents(least: int, most: int) -> tuple[int, int]:
    begin = min(least * 100 // WHOLE, 99)
    return begin, max(1, -(-most * 100 // WHOLE) - begin)


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _content(shape: str, points: str) -> dict[str, object]:
    pairs = [pair.split(",") for pair in points.split()[: MOST_POINTS + 1]]
    numbers = [[int(part) if part.isdigit() else None for part in pair] for pair in pairs]
    return {"shape": shape, "points": numbers}
