"""Notices: texts of the package, filled with what is known; a gap stays visible and is named.

A template is plain text: ``# `` and ``## `` begin headings, ``- `` a point, an empty line ends a paragraph;
``${name}`` is filled in. A line that begins with ``{tag} `` stands only where the tag holds, with ``{!tag} `` only
where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from string import Template

GAP = "[…]"
MAY_BE_EMPTY = frozenset({"lesson_day"})
_CONDITION = re.compile(r"\{(!?)([a-z-]+)\} ")
_TOO_MANY_BREAKS = re.compile(r"\n{3,}")
_OPEN = re.compile(r"\[[^\[\]\n]{1,200}\]")


class NoticeKind(StrEnum):
    """Which text."""

    PARENTS = "parents"
    PUPILS_7_11 = "pupils-7-11"
    PUPILS_12_16 = "pupils-12-16"
    STAFF = "staff"
    DPIA = "dpia"


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with what was known. ``gaps`` names what was not: places in the text that say “[…]”."""

    text: str
    gaps: tuple[str, ...]


def template_text(kind: NoticeKind) -> str:
    """The text as it comes with the program."""
    return (files("videoreflect.formats") / "notices" / f"{kind}.txt").read_text("utf-8")


def fill(kind: NoticeKind, known: Mapping[str, str], tags: Collection[str]) -> Filled:
    """Fill a text. An empty value is a gap; a value is taken as it is, whatever signs it holds."""
    return fill_text(template_text(kind), known, tags)


def fill_text(text: str, known: Mapping[str, str], tags: Collection[str]) -> Filled:
    """As :func:`fill`, for any text of that form. Raises KeyError for a name that is not in ``known``."""
    kept = Template(_standing(text, tags))
    gaps = tuple(name for name in kept.get_identifiers() if not known[name] and name not in MAY_BE_EMPTY)
    return Filled(kept.substitute({name: GAP if name in gaps else value for name, value in known.items()}), gaps)


def open_places(text: str) -> tuple[str, ...]:
    """What somebody still has to fill in by hand: everything in square brackets, once each, in order."""
    return tuple(dict.fromkeys(_OPEN.findall(text)))


def _standing(text: str, tags: Collection[str]) -> str:
    lines = []
    for line in text.splitlines():
        found = _CONDITION.match(line)
        if found is None:
            lines.append(line)
        elif (found[2] in tags) is not bool(found[1]):
            lines.append(line[found.end() :])
    return _TOO_MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip() + "\n"
