"""WebVTT, SubRip and plain text: what goes out comes back unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import InvalidInput
from videoreflect.formats import plain_text, srt, webvtt
from videoreflect.formats.given import MOST_CHARACTERS


@given(st.text())
def test_anything_is_read_or_refused(text: str) -> None:
    for read in (webvtt.read, srt.read):
        try:
            read(text)
        except InvalidInput:
            continue


def test_webvtt_is_written_so_that_nothing_is_taken_for_markup() -> None:
    written = webvtt.write([Line(500, 62_000, "a < b --> c & d\nnext")])

    assert written == "WEBVTT videoreflect\n\n00:00:00.500 --> 00:01:02.000\na &lt; b --&gt; c &amp; d&#10;next\n"
    assert webvtt.write([]) == "WEBVTT videoreflect\n"


def test_subrip_is_numbered_and_its_texts_end_with_an_empty_line() -> None:
    written = srt.write([Line(500, 62_000, "Good morning."), Line(62_000, 63_000, "Two\n\nparts")])

    assert written == (
        "1\n00:00:00,500 --> 00:01:02,000\nGood morning.\n\n2\n00:01:02,000 --> 00:01:03,000\nTwo\n\u200b\nparts\n"
    )


def test_control_characters_are_left_out() -> None:
    said = [Line(0, 1, "a\x00b\x1b[31m\r\nc\rd\ud800")]

    assert webvtt.read(webvtt.write(said))[0].text == "ab[31m\nc\nd"
    assert srt.read(srt.write(said))[0].text == "ab[31m\nc\nd"


def test_webvtt_of_other_programs_is_read() -> None:
    text = (
        "\ufeffWEBVTT - made elsewhere\r\nKind: captions\r\n\r\nNOTE\r\nnot a cue\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\n"
        "intro\r\n00:01.000 --> 00:02.500 align:start position:10%\r\n"
        "<v Ms Gray>Who <c.loud>knows</c><00:01.900> it?</v>\r\n&nbsp;Nobody &amp; all\r\n\r\n"
        "00:00:03.000 --> 00:00:04.000\r\n"
    )

    assert webvtt.read(text) == (
        Line(1_000, 2_500, "Who knows it?", voice="Ms Gray"),
        Line(1_000, 2_500, "Nobody & all"),
        Line(3_000, 4_000, ""),
    )


def test_subrip_of_other_programs_is_read() -> None:
    text = (
        "\ufeff\r\n1\r\n0:00:01,000 --> 0:00:02,000 X1:10\r\n<i>Hm.</i>\r\nYes\r\n"
        "\r\n\r\n00:00:03.5 --> 00:00:04,000\r\nNo"
    )

    assert srt.read(text) == (Line(1_000, 2_000, "<i>Hm.</i>\nYes"), Line(3_500, 4_000, "No"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WEBVTTX\n",
        "hello",
        "WEBVTT\n\n00:99.000 --> 01:00.000\nx",
        "WEBVTT\n\n1:00 -->\nx",
        "WEBVTT\n\n-->\n",
    ],
)
def test_what_is_no_webvtt_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        webvtt.read(text)


@pytest.mark.parametrize(
    "text", ["hello", "1\n\n00:00:01,000 --> 00:00:02,000\nx", "1\n00:00:61,000 --> 00:01:02,000\nx"]
)
def test_what_is_no_subrip_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        srt.read(text)


def test_a_file_too_long_is_refused_unread() -> None:
    for read in (webvtt.read, srt.read):
        with pytest.raises(InvalidInput, match="too long"):
            read("x" * (MOST_CHARACTERS + 1))


def test_plain_text_is_one_line_each() -> None:
    words = (Word(0, 400, "A", 0.9), Word(400, 900, " quarter", 0.49), Word(900, 950, ".", 0.5))
    said = [Line(0, 950, "A quarter.", words), Line(3_723_000, 3_724_000, "Edited\nby hand")]

    assert plain_text.write(said) == "[0:00] A quarter.\n[1:02:03] Edited by hand\n"
    assert plain_text.write(said, times=False, mark_doubtful=True) == "A quarter(?).\nEdited by hand\n"
