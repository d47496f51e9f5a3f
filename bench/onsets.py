"""When words begin and end, and how long pauses last, against what is known of the sample lesson and of read speech.

Only the first and last word of each turn has a known time. Words are put beside the known text in
order, so that a word counts for its own turn and not for whichever is near.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.isolated import in_own_process
from bench.materials import READ_ALOUD, real_speech
from bench.settings import Settings, scratch
from bench.table import Cell, Table, percentile, spread
from videoreflect.domain.transcript import Line, Span
from videoreflect.media.sound import pcm
from videoreflect.services.sample_lesson import sample
from videoreflect.speech.catalogue import DEFAULT_MODEL
from videoreflect.speech.pieces import pieces
from videoreflect.speech.store import ModelStore
from videoreflect.speech.talk import SHORTEST_WAIT_MS, is_question, waits
from videoreflect.speech.whisper import Whisper, usable_threads

AIM_MS = 60
_SHARE = 90
_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said in a row, and when it really began and ended."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One word with its times."""

    text: str
    start_ms: int
    end_ms: int


def measure(_: Settings) -> Table:
    """Accuracy, not speed: once is enough."""
    table = Table(
        f"onsets: Whisper {DEFAULT_MODEL}; errors against the known times (aim for the median: {AIM_MS} ms)",
        ("recording", "what", "how many", "median", f"{_SHARE} of 100", "largest"),
        "bare faster-whisper’s own word times, same model and settings",
    )
    with scratch():
        for name, clip, turns in _recordings():
            _add_all(table, name, clip, turns)
    return table


def _add_all(table: Table, name: str, clip: Path, turns: Sequence[Turn]) -> None:
    model = ModelStore().locate(DEFAULT_MODEL)
    peer = in_own_process("bench.bare_words", "words_of", str(clip), str(model), usable_threads())
    lines, speech = _ours(clip, model)
    both = {"ours": _words(lines), "bare faster-whisper": [Heard(*one) for one in peer.result]}
    for what, words in both.items():
        begins, ends = _errors(words, turns)
        _add(table, name, f"first word of a turn, {what}", begins)
        _add(table, name, f"end of its last word, {what}", ends)
    _add(
        table, name, "voice begins (VAD)", [_nearest(turn.start_ms, (one.start_ms for one in speech)) for turn in turns]
    )
    _add(table, name, "voice ends (VAD)", [_nearest(turn.end_ms, (one.end_ms for one in speech)) for turn in turns])
    _add(table, name, "length of a pause between turns", list(_pauses(speech, turns)))
    table.notes.append(f"{name}: {_waits(lines, speech, turns)}")


def _recordings() -> Iterator[tuple[str, Path, list[Turn]]]:
    known = sample().truth["turns"]
    yield "sample lesson", sample().clip, [Turn(one["start_ms"], one["end_ms"], one["text"]) for one in known]
    if real := real_speech():
        clips = json.loads((real / f"{READ_ALOUD}.json").read_text("utf-8"))
        turns = [Turn(round(one["onset"] * 1000), round(one["offset"] * 1000), one["text"]) for one in clips]
        yield "read aloud", real / f"{READ_ALOUD}.flac", turns


def _ours(clip: Path, model: Path) -> tuple[list[Line], list[Span]]:
    whisper = Whisper(model)
    lines: list[Line] = []
    speech: list[Span] = []
    with clip.open("rb") as file:
        for piece in pieces(pcm(file)):
            written = whisper.write_down(piece, progress=lambda _: None)
            lines += written.lines
            speech += written.speech
    return lines, speech


def _words(lines: Sequence[Line]) -> list[Heard]:
    return [Heard(word.text, word.start_ms, word.end_ms) for line in lines for word in line.words]


def _errors(words: Sequence[Heard], turns: Sequence[Turn]) -> tuple[list[int], list[int]]:
    """How far begin and end of each turn are from its first and last word, where that word was heard."""
    heard = [(token, word) for word in words for token in _tokens(word.text)]
    known = [(token, at) for at, turn in enumerate(turns) for token in _tokens(turn.text)]
    match = difflib.SequenceMatcher(None, [one for one, _ in known], [one for one, _ in heard], autojunk=False)
    beside = {
        block.a + step: heard[block.b + step][1] for block in match.get_matching_blocks() for step in range(block.size)
    }
    firsts = {at: number for number, (_, at) in reversed(list(enumerate(known)))}
    lasts = {at: number for number, (_, at) in enumerate(known)}
    begins = [abs(beside[firsts[at]].start_ms - turn.start_ms) for at, turn in enumerate(turns) if firsts[at] in beside]
    ends = [abs(beside[lasts[at]].end_ms - turn.end_ms) for at, turn in enumerate(turns) if lasts[at] in beside]
    return begins, ends


def _pauses(speech: Sequence[Span], turns: Sequence[Turn]) -> Iterator[int]:
    """How far the length of each pause between two turns is from the silence that was heard there."""
    for before, after in pairwise(turns):
        middle = (before.end_ms + after.start_ms) // 2
        ended = max((one.end_ms for one in speech if one.end_ms <= middle), default=None)
        begun = min((one.start_ms for one in speech if one.start_ms >= middle), default=None)
        if ended is not None and begun is not None:
            yield abs((begun - ended) - (after.start_ms - before.end_ms))


def _waits(lines: Sequence[Line], speech: Sequence[Span], turns: Sequence[Turn]) -> str:
    known = [
        (before.end_ms, after.start_ms)
        for before, after in pairwise(turns)
        if is_question(before.text) and after.start_ms - before.end_ms >= SHORTEST_WAIT_MS
    ]
    found = waits(lines, speech)
    told = [f"{(end - start) / 1000:.2f} s" for start, end in known]
    heard = [f"{(one.end_ms - one.start_ms) / 1000:.2f} s" for one in found]
    least = f"{SHORTEST_WAIT_MS / 1000:.0f} s"
    return f"waits of {least} and more after a question: {_listed(told)}; found: {_listed(heard)}."


def _listed(told: Sequence[str]) -> str:
    return ", ".join(told) or "none"


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _nearest(known: int, found: Iterable[int]) -> int:
    return min((abs(one - known) for one in found), default=known)


def _add(table: Table, name: str, what: str, errors: Sequence[int]) -> None:
    cells: tuple[Cell, ...] = ("–", "–", "–")
    if errors:
        cells = (
            spread([percentile(errors, 50)], "ms"),
            spread([percentile(errors, _SHARE)], "ms"),
            spread([max(errors)], "ms"),
        )
    table.add(name, what, str(len(errors)), *cells)
