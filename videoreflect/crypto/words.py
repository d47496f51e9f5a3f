"""Keys as words, for two people to compare in person (the English word list of BIP-39)."""

from __future__ import annotations

from mnemonic import Mnemonic

from videoreflect.crypto.derive import digest

WORDS = 8
_BITS = 11


def comparison_words(person: str, ed25519: bytes, x_wing: bytes) -> tuple[str, ...]:
    """Eight words, 88 bits, that stand for both public keys of a person.

    Whoever wants other keys with the same words has to try about 2^88 of them.
    """
    number = int.from_bytes(digest("person/words", person, ed25519, x_wing), "big") >> (256 - WORDS * _BITS)
    words: list[str] = Mnemonic("english").wordlist
    return tuple(words[number >> shift & 2047] for shift in range((WORDS - 1) * _BITS, -1, -_BITS))
