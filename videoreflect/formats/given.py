"""Text from outside, before it is read, and text of ours, before it is written."""

from __future__ import annotations

import codecs
import html
import re

from videoreflect.errors import InvalidInput

MOST_CHARACTERS = 20_000_000
"""A day of talk is about a tenth of this; more is refused before it is looked at."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_NEW_LINE = re.compile("\r\n?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def received(text: str) -> str:
    """Return a text from outside without its byte order mark and with plain new lines.

    Raises InvalidInput when it is longer than ``MOST_CHARACTERS``.
    """
    if len(text) > MOST_CHARACTERS:
        raise too_long()
    return _NEW_LINE.sub("\n", text.removeprefix("\ufeff"))


def decoded(raw: bytes) -> str:
    """Return the text of a file from outside: UTF-8, UTF-16, or what old Windows programs wrote (code page 1252).

    Raises InvalidInput when it is none of these, or too long.
    """
    if len(raw) > 4 * MOST_CHARACTERS:
        raise too_long()
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], encoding)
    if wide := _wide(raw[:400]):
        return _decoded(raw, wide)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(raw, "cp1252")


def printable(text: str) -> str:
    """Return a text as subtitles can hold it: new lines plain, control characters left out.

    No subtitle format can carry control characters; everything else comes back from it unchanged.
    """
    return _UNPRINTABLE.sub("", _NEW_LINE.sub("\n", text))


def in_xml(text: str) -> str:
    """Return a printable text without the two characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", printable(text))


def unescaped(text: str) -> str:
    """Return a text with its character references resolved; as it is where one has more digits than Python takes."""
    try:
        return html.unescape(text)
    except ValueError:
        return text


def language_code(said: str) -> str:
    """Return a code such as ``de`` or ``en-GB``, or nothing when it is none."""
    code = said.strip()
    return code if len(code) <= 35 and _LANGUAGE.fullmatch(code) else ""


def too_long() -> InvalidInput:
    """What is told of a file beyond ``MOST_CHARACTERS``."""
    return InvalidInput("This file is too long to be a transcript or a list of notes.")


def _wide(head: bytes) -> str:
    """UTF-16 without a mark shows by its zeros."""
    if len(head) < 4:
        return ""
    zeros = [head[at::2].count(0) * 2 / len(head) for at in (0, 1)]
    if zeros[1] > 0.5 > zeros[0]:
        return "utf-16-le"
    return "utf-16-be" if zeros[0] > 0.5 > zeros[1] else ""


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise InvalidInput("This file is no text that can be read. Save it as UTF-8 and try again.") from None
