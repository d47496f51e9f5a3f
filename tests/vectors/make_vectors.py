"""Make the test vectors: ``python -m tests.vectors.make_vectors``. Running it again changes nothing.

Each stream vector is a file with a few lines of header, an empty line, and the bytes in base64; where these
would be megabytes, the header names their SHA-256 and this module makes them again. Nothing here
uses ``videoreflect``: the bytes are put together from docs/FORMAT.md with hashlib, hmac and AES-GCM,
with fixed salts, so that they are always the same. ``xwing.json`` and ``hpke_xwing.json`` are not
made here: they are published, and name their source.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

FOLDER = Path(__file__).resolve().parent
STREAMS = FOLDER / "streams"
KEY, SALT, PREFIX = bytes(range(32)), bytes(range(32, 64)), bytes(range(7))
VAULT, CAPSULE, PERSON, BLOB = "0f" * 16, "1e" * 16, "2d" * 16, "3c" * 16
SEGMENT, FIRST, REST = 1 << 20, (1 << 20) - 56, (1 << 20) - 16
LARGEST_BODY = 4096


def framed(label: str, *parts: bytes | str) -> bytes:
    """FORMAT 1: each part behind its length."""
    joined = b""
    for part in ("videoreflect/v1/" + label, *parts):
        raw = part.encode() if isinstance(part, str) else part
        joined += len(raw).to_bytes(4, "big") + raw
    return joined


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 by hand (RFC 5869)."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    made, block = b"", b""
    while len(made) < length:
        block = hmac.digest(extracted, block + info + bytes([len(made) // 32 + 1]), "sha256")
        made += block
    return made[:length]


def derive(key: bytes, label: str, *parts: bytes | str, length: int = 32) -> bytes:
    """FORMAT 1: one purpose, one key."""
    return hkdf(key, b"", framed(label, *parts), length)


def base64_of(raw: bytes) -> str:
    """FORMAT 1: RFC 4648, padded."""
    return base64.b64encode(raw).decode()


# -- Streams (FORMAT 8) ------------------------------------------------------------------

AAD = framed("blob", VAULT, CAPSULE, BLOB)


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


def flipped(raw: bytes, at: int) -> bytes:
    """Return bytes with one bit changed."""
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


@dataclass(frozen=True)
class StreamVector:
    """A stream, what becomes of it, and every byte that may come out before it is refused."""

    name: str
    expect: str
    comment: str
    make: Callable[[], tuple[bytes, bytes]]


def _ok(size: int) -> Callable[[], tuple[bytes, bytes]]:
    return lambda: (stream(clear(size)), clear(size))


def _bad(make: Callable[[], bytes], released: int = 0) -> Callable[[], tuple[bytes, bytes]]:
    return lambda: (make(), clear(released))


THREE = FIRST + REST + 100


def _three() -> tuple[bytes, list[bytes]]:
    return header(), segments(clear(THREE))


def _joined(*order: int) -> bytes:
    start, made = _three()
    return start + b"".join(made[number] for number in order)


STREAM_VECTORS = [
    StreamVector("ok_empty", "success", "one empty last segment", _ok(0)),
    StreamVector("ok_one_byte", "success", "", _ok(1)),
    StreamVector("ok_thousand", "success", "", _ok(1000)),
    StreamVector("ok_segment_minus_one", "success", "", _ok(FIRST - 1)),
    StreamVector("ok_segment_exact", "success", "exactly one full segment, which is the last", _ok(FIRST)),
    StreamVector("ok_segment_plus_one", "success", "", _ok(FIRST + 1)),
    StreamVector("ok_two_exact", "success", "", _ok(FIRST + REST)),
    StreamVector("ok_three", "success", "", _ok(THREE)),
    StreamVector("header_empty", "malformed", "no bytes at all", _bad(lambda: b"")),
    StreamVector("header_short", "malformed", "", _bad(lambda: stream(b"")[:39])),
    StreamVector("header_only", "malformed", "no segment", _bad(header)),
    StreamVector("header_bad_length", "malformed", "41 comes first", _bad(lambda: header(41) + stream(b"x")[40:])),
    StreamVector("header_bad_salt", "tampered", "", _bad(lambda: flipped(stream(b"text"), 1))),
    StreamVector("header_bad_prefix", "tampered", "", _bad(lambda: flipped(stream(b"text"), 33))),
    StreamVector("key_other", "tampered", "sealed under another key", _bad(lambda: stream(b"text", key=bytes(32)))),
    StreamVector(
        "key_other_blob", "tampered", "sealed for another blob id",
        _bad(lambda: stream(b"text", aad=framed("blob", VAULT, CAPSULE, "4b" * 16))),
    ),
    StreamVector("tag_cut", "malformed", "15 bytes of tag", _bad(lambda: stream(b"")[:-1])),
    StreamVector("tag_bad_only", "tampered", "", _bad(lambda: flipped(stream(b"text"), -1))),
    StreamVector("segment_bad_first", "tampered", "", _bad(lambda: flipped(stream(clear(THREE)), 99))),
    StreamVector("segment_bad_second", "tampered", "", _bad(lambda: flipped(stream(clear(THREE)), SEGMENT + 9), FIRST)),
    StreamVector("segment_bad_last", "tampered", "", _bad(lambda: flipped(stream(clear(THREE)), -50))),
    StreamVector("segment_swapped", "tampered", "second and first", _bad(lambda: _joined(1, 0, 2))),
    StreamVector("segment_twice", "tampered", "the second again", _bad(lambda: _joined(0, 1, 1, 2))),
    StreamVector("segment_left_out", "tampered", "", _bad(lambda: _joined(0, 2))),
    StreamVector("segment_no_last", "tampered", "cut at a border", _bad(lambda: _joined(0, 1))),
    StreamVector("segment_no_last_short", "tampered", "cut within", _bad(lambda: _joined(0, 1)[: SEGMENT + 70])),
    StreamVector("segment_trailing", "tampered", "one byte more", _bad(lambda: stream(b"text") + b"\0")),
    StreamVector("segment_none_is_last", "tampered", "", _bad(lambda: resealed([(clear(50), False)]))),
    StreamVector(
        "segment_two_are_last", "tampered", "a whole stream, then another segment that is last too",
        _bad(lambda: resealed([(clear(FIRST), True), (b"more", True)])),
    ),
]  # fmt: skip


def vector_file(vector: StreamVector) -> bytes:
    """Return the file of a stream vector."""
    raw, released = vector.make()
    lines = {
        "expect": vector.expect,
        "payload": f"{len(released)} {hashlib.sha256(released).hexdigest()}",
        "key": KEY.hex(),
        "aad": AAD.hex(),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "comment": vector.comment,
        "body": "follows" if len(raw) <= LARGEST_BODY else "made by make_vectors.py",
    }
    text = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in lines.items())
    return (text + "\n" + (base64.encodebytes(raw).decode() if len(raw) <= LARGEST_BODY else "")).encode()


# -- Everything else ---------------------------------------------------------------------


def format_vectors() -> dict[str, object]:
    """Return one value for each rule of FORMAT.md that makes keys, hashes or small files."""
    return {
        "source": "tests/vectors/make_vectors.py, from docs/FORMAT.md",
        "framed": framed("test", "ab", b"\x00c", "").hex(),
        "derive": derive(KEY, "test", "ab", length=80).hex(),
        "person": _person(),
        "passphrase_slot": _passphrase_slot(),
        "recovery": _recovery(),
        "state_file": _state_file(),
        "key_check": derive(KEY, "capsule/check", CAPSULE, "7").hex(),
        "row": _row(),
        "header": _signed("header", b'{"any":"bytes"}'),
    }


def _person() -> dict[str, str]:
    labels = ("x-wing", "ed25519", "state", "upload")
    keys = {label: derive(KEY, f"person/{label}", VAULT, PERSON).hex() for label in labels}
    private = derive(KEY, "person/private", VAULT, PERSON, CAPSULE).hex()
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(keys["ed25519"])).public_key().public_bytes_raw()
    return keys | {"root": KEY.hex(), "private": private, "ed25519_public": public.hex()}


def _passphrase_slot() -> dict[str, str]:
    salt = hashlib.sha256(framed("slot/passphrase", SALT, "anna ärlig")).digest()
    made = Argon2id(salt=salt, length=64, iterations=3, lanes=4, memory_cost=65536).derive("fi grüße".encode())
    return {"name": " Anna\u00a0ÄRLIG ", "passphrase": "\ufb01 grüße", "salt": SALT.hex(), "made": made.hex()}


def _recovery() -> dict[str, str]:
    raw, alphabet = bytes(range(16)), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    check = int.from_bytes(hashlib.sha256(framed("recovery/check", raw)).digest()[:2], "big") >> 6
    number = int.from_bytes(raw, "big") << 2
    letters = "".join(alphabet[number >> shift & 31] for shift in range(125, -1, -5))
    code = letters + alphabet[check >> 5] + alphabet[check & 31]
    made = derive(raw, "slot/recovery", VAULT, length=64)
    return {"code": "-".join(code[i : i + 4] for i in range(0, 28, 4)), "vault": VAULT, "made": made.hex()}


def _state_file() -> dict[str, str]:
    state_key = derive(KEY, "person/state", VAULT, PERSON)
    text, aad = b'{"format":1}', framed("state", VAULT, PERSON)
    sealed = AESGCM(derive(state_key, "state/file", SALT)).encrypt(bytes(12), text, aad)
    return {"key": state_key.hex(), "aad": aad.hex(), "clear": text.hex(), "file": (b"VRSTATE1" + SALT + sealed).hex()}


def _row() -> dict[str, str]:
    log, seen, body = f"{PERSON}.0011223344556677", '{"x.y":3}', b'{"text":"words"}'
    body_hash = hashlib.sha256(framed("log/body", SALT, body)).digest()
    place = (log, (5).to_bytes(8, "big"), bytes(32), (1795304545188).to_bytes(8, "big"))
    row_hash = hashlib.sha256(framed("log/row", CAPSULE, *place, "note", body_hash, seen)).digest()
    made = {"log": log, "seen": seen, "body": body.hex(), "salt": SALT.hex(), "body_hash": body_hash.hex()}
    return made | {"capsule": CAPSULE, "hash": row_hash.hex(), **_signed("log/head", CAPSULE, row_hash)}


def _signed(label: str, *parts: bytes | str) -> dict[str, str]:
    signature = Ed25519PrivateKey.from_private_bytes(KEY).sign(framed(label, *parts))
    return {"signature": signature.hex()}


def files() -> Iterator[tuple[Path, bytes]]:
    """Yield every file and its bytes."""
    for vector in STREAM_VECTORS:
        yield STREAMS / f"{vector.name}.vec", vector_file(vector)
    yield FOLDER / "format.json", (json.dumps(format_vectors(), indent=1, ensure_ascii=False) + "\n").encode()


def main() -> None:
    """Write them all."""
    STREAMS.mkdir(exist_ok=True)
    for path, content in files():
        path.write_bytes(content)


if __name__ == "__main__":
    main()
