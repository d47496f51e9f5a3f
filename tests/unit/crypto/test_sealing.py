"""Sealing a capsule key: the published vectors, an independent implementation, and tampering."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.independent import hpke as independent_hpke
from videoreflect.crypto.sealing import ENCAPSULATED_BYTES, PUBLIC_BYTES, SealingKey, seal
from videoreflect.errors import IntegrityError

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
XWING: list[dict[str, str]] = json.loads((VECTORS / "xwing.json").read_text())["vectors"]
HPKE: dict[str, Any] = json.loads((VECTORS / "hpke_xwing.json").read_text())["vector"]
SEED, SECRET, INFO = bytes(range(32)), bytes(range(32, 64)), b"info"


@pytest.mark.parametrize("vector", XWING, ids=range(len(XWING)))
def test_a_seed_expands_as_the_x_wing_draft_has_it(vector: dict[str, str]) -> None:
    """The published seeds give the published public keys, so other software can import ours (F19)."""
    assert SealingKey(bytes.fromhex(vector["seed"])).public == bytes.fromhex(vector["pk"])


@pytest.mark.parametrize("vector", XWING, ids=range(len(XWING)))
def test_the_independent_implementation_gives_the_published_secrets(vector: dict[str, str]) -> None:
    """What checks our sealing below is itself held against the draft."""
    seed = bytes.fromhex(vector["seed"])

    assert independent_hpke.public(seed).hex() == vector["pk"]
    assert independent_hpke.decapsulated(seed, bytes.fromhex(vector["ct"])).hex() == vector["ss"]


def test_the_independent_key_schedule_gives_the_published_one() -> None:
    """The HPKE working group's vector: secret, key, nonce, and the first message opens."""
    secret = independent_hpke.decapsulated(bytes.fromhex(HPKE["skRm"]), bytes.fromhex(HPKE["enc"]))
    made = independent_hpke.schedule(secret, bytes.fromhex(HPKE["info"]), HPKE["aead_id"])
    first = {name: bytes.fromhex(value) for name, value in HPKE["encryption"].items()}

    assert SealingKey(bytes.fromhex(HPKE["skRm"])).public.hex() == HPKE["pkRm"]
    assert secret.hex() == HPKE["shared_secret"]
    assert (made.key.hex(), made.base_nonce.hex()) == (HPKE["key"], HPKE["base_nonce"])
    assert ChaCha20Poly1305(made.key).decrypt(made.base_nonce, first["ct"], first["aad"]) == first["pt"]


def test_the_independent_implementation_opens_what_we_seal() -> None:
    """Another reader, written from the drafts, gets the capsule key."""
    assert independent_hpke.opened(seal(SECRET, SealingKey(SEED).public, INFO), SEED, INFO) == SECRET


def test_we_open_what_the_independent_implementation_seals() -> None:
    """And the other way round."""
    assert SealingKey(SEED).open(independent_hpke.sealed(SECRET, SealingKey(SEED).public, INFO), INFO) == SECRET


def test_sizes_are_those_of_the_format() -> None:
    """1216 bytes of public key; 1120 + 32 + 16 of sealed capsule key."""
    assert len(SealingKey(SEED).public) == PUBLIC_BYTES == 1216
    assert len(seal(SECRET, SealingKey(SEED).public, INFO)) == ENCAPSULATED_BYTES + 48 == 1168


@pytest.mark.parametrize("place", [0, 1, 543, 1087, 1088, 1104, 1119, 1120, 1140, 1151, 1152, 1160, 1167])
def test_one_changed_bit_anywhere_is_refused(place: int) -> None:
    """ML-KEM part, X25519 part, ciphertext and tag: IntegrityError, never another key."""
    key = SealingKey(SEED)
    raw = bytearray(seal(SECRET, key.public, INFO))
    raw[place] ^= 1
    with pytest.raises(IntegrityError):
        key.open(bytes(raw), INFO)


@pytest.mark.parametrize("length", [0, 1, 31, 1087, 1119, 1120, 1135, 1167])
def test_a_cut_grant_is_refused(length: int) -> None:
    """Any shorter file is IntegrityError, not a crash of the library."""
    key = SealingKey(SEED)
    with pytest.raises(IntegrityError):
        key.open(seal(SECRET, key.public, INFO)[:length], INFO)


def test_info_and_recipient_are_bound() -> None:
    """Sealed for one capsule, epoch and person, it opens for no other."""
    raw = seal(SECRET, SealingKey(SEED).public, INFO)
    with pytest.raises(IntegrityError):
        SealingKey(SEED).open(raw, b"other")
    with pytest.raises(IntegrityError):
        SealingKey(bytes(32)).open(raw, INFO)


@pytest.mark.parametrize("public", [b"", bytes(1215), b"\xff" * 1216, bytes(1217)])
def test_what_is_no_public_key_is_refused(public: bytes) -> None:
    """A malformed key in an entry is IntegrityError; nothing is sealed."""
    with pytest.raises(IntegrityError):
        seal(SECRET, public, INFO)


def test_the_low_order_x25519_point_is_refused() -> None:
    """An all-zero X25519 half, with which everybody knows that half of the secret, is not sealed to."""
    with pytest.raises(IntegrityError):
        seal(SECRET, SealingKey(SEED).public[:1184] + bytes(32), INFO)
