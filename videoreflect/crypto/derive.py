"""Purpose keys: HKDF-SHA256 (RFC 5869) with a label for every purpose."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from videoreflect.crypto.framing import framed

KEY_BYTES = 32


def derive(key: bytes, label: str, *parts: bytes | str, length: int = KEY_BYTES) -> bytes:
    """Derive ``length`` bytes for one purpose from a uniformly random ``key``.

    No salt: every ``key`` given here is already uniform, so HKDF-Extract needs none.
    """
    return HKDF(SHA256(), length=length, salt=None, info=framed(label, *parts)).derive(key)


def digest(label: str, *parts: bytes | str) -> bytes:
    """SHA-256 over the framed parts (32 bytes)."""
    return hashlib.sha256(framed(label, *parts)).digest()
