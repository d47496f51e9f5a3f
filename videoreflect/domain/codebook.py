"""A codebook: a set of labels to put on notes, with colours, keys and a few words on each. Never a score."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.note import printable
from videoreflect.errors import FormatError, InvalidInput

MOST_CODES = 2_000
MOST_GROUPS = 100
MOST_TITLE = 120
MOST_NAME = 120
MOST_ABOUT = 1_000
MOST_LETTERS = 4
MOST_BYTES = 1_000_000
"""Of its JSON: it travels with every lesson in which it is used."""

COLOURS = 20
"""Colours 11 to 20 are the first ten again with an open swatch: from the 11th the letters decide."""

DEFAULT = "reactions"
"""In use in a lesson of which nothing else was said."""

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Group:
    """Codes that belong together. Of a group that is ``one_of`` a note carries at most one code."""

    id: str
    name: str
    one_of: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """One label. ``letters``: 1 to 4, to tell it apart without its colour. ``key``: one character, or "" for none."""

    id: str
    name: str
    letters: str
    colour: int
    key: str = ""
    about: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """A set of codes. ``source`` says whose it is and under which terms, ``about`` what it is for.

    Raises InvalidInput with a sentence for whoever made the file: see :func:`checked_codebook`.
    """

    id: str
    title: str
    codes: tuple[Code, ...]
    groups: tuple[Group, ...] = ()
    source: str = ""
    about: str = ""

    def content(self) -> dict[str, Any]:
        """As it stands in a row and in a JSON file; what says nothing is left out."""
        said: dict[str, Any] = {"id": self.id, "title": self.title, "source": self.source, "about": self.about}
        said = {name: value for name, value in said.items() if value}
        said["codes"] = [_said(one, ("id", "name", "letters", "colour", "key", "about", "group")) for one in self.codes]
        if self.groups:
            said["groups"] = [_said(one, ("id", "name", "one_of")) for one in self.groups]
        return said

    def refs(self) -> frozenset[str]:
        """The labels of its codes as notes carry them: ``codebook/code``."""
        return frozenset(f"{self.id}/{code.id}" for code in self.codes)


def checked_codebook(book: Codebook) -> Codebook:
    """A codebook that may be kept: groups in the order of their codes, none without one.

    Raises InvalidInput that names what is wrong and which code it is.
    """
    if not isinstance(book.id, str) or not SLUG.fullmatch(book.id):
        raise InvalidInput("The short name of a codebook has small letters, digits and “-”, at most 40.", field="id")
    _check_line(book.title, MOST_TITLE, "title")
    _check_text(book.source, MOST_ABOUT, "source")
    _check_text(book.about, MOST_ABOUT, "about")
    if not book.codes:
        raise InvalidInput("A codebook needs at least one code.", field="codes")
    if len(book.codes) > MOST_CODES or len(book.groups) > MOST_GROUPS:
        many = f"A codebook has at most {MOST_CODES:,} codes in at most {MOST_GROUPS} groups. This one has more."
        raise InvalidInput(many, field="codes")
    for group in book.groups:
        _check_group(group)
    known = {group.id for group in book.groups}
    for code in book.codes:
        _check_code(code, known)
    _check_once([group.id for group in book.groups], "group")
    _check_once([group.name.casefold() for group in book.groups], "group")
    _check_once([code.id for code in book.codes], "short name")
    _check_once([code.name.casefold() for code in book.codes], "name")
    _check_once([code.letters.casefold() for code in book.codes], "letters")
    _check_once([code.key.casefold() for code in book.codes if code.key], "key")
    if len(json.dumps(book.content(), ensure_ascii=False).encode()) > MOST_BYTES:
        raise InvalidInput("This codebook is too long. Shorten what is said about its codes.", field="about")
    places = {code.group: place for place, code in reversed(list(enumerate(book.codes)))}
    used = sorted((one for one in book.groups if one.id in places), key=lambda one: places[one.id])
    return replace(book, groups=tuple(used))


def codebook_from(content: object) -> Codebook:
    """Read what :meth:`Codebook.content` gave. Raises FormatError: a member with other software may have written it."""
    try:
        return codebook_typed(content)
    except InvalidInput:
        raise FormatError from None


def codebook_typed(content: object) -> Codebook:
    """The same of what somebody is just typing. Raises InvalidInput with a sentence, FormatError for another shape."""
    try:
        return checked_codebook(_codebook(content))
    except (KeyError, TypeError, AttributeError):
        raise FormatError from None


def _codebook(content: object) -> Codebook:
    if not isinstance(content, dict):
        raise FormatError
    said = dict(content)
    codes, groups = said.pop("codes"), said.pop("groups", [])
    if not isinstance(codes, list) or not isinstance(groups, list):
        raise FormatError
    if len(codes) > MOST_CODES or len(groups) > MOST_GROUPS:
        raise FormatError
    return Codebook(codes=tuple(Code(**one) for one in codes), groups=tuple(Group(**one) for one in groups), **said)


def _check_code(code: Code, groups: set[str]) -> None:
    _check_line(code.name, MOST_NAME, "name")
    called = f"The code “{code.name[:40]}”"
    if not (isinstance(code.id, str) and SLUG.fullmatch(code.id)):
        raise InvalidInput(f"{called} needs a short name of small letters, digits and “-”, at most 40.", field="id")
    if not is_letters(code.letters):
        raise InvalidInput(f"{called} needs 1 to {MOST_LETTERS} letters or digits to be known by.", field="letters")
    if type(code.colour) is not int or not 1 <= code.colour <= COLOURS:
        raise InvalidInput(f"{called} has a colour that is none of 1 to {COLOURS}.", field="colour")
    if code.key != "" and not is_key(code.key):
        raise InvalidInput(f"{called} needs a key that is one letter or digit, or none.", field="key")
    if code.group != "" and code.group not in groups:
        raise InvalidInput(f"{called} belongs to a group that is not in this codebook.", field="group")
    _check_text(code.about, MOST_ABOUT, "about")


def _check_group(group: Group) -> None:
    _check_line(group.name, MOST_NAME, "group")
    if not (isinstance(group.id, str) and SLUG.fullmatch(group.id)) or type(group.one_of) is not bool:
        raise InvalidInput(f"The group “{group.name[:40]}” cannot be read.", field="group")


def is_letters(text: object) -> bool:
    """Whether a text can stand for a code on a chip."""
    return isinstance(text, str) and 1 <= len(text) <= MOST_LETTERS and all(one.isalnum() for one in text)


def is_key(text: object) -> bool:
    """Whether a text is a key: one letter or digit."""
    return isinstance(text, str) and len(text) == 1 and text.isalnum()


def _check_line(text: str, most: int, field: str) -> None:
    _check_text(text, most, field)
    if text != one_line(text) or not text:
        raise InvalidInput(f"The {field} of a codebook or a code needs a few words on one line.", field=field)


def _check_text(text: str, most: int, field: str) -> None:
    if not isinstance(text, str) or text != printable(text):
        raise InvalidInput(f"The {field} of a codebook or a code holds signs that cannot be shown.", field=field)
    if len(text) > most:
        wanted = f"has {len(text):,} characters; at most {most:,} are possible"
        raise InvalidInput(f"The {field} of a codebook or a code {wanted}.", field=field)


def one_line(text: str) -> str:
    """A text without line breaks, and with single spaces."""
    return " ".join(printable(text).split())


def _check_once(values: list[str], what: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidInput(f"Two codes have the same {what}: “{value[:40]}”. Change one of them.", field=what)
        seen.add(value)


def _said(one: Code | Group, names: tuple[str, ...]) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in names}
    return {name: value for name, value in said.items() if value}
