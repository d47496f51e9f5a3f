"""The school recovery key: a member of every later lesson, whose private part the school keeps on paper.

Its public part is believed only from the signed directory, and sealed to only by who has confirmed it:
a key that anybody could put into a file would receive every later lesson.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from videoreflect.crypto.sealing import PUBLIC_BYTES
from videoreflect.crypto.signing import verified
from videoreflect.domain.ids import checked_id, new_replica_id
from videoreflect.errors import FormatError, IntegrityError
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.log import Statement
from videoreflect.vault.state import State, StateFile
from videoreflect.vault.strict_json import to_bytes, to_text

if TYPE_CHECKING:
    from videoreflect.vault.capsule import Entry

ABOUT_THE_KEY = ("recovery-key", "recovery-key-off")


@dataclass(frozen=True, slots=True)
class SchoolKey:
    """The public halves of a school recovery key; ``id`` stands in headers like that of a person."""

    id: str
    ed25519: bytes
    x_wing: bytes


def key_statement(vault: str, identity: Identity) -> Statement:
    """The directory entry of a school recovery key, signed by the key itself as well."""
    keys = (identity.signer.public, identity.sealing.public)
    signature = identity.signer.sign("recovery-key", vault, identity.person, *keys)
    body = {"key": identity.person, "ed25519": to_text(keys[0]), "x_wing": to_text(keys[1])}
    return Statement("recovery-key", body | {"self": to_text(signature)})


def key_in(body: dict[str, Any], vault: str) -> SchoolKey:
    """Read the body of a ``recovery-key`` row. Raises FormatError, IntegrityError."""
    try:
        keys = to_bytes(body["ed25519"], 32), to_bytes(body["x_wing"], PUBLIC_BYTES)
        key, signature = checked_id(body["key"]), to_bytes(body["self"], 64)
    except KeyError:
        raise FormatError from None
    if not verified(keys[0], signature, "recovery-key", vault, key, *keys):
        raise IntegrityError
    return SchoolKey(key, *keys)


def key_in_force(entries: list[Entry], vault: str) -> SchoolKey | None:
    """The newest key that was not turned off."""
    found: SchoolKey | None = None
    for placed, body in entries:
        if placed.row.kind == "recovery-key":
            found = key_in(body, vault)
        elif found is not None and body.get("key") == found.id:
            found = None
    return found


class StateInUse(StateFile):
    """What the key believes while it is used: as much as who is signed in beside it; written nowhere."""

    def __init__(self, folder: VaultFolder, identity: Identity, state: State) -> None:
        super().__init__(folder, identity, copy.deepcopy(state))
        self.state.replica = new_replica_id()

    def save(self) -> None:
        """Nothing is kept."""
