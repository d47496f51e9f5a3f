"""The verified rows of one capsule, and what each of them knew of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from videoreflect.crypto.signing import verified
from videoreflect.errors import IntegrityError, OlderCopy
from videoreflect.vault.log import FIRST_PREVIOUS, Row, row_hash

KeyOf = Callable[[str], bytes | None]
"""The pinned Ed25519 key of an author; None if the author is unknown."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """A job's own key and what it may do until ``end_ms``, said by ``by`` in a ``delegation`` row."""

    job: str
    ed25519: bytes
    action: str
    end_ms: int
    by: str


DelegationIn = Callable[[Row], Delegation | None]
"""Reads a ``delegation`` row; None if whoever wrote it was not entitled to."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A verified row with what it knew: log -> number, itself included; ``depth`` orders for display."""

    row: Row
    knew: Mapping[str, int]
    depth: int


@dataclass(slots=True)
class History:
    """Rows verified so far. Grows by :meth:`extend`; what was verified once is not read again."""

    capsule: str
    placed: list[PlacedRow] = field(default_factory=list)
    heads: dict[str, Row] = field(default_factory=dict)
    ignored_logs: set[str] = field(default_factory=set)
    jobs: dict[str, Delegation] = field(default_factory=dict)
    _by_place: dict[tuple[str, int], PlacedRow] = field(default_factory=dict)

    def known(self) -> dict[str, int]:
        """Newest number of each log."""
        return {log: row.number for log, row in self.heads.items()}

    def extend(self, rows: list[Row], key_of: KeyOf, delegation_in: DelegationIn) -> None:
        """Verify and add rows. Raises IntegrityError, OlderCopy; then nothing was added.

        People's logs come first, because the keys of jobs stand in them. A log whose author
        has no key here counts for nothing and is listed in ``ignored_logs``.
        """
        by_log: dict[str, list[Row]] = {}
        for row in rows:
            by_log.setdefault(row.log, []).append(row)
        jobs = dict(self.jobs)
        checked = self._checked(by_log, key_of)
        for row in (row for theirs in checked.values() for row in theirs if row.kind == "delegation"):
            if (delegation := delegation_in(row)) is not None:
                jobs.setdefault(delegation.job, delegation)
        rest = {log: theirs for log, theirs in by_log.items() if log not in checked}
        checked |= self._checked(rest, lambda author: jobs[author].ed25519 if author in jobs else None)
        self.ignored_logs = by_log.keys() - checked.keys()  # ignored rows are given again each time
        self._place_all(checked)
        self.jobs = jobs

    def _checked(self, by_log: dict[str, list[Row]], key_of: KeyOf) -> dict[str, list[Row]]:
        checked = {}
        for log, theirs in by_log.items():
            if (key := key_of(log.partition(".")[0])) is not None:
                self._check_chain(theirs, key)
                checked[log] = theirs
        return checked

    def of_kind(self, *kinds: str) -> list[PlacedRow]:
        """Rows of these kinds, in display order: depth, time, log, number."""
        chosen = [placed for placed in self.placed if placed.row.kind in kinds]
        return sorted(chosen, key=lambda p: (p.depth, p.row.time, p.row.log, p.row.number))

    def check_floor(self, floor_heads: Mapping[str, tuple[int, str]]) -> None:
        """Raise OlderCopy if a log is behind, or other than, what this person saw before."""
        for log, (number, hashed) in floor_heads.items():
            placed = self._by_place.get((log, number))
            if placed is None or placed.row.hash.hex() != hashed:
                raise OlderCopy(log=log, number=number)

    def _check_chain(self, rows: list[Row], key: bytes) -> None:
        head = self.heads.get(rows[0].log)
        previous, number, time = (head.hash, head.number, head.time) if head else (FIRST_PREVIOUS, 0, 0)
        for row in rows:
            number += 1
            in_chain = row.number == number and row.previous == previous and row.time >= time
            if not in_chain or row_hash(self.capsule, row) != row.hash:
                raise IntegrityError(log=row.log, number=row.number)
            previous, time = row.hash, row.time
        newest = rows[-1]
        if newest.signature is None or not verified(key, newest.signature, "log/head", self.capsule, newest.hash):
            raise IntegrityError(log=newest.log, number=newest.number)

    def _place_all(self, by_log: dict[str, list[Row]]) -> None:
        """Place rows after everything they had seen; a row that saw what is not there means rows were lost."""
        placed: dict[tuple[str, int], PlacedRow] = {}
        waiting = {log: list(reversed(rows)) for log, rows in by_log.items()}
        progressed = True
        while progressed:
            progressed = False
            for log, rows in waiting.items():
                while rows and (ready := self._placed(rows[-1], placed)) is not None:
                    placed[(log, rows.pop().number)] = ready
                    progressed = True
        if any(waiting.values()):
            raise OlderCopy
        self.placed += placed.values()
        self._by_place |= placed
        self.heads |= {log: rows[-1] for log, rows in by_log.items()}

    def _placed(self, row: Row, fresh: Mapping[tuple[str, int], PlacedRow]) -> PlacedRow | None:
        needed = [(log, number) for log, number in row.seen_heads().items() if log not in self.ignored_logs]
        if row.number > 1:
            needed.append((row.log, row.number - 1))
        knew, depth = {row.log: row.number}, 0
        for place in needed:
            before = self._by_place.get(place) or fresh.get(place)
            if before is None:
                return None
            depth = max(depth, before.depth)
            for log, number in before.knew.items():
                knew[log] = max(knew.get(log, 0), number)
        knew[row.log] = row.number
        return PlacedRow(row, knew, depth + 1)
