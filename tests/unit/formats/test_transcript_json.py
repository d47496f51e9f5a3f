"""The whole transcript as JSON, with words and probabilities."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.errors import InvalidInput
from videoreflect.formats.transcript_json import Transcript, read, write

times = st.integers(0, 10**8)
spans = st.builds(lambda start, long: Span(start, start + long), times, times)
words = st.builds(
    lambda span, text, probability: Word(span.start_ms, span.end_ms, text, probability),
    spans,
    st.text(max_size=8),
    st.floats(0, 1),
)
lines = st.builds(
    lambda span, text, said, *named: Line(span.start_ms, span.end_ms, text, tuple(said), *named),
    spans,
    st.text(),
    st.lists(words, max_size=3),
    st.text(max_size=8),
    st.text(max_size=8),
    st.sampled_from(["", "de", "en-GB"]),
)

GOOD = {"format": "videoreflect-transcript", "version": 1, "language": "en", "lines": [], "speech": []}


@given(st.lists(lines, max_size=4), st.lists(spans, max_size=4), st.sampled_from(["", "en", "de"]))
def test_everything_comes_back_unchanged(said: list[Line], speech: list[Span], language: str) -> None:
    written = write(said, speech=speech, language=language)

    assert read(written) == Transcript(tuple(said), tuple(speech), language)


def test_the_first_version_is_read_too() -> None:
    line = {"start_ms": 1, "end_ms": 2, "text": "Hm.", "words": []}

    assert read(json.dumps({**GOOD, "version": 1, "lines": [line]})).lines == (Line(1, 2, "Hm."),)
    assert json.loads(write([]))["version"] == 2


def test_unknown_fields_are_passed_over() -> None:
    line = {"start_ms": 1, "end_ms": 2, "text": "Hm.", "colour": "red"}

    assert read(json.dumps({**GOOD, "lines": [line], "more": 1})).lines == (Line(1, 2, "Hm."),)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 3},
        {"lines": None},
        {"lines": [1]},
        {"lines": [{"start_ms": 1, "end_ms": 2}]},
        {"lines": [{"start_ms": 2, "end_ms": 1, "text": ""}]},
        {"lines": [{"start_ms": -1, "end_ms": 1, "text": ""}]},
        {"lines": [{"start_ms": 1.5, "end_ms": 2, "text": ""}]},
        {"lines": [{"start_ms": True, "end_ms": 2, "text": ""}]},
        {"lines": [{"start_ms": 0, "end_ms": 1, "text": 7}]},
        {"lines": [{"start_ms": 0, "end_ms": 1, "text": "", "voice": 7}]},
        {"lines": [{"start_ms": 0, "end_ms": 1, "text": "", "words": {}}]},
        {"lines": [{"start_ms": 0, "end_ms": 1, "text": "", "words": [{"start_ms": 0, "end_ms": 1, "text": "",
                                                                      "probability": 1.01}]}]},
        {"speech": [[1]]},
        {"speech": [5]},
        {"language": 5},
    ],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        read(json.dumps({**GOOD, **change}))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{" * 5, "[" * 100_000, '{"version": ' + "9" * 5_000 + "}"])
def test_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read(text)
