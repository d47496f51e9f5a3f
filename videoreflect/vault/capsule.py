"""One encrypted folder under one key: opening it safely, reading it with a permit, adding to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from videoreflect.crypto.derive import digest
from videoreflect.domain.lesson import Membership
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError, NotAllowed, OlderCopy, SignInNeeded
from videoreflect.vault import log
from videoreflect.vault.database import Connection, database_errors, truncate_wal, writing
from videoreflect.vault.delegation import delegation_in
from videoreflect.vault.durable import locked
from videoreflect.vault.entitlement import REGISTER, counts
from videoreflect.vault.erased_bodies import KIND as BODIES_ERASED
from videoreflect.vault.erased_bodies import erasable, erased_rows, erasing_statements
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.grants import write_grant
from videoreflect.vault.header import HeaderChange, SignedHeader
from videoreflect.vault.history import History, PlacedRow
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.opening import AGAIN, OpenedCapsule
from videoreflect.vault.ownership import ownership_of
from videoreflect.vault.permits import Permit, check
from videoreflect.vault.slots import own_keys_changed
from videoreflect.vault.state import StateFile

Entry = tuple[PlacedRow, dict[str, Any]]
"""A counted row with its body."""

_READING = frozenset(Action)

_OTHER_KEYS = (
    "You made new keys in another window, so this one is closed. Sign in again with the new passphrase, and look "
    "whether your last words are there."
)


class Capsule(OpenedCapsule):
    """An open capsule of a signed-in person. Made by :func:`open_capsule`; safe for several threads."""

    def register_version(self) -> str:
        """Changes whenever a date, a member or a consent changes; permits are bound to it."""
        with self._lock:
            self.refresh()
            return self._remembered("version", self._register_digest)

    def _register_digest(self) -> str:
        # Whoever still plays a recording that was erased meanwhile has to stop too.
        rows = [p.row.hash for p in self._counted(*REGISTER, "recording-erased")]
        header = self._header  # not its hash: a new epoch alone changes nobody's rights
        facts = (header.owners, header.members, header.erase_after_ms)
        return digest("permit/register", repr(facts), *rows).hex()

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

    def standing(self, *kinds: str) -> list[PlacedRow]:
        """Counted rows whose bodies were not erased, without them: for kinds of which all would be too much."""
        return self._as_the_header_says(partial(self._standing_in_force, *kinds))

    def read_one(self, permit: Permit, placed: PlacedRow) -> dict[str, Any] | None:
        """The body of one counted row; None if it was erased meanwhile."""
        self.check(permit)
        found = self._entries(placed.row.kind, only=placed.row.hash)
        return found[0][1] if found else None

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
            self._check_writer(writer)
            for _ in range(AGAIN):
                row, epoch = self._as_the_header_says(partial(self._append_in_force, said))
                self._check_writer(writer)
                self._stamp = ()
                self.refresh()
                # A file that is being removed may have lost the tombstone in its write-ahead log already.
                if epoch == self._header.epoch or self._history.find(row.hash) is not None:
                    return

    def erase(self, rows: Iterable[log.Row], statements: Iterable[log.Statement] = ()) -> bool:
        """Erase what rows say, and say ``statements``, as one commit; tells whether the WAL is empty too."""
        rows = erasable(rows, self.person, self._header.owners)
        self.append([*statements, *erasing_statements(rows)], erasing=rows)
        return not rows or self._as_the_header_says(self._truncate)

    def take_in(self, rows: Iterable[log.WithBody]) -> tuple[int, int]:
        """Add rows of another copy, as one commit; returns how many rows and bodies were new. For ``merging``."""
        with self._lock, locked(self.path / "lock"), database_errors():
            self.refresh()
            with self.records() as db, writing(db):
                taken = log.union(db, rows)
                # What was erased in one copy does not come back from the other, not even for a moment.
                log.delete_bodies(db, self._erased_in(db))
            self._stamp = ()
            self.refresh()
            with self.records() as db:
                truncate_wal(db)
            return taken

    def _erased_in(self, db: Connection) -> list[log.Row]:
        """Rows whose bodies count as erased, by all that is in the file within the transaction of the caller."""

        def body_of(row: log.Row) -> dict[str, Any] | None:
            return log.read_body(db, row)

        now = History(self.id)
        now.extend(
            log.read_rows(db, log.tally(db), {}), self._author_keys, lambda row: delegation_in(row, body_of(row))
        )
        ownership = ownership_of(self._header, now, body_of, self._school_keys())
        named = [placed for placed in now.of_kind(BODIES_ERASED) if counts(placed, ownership, now)]
        gone = erased_rows(db, named, now.placed, ownership)
        return [placed.row for placed in now.placed if placed.row.hash in gone]

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
        with self.changing() as now:
            now.write(now.next(**changes))

    def admit(self, membership: Membership, x_wing: bytes) -> None:
        """Seal the key to a person and commit that they are a member, or are one until another date.

        Both under one lock: a rotation in between would leave a member without a key. ``x_wing`` comes from the
        signed, pinned directory entry.
        """
        with self.changing() as now:
            write_grant(self.path, now.header, self._key, membership.person, x_wing)
            others = (one for one in now.header.members if one.person != membership.person)
            now.write(now.next(members=(*others, membership)))

    @contextmanager
    def changing(self) -> Iterator[HeaderChange]:
        """Hold the capsule's lock for a change of its header, which only who may sign can make."""
        with self._lock, locked(self.path / "lock"):
            self.check_keys()
            self.refresh()
            if self.person not in self._header.signers(self._school_keys()):
                raise NotAllowed("Only the owner of a lesson may do that.")
            yield HeaderChange(self.path, self._header, self._header_hash, self.identity)
            self._stamp = ()
            self.refresh()

    def grant_to(self, person: str, x_wing: bytes) -> None:
        """Seal the capsule key to a person; within :meth:`changing`, or again to a member whose keys are others now."""
        write_grant(self.path, self._header, self._key, person, x_wing)

    def check_keys(self) -> None:
        """Raise SignInNeeded if this person changed keys in another program: what the former ones say is not counted.

        Asked before a write, and after it: then the new keys see it, or this program tells that it may be lost.
        """
        if own_keys_changed(self.folder, self.identity):
            raise SignInNeeded(_OTHER_KEYS)

    def check_private(self, counter: int) -> None:
        """Raise OlderCopy if this person's private file is behind what was seen of it."""
        if counter < self.floor().private:
            raise OlderCopy("An older copy of your own notes was put back. They were not opened; restore a backup.")

    def remember_private(self, counter: int) -> None:
        """Raise the floor of this person's private file; called after the commit."""
        with self._lock:
            self.floor().private = max(counter, self.floor().private)
            self._state.save()

    def _check_writer(self, writer: log.Writer) -> None:
        if writer.log.startswith(f"{self.person}."):  # not that of a job, which has keys of its own
            self.check_keys()

    def _append_in_force(self, said: Callable[[int | None], log.Row]) -> tuple[log.Row, int]:
        """Write, and tell in which epoch."""
        self.refresh()
        try:
            return said(self._header.epoch), self._header.epoch
        except log.CapsuleMoved:
            # Nobody rotates while we hold the lock, so a tombstone in the file that the header names is void.
            with locked(self.path / "lock"):
                self._stamp = ()
                self.refresh()
                return said(None), self._header.epoch

    def _append_once(
        self, statements: list[log.Statement], writer: log.Writer, erasing: list[log.Row], epoch: int | None
    ) -> log.Row:
        with self.records() as db:
            return log.append(db, self.id, writer, statements, self._state.system_ms(), epoch, erasing)

    def _truncate(self) -> bool:
        with self._lock, database_errors():
            self.refresh()
            with self.records() as db:
                return truncate_wal(db)

    def _entries(self, *kinds: str, only: bytes | None = None) -> list[Entry]:
        """Counted rows with their bodies, without those that were erased. Raises IntegrityError if others are gone.

        Else one page of an older copy, put back alone, would show older words as the newest.
        """
        found = self._as_the_header_says(partial(self._entries_in_force, *kinds, only=only))
        if found is None:  # whoever erased a body since the rows were read has said so in the same commit
            with self._lock:
                self._stamp = ()
                found = self._as_the_header_says(partial(self._entries_in_force, *kinds, only=only))
        if found is None:
            raise IntegrityError
        return found

    def _entries_in_force(self, *kinds: str, only: bytes | None = None) -> list[Entry] | None:
        with self._lock:
            self.refresh()
            with self.records() as db:
                kept = [one for one in self._not_erased(db, *kinds) if only in (None, one.row.hash)]
                bodies = log.read_bodies(db, [placed.row for placed in kept])
        entries = [(placed, body) for placed, body in zip(kept, bodies, strict=True) if body is not None]
        return entries if len(entries) == len(kept) else None

    def _standing_in_force(self, *kinds: str) -> list[PlacedRow]:
        with self._lock:
            self.refresh()
            with self.records() as db:
                return self._not_erased(db, *kinds)

    def _not_erased(self, db: Connection, *kinds: str) -> list[PlacedRow]:
        said = partial(erased_rows, db, self._counted(BODIES_ERASED), self._history.placed, self._ownership)
        erased = self._remembered("erased", said)
        return [placed for placed in self._counted(*kinds) if placed.row.hash not in erased]


def open_capsule(
    folder: VaultFolder, identity: Identity, state: StateFile, capsule: str, keyring: Callable[[], Keyring]
) -> Capsule:
    """Open a lesson in the order that docs/FORMAT.md 5.1 gives. ``keyring`` gives the keys of people."""
    opening = Capsule(folder, identity, state, capsule, keyring)
    opening.refresh()
    if opening.header.kind != "lesson":
        raise IntegrityError
    return opening
