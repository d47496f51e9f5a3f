"""Opening a capsule in the order that docs/FORMAT.md 5.1 gives, and keeping up with what others write."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from videoreflect.errors import IdentityChanged, IntegrityError, NotAllowed, OlderCopy, VideoReflectError
from videoreflect.vault import log
from videoreflect.vault.database import Connection, opened, reading
from videoreflect.vault.delegation import delegation_in
from videoreflect.vault.entitlement import counts
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.grants import grant_is_there, open_grant
from videoreflect.vault.header import Header, SignedHeader, key_check, read_header
from videoreflect.vault.history import History, PlacedRow
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.logtree import AuthorKey
from videoreflect.vault.ownership import Ownership, ownership_of
from videoreflect.vault.stamp import Stamp, is_settled, stamp_of
from videoreflect.vault.state import Floor, StateFile

_Found = TypeVar("_Found")

AGAIN = 8
"""How often something is tried again because a rotation took its files away."""


class OpenedCapsule:
    """What is known of a capsule from its files, verified; what it says is for :class:`vault.capsule.Capsule`."""

    def __init__(
        self,
        folder: VaultFolder,
        identity: Identity,
        state: StateFile,
        capsule: str,
        keyring: Callable[[], Keyring],
    ) -> None:
        self.id, self.path = capsule, folder.capsule(capsule)
        self.identity, self.person = identity, identity.person
        self.folder, self._state, self._keyring = folder, state, keyring
        self._lock = threading.RLock()
        self._history = History(capsule)
        self._ownership = Ownership(())
        self._checked_with: Keyring | None = None
        self._stamp: tuple[Stamp | None, ...] = ()
        self._header: Header
        self._header_hash = ""
        self._key: bytes
        self._found: dict[object, Any] = {}

    @property
    def header(self) -> Header:
        """The newest verified header."""
        return self._header

    def refresh(self) -> None:
        """Take in what other processes wrote; costs three ``stat`` calls when nothing changed.

        Raises IntegrityError, OlderCopy, IdentityChanged, NotAllowed; then nothing is believed.
        """
        with self._lock, self.folder.told_if_erased(self.id):
            stamp, keyring = self._disk_stamp(), self._keyring()
            if self._stamp and stamp == self._stamp and keyring is self._checked_with:
                return
            before = time.time_ns()
            self._found.clear()
            if keyring is not self._checked_with:  # what counts depends on whose key ended where
                self._history, self._checked_with = History(self.id), keyring
            self._as_the_header_says(self._take_all)
            # Taken before reading: a write in between changes it again, and is read next time.
            self._stamp = stamp if is_settled(stamp, before) else ()
            self._remember()

    @property
    def ignored_logs(self) -> set[str]:
        """Logs of authors without a key here; they count for nothing."""
        return self._history.ignored_logs

    @property
    def forked_logs(self) -> set[str]:
        """Logs in which two different rows have one number; all of them count, the more restrictive first."""
        return set(self._history.forks)

    @property
    def late_logs(self) -> set[str]:
        """Logs that go on after the end of the key that signs them; what came after counts for nothing."""
        return set(self._history.late_logs) | self._history.ended_logs

    def heads(self) -> dict[str, tuple[int, str]]:
        """Log -> number and hash (hex) of its newest row that counts."""
        return {name: (row.number, row.hash.hex()) for name, row in self._history.heads.items()}

    def now_ms(self) -> int:
        """The time by which dates are judged."""
        return self._state.now_ms()

    def system_ms(self) -> int:
        """The device's clock, which stamps rows."""
        return self._state.system_ms()

    def floor(self) -> Floor:
        """How new this capsule was when last seen."""
        return self._state.floor(self.id)

    @contextmanager
    def records(self) -> Iterator[Connection]:
        """The open records file; for this package only."""
        file = self.path / self._header.records
        with self.folder.told_if_erased(self.id), opened(file, self._key, log.SCHEMA, log.VERSION) as db:
            yield db

    def writer(self) -> log.Writer:
        """This person's log in this copy of the vault; for this package only."""
        return log.Writer(self._state.log_id(), self.identity.signer)

    def key_for_lease(self) -> bytes:
        """The capsule key, for ``vault.lease`` only."""
        return self._key

    def _counted(self, *kinds: str) -> list[PlacedRow]:
        return self._remembered(kinds, lambda: self._count(kinds))

    def _count(self, kinds: tuple[str, ...]) -> list[PlacedRow]:
        rows = self._history.of_kind(*kinds)
        return [placed for placed in rows if counts(placed, self._ownership, self._history)]

    def _remembered(self, what: object, find: Callable[[], _Found]) -> _Found:
        """What was found in these files before; forgotten as soon as one of them changes."""
        if what not in self._found:
            self._found[what] = find()
        found: _Found = self._found[what]
        return found

    def _disk_stamp(self) -> tuple[Stamp | None, ...]:
        records = self._header.records if hasattr(self, "_header") else ""
        files = (self.path / name for name in ("header.json", records, f"{records}-wal"))
        return tuple(map(stamp_of, (*files, self.folder.erased / self.id)))

    def _as_the_header_says(self, work: Callable[[], _Found]) -> _Found:
        """Do something with the files that the header names; again if another header took its place meanwhile.

        A rotation removes grants and records of the epoch before: they fail to open, and nothing is wrong.
        """
        for _ in range(AGAIN):
            seen = stamp_of(self.path / "header.json")
            try:
                return work()
            except (VideoReflectError, FileNotFoundError):
                if stamp_of(self.path / "header.json") == seen:
                    raise
        return work()

    def _take_all(self) -> None:
        try:
            self._take_header()
            self._take_rows()
        except BaseException:
            self._history, self._stamp = History(self.id), ()
            raise

    def _take_header(self) -> None:
        if self.id != self._state.state.directory:
            self.folder.check_there(self.id)
        signed = read_header(self.path / "header.json")
        header = signed.header
        if header.capsule != self.id or header.vault != self.folder.id:
            raise IntegrityError
        self._check_owner(signed)
        self._check_serial(signed)
        member = header.member(self.person)
        if member is None or not member.holds(self._state.now_ms()):
            raise NotAllowed("This lesson is not shared with you now. Ask its owner to share it.")
        key = self._key_of(header, signed.hash())
        self._header, self._header_hash, self._key = header, signed.hash(), key

    def _key_of(self, header: Header, header_hash: str) -> bytes:
        """The capsule key; the grant is not opened again for a header that is known, but it must be there."""
        if header_hash == self._header_hash and grant_is_there(self.path, header, self.person):
            return self._key
        key = self._open_key(header)
        if key_check(key, self.id, header.epoch) != header.key_check:
            raise IntegrityError
        return key

    def _open_key(self, header: Header) -> bytes:
        """The capsule key of the header's epoch."""
        return open_grant(self.path, header, self.identity)

    def _check_owner(self, signed: SignedHeader) -> None:
        """Check who signed; whether they became an owner rightly is known when the rows are read."""
        floor = self._state.floor(self.id)
        if floor.owners and floor.owners != list(signed.header.owners) and not signed.header.successions:
            raise IdentityChanged("The owner of this lesson is not the one seen before. It was not opened.")
        signed.check_signed_by(lambda person: self._header_keys(signed, person), self._school_keys())

    def _school_keys(self) -> frozenset[str]:
        """Who may sign with role ``recovery``, and change owners."""
        return self._keyring().school

    def _header_keys(self, signed: SignedHeader, person: str) -> tuple[bytes, ...]:
        return self._keyring().header_keys(self.id, person, signed.hash())

    def _check_ownership(self, db: Connection) -> None:
        """Who owned this when; the owners seen before must be among those that there were."""
        school = self._school_keys()
        self._ownership = ownership_of(self._header, self._history, lambda row: log.read_body(db, row), school)
        floor = self._state.floor(self.id)
        if floor.owners and frozenset(floor.owners) not in self._ownership.states:
            raise IdentityChanged("The owner of this lesson is not the one seen before. It was not opened.")

    def _check_serial(self, signed: SignedHeader) -> None:
        floor = self._state.floor(self.id)
        same_or_newer = signed.header.serial > floor.serial or (
            signed.header.serial == floor.serial and signed.hash() == floor.header
        )
        if not same_or_newer:
            raise OlderCopy(serial=signed.header.serial)

    def _take_rows(self) -> None:
        with self.records() as db, reading(db):
            self._learn_keys(db)
            log.check_still_there(db, self._history.newest())
            tally = log.tally(db)
            if any(rows != newest for rows, newest in tally.values()):
                self._history = History(self.id)  # a log that forked is taken in whole
            rows = log.read_rows(db, tally, self._history.known())
            self._history.extend(rows, self._author_keys, lambda row: delegation_in(row, log.read_body(db, row)))
            self._check_ownership(db)
        self._history.check_floor(self._state.floor(self.id).heads)

    def _learn_keys(self, db: Connection) -> None:
        """A directory learns here whose keys are whose; a lesson is told by the directory."""

    def _author_keys(self, author: str) -> tuple[AuthorKey, ...]:
        return self._keyring().author_keys(self.id, author)

    def _remember(self) -> None:
        """Raise this person's floor to what was just seen; written only if something is new."""
        floor = self._state.floor(self.id)
        seen = (self._header.serial, self._header_hash, list(self._header.owners), self.heads())
        if seen == (floor.serial, floor.header, floor.owners, floor.heads):
            return
        floor.serial, floor.header, floor.owners, floor.heads = seen
        self._state.save()
