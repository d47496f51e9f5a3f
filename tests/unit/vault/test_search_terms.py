"""Whatever is typed is a question, and never an error."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.vault.search_terms import MARK, MAX_TERMS, UNMARK, Part, expression, kept, parts

SIGNS = "\"'*^:()+-{}[]~ANDORNOTEAR \x00\n\tåß🙂\u0301\u200b\ud8009"


def table(*texts: str) -> sqlite3.Connection:
    """Return a full-text table like that of the index."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE text USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
    db.executemany("INSERT INTO text VALUES (?)", [(kept(text),) for text in texts])
    return db


def found(typed: str, *texts: str) -> list[str]:
    """Return the texts that are found."""
    asked = expression(typed)
    return [text for (text,) in table(*texts).execute("SELECT words FROM text WHERE text MATCH ?", (asked,))]


@given(st.text(st.sampled_from(SIGNS)) | st.text())
def test_no_text_is_a_syntax_error(typed: str) -> None:
    """Signs, operators, half characters, anything: SQLite takes the expression, or there is none."""
    asked = expression(typed)
    if asked is not None:
        table("a b c").execute("SELECT count(*) FROM text WHERE text MATCH ?", (asked,)).fetchone()


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "🙂🙂", "-", "()", "\x00", "_ _"])
def test_without_a_letter_or_digit_nothing_is_asked(typed: str) -> None:
    assert expression(typed) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("wait", "Wait longer"),
        ("longer wait", "Wait longer"),
        ("wai", "Wait longer"),
        ("naive grafin", "Die naïve Gräfin"),
        ("GRÄFIN", "die grafin"),
        ("gra\u0308fin", "die Gräfin"),
        ("don't", "I don't know"),
        ('"wait" OR*', "wait, or else"),
        ("8B/2", "with 8B/2 today"),
        ("7", "pupil 7"),
        ("日", "日本語"),
    ],
)
def test_what_is_found(typed: str, text: str) -> None:
    """All words, in any order, the last as a beginning; no matter the case, accents or signs."""
    assert found(typed, text, "something else") == [text]


@pytest.mark.parametrize(
    ("typed", "text"), [("wait short", "Wait longer"), ("p", "pupil 7"), ("wai longer", "Wait longer")]
)
def test_what_is_not_found(typed: str, text: str) -> None:
    """A word that is missing; one letter as a beginning; the beginning of a word that is not the last."""
    assert found(typed, text) == []


def test_what_is_asked_is_bounded() -> None:
    """A pasted page is a question of a few words."""
    asked = expression("wait longer " * 5_000)
    assert asked is not None
    assert asked.count(" AND ") == MAX_TERMS - 1
    asked = expression("a" * 10_000)
    assert asked is not None
    assert len(asked) < 1_100


def test_a_snippet_is_parts_of_text() -> None:
    snippet = f"before {MARK}found{UNMARK} between {MARK}this{UNMARK}"
    assert parts(snippet) == (
        Part("before ", False), Part("found", True), Part(" between ", False), Part("this", True),
    )  # fmt: skip
    assert parts("") == ()


def test_marks_and_controls_in_a_text_do_not_reach_the_table() -> None:
    """Else a transcript could say what was found in it."""
    assert kept(f"a{MARK}b{UNMARK}c\x00d\ud800") == "a b c d?"
