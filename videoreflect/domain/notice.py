"""What people are told about a recording: a text that was given out, and its hash for the consent register."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.ids import checked_id
from videoreflect.errors import FormatError, InvalidInput

MAX_NOTICE = 60_000
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_TEMPLATE = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Notice:
    """One text. ``id`` and ``sha256`` (hex, of the UTF-8 text) are what a consent event names."""

    id: str
    template: str
    language: str
    text: str
    saved_ms: int = 0

    def __post_init__(self) -> None:
        checked_id(self.id)
        if not _TEMPLATE.fullmatch(self.template) or not _LANGUAGE_TAG.fullmatch(self.language):
            raise InvalidInput("Choose which text this is, and its language, such as en-GB.")
        if not self.text.strip() or len(self.text) > MAX_NOTICE:
            raise InvalidInput("A notice needs some words, and fits on a few pages. Check its length.")
        if any(ord(sign) < 32 and sign not in "\n\t" for sign in self.text):
            raise InvalidInput("There is a sign in this text that cannot be printed. Type that place again.")

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def content(self) -> dict[str, Any]:
        """The body of a ``notice`` row."""
        rest = {"language": self.language, "text": self.text, "sha256": self.sha256}
        return {"notice": self.id, "template": self.template} | rest


def notice_from(content: Mapping[str, Any], saved_ms: int) -> Notice:
    """Read the body of a ``notice`` row. Raises FormatError, also if the hash is of another text."""
    try:
        said = dict(content)
        sha256 = said.pop("sha256")
        notice = Notice(said.pop("notice"), **said, saved_ms=saved_ms)
    except (AttributeError, InvalidInput, KeyError, TypeError):
        raise FormatError from None
    if notice.sha256 != sha256:
        raise FormatError
    return notice
