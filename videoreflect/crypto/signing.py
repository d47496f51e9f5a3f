"""Ed25519 signatures (RFC 8032) over framed statements."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from videoreflect.crypto.framing import framed


class Signer:
    """A private Ed25519 key, made from a 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def fresh(cls) -> Signer:
        """A new key for one job; its seed exists only in this process."""
        return cls(secrets.token_bytes(32))

    def sign(self, label: str, *parts: bytes | str) -> bytes:
        """Sign the framed parts; 64 bytes."""
        return self._key.sign(framed(label, *parts))

    def seed(self) -> bytes:
        """The private seed, for known-answer tests only."""
        return self._key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def verified(public: bytes, signature: bytes, label: str, *parts: bytes | str) -> bool:
    """Whether ``signature`` over the framed parts was made by the key behind ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, framed(label, *parts))
    except (InvalidSignature, ValueError):
        return False
    return True
