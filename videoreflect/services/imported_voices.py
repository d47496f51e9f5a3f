"""Who speaks, as a file says it: kept by time like every voice, so that names can be changed and hidden as always.

The lines become one guess, its voices named. Where people speak at once, the shorter line has the time, and a line
that would be shown with another name carries its own. What was said before of single stretches counts more than any
of that, so where it differs it is said anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from videoreflect.domain.ids import new_id
from videoreflect.domain.timeline import Timeline
from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import (
    BROUGHT,
    MOST_LETTERS,
    MOST_SPANS,
    Guess,
    Saying,
    StretchNamed,
    VoiceNamed,
    Voices,
    VoiceSpan,
    guess_body,
    saying_body,
)
from videoreflect.errors import InvalidInput
from videoreflect.formats.named import one_name
from videoreflect.services.voices import GUESS, SAID
from videoreflect.vault.log import Statement

MOST_ANEW = 2_000
"""Lines of which it is said anew who speaks; each takes a row of the log."""


def usable_name(voice: str) -> str:
    """A name as voices have it: at most 60 letters, none invisible; "" for nobody."""
    return one_name("".join(sign for sign in one_name(voice) if sign.isprintable()))[:MOST_LETTERS].strip()


def with_voices(before: Voices, lines: Sequence[Line], duration_ms: int) -> tuple[tuple[Line, ...], list[Statement]]:
    """The lines as they are kept, and rows that say who speaks in them; none if nobody is named.

    ``before`` is what was said until now. Raises InvalidInput for more than a lesson can have.
    """
    named = [line for line in lines if line.voice]
    if not named:
        return tuple(lines), []
    guess, sayings = _guess(named)
    before.take(guess)
    for one in sayings:
        before.take(one)
    anew = _anew(before, named)
    for one in anew:
        before.take(one)
    body = guess_body(guess) | {"model": BROUGHT, "duration_ms": duration_ms}
    said = [Statement(GUESS, body), *(Statement(SAID, saying_body(one)) for one in (*sayings, *anew))]
    return tuple(_kept(before, line) for line in lines), said


def _kept(voices: Voices, line: Line) -> Line:
    """Without its name, unless it would be shown with another one."""
    bare = replace(line, voice="")
    return line if voices.of_line(bare) != line.voice else bare


def _guess(lines: Sequence[Line]) -> tuple[Guess, list[Saying]]:
    time = Timeline()
    for line in sorted(lines, key=lambda line: line.start_ms - line.end_ms):
        time.paint(line.start_ms, line.end_ms, line.voice)
    if len(time.spans()) > MOST_SPANS:
        raise InvalidInput("This file has more lines than a lesson can have.")
    numbers = {name: number for number, name in enumerate(time.names(), start=1)}
    spans = tuple(VoiceSpan(start, end, numbers[name]) for start, end, name in time.spans())
    guess = Guess(new_id(), spans, brought=True)
    return guess, [VoiceNamed(guess.id, number, name) for name, number in numbers.items()]


def _anew(voices: Voices, lines: Sequence[Line]) -> list[Saying]:
    """Lines of which something else was said before; the longer ones first, so that shorter ones stay on top."""
    wrong = [line for line in lines if voices.of_line(line) != line.voice]
    wrong.sort(key=lambda line: line.start_ms - line.end_ms)
    return [StretchNamed(line.start_ms, line.end_ms, line.voice) for line in wrong[:MOST_ANEW]]
