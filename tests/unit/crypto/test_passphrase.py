"""Names and passphrases: which typings are the same, and what a derivation may cost."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from videoreflect.crypto.framing import framed
from videoreflect.crypto.passphrase import Cost, canonical_name, slot_secret
from videoreflect.errors import LimitExceeded

SALT = bytes(range(32))

SAME_NAMES = [
    ("Zoë Åström", unicodedata.normalize("NFD", "Zoë Åström")),
    ("Anna Maria", "  anna \t  MARIA\n"),
    ("Anna Maria", "Anna\u00a0Maria"),
    ("Weiß", "WEISS"),
    ("Ｗｉｄｅ", "wide"),
    ("ﬁnn", "FINN"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_one_name_however_it_is_typed(one: str, other: str) -> None:
    """Composition, case, width and white space of a name do not matter (FORMAT 4.3)."""
    assert canonical_name(one) == canonical_name(other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Ana"), ("Anna Maria", "Annamaria"), ("Åsa", "Asa")])
def test_other_names_stay_other_names(one: str, other: str) -> None:
    """Only what FORMAT names is evened out: letters and word borders count."""
    assert canonical_name(one) != canonical_name(other)


def test_a_passphrase_is_the_same_however_the_keyboard_composes_it() -> None:
    """NFC from one device and NFD from another open the same slot; case counts."""
    composed, other = "Grüße 2026", "grüße 2026"
    secret = slot_secret("Anna", composed, SALT, Cost())

    assert slot_secret(" ANNA ", unicodedata.normalize("NFD", composed), SALT, Cost()) == secret
    assert slot_secret("Anna", other, SALT, Cost()).tag != secret.tag


def test_the_slot_secret_is_what_the_format_says() -> None:
    """Argon2id over the NFKC passphrase, salted with the framed vault salt and name: tag, then key."""
    salt = hashlib.sha256(framed("slot/passphrase", SALT, "anna")).digest()
    expected = Argon2id(salt=salt, length=64, iterations=3, lanes=4, memory_cost=65536).derive(b"seven quiet otters")
    secret = slot_secret("Anna", "seven quiet otters", SALT, Cost())

    assert secret.tag + secret.key == expected


def test_half_a_surrogate_pair_is_only_a_wrong_passphrase() -> None:
    """JSON can carry one; it derives to something, so sign-in refuses it like any wrong typing."""
    assert slot_secret("\ud800", "\udfff passphrase", SALT, Cost()).tag


@pytest.mark.parametrize(
    "cost",
    [(65535, 3, 4), (8, 1, 1), (65536, 2, 4), (65536, 3, 1), (65536, 3, 5), (1 << 21, 3, 4), (65536, 11, 4), (0, 0, 0)],
)
def test_a_cost_outside_floor_and_ceiling_is_refused_before_any_work(cost: tuple[int, int, int]) -> None:
    """A stranger can neither make guessing cheap nor make us spend gigabytes."""
    with pytest.raises(LimitExceeded):
        Cost(*cost)  # without one there is nothing that a derivation could be asked with
