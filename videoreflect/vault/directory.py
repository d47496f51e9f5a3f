"""The directory of people: who has which name and keys, each entry signed and pinned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from videoreflect.crypto.signing import verified
from videoreflect.domain.person import Person
from videoreflect.errors import IntegrityError
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.database import Connection
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.header import Header, SignedHeader, Succession
from videoreflect.vault.identity import Identity
from videoreflect.vault.keychains import KeyChains, Learning
from videoreflect.vault.keyring import Keyring, PublicKeys
from videoreflect.vault.people import ABOUT_PEOPLE, people_in
from videoreflect.vault.school_key import ABOUT_THE_KEY, SchoolKey, key_in, key_in_force
from videoreflect.vault.state import StateFile
from videoreflect.vault.strict_json import to_bytes, to_text


class Directory(Capsule):
    """The capsule that says whose keys are whose. Everybody in the vault can read it; its owner adds people."""

    def __init__(self, folder: VaultFolder, identity: Identity, state: StateFile) -> None:
        self._learned = Keyring()
        super().__init__(folder, identity, state, state.state.directory, lambda: self._learned)
        self.refresh()
        if self.header.kind != "directory":
            raise IntegrityError

    @property
    def keyring(self) -> Keyring:
        """Everybody's keys, as of the last refresh."""
        return self._learned

    def people(self) -> dict[str, Person]:
        """Everybody who is or was in this vault, by id. Raises IdentityChanged if keys differ from the pinned ones."""
        with self._lock:
            self.refresh()
            entries = self._entries(*ABOUT_PEOPLE)
            found = people_in(entries, self.folder.id, self._learned)
            self._pin(found)
        return found

    def school_key(self) -> SchoolKey | None:
        """The school recovery key in force, if the vault's owner has made one."""
        with self._lock:
            self.refresh()
            return key_in_force(self._entries(*ABOUT_THE_KEY), self.folder.id)

    def school_settings(self) -> list[dict[str, Any]]:
        """What the school has said about itself and for all lessons, the newest last; of the vault's owners only."""
        with self._lock:
            self.refresh()
            return [body for _, body in self._entries("school")]

    def codebooks(self) -> list[Entry]:
        """Codebooks that people of the vault put in, in order: sets of labels, for everybody in it."""
        with self._lock:
            self.refresh()
            return self._entries("codebook")

    def certificates(self) -> list[Entry]:
        """Certificates of erasures, the same list until something changes; no lesson is named but by its random id."""
        with self._lock:
            self.refresh()
            return self._remembered("certificates", lambda: self._entries("erased"))

    def _pin(self, people: dict[str, Person]) -> None:
        pins = self._state.state.pins
        before = dict(pins)
        for person in people.values():
            if pinned := pins.get(person.id):
                self._learned.check_pin(person.id, to_bytes(pinned["ed25519"], 32), to_bytes(pinned["x_wing"]))
            if not self._learned.is_settled(person.id):
                continue  # the header names new keys already; what leads to them is told by the row that is to come
            keys = to_text(person.ed25519), to_text(person.x_wing)
            self._state.pin(person.id, *keys, self._learned.position(person.id))
        if before != pins:
            self._state.save()

    # -- Keys --------------------------------------------------------------------------

    def _header_keys(self, signed: SignedHeader, person: str) -> tuple[bytes, ...]:
        return self._introduced_chains(signed.header).newest(person)

    def _learn_keys(self, db: Connection) -> None:
        """Read the rows about keys before any of them counts: a log may introduce its own key."""
        chains = self._introduced_chains(self.header)
        for change in self.header.successions:  # whoever signed the header vouches for the owners before
            chains.add(change.by, PublicKeys(change.by_key, b""))
        rows = log.read_rows(db, log.tally(db), {})
        owners = {*self.header.owners, *(one.by for one in self.header.successions)}
        Learning(chains, self.folder.id, self.id, lambda row: log.read_body(db, row), owners).learn(rows)
        learned = chains.keyring()
        if learned.periods != self._learned.periods:
            self._learned = self._checked_with = replace(learned, school=self._learned.school)
            self._history = type(self._history)(self.id)

    def _check_ownership(self, db: Connection) -> None:
        """And which school recovery keys an owner of the vault entered: only now it is known who was one when."""
        super()._check_ownership(db)
        bodies = [log.read_body(db, placed.row) for placed in self._count(("recovery-key",))]
        school = frozenset(key_in(body or {}, self.folder.id).id for body in bodies)
        if school != self._learned.school:
            self._learned = self._checked_with = replace(self._learned, school=school)

    def _school_keys(self) -> frozenset[str]:
        """None: the vault itself is handed over by its owners only."""
        return frozenset()

    def _introduced_chains(self, header: Header) -> KeyChains:
        """The pinned keys, those that follow them, and those of owners whom an earlier owner introduced."""
        chains = self._pinned_chains()
        for change in (None, *header.successions):
            if change is not None and change.adds is not None and self._is_introduced(change, chains):
                chains.add(change.adds, PublicKeys(change.key, b""))
            for link in header.links:
                chains.follow(link)
        return chains

    def _is_introduced(self, change: Succession, chains: KeyChains) -> bool:
        parts = change.introduces(self.folder.id, self.id)
        keys = chains.author_keys(self.id, change.by)
        return any(verified(key.ed25519, change.signature, "succession", *parts) for key in keys)

    def _pinned_chains(self) -> KeyChains:
        chains = KeyChains(self.folder.id)
        for person, keys in self._state.state.pins.items():
            chains.add(person, PublicKeys(to_bytes(keys["ed25519"], 32), to_bytes(keys["x_wing"])))
        return chains
