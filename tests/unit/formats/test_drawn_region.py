"""What was drawn is read from an SVG, and from a hostile one in no more time than from any other."""

from __future__ import annotations

import time

import pytest

from videoreflect.domain.region import Region
from videoreflect.formats.drawn_region import as_svg, from_svg

LINE = Region("line", ((1, 2), (30, 40), (500, 6_000)))


@pytest.mark.parametrize("region", [LINE, Region("arrow", LINE.points[:2]), Region("box", LINE.points[:2])])
def test_what_was_drawn_comes_back_also_among_other_shapes(region: Region) -> None:
    written = as_svg(region)
    others = '<polygon class="other" points="1,1 2,2"/><polyline data-class="box" class="line"/><poly'

    assert from_svg(written) == from_svg(written.replace("<poly", others, 1)) == region


def quickest(text: str) -> float:
    """The least time of five that reading it takes, in seconds of the processor."""
    found = []
    for _ in range(5):
        begin = time.process_time()
        assert from_svg(text) is None
        found.append(time.process_time() - begin)
    return min(found)


@pytest.mark.parametrize("part", [' class="box"', ' points="1', ' class="box" points="'])
def test_work_grows_with_the_length_only(part: str) -> None:
    """Four times as long takes about four times as long, not sixteen. Seen to fail with one pattern for the whole."""
    short, long = (f"<polygon {part * (length // len(part))}>" for length in (2_300, 9_200))

    assert quickest(long) < 9 * quickest(short) + 0.0005
