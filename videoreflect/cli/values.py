"""Values of options that carry names or content, kept out of argv where the person wants it.

``-`` reads standard input (once a call), ``@FILE`` a file, ``@@`` begins a literal ``@``; left
out, the value is asked for at a terminal.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from videoreflect.errors import InvalidInput, StorageError

MAX_VALUE = 2 << 20


class Values:
    """Reads values for one call."""

    def __init__(self) -> None:
        self._input_taken = False

    def text(self, given: str | None, asked: str, *, default: str | None = None) -> str:
        """The value behind ``given``; asked for with ``asked`` if it was left out and somebody is there."""
        if given is not None:
            return self._resolved(given)
        if default is not None:
            return default
        if not sys.stdin.isatty():
            raise InvalidInput(
                f"{asked} is missing. Give it as an option: as it is, as - for standard input, or as @FILE."
            )
        return input(f"{asked}: ")

    def agreed(self, word: str, question: str) -> bool:
        """Whether the person types ``word``; never without somebody at a terminal."""
        if not sys.stdin.isatty():
            raise InvalidInput(f"{question} Nobody is here to ask, so say --yes in the call.")
        return input(f"{question} Type “{word}” to go on: ").strip() == word

    def text_or_none(self, given: str | None, asked: str) -> str | None:
        """The value behind ``given``, or None: left out, or nothing typed where somebody is there to be asked."""
        if given is None and not sys.stdin.isatty():
            return None
        return self.text(given, asked) or None

    def says_yes(self, asked: str) -> bool:
        """Whether somebody at a terminal types “yes”."""
        return sys.stdin.isatty() and input(f"{asked} Type yes: ").strip().casefold() == "yes"

    def passphrase(self, file: str | None, asked: str = "Passphrase", *, new: bool = False) -> str:
        """A passphrase from the first line of a file or standard input, or typed unseen (twice if new)."""
        if file is not None:
            content = self._input() if file == "-" else _file(file)
            return content.split("\n", 1)[0].rstrip("\r")
        if not sys.stdin.isatty():
            raise InvalidInput("The passphrase is missing. Give a file that holds it, or - for standard input.")
        typed = getpass.getpass(f"{asked}: ")
        if new and getpass.getpass(f"{asked}, once more: ") != typed:
            raise InvalidInput("The two passphrases differ. Try again.")
        return typed

    def _resolved(self, given: str) -> str:
        if given == "-":
            return self._input()
        if given.startswith("@@"):
            return given[1:]
        if given.startswith("@"):
            return _file(given[1:]).rstrip("\r\n")
        return given

    def _input(self) -> str:
        if self._input_taken:
            raise InvalidInput("Only one value in a call can come from standard input. Use @FILE for the others.")
        self._input_taken = True
        return _decoded(sys.stdin.buffer.read(MAX_VALUE + 1)).rstrip("\r\n")


def _file(name: str) -> str:
    try:
        with Path(name).open("rb") as file:
            return _decoded(file.read(MAX_VALUE + 1))
    except OSError:
        raise StorageError(f"The file {name} cannot be read. Check its name and your rights on it.") from None


def _decoded(raw: bytes) -> str:
    try:
        if len(raw) > MAX_VALUE:
            raise InvalidInput("This text is too long. Keep it under 2 MB.")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("This text is not UTF-8. Save it as UTF-8 and try again.") from None
