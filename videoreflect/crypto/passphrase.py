"""From a name and a passphrase to the tag and key of a slot (Argon2id, RFC 9106)."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from videoreflect.crypto.derive import digest
from videoreflect.errors import LimitExceeded

_ONE_AT_A_TIME = threading.Lock()
"""Two derivations at once would double the server's peak memory for nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id cost. The floor is what a vault is made with; the ceiling bounds foreign files."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (64 * 1024 <= self.memory_kib <= 1024 * 1024 and 3 <= self.passes <= 10 and self.lanes == 4):
            raise LimitExceeded


@dataclass(frozen=True, slots=True)
class SlotSecret:
    """What opens a slot: ``tag`` finds it, ``key`` unwraps it. 32 bytes each."""

    tag: bytes
    key: bytes

    def __repr__(self) -> str:
        return "SlotSecret(…)"


def canonical_name(name: str) -> str:
    """The form of a name that goes into the salt: NFKC, casefold, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def slot_secret(name: str, passphrase: str, vault_salt: bytes, cost: Cost) -> SlotSecret:
    """Derive the slot secret of ``name`` and ``passphrase``; takes about 0.2 s on purpose."""
    salt = digest("slot/passphrase", vault_salt, _utf8(canonical_name(name)))
    secret = _utf8(unicodedata.normalize("NFKC", passphrase))
    with _ONE_AT_A_TIME:
        derived = Argon2id(
            salt=salt, length=64, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
        ).derive(secret)
    return SlotSecret(derived[:32], derived[32:])


def _utf8(typed: str) -> bytes:
    """UTF-8, also of half a surrogate pair, which JSON can carry: no typing is an error here, only wrong."""
    return typed.encode(errors="surrogatepass")
