"""FORMAT.md 1: framing, derivation, and JSON that strangers may have written."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import unicodedata
from typing import Any, NoReturn

ID = re.compile(r"[0-9a-f]{32}")
MEBIBYTE = 1 << 20
DEEPEST = 16
LARGEST_NUMBER = 1 << 53


class Refused(Exception):
    """The bytes are not what FORMAT.md says, or not what this person may believe."""


def need(condition: object, why: str) -> None:
    """Refuse unless something holds."""
    if not condition:
        raise Refused(why)


def framed(label: str, *parts: bytes | str) -> bytes:
    """``u32(length) || part`` for the label and every part."""
    raw = [part if isinstance(part, bytes) else part.encode() for part in (f"videoreflect/v1/{label}", *parts)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def hkdf(key: bytes, length: int, info: bytes, salt: bytes = b"") -> bytes:
    """RFC 5869 with SHA-256."""
    pseudorandom = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    blocks = [b""]
    for number in range(1, -(-length // 32) + 1):
        blocks.append(hmac.new(pseudorandom, blocks[-1] + info + bytes([number]), hashlib.sha256).digest())
    return b"".join(blocks)[:length]


def derive(key: bytes, length: int, label: str, *parts: bytes | str) -> bytes:
    """No salt, info = the framed label and parts."""
    return hkdf(key, length, framed(label, *parts))


def sha256(label: str, *parts: bytes | str) -> bytes:
    """SHA-256 over framed parts."""
    return hashlib.sha256(framed(label, *parts)).digest()


def json_object(raw: bytes, limit: int = MEBIBYTE, keys: set[str] | None = None) -> dict[str, Any]:
    """One object within size and depth, no key twice, no other keys than ``keys``, no NaN."""
    need(len(raw) <= limit, "too large")
    need(_depth(raw) <= DEEPEST, "too deep")
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refused("no JSON") from None
    need(isinstance(found, dict), "no object")
    need(keys is None or found.keys() == keys, "other keys")
    fields: dict[str, Any] = found
    return fields


def _depth(raw: bytes) -> int:
    deepest = depth = 0
    in_text = escaped = False
    for byte in raw:
        if in_text:
            in_text = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            in_text = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                return deepest
        elif byte in b"]}":
            depth -= 1
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs), "a key twice")
    return dict(pairs)


def _refuse_constant(_: str) -> NoReturn:
    raise Refused("NaN or Infinity")


def number(value: object, least: int = 0, most: int = LARGEST_NUMBER) -> int:
    """A whole number within bounds; true is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused("no number, or out of bounds")
    return value


def text(value: object) -> str:
    """A string."""
    if not isinstance(value, str):
        raise Refused("no text")
    return value


def identifier(value: object) -> str:
    """An id."""
    need(ID.fullmatch(text(value)), "no id")
    return text(value)


def unbase64(value: object, length: int) -> bytes:
    """RFC 4648, padded and canonical."""
    try:
        raw = base64.b64decode(text(value), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("no base64") from None
    need(len(raw) == length and base64.b64encode(raw).decode() == value, "another length or spelling")
    return raw


def canonical_name(typed: str) -> str:
    """FORMAT.md 4.3, step 1."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return re.sub(r"\s+", " ", folded).strip(" ")
