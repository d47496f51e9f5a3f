"""Everything that keys can check of an open capsule: pages, chains, bodies, recordings, private files.

Says what is wrong by code and place, never by content.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from videoreflect.crypto.framing import framed
from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.note import note_from
from videoreflect.errors import FormatError, IntegrityError, OlderCopy, VideoReflectError
from videoreflect.vault import log, private
from videoreflect.vault.blobs import Blob, blob_from
from videoreflect.vault.database import Connection, opened
from videoreflect.vault.entitlement import NEVER_ERASED
from videoreflect.vault.erased_bodies import KIND as BODIES_ERASED
from videoreflect.vault.erased_bodies import erased_rows
from videoreflect.vault.history import PlacedRow
from videoreflect.vault.look import Still
from videoreflect.vault.still import copy_still, open_regular, sha256_of
from videoreflect.vault.strict_json import parse_object

_PAGE = re.compile(r"\d+")
_SHOWN = 20
"""More damaged pages or rows than these in one file are told as a number."""

Passed = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it should be. ``file`` is relative to the capsule; ``detail`` holds numbers and ids."""

    code: str
    file: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """Rows of a kind whose bodies were erased, as the format allows."""

    rows: int
    bodies: int


def page_flaws(capsule: Still) -> list[Flaw]:
    """Damaged pages of the records, as far as the file opens at all. Raises what opening raises."""
    with capsule.records() as db:
        return list(_database_flaws(db, capsule.header.records))


def row_flaws(capsule: Still) -> tuple[list[Flaw], list[Flaw], Erased]:
    """Bodies that are missing or altered; rows that count for nothing; how many bodies were erased.

    Chains and signatures were checked when the capsule was opened.
    """
    file, flaws, bodies = capsule.header.records, list[Flaw](), 0
    placed = capsule._history.placed
    with capsule.records() as db:
        erased = _said_to_be_erased(capsule, db)
        for one in placed:
            try:
                body = log.read_body(db, one.row)
            except VideoReflectError:
                flaws.append(Flaw("body-altered", file, _place(one)))
                continue
            bodies += body is not None
            if body is None and (one.row.kind in NEVER_ERASED or one.row.hash not in erased):
                flaws.append(Flaw("body-missing", file, _place(one)))
    ignored = capsule.ignored_logs - capsule.late_logs
    strange = [Flaw("unknown-author", file, f"log {name}") for name in sorted(ignored)]
    return _bounded(flaws) + strange, _remarks(capsule, placed), Erased(len(placed), bodies)


def _remarks(capsule: Still, placed: list[PlacedRow]) -> list[Flaw]:
    """What counts for nothing, or only in part, and is no damage."""
    file = capsule.header.records
    counted = {one.row.hash for one in capsule.placed(*{one.row.kind for one in placed})}
    foreign = [one for one in placed if one.row.hash not in counted]
    return [
        *_bounded([Flaw("not-entitled", file, f"{_place(one)} ({_kind(one)})") for one in foreign]),
        *(Flaw("forked", file, f"log {name}") for name in sorted(capsule.forked_logs)),
        *(Flaw("after-its-key", file, f"log {name}") for name in sorted(capsule.late_logs)),
    ]


def _said_to_be_erased(capsule: Still, db: Connection) -> frozenset[bytes]:
    """Hashes of rows whose bodies were erased by who might; none if what says so was taken away: that is told."""
    try:
        return erased_rows(db, capsule.placed(BODIES_ERASED), capsule._history.placed, capsule._ownership)
    except IntegrityError:
        return frozenset()


def blob_rows(capsule: Still) -> tuple[list[Blob], list[Flaw]]:
    """The recordings that the records name, without those that were erased; and rows that name none."""
    found: dict[str, Blob] = {}
    flaws = []
    for placed, body in capsule._entries("blob"):
        try:
            blob = blob_from(body)
        except FormatError:
            flaws.append(Flaw("malformed", capsule.header.records, _place(placed)))
            continue
        found[blob.id] = blob
    return list(found.values()), flaws


def blob_flaws(capsule: Still, blob: Blob, blobs: Path, passed: Passed, *, quick: bool) -> list[Flaw]:
    """Check one recording: its last segment and length, and unless ``quick`` every byte against its hash."""
    file, path = f"blobs/{blob.id}", blobs / blob.id
    aad = framed("blob", capsule.header.vault, capsule.id, blob.id)
    try:
        with StreamReader(open_regular(path), blob.key, aad) as reader:
            if reader.size != blob.size:
                return [Flaw("wrong-size", file)]
        if not quick and sha256_of(path, passed) != blob.sha256:
            return [Flaw("altered", file)]
    except FileNotFoundError:
        return [Flaw("missing", file)]
    except VideoReflectError as error:
        return [Flaw(error.code, file)]
    return []


def private_flaws(capsule: Still, patience: float) -> list[Flaw]:
    """Check the private file of who looks: pages, counter, and that what is in it can be read."""
    file = f"private/{capsule.person}.db"
    path = capsule.path / file
    if not path.exists() and not path.is_symlink():
        return [] if capsule.floor().private == 0 else [Flaw("missing", file)]
    key = capsule.identity.private_key(capsule.id)
    try:
        with tempfile.TemporaryDirectory(prefix="videoreflect-") as folder:
            copy_still(path, Path(folder) / "private.db", patience)
            with opened(Path(folder) / "private.db", key, private.SCHEMA, private.VERSION, create=True) as db:
                return list(_database_flaws(db, file)) or _contents_of_private(db, capsule, file)
    except VideoReflectError as error:
        return [Flaw(error.code, file)]


def _contents_of_private(db: Connection, capsule: Still, file: str) -> list[Flaw]:
    found = db.execute("SELECT counter FROM change").fetchone()
    if found is None or not isinstance(found[0], int):
        return [Flaw("malformed", file)]
    if found[0] < capsule.floor().private:
        return [Flaw(OlderCopy.code, file)]
    try:
        private._check_whole(db)
        for (content,) in db.execute("SELECT content FROM note"):
            note_from(parse_object(content.encode()))
        for (content,) in db.execute("SELECT content FROM draft"):
            parse_object(content.encode())
        for texts in db.execute("SELECT principal, who FROM key"):
            if not all(isinstance(text, str) for text in texts):
                raise FormatError
    except OlderCopy as error:
        return [Flaw(error.code, file)]
    except (VideoReflectError, AttributeError):
        return [Flaw("malformed", file)]
    return []


def _database_flaws(db: Connection, file: str) -> Iterator[Flaw]:
    """What SQLCipher and SQLite say of the pages; their words are dropped, they may quote content."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a still copy: its log becomes pages, so that all are checked
    said = [str(row[0]) for row in db.execute("PRAGMA cipher_integrity_check")]
    pages = [found.group() for one in said if (found := _PAGE.search(one))]
    if said:
        shown = ", ".join(pages[:_SHOWN])
        yield Flaw("damaged-pages", file, f"{len(said)} of them: {shown}")
        return
    if [row[0] for row in db.execute(f"PRAGMA integrity_check({_SHOWN})")] != ["ok"]:
        yield Flaw("damaged-database", file)


def _bounded(flaws: list[Flaw]) -> list[Flaw]:
    if len(flaws) <= _SHOWN:
        return flaws
    more = Flaw(flaws[_SHOWN].code, flaws[_SHOWN].file, f"and {len(flaws) - _SHOWN} more rows")
    return [*flaws[:_SHOWN], more]


def _place(placed: PlacedRow) -> str:
    return f"log {placed.row.log}, row {placed.row.number}"


def _kind(placed: PlacedRow) -> str:
    """The kind as written by a stranger, who may have put anything there."""
    return placed.row.kind if re.fullmatch(r"[a-z-]{1,30}", placed.row.kind) else "unknown kind"
