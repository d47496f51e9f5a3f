"""Somebody with a passphrase and a key pair in this vault."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from videoreflect.errors import InvalidInput

MAX_NAME = 120


class Standing(StrEnum):
    """How far somebody has come in a vault."""

    INVITED = "invited"
    UNCONFIRMED = "unconfirmed"
    JOINED = "joined"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the signed directory names them; keys are the raw public keys in force.

    ``invited_until_ms`` is the last moment for an invitation that was not taken up yet.
    """

    id: str
    name: str
    ed25519: bytes
    x_wing: bytes
    standing: Standing = Standing.JOINED
    invited_until_ms: int | None = None

    @property
    def can_open(self) -> bool:
        """Whether something can be sealed to this person: their own keys exist, and they are still here."""
        return self.standing in (Standing.JOINED, Standing.UNCONFIRMED)

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
