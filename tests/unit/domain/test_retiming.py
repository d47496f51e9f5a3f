"""What a person typed gets times; what was heard keeps its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.line_changes import merge, moved, new_line, shifted, split
from videoreflect.domain.matching import Wanted
from videoreflect.domain.retiming import cleaned, made_sure, retimed
from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import InvalidInput

WORDS = st.lists(st.text("abcé'-", min_size=1, max_size=6), min_size=1, max_size=12)


def heard(*texts: str, doubt: float = 0.3) -> Line:
    """A line with a word each second, 700 ms long."""
    words = tuple(Word(n * 1000, n * 1000 + 700, f" {text}", doubt) for n, text in enumerate(texts))
    return Line(0, len(texts) * 1000, " ".join(texts), words, "0-0")


@given(WORDS, WORDS)
def test_words_that_stay_keep_their_times_and_those_that_come_lie_between_their_neighbours(
    before: list[str], after: list[str]
) -> None:
    line = heard(*before)
    changed = retimed(line, " ".join(after))
    old = {(word.start_ms, word.end_ms): word for word in line.words}

    assert [word.text.strip() for word in changed.words] == after
    for word in changed.words:
        assert word == old.get((word.start_ms, word.end_ms)) or word.probability == 1
    edges = [time for word in changed.words for time in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert all(line.start_ms <= time <= line.end_ms for time in edges)


@given(WORDS)
def test_saving_a_text_as_it_is_changes_no_time(texts: list[str]) -> None:
    assert retimed(heard(*texts), " ".join(texts)) == heard(*texts)


def test_a_word_put_right_has_its_place_and_no_doubt_and_the_others_keep_theirs() -> None:
    changed = retimed(heard("is", "thier", "way"), "is their way")

    assert changed.words == (Word(0, 700, " is", 0.3), Word(1000, 1700, " their", 1.0), Word(2000, 2700, " way", 0.3))


def test_a_word_that_was_missed_gets_the_time_between_its_neighbours() -> None:
    changed = retimed(heard("is", "way"), "is the way out")

    assert [(w.start_ms, w.end_ms, w.text) for w in changed.words] == [
        (0, 700, " is"), (700, 1000, " the"), (1000, 1700, " way"), (1700, 2000, " out"),
    ]  # fmt: skip


def test_a_comma_or_a_capital_keeps_the_time_and_takes_the_doubt() -> None:
    assert retimed(heard("well", "yes"), "Well, yes").words[0] == Word(0, 700, " Well,", 1.0)


def test_parts_of_a_word_that_hang_together_stay_apart() -> None:
    """The speech model gives “well-known” as two words."""
    line = Line(0, 900, "a well-known way", (
        Word(0, 100, " a", 0.9), Word(100, 300, " well", 0.9), Word(300, 500, "-known", 0.2),
        Word(500, 900, " way", 0.9),
    ))  # fmt: skip

    assert retimed(line, "a well-known road").words[:3] == line.words[:3]


def test_a_script_without_spaces_is_put_right_letter_by_letter() -> None:
    line = Line(
        0, 1000, "東京に行く", (Word(0, 500, "東京", 0.9), Word(500, 600, "に", 0.2), Word(600, 1000, "行く", 0.9))
    )
    changed = retimed(line, "東京へ行く")

    assert changed.text == "".join(word.text for word in changed.words) == "東京へ行く"
    assert Word(500, 600, "へ", 1.0) in changed.words


def test_control_characters_and_line_ends_are_spaces() -> None:
    assert cleaned(" a\n\tb\u2028c\x00 d ") == "a b c d"


def test_a_line_that_a_person_listened_to_has_no_doubt() -> None:
    assert {word.probability for word in made_sure(heard("a", "b")).words} == {1.0}


@given(WORDS, st.data())
def test_a_line_split_and_joined_again_is_the_same(texts: list[str], data: st.DataObject) -> None:
    if len(texts) < 2:
        return
    line = heard(*texts)
    at = data.draw(st.integers(1, len(texts) - 1))
    one, other = split(line, " ".join(texts[:at]), " ".join(texts[at:]))

    assert (one.words, other.words) == (line.words[:at], line.words[at:])
    assert (one.start_ms, other.start_ms, other.end_ms) == (0, at * 1000, line.end_ms)
    joined = merge(one, other)
    assert (joined.text, joined.words, joined.start_ms, joined.end_ms) == (line.text, line.words, 0, line.end_ms)


def test_a_line_can_be_put_right_and_split_at_once() -> None:
    one, other = split(heard("is", "thier", "way"), "is their", "way")

    assert (one.text, other.text) == ("is their", "way")
    assert one.words[1] == Word(1000, 1700, " their", 1.0)


@pytest.mark.parametrize(("first", "second"), [("", "is thier way"), ("is thier way", " ")])
def test_a_split_leaves_a_word_on_both_sides(first: str, second: str) -> None:
    with pytest.raises(InvalidInput):
        split(heard("is", "thier", "way"), first, second)


def test_a_line_without_words_of_its_own_can_be_split_and_joined() -> None:
    """Such lines come from subtitles of other programs; the time is shared out by letters."""
    one, other = split(Line(0, 8000, "abc defg"), "abc", "defg")

    assert (one.text, other.text, one.words, other.words) == ("abc", "defg", (), ())
    assert 0 < one.end_ms <= other.start_ms < other.end_ms == 8000
    assert merge(one, other).text == "abc defg"


def test_words_go_over_to_the_neighbour() -> None:
    one, other = split(heard("a", "b", "c", "d"), "a b", "c d")
    more, fewer = shifted(one, other, 1)
    assert (more.text, fewer.text, fewer.start_ms) == ("a b c", "d", 3000)
    fewer, more = shifted(one, other, -1)
    assert (fewer.text, more.text, more.start_ms) == ("a", "b c d", 1000)
    for count in (2, -2):
        with pytest.raises(InvalidInput):
            shifted(one, other, count)


def test_the_beginning_of_a_line_is_moved_and_its_words_stay_inside() -> None:
    line = moved(heard("a", "b", "c"), 500, 2200, 3000)

    assert (line.start_ms, line.end_ms) == (500, 2200)
    assert [(w.start_ms, w.end_ms) for w in line.words] == [(500, 700), (1000, 1700), (2000, 2200)]
    for start, end in [(5, 5), (-1, 5), (0, 9000)]:
        with pytest.raises(InvalidInput):
            moved(line, start, end, 3000)


def test_a_line_that_was_not_heard_has_words_with_times() -> None:
    line = new_line(" Yes,\n I do ", 1000, 2000, 3000)

    assert line.text == "Yes, I do"
    assert (line.words[0].start_ms, line.words[-1].end_ms) == (1000, 2000)
    assert {word.probability for word in line.words} == {1.0}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zoë said", 1), ("zoe", 1), ("ZOE\u0308!", 1), ("Zoë’s book", 1), ("Zoes", 0), ("azoe", 0),
        ("Mary  Ann", 1), ("Mary\nAnn’s", 1), ("MaryAnn", 0), ("O’Brien", 1), ("o'brien", 1),
    ],
)  # fmt: skip
def test_a_name_is_found_as_a_whole_word_whatever_its_accents(text: str, found: int) -> None:
    wanted = Wanted.of("Zoë", "Mary Ann", "O'Brien", whole_words=True)

    assert len(wanted.places(text)) == found


@given(st.text(max_size=60), st.text(min_size=1, max_size=5))
def test_what_was_replaced_is_not_found_any_more(text: str, find: str) -> None:
    """And nothing else was changed: what stands between the places is the same."""
    wanted = Wanted.of(find)
    places = wanted.places(text)
    replaced, count = wanted.replaced(text, "\n")

    assert count == len(places)
    assert replaced.count("\n") >= count
    assert count or replaced == text


def test_an_empty_word_is_found_nowhere() -> None:
    assert Wanted.of("", " ").places("anything") == []
