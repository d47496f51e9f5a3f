"""Which language each passage of a bilingual lesson is in, from what the model makes of every passage.

One passage of a few words says little: short German is taken for Dutch, a name for Welsh. So the languages
of a stretch are decided together, and a passage is in another than the main one only if that is clear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from videoreflect.domain.transcript import Span

PASSAGE_SILENCE_MS = 500
"""A passage ends where nobody speaks for so long."""

LONGEST_PASSAGE_MS = 28_000
"""The model looks at 30 s at a time."""

SHORTEST_PASSAGE_MS = 1_000
"""Less speech than this is too little to tell a language by; it stays in that of its neighbour before."""

LANGUAGES: tuple[str, ...] = (
    "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da", "de",
    "el", "en", "es", "et", "eu", "fa", "fi", "fo", "fr", "gl", "gu", "ha", "haw", "he", "hi", "hr", "ht",
    "hu", "hy", "id", "is", "it", "ja", "jw", "ka", "kk", "km", "kn", "ko", "la", "lb", "ln", "lo", "lt",
    "lv", "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "oc", "pa", "pl",
    "ps", "pt", "ro", "ru", "sa", "sd", "si", "sk", "sl", "sn", "so", "sq", "sr", "su", "sv", "sw", "ta",
    "te", "tg", "th", "tk", "tl", "tr", "tt", "uk", "ur", "uz", "vi", "yi", "yo", "zh", "yue",
)  # fmt: skip
"""The codes of the languages that a multilingual model knows."""

_SPOKEN_SHARE = 0.1
_CLEAR = 0.6

Probabilities = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Passage:
    """Speech between two silences, and how likely each language is in it; none if it was not asked."""

    spans: tuple[Span, ...]
    languages: Probabilities

    @property
    def spoken_ms(self) -> int:
        """How long somebody speaks in it."""
        return sum(span.end_ms - span.start_ms for span in self.spans)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The language of a passage; one that is not ``clear`` is written by itself.

    Listened to together with clear speech in another language, it would be passed over.
    """

    language: str
    clear: bool


def passages(speech: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Cut speech at its silences; a passage is not longer than the model can look at, if there is a gap."""
    found: list[list[Span]] = []
    for span in speech:
        if found and not _ends(found[-1], span):
            found[-1].append(span)
        else:
            found.append([span])
    return [tuple(one) for one in found]


def chosen(heard: Sequence[Passage], main: str) -> list[Chosen]:
    """Return the language of every passage, in order. ``main`` is taken where another one is not clear."""
    spoken = _spoken(heard) | {main}
    languages: list[Chosen] = []
    for passage in heard:
        if not passage.languages:
            languages.append(languages[-1] if languages else Chosen(main, clear=False))
            continue
        likely = {code: passage.languages.get(code, 0.0) for code in spoken}
        best = max(likely, key=lambda code: (likely[code], code == main))
        fits = likely[best] >= _CLEAR * sum(likely.values())
        languages.append(Chosen(best if fits else main, clear=likely[best] >= _CLEAR))
    return languages


def most_spoken(heard: Sequence[Passage]) -> str:
    """Return the language in which most is said, empty if nothing can be told."""
    shares = _shares(heard)
    return max(shares, key=lambda code: shares[code], default="")


def _spoken(heard: Sequence[Passage]) -> set[str]:
    """The languages that a fair share of all is in; what one passage alone sounds like is chance."""
    return {code for code, share in _shares(heard).items() if share >= _SPOKEN_SHARE}


def _shares(heard: Sequence[Passage]) -> dict[str, float]:
    asked = [passage for passage in heard if passage.languages]
    whole = sum(passage.spoken_ms for passage in asked) or 1
    shares: dict[str, float] = {}
    for passage in asked:
        for code, probability in passage.languages.items():
            shares[code] = shares.get(code, 0.0) + probability * passage.spoken_ms / whole
    return shares


def _ends(passage: Sequence[Span], after: Span) -> bool:
    pause = after.start_ms - passage[-1].end_ms >= PASSAGE_SILENCE_MS
    return pause or after.end_ms - passage[0].start_ms > LONGEST_PASSAGE_MS
