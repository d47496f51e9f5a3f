"""What somebody typed, as a question to the full-text tables that cannot be a syntax error."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 1_000
MAX_TERMS = 12
MARK, UNMARK = "\x02", "\x03"
"""Around what was found in a snippet; taken out of every text that is kept."""

_PIECES = re.compile(r"\w+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a snippet; ``found`` where it is what was looked for."""

    text: str
    found: bool


def expression(typed: str) -> str | None:
    """An FTS5 expression for all words typed, in one row, the last as the beginning of a word; None for no words.

    Signs mean nothing. What is typed without a space, like “8B/2” or “don't”, stands together.
    At most 12 words of the first 1,000 characters count.
    """
    words = [_phrase(word) for word in unicodedata.normalize("NFC", typed[:MAX_CHARACTERS]).split()]
    phrases = [words for words in words if words][:MAX_TERMS]
    if not phrases:
        return None
    last = phrases[-1].rpartition(" ")[2]
    # One letter begins half of all words: it is looked for as it is, unless it may be a word in its script.
    prefix = "*" if len(last) > 1 or not last.isascii() else ""
    return " AND ".join(f'"{phrase}"' for phrase in phrases) + prefix


def kept(text: str) -> str:
    """A text as it goes into the tables: without marks of ours, and without what SQLite cannot hold."""
    return _CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).encode(errors="replace").decode()


def parts(snippet: str) -> tuple[Part, ...]:
    """A snippet with its marks taken out."""
    found = []
    for number, piece in enumerate(snippet.split(MARK)):
        inside, _, after = piece.partition(UNMARK) if number else ("", "", piece)
        found += [Part(inside, True)] if inside else []
        found += [Part(after, False)] if after else []
    return tuple(found)


def _phrase(word: str) -> str:
    return " ".join(piece for piece in _PIECES.findall(word) if any(map(str.isalnum, piece)))
