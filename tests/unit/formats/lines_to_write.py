"""Lines as people, models and attackers make them, for the tests of what goes out and comes back."""

from __future__ import annotations

from hypothesis import strategies as st

from videoreflect.domain.transcript import Line, Word
from videoreflect.formats.given import in_xml
from videoreflect.formats.named import one_name

HARD = (
    "-->", "\n", "\n\n", "&", "&amp;", "&#10;", "<b>", "<v Bo>", "</v>", "<lang de>", ">", "<", "\u200b", "\u2060",
    ":\u2060 ", "1", "00:00:01.000", "[0:12]", "[00:00:01.000 - 00:00:02.000]", " ", "  ", "\t", "NOTE", "WEBVTT",
    "STYLE", ": ", ":", "Teacher: ", "Note: ", "\u202e", "\u2067שלום", "👩🏽‍🏫", "é", "e\u0301", "\u2028", "\x85",
    '"', "'", "=1+1", "]]>", "<!DOCTYPE", "<?xml", "{", "\\", "%", "Anna   0:03",
    "<i>", "</FONT>", "<\u2060b>", '<font color="#fff">', "{\\an8}", "{\u2060\\an8}", "{\\<u>}", "<font {\\i1}>",
    "\n7", "\n0:01 --> 0:02", "\n 00:00:01,000 --> 00:00:02,000\n", "\n1:2, -->", "\n\u200b0:01 --> 0:02",
)  # fmt: skip

times = st.integers(0, 9 * 3_600_000)
texts = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(HARD), st.text(max_size=3)), max_size=8).map("".join))
plain_texts = texts.map(in_xml)
"""Without control characters, which no form but JSON can hold."""
names = st.one_of(
    st.just(""),
    st.sampled_from(
        ["Teacher", "pupil 3", "[pupil 3]", "A: B", "A:", ": ", "<v X>", "Ms O’Neill", "7", "Note", "Transcript",
         "Transcript (2)", "Müller, Anna", "Ana words", "\u202eoB"]
    ),
    texts,
).map(in_xml).map(one_name)  # fmt: skip
languages = st.sampled_from(["", "", "de", "en-GB", "zh-Hant"])


def _line(start: int, long: int, text: str, voice: str, language: str) -> Line:
    return Line(start, start + long, text, voice=voice, language=language)


lines = st.builds(_line, times, st.integers(0, 60_000), plain_texts, names, languages)
many_lines = st.lists(lines, max_size=6).map(lambda some: sorted(some, key=lambda line: line.start_ms))

HOSTILE = Line(
    0,
    1,
    "1\n\n2\n00:00:01,000 --> 00:00:02,000\n\n\u200b\n<i>&lt;\n[0:01] x\n",
    voice="</v>: <b>",
    language="de",
)


def _spoken(start: int, pieces: list[tuple[int, str]], voice: str) -> Line:
    words: list[Word] = []
    at = start
    for long, text in pieces:
        words.append(Word(at, at + long, text if words else text.lstrip(), 1.0))
        at += long
    return Line(start, at, "".join(word.text for word in words), tuple(words), voice=voice)


_pieces = st.tuples(st.integers(0, 900), st.sampled_from([" a", " quarter", ".", " it’s", " 3", "!", " 👩🏽‍🏫", " a"]))
spoken_lines = st.builds(_spoken, times, st.lists(_pieces, min_size=1, max_size=6), names)
"""Lines as Whisper gives them: words one after the other, whose texts put together are the line’s."""
