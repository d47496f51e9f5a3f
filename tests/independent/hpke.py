"""X-Wing and HPKE written again from the drafts, on ML-KEM, X25519, SHA-3 and HMAC alone.

Sources: draft-connolly-cfrg-xwing-kem (combiner, seed expansion), RFC 9180 (key schedule,
base mode), draft-ietf-hpke-pq (the KEM as it stands in HPKE). Shares no line with
``videoreflect.crypto.sealing`` and does not use the library's own HPKE.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

XWING_LABEL = b"\\.//^\\"
KEM, KDF, AES_256_GCM, CHACHA = 0x647A, 0x0001, 0x0002, 0x0003


@dataclass(frozen=True)
class Schedule:
    """Key and first nonce of an HPKE context."""

    key: bytes
    base_nonce: bytes


def expanded(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Return both private keys of an X-Wing seed."""
    long = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(long[:64]), X25519PrivateKey.from_private_bytes(long[64:])


def public(seed: bytes) -> bytes:
    """Return the X-Wing public key of a seed."""
    mlkem, x25519 = expanded(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def decapsulated(seed: bytes, enc: bytes) -> bytes:
    """Return the shared secret."""
    mlkem, x25519 = expanded(seed)
    there = x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    return _combined(mlkem.decapsulate(enc[:1088]), there, enc[1088:], x25519.public_key().public_bytes_raw())


def encapsulated(public_key: bytes) -> tuple[bytes, bytes]:
    """Return shared secret and encapsulated key."""
    secret, ciphertext = MLKEM768PublicKey.from_public_bytes(public_key[:1184]).encapsulate()
    ours = X25519PrivateKey.generate()
    there = ours.exchange(X25519PublicKey.from_public_bytes(public_key[1184:]))
    enc = ours.public_key().public_bytes_raw()
    return _combined(secret, there, enc, public_key[1184:]), ciphertext + enc


def schedule(shared_secret: bytes, info: bytes, aead: int) -> Schedule:
    """Derive key and nonce of base mode (RFC 9180, 5.1)."""
    suite = b"HPKE" + KEM.to_bytes(2, "big") + KDF.to_bytes(2, "big") + aead.to_bytes(2, "big")
    context = b"\x00" + _extract(b"", suite, b"psk_id_hash", b"") + _extract(b"", suite, b"info_hash", info)
    secret = _extract(shared_secret, suite, b"secret", b"")
    return Schedule(_expand(secret, suite, b"key", context, 32), _expand(secret, suite, b"base_nonce", context, 12))


def sealed(clear: bytes, public_key: bytes, info: bytes) -> bytes:
    """Seal in one shot with AES-256-GCM: encapsulated key, ciphertext, tag."""
    secret, enc = encapsulated(public_key)
    made = schedule(secret, info, AES_256_GCM)
    return enc + AESGCM(made.key).encrypt(made.base_nonce, clear, b"")


def opened(raw: bytes, seed: bytes, info: bytes) -> bytes:
    """Open what was sealed in one shot with AES-256-GCM."""
    made = schedule(decapsulated(seed, raw[:1120]), info, AES_256_GCM)
    return AESGCM(made.key).decrypt(made.base_nonce, raw[1120:], b"")


def _combined(mlkem: bytes, x25519: bytes, their_key: bytes, our_key: bytes) -> bytes:
    return hashlib.sha3_256(mlkem + x25519 + their_key + our_key + XWING_LABEL).digest()


def _extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, labelled + b"\x01", "sha256")[:length]
