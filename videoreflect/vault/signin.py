"""A signed-in person and what they can open; also founding a vault and adding people to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from videoreflect.crypto.passphrase import canonical_name, slot_secret
from videoreflect.crypto.recovery import new_code, recovery_secret
from videoreflect.domain.ids import new_id, new_replica_id
from videoreflect.domain.lesson import Membership
from videoreflect.domain.person import Person, checked_name
from videoreflect.errors import IntegrityError, InvalidInput, NotAllowed, NotFound, VideoReflectError
from videoreflect.vault.capsule import Capsule, open_capsule
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.directory import people_in, person_statement
from videoreflect.vault.folder import VaultFolder, create_vault_folder, open_vault_folder
from videoreflect.vault.header import read_header
from videoreflect.vault.identity import Identity
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Statement, Writer
from videoreflect.vault.slots import open_slot, person_ids, write_slots
from videoreflect.vault.state import State, StateFile
from videoreflect.vault.strict_json import to_bytes, to_text


class SignIn:
    """One person, signed in to one vault. Everything content-bearing still needs a permit."""

    def __init__(self, folder: VaultFolder, identity: Identity, state: StateFile) -> None:
        self.folder, self.identity, self.state = folder, identity, state
        self._capsules: dict[str, Capsule] = {}
        self._lock = threading.RLock()
        self.ended = threading.Event()
        """Set when the keys are dropped: what goes on in the background stops there."""
        self.directory = open_capsule(folder, identity, state, state.state.directory, self._pinned_key, "directory")
        self._people = self._read_people()

    @property
    def person(self) -> str:
        """The id of who is signed in."""
        return self.identity.person

    def now_ms(self) -> int:
        """The time by which dates are judged."""
        return self.state.now_ms()

    def people(self) -> dict[str, Person]:
        """Everybody in this vault, by id."""
        with self._lock:
            self._people = self._read_people()
            return dict(self._people)

    def named(self, name: str) -> Person:
        """The one person called ``name``. Raises NotFound, or InvalidInput if two are called so."""
        found = self._all_named(name)
        if not found:
            raise NotFound("Nobody of that name is in this vault. Check the spelling, or add the person first.")
        if len(found) > 1:
            raise InvalidInput("Two people in this vault have that name. Rename one of them first.")
        return found[0]

    def is_taken(self, name: str) -> bool:
        """Whether somebody who can sign in is called so."""
        return bool(self._all_named(name))

    def _all_named(self, name: str) -> list[Person]:
        """People of a name who have slots; one whose adding was interrupted before that can never sign in."""
        wanted, present = canonical_name(name), set(person_ids(self.folder))
        return [p for p in self.people().values() if canonical_name(p.name) == wanted and p.id in present]

    def capsule(self, lesson: str) -> Capsule:
        """Open a lesson, or the one opened before, up to date. Raises NotFound, NotAllowed, IntegrityError."""
        with self._lock:
            if lesson == self.directory.id or not self.folder.has_capsule(lesson):
                raise NotFound
            if lesson not in self._capsules:
                self._capsules[lesson] = open_capsule(self.folder, self.identity, self.state, lesson, self._pinned_key)
            capsule = self._capsules[lesson]
            capsule.refresh()
            return capsule

    @contextmanager
    def in_passing(self, lesson: str) -> Iterator[Capsule]:
        """Open a lesson for one piece of work; it stays open only if it was: a whole vault would fill the memory."""
        was_open = lesson in self._capsules
        try:
            yield self.capsule(lesson)
        finally:
            if not was_open:
                self._capsules.pop(lesson, None)

    def lesson_ids(self) -> tuple[str, ...]:
        """Lessons whose header names this person, whether or not they can be opened now."""
        return tuple(lesson for lesson in self.folder.capsule_ids() if self._is_member(lesson))

    def begin_lesson(self) -> PendingCapsule:
        """Start making a lesson; blobs can be written into it at once."""
        return PendingCapsule(self.folder)

    def commit_lesson(self, pending: PendingCapsule, statements: list[Statement]) -> Capsule:
        """Make the lesson exist, owned by this person, with its first statements."""
        members = {self.person: self.identity.sealing.public}
        replica = self.state.state.replica
        pending.commit(self.identity, replica, "lesson", members, statements, self.state.system_ms())
        return self.capsule(pending.id)

    def lease(self, lesson: str, writer: Writer) -> LeasedCapsule:
        """A lesson for a job that outlives this sign-in; its delegation must stand in the log already."""
        pinned = {person: to_bytes(keys["ed25519"], 32) for person, keys in self.state.state.pins.items()}
        return LeasedCapsule(self.capsule(lesson), writer, pinned)

    def forget_keys(self) -> None:
        """Drop what was opened. Copies inside Python and libraries may live until the process ends."""
        self.ended.set()
        with self._lock:
            self._capsules.clear()

    def _is_member(self, lesson: str) -> bool:
        if lesson == self.directory.id:
            return False
        try:
            return read_header(self.folder.capsule(lesson) / "header.json").header.member(self.person) is not None
        except VideoReflectError:
            return True  # shown as damaged, rather than missing without a word

    def _read_people(self) -> dict[str, Person]:
        entries = self.directory.directory_entries()
        known = len(self.state.state.pins)
        people = people_in(entries, self.folder.id, self.state)
        if len(self.state.state.pins) != known:
            self.state.save()
        return people

    def _pinned_key(self, person: str) -> bytes | None:
        keys = self.state.state.pins.get(person)
        return to_bytes(keys["ed25519"], 32) if keys else None


def found_vault(path: Path, name: str, passphrase: str) -> tuple[SignIn, str]:
    """Make a vault with its first person, who owns it. Returns the sign-in and the recovery code."""
    name = checked_name(name)
    folder = create_vault_folder(path)
    identity, replica = Identity.fresh(folder.id, new_id()), new_replica_id()
    keys = {identity.person: identity.sealing.public}
    entry = person_statement(folder.id, identity, name)
    directory = PendingCapsule(folder)
    directory.commit(identity, replica, "directory", keys, [entry], StateFile.system_ms())
    state = _first_state(folder, identity, directory.id, identity, replica)
    code = _write_both_slots(folder, identity, name, passphrase)
    return SignIn(folder, identity, state), code


def add_person(owner: SignIn, name: str, passphrase: str) -> tuple[str, str]:
    """Add a person at this device, who typed the passphrase here. Returns person id and recovery code.

    The slots file is written last: until then nobody can sign in, so a crash leaves no half-made person.
    """
    if owner.person not in owner.directory.header.owners:
        raise NotAllowed("Only the owner of this vault adds people. Ask them to do it.")
    name = checked_name(name)
    if owner.is_taken(name):
        raise InvalidInput("Somebody of that name is in this vault already. Add an initial or a second name.")
    identity = Identity.fresh(owner.folder.id, new_id())
    owner.directory.grant_to(identity.person, identity.sealing.public)
    owner.directory.append([person_statement(owner.folder.id, identity, name)])
    owner.directory.admit(Membership(identity.person, "mentor", None))
    _first_state(owner.folder, identity, owner.directory.id, owner.identity, new_replica_id())
    return identity.person, _write_both_slots(owner.folder, identity, name, passphrase)


def sign_in(path: Path, name: str, passphrase: str) -> SignIn:
    """Sign in by name and passphrase. Raises SignInRefused, VaultMissing, IntegrityError."""
    folder = open_vault_folder(path)
    return _signed_in(folder, open_slot(folder, "passphrase", slot_secret(name, passphrase, folder.salt, folder.cost)))


def sign_in_by_recovery(path: Path, code: str) -> SignIn:
    """Sign in by recovery code. Raises InvalidInput for a slip in the code, SignInRefused."""
    folder = open_vault_folder(path)
    return _signed_in(folder, open_slot(folder, "recovery", recovery_secret(code, folder.id)))


def _signed_in(folder: VaultFolder, identity: Identity) -> SignIn:
    state = StateFile.open(folder, identity)
    pinned = state.state.pins.get(identity.person)
    if pinned is None or pinned["ed25519"] != to_text(identity.signer.public):
        raise IntegrityError
    return SignIn(folder, identity, state)


def _first_state(folder: VaultFolder, identity: Identity, directory: str, owner: Identity, replica: str) -> StateFile:
    state = StateFile(folder, identity, State(directory=directory, owner=owner.person, replica=replica))
    for pinned in (owner, identity):
        state.pin(pinned.person, to_text(pinned.signer.public), to_text(pinned.sealing.public))
    return StateFile.create(folder, identity, state.state)


def _write_both_slots(folder: VaultFolder, identity: Identity, name: str, passphrase: str) -> str:
    code = new_code()
    secrets_by_kind = {
        "passphrase": slot_secret(name, passphrase, folder.salt, folder.cost),
        "recovery": recovery_secret(code, folder.id),
    }
    write_slots(folder, identity, secrets_by_kind)
    return code


def renew_slots(session: SignIn, passphrase: str) -> str:
    """Replace both slots of who is signed in, around the same root secret. Returns the new recovery code."""
    name = session.people()[session.person].name
    return _write_both_slots(session.folder, session.identity, name, passphrase)
