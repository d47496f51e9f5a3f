"""Putting like with like: average linkage on cosine, up to a distance.

For vectors of length 1 the mean distance between all pairs of two groups is one less the product
of their means, so groups are kept as means and sizes: no table of all pairs, whose memory would
grow with the square. Exact, by nearest-neighbour chains (Murtagh 1983); scipy would do the same
with that table, for 35 MB of a new dependency.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

MOST_LINKED = 2_500
"""So many groups are put together one by one; of more, evenly chosen ones, and the others join the nearest."""


def clusters(vectors: Vectors, apart: float, most_linked: int = MOST_LINKED, near: Labels | None = None) -> Labels:
    """Return the group of each vector, numbered from 0 in the order of their first member.

    ``vectors`` have length 1, one per row. Groups whose mean pairwise cosine distance is at most
    ``apart`` are joined, the nearest first. ``near`` says which are together from the start, by
    equal numbers from 0. Work grows with ``most_linked`` squared.
    """
    if not len(vectors):
        return np.empty(0, dtype=np.int64)
    start = np.arange(len(vectors)) if near is None else near
    centres, sizes = means(vectors, start), np.bincount(start)
    chosen = np.unique(np.linspace(0, len(centres) - 1, min(len(centres), most_linked)).round().astype(np.int64))
    linked = _linked(centres[chosen].astype(np.float64), sizes[chosen].astype(np.float64), apart)
    groups = nearest(centres, _weighted(centres[chosen], sizes[chosen], linked))
    groups[chosen] = linked
    return in_order(groups[start])


def mean_distance(vectors: Vectors) -> float:
    """Return the mean cosine distance of all pairs of vectors of length 1; 0 for fewer than two."""
    count = len(vectors)
    if count < 2:
        return 0.0
    total = vectors.sum(axis=0, dtype=np.float64)
    return float(1.0 - (total @ total - count) / (count * (count - 1)))


def means(vectors: Vectors, labels: Labels) -> Vectors:
    """Return the mean of each group, one row per label from 0."""
    return _weighted(vectors, np.ones(len(vectors), dtype=np.int64), labels)


def nearest(vectors: Vectors, centres: Vectors) -> Labels:
    """Return for each vector the group it is nearest to, by the mean distance to all its members."""
    return np.asarray(np.argmax(vectors @ centres.T, axis=1), dtype=np.int64)


def in_order(labels: Labels) -> Labels:
    """Number groups from 0 in the order in which they come first."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[inverse], dtype=np.int64)


def _weighted(vectors: Vectors, sizes: Labels, labels: Labels) -> Vectors:
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]))
    np.add.at(sums, labels, vectors * sizes[:, None])
    return np.asarray(sums / np.bincount(labels, weights=sizes)[:, None], dtype=np.float32)


def _linked(centres: npt.NDArray[np.float64], sizes: npt.NDArray[np.float64], apart: float) -> Labels:
    """Join by nearest-neighbour chains.

    Average linkage is reducible: what joins elsewhere never comes nearer than its parts were. So
    two that are each other's nearest may be joined at once, and one whose nearest is beyond
    ``apart`` is done with.
    """
    joined = np.arange(len(centres))  # the group that each went into; itself if none
    active = np.ones(len(centres), dtype=bool)
    chain: list[int] = []
    while chain or active.any():
        at = chain[-1] if chain else int(np.argmax(active))
        chain = chain or [at]
        before = chain[-2] if len(chain) > 1 else None
        near, distance = _nearest_to(at, before, centres, active)
        if not distance <= apart:
            active[at] = False
            chain.pop()
        elif near == before:
            del chain[-2:]
            kept, gone = min(at, near), max(at, near)
            total = sizes[kept] + sizes[gone]
            centres[kept] = (centres[kept] * sizes[kept] + centres[gone] * sizes[gone]) / total
            sizes[kept] = total
            active[gone], joined[gone] = False, kept
        else:
            chain.append(near)
    for one in range(len(joined)):  # each points at an earlier one, which knows its group already
        joined[one] = joined[joined[one]]
    return in_order(joined)


def _nearest_to(
    at: int, before: int | None, centres: npt.NDArray[np.float64], active: npt.NDArray[np.bool_]
) -> tuple[int, float]:
    """Of several as near, the one the chain came from, or it would not end."""
    distances = np.where(active, 1.0 - centres @ centres[at], np.inf)
    distances[at] = np.inf
    if before is not None and distances[before] <= distances.min() + 1e-12:
        return before, float(distances[before])
    near = int(np.argmin(distances))
    return near, float(distances[near])
