"""Reading ELAN's annotation files (.eaf): ours, and those that people made in ELAN.

Each tier that stands by itself is a voice: its participant, or else its name. Of the tiers below, those of our type
“word” are words; glosses, translations and whatever else hangs there is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import InvalidInput
from videoreflect.formats.eaf import NOBODY, WORD_TYPE
from videoreflect.formats.given import language_code
from videoreflect.formats.named import one_name
from videoreflect.formats.transcript_json import Transcript
from videoreflect.formats.xml_tree import tree

ROOT = "ANNOTATION_DOCUMENT"

_Times = Mapping[str, str | None]
"""What each slot says; None where nobody placed it."""

_MOST_DIGITS = 10
_NUMBER = re.compile(r"[aw]([0-9]{1,9})(?:-[0-9]{1,9})?")


def read(raw: bytes) -> Transcript:
    """Read an ELAN file; lines in order of time. A word has the probability 1: nobody doubts it any more.

    Raises InvalidInput when it is none, or a time is missing or cannot be read.
    """
    root = tree(raw)
    if root.tag != ROOT:
        raise InvalidInput("This is not an ELAN file. Save it in ELAN again, as an .eaf file.")
    times: dict[str, str | None] = {
        slot.get("TIME_SLOT_ID"): slot.get("TIME_VALUE") for slot in root.iterfind("TIME_ORDER/TIME_SLOT")
    }
    tiers = root.findall("TIER")
    words: dict[str, list[_Said]] = {}
    for tier in tiers:
        if tier.get("LINGUISTIC_TYPE_REF") == WORD_TYPE and tier.get("PARENT_REF"):
            words[tier.get("PARENT_REF")] = _annotations(tier, times)
    found: list[tuple[int, int, Line]] = []
    languages: set[str] = set()
    for tier in tiers:
        if tier.get("PARENT_REF") is None:
            spoken = _annotations(tier, times)
            languages |= {tier.get("LANG_REF", "")} if spoken else set()
            found += _lines(_voice(tier), spoken, words.get(tier.get("TIER_ID"), []))
    found.sort(key=lambda one: one[:2])
    language = languages.pop() if len(languages) == 1 else ""
    return Transcript(tuple(line for _, _, line in found), language=language_code(language))


@dataclass(frozen=True, slots=True)
class _Said:
    """An annotation; ``number`` is that of the line in ours, else 0."""

    start_ms: int
    end_ms: int
    text: str
    number: int
    language: str


def _lines(voice: str, spoken: Sequence[_Said], words: Sequence[_Said]) -> Iterator[tuple[int, int, Line]]:
    """Lines with their places: by start, then by number, in which ours were written."""
    own: list[list[_Said]] = [[] for _ in spoken]
    place = _Places(spoken)
    for word in sorted(words, key=lambda one: one.start_ms):
        at = place.of(word)
        if at is not None:
            own[at].append(word)
    for one, inside in zip(spoken, own, strict=True):
        said = _as_said(one.text, inside)
        yield one.start_ms, one.number, Line(one.start_ms, one.end_ms, one.text, said, "", voice, one.language)


class _Places:
    """To which line a word belongs: the one of its number, else the one in whose time it lies."""

    def __init__(self, spoken: Sequence[_Said]) -> None:
        self._spoken = spoken
        self._numbers = {one.number: at for at, one in enumerate(spoken)}
        self._order = sorted(range(len(spoken)), key=lambda at: spoken[at].start_ms)
        self._starts = [spoken[at].start_ms for at in self._order]

    def of(self, word: _Said) -> int | None:
        numbered = self._numbers.get(word.number) if word.number else None
        timed = bisect_right(self._starts, word.start_ms) - 1
        for at in (numbered, self._order[timed] if timed >= 0 else None):
            if at is not None and self._holds(at, word):
                return at
        return None

    def _holds(self, at: int, word: _Said) -> bool:
        return self._spoken[at].start_ms <= word.start_ms and word.end_ms <= self._spoken[at].end_ms


def _voice(tier: Any) -> str:
    participant, name = tier.get("PARTICIPANT", ""), str(tier.get("TIER_ID", ""))
    return one_name(participant) or ("" if name.startswith(NOBODY) else one_name(name))


def _annotations(tier: Any, times: _Times) -> list[_Said]:
    found = tier.findall("ANNOTATION/ALIGNABLE_ANNOTATION")
    slots = [one.get(f"TIME_SLOT_REF{at}") for one in found for at in (1, 2)]
    known = ChainMap(_between(slots, times), times)  # type: ignore[arg-type]  # it is only read
    return [_said(one, known) for one in found]


def _between(slots: Sequence[str], times: _Times) -> dict[str, str | None]:
    """Times of slots that say none, evenly between those around them, as ELAN shows words that nobody placed."""
    order = list(dict.fromkeys(slots))
    firm = [at for at, slot in enumerate(order) if times.get(slot) is not None]
    placed: dict[str, str | None] = {}
    for first, last in pairwise(firm):
        if last - first > 1:
            start, end = _time(times[order[first]]), _time(times[order[last]])
            step = (end - start) / (last - first)
            placed |= {order[at]: str(max(0, round(start + step * (at - first)))) for at in range(first + 1, last)}
    return placed


def _said(one: Any, times: _Times) -> _Said:
    start, end = (_time(times.get(one.get(f"TIME_SLOT_REF{at}"))) for at in (1, 2))
    value = one.find("ANNOTATION_VALUE")
    text = "".join(value.itertext()) if value is not None else ""
    numbered = _NUMBER.fullmatch(one.get("ANNOTATION_ID", ""))
    return _Said(start, end, text, int(numbered[1]) if numbered else 0, language_code(one.get("LANG_REF", "")))


def _time(said: str | None) -> int:
    if said is None or not said.isascii() or not said.isdigit() or len(said) > _MOST_DIGITS:
        raise InvalidInput("A time in this ELAN file is missing or cannot be read. Save it in ELAN again.")
    return int(said)


def _as_said(text: str, words: Sequence[_Said]) -> tuple[Word, ...]:
    """Words with the blanks and signs before them, as they stand in the text of the line.

    As they are, if they do not stand there one after the other.
    """
    at, spaced = 0, []
    for word in words:
        found = text.find(word.text, at)
        if found < 0 or not word.text:
            return tuple(Word(one.start_ms, one.end_ms, one.text, 1.0) for one in words)
        upto = found + len(word.text)
        spaced.append(Word(word.start_ms, word.end_ms, text[at:upto], 1.0))
        at = upto
    return tuple(spaced)
