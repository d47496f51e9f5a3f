"""Taking in a transcript that another program wrote, or that was copied out here and put right elsewhere.

It becomes a run of its own in the owner's log, so the one before stays there as an earlier one; its edits do not
count for the new one. Who speaks is kept by time, like every voice. Lines beyond the end of the clip are left out,
and told before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from videoreflect.domain.edits import LONGEST_LINE, MOST_WORDS, later_line, line_list
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.errors import InvalidInput
from videoreflect.formats.given import language_code, printable
from videoreflect.formats.time_of_day import DAY_MS
from videoreflect.formats.timecode import clock
from videoreflect.formats.transcript_json import Transcript as Given
from videoreflect.services import background, unfinished
from videoreflect.services.imported_voices import usable_name, with_voices
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.transcript_files import read_file
from videoreflect.services.transcripts import read_transcript
from videoreflect.services.voices import read_voices
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

MODEL = "imported"
"""What stands in place of the name of a model."""

PIECE_MS = 300_000
MOST_PIECE = 3 << 20
"""Bytes of one piece; a row of the log holds 4 MiB."""

_HOUR_MS = 3_600_000
_OF_A_MEETING = frozenset({"teams", "txt"})
"""Forms in which people write times of the day as well."""

SHOWN = 5
"""Lines of the beginning that a preview shows."""

_RUNNING = "The transcript of this lesson is being written just now. Stop that first, or wait until it has ended."
_THERE = (
    "This lesson has a transcript already. Say that it is to be replaced; the old one is kept, but no longer shown."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds for a lesson. ``form`` as in ``formats.reading``; ``voices`` with the number of their lines.

    ``left_out`` lines begin after the end of the clip; ``cut`` ones end after it. ``there`` is the number of lines
    that the lesson has now, which would be replaced.
    """

    form: str
    lines: int
    start_ms: int
    end_ms: int
    voices: tuple[tuple[str, int], ...]
    words: bool
    language: str
    left_out: int
    cut: int
    there: int
    beginning: tuple[Line, ...]
    clock_ms: int | None = None
    """Where its times are of the day: that of the beginning of the recording, as it is taken."""


def preview(session: SignIn, lesson: str, raw: bytes, began_ms: int | None = None) -> Preview:
    """What would be taken in from a file; nothing is changed.

    ``began_ms``: at what time of the day the recording began, in ms after midnight, for a file that has such times;
    by default its first line is the beginning.

    Raises NotAllowed unless a transcript may be written here, InvalidInput when it is none or of another lesson.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.TRANSCRIBE)
    length = duration_ms(session, lesson)
    given, form = _read(raw, length, began_ms)
    lines = _within(given.lines, length)
    voices = Counter(line.voice for line in lines if line.voice)
    return Preview(
        form=form,
        lines=len(lines),
        start_ms=lines[0].start_ms,
        end_ms=max(line.end_ms for line in lines),
        voices=tuple(voices.most_common()),
        words=any(line.words for line in lines),
        language=language_code(given.language),
        left_out=len(given.lines) - len(lines),
        cut=sum(1 for line in given.lines if line.start_ms < length < line.end_ms),
        there=len(read_transcript(capsule, held).lines),
        beginning=lines[:SHOWN],
        clock_ms=given.clock_ms,
    )


def take_in(session: SignIn, lesson: str, raw: bytes, began_ms: int | None = None, *, replacing: bool = False) -> int:
    """Take a transcript in; returns the number of its lines. Durable when this returns.

    Raises NotAllowed for anybody but the owner and while no transcript is agreed, InvalidInput for a bad file, while
    a transcript is being written, and where one is there and nobody said that it is to be replaced.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.TRANSCRIBE)
    length = duration_ms(session, lesson)
    given, _ = _read(raw, length, began_ms)
    lines = _within(given.lines, length)
    _check_free(session, lesson, capsule, held, replacing=replacing)
    speech = _speech(capsule, held, given, length)
    run = new_id()
    kept, voices = with_voices(read_voices(capsule, held), lines, length)
    pieces = [Statement("transcript", body) for body in _bodies(run, kept, speech, length, given)]
    end = Statement("transcript-end", {"run": run, "duration_ms": length, "model": MODEL})
    capsule.check(held)
    capsule.append([*pieces, end, *voices])
    unfinished.forget(session, lesson)  # one that was interrupted or paused does not go on: it would replace this one
    return len(lines)


def _read(raw: bytes, length: int, began_ms: int | None) -> tuple[Given, str]:
    """A file, with times of the day counted from where the recording began."""
    given, form = read_file(raw)
    first = min((line.start_ms for line in given.lines), default=0)
    last = max((line.start_ms for line in given.lines), default=0)
    after = form in _OF_A_MEETING and first >= max(length, _HOUR_MS) and last - first < length and last < DAY_MS
    if given.clock_ms is None and after:
        # All of it after the end, and yet no longer than the recording: 9:03:12 is no tenth hour of a lesson.
        given = replace(given, lines=_moved(given.lines, -first), clock_ms=first)
    if given.clock_ms is None or began_ms is None:
        return given, form
    by = (given.clock_ms - began_ms + DAY_MS // 2) % DAY_MS - DAY_MS // 2
    return replace(given, lines=_moved(given.lines, by), clock_ms=began_ms), form


def _moved(lines: Sequence[Line], by_ms: int) -> tuple[Line, ...]:
    """Lines so much later; what lies before the beginning has no text any more, and is left out for it."""
    kept = (line if line.end_ms + by_ms > 0 else replace(line, text="", words=()) for line in lines)
    return tuple(later_line(line, by_ms, 2 * DAY_MS) for line in kept)


def _check_free(session: SignIn, lesson: str, capsule: Capsule, held: Permit, *, replacing: bool) -> None:
    job = background.job_of_lesson(session, lesson)
    if job is not None and job.state not in background.ENDED:
        raise InvalidInput(_RUNNING)
    if not replacing and read_transcript(capsule, held).lines:
        raise InvalidInput(_THERE)


def _within(lines: Sequence[Line], length: int) -> tuple[Line, ...]:
    """Lines as they are kept: inside of the clip, at least a millisecond long, without what cannot be shown."""
    if not any(line.text.strip() for line in lines):
        raise InvalidInput("This file holds no words.")
    kept = tuple(_kept(line, length) for line in lines if line.start_ms < length and line.text.strip())
    if not kept:
        raise InvalidInput(
            f"No line of this file lies within the recording, which lasts {clock(length)}. "
            "It may belong to another lesson, or its times begin elsewhere."
        )
    if any(len(line.text) > LONGEST_LINE or len(line.words) > MOST_WORDS for line in kept):
        raise InvalidInput("A line of this file is far too long. It may have lost its times; export it again.")
    return kept


def _kept(line: Line, length: int) -> Line:
    end = max(line.start_ms + 1, min(line.end_ms, length))
    words = tuple(
        Word(_into(one.start_ms, line.start_ms, end), _into(one.end_ms, line.start_ms, end), *_as_said(one))
        for one in line.words
    )
    language = language_code(line.language)
    return Line(line.start_ms, end, printable(line.text), words, voice=usable_name(line.voice), language=language)


def _as_said(word: Word) -> tuple[str, float]:
    return printable(word.text), word.probability


def _into(ms: int, least: int, most: int) -> int:
    return min(max(ms, least), most)


def _speech(capsule: Capsule, held: Permit, given: Given, length: int) -> list[Span]:
    """Where somebody speaks: as the file says, else as it was heard before; nothing is made up from lines."""
    spans = given.speech or read_transcript(capsule, held).speech
    cut = (replace(span, end_ms=min(span.end_ms, length)) for span in sorted(spans, key=lambda span: span.start_ms))
    return [span for span in cut if span.start_ms < span.end_ms]


def _bodies(
    run: str, lines: Sequence[Line], speech: Sequence[Span], length: int, given: Given
) -> Iterator[dict[str, object]]:
    """Pieces of five minutes; a line and a span of speech belong to the piece in which they begin."""
    for start in range(0, max(length, 1), PIECE_MS):
        end = min(start + PIECE_MS, length)
        body = {
            "run": run,
            "model": MODEL,
            "start_ms": start,
            "end_ms": end,
            "language": language_code(given.language),
            "speech": [[one.start_ms, one.end_ms] for one in speech if start <= one.start_ms < end],
            "lines": [line_list(one) for one in lines if start <= one.start_ms < end],
        }
        if len(json.dumps(body, ensure_ascii=False).encode()) > MOST_PIECE:
            raise InvalidInput("In five minutes of this file there is more text than anybody can speak.")
        yield body
