"""What all generators build with: the rules of FORMAT.md 1 and 4.1 by hand, fixed keys, and the form of a vector."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

SOURCE = "tests/vectors/generating, from docs/FORMAT.md"
KEY, SALT, PREFIX = bytes(range(32)), bytes(range(32, 64)), bytes(range(7))
"""The randomness of all vectors. ``KEY`` is also the root secret of ``PERSON``."""

CAPSULE_KEY = bytes(range(64, 96))
VAULT, CAPSULE, PERSON, BLOB = "0f" * 16, "1e" * 16, "2d" * 16, "3c" * 16
MENTOR, STRANGER, OTHER = "4b" * 16, "5a" * 16, "69" * 16
MENTOR_ROOT, STRANGER_ROOT = bytes(range(96, 128)), bytes(range(128, 160))
NEXT_ROOT, THIRD_ROOT, SCHOOL_ROOT = bytes(range(172, 204)), bytes(range(204, 236)), bytes(range(17, 49))
"""Later root secrets of ``MENTOR``, and that of the school key, whose id is ``OTHER``."""

LARGEST_BODY = 4096
MALFORMED, TAMPERED, REFUSED, SUCCESS = "malformed", "tampered", "sign-in-refused", "success"

Made = tuple[bytes, bytes]
"""The bytes of a vector, and all that may come out of them, even if it is refused in the end."""


@dataclass(frozen=True)
class Vector:
    """One file of test vectors: what goes in, what becomes of it, and why."""

    kind: str
    name: str
    expect: str
    comment: str
    make: Callable[[], Made]
    given: Mapping[str, str] = field(default_factory=dict)
    source: str = SOURCE

    def file(self) -> bytes:
        """Return the vector's file: a few lines, an empty line, the bytes as text or in base64."""
        raw, released = self.make()
        form = "made by make_vectors.py" if len(raw) > LARGEST_BODY else "text" if _is_plain_text(raw) else "base64"
        lines = {
            "expect": self.expect,
            "payload": f"{len(released)} {hashlib.sha256(released).hexdigest()}",
            **self.given,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "comment": self.comment,
            "source": self.source,
            "body": form,
        }
        text = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in lines.items()) + "\n"
        body = {"text": raw, "base64": base64.encodebytes(raw)}.get(form, b"")
        return text.encode() + body


def _is_plain_text(raw: bytes) -> bool:
    """Whether the bytes survive every checkout: one line of visible ASCII."""
    return bool(raw) and all(0x20 <= byte < 0x7F for byte in raw)


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


def compact(fields: Any) -> bytes:
    """JSON as the program writes it: sorted keys, no white space."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def flipped(raw: bytes, at: int) -> bytes:
    """Return bytes with one bit changed."""
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def signing_key(root: bytes, person: str) -> Ed25519PrivateKey:
    """FORMAT 4.1."""
    return Ed25519PrivateKey.from_private_bytes(derive(root, "person/ed25519", VAULT, person))


def ed25519_public(root: bytes, person: str) -> bytes:
    """The public half of it."""
    return signing_key(root, person).public_key().public_bytes_raw()


def x_wing_public(root: bytes, person: str) -> bytes:
    """FORMAT 4.1: ML-KEM-768 encapsulation key || X25519 public key."""
    long = hashlib.shake_256(derive(root, "person/x-wing", VAULT, person)).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(long[:64]).public_key().public_bytes_raw()
    return mlkem + X25519PrivateKey.from_private_bytes(long[64:]).public_key().public_bytes_raw()


def signed(root: bytes, person: str, label: str, *parts: bytes | str) -> bytes:
    """Ed25519 over the framed parts."""
    return signing_key(root, person).sign(framed(label, *parts))


def link(person: str, former: bytes, new: bytes, by: bytes = b"") -> dict[str, str]:
    """FORMAT 4.6: that the keys of one root secret follow those of another; ``by`` signs it instead."""
    ed25519, x_wing = ed25519_public(new, person), x_wing_public(new, person)
    made = {
        "former": ed25519_public(former, person), "ed25519": ed25519, "x_wing": x_wing,
        "signature": signed(by or former, person, "person/next", VAULT, person, ed25519, x_wing),
    }  # fmt: skip
    return {"person": person} | {name: base64_of(value) for name, value in made.items()}


def ok(raw: bytes, released: bytes) -> Callable[[], Made]:
    """What opens, and to what."""
    return lambda: (raw, released)


def bad(raw: bytes) -> Callable[[], Made]:
    """What is refused with nothing released."""
    return lambda: (raw, b"")
