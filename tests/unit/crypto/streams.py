"""Streams for the tests: written by ours, and written again from FORMAT.md section 8 alone."""

from __future__ import annotations

import io
import random

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from videoreflect.crypto.stream import StreamReader, StreamWriter

KEY, AAD = bytes(range(32)), b"associated data"
SEGMENT, FIRST, REST = 1 << 20, (1 << 20) - 56, (1 << 20) - 16


def content(size: int) -> bytes:
    """Return bytes that repeat nowhere near a segment's length, the same for each size."""
    return random.Random(size).randbytes(size)


def written(clear: bytes, *, patchable: bool = False) -> bytes:
    """Return the stream that our writer makes."""
    file = io.BytesIO()
    writer = StreamWriter(file, KEY, AAD, patchable=patchable)
    writer.write(clear)
    writer.finish()
    return file.getvalue()


def written_from_the_format(
    clear: bytes, salt: bytes = bytes(32), prefix: bytes = bytes(7), key: bytes = KEY, aad: bytes = AAD
) -> bytes:
    """Return a stream as FORMAT.md section 8 describes it; salt and prefix are given, so it is always the same."""
    aead = AESGCM(HKDF(SHA256(), length=32, salt=salt, info=aad).derive(key))
    segments = [clear[:FIRST]] + [clear[i : i + REST] for i in range(FIRST, len(clear), REST)]
    raw = bytes([40]) + salt + prefix
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        raw += aead.encrypt(prefix + index.to_bytes(4, "big") + bytes([last]), segment, None)
    return raw


def read(raw: bytes, key: bytes = KEY, aad: bytes = AAD) -> bytes:
    """Return the whole clear text; raises what the reader raises."""
    return StreamReader(io.BytesIO(raw), key, aad).readall()


def released(raw: bytes, key: bytes = KEY, aad: bytes = AAD) -> bytes:
    """Return every byte that the reader gives out before it raises, or to the end."""
    given = bytearray()
    try:
        reader = StreamReader(io.BytesIO(raw), key, aad)
        while piece := reader.read(100_000):
            given += piece
    except Exception:  # noqa: BLE001 - what was given out before is all that matters here
        return bytes(given)
    return bytes(given)
