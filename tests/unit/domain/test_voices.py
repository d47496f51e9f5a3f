"""Who is called what, over time: guesses, names for a whole voice, for one stretch, and for a name."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.transcript import Line, Word
from videoreflect.domain.voices import (
    PUPILS,
    TEACHER,
    Guess,
    Moved,
    Renamed,
    Saying,
    StretchNamed,
    VoiceNamed,
    Voices,
    VoiceSpan,
    checked_name,
    guess_body,
    guess_from,
    saying_body,
    saying_from,
    stretches_of,
)
from videoreflect.errors import InvalidInput

FIRST = Guess(
    "g1", (VoiceSpan(0, 1_000, 1), VoiceSpan(1_000, 1_600, 2), VoiceSpan(2_000, 3_000, 1), VoiceSpan(3_000, 3_200, 3))
)
AGAIN = Guess(
    "g2", (VoiceSpan(0, 1_000, 1), VoiceSpan(1_000, 1_600, 3), VoiceSpan(2_000, 3_200, 1), VoiceSpan(4_000, 4_900, 2))
)
NAMES = st.sampled_from(["Teacher", "Pupils", "Ms Holt", "Teaching assistant"])
TIMES = st.integers(0, 3_400)


@st.composite
def sayings(draw: st.DrawFn) -> Saying:
    kind = draw(st.integers(0, 3))
    if kind == 3:
        return Moved(draw(TIMES), draw(TIMES), draw(st.integers(-900, 90)))
    if kind == 0:
        return VoiceNamed("g1", draw(st.integers(1, 3)), draw(NAMES))
    if kind == 1:
        return StretchNamed(draw(TIMES), draw(TIMES), draw(NAMES))
    return Renamed(draw(NAMES), draw(NAMES))


def plainly(said: list[Saying]) -> list[str]:
    """The name of who speaks at each millisecond, reckoned one by one."""
    number = [0] * 3_500
    for span in FIRST.spans:
        number[span.start_ms : span.end_ms] = [span.number] * (span.end_ms - span.start_ms)
    names, told = {0: "", 1: TEACHER, 2: PUPILS, 3: PUPILS}, [""] * 5_000
    for one in said:
        if isinstance(one, VoiceNamed):
            names[one.number] = one.name
        elif isinstance(one, Moved):
            there = told[one.start_ms : one.end_ms]
            told[one.start_ms : one.end_ms] = [""] * len(there)
            for at, name in enumerate(there, start=one.start_ms + one.by_ms):
                if name and 0 <= at < len(told):
                    told[at] = name
        elif isinstance(one, StretchNamed):
            for at in range(one.start_ms, one.end_ms):
                told[at] = one.name
        else:
            names = {at: one.name if name == one.was else name for at, name in names.items()}
            told = [one.name if name == one.was else name for name in told]
    return [told[at] or names[number[at]] for at in range(3_500)]


def test_who_talks_most_is_the_teacher_and_all_others_are_pupils() -> None:
    voices = Voices.of([FIRST])

    assert [voices.at([at]) for at in ((0, 1_000), (1_000, 1_600), (3_000, 3_200), (1_700, 1_900))] == [
        TEACHER, PUPILS, PUPILS, "",
    ]  # fmt: skip


@given(st.lists(sayings(), max_size=12), TIMES, TIMES)
def test_at_every_moment_the_later_saying_counts_and_one_stretch_more_than_a_voice(
    said: list[Saying], start: int, end: int
) -> None:
    voices, plain = Voices.of([FIRST, *said]), plainly(said)

    assert [voices.at([(at, at + 1)]) for at in range(0, 3_400, 97)] == plain[0:3_400:97]
    counted = Counter(name for name in plain[start:end] if name)
    found = voices.at([(start, end)])
    assert counted[found] == max(counted.values(), default=0)
    talk = Counter(plain[at] for one in FIRST.spans for at in range(one.start_ms, one.end_ms))
    assert voices.talk() == talk


@given(st.lists(sayings(), max_size=12))
def test_what_is_kept_is_read_back_the_same(said: list[Saying]) -> None:
    assert [saying_from(saying_body(one)) for one in said] == said
    assert guess_from(guess_body(FIRST)) == FIRST


def test_renaming_reaches_voices_and_single_stretches_alike() -> None:
    said: list[Guess | Saying] = [FIRST, StretchNamed(1_000, 1_200, TEACHER), Renamed(TEACHER, "Ms Holt")]

    voices = Voices.of(said)

    assert voices.at([(0, 500)]) == voices.at([(1_000, 1_100)]) == "Ms Holt"
    assert voices.known_names() == ["Ms Holt", PUPILS]


def test_names_are_carried_over_to_a_new_guess_that_numbers_the_voices_otherwise() -> None:
    named: list[Guess | Saying] = [
        FIRST,
        VoiceNamed("g1", 2, "Teaching assistant"),
        StretchNamed(3_000, 3_200, "Visitor"),
    ]

    before, after = Voices.of([*named, AGAIN]), Voices.of([FIRST, AGAIN, *named[1:]])

    for voices in (before, after):
        assert voices.names == {1: TEACHER, 2: PUPILS, 3: "Teaching assistant"}
        assert voices.at([(3_000, 3_200)]) == "Visitor"


def test_a_name_for_a_voice_nobody_guessed_changes_nothing() -> None:
    assert Voices.of([FIRST, VoiceNamed("g1", 9, "Somebody"), VoiceNamed("other", 1, "Somebody")]).names == {
        1: TEACHER, 2: PUPILS, 3: PUPILS,
    }  # fmt: skip


def test_without_a_guess_single_stretches_can_be_named() -> None:
    voices = Voices.of([StretchNamed(0, 900, TEACHER)])

    assert voices.at([(100, 300)]) == TEACHER
    assert voices.at([(1_000, 1_200)]) == ""


def test_a_line_is_spoken_where_its_words_are() -> None:
    line = Line(0, 5_000, "So? Yes.", (Word(0, 300, "So?", 1.0), Word(4_500, 5_000, " Yes.", 1.0)))

    assert stretches_of(line) == [(0, 300), (4_500, 5_000)]
    assert stretches_of(Line(0, 5_000, "So?")) == [(0, 5_000)]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_is_one_line_of_letters_that_can_be_seen(name: str) -> None:
    with pytest.raises(InvalidInput):
        checked_name(name)


@pytest.mark.parametrize(
    "spans",
    [
        [[0, 0, 1]], [[5, 3, 1]], [[0, 10, 0]], [[0, 10, 1], [5, 20, 2]], [[-1, 3, 1]], [[0, 1.5, 1]], [[0, 10]],
        [[0, True, 1]], "abc", [None], [[0, 10, "1"]],
    ],
)  # fmt: skip
def test_a_guess_of_another_form_is_refused(spans: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        guess_from({"guess": "g", "spans": spans})
