"""Cutting sound into pieces: nothing lost, nothing twice, cut where nobody speaks."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.speech.sounds import Samples, joined, noise, silence, tone, voice
from videoreflect.speech.activity import speech_spans
from videoreflect.speech.pieces import FIRST, LATER, Lengths, SoundPiece, pieces

SHORT_FIRST = Lengths(900, 1_600)
SHORT_LATER = Lengths(2_000, 3_000)

stretches = st.lists(
    st.one_of(
        st.builds(voice, st.integers(100, 2_500), st.integers(0, 2)),
        st.builds(silence, st.integers(1, 1_500)),
        st.builds(noise, st.integers(1, 800), st.sampled_from([0.001, 0.1])),
        st.builds(tone, st.integers(1, 800)),
        st.builds(np.zeros, st.integers(1, 40), st.just(np.float32)),
    ),
    max_size=6,
)


def cut(sound: Samples, sizes: Sequence[int] = (1_000,), start_ms: int = 0) -> list[SoundPiece]:
    return list(pieces(chunked(sound, sizes), start_ms, first=SHORT_FIRST, later=SHORT_LATER))


def chunked(sound: Samples, sizes: Sequence[int]) -> Iterator[Samples]:
    at = turn = 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        yield sound[at : at + size]
        at, turn = at + size, turn + 1


@given(stretches, st.lists(st.integers(1, 40_000), min_size=1, max_size=4))
@settings(max_examples=40)
def test_every_sample_is_in_exactly_one_piece(parts: list[Samples], sizes: list[int]) -> None:
    sound = joined(silence(0), *parts)

    found = cut(sound, sizes)

    assert np.array_equal(joined(silence(0), *(piece.samples for piece in found)), sound)
    assert [piece.start_ms for piece in found] == [0, *(piece.end_ms for piece in found)][: len(found)]
    assert [piece.last for piece in found] == [False] * (len(found) - 1) + [True] * bool(found)
    for piece in found[:-1]:
        assert len(piece.samples) == (piece.end_ms - piece.start_ms) * 16
    for piece, lengths in zip(found, [SHORT_FIRST, *[SHORT_LATER] * len(found)], strict=False):
        assert piece.end_ms - piece.start_ms <= lengths.longest_ms
        assert piece.last or piece.end_ms - piece.start_ms >= lengths.shortest_ms
        assert all(piece.start_ms <= one.start_ms < one.end_ms <= piece.end_ms for one in piece.speech)
        assert list(piece.speech) == sorted(piece.speech, key=lambda one: one.start_ms)


@given(stretches, st.data())
@settings(max_examples=25)
def test_work_taken_up_at_a_piece_goes_on_the_same(parts: list[Samples], data: st.DataObject) -> None:
    sound = joined(voice(3_000), silence(500), *parts)
    whole = cut(sound, [1_024])
    at = data.draw(st.integers(1, len(whole) - 1))

    again = cut(sound[whole[at].start_ms * 16 :], [777], whole[at].start_ms)

    assert [(one.start_ms, one.end_ms, one.speech, one.last) for one in again] == [
        (one.start_ms, one.end_ms, one.speech, one.last) for one in whole[at:]
    ]


def test_it_is_cut_in_the_longest_silence() -> None:
    sound = joined(voice(1_000), silence(350), voice(1_300), silence(700), voice(1_500))

    found = list(pieces([sound], first=Lengths(800, 3_500), later=SHORT_LATER))

    assert 2_650 < found[0].end_ms < 3_350
    assert not any(one.start_ms < found[0].end_ms < one.end_ms for one in speech_spans(sound))


def test_where_nobody_pauses_the_quietest_moment_is_taken() -> None:
    sound = voice(4_000)

    found = list(pieces([sound], first=Lengths(1_000, 3_000), later=SHORT_LATER))

    assert 1_000 <= found[0].end_ms <= 3_000
    assert np.abs(found[0].samples[-320:]).max() < 0.01  # between two vowels


def test_the_first_piece_is_about_half_a_minute_and_later_ones_about_five() -> None:
    found = list(pieces(silence(1_000) for _ in range(700)))
    resumed = list(pieces((silence(1_000) for _ in range(400)), start_ms=30_000))

    assert FIRST.shortest_ms <= found[0].end_ms <= FIRST.longest_ms
    assert all(LATER.shortest_ms <= one.end_ms - one.start_ms <= LATER.longest_ms for one in found[1:-1])
    assert resumed[0].end_ms - resumed[0].start_ms >= LATER.shortest_ms


def test_no_sound_gives_no_piece() -> None:
    assert list(pieces([])) == []
    assert list(pieces([silence(0)])) == []


def test_memory_does_not_grow_with_the_length() -> None:
    def peak(minutes: int) -> int:
        tracemalloc.start()
        for _ in pieces((noise(1_000, 0.001, seed) for seed in range(60 * minutes)), later=Lengths(20_000, 30_000)):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(12) < 1.2 * peak(4)
