"""A codebook as JSON: what other programs and people exchange."""

from __future__ import annotations

import json
from typing import Any

from videoreflect.domain.codebook import Codebook
from videoreflect.errors import InvalidInput
from videoreflect.formats.codebook_mending import LooseBook, LooseCode, Taken, mended
from videoreflect.formats.given import received

SCHEMA = "videoreflect/codebook/1"


def write(book: Codebook) -> str:
    """Write a codebook."""
    return json.dumps({"schema": SCHEMA} | book.content(), ensure_ascii=False, indent=2) + "\n"


def read(text: str, called: str = "") -> Taken:
    """Read one, also one that somebody wrote by hand: a list of names is enough. Tells what had to be changed.

    Raises InvalidInput for what is no codebook.
    """
    try:
        found = json.loads(received(text))
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if isinstance(found, list):
        found = {"codes": found}
    if not isinstance(found, dict) or not isinstance(found.get("codes"), list):
        raise _unreadable()
    groups = _groups(found.get("groups"))
    codes = [_code(one, groups) for one in found["codes"]]
    about = {name: _text(found.get(name)) for name in ("id", "title", "source", "about")}
    return mended(LooseBook(codes=codes, **about), called)


def _code(found: object, groups: dict[str, dict[str, Any]]) -> LooseCode:
    if isinstance(found, str):
        return LooseCode(name=found)
    if not isinstance(found, dict):
        raise _unreadable()
    names = ("name", "letters", "colour", "key", "about", "id")
    said = {name: _text(found.get(name)) for name in names}
    group_id = _text(found.get("group"))
    group = groups.get(group_id, {"name": group_id})
    return LooseCode(**said, group=_text(group.get("name")), group_id=group_id, one_of=group.get("one_of") is True)


def _groups(found: object) -> dict[str, dict[str, Any]]:
    if not isinstance(found, list):
        return {}
    return {_text(one.get("id")): one for one in found if isinstance(one, dict)}


def _text(value: object) -> str:
    """A text, or a number as one; anything else is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int and abs(value) < 10**9 else ""


def _unreadable() -> InvalidInput:
    return InvalidInput("This is not a codebook in JSON: it needs a list “codes”. Nothing was taken in.")
