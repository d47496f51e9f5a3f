"""What goes out comes back in unchanged: every form, with everything that it can hold."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.formats.lines_to_write import HOSTILE, many_lines, spoken_lines
from videoreflect.domain.transcript import Line
from videoreflect.formats import docx_reading, docx_writing, eaf, eaf_reading, srt, timed_text, transcript_json, webvtt
from videoreflect.formats.named import joined, parted
from videoreflect.formats.reading import read_any

Write = Callable[[list[Line]], bytes]

WRITERS: dict[str, Write] = {
    "vtt": lambda said: webvtt.write(said).encode(),
    "srt": lambda said: srt.write(said).encode(),
    "txt": lambda said: timed_text.write(said).encode(),
    "json": lambda said: transcript_json.write(said).encode(),
    "docx": docx_writing.write,
    "eaf": eaf.write,
}
NO_LANGUAGES = {"srt"}


def held(form: str, said: list[Line]) -> tuple[Line, ...]:
    """What a form can hold of lines without words."""
    return tuple(replace(line, language="") for line in said) if form in NO_LANGUAGES else tuple(said)


@given(many_lines)
@example([HOSTILE, HOSTILE])
@example([Line(0, 5, "", voice="Teacher"), Line(0, 0, "Note: read")])
@pytest.mark.parametrize("form", ["vtt", "srt", "txt", "json", "eaf"])
def test_lines_come_back_unchanged(form: str, said: list[Line]) -> None:
    """Seen to fail with the invisible marks of ``named`` left out, and with ``_guarded`` of SubRip left out."""
    if not said and form in {"srt", "txt"}:
        return  # an empty file says nothing of its form
    found, told = read_any(WRITERS[form](said))

    assert told == form
    assert found.lines == held(form, said)


@given(many_lines)
@example([HOSTILE, HOSTILE])
@settings(max_examples=30)
def test_lines_come_back_from_word_unchanged(said: list[Line]) -> None:
    found, told = read_any(docx_writing.write(said, title="A: <b>", language="en"))

    assert (told, found.lines, found.language) == ("docx", tuple(said), "en")


@given(st.lists(spoken_lines, max_size=4).map(lambda some: sorted(some, key=lambda line: line.start_ms)))
def test_words_come_back_from_elan_unchanged(said: list[Line]) -> None:
    found = eaf_reading.read(eaf.write(said, language="de"))

    assert found.lines == tuple(said)
    assert found.language == ("de" if said else "")


@given(st.lists(spoken_lines, max_size=4).map(lambda some: sorted(some, key=lambda line: line.start_ms)))
def test_words_come_back_from_json_unchanged(said: list[Line]) -> None:
    assert read_any(transcript_json.write(said).encode())[0].lines == tuple(said)


@pytest.mark.parametrize("form", ["vtt", "srt", "txt", "docx"])
def test_a_form_without_words_leaves_them_out_and_nothing_else(form: str) -> None:
    [line] = eaf_reading.read(eaf.write([Line(0, 900, "A quarter.", voice="Teacher")])).lines

    assert read_any(WRITERS[form]([line]))[0].lines == (replace(line, words=()),)


@given(many_lines)
def test_voices_in_front_of_texts_come_back(said: list[Line]) -> None:
    spoken = [(line.voice, line.text) for line in said]

    assert parted(joined(spoken)) == spoken


@pytest.mark.parametrize("form", ["vtt", "srt", "txt", "json"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("new_line", ["\n", "\r\n", "\r"])
def test_texts_come_back_from_an_editor_that_saved_them_its_own_way(form: str, encoding: str, new_line: str) -> None:
    said = [Line(0, 900, "Wer weiß es?\n👩🏽‍🏫", voice="Lehrerin"), Line(900, 2_000, "Note: 1 <b>")]
    text = WRITERS[form](said).decode().replace("\n", new_line)

    assert read_any(text.encode(encoding))[0].lines == tuple(said)


def test_lines_of_a_long_lesson_come_back() -> None:
    said = [Line(2_000 * n, 2_000 * n + 1_900, f"line {n}", voice="Teacher" if n % 3 else "") for n in range(6_000)]

    for form, write in WRITERS.items():
        assert read_any(write(said))[0].lines == tuple(said), form


def test_a_person_puts_the_document_right_and_takes_it_in_again() -> None:
    """Another paragraph in a cell is another row of its text; an empty row of the table is no line."""
    document = docx.Document(io.BytesIO(docx_writing.write([Line(0, 900, "A quater.", voice="Teacher")])))
    [table] = document.tables
    table.rows[1].cells[3].text = "A quarter."
    table.rows[1].cells[3].add_paragraph("Yes.")
    table.add_row()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    document.save(out)

    assert docx_reading.read(out.getvalue()).lines == (Line(0, 900, "A quarter.\nYes.", voice="Teacher"),)
