"""Others are left out of a text; whom it is about stays."""

from __future__ import annotations

import pytest

from videoreflect.formats.redaction import OTHER, Redaction


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Gwyn Parry spoke to pupil 7", f"{OTHER} spoke to pupil 7"),
        ("GWYN and parry", f"{OTHER} and {OTHER}"),
        ("pupil 8 pushed Pupil 7; Pupil 12 laughed", f"{OTHER} pushed Pupil 7; {OTHER} laughed"),
        ("pupil 70 and pupil 7", f"{OTHER} and pupil 7"),
        ("Gwyneth is nobody we know", "Gwyneth is nobody we know"),
        ("Jonas's book", f"{OTHER}'s book"),
        ("José sat down", f"{OTHER} sat down"),
        ("Jose\u0301 sat down", f"{OTHER} sat down"),
        ("", ""),
    ],
)
def test_others_are_left_out(text: str, left: str) -> None:
    """Whole words, in any case and spelling of accents."""
    assert Redaction(["Gwyn Parry", "Jonas Quibblewick", "José"], ["pupil 7"])(text) == left


def test_a_name_that_two_share_stays_for_whom_it_is_about() -> None:
    """Else the answer would leave out the person who asks."""
    redact = Redaction(["Anna Holt", "Anna Parry"], ["Anna Holt"])

    assert redact("Anna Holt met Parry") == f"Anna Holt met {OTHER}"


def test_signs_of_patterns_are_letters() -> None:
    """Whatever somebody is called."""
    assert Redaction(["(((", "[a-z]+"])("words") == "words"


def test_with_nobody_to_leave_out() -> None:
    """The text stays."""
    assert Redaction([])("Just words") == "Just words"
