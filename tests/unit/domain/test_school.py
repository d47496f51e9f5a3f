"""What the school says once: read back as it was said, refused with a sentence if it cannot be used."""

from __future__ import annotations

from typing import Any

import pytest

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.school import School, school_from
from videoreflect.errors import FormatError, InvalidInput

FULL = School(
    controller="Quillfeather Primary School",
    address="1 Chalk Lane\nOtterbourne",
    contact="the data protection officer",
    email="dpo@quillfeather.example",
    phone="01632 960001",
    jurisdiction="England",
    authority="Information Commissioner’s Office",
    authority_address="ico.org.uk/concerns",
    complaints="Write to the head teacher first.",
    keep_days=365,
    grace_days=7,
    basis=Basis.LEGITIMATE_INTERESTS,
    purposes=frozenset({Purpose.MENTORING}),
)


def test_what_is_written_is_read_back() -> None:
    """Every field survives."""
    assert school_from(FULL.content()) == FULL
    assert school_from(School().content()) == School()


def test_defaults_for_retention() -> None:
    """No default day, a warning of two weeks, no grace: nothing is kept or erased by a number nobody chose."""
    assert (School().keep_days, School().warn_days, School().grace_days) == (None, 14, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep_days": 0}, {"keep_days": 7_301}, {"keep_days": True}, {"keep_days": "365"}, {"keep_days": 1.5},
        {"warn_days": -1}, {"warn_days": None}, {"grace_days": 366}, {"due_days": 0},
        {"email": "nobody"}, {"language": "english please"}, {"notice_language": ""},
        {"controller": "two\nlines"}, {"controller": "x" * 301}, {"address": "x" * 2_001}, {"phone": 12},
        {"authority": "bell\x07"}, {"basis": "because"}, {"purposes": ["advertising"]}, {"purposes": 3},
        {"schema": "videoreflect/school/2"}, {"more": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(wrong: dict[str, Any]) -> None:
    """Whatever lies in the row: a typed error."""
    with pytest.raises(FormatError):
        school_from(FULL.content() | wrong)


def test_a_missing_field_is_refused() -> None:
    """A default must not stand in for what somebody cut out."""
    for name in FULL.content():
        with pytest.raises(FormatError):
            school_from({k: v for k, v in FULL.content().items() if k != name})


def test_a_sentence_says_what_to_type() -> None:
    """A tired teacher reads what is wrong."""
    with pytest.raises(InvalidInput, match="1 to 7,300 days"):
        School(keep_days=100_000)
    with pytest.raises(InvalidInput, match="e-mail"):
        School(email="office at school")
