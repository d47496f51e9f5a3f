"""The recovery code: 128 random bits that a person can write on paper and type again."""

from __future__ import annotations

import secrets

from videoreflect.crypto.derive import derive, digest
from videoreflect.crypto.passphrase import SlotSecret
from videoreflect.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford base32: no I, L, O, U, so that nothing is misread."""

_BYTES = 16
_ROOT_BYTES = 32
_CHECK_CHARACTERS = 2
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def new_code() -> str:
    """Make a code of 28 characters, grouped by four with hyphens."""
    return _written(secrets.token_bytes(_BYTES))


def recovery_secret(code: str, vault_id: str) -> SlotSecret:
    """Turn a typed code into the secret of its slot.

    Raises InvalidInput when the check characters do not fit: a slip of the pen is told
    apart from a wrong code, which is safe because the check is computed from the code alone.
    """
    derived = derive(_read(code), "slot/recovery", vault_id, length=64)
    return SlotSecret(derived[:32], derived[32:])


def invitation_secret(code: str, vault_id: str) -> SlotSecret:
    """Turn a typed invitation code, of the same form, into the secret of its slot. Raises InvalidInput."""
    derived = derive(_read(code), "slot/invitation", vault_id, length=64)
    return SlotSecret(derived[:32], derived[32:])


def answer_key(code: str) -> bytes:
    """Turn a typed code, of the same form, into the key of a sealed answer. Raises InvalidInput."""
    return derive(_read(code), "answer/file")


def written_root(root: bytes) -> str:
    """A root secret (32 bytes) to keep on paper: 54 characters in groups of four, the last two for checking."""
    return _written(root)


def read_root(code: str) -> bytes:
    """Read what :func:`written_root` wrote. Raises InvalidInput for a slip of the pen."""
    return _read(code, _ROOT_BYTES)


def _written(raw: bytes) -> str:
    characters = _base32(raw, _data_characters(len(raw))) + _check(raw)
    return "-".join(characters[i : i + 4] for i in range(0, len(characters), 4))


def _read(code: str, length: int = _BYTES) -> bytes:
    data = _data_characters(length)
    characters = code.strip().upper().translate(_LOOKALIKES)
    well_formed = len(characters) == data + _CHECK_CHARACTERS and set(characters) <= set(ALPHABET)
    if well_formed:
        number = 0
        for character in characters[:data]:
            number = number << 5 | ALPHABET.index(character)
        raw = (number >> (data * 5 - length * 8)).to_bytes(length, "big")
        # Comparing the whole code also refuses the other spellings of the last bits.
        if _base32(raw, data) + _check(raw) == characters:
            return raw
    raise InvalidInput(
        f"That code has a slip in it. It has {data + _CHECK_CHARACTERS} letters and digits; check each group of four."
    )


def _data_characters(length: int) -> int:
    """How many characters of five bits hold so many bytes."""
    return -(-length * 8 // 5)


def _base32(raw: bytes, characters: int) -> str:
    bits = characters * 5
    number = int.from_bytes(raw, "big") << max(0, bits - 8 * len(raw)) >> max(0, 8 * len(raw) - bits)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(bits - 5, -1, -5))


def _check(raw: bytes) -> str:
    return _base32(digest("recovery/check", raw), _CHECK_CHARACTERS)
