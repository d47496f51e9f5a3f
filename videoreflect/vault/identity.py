"""A signed-in person's keys, all derived from one root secret."""

from __future__ import annotations

import secrets

from videoreflect.crypto.derive import derive
from videoreflect.crypto.sealing import SealingKey
from videoreflect.crypto.signing import Signer
from videoreflect.errors import IntegrityError
from videoreflect.vault.keyring import PublicKeys

ROOT_BYTES = 32


class Identity:
    """The keys of one person in one vault. Nothing private is ever sealed to a public key.

    ``former``: the keys before, while a change of keys is not finished (``vault.keychange``).
    """

    def __init__(self, root: bytes, vault: str, person: str, former: Identity | None = None) -> None:
        self._root, self._vault, self.person, self.former = root, vault, person, former
        self.signer = Signer(self._derived("person/ed25519"))
        self.sealing = SealingKey(self._derived("person/x-wing"))

    @classmethod
    def fresh(cls, vault: str, person: str) -> Identity:
        """New keys, made at the person's own first sign-in."""
        return cls(secrets.token_bytes(ROOT_BYTES), vault, person)

    @property
    def public(self) -> PublicKeys:
        """The public halves."""
        return PublicKeys(self.signer.public, self.sealing.public)

    def open_sealed(self, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed to these keys, or to the former ones. Raises IntegrityError."""
        try:
            return self.sealing.open(sealed, info)
        except IntegrityError:
            if self.former is None:
                raise
            return self.former.sealing.open(sealed, info)

    @property
    def root(self) -> bytes:
        """The root secret, for wrapping into a slot only."""
        return self._root

    @property
    def state_key(self) -> bytes:
        """Key of ``people/<id>.state``."""
        return self._derived("person/state")

    @property
    def upload_key(self) -> bytes:
        """Key of the lists of unfinished uploads."""
        return self._derived("person/upload")

    @property
    def index_key(self) -> bytes:
        """Key of ``people/<id>.index.db``."""
        return self._derived("person/index")

    def private_key(self, capsule: str) -> bytes:
        """Key of this person's private file in one capsule."""
        return self._derived("person/private", capsule)

    def _derived(self, label: str, *parts: str) -> bytes:
        return derive(self._root, label, self._vault, self.person, *parts)

    def __repr__(self) -> str:
        return f"Identity({self.person}, …)"
