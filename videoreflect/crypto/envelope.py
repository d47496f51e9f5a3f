"""Small encrypted pieces: slots that wrap a root secret, and whole files that are replaced at once."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from videoreflect.crypto.derive import derive
from videoreflect.errors import FormatError, IntegrityError

NONCE_BYTES = 12
_MAGIC_BYTES = 8
_SALT_BYTES = 32


def wrap(key: bytes, secret: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Encrypt ``secret`` under ``key``; returns ``(nonce, ciphertext || tag)``."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce, AESGCM(key).encrypt(nonce, secret, aad)


def unwrap(key: bytes, nonce: bytes, wrapped: bytes, aad: bytes) -> bytes:
    """Decrypt what :func:`wrap` made. Raises IntegrityError if anything differs."""
    try:
        return AESGCM(key).decrypt(nonce, wrapped, aad)
    except (InvalidTag, ValueError):
        raise IntegrityError from None


def close_file(magic: bytes, key: bytes, clear: bytes, aad: bytes) -> bytes:
    """Encrypt a whole small file: magic (8) || salt (32) || ciphertext || tag.

    The nonce is fixed because each call derives its own key from a fresh random salt,
    so no key is ever used twice. For large content see ``crypto.stream``.
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    return magic + salt + AESGCM(_file_key(key, salt)).encrypt(bytes(NONCE_BYTES), clear, aad)


def open_file(magic: bytes, key: bytes, raw: bytes, aad: bytes) -> bytes:
    """Decrypt what :func:`close_file` made.

    Raises FormatError for another kind of file, IntegrityError for a changed one.
    """
    if len(raw) < _MAGIC_BYTES + _SALT_BYTES + 16 or raw[:_MAGIC_BYTES] != magic:
        raise FormatError
    salt = raw[_MAGIC_BYTES : _MAGIC_BYTES + _SALT_BYTES]
    return unwrap(_file_key(key, salt), bytes(NONCE_BYTES), raw[_MAGIC_BYTES + _SALT_BYTES :], aad)


def _file_key(key: bytes, salt: bytes) -> bytes:
    return derive(key, "state/file", salt)
