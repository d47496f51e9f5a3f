"""Somebody with a passphrase and a key pair in this vault."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from videoreflect.errors import InvalidInput

MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the signed directory names them; keys are raw public keys."""

    id: str
    name: str
    ed25519: bytes
    x_wing: bytes

    @property
    def first_name(self) -> str:
        """The name used in running text: “Share with Gwyn”."""
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        """At most two capitals for the round badge."""
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


def checked_name(name: str) -> str:
    """A name as it is stored: trimmed, single spaces, NFC. Raises InvalidInput."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or len(cleaned) > MAX_NAME or any(unicodedata.category(c)[0] == "C" for c in cleaned):
        raise InvalidInput(f"A name needs 1 to {MAX_NAME} ordinary characters. Type it as you would write it.")
    return cleaned
