"""Streams (FORMAT 8)."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.generating.building import (
    BLOB,
    CAPSULE,
    KEY,
    PREFIX,
    SALT,
    VAULT,
    Made,
    Vector,
    flipped,
    framed,
    hkdf,
)

SEGMENT, FIRST, REST = 1 << 20, (1 << 20) - 56, (1 << 20) - 16
AAD = framed("blob", VAULT, CAPSULE, BLOB)
THREE = FIRST + REST + 100


def clear(size: int) -> bytes:
    """Return text that counts, so that no two segments look alike."""
    return b"".join(number.to_bytes(4, "big") for number in range(-(-size // 4)))[:size]


def segments(text: bytes, key: bytes = KEY, aad: bytes = AAD) -> list[bytes]:
    """Return the sealed segments of a stream."""
    aead = AESGCM(hkdf(key, SALT, aad, 32))
    pieces = [text[:FIRST], *(text[at : at + REST] for at in range(FIRST, len(text), REST))]
    return [aead.encrypt(nonce(i, i == len(pieces) - 1), piece, None) for i, piece in enumerate(pieces)]


def nonce(index: int, last: bool) -> bytes:
    """Return prefix, number, last."""
    return PREFIX + index.to_bytes(4, "big") + bytes([last])


def header(length: int = 40) -> bytes:
    """Return the header of a stream."""
    return bytes([length]) + SALT + PREFIX


def stream(text: bytes, key: bytes = KEY, aad: bytes = AAD) -> bytes:
    """Return a whole stream."""
    return header() + b"".join(segments(text, key, aad))


def resealed(texts: list[tuple[bytes, bool]]) -> bytes:
    """Return a stream of any segments with any last-marks, each sealed properly."""
    aead = AESGCM(hkdf(KEY, SALT, AAD, 32))
    return header() + b"".join(aead.encrypt(nonce(i, last), text, None) for i, (text, last) in enumerate(texts))


def _ok(size: int) -> Callable[[], Made]:
    return lambda: (stream(clear(size)), clear(size))


def _bad(make: Callable[[], bytes], released: int = 0) -> Callable[[], Made]:
    return lambda: (make(), clear(released))


def _joined(*order: int) -> bytes:
    made = segments(clear(THREE))
    return header() + b"".join(made[number] for number in order)


def _vector(name: str, expect: str, comment: str, make: Callable[[], Made]) -> Vector:
    return Vector("streams", name, expect, comment, make, {"key": KEY.hex(), "aad": AAD.hex()})


def vectors() -> list[Vector]:
    """One for each way in which a stream can be right or wrong."""
    return [
        _vector("ok_empty", "success", "one empty last segment", _ok(0)),
        _vector("ok_one_byte", "success", "", _ok(1)),
        _vector("ok_thousand", "success", "", _ok(1000)),
        _vector("ok_segment_minus_one", "success", "", _ok(FIRST - 1)),
        _vector("ok_segment_exact", "success", "exactly one full segment, which is the last", _ok(FIRST)),
        _vector("ok_segment_plus_one", "success", "", _ok(FIRST + 1)),
        _vector("ok_two_exact", "success", "", _ok(FIRST + REST)),
        _vector("ok_three", "success", "", _ok(THREE)),
        _vector("header_empty", "malformed", "no bytes at all", _bad(lambda: b"")),
        _vector("header_short", "malformed", "", _bad(lambda: stream(b"")[:39])),
        _vector("header_only", "malformed", "no segment", _bad(header)),
        _vector("header_bad_length", "malformed", "41 comes first", _bad(lambda: header(41) + stream(b"x")[40:])),
        _vector("header_length_zero", "malformed", "0 comes first", _bad(lambda: header(0) + stream(b"x")[40:])),
        _vector("header_bad_salt", "tampered", "", _bad(lambda: flipped(stream(b"text"), 1))),
        _vector("header_bad_prefix", "tampered", "", _bad(lambda: flipped(stream(b"text"), 33))),
        _vector("header_twice", "tampered", "the header again", _bad(lambda: header() + stream(b"text"))),
        _vector("key_other", "tampered", "sealed under another key", _bad(lambda: stream(b"text", key=bytes(32)))),
        _vector("key_other_blob", "tampered", "another blob id", _bad(lambda: _for(VAULT, CAPSULE, "4b" * 16))),
        _vector("key_other_capsule", "tampered", "another capsule", _bad(lambda: _for(VAULT, "4b" * 16, BLOB))),
        _vector("key_other_vault", "tampered", "another vault", _bad(lambda: _for("4b" * 16, CAPSULE, BLOB))),
        _vector("tag_cut", "malformed", "15 bytes of tag", _bad(lambda: stream(b"")[:-1])),
        _vector("tag_bad_only", "tampered", "", _bad(lambda: flipped(stream(b"text"), -1))),
        _vector("segment_bad_first", "tampered", "", _bad(lambda: flipped(stream(clear(THREE)), 99))),
        _vector("segment_bad_second", "tampered", "", _bad(lambda: flipped(stream(clear(THREE)), SEGMENT + 9), FIRST)),
        _vector("segment_bad_last", "tampered", "", _bad(lambda: flipped(stream(clear(THREE)), -50))),
        _vector("segment_swapped", "tampered", "second and first", _bad(lambda: _joined(1, 0, 2))),
        _vector("segment_twice", "tampered", "the second again", _bad(lambda: _joined(0, 1, 1, 2))),
        _vector("segment_left_out", "tampered", "", _bad(lambda: _joined(0, 2))),
        _vector("segment_no_first", "tampered", "", _bad(lambda: _joined(1, 2))),
        _vector("segment_no_last", "tampered", "cut at a border", _bad(lambda: _joined(0, 1))),
        _vector("segment_no_last_short", "tampered", "cut within", _bad(lambda: _joined(0, 1)[: SEGMENT + 70])),
        _vector("segment_cut_in_tag", "malformed", "15 bytes of it", _bad(lambda: _joined(0, 1)[: SEGMENT + 15])),
        _vector("segment_trailing", "tampered", "one byte more", _bad(lambda: stream(b"text") + b"\0")),
        _vector("segment_trailing_stream", "tampered", "a stream after it", _bad(lambda: stream(b"a") + stream(b"b"))),
        _vector("segment_none_is_last", "tampered", "", _bad(lambda: resealed([(clear(50), False)]))),
        _vector(
            "segment_two_are_last", "tampered", "a whole stream, then another segment that is last too",
            _bad(lambda: resealed([(clear(FIRST), True), (b"more", True)])),
        ),
    ]  # fmt: skip


def _for(vault: str, capsule: str, blob: str) -> bytes:
    return stream(b"text", aad=framed("blob", vault, capsule, blob))
