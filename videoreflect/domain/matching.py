"""Finding words in a text whatever their case, accents, quotation marks and invisible characters inside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from videoreflect.domain.retiming import UNSPACED

LONGEST = 200
MOST_LONGER = 8
_REST = re.compile(r"\w*")
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


def longer_words(texts: Iterable[str], *names: str) -> tuple[str, ...]:
    """Words that go on after one of these names, as it is spelled: “Lenas” for Lena. The shortest first, not all."""
    begun, found = Wanted.of(*names, same_case=True), set[str]()
    for text in texts:
        for start, end in begun.stretches(text):
            rest = _rest(text, end)
            if rest and _is_bounded(rest[0]) and not (start and _rest(text, start - 1)):
                found.add(text[start:end] + rest)
    return tuple(sorted(found, key=lambda word: (len(word), word))[:MOST_LONGER])


def _rest(text: str, at: int) -> str:
    """The letters from there on."""
    found = _REST.match(text, at)
    return found[0] if found else ""


def _end(text: str, end: int) -> int:
    """Accents that follow a letter as characters of their own belong to it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _folded(text: str, same_case: bool) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters where it comes from."""
    if text.isascii():
        return (text if same_case else text.lower()).translate(_SAME), list(range(len(text)))
    letters: list[str] = []
    at: list[int] = []
    for place, one in enumerate(text):
        parts = unicodedata.normalize("NFKD", one)
        plain = "".join(part for part in parts if not unicodedata.combining(part) and not _is_invisible(part))
        plain = plain.translate(_SAME)
        plain = plain if same_case else plain.casefold()
        letters.append(plain)
        at += [place] * len(plain)
    return "".join(letters), at


def _is_invisible(sign: str) -> bool:
    """Soft hyphens, word joiners and marks of direction: they change what is there, and nothing that is read."""
    return unicodedata.category(sign) == "Cf"


def _as_pattern(text: str, whole_words: bool) -> str:
    inner = r"\s+".join(map(re.escape, text.split()))
    if not whole_words:
        return inner
    begins = r"(?<!\w)" if _is_bounded(text[0]) else ""
    return begins + inner + (r"(?!\w)" if _is_bounded(text[-1]) else "")


def _is_bounded(letter: str) -> bool:
    """Whether a word that begins or ends with this is set apart from the next."""
    return re.match(r"\w", letter) is not None and not UNSPACED.match(letter)
