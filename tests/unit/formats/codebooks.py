"""Codebooks of every kind, for tests of the formats."""

from __future__ import annotations

from hypothesis import strategies as st

from videoreflect.domain.codebook import Code, Codebook, Group, checked_codebook, one_line
from videoreflect.domain.note import printable

LINES = (
    st.text(max_size=30).map(one_line)
    | st.sampled_from(["=1+1", "-x", "@SUM(A1)", "'quoted", "a,b;c", "“”", "Ω", "=", "''"])
).filter(bool)
TEXTS = st.text(max_size=60).map(printable) | st.sampled_from(["=HYPERLINK(0)", "two\nlines", "'"])
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True)
LETTERS = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=4).filter(str.isalnum)


def _by(text: str) -> str:
    return text.casefold()


@st.composite
def books(draw: st.DrawFn, most: int = 8) -> Codebook:
    """Any codebook that may be kept."""
    names = draw(st.lists(LINES, min_size=1, max_size=most, unique_by=_by))
    many = len(names)
    ids = draw(st.lists(SLUGS, min_size=many, max_size=many, unique=True))
    letters = draw(st.lists(LETTERS, min_size=many, max_size=many, unique_by=_by))
    keys = draw(st.lists(st.sampled_from("abcdefgh1234567890é"), max_size=many, unique=True))
    group_names = draw(st.lists(LINES, max_size=3, unique_by=_by))
    group_ids = draw(st.lists(SLUGS, min_size=len(group_names), max_size=len(group_names), unique=True))
    groups = tuple(Group(one, name, draw(st.booleans())) for one, name in zip(group_ids, group_names, strict=True))
    codes = tuple(
        Code(
            id=ids[n], name=names[n], letters=letters[n], colour=draw(st.integers(1, 20)),
            key=keys[n] if n < len(keys) else "", about=draw(TEXTS), group=draw(st.sampled_from(["", *group_ids])),
        )
        for n in range(many)
    )  # fmt: skip
    return checked_codebook(Codebook(draw(SLUGS), draw(LINES), codes, groups, draw(TEXTS), draw(TEXTS)))
