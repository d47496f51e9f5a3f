"""Unambiguous joining of parts, used for every label, derivation and signature."""

from __future__ import annotations

PREFIX = "videoreflect/v1/"


def framed(label: str, *parts: bytes | str) -> bytes:
    """Join ``PREFIX + label`` and ``parts``, each behind its length as a big-endian u32.

    Lengths keep two different lists of parts from giving the same bytes.
    """
    joined = bytearray()
    for part in (PREFIX + label, *parts):
        raw = part.encode() if isinstance(part, str) else part
        joined += len(raw).to_bytes(4, "big") + raw
    return bytes(joined)
