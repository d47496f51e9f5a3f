"""FORMAT.md 4.8, 6 and 6.1: what the records of an open capsule say, and whose keys are whose by a directory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tests.independent.identities import KeyBook, said_of_keys
from tests.independent.owners import Owners
from tests.independent.records import Job, Logs, Placed, Row, body, by_log, signs, verified, ways
from tests.independent.rules import Refused, framed, need, unbase64
from tests.independent.small_files import is_signed

ANYBODY = {
    "note", "voice-note", "ready", "said", "action", "confirm", "request", "keys", "name", "erased", "bodies-erased",
    "backup", "seen", "clock", "transcript-suggestion", "codebook",
}  # fmt: skip
OWNER = {
    "person", "confirm-person", "removed", "recovery-key", "recovery-key-off", "recovery-key-used", "school",
    "lesson", "blob", "consent", "notice", "grant", "delegation", "transcript", "transcript-end",
    "succession", "unshared", "rotated", "recording-erased", "retention", "request-answer", "exemplar",
    "transcript-edit", "passage", "voices", "voice", "chapter",
}  # fmt: skip
JOB = {"blob", "transcript", "transcript-end", "passage", "voices"}
MUST_STAY = {
    "consent", "grant", "retention", "person",
    "confirm-person", "removed", "recovery-key", "recovery-key-off", "recovery-key-used",
    "keys", "name", "succession", "erased", "bodies-erased", "recording-erased", "exemplar",
}  # fmt: skip

Fields = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """The rows and bodies of a records file, as they lie there."""

    rows: list[Row]
    bodies: Mapping[bytes, tuple[bytes, bytes]]

    def body(self, row: Row) -> Fields | None:
        """What a row says; None if that is not there."""
        return body(row.body_hash, *self.bodies[row.body_hash]) if row.body_hash in self.bodies else None


class Contents:
    """The verified rows of a capsule, and what they say. Refused as 6.4 and 5.4 have it."""

    def __init__(
        self, fields: Fields, tables: Tables, book: KeyBook, school: Collection[str], floor: Mapping[str, Any]
    ) -> None:
        capsule = fields["capsule"]
        self.tables = tables
        self.logs = Logs(capsule, tables.rows, lambda author: book.log_keys(capsule, author), tables.body)
        self.owners = Owners(fields, self.logs, tables.body, school)
        self.owners.check_floor(floor.get("owners", ()))
        self.logs.check_floor(floor.get("heads", {}))

    def counted(self, *kinds: str) -> list[Placed]:
        """Rows that somebody entitled said, in display order."""
        return [one for one in self.logs.in_order(kinds) if self._counts(one)]

    def said(self, *kinds: str) -> list[tuple[Row, Fields]]:
        """Counted rows with what they say; erased ones are left out."""
        erased, found = self._erased(), []
        for row in (one.row for one in self.counted(*kinds) if one.row.hash not in erased):
            words = self.tables.body(row)
            if words is None:
                raise Refused("a body is missing, and nobody said that it was erased")
            found.append((row, words))
        return found

    def _counts(self, one: Placed) -> bool:
        jobs = self.logs.jobs.get(one.row.author)
        if jobs is not None:
            return one.row.kind in JOB and any(self._sent(job, one.row) for job in jobs)
        return self.owners.said_as_owner(one) if one.row.kind in OWNER else one.row.kind in ANYBODY

    def _sent(self, job: Job, row: Row) -> bool:
        sent = self.logs.placed.get(job.sent)
        return sent is not None and self.owners.said_as_owner(sent) and row.time <= job.end_ms

    def _erased(self) -> set[bytes]:
        found = set()
        for one in self.counted("bodies-erased"):
            words = self.tables.body(one.row)
            if words is None:
                raise Refused("a body that is never erased is missing")
            for named in (self.logs.placed.get(bytes.fromhex(hashed)) for hashed in words["rows"]):
                mine = named is not None and named.row.author == one.row.author
                if named and named.row.kind not in MUST_STAY and (mine or self.owners.said_as_owner(one)):
                    found.add(named.row.hash)
        return found


def learned(fields: Fields, tables: Tables, book: KeyBook) -> KeyBook:
    """4.8, 4 to 6: the book as the rows of the directory go on with it; its header is verified already."""
    book = book.copied()
    for one in fields["successions"]:
        book.know(one["by"], unbase64(one["by_key"], 32))
    owners = {*fields["owners"], *(one["by"] for one in fields["successions"])}
    logs = by_log(tables.rows)
    while any([_learned_from(theirs, fields["capsule"], tables, book, owners) for theirs in logs.values()]):
        continue
    return book


def _learned_from(rows: list[Row], directory: str, tables: Tables, book: KeyBook, owners: Collection[str]) -> bool:
    is_new = any([_learned_of_keys(row, rows, directory, tables, book) for row in rows if row.number == 1])
    author = rows[0].author
    try:
        there = verified(directory, rows, book.log_keys(directory, author)) if author in owners else None
    except Refused:  # told when the rows are read to be believed
        there = None
    for row in (row for row in (there.rows if there is not None else ()) if row.kind in ("person", "recovery-key")):
        words = tables.body(row)
        need(words is not None, "a body that is never erased is missing")
        is_new |= book.know(*(_person(book.vault, words) if row.kind == "person" else _school_key(book.vault, words)))
    return is_new


def _learned_of_keys(first: Row, rows: list[Row], directory: str, tables: Tables, book: KeyBook) -> bool:
    words = tables.body(first) if first.kind == "keys" else None
    try:
        said = said_of_keys(words or {})
    except Refused:
        return False
    link = said["link"]
    if link["person"] != first.author:
        return False
    is_new, new = book.follow(link), unbase64(link["ed25519"], 32)
    try:
        through = [way for way in ways(directory, rows) if way[0] is first]
    except Refused:
        through = []
    return book.end(link, said) | is_new if any(signs(new, directory, way[-1]) for way in through) else is_new


def _person(vault: str, said: Fields | None) -> tuple[str, bytes, bytes]:
    said = said or {}
    keys = unbase64(said["ed25519"], 32), unbase64(said["x_wing"], 1216)
    statement = framed("person", vault, said["person"], said["name"], *keys)
    need(is_signed(keys[0], unbase64(said["self"], 64), statement), "not signed by the key itself")
    return said["person"], *keys


def _school_key(vault: str, said: Fields | None) -> tuple[str, bytes, bytes]:
    said = said or {}
    keys = unbase64(said["ed25519"], 32), unbase64(said["x_wing"], 1216)
    statement = framed("recovery-key", vault, said["key"], *keys)
    need(is_signed(keys[0], unbase64(said["self"], 64), statement), "not signed by the key itself")
    return said["key"], *keys


def people_in(directory: Contents, book: KeyBook) -> dict[str, tuple[str, str]]:
    """4.5: id -> name, and how far somebody has come."""
    people: dict[str, tuple[str, str]] = {}
    invited: dict[str, bytes | None] = {}
    for row, said in directory.said("person", "name", "confirm-person", "removed"):
        if row.kind == "person" and said["person"] not in people:
            key = unbase64(said["ed25519"], 32)
            invited[said["person"]] = key if said["invited"] is not None else None
            people[said["person"]] = (said["name"], "joined")
        elif row.kind == "name" and row.author in people:
            people[row.author] = (said["name"], people[row.author][1])
        elif said.get("person") in people:
            people[said["person"]] = (people[said["person"]][0], _standing(row, said, book, people, invited))
    for person, first in invited.items():
        name, standing = people[person]
        if standing == "joined" and first is not None:
            in_force, _ = book.in_force(person)
            people[person] = (name, "invited" if in_force == first else "not confirmed")
    return {person: (name, standing.removesuffix("!")) for person, (name, standing) in people.items()}


def _standing(
    row: Row, said: Fields, book: KeyBook, people: Mapping[str, tuple[str, str]], invited: Mapping[str, bytes | None]
) -> str:
    """ "joined!" is somebody whose words were compared."""
    if "removed" in (row.kind, people[said["person"]][1]):
        return "removed"
    key, _ = book.in_force(said["person"])
    same = said.get("ed25519") is not None and unbase64(said["ed25519"], 32) == key != invited[said["person"]]
    return "joined!" if row.kind == "confirm-person" and same else people[said["person"]][1]
