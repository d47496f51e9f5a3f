"""One encrypted folder under one key: opening it safely, reading it with a permit, adding to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

from videoreflect.crypto.derive import digest
from videoreflect.domain.lesson import Membership
from videoreflect.domain.policy import Action
from videoreflect.errors import IdentityChanged, IntegrityError, NotAllowed, OlderCopy
from videoreflect.vault import log
from videoreflect.vault.database import Connection, database_errors, opened, reading, truncate_wal, writing
from videoreflect.vault.delegation import delegation_in
from videoreflect.vault.durable import locked
from videoreflect.vault.entitlement import NEVER_ERASED, REGISTER, counts
from videoreflect.vault.erased_bodies import KIND as BODIES_ERASED
from videoreflect.vault.erased_bodies import erasable, erased_rows, erasing_statements
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.grants import grant_is_there, open_grant, write_grant
from videoreflect.vault.header import Header, HeaderChange, SignedHeader, key_check, read_header
from videoreflect.vault.history import History, PlacedRow
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.logtree import AuthorKey
from videoreflect.vault.ownership import Ownership, ownership_of
from videoreflect.vault.permits import Permit, check
from videoreflect.vault.stamp import Stamp, is_settled, stamp_of
from videoreflect.vault.state import Floor, StateFile

Entry = tuple[PlacedRow, dict[str, Any]]
"""A counted row with its body."""

_Found = TypeVar("_Found")

_READING = frozenset(Action)


class Capsule:
    """An open capsule of a signed-in person. Made by :func:`open_capsule`; safe for several threads."""

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

    # -- Opening and keeping up ----------------------------------------------------------

    @property
    def header(self) -> Header:
        """The newest verified header."""
        return self._header

    def refresh(self) -> None:
        """Take in what other processes wrote; costs three ``stat`` calls when nothing changed.

        Raises IntegrityError, OlderCopy, IdentityChanged, NotAllowed; then nothing is believed.
        """
        with self._lock:
            stamp, keyring = self._disk_stamp(), self._keyring()
            if self._stamp and stamp == self._stamp and keyring is self._checked_with:
                return
            before = time.time_ns()
            self._found.clear()
            if keyring is not self._checked_with:  # what counts depends on whose key ended where
                self._history, self._checked_with = History(self.id), keyring
            try:
                self._take_header()
                self._take_rows()
            except BaseException:
                self._history, self._stamp = History(self.id), ()
                raise
            # Taken before reading: a write in between changes it again, and is read next time.
            self._stamp = stamp if is_settled(stamp, before) else ()
            self._remember()

    def register_version(self) -> str:
        """Changes whenever a date, a member or a consent changes; permits are bound to it."""
        with self._lock:
            self.refresh()
            return self._remembered("version", self._register_digest)

    def _register_digest(self) -> str:
        # Whoever still plays a recording that was erased meanwhile has to stop too.
        rows = [p.row.hash for p in self._counted(*REGISTER, "recording-erased")]
        return digest("permit/register", self._header_hash, *rows).hex()

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

    # -- Reading -------------------------------------------------------------------------

    def is_still_member(self) -> bool:
        """Whether the lesson can be opened at all; what may be done with it is for the policy to say."""
        try:
            self.refresh()
        except NotAllowed:
            return False
        return True

    def register(self) -> list[Entry]:
        """Consents and grants, in order. No content, so no permit: the policy is made from them."""
        with self._lock:
            self.refresh()
            return self._remembered("register", lambda: self._entries(*REGISTER))

    def read(self, permit: Permit, *kinds: str) -> list[Entry]:
        """Counted rows of these kinds with their bodies. Raises NotAllowed if the permit does not hold."""
        self.check(permit)
        return self._entries(*kinds)

    def directory_entries(self) -> list[Entry]:
        """The entries of people; only a directory holds any, and its members may all read it."""
        return self._entries("person")

    def placed(self, *kinds: str) -> list[PlacedRow]:
        """Counted rows without their bodies: who said something of a kind, and when."""
        with self._lock:
            self.refresh()
            return self._counted(*kinds)

    def own_newest(self, kind: str) -> log.Row:
        """The newest row of a kind in this person's log of this copy. Raises IntegrityError if there is none."""
        with self._lock:
            self.refresh()
            mine = [one.row for one in self._history.of_kind(kind) if one.row.log == self._state.log_id()]
            if not mine:
                raise IntegrityError
            return max(mine, key=lambda row: row.number)

    def check(self, permit: Permit, actions: frozenset[Action] = _READING) -> None:
        """Raise NotAllowed unless the permit holds now, by the register as it is on the disk."""
        now = self._state.now_ms()
        check(permit, actions, self.person, self.id, self.register_version(), now)

    # -- Writing -------------------------------------------------------------------------

    def append(
        self,
        statements: Iterable[log.Statement],
        writer: log.Writer | None = None,
        erasing: Iterable[log.Row] = (),
    ) -> None:
        """Say something in one's own log, as one commit. Raises DiskFull, NotAllowed, StorageError."""
        writer = writer or self.writer()
        said = partial(self._append_once, list(statements), writer, list(erasing))
        with self._lock, database_errors():
            self.refresh()
            try:
                said(self._header.epoch)
            except log.CapsuleMoved:
                self._where_the_header_says(said)
            self._stamp = ()
            self.refresh()

    def erase(self, rows: Iterable[log.Row], statements: Iterable[log.Statement] = ()) -> bool:
        """Erase what rows say, and say ``statements``, as one commit; the rows stay and still verify.

        Returns whether the write-ahead log is empty too. Raises NotAllowed as ``erased_bodies.erasable``.
        """
        rows = erasable(rows, self.person, self._header.owners)
        self.append([*statements, *erasing_statements(rows)], erasing=rows)
        with self._lock, database_errors(), self.records() as db:
            return not rows or truncate_wal(db)

    def take_in(self, rows: Iterable[log.WithBody]) -> tuple[int, int]:
        """Add rows of another copy, as one commit; returns how many rows and bodies were new. For ``merging``."""
        with self._lock, locked(self.path / "lock"), database_errors():
            self.refresh()
            with self.records() as db, writing(db):
                taken = log.union(db, rows)
            self._stamp = ()
            self.refresh()
            with self.records() as db:  # what was erased in one copy does not come back from the other
                gone = erased_rows(db, self._counted(BODIES_ERASED), self._history.placed, self._ownership)
                log.erase_bodies(db, [one.row for one in self._history.placed if one.row.hash in gone])
            return taken

    def verified_apart(self, db: Connection, rows: list[log.Row]) -> list[log.Row]:
        """Those rows of a copy that verify and that their authors' keys vouch for. For ``merging``."""
        apart = History(self.id)
        apart.extend(rows, self._author_keys, lambda row: delegation_in(row, log.read_body(db, row)))
        return [placed.row for placed in apart.placed]

    def check_header_of_copy(self, signed: SignedHeader) -> None:
        """Raise IntegrityError unless somebody who owned this signed it, by any key they ever had."""
        signed.check_signed_by(self._keyring().keys_ever, self._school_keys())

    def replace_header(self, **changes: Any) -> None:
        """Commit a change of dates or owners. Only an owner's signature counts."""
        self._commit_header(lambda _: changes)

    def admit(self, membership: Membership) -> None:
        """Commit that somebody is a member, or is one until another date; their grant must be there already."""

        def changes(header: Header) -> dict[str, Any]:
            others = (m for m in header.members if m.person != membership.person)
            return {"members": (*others, membership)}

        self._commit_header(changes)

    def _commit_header(self, changes: Callable[[Header], dict[str, Any]]) -> None:
        """Sign the next header; what changes is computed under the lock, from the header as it is then."""
        with self.changing() as now:
            now.write(now.next(**changes(now.header)))

    @contextmanager
    def changing(self) -> Iterator[HeaderChange]:
        """Hold the capsule's lock for a change of its header, which only who may sign can make."""
        with self._lock, locked(self.path / "lock"):
            self.refresh()
            if self.person not in self._header.signers(self._school_keys()):
                raise NotAllowed("Only the owner of a lesson may do that.")
            yield HeaderChange(self.path, self._header, self._header_hash, self.identity)
            self._stamp = ()
            self.refresh()

    def records(self) -> AbstractContextManager[Connection]:
        """The open records file; for this package only."""
        return opened(self.path / self._header.records, self._key, log.SCHEMA, log.VERSION)

    def writer(self) -> log.Writer:
        """This person's log in this copy of the vault; for this package only."""
        return log.Writer(self._state.log_id(), self.identity.signer)

    def grant_to(self, person: str, x_wing: bytes) -> None:
        """Seal the capsule key to a person's pinned key; counts once the header names the person."""
        write_grant(self.path, self._header, self._key, person, x_wing)

    # -- Leasing -------------------------------------------------------------------------

    def now_ms(self) -> int:
        """The time by which dates are judged."""
        return self._state.now_ms()

    def system_ms(self) -> int:
        """The device's clock, which stamps rows."""
        return self._state.system_ms()

    def check_private(self, counter: int) -> None:
        """Raise OlderCopy if this person's private file is behind what was seen of it."""
        if counter < self.floor().private:
            raise OlderCopy("An older copy of your own notes was put back. They were not opened; restore a backup.")

    def remember_private(self, counter: int) -> None:
        """Raise the floor of this person's private file; called after the commit."""
        with self._lock:
            self.floor().private = max(counter, self.floor().private)
            self._state.save()

    def floor(self) -> Floor:
        """How new this capsule was when last seen."""
        return self._state.floor(self.id)

    def key_for_lease(self) -> bytes:
        """The capsule key, for ``vault.lease`` only."""
        return self._key

    # -- Inside --------------------------------------------------------------------------

    def _append_once(
        self, statements: list[log.Statement], writer: log.Writer, erasing: list[log.Row], epoch: int | None
    ) -> None:
        with self.records() as db:
            log.append(db, self.id, writer, statements, self._state.system_ms(), epoch, erasing)

    def _where_the_header_says(self, said: Callable[[int | None], None]) -> None:
        """Nobody rotates while we hold the lock, so a tombstone in the file that the header names is void."""
        with locked(self.path / "lock"):
            self._stamp = ()
            self.refresh()
            said(None)

    def _entries(self, *kinds: str) -> list[Entry]:
        with self._lock:
            self.refresh()
            with self.records() as db:
                said = partial(erased_rows, db, self._counted(BODIES_ERASED), self._history.placed, self._ownership)
                erased = self._remembered("erased", said)
                found = [(p, log.read_body(db, p.row)) for p in self._counted(*kinds) if p.row.hash not in erased]
        if any(body is None and placed.row.kind in NEVER_ERASED for placed, body in found):
            # Else whoever deletes the body of a withdrawal would bring back what it ended.
            raise IntegrityError
        return [(placed, body) for placed, body in found if body is not None]

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


def open_capsule(
    folder: VaultFolder, identity: Identity, state: StateFile, capsule: str, keyring: Callable[[], Keyring]
) -> Capsule:
    """Open a lesson in the order that docs/FORMAT.md 5.1 gives. ``keyring`` gives the keys of people."""
    opening = Capsule(folder, identity, state, capsule, keyring)
    opening.refresh()
    if opening.header.kind != "lesson":
        raise IntegrityError
    return opening
