"""Everybody's keys over time: which key signed which log, and where a key ended.

A person whose passphrase was seen makes new keys. What the old key had signed until then stays
valid; what it signs later proves nothing. The new key is introduced by the old one (a *key link*)
and says itself where the old one ended, so that a thief of the old key can say neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from videoreflect.crypto.sealing import PUBLIC_BYTES
from videoreflect.crypto.signing import Signer, verified
from videoreflect.domain.ids import checked_id
from videoreflect.errors import FormatError, IdentityChanged
from videoreflect.vault.logtree import AuthorKey
from videoreflect.vault.strict_json import to_bytes, to_int, to_text

MAX_CAPSULES = 100_000

Heads = Mapping[str, tuple[int, str]]
"""Log -> number and hash (hex) of its last row that counts."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public halves of one pair of pairs, raw: 32 and 1216 bytes."""

    ed25519: bytes
    x_wing: bytes


@dataclass(frozen=True, slots=True)
class KeyLink:
    """That a person's key ``former`` is followed by ``keys``: signed by the former one, so it proves itself."""

    person: str
    former: bytes
    keys: PublicKeys
    signature: bytes

    @classmethod
    def made(cls, vault: str, person: str, former: Signer, keys: PublicKeys) -> KeyLink:
        """Sign a link with the former key."""
        signature = former.sign("person/next", vault, person, keys.ed25519, keys.x_wing)
        return cls(person, former.public, keys, signature)

    def is_genuine(self, vault: str) -> bool:
        """Whether the former key signed it."""
        parts = (vault, self.person, self.keys.ed25519, self.keys.x_wing)
        return verified(self.former, self.signature, "person/next", *parts)

    def content(self) -> dict[str, str]:
        """The link as JSON fields."""
        return {
            "person": self.person, "former": to_text(self.former), "ed25519": to_text(self.keys.ed25519),
            "x_wing": to_text(self.keys.x_wing), "signature": to_text(self.signature),
        }  # fmt: skip


def key_link(fields: Any) -> KeyLink:
    """Read a link. Raises FormatError."""
    if not isinstance(fields, dict) or set(fields) != {"person", "former", "ed25519", "x_wing", "signature"}:
        raise FormatError
    keys = PublicKeys(to_bytes(fields["ed25519"], 32), to_bytes(fields["x_wing"], PUBLIC_BYTES))
    return KeyLink(
        checked_id(fields["person"]), to_bytes(fields["former"], 32), keys, to_bytes(fields["signature"], 64)
    )


@dataclass(frozen=True, slots=True)
class KeyPeriod:
    """One pair of keys of a person. ``ended``: capsule -> where its logs under this key end; None while in force.

    ``headers``: capsule -> hash (hex) of the header as the key left it.
    """

    keys: PublicKeys
    ended: Mapping[str, Heads] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of everybody in one vault, each person's oldest first. Never changed in place.

    ``school``: ids of the school recovery keys that an owner of the vault entered, in force or not. What a
    header says of who is a recovery key is worth nothing: it is written by who wants to be one.
    """

    periods: Mapping[str, tuple[KeyPeriod, ...]] = field(default_factory=dict)
    school: frozenset[str] = frozenset()

    def author_keys(self, capsule: str, author: str) -> tuple[AuthorKey, ...]:
        """What may have signed an author's logs in a capsule."""
        return tuple(
            AuthorKey(one.keys.ed25519, None if one.ended is None else one.ended.get(capsule, {}))
            for one in reversed(self.periods.get(author, ()))
        )

    def header_keys(self, capsule: str, person: str, header: str) -> tuple[bytes, ...]:
        """What may have signed a header of that hash in a person's name."""
        return tuple(
            one.keys.ed25519
            for one in reversed(self.periods.get(person, ()))
            if one.ended is None or one.headers.get(capsule) == header
        )

    def keys_ever(self, person: str) -> tuple[bytes, ...]:
        """Every signing key a person had."""
        return tuple(one.keys.ed25519 for one in self.periods.get(person, ()))

    def current(self, person: str) -> PublicKeys | None:
        """The keys of a person that are in force: what is sealed to somebody is sealed to these."""
        periods = self.periods.get(person, ())
        return periods[-1].keys if periods else None

    def is_in_force(self, person: str, ed25519: bytes) -> bool:
        """Whether nobody has said yet where a key of a person ended."""
        return any(one.keys.ed25519 == ed25519 and one.ended is None for one in self.periods.get(person, ()))

    def is_settled(self, person: str) -> bool:
        """Whether it is said of every key of a person but the last where it ended."""
        return all(one.ended is not None for one in self.periods.get(person, ())[:-1])

    def position(self, person: str) -> int:
        """How often a person changed keys."""
        return max(0, len(self.periods.get(person, ())) - 1)

    def check_pin(self, person: str, ed25519: bytes, x_wing: bytes) -> None:
        """Raise IdentityChanged unless the pinned keys are, or led to, the keys in force.

        Of the vault's owner a newcomer knows the signing key only, from the invitation.
        """
        known = {one.keys.ed25519: one.keys.x_wing for one in self.periods.get(person, ())}
        if ed25519 not in known or (x_wing and known[ed25519] != x_wing):
            raise IdentityChanged(person=person)


def ended_statement(link: KeyLink, ended: Mapping[str, Heads], headers: Mapping[str, str]) -> dict[str, Any]:
    """The body of a ``keys`` row: the link, and where the former key ended in every capsule."""
    heads = {capsule: {log: list(head) for log, head in logs.items()} for capsule, logs in ended.items()}
    return {"link": link.content(), "ended": heads, "headers": dict(headers)}


def read_ended(body: dict[str, Any]) -> tuple[KeyLink, dict[str, Heads], dict[str, str]]:
    """Read the body of a ``keys`` row. Raises FormatError."""
    try:
        link, ended, headers = key_link(body["link"]), body["ended"], body["headers"]
        if len(ended) > MAX_CAPSULES or len(headers) > MAX_CAPSULES:
            raise FormatError
        heads: dict[str, Heads] = {
            checked_id(capsule): {str(log): (to_int(number), str(hashed)) for log, (number, hashed) in logs.items()}
            for capsule, logs in ended.items()
        }
        return link, heads, {checked_id(capsule): str(hashed) for capsule, hashed in headers.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FormatError from None
