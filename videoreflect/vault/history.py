"""The verified rows of one capsule, and what each of them knew of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from videoreflect.errors import OlderCopy
from videoreflect.vault.delegation import Delegation
from videoreflect.vault.log import Row
from videoreflect.vault.logtree import AuthorKey, LogTree, checked_tree

KeysOf = Callable[[str], tuple[AuthorKey, ...]]
"""The signing keys that an author ever had; none if the author is unknown."""


DelegationIn = Callable[[Row], Delegation | None]
"""Reads a ``delegation`` row; None if it is not well-formed."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A verified row with what it knew: branch -> number, itself included; ``depth`` orders for display.

    ``branch`` is the log; after a fork it also tells the ways apart.
    """

    row: Row
    branch: str
    knew: Mapping[str, int]
    depth: int

    def has_seen(self, other: PlacedRow) -> bool:
        """Whether the author of this row knew ``other`` when writing it."""
        return other.row.number <= self.knew.get(other.branch, 0)


@dataclass(slots=True)
class History:
    """Rows verified so far. Grows by :meth:`extend`; what was verified once is not read again."""

    capsule: str
    placed: list[PlacedRow] = field(default_factory=list)
    heads: dict[str, Row] = field(default_factory=dict)
    ignored_logs: set[str] = field(default_factory=set)
    late_logs: dict[str, int] = field(default_factory=dict)
    """Logs that go on after the end of their key -> the last number that counts."""
    ended_logs: set[str] = field(default_factory=set)
    """Logs under a key that had ended before they began; among the ignored ones."""
    forks: dict[str, int] = field(default_factory=dict)
    """Logs with two different rows of one number -> the last number before they part."""
    jobs: dict[str, tuple[Delegation, ...]] = field(default_factory=dict)
    """All delegations of a job; its id stands for its key, so they all name the same one."""
    _leaves: dict[str, list[Row]] = field(default_factory=dict)
    _by_place: dict[tuple[str, int], PlacedRow] = field(default_factory=dict)
    _by_hash: dict[bytes, PlacedRow] = field(default_factory=dict)

    def known(self) -> dict[str, int]:
        """Newest number of each log."""
        return {log: row.number for log, row in self.heads.items()}

    def newest(self) -> list[Row]:
        """The newest row of every branch."""
        return [row for leaves in self._leaves.values() for row in leaves]

    def find(self, hashed: bytes) -> PlacedRow | None:
        """The verified row of a hash."""
        return self._by_hash.get(hashed)

    def extend(self, rows: list[Row], keys_of: KeysOf, delegation_in: DelegationIn) -> None:
        """Verify and add rows. Raises IntegrityError, OlderCopy; then nothing was added.

        People's logs come first, because the keys of jobs stand in them. A log whose author has
        no key here counts for nothing and is listed in ``ignored_logs``. A log that forked can only
        be taken in whole: see :meth:`is_line`.
        """
        by_log: dict[str, list[Row]] = {}
        for row in rows:
            by_log.setdefault(row.log, []).append(row)
        jobs = dict(self.jobs)
        checked = self._checked(by_log, keys_of)
        for row in (row for tree in checked.values() for row in tree.rows if row.kind == "delegation"):
            if (delegation := delegation_in(row)) is not None:
                jobs[delegation.job] = (*jobs.get(delegation.job, ()), delegation)
        rest = {log: theirs for log, theirs in by_log.items() if log not in checked}
        checked |= self._checked(rest, lambda author: (AuthorKey(jobs[author][0].ed25519),) if author in jobs else ())
        self.ignored_logs = by_log.keys() - checked.keys()  # ignored rows are given again each time
        self.ended_logs = {log for log in self.ignored_logs if keys_of(log.partition(".")[0])}
        self.late_logs |= {log: tree.ended_at for log, tree in checked.items() if tree.ended_at is not None}
        self._place_all(checked)
        self.jobs = jobs

    def of_kind(self, *kinds: str) -> list[PlacedRow]:
        """Rows of these kinds, in display order: depth, time, log, number, hash."""
        chosen = [placed for placed in self.placed if placed.row.kind in kinds]
        return sorted(chosen, key=lambda p: (p.depth, p.row.time, p.row.log, p.row.number, p.row.hash))

    def check_floor(self, floor_heads: Mapping[str, tuple[int, str]]) -> None:
        """Raise OlderCopy if a log is behind, or other than, what this person saw before."""
        for log, (number, hashed) in floor_heads.items():
            went_on_too_long = number > self.late_logs.get(log, number) or log in self.ended_logs
            if bytes.fromhex(hashed) not in self._by_hash and not went_on_too_long:
                raise OlderCopy(log=log, number=number)

    def _checked(self, by_log: dict[str, list[Row]], keys_of: KeysOf) -> dict[str, LogTree]:
        checked = {}
        for log, theirs in by_log.items():
            keys = keys_of(log.partition(".")[0])
            if keys and (tree := checked_tree(self.capsule, theirs, self.heads.get(log), keys)) is not None:
                checked[log] = tree
        return checked

    def _place_all(self, by_log: dict[str, LogTree]) -> None:
        """Place rows after everything they had seen; a row that saw what is not there means rows were lost."""
        placing = _Placing(self, by_log)
        fresh = placing.place_all()
        self.placed += fresh
        self._by_hash |= {placed.row.hash: placed for placed in fresh}
        self._by_place |= {(p.row.log, p.row.number): p for p in fresh}
        self.forks |= placing.forks
        for log, tree in by_log.items():
            if tree.leaves:
                self._leaves[log] = tree.leaves
                self.heads[log] = max(tree.leaves, key=lambda row: (row.number, row.hash))


class _Placing:
    """One round of placing: rows wait until what they had seen is placed."""

    def __init__(self, history: History, by_log: dict[str, LogTree]) -> None:
        self._history, self._by_log = history, by_log
        self._ignored, self._late = history.ignored_logs, history.late_logs
        self._by_place: dict[tuple[str, int], PlacedRow] = {}
        self._by_hash: dict[bytes, PlacedRow] = {}
        self._children: dict[bytes, int] = {}
        self.forks: dict[str, int] = {}
        for log, tree in by_log.items():
            self._find_forks(log, tree)

    def place_all(self) -> list[PlacedRow]:
        waiting = {log: list(reversed(tree.rows)) for log, tree in self._by_log.items()}
        progressed = True
        while progressed:
            progressed = False
            for rows in waiting.values():
                while rows and (placed := self._placed(rows[-1])) is not None:
                    row = rows.pop()
                    self._by_hash[row.hash] = self._by_place[row.log, row.number] = placed
                    progressed = True
        if any(waiting.values()):
            raise OlderCopy
        return list(self._by_hash.values())

    def _find_forks(self, log: str, tree: LogTree) -> None:
        for row in tree.rows:
            parent = row.previous + log.encode()  # all first rows follow the same nothing
            self._children[parent] = self._children.get(parent, 0) + 1
            if self._children[parent] > 1:
                self.forks[log] = min(self.forks.get(log, row.number), row.number - 1)

    def _placed(self, row: Row) -> PlacedRow | None:
        parent = self._by_hash.get(row.previous) or self._history.find(row.previous) if row.number > 1 else None
        if row.number > 1 and parent is None:
            return None
        branch = parent.branch if parent else row.log
        if self._children[row.previous + row.log.encode()] > 1:
            branch = f"{row.log}#{row.hash.hex()[:16]}"
        knew: dict[str, int] = dict(parent.knew) if parent else {}
        depth = parent.depth if parent else 0
        for log, number in row.seen_heads().items():
            if log in self._ignored or (number := self._clipped(log, number)) == 0:
                continue
            before = self._by_place.get((log, number)) or self._history._by_place.get((log, number))
            if before is None:
                return None
            depth = max(depth, before.depth)
            for known, newest in before.knew.items():
                knew[known] = max(knew.get(known, 0), newest)
        knew[branch] = row.number
        return PlacedRow(row, branch, knew, depth + 1)

    def _clipped(self, log: str, number: int) -> int:
        """Up to where a number says which row is meant: not beyond the end of a key, nor where a log forked."""
        limits = [m[log] for m in (self._late, self.forks, self._history.forks) if log in m]
        return min([number, *limits])
