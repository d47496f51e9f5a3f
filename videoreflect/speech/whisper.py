"""Whisper, which writes down what is said in a piece of sound; nothing is fetched, ever.

Each piece is written without a memory of the one before (``condition_on_previous_text`` off):
a mistake stays where it is, and a piece that is done again comes out the same.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from videoreflect.domain.transcript import Line, Span, TranscriptPiece, Word
from videoreflect.errors import InvalidInput, SpeechError
from videoreflect.speech.in_use import hold
from videoreflect.speech.junk import without_junk
from videoreflect.speech.levels import level
from videoreflect.speech.lines import fitted
from videoreflect.speech.pieces import SoundPiece

Progress = Callable[[int], None]
"""Told up to which millisecond of the clip all is written down. What it raises ends the work."""

_SETTINGS: dict[str, Any] = {
    "beam_size": 5,
    "vad_filter": True,
    "condition_on_previous_text": False,
    "word_timestamps": True,
}

# It writes the length and language of what it hears to its log.
logging.getLogger("faster_whisper").setLevel(logging.WARNING)


def usable_threads() -> int:
    """Return how many threads to transcribe with: the cores of this process, at most four."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, cores or 1))


class Whisper:
    """One loaded model; one piece at a time.

    Takes the folder that ``ModelStore.locate`` returned. Raises SpeechError when the model
    cannot be loaded, for want of memory above all.
    """

    def __init__(self, model_folder: Path, threads: int | None = None) -> None:
        if not model_folder.is_dir():  # anything else would be taken for a name and looked for in a cache
            raise SpeechError("The speech model is not where it should be. Run “videoreflect doctor”.")
        self._held = hold(model_folder)
        try:
            self._model = WhisperModel(
                str(model_folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads or usable_threads(),
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError, MemoryError) as error:
            raise SpeechError(
                "The speech model could not be loaded. Close other programs to free memory, then try again."
            ) from error

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages this model knows, such as ``en``."""
        return tuple(self._model.supported_languages)

    def write_down(
        self, piece: SoundPiece, *, language: str | None = None, prompt: str | None = None, progress: Progress
    ) -> TranscriptPiece:
        """Write down one piece; all times are those of the clip, in milliseconds.

        Without ``language`` it is detected; hand the result's on with the next piece. A piece in
        which nobody speaks gives no lines, and the language that was given or an empty one.
        ``prompt`` holds words likely to come up (names, terms). ``progress`` is called before
        the work starts, after every line and at the end, never going back; an exception from it
        passes through and ends the work, at the latest after the half minute under way.
        Raises InvalidInput for a language the model does not know, SpeechError when it fails.
        """
        if language is not None and language not in self.languages:
            raise InvalidInput("The speech model does not know this language. Choose another model, such as “base”.")
        progress(piece.start_ms)
        if not piece.speech:
            progress(piece.end_ms)
            return TranscriptPiece(piece.start_ms, piece.end_ms, (), (), language or "")
        heard, spoken = self._listen(piece, language, prompt)
        within = Span(piece.start_ms, piece.end_ms)
        lines = without_junk(fitted(list(_told(heard, piece, progress)), piece.speech, within), piece.speech)
        progress(piece.end_ms)
        return TranscriptPiece(piece.start_ms, piece.end_ms, lines, piece.speech, spoken)

    def _listen(self, piece: SoundPiece, language: str | None, prompt: str | None) -> tuple[Iterator[Line], str]:
        try:
            # As hotwords the words count for the whole piece, as initial_prompt for its first half minute.
            segments, known = self._model.transcribe(
                level(piece.samples), language=language, hotwords=prompt or None, **_SETTINGS
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            raise SpeechError from error
        return _lines(segments, piece), str(known.language)


def _lines(segments: Iterable[Any], piece: SoundPiece) -> Iterator[Line]:
    try:
        for segment in segments:
            words = tuple(_word(word, piece) for word in segment.words or ())
            text = str(segment.text).strip()
            start_ms, end_ms = _within(piece, segment.start, segment.end)
            yield Line(start_ms, end_ms, text, words)
    except (RuntimeError, ValueError, MemoryError) as error:
        raise SpeechError from error


def _told(lines: Iterator[Line], piece: SoundPiece, progress: Progress) -> Iterator[Line]:
    reached = piece.start_ms
    for line in lines:
        reached = max(reached, line.end_ms)
        progress(reached)
        yield line


def _word(word: Any, piece: SoundPiece) -> Word:
    start_ms, end_ms = _within(piece, word.start, word.end)
    return Word(start_ms, end_ms, str(word.word), min(1.0, max(0.0, float(word.probability))))


def _within(piece: SoundPiece, start: float, end: float) -> tuple[int, int]:
    """Turn seconds of the piece into milliseconds of the clip, inside the piece, at least one long."""
    start_ms = min(piece.end_ms - 1, piece.start_ms + max(0, round(start * 1000)))
    return start_ms, max(start_ms + 1, min(piece.end_ms, piece.start_ms + round(end * 1000)))
