"""How hard a text is to read: the Flesch–Kincaid grade, roughly the school year (US) that understands it."""

from __future__ import annotations

import re


def grade(text: str) -> float:
    """The grade of a text: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al., 1975)."""
    prose = re.sub(r"^#.*$|https?://\S+", "", text, flags=re.MULTILINE)
    sentences = [one for one in re.split(r"(?<=[.!?])\s|\n\s*\n|\n- ", prose) if re.search(r"[A-Za-z]{2}", one)]
    words = re.findall(r"[A-Za-z]+(?:[’'][a-z]+)?", prose)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    silent = letters.endswith("e") and not letters.endswith(("le", "ee", "ye"))
    silent |= letters.endswith("ed") and not letters.endswith(("ted", "ded"))
    return max(1, count - 1 if silent else count)
