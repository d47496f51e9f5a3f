"""One note as plain JSON: what stands in the cues of our WebVTT, behind the tiers of our ELAN files, and what the
process that reads foreign files says to the one that keeps them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from videoreflect.domain.note import Note
from videoreflect.domain.region import regions_from
from videoreflect.errors import FormatError
from videoreflect.formats.written_note import WrittenNote

_TYPES: dict[str, tuple[type, ...]] = {
    "id": (str,), "at_ms": (int, type(None)), "to_ms": (int, type(None)), "text": (str,), "quote": (str,),
    "talk": (bool,), "created_ms": (int,), "edited_ms": (int,), "state": (str,), "shared": (bool,),
    "reply_to": (str,), "voice_ms": (int,), "origin": (str,),
}  # fmt: skip
_TIMES = ("at_ms", "to_ms")
_MOST = 1 << 50
_EMPTY = Note("", None, None, "")


def content_of(one: WrittenNote) -> dict[str, Any]:
    """What a note says, without what says nothing."""
    said = {name: getattr(one.note, name) for name in _TYPES}
    more = {
        "codes": list(one.note.codes),
        "code_names": dict(one.code_names),
        "regions": [region.content() for region in one.note.regions],
        "author": one.author,
        "visibility": one.visibility,
    }
    return {name: value for name, value in (said | more).items() if value or (name in _TIMES and value == 0)}


def written_from(content: object) -> WrittenNote:
    """Read what ``content_of`` made; what it does not know is left out. Raises FormatError."""
    if not isinstance(content, dict):
        raise FormatError
    said = {name: _typed(content[name], kinds) for name, kinds in _TYPES.items() if name in content}
    codes, names = content.get("codes", []), content.get("code_names", {})
    author, visibility = content.get("author", ""), content.get("visibility", "")
    if not (isinstance(codes, list) and isinstance(names, dict)):
        raise FormatError
    if not all(isinstance(text, str) for text in (*codes, *names, *names.values(), author, visibility)):
        raise FormatError
    regions = regions_from(content.get("regions", []))
    base = {one.name: getattr(_EMPTY, one.name) for one in fields(_EMPTY)}
    note = Note(**{**base, **said, "codes": tuple(codes), "regions": regions})
    return WrittenNote(note, author, visibility, tuple(names.items()))


def _typed(value: Any, kinds: tuple[type, ...]) -> Any:
    if type(value) not in kinds or (type(value) is int and not 0 <= value < _MOST):
        raise FormatError
    return value
