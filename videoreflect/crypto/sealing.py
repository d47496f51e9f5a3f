"""Sealing a capsule key to a person: HPKE (RFC 9180) with the hybrid KEM X-Wing (0x647A).

A private key is a 32-byte X-Wing seed, expanded as draft-connolly-cfrg-xwing-kem has it, so
that other HPKE libraries can import it: SHAKE256(seed, 96) = ML-KEM-768 seed || X25519 key.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from videoreflect.errors import IntegrityError

KEM_ID, KDF_ID, AEAD_ID = 0x647A, 0x0001, 0x0002
ENCAPSULATED_BYTES = 1120
PUBLIC_BYTES = 1216
_MLKEM_PUBLIC_BYTES = 1184
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealingKey:
    """A private X-Wing key, made from a 32-byte seed; ``public`` has 1216 bytes."""

    def __init__(self, seed: bytes) -> None:
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Open what :func:`seal` made. Raises IntegrityError if it was not sealed to this key and ``info``."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=info)
        except (InvalidTag, ValueError):
            raise IntegrityError from None


def seal(secret: bytes, public: bytes, info: bytes) -> bytes:
    """Seal ``secret`` to a public key: encapsulated key (1120) || ciphertext || tag.

    HPKE base mode authenticates nobody: whoever calls this must have the public key from
    the signed, pinned directory entry, and whoever opens must check the header's signature.
    """
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
        )
        return _SUITE.encrypt(secret, key, info=info)
    except ValueError:
        raise IntegrityError from None
