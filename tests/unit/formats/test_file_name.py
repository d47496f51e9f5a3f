"""Names of copies."""

from __future__ import annotations

import pytest

from videoreflect.formats.file_name import file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Fractions, 7B", "Fractions, 7B, transcript.docx"),
        ('a/b\\c: "d"\n<e>', "a b c d e, transcript.docx"),
        (" \x00 ", "lesson, transcript.docx"),
        ("../..", ".. .., transcript.docx"),
        ("x" * 200, "x" * 80 + ", transcript.docx"),
    ],
)
def test_a_name_is_one_that_every_disk_takes(title: str, name: str) -> None:
    assert file_name(title, "transcript", "docx") == name


def test_texts_end_as_texts() -> None:
    assert file_name("A", "transcript", "times") == "A, transcript.txt"
