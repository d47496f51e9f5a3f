"""A signed-in person and what they can open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from videoreflect.crypto import self_test
from videoreflect.crypto.passphrase import canonical_name, slot_secret
from videoreflect.crypto.recovery import recovery_secret
from videoreflect.domain.ids import is_id
from videoreflect.domain.person import Person, Standing
from videoreflect.errors import (
    Erased,
    IntegrityError,
    InvalidInput,
    NotAllowed,
    NotFound,
    StorageError,
    VideoReflectError,
)
from videoreflect.vault.capsule import Capsule, Entry, open_capsule
from videoreflect.vault.certificates import Certificate, Witness, certificates_in
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.directory import Directory
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.header import read_header
from videoreflect.vault.identity import ROOT_BYTES, Identity
from videoreflect.vault.keychange import carry_over, introduce
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Statement, Writer
from videoreflect.vault.rotation import tidy
from videoreflect.vault.slots import Slot, open_slot, person_ids, read_slots, write_slots
from videoreflect.vault.state import Anchor, StateFile
from videoreflect.vault.strict_json import to_bytes

SCHOOL_KEY = "school_key"
"""The setting that names the school recovery key that a person has confirmed."""


class SignIn:
    """One person, signed in to one vault. Everything content-bearing still needs a permit."""

    def __init__(self, folder: VaultFolder, identity: Identity, state: StateFile) -> None:
        self.folder, self.identity, self.state = folder, identity, state
        self._capsules: dict[str, Capsule] = {}
        self._certified: tuple[list[Entry], list[Certificate]] = ([], [])
        self._lock = threading.RLock()
        self.ended = threading.Event()
        """Set when the keys are dropped: what goes on in the background stops there."""
        self.directory = self._open_directory()
        self._people = self.directory.people()

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
            self._people = self.directory.people()
            return dict(self._people)

    def named(self, name: str) -> Person:
        """The one person called ``name``. Raises NotFound, or InvalidInput if two are called so."""
        found = self.all_named(name)
        if not found:
            raise NotFound("Nobody of that name is in this vault. Check the spelling, or add the person first.")
        if len(found) > 1:
            raise InvalidInput("Two people in this vault have that name. Rename one of them first.")
        return found[0]

    def is_taken(self, name: str) -> bool:
        """Whether somebody who can sign in is called so."""
        return bool(self.all_named(name))

    def has_grant(self, lesson: str) -> bool:
        """Whether a key of a lesson is sealed to this person, whatever state the lesson is in."""
        return any((self.folder.capsule(lesson) / "grants").glob(f"{self.person}.*"))

    def all_named(self, name: str) -> list[Person]:
        """People of a name who have slots; one whose adding was interrupted before that can never sign in."""
        wanted, present = canonical_name(name), set(person_ids(self.folder))
        here = [p for p in self.people().values() if p.standing is not Standing.REMOVED and p.id in present]
        return [p for p in here if canonical_name(p.name) == wanted]

    def sealing_keys(self, people: Iterable[str]) -> dict[str, bytes]:
        """The X-Wing keys in force of these people, from the signed directory. Raises NotFound."""
        keys = {person: self._keyring().current(person) for person in people}
        if any(found is None for found in keys.values()):
            raise NotFound("Somebody who may open this is not known in this vault. Check who is a member.")
        return {person: found.x_wing for person, found in keys.items() if found}

    def check_owns_vault(self) -> None:
        """Raise NotAllowed unless who is signed in owns this vault."""
        if self.person not in self.directory.header.owners:
            raise NotAllowed("Only the owner of this vault looks after its people. Ask them to do it.")

    def capsule(self, lesson: str) -> Capsule:
        """Open a lesson, or the one opened before, up to date. Raises NotFound, NotAllowed, IntegrityError."""
        with self._lock:
            if self.is_erased(lesson):
                self._capsules.pop(lesson, None)
                raise Erased
            if not self.folder.holds(lesson) or lesson == self.directory.id:
                raise NotFound
            if lesson not in self._capsules:
                self._capsules[lesson] = self._open(lesson)
            capsule = self._capsules[lesson]
            capsule.refresh()
            if capsule.ignored_logs:  # somebody may have joined, or changed keys, since the directory was read
                self.directory.refresh()
                capsule.refresh()
            return capsule

    def opened_before(self, lesson: str) -> Capsule | None:
        """A lesson that was open in this sign-in, whether or not it is allowed now; what reads asks by itself."""
        return self._capsules.get(lesson)

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
        closed = self.witness().closed(self.certificates())
        return tuple(one for one in self.folder.capsule_ids() if one not in closed and self._is_member(one))

    def closed_lessons(self) -> frozenset[str]:
        """Ids that are never opened again: certified as erased, or being erased."""
        marked = {one for one in _names(self.folder.erased) if is_id(one)}
        return frozenset(marked) | self.witness().closed(self.certificates())

    def certificates(self) -> list[Certificate]:
        """What was erased in this vault, in order; also what this person does not believe of others' lessons."""
        entries = self.directory.certificates()
        if entries is not self._certified[0]:  # the directory gives the same list until it changes
            self._certified = (entries, certificates_in(entries))
        return list(self._certified[1])

    def is_erased(self, lesson: str) -> bool:
        """Whether a lesson was erased, or is being erased, by somebody who might."""
        mine = [one for one in self.certificates() if one.capsule == lesson]
        return self.folder.is_marked(lesson) or bool(self.witness().closed(mine))

    def owners_of(self, lesson: str) -> frozenset[str]:
        """Who owns a lesson as far as this person knows; also of one that is damaged or gone."""
        return self.witness().owners_of(lesson)

    def witness(self) -> Witness:
        """Whose certificates this person believes."""
        return Witness(self.folder, self.state.state.floors, self._keyring(), self.directory.header.owners)

    def begin_lesson(self) -> PendingCapsule:
        """Start making a lesson; blobs can be written into it at once."""
        return PendingCapsule(self.folder)

    def commit_lesson(
        self, pending: PendingCapsule, statements: list[Statement], erase_after_ms: int | None = None
    ) -> Capsule:
        """Make the lesson exist, owned by this person, with its first statements and the date of its end."""
        members = {self.person: self.identity.sealing.public, **self.confirmed_school_key()}
        replica = self.state.state.replica
        now_ms = self.state.system_ms()
        pending.commit(self.identity, replica, "lesson", members, statements, now_ms, erase_after_ms)
        return self.capsule(pending.id)

    def confirmed_school_key(self) -> dict[str, bytes]:
        """The school recovery key, id -> X-Wing key, if there is one in force that this person has confirmed."""
        key = self.directory.school_key()
        confirmed = key is not None and self.state.state.settings.get(SCHOOL_KEY) == key.id
        return {key.id: key.x_wing} if key is not None and confirmed else {}

    def confirm_school_key(self, key: str) -> None:
        """Seal every lesson that this person adds from now on to this key too."""
        self.state.state.settings[SCHOOL_KEY] = key
        self.state.save()

    def lease(self, lesson: str, writer: Writer) -> LeasedCapsule:
        """A lesson for a job that outlives this sign-in; its delegation must stand in the log already."""
        return LeasedCapsule(self.capsule(lesson), writer, self._keyring())

    def forget_keys(self) -> None:
        """Drop what was opened. Copies inside Python and libraries may live until the process ends."""
        self.ended.set()
        with self._lock:
            self._capsules.clear()

    def _open_directory(self) -> Directory:
        opened = Directory(self.folder, self.identity, self.state)
        tidy(opened)
        return opened

    def _open(self, lesson: str) -> Capsule:
        opened = open_capsule(self.folder, self.identity, self.state, lesson, self._keyring)
        tidy(opened)
        return opened

    def _is_member(self, lesson: str) -> bool:
        if lesson == self.directory.id:
            return False
        try:
            return read_header(self.folder.capsule(lesson) / "header.json").header.member(self.person) is not None
        except VideoReflectError:
            return True  # shown as damaged, rather than missing without a word

    def _keyring(self) -> Keyring:
        return self.directory.keyring


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


Anchors = Callable[[VaultFolder, str], Anchor]
"""Gives the anchor of a person's state in a vault."""


def sign_in(path: Path, name: str, passphrase: str, anchors: Anchors | None = None) -> SignIn:
    """Sign in by name and passphrase. Raises SignInRefused, VaultMissing, IntegrityError, OlderCopy."""
    self_test.ensure()
    folder = open_vault_folder(path)
    opened = open_slot(folder, "passphrase", slot_secret(name, passphrase, folder.salt, folder.cost))
    session = signed_in(folder, opened.identity, anchors)
    _end_other_names(session, canonical_name(name), opened.slot)
    return session


def _end_other_names(session: SignIn, name: str, slot: Slot) -> None:
    """After a renaming that was interrupted two names open the vault; of these the one in the directory stays."""
    slots = read_slots(session.folder, session.person).slots
    is_in_force = canonical_name(session.people()[session.person].name) == name
    if is_in_force and any(one.kind == slot.kind and one.tag != slot.tag for one in slots):
        with suppress(StorageError):
            write_slots(session.folder, session.identity, [slot, *(one for one in slots if one.kind != slot.kind)])


def sign_in_by_recovery(path: Path, code: str, anchors: Anchors | None = None) -> SignIn:
    """Sign in by recovery code. Raises InvalidInput for a slip in the code, SignInRefused, OlderCopy."""
    self_test.ensure()
    folder = open_vault_folder(path)
    return signed_in(folder, open_slot(folder, "recovery", recovery_secret(code, folder.id)).identity, anchors)


def signed_in(folder: VaultFolder, identity: Identity, anchors: Anchors | None = None) -> SignIn:
    """The sign-in of a person whose slot was opened; a change of keys that was interrupted is finished first."""
    state = StateFile.open(folder, identity)
    identity = own_keys(folder, identity, state)
    if anchors is not None:
        state.fasten(anchors(folder, identity.person))
    state.belong_to(folder.copy)
    if identity.former is not None:
        introduce(folder, identity, identity.former, state)
    session = SignIn(folder, identity, state)
    if identity.former is not None:
        carry_over(session, identity.former)
    return session


def own_keys(folder: VaultFolder, identity: Identity, state: StateFile) -> Identity:
    """The keys from a slot, with the former ones while they are being changed.

    Raises IntegrityError unless either are the person's own as pinned.
    """
    if state.state.former:
        former = Identity(to_bytes(state.state.former, ROOT_BYTES), folder.id, identity.person)
        identity = Identity(identity.root, folder.id, identity.person, former)
    pinned = state.state.pins.get(identity.person)
    own = {one.signer.public for one in (identity, identity.former) if one}
    if pinned is None or to_bytes(pinned["ed25519"]) not in own:
        raise IntegrityError
    return identity
