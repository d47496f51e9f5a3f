"""Leaving other people out of a text: names and pseudonyms that are known. What is not known cannot be found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

OTHER = "[somebody else]"
_SHORTEST = 3
_PSEUDONYM = re.compile(r"\b(pupil|child|adult|student|parent)\s+(\d{1,4}|[A-Z])\b", re.IGNORECASE)


class Redaction:
    """Takes out ``others``: whole names and each part of three letters or more, in any case. ``kept`` stay."""

    def __init__(self, others: Iterable[str], kept: Collection[str] = ()) -> None:
        self._kept = {_plain(one) for one in kept} | {part for one in kept for part in _parts(one)}
        words = {part for one in others for part in (_plain(one), *_parts(one))} - self._kept - {""}
        ordered = sorted(words, key=len, reverse=True)
        self._others = re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b", re.IGNORECASE) if ordered else None

    def __call__(self, text: str) -> str:
        """The text with what is known of others left out."""
        found = unicodedata.normalize("NFC", text)
        if self._others is not None:
            found = self._others.sub(OTHER, found)
        return _PSEUDONYM.sub(lambda match: match[0] if _plain(match[0]) in self._kept else OTHER, found)


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\s-]+", _plain(name)) if len(part) >= _SHORTEST]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
