"""What all routes of one running app share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from videoreflect.errors import SignInRefused
from videoreflect.services import background
from videoreflect.services.guesses import Guesses
from videoreflect.services.sessions import SESSIONS, Sessions, SignIn

_PATIENCE_S = 5.0


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class House:
    """The vault, who is signed in to it, how guesses are slowed, and how the server ends."""

    vault: Path
    sessions: Sessions = SESSIONS
    guesses: Guesses = field(default_factory=Guesses)
    quit: Callable[[], None] = _nothing
    _one_guess: threading.Lock = field(default_factory=threading.Lock)

    @property
    def has_vault(self) -> bool:
        """Whether somebody has been here before."""
        return (self.vault / "vault.json").is_file()

    def open(self, sign_in: SignIn) -> str:
        """Enter a sign-in and begin what its person's program owes; returns the token for the cookie."""
        token = self.sessions.open(sign_in)
        background.start_settling(sign_in)
        return token

    @contextmanager
    def guessing(self, name: str) -> Iterator[None]:
        """Let one guess at a time through, and count it. Raises SignInRefused while the next has to wait.

        One at a time, or a hundred guesses sent at once would all pass before the first was counted.
        """
        if not self._one_guess.acquire(timeout=_PATIENCE_S):
            raise SignInRefused("Somebody else is signing in. Wait a second, then try again.", wait_seconds=1)
        try:
            self.guesses.check(name)
            yield
            self.guesses.right(name)
        except SignInRefused as refused:
            if "wait_seconds" not in refused.fields:
                self.guesses.wrong(name)
            raise
        finally:
            self._one_guess.release()
