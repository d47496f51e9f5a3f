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

    assert srt.read(text) == (Line(1_000, 2_000, "Hm.\nYes"), Line(3_500, 4_000, "No"))


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
    "text",
    [
        "hello",
        "Minutes\n\n00:00:01,000 --> 00:00:02,000\nx",
        "1\n00:00:61,000 --> 00:01:02,000\nx",
        "1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:00:03, --> 00:00:04,000\ny",
    ],
)
def test_what_is_no_subrip_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        srt.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "1\n\n{0}\n\none\n\n2\n\n{1}\n\ntwo\n\n",
        "1\n{0}\none\n2\n{1}\ntwo",
        "{0}\none\n\n{1}\ntwo\n\n",
        "1\n{0}\n<font color=red><i>one</i></font>\n\n2\n{1}\n{{\\an8}}{{\\pos(1,2)}}two\n\n3\n",
    ],
    ids=["empty rows everywhere", "none at all", "no numbers", "tags, and a number left at the end"],
)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("00:00:01,000 --> 00:00:02,000", "00:00:03,000 --> 00:00:04,000"),
        ("00:00:01 --> 00:00:02", "0:00:03.0000 --> 0:00:04.0000000"),
        ("00:01.000-->00:02.000", "00:03.000-->00:04.000 X1:0 X2:9"),
    ],
)
def test_subrip_as_tools_really_write_it_is_read(text: str, first: str, second: str) -> None:
    """Seen to fail with the reader that took an empty row for the end of each text, and tags for what was said."""
    assert srt.read(text.format(first, second)) == (Line(1_000, 2_000, "one"), Line(3_000, 4_000, "two"))


def test_a_text_of_subrip_with_an_empty_row_inside_stays_one() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nWhat is\n\n5 and 5?\n\n10\n\n2\n00:00:03,000 --> 00:00:04,000\nTen.\n"

    assert [line.text for line in srt.read(text)] == ["What is\n5 and 5?\n10", "Ten."]


ROLLING = (
    "00:00:00.160 --> 00:00:02.389 align:start position:0%\n \ngood<00:00:00.480><c> morning</c>\n\n"
    "00:00:02.389 --> 00:00:02.399 align:start position:0%\ngood morning\n \n\n"
    "00:00:02.399 --> 00:00:04.710 align:start position:0%\ngood morning\nyes\n\n"
    "00:00:04.710 --> 00:00:04.720 align:start position:0%\nyes\n \n\n"
    "00:00:04.720 --> 00:00:07.000 align:start position:0%\nyes\nyes\n\n"
)


def test_captions_of_youtube_say_each_row_once() -> None:
    """They show every row again above the next one, and once more for ten milliseconds between.

    Seen to fail with the cues taken as they stand: everything was there two or three times.
    """
    once = ((160, 2_389, "good morning"), (2_399, 4_710, "yes"), (4_720, 7_000, "yes"))
    text = f"WEBVTT\nKind: captions\nLanguage: en\n\n{ROLLING}"
    turned_into_subrip = (
        ROLLING.replace("<00:00:00.480><c>", "").replace("</c>", "").replace(" align:start position:0%", "")
    )

    assert [(line.start_ms, line.end_ms, line.text) for line in webvtt.read(text)] == [*once]
    assert webvtt.language_of(text) == "en"
    assert [(line.start_ms, line.end_ms, line.text) for line in srt.read(turned_into_subrip)] == [*once]


def test_what_is_really_said_twice_is_kept() -> None:
    said = [Line(1_000 * n, 1_000 * n + 1_000, "Yes.") for n in range(4)]

    assert srt.read(srt.write(said)) == tuple(said)
    assert webvtt.read(webvtt.write(said).replace(webvtt.HEAD, "WEBVTT")) == tuple(said)


def test_webvtt_says_the_language_of_the_whole() -> None:
    text = webvtt.write([Line(0, 900, "Guten Morgen")], language="de")

    assert text.startswith("WEBVTT videoreflect\nLanguage: de\n\n")
    assert webvtt.language_of(text) == "de"
    assert webvtt.language_of("WEBVTT\n\nLanguage: de\n00:01.000 --> 00:02.000\nLanguage: fr") == ""


def test_a_file_too_long_is_refused_unread() -> None:
    for read in (webvtt.read, srt.read):
        with pytest.raises(InvalidInput, match="too long"):
            read("x" * (MOST_CHARACTERS + 1))


def test_plain_text_is_one_line_each() -> None:
    words = (Word(0, 400, "A", 0.9), Word(400, 900, " quarter", 0.49), Word(900, 950, ".", 0.5))
    said = [Line(0, 950, "A quarter.", words), Line(3_723_000, 3_724_000, "Edited\nby hand")]

    assert plain_text.write(said) == "[0:00] A quarter.\n[1:02:03] Edited by hand\n"
    assert plain_text.write(said, times=False, mark_doubtful=True) == "A quarter(?).\nEdited by hand\n"
