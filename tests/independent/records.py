"""FORMAT.md 6: rows of logs, their order, who may say what, and their bodies."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.independent.rules import Refused, framed, need, sha256
from tests.independent.small_files import is_signed

ANYBODY = {"note", "ready", "said", "action", "confirm"}
OWNER = {"person", "lesson", "blob", "consent", "grant", "delegation", "transcript", "transcript-end"}
JOB = {"blob", "transcript", "transcript-end"}
MUST_STAY = {"person", "consent", "grant"}
LONGEST_DELEGATION_MS = 12 * 3_600_000


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
class Job:
    """What a ``delegation`` row gives away."""

    key: bytes
    end_ms: int


BodyOf = Callable[[Row], dict[str, Any] | None]
Knew = Mapping[str, int]


class Logs:
    """The verified rows of one capsule."""

    def __init__(
        self, capsule: str, rows: list[Row], pins: Mapping[str, bytes], owners: list[str], body: BodyOf
    ) -> None:
        self.capsule, self.owners = capsule, owners
        by_log: dict[str, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (row.log, row.number)):
            by_log.setdefault(row.log, []).append(row)
        checked = {
            log: self._checked(theirs, pins[author])
            for log, theirs in by_log.items()
            if (author := theirs[0].author) in pins
        }
        self.jobs = self._jobs(checked, body)
        for log, theirs in by_log.items():
            if log not in checked and theirs[0].author in self.jobs:
                checked[log] = self._checked(theirs, self.jobs[theirs[0].author].key)
        self.heads = {log: theirs[-1] for log, theirs in checked.items()}
        self.there = {(row.log, row.number): row for theirs in checked.values() for row in theirs}
        self._ignored = by_log.keys() - checked.keys()
        self._placed = self._place()

    def counted(self, *kinds: str) -> list[Row]:
        """Rows of these kinds that somebody entitled said, in display order."""
        rows = [row for row in self._placed if row.kind in kinds and self._counts(row)]
        return sorted(rows, key=lambda row: (self._placed[row], row.time, row.log, row.number))

    def _checked(self, rows: list[Row], key: bytes) -> list[Row]:
        previous, time = bytes(32), 0
        for expected, row in enumerate(rows, start=1):
            need(row.number == expected and row.previous == previous and row.time >= time, "no chain")
            place = (row.log, row.number.to_bytes(8, "big"), row.previous, row.time.to_bytes(8, "big"))
            need(row.hash == sha256("log/row", self.capsule, *place, row.kind, row.body_hash, row.seen), "another hash")
            previous, time = row.hash, row.time
        head = rows[-1]
        need(
            head.signature and is_signed(key, head.signature, framed("log/head", self.capsule, head.hash)), "not signed"
        )
        return rows

    def _jobs(self, checked: Mapping[str, list[Row]], body: BodyOf) -> dict[str, Job]:
        jobs: dict[str, Job] = {}
        for row in (row for theirs in checked.values() for row in theirs if row.kind == "delegation"):
            said = body(row)
            if row.author in self.owners and said is not None:
                end = min(said["end"], row.time + LONGEST_DELEGATION_MS)
                jobs.setdefault(said["job"], Job(base64.b64decode(said["ed25519"]), end))
        return jobs

    def _counts(self, row: Row) -> bool:
        if row.author in self.jobs:
            return row.kind in JOB and row.time <= self.jobs[row.author].end_ms
        return row.author in self.owners if row.kind in OWNER else row.kind in ANYBODY

    def _place(self) -> dict[Row, int]:
        """The depth of every row; rows that lack what they had seen are refused."""
        needs = {row: self._needs(row) for row in self.there.values()}
        need(all(place in self.there for places in needs.values() for place in places), "rows are missing")
        depths: dict[Row, int] = {}
        waiting = list(needs)
        while waiting:
            ready = [row for row in waiting if all(self.there[place] in depths for place in needs[row])]
            need(ready, "rows saw each other")
            for row in ready:
                depths[row] = 1 + max((depths[self.there[place]] for place in needs[row]), default=0)
            waiting = [row for row in waiting if row not in depths]
        return depths

    def _needs(self, row: Row) -> list[tuple[str, int]]:
        try:
            seen = json.loads(row.seen)
        except ValueError:
            raise Refused("no JSON") from None
        need(isinstance(seen, dict) and all(type(n) is int and n > 0 for n in seen.values()), "no heads")
        places = [(log, number) for log, number in seen.items() if log not in self._ignored]
        return places + ([(row.log, row.number - 1)] if row.number > 1 else [])


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
