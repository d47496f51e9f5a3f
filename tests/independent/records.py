"""FORMAT.md 6 and 6.4: rows of logs, which of them are verified, and what they knew of each other."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.independent.identities import LogKey
from tests.independent.rules import Refused, framed, need, sha256
from tests.independent.small_files import is_signed

LONGEST_DELEGATION_MS = 12 * 3_600_000
NOTHING = bytes(32)


@dataclass(frozen=True)
class Row:
    """A line of the table ``row``."""

    log: str
    number: int
    hash: bytes
    previous: bytes
    time: int
    kind: str
    body_hash: bytes
    seen: str
    signature: bytes | None

    @property
    def author(self) -> str:
        """Who says it."""
        return self.log.split(".")[0]


@dataclass(frozen=True)
class Placed:
    """A verified row, the way of its log that it is on, and what it knew: way -> number."""

    row: Row
    way: str
    knew: Mapping[str, int]
    depth: int

    def has_seen(self, other: Placed) -> bool:
        """Whether its author knew another row."""
        return other.row.number <= self.knew.get(other.way, 0)


@dataclass(frozen=True)
class Job:
    """What a ``delegation`` row gives away."""

    key: bytes
    end_ms: int
    sent: bytes


@dataclass(frozen=True)
class Verified:
    """The rows of one log that count; ``late``: its last number, if it goes on beyond the end of its key."""

    rows: list[Row]
    late: int | None


BodyOf = Callable[[Row], dict[str, Any] | None]
KeysOf = Callable[[str], list[LogKey]]


def by_log(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each log, by number."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.log, row.number, row.hash)):
        found.setdefault(row.log, []).append(row)
    return found


def ways(capsule: str, rows: list[Row]) -> list[list[Row]]:
    """6.4, step 1: from a first row to each newest one."""
    there = {row.hash: row for row in rows}
    for row in rows:
        before = there.get(row.previous)
        need(before is not None or row.previous == NOTHING, "follows nothing")
        need(row.number == (before.number if before else 0) + 1, "no chain")
        need(row.time >= (before.time if before else 0), "time runs backwards")
        place = (row.log, row.number.to_bytes(8, "big"), row.previous, row.time.to_bytes(8, "big"))
        need(row.hash == sha256("log/row", capsule, *place, row.kind, row.body_hash, row.seen), "another hash")
    followed, found = {row.previous for row in rows}, []
    for newest in (row for row in rows if row.hash not in followed):
        way = [newest]
        while way[-1].number > 1:
            way.append(there[way[-1].previous])
        found.append(way[::-1])
    return found


def signs(key: bytes, capsule: str, row: Row) -> bool:
    """Whether a key signed a row as the newest of its log."""
    return row.signature is not None and is_signed(key, row.signature, framed("log/head", capsule, row.hash))


def verified(capsule: str, rows: list[Row], keys: list[LogKey]) -> Verified | None:
    """6.4, step 2; None for a log of which nothing counts."""
    kept: dict[bytes, Row] = {}
    late = None
    for way in ways(capsule, rows):
        by = [key for key in keys if signs(key.ed25519, capsule, way[-1])]
        need(by, "not signed")
        if by[0].ended is not None:
            number, hashed = by[0].ended.get(way[0].log, (0, ""))
            if not 1 <= number <= len(way) or way[number - 1].hash.hex() != hashed:
                continue
            late = number if number < len(way) else late
            way = way[:number]
        kept |= {row.hash: row for row in way}
    return Verified([row for row in rows if row.hash in kept], late) if kept else None


class Logs:
    """The verified rows of one capsule."""

    def __init__(self, capsule: str, rows: list[Row], keys_of: KeysOf, body: BodyOf) -> None:
        logs = by_log(rows)
        authors = {log: theirs[0].author for log, theirs in logs.items()}
        people = {log: keys for log, author in authors.items() if (keys := keys_of(author))}
        found = {log: verified(capsule, logs[log], keys) for log, keys in people.items()}
        checked = {log: there for log, there in found.items() if there is not None}
        self.jobs = _jobs((row for there in checked.values() for row in there.rows), body)
        for log, author in authors.items():
            if log not in checked and author in self.jobs:
                of_job = verified(capsule, logs[log], [LogKey(self.jobs[author][0].key)])
                if of_job is not None:
                    checked[log] = of_job
        self.ended = {log for log in people if log not in checked}
        self.late = {log: there.late for log, there in checked.items() if there.late is not None}
        self._left_out = logs.keys() - checked.keys()
        self._rows = {log: there.rows for log, there in checked.items()}
        self._forks = {log: fork for log, theirs in self._rows.items() if (fork := _fork(theirs)) is not None}
        self.placed: dict[bytes, Placed] = {}
        self._place()

    def check_floor(self, heads: Mapping[str, tuple[int, str]]) -> None:
        """6.4, step 4."""
        for log, (number, hashed) in heads.items():
            is_late = log in self.ended or number > self.late.get(log, number)
            need(is_late or bytes.fromhex(hashed) in self.placed, "an older copy")

    def in_order(self, kinds: Iterable[str]) -> list[Placed]:
        """Verified rows of these kinds in display order, whoever says them."""
        chosen = [one for one in self.placed.values() if one.row.kind in kinds]
        return sorted(chosen, key=lambda one: (one.depth, one.row.time, one.row.log, one.row.number, one.row.hash))

    def _place(self) -> None:
        """Rows one after the other, each when all that it had seen is there."""
        children: dict[tuple[str, bytes], int] = {}
        for row in (row for theirs in self._rows.values() for row in theirs):
            children[row.log, row.previous] = children.get((row.log, row.previous), 0) + 1
        at: dict[tuple[str, int], Placed] = {}
        waiting = [row for theirs in self._rows.values() for row in theirs]
        while waiting:
            left = []
            for row in waiting:
                placed = self._placed(row, at, children[row.log, row.previous] > 1)
                if placed is None:
                    left.append(row)
                else:
                    self.placed[row.hash] = at[row.log, row.number] = placed
            need(len(left) < len(waiting), "rows are missing, or saw each other")
            waiting = left

    def _placed(self, row: Row, at: Mapping[tuple[str, int], Placed], forked: bool) -> Placed | None:
        parent = self.placed.get(row.previous)
        if row.number > 1 and parent is None:
            return None
        known = [parent] if parent else []
        for log, number in _seen(row).items():
            number = min(number, self.late.get(log, number), self._forks.get(log, number))
            if log in self._left_out or number == 0:
                continue
            if (log, number) not in at:
                return None
            known.append(at[log, number])
        knew: dict[str, int] = {}
        for one in known:
            for way, number in one.knew.items():
                knew[way] = max(number, knew.get(way, 0))
        way = f"{row.log} by {row.hash.hex()}" if forked else parent.way if parent else row.log
        return Placed(row, way, knew | {way: row.number}, 1 + max((one.depth for one in known), default=0))


def _fork(rows: list[Row]) -> int | None:
    """The last number before the ways of a log part."""
    followers = Counter(row.previous for row in rows)
    return min((row.number - 1 for row in rows if followers[row.previous] > 1), default=None)


def _seen(row: Row) -> dict[str, int]:
    try:
        seen = json.loads(row.seen)
    except ValueError:
        raise Refused("no JSON") from None
    if not isinstance(seen, dict) or not all(type(n) is int and n > 0 for n in seen.values()):
        raise Refused("no heads")
    return seen


def _jobs(rows: Iterable[Row], body: BodyOf) -> dict[str, list[Job]]:
    jobs: dict[str, list[Job]] = {}
    for row in (row for row in rows if row.kind == "delegation"):
        said = body(row)
        if said is None:
            continue
        key = base64.b64decode(said["ed25519"])
        if said["job"] == sha256("log/job", key)[:16].hex():
            end = min(said["end"], row.time + LONGEST_DELEGATION_MS)
            jobs.setdefault(said["job"], []).append(Job(key, end, row.hash))
    return jobs


def body(body_hash: bytes, salt: bytes, content: bytes) -> dict[str, Any]:
    """What was said, if it is what was signed."""
    need(sha256("log/body", salt, content) == body_hash, "another body")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused("no JSON") from None
    if not isinstance(found, dict):
        raise Refused("no object")
    return found
