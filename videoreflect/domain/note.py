"""Something said about a moment, a range, or the whole lesson, by one author."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any

from videoreflect.domain.ids import checked_id, is_id
from videoreflect.domain.region import Region, regions_from
from videoreflect.errors import FormatError, InvalidInput

MAX_TEXT = 1 << 20
"""Characters: a pasted megabyte is welcome; a pasted shelf of books is not a note."""

MAX_QUOTE = 5_000
MAX_ORIGIN = 200
MOST_CODES = 50
STATES = ("", "done", "parked")
"""What became of a note: still to be looked at, dealt with, or put aside on purpose."""

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}/[a-z0-9][a-z0-9-]{0,39}")
"""A codebook and a code in it."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note. ``at_ms`` is None for a note about the whole lesson; ``to_ms`` ends a range.

    ``codes`` are labels as ``codebook/code``, ``state`` one of STATES, ``shared``: open to everybody who holds the
    lesson at once, ``reply_to`` the id of the note that it answers, ``regions`` what is drawn on the picture,
    ``voice`` the id of a voice note of ``voice_ms``. A note holds words, a code, a region or a voice, or several.
    ``origin``: who wrote it, by name, as a file says from which its author here took it in; empty for their own words.
    """

    id: str
    at_ms: int | None
    to_ms: int | None
    text: str
    quote: str = ""
    talk: bool = False
    created_ms: int = 0
    edited_ms: int = 0
    deleted: bool = False
    codes: tuple[str, ...] = ()
    state: str = ""
    shared: bool = False
    reply_to: str = ""
    regions: tuple[Region, ...] = ()
    voice: str = ""
    voice_ms: int = 0
    origin: str = ""

    def content(self) -> dict[str, Any]:
        """The body of a ``note`` row; of the fields that came later only those that say something."""
        body = {one.name: getattr(self, one.name) for one in fields(self)}
        body = {name: value for name, value in body.items() if value or name not in _LATER}
        body["note"] = body.pop("id")
        if self.codes:
            body["codes"] = list(self.codes)
        if self.regions:
            body["regions"] = [region.content() for region in self.regions]
        return body


_LATER = frozenset({"codes", "state", "shared", "reply_to", "regions", "voice", "voice_ms", "origin"})


@dataclass(frozen=True, slots=True)
class AuthoredNote:
    """A note with who wrote it and who can see it now."""

    author: str
    note: Note
    visibility: str
    """``private``, ``shared`` (at once, on purpose), ``waiting`` or ``open``."""


def is_code(text: str) -> bool:
    """Whether a text has the form of a code: a codebook and a code in it."""
    return _CODE.fullmatch(text) is not None


def note_from(content: dict[str, Any]) -> Note:
    """Read the body of a ``note`` row. Raises FormatError: a member with other software may have written it."""
    try:
        said = dict(content)
        codes, regions = said.pop("codes", ()), regions_from(said.pop("regions", ()))
        note = Note(said.pop("note"), **said, codes=tuple(codes), regions=regions)
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
    text = printable(note.text)
    if not (note.deleted or text or note.codes or note.regions or note.voice):
        raise InvalidInput("A note needs a few words. Type them and save again.")
    _check_labels(note)
    at, to = _ordered(_within(note.at_ms, duration_ms), _within(note.to_ms, duration_ms))
    codes = tuple(dict.fromkeys(note.codes))
    origin = " ".join(printable(note.origin[:MAX_ORIGIN]).split())
    return replace(note, at_ms=at, to_ms=to, text=text, quote=printable(note.quote), codes=codes, origin=origin)


def _check_labels(note: Note) -> None:
    if len(note.codes) > MOST_CODES or not all(map(is_code, note.codes)):
        raise InvalidInput("A label of this note is not one of a codebook. Choose it again.", field="codes")
    if note.state not in STATES:
        raise InvalidInput("A note is open, done or parked.", field="state")
    if note.reply_to and not is_id(note.reply_to):
        raise InvalidInput("The note that this answers is not known. Open the lesson again.", field="reply_to")
    if (note.voice and not is_id(note.voice)) or bool(note.voice) != bool(note.voice_ms):
        raise InvalidInput("This voice note cannot be used. Record it again.", field="voice")


def _check_types(note: Note) -> None:
    times = (note.at_ms, note.to_ms)
    if not all(t is None or (type(t) is int and 0 <= t < 1 << 40) for t in times):
        raise FormatError
    stamps = type(note.created_ms) is int and type(note.edited_ms) is int
    if not (stamps and isinstance(note.text, str) and isinstance(note.quote, str)):
        raise FormatError
    if not all(type(flag) is bool for flag in (note.talk, note.deleted, note.shared)):
        raise FormatError
    if not all(isinstance(one, str) for one in (*note.codes, note.state, note.reply_to, note.voice, note.origin)):
        raise FormatError
    if type(note.voice_ms) is not int or not 0 <= note.voice_ms < 1 << 32:
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


def printable(text: str) -> str:
    """Drop control characters that could hide or reorder text; line breaks and tabs stay.

    Of a text in which nothing can be seen nothing stays: what joins signs says something only between them.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    plain = "".join(c for c in kept if c not in _HIDDEN).strip()
    return plain if any(map(_can_be_seen, plain)) else ""


_HIDDEN = frozenset("\u061c\u200b\u200e\u200f\u2060\ufeff").union(
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0").union(
    chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
)
"""Signs that are letters, marks or pictures by their kind, and show nothing."""


def _can_be_seen(sign: str) -> bool:
    return not sign.isspace() and sign not in _BLANK and unicodedata.category(sign) != "Cf"
