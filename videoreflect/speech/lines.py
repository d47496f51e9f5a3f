"""Fitting Whisper's lines to the speech that was really heard.

Whisper does not hear a pause that was cut out before it listened: it puts question and answer
into one line and stretches the last word over the silence. The voice activity detector's on
and off are firmer than its words' times, so those beside a silence follow it (``edges``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.speech.edges import at_edges
from videoreflect.speech.spans import gaps

SENTENCE_PAUSE_MS = 500
"""A line is split where nobody speaks for so long after the end of a sentence."""

CLAUSE_PAUSE_MS = 1_000
"""A line is split where nobody speaks for so long after a comma or the like.

Words are pulled out of silences of this length and more; in shorter ones Whisper's own times
are as good (measured on read speech)."""

ANY_PAUSE_MS = 2_000
"""A line is split where nobody speaks for so long, wherever that is."""

_SHORTEST_WORD_MS = 20
_SENTENCE_END = tuple(".?!…。？！؟")
_CLAUSE_END = tuple(",;:、，،")


def fitted(lines: Sequence[Line], speech: Sequence[Span], within: Span | None = None) -> tuple[Line, ...]:
    """Split lines at long pauses, pull words out of silences, and set those beside a silence to its edges.

    ``within`` is the stretch of sound that was listened to: what is silent at its start and end counts
    as well. Lines without words are returned as they are.
    """
    if not speech:
        return tuple(lines)
    whole = within or Span(speech[0].start_ms, speech[-1].end_ms)
    silences = gaps(speech, speech[0].start_ms, speech[-1].end_ms)
    split = tuple(part for line in lines for part in _split(line, silences))
    return at_edges(split, speech, whole)


def line_of(words: Sequence[Word]) -> Line:
    """Make one line of words; its text is theirs put together, blanks at either end left out."""
    first = Word(words[0].start_ms, words[0].end_ms, words[0].text.lstrip(), words[0].probability)
    own = (first, *words[1:])
    start_ms = min(word.start_ms for word in own)
    return Line(start_ms, max(word.end_ms for word in own), "".join(word.text for word in own).rstrip(), own)


def _split(line: Line, silences: Sequence[Span]) -> Iterator[Line]:
    if not line.words:
        yield line
        return
    part: list[Word] = []
    for word in line.words:
        if part and any(_divides(silence, part[-1], word) for silence in silences):
            yield line_of(part)
            part = []
        part.append(_shortened(word, silences))
    yield line_of(part)


def _divides(silence: Span, before: Word, after: Word) -> bool:
    if silence.end_ms - silence.start_ms < _needed_ms(before.text.rstrip()):
        return False
    return before.start_ms < (silence.start_ms + silence.end_ms) // 2 <= after.start_ms


def _needed_ms(text: str) -> int:
    if text.endswith(_SENTENCE_END):
        return SENTENCE_PAUSE_MS
    return CLAUSE_PAUSE_MS if text.endswith(_CLAUSE_END) else ANY_PAUSE_MS


def _shortened(word: Word, silences: Sequence[Span]) -> Word:
    """Pull a word's times out of the silence that it reaches into."""
    start_ms, end_ms = word.start_ms, word.end_ms
    for silence in silences:
        if silence.end_ms - silence.start_ms < CLAUSE_PAUSE_MS:
            continue
        if start_ms < silence.start_ms < end_ms:
            end_ms = max(silence.start_ms, start_ms + _SHORTEST_WORD_MS)
        elif silence.start_ms <= start_ms < silence.end_ms < end_ms:
            start_ms = silence.end_ms
    return Word(start_ms, end_ms, word.text, word.probability)
