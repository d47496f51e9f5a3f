"""Authors' logs: chained rows, signed heads, erasable bodies.

Every statement belongs to its author's own log, so that a member with the legitimate key can
forge nothing in another's name. Rows say what they had seen of other logs: that is the order.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from videoreflect.crypto.derive import digest
from videoreflect.crypto.signing import Signer
from videoreflect.errors import FormatError, IntegrityError, InvalidInput, LimitExceeded, OlderCopy
from videoreflect.vault.database import Connection, writing
from videoreflect.vault.strict_json import compact

VERSION = 1
SCHEMA = """
CREATE TABLE row (log TEXT NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL, previous BLOB NOT NULL,
                  time INTEGER NOT NULL,
                  kind TEXT NOT NULL, body_hash BLOB NOT NULL, seen TEXT NOT NULL, signature BLOB,
                  PRIMARY KEY (log, number, hash)) WITHOUT ROWID;
CREATE TABLE body (hash BLOB PRIMARY KEY, salt BLOB NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE moved (epoch INTEGER NOT NULL)
"""
FIRST_PREVIOUS = bytes(32)
MAX_BODY = 4 << 20
MAX_ROWS = 2_000_000
_AT_ONCE = 200
"""Bodies in one query: a query for each takes twice as long; all in one could be gigabytes."""
_SALT_BYTES = 32
_TALLY = "SELECT log, count(*), max(number) FROM row GROUP BY log"
_COLUMNS = "log, number, hash, previous, time, kind, body_hash, seen, signature"


class CapsuleMoved(Exception):
    """The file was replaced by a later epoch: read the header again and repeat the write there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement without its body. ``time`` in ms; ``seen``: other log -> newest number known."""

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
        """The person or job whose log this is."""
        return self.log.partition(".")[0]

    def seen_heads(self) -> dict[str, int]:
        """What the author had seen of other logs."""
        try:
            heads = json.loads(self.seen)
        except (ValueError, RecursionError):
            raise FormatError from None
        if not isinstance(heads, dict) or not all(type(n) is int and n > 0 for n in heads.values()):
            raise FormatError
        return heads


@dataclass(frozen=True, slots=True)
class WithBody:
    """A row with what it says, as it is stored; both None if that was erased."""

    row: Row
    salt: bytes | None
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to be said: its kind, and its body as JSON fields."""

    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose log is written: its id (``author.replica``) and the key that signs it."""

    log: str
    signer: Signer


def row_hash(capsule: str, row: Row) -> bytes:
    """The hash that chains and signs a row."""
    place = (row.log, row.number.to_bytes(8, "big"), row.previous, row.time.to_bytes(8, "big"))
    return digest("log/row", capsule, *place, row.kind, row.body_hash, row.seen)


def append(
    db: Connection,
    capsule: str,
    writer: Writer,
    statements: Iterable[Statement],
    now_ms: int,
    epoch: int | None,
    erasing: Iterable[Row] = (),
) -> Row:
    """Write statements as one commit; the last row is signed. Returns that row.

    The bodies of ``erasing`` go in the same commit; the caller says so in one of the statements.

    Raises CapsuleMoved if the file was replaced by a later epoch than ``epoch``, DiskFull with nothing
    written. ``epoch`` is None for whoever knows, under the capsule's lock, that a tombstone here is void.
    """
    with writing(db):
        moved = db.execute("SELECT max(epoch) FROM moved").fetchone()[0]
        if epoch is not None and moved is not None and moved > epoch:
            raise CapsuleMoved
        rows = _chained(db, capsule, writer, list(statements), now_ms)
        for row, salt, content in rows:
            _insert(db, row)
            db.execute("INSERT INTO body (hash, salt, content) VALUES (?,?,?)", (row.body_hash, salt, content))
        delete_bodies(db, erasing)
    return rows[-1][0]


def tally(db: Connection) -> dict[str, tuple[int, int]]:
    """Log -> how many rows it has, and its newest number; they differ where a log forked.

    Raises LimitExceeded beyond ``MAX_ROWS`` rows in all.
    """
    found = {log: (rows, newest) for log, rows, newest in db.execute(_TALLY)}
    if not all(isinstance(log, str) and isinstance(newest, int) for log, (_, newest) in found.items()):
        raise FormatError
    if sum(rows for rows, _ in found.values()) > MAX_ROWS:
        raise LimitExceeded
    return found


def read_rows(db: Connection, logs: Iterable[str], known: Mapping[str, int]) -> list[Row]:
    """All rows of ``logs`` beyond ``known`` (log -> number), in the order of logs and numbers."""
    rows: list[Row] = []
    query = f"SELECT {_COLUMNS} FROM row WHERE log = ? AND number > ? ORDER BY number, hash"  # noqa: S608 - a constant
    for log in sorted(logs):
        rows += [_checked_row(values) for values in db.execute(query, (log, known.get(log, 0)))]
    return rows


def check_still_there(db: Connection, heads: Iterable[Row]) -> None:
    """Raise OlderCopy if a row that was read before is gone: the file under us was replaced by an older one."""
    for head in heads:
        found = db.execute(
            "SELECT 1 FROM row WHERE log = ? AND number = ? AND hash = ?", (head.log, head.number, head.hash)
        )
        if found.fetchone() is None:
            raise OlderCopy(log=head.log, number=head.number)


def read_body(db: Connection, row: Row) -> dict[str, Any] | None:
    """The body of a row; None if it was erased. Raises IntegrityError if it is not the one that was signed."""
    query = "SELECT salt, content FROM body WHERE hash = ? AND length(content) <= ?"
    found = db.execute(query, (row.body_hash, MAX_BODY)).fetchone()
    return None if found is None else _fields_of(row, *found)


def read_bodies(db: Connection, rows: Sequence[Row]) -> list[dict[str, Any] | None]:
    """The bodies of rows in their order, as :func:`read_body`, with a query for many rows at once."""
    bodies: list[dict[str, Any] | None] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        query = f"SELECT hash, salt, content FROM body WHERE hash IN ({', '.join('?' * len(some))})"  # noqa: S608 - marks
        found = db.execute(f"{query} AND length(content) <= ?", (*(row.body_hash for row in some), MAX_BODY))
        stored = {hashed: (salt, content) for hashed, salt, content in found}
        bodies += [_fields_of(row, *stored[row.body_hash]) if row.body_hash in stored else None for row in some]
    return bodies


def _fields_of(row: Row, salt: object, content: object) -> dict[str, Any]:
    if not isinstance(salt, bytes) or not isinstance(content, bytes) or _body_hash(salt, content) != row.body_hash:
        raise IntegrityError
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        raise FormatError from None
    if not isinstance(fields, dict):
        raise FormatError
    return fields


def raw_body(db: Connection, row: Row) -> tuple[bytes | None, bytes | None]:
    """Salt and content of a row as they are stored, both None if erased. Raises IntegrityError."""
    if read_body(db, row) is None:
        return None, None
    salt, content = db.execute("SELECT salt, content FROM body WHERE hash = ?", (row.body_hash,)).fetchone()
    return salt, content


def union(db: Connection, rows: Iterable[WithBody]) -> tuple[int, int]:
    """Add what is not there yet, within a transaction of the caller. Returns how many rows and bodies were new."""
    added = bodies = 0
    for one in rows:
        place = (one.row.log, one.row.number, one.row.hash)
        if db.execute("SELECT 1 FROM row WHERE log = ? AND number = ? AND hash = ?", place).fetchone() is None:
            _insert(db, one.row)
            added += 1
        elif one.row.signature is not None:
            # Signed in one copy because it was the newest there; without it that copy's log could not end here.
            db.execute(
                "UPDATE row SET signature = ? WHERE log = ? AND number = ? AND hash = ? AND signature IS NULL",
                (one.row.signature, *place),
            )
        if one.content is None:
            continue
        new = db.execute(
            "INSERT OR IGNORE INTO body (hash, salt, content) VALUES (?,?,?)",
            (one.row.body_hash, one.salt, one.content),
        )
        bodies += new.rowcount
    return added, bodies


def _insert(db: Connection, row: Row) -> None:
    values = (
        row.log,
        row.number,
        row.hash,
        row.previous,
        row.time,
        row.kind,
        row.body_hash,
        row.seen,
        row.signature,
    )
    db.execute(f"INSERT INTO row ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", values)  # noqa: S608 - a constant


def delete_bodies(db: Connection, rows: Iterable[Row]) -> None:
    """Erase what was said, within a transaction of the caller."""
    db.executemany("DELETE FROM body WHERE hash = ?", [(row.body_hash,) for row in rows])


def _chained(
    db: Connection, capsule: str, writer: Writer, statements: list[Statement], now_ms: int
) -> list[tuple[Row, bytes, bytes]]:
    heads = dict(db.execute("SELECT log, max(number) FROM row GROUP BY log").fetchall())
    number = heads.pop(writer.log, 0)
    previous, newest = FIRST_PREVIOUS, 0
    if number:
        query = "SELECT hash, time FROM row WHERE log = ? AND number = ?"
        previous, newest = db.execute(query, (writer.log, number)).fetchone()
    seen = compact(heads).decode()
    rows = []
    for offset, statement in enumerate(statements, start=1):
        content, salt = compact(dict(statement.body)), secrets.token_bytes(_SALT_BYTES)
        if len(content) > MAX_BODY:
            raise InvalidInput("This is too long to be kept in one piece. Split it and save again.")
        # Time never runs backwards in a log, so that a clock set back cannot revive anything.
        draft = Row(
            writer.log, number + offset, b"", previous, max(now_ms, newest),
            statement.kind, _body_hash(salt, content), seen, None,
        )  # fmt: skip
        last = offset == len(statements)
        row = _signed(capsule, draft, writer.signer if last else None)
        previous = row.hash
        rows.append((row, salt, content))
    return rows


def _signed(capsule: str, draft: Row, signer: Signer | None) -> Row:
    hashed = row_hash(capsule, draft)
    signature = signer.sign("log/head", capsule, hashed) if signer else None
    return Row(
        draft.log, draft.number, hashed, draft.previous, draft.time, draft.kind, draft.body_hash, draft.seen, signature
    )


def _body_hash(salt: bytes, content: bytes) -> bytes:
    return digest("log/body", salt, content)


def _checked_row(values: tuple[Any, ...]) -> Row:
    types = (str, int, bytes, bytes, int, str, bytes, str, bytes)
    for value, kind in zip(values, types, strict=True):
        if not isinstance(value, kind) and not (kind is bytes and value is None):
            raise FormatError
    row = Row(*values)
    if None in (row.hash, row.previous, row.body_hash) or not 0 < row.number < 1 << 62 or not 0 <= row.time < 1 << 62:
        raise FormatError
    return row
