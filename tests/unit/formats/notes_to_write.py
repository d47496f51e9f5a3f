"""Any notes that may be stored, as hypothesis makes them: any sign, any time, everything a note can say."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from videoreflect.domain.note import Note, checked_note
from videoreflect.domain.region import Region
from videoreflect.formats.instant import LATEST_MS
from videoreflect.formats.written_note import WrittenNote

DAY_MS = 86_400_000
DURATION = 3_600_000
AWKWARD = [
    "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "'", "'=1", "''=1", "＝1",
    "＠", ";=1", "; '=1", "\n- a\n- b", '";=1;"', '"', '""',
    "-->", "00:01.000 --> 00:02.000", "\n\n", "WEBVTT", "<b>&amp;</b>", "]]>", "<!DOCTYPE a>", "\ufffe\uffff", "\u2028",
    "box 1,1 2,2", "\\u003e", "{}", "[1]", "null", "Labels: a", "🙂",
    "e\u0301", "שלום", "#t=1", "urn:uuid:", " ", ": ", ",",
]  # fmt: skip
texts = st.lists(st.one_of(st.text(max_size=6), st.sampled_from(AWKWARD)), max_size=4).map("".join)
ids = st.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}")
times = st.integers(0, DAY_MS)
stamps = st.one_of(st.just(0), st.integers(1, LATEST_MS))
halves = st.from_regex(r"[a-z0-9][a-z0-9-]{0,6}", fullmatch=True)
codes = st.builds("{}/{}".format, halves, halves)
points = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000))
two = st.lists(points, min_size=2, max_size=2)
regions = st.one_of(
    st.builds(Region, st.sampled_from(["box", "arrow"]), two.map(tuple)),
    st.builds(Region, st.just("line"), st.lists(points, min_size=2, max_size=9).map(tuple)),
)
names = texts.map(lambda text: " ".join(checked_note(Note("0" * 32, 0, None, f"x{text}"), None).text[1:].split()))
"""One line, as names of people and of codes are."""


@st.composite
def written_notes(draw: st.DrawFn) -> WrittenNote:
    """Any note as it may be stored, as files hold it: without the sound."""
    at = draw(st.none() | times)
    said = Note(
        id=draw(ids),
        at_ms=at,
        to_ms=None if at is None else draw(st.none() | times),
        text=draw(texts),
        quote=draw(texts),
        talk=draw(st.booleans()),
        created_ms=draw(stamps),
        edited_ms=draw(stamps),
        codes=tuple(draw(st.lists(codes, max_size=3))),
        state=draw(st.sampled_from(["", "done", "parked"])),
        shared=draw(st.booleans()),
        reply_to=draw(st.just("") | ids),
        regions=tuple(draw(st.lists(regions, max_size=3))),
        voice="a" * 32,
        voice_ms=draw(st.integers(1, 600_000)),
        origin=draw(names),
    )
    note = replace(checked_note(said, None), voice="")
    if draw(st.booleans()) and (note.text or note.codes or note.regions):
        note = replace(note, voice_ms=0)
    called = tuple((code, name) for code in note.codes if (name := draw(names)) and name != code)
    visibility = draw(st.sampled_from(["private", "shared", "waiting", "open", ""]))
    return WrittenNote(note, draw(names), visibility, called)


many_notes = st.lists(written_notes(), max_size=5, unique_by=lambda one: one.note.id)


def in_order(notes: list[WrittenNote] | tuple[WrittenNote, ...]) -> list[WrittenNote]:
    """Notes by id, to compare those of forms that have an order of their own."""
    return sorted(notes, key=lambda one: one.note.id)
