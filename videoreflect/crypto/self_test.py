"""Known answers, asked once before anybody signs in: does this device's cryptography compute what the standards say?

A library that was built wrongly, or memory that is failing, would otherwise write what nobody can open again, or
take for genuine what is not. The answers stand in ``self_test.json`` with their sources: none was made by the code
that is tested here. Each check also changes a bit and asks for a no. All of it takes a few milliseconds.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from videoreflect.crypto.envelope import unwrap
from videoreflect.crypto.recovery import recovery_secret
from videoreflect.crypto.sealing import SealingKey
from videoreflect.crypto.stream import StreamReader
from videoreflect.errors import IntegrityError, InvalidInput, SelfTestFailed

Vector = Mapping[str, str]
"""One known answer: names to hex, and its ``source`` in words."""

_passed = threading.Event()


def ensure() -> None:
    """Run the test unless it passed in this process before. Raises SelfTestFailed; then nothing may be opened."""
    if not _passed.is_set():
        check(known_answers())
        _passed.set()


def known_answers() -> dict[str, Vector]:
    """The vectors that are installed with the program. Raises SelfTestFailed if they are not there."""
    try:
        answers: dict[str, Vector] = json.loads((files(__package__) / "self_test.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise SelfTestFailed from None
    return answers


def check(answers: Mapping[str, Vector]) -> None:
    """Compute every answer. Raises SelfTestFailed, naming the first that is wrong or missing."""
    for name, holds in _CHECKS.items():
        try:
            right = holds(answers[name])
        except Exception:  # noqa: BLE001 - whatever a broken library raises, nothing may be opened with it
            right = False
        if not right:
            raise SelfTestFailed(check=name)


def _hpke(vector: Vector) -> bool:
    key, sealed, info = SealingKey(_raw(vector, "seed")), _raw(vector, "sealed"), _raw(vector, "info")
    opened = key.open(sealed, info) == _raw(vector, "clear")
    return opened and _refused(IntegrityError, lambda: key.open(_flipped(sealed), info))


def _ed25519(vector: Vector) -> bool:
    key, message, signature = _raw(vector, "seed"), _raw(vector, "message"), _raw(vector, "signature")
    public = Ed25519PublicKey.from_public_bytes(_raw(vector, "public"))
    public.verify(signature, message)
    signed = Ed25519PrivateKey.from_private_bytes(key).sign(message) == signature
    return signed and _refused(InvalidSignature, lambda: public.verify(signature, _flipped(message)))


def _hkdf(vector: Vector) -> bool:
    key, salt, info, made = (_raw(vector, name) for name in ("key", "salt", "info", "made"))
    return HKDF(SHA256(), length=len(made), salt=salt, info=info).derive(key) == made


def _aes_256_gcm(vector: Vector) -> bool:
    key, nonce, sealed, aad = (_raw(vector, name) for name in ("key", "nonce", "sealed", "aad"))
    opened = unwrap(key, nonce, sealed, aad) == _raw(vector, "clear")
    return opened and _refused(IntegrityError, lambda: unwrap(key, nonce, _flipped(sealed), aad))


def _argon2id(vector: Vector) -> bool:
    typed, salt, secret, ad, made = (_raw(vector, name) for name in ("passphrase", "salt", "secret", "ad", "made"))
    function = Argon2id(salt=salt, length=len(made), iterations=3, lanes=4, memory_cost=32, ad=ad, secret=secret)
    return function.derive(typed) == made


def _stream(vector: Vector) -> bool:
    key, aad, file = _raw(vector, "key"), _raw(vector, "aad"), _raw(vector, "file")
    opened = StreamReader(io.BytesIO(file), key, aad).readall() == _raw(vector, "clear")
    return opened and _refused(IntegrityError, lambda: StreamReader(io.BytesIO(_flipped(file)), key, aad))


def _recovery(vector: Vector) -> bool:
    code, vault = vector["code"], vector["vault"]
    secret = recovery_secret(code, vault)
    misspelt = code[:-1] + ("0" if code[-1] != "0" else "1")
    return secret.tag + secret.key == _raw(vector, "made") and _refused(
        InvalidInput, partial(recovery_secret, misspelt, vault)
    )


_CHECKS: dict[str, Callable[[Vector], bool]] = {
    "hpke": _hpke,
    "ed25519": _ed25519,
    "hkdf": _hkdf,
    "aes_256_gcm": _aes_256_gcm,
    "argon2id": _argon2id,
    "stream": _stream,
    "recovery": _recovery,
}


def _raw(vector: Vector, name: str) -> bytes:
    return bytes.fromhex(vector[name])


def _flipped(raw: bytes) -> bytes:
    return raw[:-1] + bytes([raw[-1] ^ 1])


def _refused(error: type[Exception], attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except error:
        return True
    return False
