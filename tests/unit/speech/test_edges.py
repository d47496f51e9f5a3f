"""Words beside a pause begin and end where the voice does; all others stay where Whisper put them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.speech.edges import EARLY_MS, LATE_MS, SHORTEST_FOR_ENDS_MS, SHORTEST_MS, at_edges
from videoreflect.speech.lines import line_of
from videoreflect.speech.spans import gaps


def line(*words: tuple[int, int, str]) -> Line:
    return line_of([Word(start, end, text, 1.0) for start, end, text in words])


WHOLE = Span(0, 20_000)


def around(*silences: Span) -> list[Span]:
    """Speech everywhere but in these silences, within ``WHOLE``."""
    return list(gaps(silences, WHOLE.start_ms, WHOLE.end_ms))


def times(lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    return [(word.start_ms, word.end_ms) for one in lines for word in one.words]


def test_the_first_word_after_a_pause_begins_with_the_voice_and_the_last_before_it_ends_with_it() -> None:
    said = [line((0, 1_100, "so"), (1_400, 2_000, " what"))]

    assert times(at_edges(said, around(Span(900, 1_600)), WHOLE)) == [(0, 900), (1_600, 2_000)]


def test_a_line_follows_its_words() -> None:
    (moved,) = at_edges([line((500, 2_000, "so"))], around(Span(0, 700), Span(1_800, 4_000)), WHOLE)

    assert (moved.start_ms, moved.end_ms) == (700, 1_800)


def test_a_word_in_running_speech_stays() -> None:
    said = [line((0, 400, "so"), (400, 900, " what"), (900, 1_300, " now"))]

    assert at_edges(said, around(Span(500, 500 + SHORTEST_MS - 1)), WHOLE) == tuple(said)


def test_a_short_pause_moves_no_end() -> None:
    said = [line((0, 1_000, "so"), (1_000, 2_000, " what"))]
    pause = Span(900, 900 + SHORTEST_FOR_ENDS_MS - 1)

    assert times(at_edges(said, around(pause), WHOLE)) == [(0, 1_000), (pause.end_ms, 2_000)]


def test_a_word_that_is_far_from_the_voice_is_not_dragged_there() -> None:
    early = [line((1_000, 1_200, "so"))]
    late = [line((1_000, 2_200, "so"))]

    assert at_edges(early, around(Span(900, 1_001 + EARLY_MS)), WHOLE)[0].start_ms == 1_000
    assert at_edges(late, around(Span(300, 999 - LATE_MS)), WHOLE)[0].start_ms == 1_000


def test_a_word_stretched_back_over_a_pause_to_a_full_stop_belongs_after_it() -> None:
    """“… than four. That is” with the pause inside “That”: as Whisper wrote it in the sample lesson."""
    said = [line((0, 700, "four."), (700, 1_640, " That"), (1_640, 1_800, " is"))]

    assert times(at_edges(said, around(Span(900, 1_540)), WHOLE)) == [(0, 900), (1_540, 1_640), (1_640, 1_800)]


def test_a_silence_at_the_end_begins_nothing_and_one_at_the_start_ends_nothing() -> None:
    """No word leaves the stretch that was listened to. Seen to fail with either condition taken out."""
    said = [line((0, 300, "so"), (19_800, 20_000, " what"))]

    assert times(at_edges(said, [Span(500, 19_500)], WHOLE)) == [(500, 520), (19_800, 20_000)]


def test_lines_without_words_and_lines_without_pauses_stay() -> None:
    said = (Line(0, 1_000, "so"), line((1_000, 2_000, "what")))

    assert at_edges(said, [WHOLE], WHOLE) == said


@given(
    st.lists(st.integers(1, 400), min_size=2, max_size=30),
    st.lists(st.tuples(st.integers(0, 6_000), st.integers(1, 1_500)), max_size=6),
)
def test_no_word_is_lost_turned_round_or_put_before_another(steps: list[int], pauses: list[tuple[int, int]]) -> None:
    edges = [sum(steps[:at]) for at in range(len(steps) + 1)]
    said = [line(*((start, end, f" w{start}.") for start, end in pairwise(edges)))]
    silences, reached = [], 0
    for after, length in sorted(pauses):
        if after > reached:
            silences.append(Span(after, after + length))
            reached = after + length

    found = [word for one in at_edges(said, around(*silences), WHOLE) for word in one.words]

    assert [word.text for word in found] == [word.text for one in said for word in one.words]
    assert all(word.start_ms < word.end_ms for word in found)
    assert all(WHOLE.start_ms <= word.start_ms and word.end_ms <= WHOLE.end_ms for word in found)
    assert all(before.start_ms <= after.start_ms for before, after in pairwise(found))
