"""Tables of notes and events that other programs wrote, and whatever else a file of notes may be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.formats.notes_to_write import DURATION
from videoreflect.domain.note import Note
from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats import eaf, notes_csv, notes_eaf, notes_vtt, web_annotation, webvtt
from videoreflect.formats.notes_reading import MOST_BYTES, check_number, needs_library, read_any
from videoreflect.formats.notes_table import NO_TIME, NO_WORDS
from videoreflect.formats.written_note import MOST_NOTES, ReadNotes, WrittenNote

AGGREGATED = """Observation id\tObservation date\tMedia file\tTotal length\tSubject\tBehavior\t\
Behavioral category\tModifiers\tBehavior type\tStart (s)\tStop (s)\tDuration (s)\tComment start\tComment stop
one\t2026-03-04 09:00:00\tclip.mp4\t539.9\tNo focal subject\tasks\t\topen\tSTATE\t1.800\t8.125\t6.325\twho?\t
one\t2026-03-04 09:00:00\tclip.mp4\t539.9\tpupil 3\tpoints\t\t\tPOINT\t32.825\t32.825\tNA\t\t
"""
TABULAR = """Observation id\tone\t\t\t\t\t\t\t
\t\t\t\t\t\t\t\t
Time offset (s)\t0.0\t\t\t\t\t\t\t
variable\tvalue\t\t\t\t\t\t\t
Time\tMedia file path\tTotal length\tFPS\tSubject\tBehavior\tBehavioral category\tComment\tStatus
3.300\tclip.mp4\t359.960\t25.0\tpupil 1\ts\t\t\tSTART
5.000\tclip.mp4\t359.960\t25.0\tpupil 1\tp\t\tlook\tPOINT
7.750\tclip.mp4\t359.960\t25.0\tpupil 1\ts\t\t\tSTOP
9.900\tclip.mp4\t359.960\t25.0\tpupil 1\ts\t\t\tSTART
"""
Plain = tuple[int | None, int | None, str, str]


def plain(text: str) -> list[Plain]:
    found, form = read_any(text.encode())
    assert form == "table"
    return [(one.note.at_ms, one.note.to_ms, one.note.text, one.author) for one in found.notes]


def test_events_of_boris_are_notes() -> None:
    """Start and stop in a row, or in two rows; a state that nobody stopped is a moment."""
    assert plain(AGGREGATED) == [
        (1_800, 8_125, "asks (open)\nwho?", ""),
        (32_825, None, "pupil 3: points", ""),
    ]
    assert plain(TABULAR) == [
        (3_300, 7_750, "pupil 1: s", ""),
        (5_000, None, "pupil 1: p\nlook", ""),
        (9_900, None, "pupil 1: s", ""),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("start,end,text\n1.5,3,Hm\n", [(1_500, 3_000, "Hm", "")]),
        ("Start Time;Ende;End Time;Comment;User\n0:01;x;0:02;Hm;Gwyn\n", [(1_000, 2_000, "Hm", "Gwyn")]),
        ("sep=;\nTime;Note\n1:02:03,5;Hm\n", [(3_723_500, None, "Hm", "")]),
        ("time (ms)\tnote\n1500\tHm\n", [(1_500, None, "Hm", "")]),
        ("start_ms,duration_ms,note\n1500,500.0,Hm\n", [(1_500, 2_000, "Hm", "")]),
        ("Begin Time - ss.msec\tEnd Time - ss.msec\tValue\tTier\n1.5\t2.5\tHm\tW\n", [(1_500, 2_500, "Hm", "W")]),
        ("Begin Time - msec,Annotation\n1500,Hm\n", [(1_500, None, "Hm", "")]),
        ("\ufeffTimestamp,Comment\n00:00:01.123456,Hm\n,whole\n", [(1_123, None, "Hm", ""), (None, None, "whole", "")]),
        ('Time,Note\n5,"two\nlines, =1+1"\n', [(5_000, None, "two\nlines, =1+1", "")]),
        ("start,duration,text\n1,2,Hm\n", [(1_000, 3_000, "Hm", "")]),
    ],
)  # fmt: skip
def test_columns_are_told_by_their_names(text: str, found: list[Plain]) -> None:
    assert plain(text) == found


def test_rows_that_cannot_be_read_are_counted() -> None:
    found, _ = read_any(b"time,note\n1,Hm\nsoon,Hm\n2,\n-3,Hm\n")

    assert [one.note.text for one in found.notes] == ["Hm"]
    assert dict(found.left_out) == {NO_TIME: 2, NO_WORDS: 1}


def test_windows_files_are_read() -> None:
    """UTF-16 with its mark, and code page 1252."""
    assert read_any("time\tnote\r\n1\tmüde\r\n".encode("utf-16"))[0].notes[0].note.text == "müde"
    assert read_any("time;note\r\n1;müde\r\n".encode("cp1252"))[0].notes[0].note.text == "müde"


NOTE = WrittenNote(Note("1" * 32, 1_000, 2_000, "Hm"), "Ms Gray", "private")


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (notes_csv.write([NOTE]).encode("utf-8-sig"), "csv"),
        (notes_vtt.write([NOTE], DURATION).encode(), "vtt"),
        (notes_eaf.write([NOTE], DURATION), "eaf"),
        (notes_eaf.write([NOTE], DURATION).decode().replace("'UTF-8'", "'UTF-16'").encode("utf-16"), "eaf"),
        (web_annotation.write([NOTE], collection="c" * 32).encode("utf-8-sig"), "annotations"),
    ],
)
def test_a_file_is_told_by_what_is_in_it(raw: bytes, form: str) -> None:
    found, told = read_any(raw)

    assert (found.notes, told) == ((NOTE,), form)
    assert needs_library(raw) == (form == "eaf")


@pytest.mark.parametrize(
    ("cue", "text", "who"),
    [
        ("Opening", "Opening", ""),
        ("<v Gwyn>Hm &amp; <b>so</b></v>", "Hm & so", "Gwyn"),
        ('{"comment": "Hm", "n": 1}', "Hm", ""),
        ('{"n": 1}', '{"n": 1}', ""),
        ('{\n "note": "1 < 2 & <b>so</b>",\n "user": "Gwyn"\n}', "1 < 2 & <b>so</b>", "Gwyn"),
        ('{"text": "Hm", "tags": ["wait time", 5]}', "Hm\nLabels: wait time", ""),
        ("{", "{", ""),
    ],
)
def test_chapters_and_metadata_of_others_are_notes(cue: str, text: str, who: str) -> None:
    """Seen to fail with metadata read as subtitles: tags in its words were taken for markup, and labels left out."""
    found, form = read_any(f"WEBVTT\n\nNOTE by me\n\n1\n00:01.000 --> 00:02.000 line:0\n{cue}\n".encode())

    assert form == "cues"
    [one] = found.notes
    assert (one.note.at_ms, one.note.to_ms, one.note.text, one.author) == (1_000, 2_000, text, who)


def test_each_time_of_otranscribe_is_a_moment() -> None:
    page = 'Before<br><span class="timestamp" data-timestamp="2.5">0:02</span> Hm'
    found, form = read_any(json.dumps({"text": page, "media": "clip.mp4"}).encode())

    assert form == "otr"
    assert [(one.note.at_ms, one.note.to_ms, one.note.text) for one in found.notes] == [
        (0, None, "Before"),
        (2_500, None, "Hm"),
    ]


@pytest.mark.parametrize(
    "raw",
    [b"", b"Dear all", b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"<html></html>", b"a,b\n1,2\n",
     b"time,note\n", b"time,note\nsoon,Hm\n", b"WEBVTT\n", b'{"text": 1}', b"[" * 200_000, b"\xff\xfe\x00",
     b"WEBVTT videoreflect notes\n\n00:01.000 --> 00:02.000\nno json\n",
     b"WEBVTT videoreflect notes\n\n00:01.000 --> 00:02.000\n" + b"[" * 200_000 + b"\n",
     b'WEBVTT videoreflect notes\n\n00:01.000 -->\n{"text": "Hm"}\n', b'time,note\n1,"Hm\n',
     b"time" + b"," * 500 + b"note\n1\n"],
)  # fmt: skip
def test_what_holds_no_notes_is_a_sentence(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_any(raw)


def test_there_is_an_end_to_what_is_read() -> None:
    with pytest.raises(InvalidInput, match="32 MB"):
        read_any(bytes(MOST_BYTES + 1))
    with pytest.raises(InvalidInput, match="5,000"):
        check_number(ReadNotes((NOTE,) * (MOST_NOTES + 1)))
    check_number(ReadNotes((NOTE,) * MOST_NOTES))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read_any(raw)
    except InvalidInput:
        return


@given(st.lists(st.lists(st.text(max_size=6), max_size=4), max_size=4))
def test_any_table_is_read_or_refused(rows: Any) -> None:
    """And what is read says something, at a time that there can be."""
    text = "time,end,note,status\n" + "\n".join(",".join(row) for row in rows)
    try:
        found, _ = read_any(text.encode("utf-8", "replace"))
    except InvalidInput:
        return

    for note in (one.note for one in found.notes):
        assert note.text or note.codes
        assert note.at_ms is None or note.at_ms >= 0


def test_a_transcript_in_the_same_forms_is_no_surprise() -> None:
    """Its lines are notes, if somebody wants them as such."""
    for raw in (webvtt.write([Line(0, 900, "Hm")]).encode(), eaf.write([Line(0, 900, "Hm")])):
        assert read_any(raw)[0].notes[0].note.text == "Hm"
