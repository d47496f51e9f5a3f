"""A part of a lesson with a name: where it begins, and what its owner calls it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.ids import checked_id
from videoreflect.errors import FormatError, InvalidInput

MAX_NAME = 200
MOST_CHAPTERS = 500
_MOST_MS = 1 << 40


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: it lasts until the next begins. ``deleted``: a mark that it is gone, without a name."""

    id: str
    at_ms: int
    name: str
    deleted: bool = False

    def content(self) -> dict[str, Any]:
        """The body of a ``chapter`` row."""
        return {"chapter": self.id, "at_ms": self.at_ms, "name": self.name, "deleted": self.deleted}


def chapter_from(body: dict[str, Any]) -> Chapter:
    """Read the body of a ``chapter`` row. Raises FormatError: other software may have written it."""
    try:
        chapter = Chapter(checked_id(body["chapter"]), body["at_ms"], body["name"], body["deleted"])
    except KeyError:
        raise FormatError from None
    fits = type(chapter.at_ms) is int and 0 <= chapter.at_ms < _MOST_MS and type(chapter.deleted) is bool
    if not fits or not isinstance(chapter.name, str) or len(chapter.name) > MAX_NAME:
        raise FormatError
    return chapter if chapter.deleted else replace(chapter, name=_one_line(chapter.name))


def checked_chapter(chapter: Chapter, duration_ms: int) -> Chapter:
    """A chapter that may be stored: on one line, within the clip. Raises InvalidInput for one without a name."""
    name = _one_line(chapter.name)
    if not name:
        raise InvalidInput("A chapter needs a name. Type one or two words.", field="name")
    if len(name) > MAX_NAME:
        raise InvalidInput("This name is too long. A few words are enough.", field="name")
    return replace(chapter, at_ms=min(max(0, chapter.at_ms), max(0, duration_ms - 1)), name=name)


def _one_line(name: str) -> str:
    """Without line breaks and without characters that cannot be seen, which could hide or turn round others."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
