"""The agenda: what is marked for talk, with what lies beside it."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.dialogue import TOGETHER_MS, agenda
from videoreflect.domain.note import AuthoredNote, Note


def noted(number: int, at_ms: int | None, to_ms: int | None = None, *, talk: bool = False) -> AuthoredNote:
    author = f"{number % 2:032}"
    return AuthoredNote(author, Note(f"{number:032x}", at_ms, to_ms, f"note {number}", talk=talk), "open")


def numbers(notes: tuple[AuthoredNote, ...]) -> list[int]:
    return [int(one.note.id, 16) for one in notes]


def test_nothing_marked_is_no_agenda() -> None:
    assert agenda([noted(1, 1_000), noted(2, 2_000)]) == ()


def test_two_who_stopped_at_the_same_moment_talk_once() -> None:
    (moment,) = agenda([noted(2, 10_000 + TOGETHER_MS, talk=True), noted(1, 10_000, talk=True)])

    assert (moment.at_ms, moment.to_ms) == (10_000, 10_000 + TOGETHER_MS)
    assert numbers(moment.notes) == [1, 2]
    assert int(moment.id, 16) == 1


def test_moments_further_apart_are_two_in_the_order_of_the_clip() -> None:
    moments = agenda([noted(2, 10_001 + TOGETHER_MS, talk=True), noted(1, 10_000, talk=True)])

    assert [numbers(moment.notes) for moment in moments] == [[1], [2]]


def test_a_range_reaches_to_its_end() -> None:
    (moment,) = agenda([noted(1, 10_000, 60_000, talk=True), noted(2, 62_000, talk=True)])

    assert (moment.at_ms, moment.to_ms) == (10_000, 62_000)


def test_what_lies_beside_a_moment_comes_along_without_being_marked() -> None:
    (moment,) = agenda(
        [noted(1, 10_000, talk=True), noted(2, 14_000), noted(3, 1_000, 5_500), noted(4, 15_001), noted(5, None)]
    )

    assert numbers(moment.notes) == [3, 1, 2]


def test_a_note_about_the_whole_lesson_can_be_talked_about() -> None:
    (moment,) = agenda([noted(1, None, talk=True)])

    assert (moment.at_ms, moment.to_ms) == (0, 0)


NOTES = st.lists(st.tuples(st.integers(0, 60_000), st.none() | st.integers(1, 9_000), st.booleans()), max_size=12).map(
    lambda drawn: [
        noted(n, at, None if length is None else at + length, talk=talk) for n, (at, length, talk) in enumerate(drawn)
    ]
)


@given(NOTES, st.randoms(use_true_random=False))
def test_every_marked_note_is_in_one_moment_whatever_their_order(notes: list[AuthoredNote], chance: Random) -> None:
    shuffled = sorted(notes, key=lambda _: chance.random())
    moments = agenda(shuffled)

    marked = sorted(one.note.id for one in notes if one.note.talk)
    assert sorted(one.note.id for moment in moments for one in moment.notes if one.note.talk) == marked
    assert moments == agenda(notes)
    assert [moment.at_ms for moment in moments] == sorted(moment.at_ms for moment in moments)
    assert len({moment.id for moment in moments}) == len(moments)
