"""Files of other programs are taken for what they are, and bad ones refused with a sentence, in bounded work."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.formats.word_documents import of_paragraphs, packed
from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats import docx_reading, reading
from videoreflect.formats.reading import FORMS, read_any

TEAMS_VTT = (
    "WEBVTT\r\n\r\n3b1f7d2e-91aa/12-0\r\n00:00:03.120 --> 00:00:05.480\r\n<v Ana Gray>Guten Morgen,\r\nalle</v>\r\n\r\n"
    "3b1f7d2e-91aa/13-0\r\n00:00:05.900 --> 00:00:07.000\r\n<v Müller, Bo (Guest)>Hallo</v>\r\n"
)
ZOOM_VTT = (
    "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAna Gray: Who knows: why?\n\n2\n00:00:02.000 --> 00:00:03.000\n"
    "iPhone (2): It is so\n\n3\n00:00:03.000 --> 00:00:04.000\nbecause.\n"
)
TEAMS_ROWS = [
    "Maths 7B-20260304_100000-Recording", "March 4, 2026, 9:00AM", "45m 3s", "Ana Gray started transcription",
    "Ana Gray   0:03\nGuten Morgen.\nWer weiß es?", "Müller, Bo (Guest)   0:09\nIch.", "Ana Gray   1:00:02\nGut.",
    "Ana Gray stopped transcription",
]  # fmt: skip
GERMAN_TEAMS_ROWS = [
    "Besprechung-20240618_130300-Besprechungsaufzeichnung", "18. Juni 2024, 13:03", "45 Min. 3 Sek.",
    "Ana Gray hat die Transkription gestartet", "Ana Gray   0:03\nGuten Morgen.\nWer weiß es?",
    "Müller, Bo (Guest)   0:09\nIch.", "Ana Gray   1:00:02\nGut.", "Müller, Bo (Guest) hat die Transkription beendet",
]  # fmt: skip
OLD_TEAMS_ROWS = ["0:0:0.0 --> 0:0:2.350", "Ana Gray", "Good morning.", "0:0:2.350 --> 0:0:4.0", "Bo", "Morning."]
OTR = {
    "text": '<p><b>Interview</b></p><p><span class="timestamp" data-timestamp="12.34">00:12</span>'
    "Ana: Who &amp; why?<br>Well&nbsp;then</p><p><span data-timestamp='65' class='timestamp'>01:05</span> "
    "Bo: I &lt;do&gt;<script>alert(1)</script></p>",
    "media": "lesson.mp3",
    "media-time": 70.1,
}  # fmt: skip
TEAMS_LINES = (
    Line(3_000, 6_000, "Guten Morgen.\nWer weiß es?", voice="Ana Gray"),
    Line(9_000, 11_000, "Ich.", voice="Müller, Bo (Guest)"),
    Line(3_602_000, 3_604_000, "Gut.", voice="Ana Gray"),
)


@pytest.mark.parametrize(
    ("raw", "form", "lines"),
    [
        (TEAMS_VTT.encode(), "vtt", (
            Line(3_120, 5_480, "Guten Morgen,\nalle", voice="Ana Gray"),
            Line(5_900, 7_000, "Hallo", voice="Müller, Bo (Guest)"),
        )),
        (ZOOM_VTT.encode(), "vtt", (
            Line(1_000, 2_000, "Who knows: why?", voice="Ana Gray"),
            Line(2_000, 3_000, "It is so", voice="iPhone (2)"),
            Line(3_000, 4_000, "because."),
        )),
        (of_paragraphs(TEAMS_ROWS), "docx", TEAMS_LINES),
        ("\n".join(TEAMS_ROWS).encode(), "teams", TEAMS_LINES),
        (of_paragraphs(GERMAN_TEAMS_ROWS), "docx", TEAMS_LINES),
        (b"WEBVTT\n\n0:0:0.0 --> 0:0:2.3500000\n<v Bo>Yes</v>", "vtt", (Line(0, 2_350, "Yes", voice="Bo"),)),
        (of_paragraphs(OLD_TEAMS_ROWS), "docx", (
            Line(0, 2_350, "Good morning.", voice="Ana Gray"), Line(2_350, 4_000, "Morning.", voice="Bo"),
        )),
        (json.dumps(OTR).encode(), "otr", (
            Line(0, 2_000, "Interview"),
            Line(12_340, 15_340, "Who & why?\nWell then", voice="Ana"),
            Line(65_000, 67_000, "I <do>", voice="Bo"),
        )),
        ("\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nSo eine Überraschung\r\n".encode("utf-16"), "srt", (
            Line(1_000, 2_000, "So eine Überraschung"),
        )),
        ("1\n00:00:01,000 --> 00:00:02,000\nFür „alle“\n".encode("cp1252"), "srt", (Line(1_000, 2_000, "Für „alle“"),)),
        ("[0:03] Note: page 4\n[0:05] Good.\n".encode("utf-16-le"), "txt", (
            Line(3_000, 5_000, "page 4", voice="Note"), Line(5_000, 7_000, "Good."),
        )),
    ],
)  # fmt: skip
def test_files_of_other_programs_are_read(raw: bytes, form: str, lines: tuple[Line, ...]) -> None:
    found, told = read_any(raw)

    assert (told, found.lines) == (form, lines)
    assert told in FORMS


def test_a_remark_with_a_colon_is_nobody() -> None:
    """“Note: …” once in three lines is what was said; half of all lines, or three times, is a name."""
    cues = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{text}" for n, text in enumerate(["Note: page 4", "Hm.", "Yes."]))

    assert [line.voice for line in read_any(f"WEBVTT\n\n{cues}".encode())[0].lines] == ["", "", ""]


def test_lines_come_in_the_order_of_time() -> None:
    raw = b"1\n00:00:05,000 --> 00:00:06,000\nb\n\n2\n00:00:01,000 --> 00:00:02,000\na\n"

    assert [line.text for line in read_any(raw)[0].lines] == ["a", "b"]


ZIP_BOMB = packed("<w:p/>" + " " * (docx_reading.MOST_UNPACKED + 1))
MANY_PARTS = packed("", [(f"word/{n}.xml", b"") for n in range(docx_reading.MOST_PARTS)])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "not a transcript"),
        (b"\x00" * 1_000, "not a transcript"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\xff\x13" * 100, "."),
        (b"Dear all, here are the minutes.", "not a transcript"),
        (b"WEBVTT\n\n00:99.000 --> 01:00.000\nx", "not a time"),
        (b"WEBVTT\n\n00:05.000 --> 00:01.000\nx", "Line 1 of this file ends before it begins"),
        (b"1\n00:00:05,000 --> 00:00:01,000\nx\n", "ends before it begins"),
        (b"[0:99] x", "not a time"),
        (b"{}", "not a transcript"),
        (b"[" * 100_000, "not a transcript"),
        (b'{"text": "no times"}', "no times"),
        (b'{"text": "Hi", "segments": [{"start": 0.0, "end": 2.5, "text": " Hi"}]}', "not a transcript that video"),
        (b'{"text": "&#' + b"9" * 6_000 + b'; <span data-timestamp=1>"}', ""),
        (b"<html><body>WEBVTT</body></html>", "not a transcript"),
        (b"<?xml version='1.0'?><!DOCTYPE a><a/>", "was not read"),
        (b"x" * (reading.MOST_BYTES + 1), "too long"),
        (b"PK\x03\x04 and nothing more", "not a Word document"),
        (packed(""), "no transcript"),
        (packed("<w:p><w:r><w:t>Hello</w:t></w:r></w:p>"), "no transcript"),
        (packed("&a;"), "was not read"),
        (packed("", rels='<!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'), "was not read"),
        (packed("", rels="<a/>"), "not a Word document"),
        (ZIP_BOMB, "far more"),
        (MANY_PARTS, "far more"),
        (of_paragraphs(TEAMS_ROWS)[:-400], "not a Word document"),
    ],
    ids=range(25),
)
def test_what_is_no_transcript_is_refused_with_a_sentence(raw: bytes, sentence: str) -> None:
    """Seen to fail for the zip bomb with the look at the declared size left out: all of it was unpacked first."""
    if not sentence:
        read_any(raw)  # an unreadable character reference is text
        return
    with pytest.raises(InvalidInput, match=sentence):
        read_any(raw)


def test_a_part_that_unpacks_to_more_than_it_declares_is_refused() -> None:
    """The size in the directory of the file is a lie: the checksum does not fit what is given out of it."""
    raw = bytearray(packed("<w:p/>" + "<!-- -->" * 1_000))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (50).to_bytes(4, "little")

    with pytest.raises(InvalidInput):
        read_any(bytes(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"WEBVTT\n" + b"<" * 3_000_000,
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 1_000_000,
        b"[0:01] " + b" " * 3_000_000 + b"\n",
        b"1\n" + b"0" * 3_000_000,
        b"a " + b" " * 3_000_000 + b"0:0x\n" + b"b   0:03\nx",
        json.dumps({"text": '<span data-timestamp="1">' + "<" + "a" * 3_000_000}).encode(),
        json.dumps({"text": '<span data-timestamp="1">' + "<a" * 1_000_000}).encode(),
        json.dumps({"text": '<span data-timestamp="1">' + "&" * 3_000_000}).encode(),
        b"1\n00:00:01,000 --> 00:00:02,000\n" + b"a: " * 1_000_000,
    ],
    ids=range(9),
)
@pytest.mark.timeout(60)
def test_work_grows_with_the_length_only(raw: bytes) -> None:
    """Each of these takes hours where some expression looks at everything again for every sign."""
    try:
        read_any(raw)
    except InvalidInput:
        return


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for given_ in (raw, b"WEBVTT\n\n" + raw, b"PK\x03\x04" + raw, b"<?xml" + raw, b"[0:01] " + raw, b"\xff\xfe" + raw):
        try:
            read_any(given_)
        except InvalidInput:
            continue


@given(st.text(max_size=200))
def test_any_oTranscribe_text_is_read_or_refused(text: str) -> None:  # noqa: N802 - its name
    try:
        read_any(json.dumps({"text": f'<span data-timestamp="3">{text}'}).encode())
    except InvalidInput:
        return
