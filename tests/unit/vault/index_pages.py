"""What lies in a person's index, page by page, decrypted without SQLCipher: also what no query gives any more."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from videoreflect.vault.identity import Identity

PAGE, SALT, RESERVED, IV = 4096, 16, 80, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def clear_bytes(index: Path, identity: Identity) -> bytes:
    """Return every page of the file and every frame of its journal in clear, one after the other."""
    pages = _pages(index.read_bytes(), 0, 0)
    journal = index.with_name(f"{index.name}-wal")
    if journal.exists():
        pages += _pages(journal.read_bytes(), _WAL_HEADER, _FRAME_HEADER)
    return b"\n".join(_clear(page, identity.index_key) for page in pages)


def _pages(content: bytes, start: int, before_each: int) -> list[bytes]:
    step = PAGE + before_each
    return [content[place + before_each : place + step] for place in range(start, len(content) - step + 1, step)]


def _clear(page: bytes, key: bytes) -> bytes:
    found = b""
    for salt in (0, SALT):  # the first page begins with the salt in clear; which page a frame is, is not asked
        body, iv = page[salt:-RESERVED], page[-RESERVED : IV - RESERVED]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found += decryptor.update(body) + decryptor.finalize()
    return found
