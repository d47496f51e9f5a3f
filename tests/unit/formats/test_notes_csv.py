"""Notes as a table: safe in a spreadsheet, and back again unchanged."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.errors import InvalidInput
from videoreflect.formats.notes_csv import COLUMNS, NoteRow, read, write

times = st.integers(0, 10**8)
cells = st.one_of(st.text(), st.builds(lambda first, rest: first + rest, st.sampled_from("'=+-@\t\r\n＝"), st.text()))
rows = st.builds(NoteRow, cells, times, st.none() | times, cells, cells, cells, cells)


def note(text: str) -> NoteRow:
    return NoteRow("Ms Gray", 1_500, None, text, "", "shared", "2026-01-31T08:00:00Z")


@given(st.lists(rows, max_size=4))
def test_notes_come_back_unchanged(notes: list[NoteRow]) -> None:
    assert read(write(notes)) == tuple(notes)


@given(st.lists(rows, max_size=4))
def test_no_cell_begins_like_a_formula(notes: list[NoteRow]) -> None:
    for row in csv.reader(io.StringIO(write(notes), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "-2 minutes", "'quoted'", "''", "'", "a;=1", '"', "two\nlines"])
def test_texts_that_look_like_more_stay_texts(text: str) -> None:
    assert read("\ufeff" + write([note(text)])) == (note(text),)


def test_the_table_reads_as_people_expect() -> None:
    assert write([note("=1+1")]) == (
        '"author","start","end","text","talk","visibility","created"\r\n'
        '"Ms Gray","00:00:01.500","","\'=1+1","","shared","2026-01-31T08:00:00Z"\r\n'
    )


def test_a_table_saved_again_without_quotes_is_read() -> None:
    text = ",".join(COLUMNS) + "\nMs Gray,0:01.5,,Hm,,shared,2026-01-31T08:00:00Z\n\n"

    assert read(text) == (note("Hm"),)


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n", ",".join(COLUMNS) + "\n1,2\n", ",".join(COLUMNS) + "\na,x,,,,,\n", '"author',
     ",".join(COLUMNS) + '\na,1,,"' + "x" * 200_000 + '",,,\n'],
)  # fmt: skip
def test_another_table_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read(text)


@given(st.text())
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        read(",".join(COLUMNS) + "\n" + text)
    except InvalidInput:
        return
