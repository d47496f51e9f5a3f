"""Codebooks go out and come back in unchanged; what anybody typed is put right, and each change is said."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.formats.codebooks import books
from videoreflect.domain.builtin_codebooks import builtin_codebooks
from videoreflect.domain.codebook import COLOURS, Codebook, checked_codebook
from videoreflect.errors import InvalidInput
from videoreflect.formats import codebook_csv, codebook_json
from videoreflect.formats.codebook_mending import Taken, slug


@given(books())
def test_a_codebook_comes_back_from_csv_and_json_unchanged_with_nothing_to_tell(book: Codebook) -> None:
    """Seen to fail with ``bared`` taken out of the reading of cells."""
    for form in (codebook_csv, codebook_json):
        assert form.read(form.write(book)) == Taken(book, ())


@pytest.mark.parametrize("book", builtin_codebooks().values(), ids=lambda book: book.id)
def test_those_that_come_along_go_out_and_in_and_carry_no_score(book: Codebook) -> None:
    for form in (codebook_csv, codebook_json):
        assert form.read("\ufeff" + form.write(book)).book == book
    assert not {"score", "grade", "level", "points"} & set(codebook_json.write(book).lower().split())


@given(books())
def test_no_cell_is_a_formula_to_a_spreadsheet(book: Codebook) -> None:
    """Seen to fail with ``guarded`` taken out of the writing."""
    for row in csv.reader(io.StringIO(codebook_csv.write(book), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) for cell in row)


@given(st.text(max_size=400))
def test_any_text_is_taken_or_refused_with_a_sentence(text: str) -> None:
    for form in (codebook_csv, codebook_json):
        for given_text in (text, f"name\n{text}"):
            with suppress(InvalidInput):
                assert checked_codebook(form.read(given_text).book).codes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["codes", "name", "letters", "colour", "key", "about", "id", "group", "groups", "one_of", "title"]
    ), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_any_json_is_taken_or_refused_with_a_sentence(found: Any) -> None:
    for wrapped in (found, {"codes": found}, {"codes": [found, {"name": "x"}]}):
        with suppress(InvalidInput):
            assert checked_codebook(codebook_json.read(json.dumps(wrapped)).book).codes


def table(*rows: str) -> Taken:
    return codebook_csv.read("\r\n".join(rows), "My codes")


def test_a_table_of_names_is_enough_and_gets_letters_colours_and_short_names() -> None:
    found = table("Name", "Wait time", "Open question", "Übergang", "质疑")

    assert found.told == ()
    assert [(one.id, one.letters, one.colour) for one in found.book.codes] == [
        ("wait-time", "WT", 1), ("open-question", "OQ", 2), ("ubergang", "ÜB", 3), ("code", "质疑", 4),
    ]  # fmt: skip
    assert (found.book.id, found.book.title) == ("my-codes", "My codes")


@pytest.mark.parametrize(
    "rows",
    [
        ("Label;Color;Hotkey;Description", "Wait;#AD8507;w;3 seconds"),
        ("label\tcolor\thotkey\tdefinition", "Wait\t5\tw\t3 seconds"),
        ("sep=;", "Label;Color;Hotkey;Description", "Wait;#AD8507;w;3 seconds"),  # as Excel writes it where it is asked
    ],
)
def test_semicolons_tabs_and_other_names_of_columns_are_understood(rows: tuple[str, ...]) -> None:
    (code,) = table(*rows).book.codes

    assert (code.name, code.colour, code.key, code.about) == ("Wait", 5, "w", "3 seconds")


def test_a_key_twice_is_left_out_and_said() -> None:
    found = table("name,key", "Wait,w", "Why,W", "Other,??")

    assert [code.key for code in found.book.codes] == ["w", "", ""]
    assert found.told == (
        "A key that an earlier code has already was left out: “Why”.",
        "Keys that are not one letter or digit were left out: “Other”.",
    )


def test_a_name_twice_gets_a_number_and_letters_twice_are_changed_and_it_is_said() -> None:
    found = table("name,letters", "Wait,W", "wait,W", "Why,toolong")

    assert [(code.name, code.letters) for code in found.book.codes] == [
        ("Wait", "W"),
        ("wait (2)", "W2"),
        ("Why", "WH"),
    ]
    assert found.told == (
        "A name stood there more than once, so a number was added: “wait”.",
        "Letters that could not be used, or that another code has, were changed: “wait”, “Why”.",
    )


def test_a_colour_that_cannot_be_read_is_chosen_and_any_other_becomes_the_nearest() -> None:
    found = table("name,colour", "A,#b04308", "B,chartreuse", "C,99", "D,#473e46", "E,20")

    assert [code.colour for code in found.book.codes] == [2, 2, 3, 10, COLOURS]
    assert found.told[0] == "Colours were set to the nearest that everybody can tell apart: “A”, “D”."
    assert found.told[1] == "Colours that could not be read were chosen anew: “B”, “C”."


def test_two_thousand_codes_are_taken_and_one_more_is_refused_in_one_sentence() -> None:
    names = [f"Code of a large book {n}" for n in range(2_001)]

    found = table("name,key", *(f"{name},k" for name in names[:2_000]))
    assert len(found.book.codes) == 2_000
    assert found.told[0].endswith("and 1,996 more.")
    with pytest.raises(InvalidInput, match=r"at most 2,000 codes\. This one has 2,001: nothing was taken in"):
        table("name", *names)


def test_a_group_says_that_at_most_one_of_it_goes_on_a_note() -> None:
    found = table("name,group,one of", "Describe,Stance,yes", "Evaluate,stance,", "Pupil,Topic,no")

    assert [(group.name, group.one_of) for group in found.book.groups] == [("Stance", True), ("Topic", False)]
    assert [code.group for code in found.book.codes] == ["stance", "stance", "topic"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "[1, 2", "{}", '{"codes": 1}', '{"codes": [1]}', '"' * 9, "name\n"])
def test_what_is_no_codebook_is_refused_with_a_sentence(text: str) -> None:
    for form in (codebook_csv, codebook_json):
        with pytest.raises(InvalidInput, match=r"\w{3}.*\."):
            form.read(text)


@given(st.text(max_size=80))
def test_a_short_name_comes_out_of_every_text(text: str) -> None:
    assert checked_codebook(codebook_json.read(json.dumps([text + "x"])).book).codes[0].id
    assert 1 <= len(slug(text)) <= 40
