"""Reading what a page sent: every field has a type and a bound, and nothing else is taken."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.errors import InvalidInput

SHORT = 1_000
MOST_ITEMS = 200
MOST_OBJECTS = 500
_MOST_MS = 1 << 40
_MOST_STAMP = 1 << 53
_MOST_LEVELS = 40

_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""Where half of a sign may be, as it is left when the other half was deleted: it could not be kept, nor shown."""


class Fields:
    """The JSON object of one request. Every reader raises InvalidInput that names the field."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @classmethod
    def parse(cls, raw: bytes) -> Fields:
        """Read a body; an empty one is an empty object."""
        try:
            parsed = _parsed(raw) if raw else {}
            parsed = _whole_signs(parsed) if _HALVES.search(raw) else parsed
        except (ValueError, RecursionError):
            raise InvalidInput("The page sent something that cannot be read. Load it again.") from None
        if not isinstance(parsed, dict) or _is_too_deep(parsed):
            raise InvalidInput("The page sent something that cannot be read. Load it again.")
        return cls(parsed)

    def text(self, name: str, limit: int = SHORT, default: str | None = None) -> str:
        """A text; without ``default`` it has to be there."""
        value = self._fields.get(name, default)
        if not isinstance(value, str) or len(value) > limit:
            raise _wrong(name)
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number from 0, such as a time in ms."""
        value = self._fields.get(name, default)
        if type(value) is not int or not 0 <= value < _MOST_MS:
            raise _wrong(name)
        return value

    def time_or_none(self, name: str) -> int | None:
        """A time in ms, or nothing."""
        return None if self.is_none(name) else self.whole(name)

    def stamp_or_none(self, name: str) -> int | None:
        """A time of the clock on the wall in ms, or nothing."""
        value = self._fields.get(name)
        if value is not None and (type(value) is not int or not 0 <= value < _MOST_STAMP):
            raise _wrong(name)
        return value

    def is_none(self, name: str) -> bool:
        """Whether the field is missing or null."""
        return self._fields.get(name) is None

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self._fields.get(name, default)
        if type(value) is not bool:
            raise _wrong(name)
        return value

    def id(self, name: str) -> str:
        """An id."""
        value = self._fields.get(name)
        if not is_id(value):
            raise _wrong(name)
        return str(value)

    def texts(self, name: str, limit: int = SHORT, most: int = MOST_ITEMS) -> list[str]:
        """A list of at most so many texts; missing is empty."""
        value = self._fields.get(name, [])
        fits = isinstance(value, list) and len(value) <= most
        if not fits or not all(isinstance(one, str) and len(one) <= limit for one in value):
            raise _wrong(name)
        return list(value)

    def items(self, name: str, most: int) -> list[Any]:
        """A list of anything, at most so long; who takes it checks what is in it."""
        value = self._fields.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise _wrong(name)
        return value

    def ids(self, name: str) -> list[str]:
        """A list of ids; missing is empty."""
        found = self.texts(name)
        if not all(map(is_id, found)):
            raise _wrong(name)
        return found

    def objects(self, name: str) -> list[Fields]:
        """A list of JSON objects; missing is empty."""
        value = self._fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > MOST_OBJECTS or not all(isinstance(one, dict) for one in value):
            raise _wrong(name)
        return [Fields(one) for one in value]

    def object_or_none(self, name: str) -> dict[str, Any] | None:
        """A JSON object, or nothing."""
        value = self._fields.get(name)
        if value is not None and not isinstance(value, dict):
            raise _wrong(name)
        return value

    def object(self, name: str) -> Fields:
        """The fields of a JSON object."""
        return Fields(self.object_or_none(name) or {})


def _parsed(raw: bytes) -> Any:
    """What JSON in UTF-8 says. Raises ValueError, also for NaN and endless numbers: no answer could hold them."""
    text = raw.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    return json.loads(text, parse_constant=_no_number, parse_float=_finite)


def _is_too_deep(parsed: Any) -> bool:
    """Whether lists and objects lie in one another deeper than whoever walks through them can follow."""
    level = [parsed]
    for _ in range(_MOST_LEVELS):
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
        level = [inner for inner in level if isinstance(inner, dict | list)]
    return bool(level)


def _no_number(said: str) -> Any:
    raise ValueError(said)


def _finite(said: str) -> float:
    found = float(said)
    return found if math.isfinite(found) else _no_number(said)


def _wrong(name: str) -> InvalidInput:
    return InvalidInput(f"Something in “{name.replace('_', ' ')}” cannot be used. Check it and try again.", field=name)


def _whole_signs(value: Any) -> Any:
    """The same without halves of signs; the two halves of one were joined when it was read."""
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_whole_signs(one) for one in value]
    return {_whole_signs(name): _whole_signs(one) for name, one in value.items()} if isinstance(value, dict) else value
