"""Text from outside, before it is read, and text of ours, before it is written."""

from __future__ import annotations

import re

from videoreflect.errors import InvalidInput

MOST_CHARACTERS = 20_000_000
"""A day of talk is about a tenth of this; more is refused before it is looked at."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NEW_LINE = re.compile("\r\n?")


def received(text: str) -> str:
    """Return a text from outside without its byte order mark and with plain new lines.

    Raises InvalidInput when it is longer than ``MOST_CHARACTERS``.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput("This file is too long to be a transcript or a list of notes.")
    return _NEW_LINE.sub("\n", text.removeprefix("\ufeff"))


def printable(text: str) -> str:
    """Return a text as subtitles can hold it: new lines plain, control characters left out.

    No subtitle format can carry control characters; everything else comes back from it unchanged.
    """
    return _UNPRINTABLE.sub("", _NEW_LINE.sub("\n", text))
