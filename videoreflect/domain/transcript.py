"""What was said: lines and words with times, and where speech and silence lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word; times in milliseconds from the start of the clip, ``probability`` 0 to 1."""

    start_ms: int
    end_ms: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of speech, as Whisper cut it or a person put it right; its words carry their own times.

    ``id`` names the line within its transcript for as long as it stands; empty before it is kept.
    ``voice`` is the name of who speaks, such as “Teacher”; empty when nobody has guessed or said it.
    ``language`` is a code such as ``de`` where the line is in another language than the rest, else empty.
    """

    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()
    id: str = ""
    voice: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the clip, ``start_ms`` inclusive, ``end_ms`` exclusive."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class TranscriptPiece:
    """One checkpoint of a transcription: all lines that start in ``[start_ms, end_ms)``.

    ``speech`` comes from the voice activity detector and is the firm measure of talk and
    silence; word ends from Whisper are not (a 3.4 s pause was read as 0.1 s).
    """

    start_ms: int
    end_ms: int
    lines: tuple[Line, ...]
    speech: tuple[Span, ...]
    language: str
