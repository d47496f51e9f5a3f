"""Who speaks, as a file says it: kept by time like every voice, so that names can be changed and hidden as always.

The lines become one guess, its voices named. Where people speak at once, the shorter line has the time. What was
said before of single stretches counts more than any guess, so where it differs the line is named by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from videoreflect.domain.ids import new_id
from videoreflect.domain.timeline import Timeline
from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import (
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
    stretches_of,
)
from videoreflect.errors import InvalidInput
from videoreflect.formats.named import one_name
from videoreflect.services.voices import GUESS, SAID
from videoreflect.vault.log import Statement

MODEL = "imported"
MOST_APART = 2_000
"""Lines that are named by themselves; each takes a row of the log."""


def usable_name(voice: str) -> str:
    """A name as voices have it: at most 60 letters, none invisible; "" for nobody."""
    return one_name("".join(sign for sign in one_name(voice) if sign.isprintable()))[:MOST_LETTERS].strip()


def voice_statements(before: Voices, lines: Sequence[Line], duration_ms: int) -> list[Statement]:
    """Rows that say who speaks in these lines; none if nobody is named. ``before`` is what was said until now.

    Of voices in lines at the very same time only one can stand. Raises InvalidInput for more than a lesson can have.
    """
    named = [line for line in lines if line.voice]
    if not named:
        return []
    guess, sayings = _guess(named)
    before.take(guess)
    for one in sayings:
        before.take(one)
    apart = _apart(before, named)
    body = guess_body(guess) | {"model": MODEL, "duration_ms": duration_ms}
    return [Statement(GUESS, body), *(Statement(SAID, saying_body(one)) for one in (*sayings, *apart))]


def _guess(lines: Sequence[Line]) -> tuple[Guess, list[Saying]]:
    time = Timeline()
    for line in sorted(lines, key=lambda line: line.start_ms - line.end_ms):
        time.paint(line.start_ms, line.end_ms, line.voice)
    if len(time.spans()) > MOST_SPANS:
        raise InvalidInput("This file has more lines than a lesson can have.")
    numbers = {name: number for number, name in enumerate(time.names(), start=1)}
    spans = tuple(VoiceSpan(start, end, numbers[name]) for start, end, name in time.spans())
    guess = Guess(new_id(), spans)
    return guess, [VoiceNamed(guess.id, number, name) for name, number in numbers.items()]


def _apart(voices: Voices, lines: Sequence[Line]) -> list[Saying]:
    """Lines that would be shown with another name; the longer ones first, so that shorter ones stay on top."""
    wrong = [line for line in lines if _shown(voices, line) != line.voice]
    wrong.sort(key=lambda line: line.start_ms - line.end_ms)
    return [StretchNamed(line.start_ms, line.end_ms, line.voice) for line in wrong[:MOST_APART]]


def _shown(voices: Voices, line: Line) -> str:
    return voices.at(stretches_of(line)) or voices.at([(line.start_ms, line.end_ms)])
