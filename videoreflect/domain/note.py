"""Something said about a moment, a range, or the whole lesson, by one author."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import Any

from videoreflect.domain.ids import checked_id
from videoreflect.errors import FormatError, InvalidInput

MAX_TEXT = 1_000_000
"""A pasted page is welcome; a pasted book is not a note."""

MAX_QUOTE = 5_000


@dataclass(frozen=True, slots=True)
class Note:
    """One note. ``at_ms`` is None for a note about the whole lesson; ``to_ms`` ends a range."""

    id: str
    at_ms: int | None
    to_ms: int | None
    text: str
    quote: str = ""
    talk: bool = False
    created_ms: int = 0
    edited_ms: int = 0
    deleted: bool = False

    def content(self) -> dict[str, Any]:
        """The body of a ``note`` row."""
        fields = asdict(self)
        fields["note"] = fields.pop("id")
        return fields


@dataclass(frozen=True, slots=True)
class AuthoredNote:
    """A note with who wrote it and who can see it now: ``private``, ``waiting`` or ``open``."""

    author: str
    note: Note
    visibility: str


def note_from(content: dict[str, Any]) -> Note:
    """Read the body of a ``note`` row. Raises FormatError: a member with other software may have written it."""
    try:
        fields = dict(content)
        note = Note(fields.pop("note"), **fields)
        checked_id(note.id)
        _check_types(note)
        return checked_note(note, duration_ms=None)
    except (KeyError, TypeError, InvalidInput):
        raise FormatError from None


def checked_note(note: Note, duration_ms: int | None) -> Note:
    """A note that may be stored: order of its range mended, text present and bounded.

    A moment beyond the end of the clip is moved to its end. Raises InvalidInput.
    """
    if len(note.text) > MAX_TEXT or len(note.quote) > MAX_QUOTE:
        raise InvalidInput("This text is too long for one note. Keep the part that belongs to this moment.")
    text = _printable(note.text)
    if not note.deleted and not text:
        raise InvalidInput("A note needs a few words. Type them and save again.")
    at, to = _ordered(_within(note.at_ms, duration_ms), _within(note.to_ms, duration_ms))
    return replace(note, at_ms=at, to_ms=to, text=text, quote=_printable(note.quote))


def _check_types(note: Note) -> None:
    times = (note.at_ms, note.to_ms)
    if not all(t is None or (type(t) is int and 0 <= t < 1 << 40) for t in times):
        raise FormatError
    stamps = type(note.created_ms) is int and type(note.edited_ms) is int
    if not (stamps and isinstance(note.text, str) and isinstance(note.quote, str)):
        raise FormatError
    if type(note.talk) is not bool or type(note.deleted) is not bool:
        raise FormatError


def _within(time_ms: int | None, duration_ms: int | None) -> int | None:
    if time_ms is None:
        return None
    bounded = max(0, time_ms)
    return bounded if duration_ms is None else min(bounded, duration_ms)


def _ordered(at: int | None, to: int | None) -> tuple[int | None, int | None]:
    if at is None:
        return None, None
    if to is None or to == at:
        return at, None
    return min(at, to), max(at, to)


def _printable(text: str) -> str:
    """Drop control characters that could hide or reorder text; line breaks and tabs stay."""
    hidden = {"\u200b", "\u200e", "\u200f", "\u2060", "\ufeff"} | {
        chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
    }
    kept = (c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(c for c in kept if c not in hidden).strip()
