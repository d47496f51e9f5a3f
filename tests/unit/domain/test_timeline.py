"""Names painted over stretches of time, against a list with a name for every millisecond."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.timeline import Timeline

LENGTH = 40
NAMES = st.sampled_from("abc")
TIMES = st.integers(0, LENGTH)
PAINTS = st.tuples(TIMES, TIMES, NAMES)
RENAMES = st.tuples(NAMES, NAMES)


def painted(said: list[tuple[int, int, str] | tuple[str, str]]) -> tuple[Timeline, list[str]]:
    """Return the timeline and the list that say the same."""
    timeline, plain = Timeline(), [""] * LENGTH
    for one in said:
        if len(one) == 2:
            timeline.rename(*one)
            plain = [one[1] if name == one[0] else name for name in plain]
        else:
            start, end, name = one
            timeline.paint(start, end, name)
            plain[start:end] = [name] * max(0, end - start) if end > start else plain[start:end]
    return timeline, plain


@given(st.lists(PAINTS | RENAMES, max_size=30), TIMES, TIMES)
def test_the_last_that_covers_a_moment_names_it(
    said: list[tuple[int, int, str] | tuple[str, str]], start: int, end: int
) -> None:
    timeline, plain = painted(said)

    wanted = Counter(name for name in plain[start:end] if name)

    assert timeline.inside(start, end) == wanted
    unnamed = [at for low, high in timeline.gaps(start, end) for at in range(low, high)]
    assert unnamed == [at for at in range(start, end) if not plain[at]]
    assert set(timeline.names()) == {name for name in plain if name}
