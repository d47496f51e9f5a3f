"""How one person wants the review screen: what letters do, own keys, questions, and how far the tour is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from videoreflect.errors import InvalidInput

MOST_KEYS = 200
LAST_STEP = 20
DONE = "done"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}(\.[\w-]{1,80}){1,3}")
_NAMED_KEY = re.compile(
    r"(Shift\+)?(Arrow(Left|Right|Up|Down)|Home|End|Page(Up|Down)|Insert|Delete|Backspace|F[1-9]|F1[0-2])"
)
_INVISIBLE = ("C", "M", "Z")
"""Unicode categories of what no key may be called by: controls, marks on nothing, spaces."""


@dataclass(frozen=True)
class ReviewSettings:
    """``keys`` are in force while letters begin a note, ``letters`` while letters are commands.

    Both hold command name -> key; "" takes the key away. ``tour`` is "" before it, a number of steps done, or "done".
    Raises InvalidInput for anything else.
    """

    typing_starts: bool = True
    prompts: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    tour: str = ""

    def __post_init__(self) -> None:
        for name in ("typing_starts", "prompts"):
            if type(getattr(self, name)) is not bool:
                raise _wrong(name)
        for name in ("keys", "letters"):
            _check_keys(name, getattr(self, name))
        if any(starts_a_note(key) for key in self.keys.values()):
            raise InvalidInput("Letters begin a note. Choose a sign, or let letters be commands.", field="keys")
        steps = isinstance(self.tour, str) and re.fullmatch(r"[0-9]{1,2}", self.tour, re.ASCII)
        if self.tour not in ("", DONE) and not (steps and int(self.tour) <= LAST_STEP):
            raise _wrong("tour")


def starts_a_note(key: str) -> bool:
    """Whether a key types a letter, and so begins a note."""
    return len(key) == 1 and unicodedata.category(key).startswith("L")


def is_key(key: Any) -> bool:
    """Whether a key may be chosen: one visible sign, Space, or a key with a name; never Enter, Esc or Tab."""
    if not isinstance(key, str):
        return False
    if len(key) == 1:
        return key == " " or unicodedata.category(key)[0] not in _INVISIBLE
    return _NAMED_KEY.fullmatch(key) is not None


def _check_keys(name: str, keys: Any) -> None:
    if not isinstance(keys, Mapping) or len(keys) > MOST_KEYS:
        raise _wrong(name)
    if not all(isinstance(command, str) and _NAME.fullmatch(command) for command in keys):
        raise _wrong(name)
    given = [key for key in keys.values() if key != ""]
    if not all(map(is_key, given)):
        raise InvalidInput("This key cannot be chosen. Enter, Esc and Tab keep what they do.", field=name)
    if len({key.lower() for key in given}) < len(given):
        raise InvalidInput("Two commands have the same key. Choose another for one of them.", field=name)


def _wrong(name: str) -> InvalidInput:
    return InvalidInput(
        "Something in the settings of the review screen cannot be used. Load the page again.", field=name
    )
