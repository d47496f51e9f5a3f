"""Average linkage by chains, against the textbook's way of doing it; and what a bound on the work leaves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.speech.clustering import Labels, Vectors, clusters, in_order, mean_distance


def some_vectors(count: int, groups: int, spread: float, seed: int, size: int = 12) -> tuple[Vectors, Labels]:
    """Return vectors of length 1 around ``groups`` directions, and the group of each."""
    chance = np.random.default_rng(seed)
    middles = chance.standard_normal((groups, size))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    truth = np.arange(count) % groups
    made = middles[truth] + spread * chance.standard_normal((count, size)) / np.sqrt(size)
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32), in_order(truth)


def by_the_book(vectors: Vectors, apart: float) -> list[set[int]]:
    """Join the two nearest of all groups, by the mean over every pair, until none are near enough."""
    distances = 1.0 - vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    groups = [{at} for at in range(len(vectors))]
    while len(groups) > 1:
        least, left, right = min(
            (float(distances[np.ix_(list(one), list(other))].mean()), at, to)
            for at, one in enumerate(groups)
            for to, other in enumerate(groups[:at])
        )
        if least > apart:
            break
        groups[right] |= groups.pop(left)
    return groups


def as_sets(labels: Labels) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist())}


@given(st.integers(1, 24), st.integers(1, 5), st.floats(0.1, 1.5), st.floats(0.05, 1.2), st.integers(0, 10_000))
def test_it_joins_what_the_textbook_joins(count: int, groups: int, spread: float, apart: float, seed: int) -> None:
    vectors, _ = some_vectors(count, groups, spread, seed)

    assert as_sets(clusters(vectors, apart)) == {frozenset(one) for one in by_the_book(vectors, apart)}


@given(st.integers(2, 60), st.integers(0, 10_000))
def test_what_is_together_from_the_start_stays_together(count: int, seed: int) -> None:
    vectors, _ = some_vectors(count, 3, 1.0, seed)
    near = np.arange(count) // 4

    labels = clusters(vectors, 0.3, near=near)

    assert all(len(set(labels[near == one].tolist())) == 1 for one in set(near.tolist()))


def test_equal_vectors_are_one_group_and_end_the_work() -> None:
    assert clusters(np.tile(np.eye(4, dtype=np.float32)[:1], (50, 1)), 0.0).tolist() == [0] * 50


def test_of_too_many_some_are_put_together_and_the_others_join_them() -> None:
    vectors, truth = some_vectors(4_000, 4, 0.3, seed=5)

    assert clusters(vectors, 0.4, most_linked=100).tolist() == truth.tolist()


def test_nothing_gives_nothing() -> None:
    assert len(clusters(np.empty((0, 4), dtype=np.float32), 0.3)) == 0


@given(st.integers(2, 30), st.integers(0, 10_000))
def test_the_mean_distance_is_that_of_all_pairs(count: int, seed: int) -> None:
    vectors, _ = some_vectors(count, 3, 0.8, seed)
    pairs = [1.0 - float(vectors[one] @ vectors[two]) for one in range(count) for two in range(one)]

    assert mean_distance(vectors) == pytest.approx(np.mean(pairs), abs=1e-5)


def test_one_alone_is_no_distance_from_itself() -> None:
    assert mean_distance(np.eye(3, dtype=np.float32)[:1]) == 0.0
