"""Lines cut, joined, and moved against each other; every word keeps its own times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from videoreflect.domain.retiming import cleaned, is_spaced, retimed, text_of, words_of
from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import InvalidInput

_NO_WORD_LEFT = "A line needs at least one word. Join the two lines instead."


def split(line: Line, first: str, second: str) -> tuple[Line, Line]:
    """Cut a line in two at a word; the two texts may also have been changed. Raises InvalidInput for an empty one."""
    first, second = cleaned(first), cleaned(second)
    if not first or not second:
        raise InvalidInput("Put the cursor between two words to split the line there.")
    gap = " " if is_spaced(line) else ""
    whole = retimed(line, f"{first}{gap}{second}")
    return _cut(whole, _count(words_of(whole), first))


def merge(one: Line, other: Line) -> Line:
    """Two lines as one, in the order in which they begin."""
    if (other.start_ms, other.end_ms) < (one.start_ms, one.end_ms):
        one, other = other, one
    gap = " " if is_spaced(one) or is_spaced(other) else ""
    words: tuple[Word, ...] = ()
    if one.words or other.words:
        words = (*words_of(one), *_following(words_of(one), words_of(other), gap))
    return Line(
        min(one.start_ms, other.start_ms),
        max(one.end_ms, other.end_ms),
        f"{one.text.strip()}{gap}{other.text.strip()}",
        words,
        voice=one.voice if one.voice == other.voice else "",
        language=one.language if one.language == other.language else "",
    )


def merge_all(lines: Sequence[Line]) -> Line:
    """Several lines as one, in the order in which they begin."""
    ordered = sorted(lines, key=lambda line: (line.start_ms, line.end_ms))
    whole = ordered[0]
    for line in ordered[1:]:
        whole = merge(whole, line)
    return whole


def shifted(one: Line, other: Line, count: int) -> tuple[Line, Line]:
    """The first ``count`` words of the second line given to the first; with a minus the last words of the first to it.

    Raises InvalidInput if a line would be left without a word.
    """
    at = len(_said(one)) + count
    if not 0 < at < len(_said(one)) + len(_said(other)):
        raise InvalidInput(_NO_WORD_LEFT)
    return _cut(merge(one, other), at)


def moved(line: Line, start_ms: int, end_ms: int, duration_ms: int) -> Line:
    """The line with another beginning and end; words that would lie outside are moved to its edge.

    Raises InvalidInput for times that are not a stretch of the clip.
    """
    if not 0 <= start_ms < end_ms <= max(duration_ms, line.end_ms):
        raise InvalidInput("A line ends after it begins, and within the recording. Check the two times.")

    def within(time: int) -> int:
        return min(max(time, start_ms), end_ms)

    words = tuple(replace(word, start_ms=within(word.start_ms), end_ms=within(word.end_ms)) for word in line.words)
    return replace(line, start_ms=start_ms, end_ms=end_ms, words=words)


def new_line(text: str, start_ms: int, end_ms: int, duration_ms: int) -> Line:
    """A line that was not heard. Raises InvalidInput for an empty text, or times that are not a stretch of the clip."""
    text = cleaned(text)
    if not text:
        raise InvalidInput("Type what was said, then save.")
    if not 0 <= start_ms < end_ms <= duration_ms:
        raise InvalidInput("A line ends after it begins, and within the recording. Check the two times.")
    line = Line(start_ms, end_ms, text)
    return replace(line, words=words_of(line))


def _following(before: Sequence[Word], words: Sequence[Word], gap: str) -> list[Word]:
    """Words that come after others; where two people spoke at once, none begins before the last one ends."""
    reached = before[-1].end_ms if before else 0
    later = [replace(one, start_ms=max(one.start_ms, reached), end_ms=max(one.end_ms, reached)) for one in words]
    return [replace(one, text=f"{gap}{one.text.strip()}") for one in later[:1]] + later[1:]


def _said(line: Line) -> list[Word]:
    return [word for word in words_of(line) if word.text.strip()]


def _count(words: Sequence[Word], text: str) -> int:
    """How many words a text takes from the beginning."""
    letters, wanted = 0, len("".join(text.split()))
    for at, word in enumerate(words):
        if letters >= wanted:
            return at
        letters += len("".join(word.text.split()))
    return len(words)


def _cut(line: Line, at: int) -> tuple[Line, Line]:
    words = _said(line)
    if not 0 < at < len(words):
        raise InvalidInput(_NO_WORD_LEFT)
    before, after = words[:at], words[at:]
    begin = min(max(after[0].start_ms, line.start_ms + 1), line.end_ms - 1)
    end = min(max(before[-1].end_ms, line.start_ms + 1), max(begin, line.start_ms + 1))
    if begin <= line.start_ms or end > line.end_ms:
        raise InvalidInput("This line is too short to be split.")
    kept = bool(line.words)
    one = replace(line, end_ms=end, text=text_of(before), words=tuple(before) if kept else ())
    other = replace(line, start_ms=begin, text=text_of(after), words=tuple(after) if kept else ())
    return one, other
