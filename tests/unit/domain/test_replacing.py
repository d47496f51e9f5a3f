"""Words are found and replaced also where they run on from one line into the next; words that stay keep their times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.matching import Wanted
from videoreflect.domain.replacing import Replaced, replaced_in
from videoreflect.domain.transcript import Line, Word


def line(start: int, text: str, name: str = "", *, words: bool = True) -> Line:
    """A line with a word every hundred milliseconds."""
    timed = tuple(Word(start + n * 100, start + n * 100 + 80, f" {w}", 0.4) for n, w in enumerate(text.split()))
    end = timed[-1].end_ms if timed else start + 80
    return Line(start, end, text, timed if words else (), name or f"l{start}")


FIRST, SECOND = line(0, "plants live by photo"), line(1_000, "synthesis in the light")


def done(found: Replaced) -> list[str]:
    return [after.text if after else "" for _, after in found.lines]


def test_what_runs_on_into_the_next_line_stands_in_the_first_and_the_edge_goes_with_it() -> None:
    found = replaced_in([FIRST, SECOND], Wanted.of("photo synthesis"), "photosynthesis")

    assert (found.places, found.across) == (1, 1)
    assert done(found) == ["plants live by photosynthesis", "in the light"]
    one, other = (after for _, after in found.lines)
    assert one is not None
    assert other is not None
    assert [word.start_ms for word in one.words] == [0, 100, 200, 300]
    assert one.words[-1].end_ms == SECOND.words[0].end_ms
    assert [word.start_ms for word in other.words] == [1_100, 1_200, 1_300]
    assert (one.end_ms, other.start_ms) == (1_080, 1_100)


def test_a_line_of_which_nothing_is_left_goes_and_its_time_is_the_first_one_s() -> None:
    found = replaced_in([FIRST, line(1_000, "synthesis")], Wanted.of("photo synthesis"), "photosynthesis")

    assert done(found) == ["plants live by photosynthesis", ""]
    assert found.lines[0][1] is not None
    assert found.lines[0][1].end_ms == 1_080


def test_a_place_may_span_three_lines_and_two_places_may_share_one() -> None:
    three = [line(0, "one two"), line(1_000, "three"), line(2_000, "four five")]
    assert done(replaced_in(three, Wanted.of("two three four"), "x")) == ["one x", "", "five"]
    chain = [line(0, "a b"), line(1_000, "c d"), line(2_000, "e f")]
    assert done(replaced_in(chain, Wanted.of("b c", "d e"), "x")) == ["a x", "x", "f"]


def test_taking_words_away_over_the_end_of_a_line_leaves_the_rest() -> None:
    found = replaced_in([line(0, "um er"), line(1_000, "you know yes")], Wanted.of("um er you know"), "")

    assert done(found) == ["", "yes"]
    assert found.lines[1][1] is not None
    assert [word.start_ms for word in found.lines[1][1].words] == [1_200]


def test_people_who_speak_at_once_keep_their_times() -> None:
    """Lines that overlap are not joined for it."""
    one, other = line(0, "no no photo"), line(150, "synthesis yes")
    found = replaced_in([one, other], Wanted.of("photo synthesis"), "photosynthesis")

    assert done(found) == ["no no photosynthesis", "yes"]
    assert [(after.start_ms, after.end_ms) for _, after in found.lines if after] == [(0, 280), (150, 330)]


def test_who_speaks_and_in_which_language_stays() -> None:
    pair = [replace(FIRST, voice="Teacher", language="en"), replace(SECOND, voice="Pupils", language="de")]
    found = replaced_in(pair, Wanted.of("photo synthesis"), "photosynthesis")

    assert [(after.voice, after.language) for _, after in found.lines if after] == [("Teacher", "en"), ("Pupils", "de")]


@pytest.mark.parametrize("words", [True, False])
def test_a_word_replaced_by_itself_changes_nothing_and_counts_for_nothing(words: bool) -> None:
    lines = [line(0, "red and Red", words=words)]

    assert replaced_in(lines, Wanted.of("red"), "red").places == 1
    assert replaced_in([line(0, "red")], Wanted.of("red"), "red") == Replaced((), 0, 0)


def test_languages_without_spaces_have_none_at_the_end_of_a_line_either() -> None:
    pair = [Line(0, 1_000, "我们学习光合", (), "a"), Line(1_000, 2_000, "作用了", (), "b")]

    assert done(replaced_in(pair, Wanted.of("光合作用"), "光合")) == ["我们学习光合", "了"]


TEXTS = st.lists(st.text("ab ", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=6)


@given(TEXTS, st.text("ab ", min_size=1, max_size=4).filter(str.strip), st.sampled_from(["", "X", "X y"]))
def test_all_lines_together_say_what_replacing_in_one_text_says(texts: list[str], find: str, by: str) -> None:
    """And every word stands within its line, in order."""
    lines = [line(n * 1_000, text) for n, text in enumerate(texts)]
    found = replaced_in(lines, Wanted.of(find), by)
    after = {before.id: now for before, now in found.lines}
    stands = [now for one in lines if (now := after.get(one.id, one)) is not None]
    whole = " ".join(one.text.strip() for one in lines)

    expected, _ = Wanted.of(find).replaced(whole + " ", by)
    assert "".join("".join(one.text for one in stands).split()) == "".join(expected.split())
    for one in stands:
        times = [time for word in one.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert one.text.split() == "".join(word.text for word in one.words).split()
        assert one.start_ms < one.end_ms
