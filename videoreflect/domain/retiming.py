"""Giving words that a person typed their times, from the words that were heard there.

What stays as it was keeps its times and its doubt; what is new gets the time between its neighbours, and no doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from videoreflect.domain.transcript import Line, Word

SURE = 1.0
_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese, which put no space between words."""

UNSPACED = re.compile(f"[{_LETTERS}]")
_LETTER_BY_LETTER = re.compile(rf" ?(?:[{_LETTERS}]|[^\s{_LETTERS}]+)")


def cleaned(text: str) -> str:
    """A text as one line: no control characters, single spaces."""
    kept = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    return re.sub(r"\s+", " ", kept).strip()


def retimed(line: Line, text: str) -> Line:
    """The line with another text. Words that are the same keep their times; a line without words stays without."""
    text = cleaned(text)
    if not line.words:
        return replace(line, text=text)
    return replace(line, text=text, words=_words(line, _tokens(text, spaced=is_spaced(line))))


def words_of(line: Line) -> tuple[Word, ...]:
    """The words of a line; where it has none of its own, its text cut up and its time shared out by letters."""
    if line.words:
        return line.words
    return tuple(_shared(_tokens(line.text, spaced=is_spaced(line)), line.start_ms, line.end_ms))


def text_of(words: Sequence[Word]) -> str:
    """Words as the text of a line."""
    return "".join(word.text for word in words).strip()


def made_sure(line: Line) -> Line:
    """The line without a doubtful word: a person has listened to it."""
    return replace(line, words=tuple(replace(word, probability=SURE) for word in line.words))


def is_spaced(line: Line) -> bool:
    """Whether spaces stand between its words."""
    words = [word.text for word in line.words if word.text.strip()]
    return any(text.startswith(" ") for text in words[1:]) or not UNSPACED.search(line.text)


def _tokens(text: str, spaced: bool) -> list[str]:
    """A text as words with the space that stands before them, as the speech model gives them."""
    return [f" {one}" for one in text.split()] if spaced else _LETTER_BY_LETTER.findall(text)


def _words(line: Line, tokens: list[str]) -> tuple[Word, ...]:
    old = _groups(line)
    found: list[Word] = []
    before, after = [_plain(text_of(group)) for group in old], [_plain(one) for one in tokens]
    for what, i, j, at, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal" or j - i == to - at:
            for group, token in zip(old[i:j], tokens[at:to], strict=True):
                found += _kept(group, token)
        elif to > at:
            found += _shared(tokens[at:to], *_room(line, old, i, j))
    return tuple(found)


def _groups(line: Line) -> list[list[Word]]:
    """Words as they are typed: what hangs together without a space is one; without any spaces each letter is."""
    words = [word for word in line.words if word.text.strip()]
    if not is_spaced(line):
        return [[letter] for word in words for letter in _letters(word)]
    glued = any(word.text.startswith(" ") for word in words)
    groups: list[list[Word]] = []
    for word in words:
        if groups and glued and not word.text.startswith(" "):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _kept(group: list[Word], token: str) -> list[Word]:
    """Words that stay. Whoever set a capital or a comma has read them, so they are in doubt no longer."""
    if text_of(group) == token.strip():
        return group
    return [Word(group[0].start_ms, max(group[0].start_ms, group[-1].end_ms), token, SURE)]


def _room(line: Line, old: list[list[Word]], i: int, j: int) -> tuple[int, int]:
    """The time for new words in the place of ``old[i:j]``, or between two words."""
    if j > i:
        return old[i][0].start_ms, max(old[i][0].start_ms, old[j - 1][-1].end_ms)
    start = old[i - 1][-1].end_ms if i else line.start_ms
    return start, max(start, old[i][0].start_ms if i < len(old) else line.end_ms)


def _shared(tokens: list[str], start_ms: int, end_ms: int) -> list[Word]:
    ends = [start_ms]
    letters = sum(len(one.strip()) + 1 for one in tokens)
    read = 0
    for one in tokens:
        read += len(one.strip()) + 1
        ends.append(start_ms + (end_ms - start_ms) * read // letters)
    return [Word(begin, end, one, SURE) for one, (begin, end) in zip(tokens, pairwise(ends), strict=True)]


def _letters(word: Word) -> list[Word]:
    pieces = _tokens(word.text, spaced=False)
    if len(pieces) < 2:
        return [word]
    return [replace(one, probability=word.probability) for one in _shared(pieces, word.start_ms, word.end_ms)]


def _plain(text: str) -> str:
    """What nobody hears: case and punctuation."""
    return re.sub(r"[^\w]+", "", text.casefold()) or text.strip()
