"""Finding words in a text whatever their case, accents and quotation marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from videoreflect.domain.retiming import UNSPACED

LONGEST = 200
_SAME = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. ``whole_words`` and ``same_case`` narrow it."""

    pattern: re.Pattern[str]
    same_case: bool = False

    @classmethod
    def of(cls, *texts: str, whole_words: bool = False, same_case: bool = False) -> Wanted:
        """Look for any of these texts; a space stands for any white space. Empty ones match nothing."""
        folded = [_folded(text.strip(), same_case)[0] for text in texts]
        ways = [_as_pattern(one, whole_words) for one in sorted(set(folded), key=len, reverse=True) if one]
        return cls(re.compile("|".join(ways) or r"(?!)"), same_case)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where it stands, as beginnings and ends in the text."""
        folded, at = _folded(text, self.same_case)
        return [(at[found.start()], at[found.end() - 1] + 1) for found in self.pattern.finditer(folded)]

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """The same with the accents that follow a letter as characters of their own."""
        return [(start, _end(text, end)) for start, end in self.places(text)]

    def replaced(self, text: str, by: str | Callable[[str], str]) -> tuple[str, int]:
        """The text with something else in all those places, and how many there were."""
        pieces, reached = [], 0
        places = self.stretches(text)
        for start, end in places:
            pieces += [text[reached:start], by if isinstance(by, str) else by(text[start:end])]
            reached = end
        return "".join([*pieces, text[reached:]]), len(places)


def _end(text: str, end: int) -> int:
    """Accents that follow a letter as characters of their own belong to it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _folded(text: str, same_case: bool) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters where it comes from."""
    letters: list[str] = []
    at: list[int] = []
    for place, one in enumerate(text):
        plain = "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part))
        plain = plain.translate(_SAME)
        plain = plain if same_case else plain.casefold()
        letters.append(plain)
        at += [place] * len(plain)
    return "".join(letters), at


def _as_pattern(text: str, whole_words: bool) -> str:
    inner = r"\s+".join(map(re.escape, text.split()))
    if not whole_words:
        return inner
    begins = r"(?<!\w)" if _is_bounded(text[0]) else ""
    return begins + inner + (r"(?!\w)" if _is_bounded(text[-1]) else "")


def _is_bounded(letter: str) -> bool:
    """Whether a word that begins or ends with this is set apart from the next."""
    return re.match(r"\w", letter) is not None and not UNSPACED.match(letter)
