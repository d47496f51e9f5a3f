"""JSON that strangers may have written: bounded in size and depth, no duplicate or unknown keys."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any, NoReturn

from videoreflect.errors import FormatError

MAX_DEPTH = 16
_TEXTS = re.compile(rb'"(?:[^"\\]++|\\.)*+"')
"""Possessive: a pattern that may go back keeps 100 bytes for every byte of a long text."""

_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_ALIKE = bytes.maketrans(b"{}", b"[]")


def parse_object(raw: bytes, keys: set[str] | None = None) -> dict[str, Any]:
    """Read one JSON object. Raises FormatError for anything else, or for other keys than ``keys``."""
    _check_depth(raw)
    try:
        # Decoded here: json.loads would also take UTF-16 and UTF-32, whose nesting was not counted.
        parsed = json.loads(raw.decode(), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise FormatError from None
    if not isinstance(parsed, dict) or (keys is not None and set(parsed) != keys):
        raise FormatError
    return parsed


def compact(fields: dict[str, Any]) -> bytes:
    """Write JSON the one way this program writes it: sorted keys, no white space, UTF-8."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def to_text(raw: bytes) -> str:
    """Bytes as base64 (RFC 4648, padded)."""
    return base64.b64encode(raw).decode()


def to_bytes(text: object, length: int | None = None) -> bytes:
    """Base64 back to bytes. Raises FormatError for anything not canonical or of another length."""
    if not isinstance(text, str):
        raise FormatError
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatError from None
    if to_text(raw) != text or (length is not None and len(raw) != length):
        raise FormatError
    return raw


def to_int(value: object, low: int = 0, high: int = 1 << 53) -> int:
    """A whole number within bounds. Raises FormatError; JSON's ``true`` is not 1."""
    if type(value) is not int or not low <= value <= high:
        raise FormatError
    return value


def bounded_list(value: object, most: int, least: int = 0) -> list[Any]:
    """A list of ``least`` to ``most`` items. Raises FormatError."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise FormatError
    return value


def _check_depth(raw: bytes) -> None:
    """Raise FormatError for deep nesting, found without parsing, so that hostile depth costs nothing.

    Each round takes away the innermost level; that brackets fit each other is for the parser to say.
    """
    brackets = _TEXTS.sub(b"", raw).translate(_ALIKE, _OTHERS)
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise FormatError


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise FormatError
    return fields


def _no_constant(_: str) -> NoReturn:
    raise FormatError
