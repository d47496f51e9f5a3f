"""Whatever is typed is a question, and never an error."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.vault.search_terms import MAX_TERMS, Part, kept, question, snippet

SIGNS = "\"'*^:()+-{}[]~ANDORNOTEAR \x00\n\tåß🙂\u0301\u200b\ud8009"


def table(*texts: str) -> sqlite3.Connection:
    """Return a full-text table like that of the index."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE text USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
    db.executemany("INSERT INTO text VALUES (?)", [(kept(text),) for text in texts])
    return db


def found(typed: str, *texts: str) -> list[str]:
    """Return the texts that are found."""
    asked = question(typed)
    assert asked
    rows = table(*texts).execute("SELECT words FROM text WHERE text MATCH ?", (asked.expression,))
    return [text for (text,) in rows]


@given(st.text(st.sampled_from(SIGNS)) | st.text())
def test_no_text_is_a_syntax_error(typed: str) -> None:
    """Signs, operators, half characters, anything: SQLite takes the expression, or there is none."""
    asked = question(typed)
    if asked is not None:
        table("a b c").execute("SELECT count(*) FROM text WHERE text MATCH ?", (asked.expression,)).fetchone()


@pytest.mark.parametrize("typed", ["", "   ", '"', "*", "🙂🙂", "-", "()", "\x00", "_ _"])
def test_without_a_letter_or_digit_nothing_is_asked(typed: str) -> None:
    assert question(typed) is None


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
    ("typed", "text"),
    [("wait short", "Wait longer"), ("p", "pupil 7"), ("wai ", "Wait longer"), ("wai longer", "Wait longer")],
)
def test_what_is_not_found(typed: str, text: str) -> None:
    """A word that is missing; one letter as a beginning; the beginning of a word that is not the last."""
    assert found(typed, text) == []


def test_what_is_asked_is_bounded() -> None:
    """A pasted page is a question of a few words."""
    asked = question("wait longer " * 5_000)
    assert asked is not None
    assert asked.expression.count(" AND ") == MAX_TERMS - 1
    asked = question("a" * 10_000)
    assert asked is not None
    assert len(asked.expression) < 1_100


def shown(text: str, typed: str) -> str:
    """Return the snippet, with what was found in brackets."""
    asked = question(typed)
    assert asked
    return "".join(f"[{part.text}]" if part.found else part.text for part in snippet(text, asked))


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Die naïve Gräfin, die GRÄFIN", "grafin", "Die naïve [Gräfin], die [GRÄFIN]"),
        ("Wait longer", "longer wai", "[Wait] [longer]"),
        ("I don't know", "don't", "I [don]'[t] know"),
        ("waiting", "wait ", "waiting"),
        ("a [b] <i>", "i", "a [b] <[i]>"),
    ],
)
def test_what_answers_stands_apart(text: str, typed: str, expected: str) -> None:
    """Every word that was asked for, as it stands in the text."""
    assert shown(text, typed) == expected


def test_a_snippet_is_a_stretch_around_the_first_place() -> None:
    """Of a long text, from a whole word on; what was cut away is said."""
    told = shown("before " * 500 + "found it " + "after " * 500, "found")
    assert told.startswith("…before before")
    assert told.endswith("…")
    assert "[found] it after" in told
    assert len(told) < 250
    assert shown("x" * 1_000 + " found", "found") == "…[found]"
    assert shown("x" * 1_000 + "-found", "found").endswith("x-[found]")


@given(st.text(), st.text(min_size=1))
def test_a_snippet_is_never_anything_but_the_text(text: str, typed: str) -> None:
    """Its parts, one after the other, are a piece of the text."""
    asked = question(typed)
    if asked is not None:
        pieces = "".join(part.text for part in snippet(text, asked) if part.text != "…")
        assert pieces.removesuffix("…") in text
        assert Part("", False) not in snippet(text, asked)


def test_controls_in_a_text_do_not_reach_the_table() -> None:
    """What SQLite cannot hold is replaced."""
    assert kept("a\x02b\x03c\x00d\ud800") == "a b c d?"
