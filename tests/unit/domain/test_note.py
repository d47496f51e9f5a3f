"""Notes: what may be stored, and what is read back from somebody else's program."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.note import MAX_QUOTE, MAX_TEXT, Note, checked_note, note_from
from videoreflect.errors import FormatError, InvalidInput

ID = "a" * 32
LENGTH = 90_000


def note(at_ms: int | None = 1_000, to_ms: int | None = None, text: str = "Wait time", **more: Any) -> Note:
    return Note(ID, at_ms, to_ms, text, **more)


@pytest.mark.parametrize(
    ("at", "to", "kept"),
    [
        (1_000, None, (1_000, None)),
        (1_000, 2_000, (1_000, 2_000)),
        (2_000, 1_000, (1_000, 2_000)),
        (1_000, 1_000, (1_000, None)),
        (None, None, (None, None)),
        (None, 2_000, (None, None)),
        (-5, 2_000, (0, 2_000)),
        (-5, -1, (0, None)),
        (LENGTH + 1, None, (LENGTH, None)),
        (1_000, LENGTH + 1, (1_000, LENGTH)),
        (LENGTH + 1, LENGTH + 2, (LENGTH, None)),
    ],
)
def test_times_lie_in_the_clip_in_order(at: int | None, to: int | None, kept: tuple[int | None, int | None]) -> None:
    checked = checked_note(note(at, to), LENGTH)

    assert (checked.at_ms, checked.to_ms) == kept


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
def test_a_note_without_words_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="few words"):
        checked_note(note(text=text), LENGTH)


@pytest.mark.parametrize(
    "text",
    [
        "\u200b",
        "\ufeff\u2060",
        "\x00\x07",
        "\u200d",
        "\u00ad \u2063",
        "\u061c",
        "\ufe0f",
        "\u3164",
        "\u2800",
        "\U000e0041",
    ],
)
def test_a_note_of_nothing_but_hidden_characters_is_refused(text: str) -> None:
    """Seen to fail without ``_can_be_seen``: a note of a joiner, or of a letter that is blank, was kept."""
    with pytest.raises(InvalidInput, match="few words"):
        checked_note(note(text=text), LENGTH)


def test_a_deleted_note_may_be_empty() -> None:
    assert checked_note(note(text="", deleted=True), LENGTH).text == ""


@pytest.mark.parametrize("more", [{"text": "x" * (MAX_TEXT + 1)}, {"quote": "x" * (MAX_QUOTE + 1)}])
def test_a_book_is_not_a_note(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="too long"):
        checked_note(note(**more), LENGTH)


def test_what_could_hide_or_reorder_text_is_dropped() -> None:
    checked = checked_note(note(text=" a\u202eb\u200bc\x07d\r\ne\tf\u2066g\u061ch\ri "), LENGTH)

    assert checked.text == "abcd\ne\tfgh\ni"


@pytest.mark.parametrize(
    "text",
    ["¾ > ⅝", "naïve", "שלום", "👩‍🏫 asks", "क्षेत्र", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"],
)
def test_the_scripts_and_signs_of_the_world_stay(text: str) -> None:
    assert checked_note(note(text=text), LENGTH).text == text


def test_a_note_survives_being_written() -> None:
    written = note(1, 2, "text", quote="said", talk=True, created_ms=5, edited_ms=6)

    assert note_from(json.loads(json.dumps(written.content()))) == written


@pytest.mark.parametrize(
    "change",
    [
        {"note": "../../etc/passwd"},
        {"note": 7},
        {"at_ms": "1"},
        {"at_ms": True},
        {"at_ms": 1.5},
        {"at_ms": -1},
        {"to_ms": 1 << 40},
        {"text": None},
        {"text": ["a"]},
        {"text": ""},
        {"text": "x" * (MAX_TEXT + 1)},
        {"quote": 3},
        {"talk": 1},
        {"deleted": "no"},
        {"created_ms": None},
        {"edited_ms": "now"},
        {"author": "somebody else"},
        {"id": "b" * 32},
    ],
    ids=repr,
)
def test_what_another_program_wrote_is_checked(change: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        note_from(note().content() | change)


@pytest.mark.parametrize("missing", ["note", "at_ms", "to_ms", "text"])
def test_a_note_that_lacks_something_is_no_note(missing: str) -> None:
    with pytest.raises(FormatError):
        note_from({key: value for key, value in note().content().items() if key != missing})


@given(
    st.dictionaries(
        st.sampled_from([*note().content(), "other"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=2),
    )
)
def test_any_body_gives_a_note_or_a_typed_error(change: dict[str, Any]) -> None:
    try:
        read = note_from(note().content() | change)
    except FormatError:
        return
    assert read == checked_note(read, None)


@given(st.integers(-10, 200_000) | st.none(), st.integers(-10, 200_000) | st.none(), st.text(min_size=1))
def test_what_is_stored_is_a_fixed_point(at: int | None, to: int | None, text: str) -> None:
    try:
        stored = checked_note(note(at, to, text), LENGTH)
    except InvalidInput:
        return
    assert checked_note(stored, LENGTH) == stored
    assert note_from(stored.content()) == stored
    assert stored.to_ms is None or (stored.at_ms is not None and stored.at_ms < stored.to_ms <= LENGTH)
