"""What somebody typed, as a question that cannot be a syntax error, and where a text answers it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 1_000
MAX_TERMS = 12
_BEFORE, _AFTER = 60, 140
"""Characters of a snippet before and after the first place."""

_PIECES = re.compile(r"\w+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a snippet; ``found`` where it is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Question:
    """All ``words`` (folded) in one text; the last may be the ``beginning`` of a word."""

    expression: str
    words: frozenset[str]
    beginning: str | None

    def answers(self, word: str) -> bool:
        """Whether a word of a text is one that was asked for."""
        folded = _folded(word)
        return folded in self.words or (self.beginning is not None and folded.startswith(self.beginning))


def question(typed: str) -> Question | None:
    """What is asked with ``typed``; None if there is no letter or digit in it.

    Signs mean nothing. What is typed without a space, like “8B/2” or “don't”, stands together. A
    space at the end says that the last word is whole. At most 12 words of the first 1,000
    characters count.
    """
    taken = unicodedata.normalize("NFC", typed[:MAX_CHARACTERS])
    phrases = [pieces for pieces in map(_pieces, taken.split()) if pieces][:MAX_TERMS]
    if not phrases:
        return None
    last = phrases[-1][-1]
    # One letter begins half of all words: it is looked for as it is, unless it may be a word in its script.
    open_end = not taken[-1].isspace() and (len(last) > 1 or not last.isascii())
    expression = " AND ".join(f'"{" ".join(pieces)}"' for pieces in phrases) + ("*" if open_end else "")
    words = frozenset(_folded(piece) for pieces in phrases for piece in pieces)
    return Question(expression, words, _folded(last) if open_end else None)


def kept(text: str) -> str:
    """A text as it goes into the tables: without what SQLite cannot hold."""
    return _CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).encode(errors="replace").decode()


def snippet(text: str, asked: Question) -> tuple[Part, ...]:
    """The stretch of a text around the first place that answers, with every such place in it apart."""
    places = (match.span() for match in _PIECES.finditer(text) if asked.answers(match.group()))
    first = next(places, (0, 0))
    start, end = _word_start(text, first[0] - _BEFORE), first[1] + _AFTER
    found, at = [Part("…", False)] if start else [], start
    for begin, stop in (first, *places):
        if begin >= end:
            break
        found += [Part(text[at:begin], False), Part(text[begin:stop], True)]
        at = stop
    rest = text[at:end]
    found.append(Part(rest + "…" if end < len(text) else rest, False))
    return tuple(part for part in found if part.text)


def _word_start(text: str, at: int) -> int:
    """The beginning of the first word after ``at``; 0 at the beginning of the text."""
    if at <= 0:
        return 0
    space = text.find(" ", at, at + _BEFORE)
    return at if space < 0 else space + 1


def _pieces(word: str) -> list[str]:
    return [piece for piece in _PIECES.findall(word) if any(map(str.isalnum, piece))]


def _folded(word: str) -> str:
    """As the tables fold it: no case, no accents."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
