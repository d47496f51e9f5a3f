"""Make the test vectors: ``python -m tests.vectors.make_vectors``. Running it again changes nothing.

Each vector is a file with a few lines of header, an empty line, and the bytes as text or in base64; where these
would be many, the header names their SHA-256 and the generator makes them again. The header says what is expected
(``success``, or the code of an error), and in ``payload`` length and SHA-256 of **all** that may come out, even if
it is refused in the end; one vector holds one failure. Nothing here uses ``videoreflect``: the bytes are put
together from docs/FORMAT.md with hashlib, hmac and AES-GCM, with fixed salts, so that they are always the same.
``xwing.json``, ``hpke_xwing.json`` and ``sealed_grant.json`` are not made here: they name their source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.vectors.generating import codes, grants, headers, key_rows, rows, slots, states, streams, successions
from tests.vectors.generating.building import CAPSULE, KEY, PERSON, SALT, VAULT, Vector, derive, framed

FOLDER = Path(__file__).resolve().parent
VECTORS: list[Vector] = [
    vector
    for kind in (streams, headers, successions, grants, slots, states, codes, rows, key_rows)
    for vector in kind.vectors()
]
KINDS = sorted({vector.kind for vector in VECTORS})


# -- One value for each rule


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


def path_of(vector: Vector) -> Path:
    """Return where a vector lies."""
    return FOLDER / vector.kind / f"{vector.name}.vec"


def files() -> Iterator[tuple[Path, bytes]]:
    """Yield every file and its bytes."""
    for vector in VECTORS:
        yield path_of(vector), vector.file()
    yield FOLDER / "format.json", (json.dumps(format_vectors(), indent=1, ensure_ascii=False) + "\n").encode()


def main() -> None:
    """Write them all, and remove those that are no longer made."""
    made = dict(files())
    for path in {old for kind in KINDS for old in (FOLDER / kind).glob("*.vec")} - made.keys():
        path.unlink()
    for path, content in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
