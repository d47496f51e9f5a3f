"""What every command needs: its arguments, where the vault is, who is asking."""

from __future__ import annotations

import argparse
from pathlib import Path

from videoreflect.cli.output import Output
from videoreflect.cli.values import Values
from videoreflect.services import accounts
from videoreflect.services.lessons import find_lesson
from videoreflect.services.places import default_vault
from videoreflect.services.vault_place import can_be_written
from videoreflect.vault.identity import Identity
from videoreflect.vault.signin import SignIn


class Context:
    """One call of the command line."""

    def __init__(self, given: argparse.Namespace, output: Output) -> None:
        self.given, self.output, self.values = given, output, Values()
        self._session: SignIn | None = None
        self._passphrase: str | None = None

    @property
    def vault(self) -> Path:
        """The folder named with --vault, or the usual one."""
        return Path(self.given.vault) if self.given.vault else default_vault()

    def name(self) -> str:
        """Who is asking (--as)."""
        return self.values.text(self.given.name, "Your name")

    def session(self) -> SignIn:
        """Sign in once."""
        if self._session is None:
            name = self.name()
            self._session = accounts.sign_in(self.vault, name, self.passphrase())
        return self._session

    def looking(self) -> SignIn:
        """Sign in once; where nothing can be written, only to look."""
        if self._session is None and not can_be_written(self.vault):
            self._session = accounts.look_in(self.vault, self.keys())
        return self.session()

    def keys(self, vault: Path | None = None) -> Identity:
        """Open one's own keys and nothing else: for looking without writing, also into a copy of the vault."""
        return accounts.keys_of(vault or self.vault, self.name(), self.passphrase())

    def passphrase(self) -> str:
        """The passphrase of who is asking; asked for, or read, once."""
        if self._passphrase is None:
            self._passphrase = self.values.passphrase(self.given.passphrase_file)
        return self._passphrase

    def new_passphrase(self) -> str:
        """A new one (--new-passphrase-file), typed twice where it is asked for."""
        return self.values.passphrase(self.given.new_passphrase_file, "New passphrase", new=True)

    def lesson(self) -> str:
        """The lesson named in the arguments."""
        return find_lesson(self.session(), self.given.lesson)
