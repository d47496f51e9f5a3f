"""Finding out whose keys are whose, from the rows of the directory and what was pinned before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from videoreflect.crypto.signing import verified
from videoreflect.errors import FormatError, IdentityChanged, IntegrityError
from videoreflect.vault.keyring import Heads, KeyLink, KeyPeriod, Keyring, PublicKeys, read_ended
from videoreflect.vault.log import Row
from videoreflect.vault.logtree import AuthorKey, LogTree, checked_tree, newest_rows, way_to
from videoreflect.vault.people import person_in
from videoreflect.vault.school_key import key_in

BodyOf = Callable[[Row], dict[str, Any] | None]


class KeyChains:
    """Collects what is known of everybody's keys, and makes the keyring of it."""

    def __init__(self, vault: str) -> None:
        self._vault = vault
        self._keys: dict[str, dict[bytes, PublicKeys]] = {}
        self._next: dict[str, dict[bytes, bytes]] = {}
        self._ended: dict[bytes, tuple[dict[str, Heads], dict[str, str]]] = {}

    def add(self, person: str, keys: PublicKeys) -> bool:
        """A key that is vouched for: pinned, or in a row of the vault's owner. Tells whether it was new.

        Raises IdentityChanged if its other half is not the one that is known.
        """
        known = self._keys.setdefault(person, {})
        before = known.get(keys.ed25519)
        if before is not None and before.x_wing and keys.x_wing and before.x_wing != keys.x_wing:
            raise IdentityChanged(person=person)
        if before is None or not before.x_wing:
            known[keys.ed25519] = keys
        return before is None

    def follow(self, link: KeyLink) -> bool:
        """Take in what follows a known key. Tells whether it was new.

        Raises IdentityChanged if the former key names two that follow it.
        """
        if link.former not in self._keys.get(link.person, {}) or not link.is_genuine(self._vault):
            return False
        following = self._next.setdefault(link.person, {})
        if following.setdefault(link.former, link.keys.ed25519) != link.keys.ed25519:
            raise IdentityChanged(person=link.person)
        is_new = link.keys.ed25519 not in self._keys[link.person]
        self.add(link.person, link.keys)
        return is_new

    def precede(self, link: KeyLink) -> bool:
        """Take in what came before a known key; only for a link in a log that this key signed.

        Anybody can sign a link that leads *to* a key, so that the later key has to vouch for it.
        """
        if link.keys.ed25519 not in self._keys.get(link.person, {}) or not link.is_genuine(self._vault):
            return False
        is_new = link.former not in self._keys[link.person]
        self.add(link.person, PublicKeys(link.former, b""))
        self.follow(link)
        return is_new

    def end(self, link: KeyLink, ended: dict[str, Heads], headers: dict[str, str]) -> bool:
        """Where the former key of a link ended, as the new one says. Tells whether that was new."""
        if link.former in self._ended:
            return False
        self._ended[link.former] = (ended, headers)
        return True

    def author_keys(self, capsule: str, person: str) -> tuple[AuthorKey, ...]:
        """As far as it is known yet; a key counts until the one that follows it says where it ended."""
        keys = []
        for ed25519 in self._keys.get(person, {}):
            ended = self._ended.get(ed25519)
            keys.append(AuthorKey(ed25519, None if ended is None else ended[0].get(capsule, {})))
        return tuple(sorted(keys, key=lambda key: key.ended is not None))

    def newest(self, person: str) -> tuple[bytes, ...]:
        """The keys that no other follows, as far as it is known: one, unless something is wrong."""
        following = self._next.get(person, {})
        return tuple(ed25519 for ed25519 in self._keys.get(person, {}) if ed25519 not in following)

    def keyring(self) -> Keyring:
        """Everybody's keys in order. Raises IdentityChanged if somebody's do not follow each other."""
        return Keyring({person: self._chain(person) for person in self._keys})

    def _chain(self, person: str) -> tuple[KeyPeriod, ...]:
        known, following = self._keys[person], self._next.get(person, {})
        first = [ed25519 for ed25519 in known if ed25519 not in following.values()]
        if len(first) != 1:
            raise IdentityChanged(person=person)
        periods: list[KeyPeriod] = []
        at: bytes | None = first[0]
        while at is not None and len(periods) <= len(known):
            ended, headers = self._ended.get(at, (None, {}))
            periods.append(KeyPeriod(known[at], ended, headers))
            at = following.get(at)
        if len(periods) != len(known):
            raise IdentityChanged(person=person)
        return tuple(periods)


class Learning:
    """One reading of a directory's rows for what they say about keys; repeated until nothing is new."""

    def __init__(self, chains: KeyChains, vault: str, directory: str, body_of: BodyOf, owners: set[str]) -> None:
        self._chains, self._vault, self._directory = chains, vault, directory
        self._body_of, self._owners = body_of, owners

    def learn(self, rows: list[Row]) -> None:
        """Take in everything. Raises IdentityChanged if somebody's keys do not follow each other."""
        by_log: dict[str, list[Row]] = {}
        for row in rows:
            by_log.setdefault(row.log, []).append(row)
        while any([self._learn_log(theirs) for theirs in by_log.values()]):
            continue

    def _learn_log(self, rows: list[Row]) -> bool:
        openings = [row for row in rows if row.number == 1 and row.kind == "keys"]
        is_new = any([self._take_keys(first, rows) for first in openings])
        tree = self._tree(rows)
        about_keys = [row for row in tree.rows if row.kind in ("person", "recovery-key")] if tree else []
        return any([is_new, *(self._take(row) for row in about_keys)])

    def _tree(self, rows: list[Row]) -> LogTree | None:
        keys = self._chains.author_keys(self._directory, rows[0].author)
        try:
            return checked_tree(self._directory, rows, None, keys) if keys else None
        except IntegrityError:  # told when the rows are read to be believed
            return None

    def _take_keys(self, first: Row, rows: list[Row]) -> bool:
        """What the first row of a log says of the key before; in a log that the new key signed, also its end.

        A thief of the former key may copy the link into a log of that key, but not say where it ended.
        """
        try:
            link, ended, headers = read_ended(self._body_of(first) or {})
        except FormatError:  # then this log has no key, which is told when it is read to be believed
            return False
        if link.person != first.author:
            return False
        is_new = self._chains.follow(link)
        if self._is_signed_with(link.keys.ed25519, first, rows):
            is_new |= self._chains.precede(link) | self._chains.end(link, ended, headers)
        return is_new

    def _is_signed_with(self, ed25519: bytes, first: Row, rows: list[Row]) -> bool:
        """Whether a way through the log that begins with ``first`` is signed with a key that is known."""
        keys = [key for key in self._chains.author_keys(self._directory, first.author) if key.ed25519 == ed25519]
        return bool(keys) and any(
            leaf.signature is not None
            and verified(ed25519, leaf.signature, "log/head", self._directory, leaf.hash)
            and self._leads_to(first, leaf, rows, keys)
            for leaf in newest_rows(rows)
        )

    def _leads_to(self, first: Row, leaf: Row, rows: list[Row], keys: list[AuthorKey]) -> bool:
        way = way_to(leaf, rows)
        try:
            return way[0].hash == first.hash and checked_tree(self._directory, way, None, keys) is not None
        except IntegrityError:
            return False

    def _take(self, row: Row) -> bool:
        if row.author not in self._owners:
            return False
        body = self._body_of(row)
        if body is None:
            raise IntegrityError
        if row.kind == "recovery-key":
            key = key_in(body, self._vault)
            return self._chains.add(key.id, PublicKeys(key.ed25519, key.x_wing))
        person = person_in(body, self._vault)
        return self._chains.add(person.id, PublicKeys(person.ed25519, person.x_wing))
