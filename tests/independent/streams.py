"""FORMAT.md 8: a blob, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.independent.rules import Refused, hkdf, need

SEGMENT = 1 << 20


def clear_segments(raw: bytes, key: bytes, aad: bytes) -> Iterator[bytes]:
    """Yield clear text in order; the last segment is proved before anything is given out."""
    need(len(raw) >= 56 and raw[0] == 40, "no stream")
    last = (len(raw) - 1) // SEGMENT
    pieces = [raw[max(40, at) : at + SEGMENT] for at in range(0, len(raw), SEGMENT)]
    need(len(pieces[-1]) >= 16, "no room for a tag")
    aead, prefix = AESGCM(hkdf(key, 32, aad, raw[1:33])), raw[33:40]

    def opened(index: int) -> bytes:
        nonce = prefix + index.to_bytes(4, "big") + bytes([index == last])
        try:
            return aead.decrypt(nonce, pieces[index], None)
        except InvalidTag:
            raise Refused("the tag of a segment is wrong") from None

    end = opened(last)
    for index in range(last):
        yield opened(index)
    yield end
