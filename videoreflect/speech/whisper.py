"""Whisper, which writes down what is said in a piece of sound; nothing is fetched, ever.

Each piece is written without a memory of the one before (``condition_on_previous_text`` off):
a mistake stays where it is, and a piece that is done again comes out the same.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from videoreflect.domain.transcript import Line, Span, TranscriptPiece, Word
from videoreflect.errors import InvalidInput, SpeechError
from videoreflect.speech.in_use import hold
from videoreflect.speech.junk import without_junk
from videoreflect.speech.languages import SHORTEST_PASSAGE_MS, Chosen, Passage, chosen, most_spoken, passages
from videoreflect.speech.levels import level
from videoreflect.speech.lines import fitted
from videoreflect.speech.pieces import SoundPiece
from videoreflect.speech.sound import SAMPLES_PER_MS, SAMPLES_PER_SECOND

Progress = Callable[[int], None]
"""Told up to which millisecond of the clip all is written down. What it raises ends the work."""

_SETTINGS: dict[str, Any] = {
    "beam_size": 5,
    "vad_filter": True,
    "condition_on_previous_text": False,
    "word_timestamps": True,
}

SURE_OF_LANGUAGE = 0.5
"""Less likely than this, a detected language holds for its piece alone, and the next one is asked again."""

_WINDOW = 30 * SAMPLES_PER_SECOND

# It writes the length and language of what it hears to its log.
logging.getLogger("faster_whisper").setLevel(logging.WARNING)


def usable_threads() -> int:
    """Return how many threads to transcribe with: the cores of this process, at most four."""
    return min(4, usable_cores())


def usable_cores() -> int:
    """Return how many cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, cores or 1)


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
        self,
        piece: SoundPiece,
        *,
        language: str | None = None,
        prompt: str | None = None,
        progress: Progress,
        several: bool = False,
        translate: bool = False,
    ) -> TranscriptPiece:
        """Write down one piece; all times are those of the clip, in milliseconds.

        ``language`` is a code, None to have it detected. ``several``: it is detected for each passage, and lines
        in another than ``language`` carry theirs. ``prompt`` holds names and words of the subject that are to be
        expected. ``translate`` writes it in English. The language returned is empty where nobody speaks and none
        was given, and where one was detected that is in doubt. Raises SpeechError, and InvalidInput for a language
        that the model does not know or if it cannot translate.
        """  # fmt: skip
        if language is not None and language not in self.languages:
            raise InvalidInput("This speech model does not know this language. Choose another model, such as “base”.")
        if translate and not self._model.model.is_multilingual:
            raise InvalidInput("This speech model cannot translate. Choose another, such as “base”.")
        progress(piece.start_ms)
        if not piece.speech:
            progress(piece.end_ms)
            return TranscriptPiece(piece.start_ms, piece.end_ms, (), (), language or "")
        heard = self._heard(piece, language, several)
        lines: list[Line] = []
        for part, spoken in heard.parts:
            told = _told(self._listen(part, spoken, prompt, translate), part, progress)
            kept = without_junk(fitted(list(told), part.speech, Span(part.start_ms, part.end_ms)), part.speech)
            lines += [replace(line, language=spoken) for line in kept] if spoken != heard.main else kept
        progress(piece.end_ms)
        return TranscriptPiece(piece.start_ms, piece.end_ms, tuple(lines), piece.speech, heard.known)

    def _heard(self, piece: SoundPiece, language: str | None, several: bool) -> _Heard:
        """Find out what is spoken where in a piece in which somebody speaks."""
        if len(self.languages) == 1:
            return _Heard(((piece, self.languages[0]),), self.languages[0], self.languages[0])
        if not several:
            if language is not None:
                return _Heard(((piece, language),), language, language)
            likely = self._likely(piece, piece.speech)
            best = max(likely, key=lambda code: likely[code])
            return _Heard(((piece, best),), best, best if likely[best] >= SURE_OF_LANGUAGE else "")
        found = [self._passage(piece, spans) for spans in passages(piece.speech)]
        main = language or most_spoken(found) or self.languages[0]
        parts = _parts(piece, found, chosen(found, main))
        return _Heard(parts, main, main if language or any(one.languages for one in found) else "")

    def _passage(self, piece: SoundPiece, spans: tuple[Span, ...]) -> Passage:
        asked = Passage(spans, {})
        return replace(asked, languages=self._likely(piece, spans)) if _tells(asked) else asked

    def _likely(self, piece: SoundPiece, spans: tuple[Span, ...]) -> dict[str, float]:
        """How likely each language is in the first half minute of that speech."""
        begin = piece.start_ms
        cuts = [slice((one.start_ms - begin) * SAMPLES_PER_MS, (one.end_ms - begin) * SAMPLES_PER_MS) for one in spans]
        sound = level(np.concatenate([piece.samples[cut] for cut in cuts])[:_WINDOW])
        try:
            return dict(self._model.detect_language(sound)[2])
        except (RuntimeError, ValueError, MemoryError) as error:
            raise SpeechError from error

    def _listen(self, piece: SoundPiece, language: str, prompt: str | None, translate: bool) -> Iterator[Line]:
        try:
            # As hotwords the words count for the whole piece, as initial_prompt for its first half minute.
            segments, _ = self._model.transcribe(
                level(piece.samples), language=language, hotwords=prompt or None,
                task="translate" if translate else "transcribe", **_SETTINGS,
            )  # fmt: skip
        except (RuntimeError, ValueError, MemoryError) as error:
            raise SpeechError from error
        return _lines(segments, piece)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A piece in parts of one language each; ``known`` is the main one, or empty if it is in doubt."""

    parts: tuple[tuple[SoundPiece, str], ...]
    main: str
    known: str


def _tells(passage: Passage) -> bool:
    return passage.spoken_ms >= SHORTEST_PASSAGE_MS


def _parts(
    piece: SoundPiece, found: Sequence[Passage], languages: Sequence[Chosen]
) -> tuple[tuple[SoundPiece, str], ...]:
    """Cut a piece in the middle of the silences between passages of different languages, and around doubtful ones."""
    parts: list[tuple[SoundPiece, str]] = []
    begin_ms, at = piece.start_ms, 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and languages[at].clear and languages[last + 1] == languages[at]:
            last += 1
        over = last + 1 == len(found)
        end_ms = piece.end_ms if over else (found[last].spans[-1].end_ms + found[last + 1].spans[0].start_ms) // 2
        cut = slice((begin_ms - piece.start_ms) * SAMPLES_PER_MS, (end_ms - piece.start_ms) * SAMPLES_PER_MS)
        speech = tuple(span for one in found[at : last + 1] for span in one.spans)
        parts.append((SoundPiece(begin_ms, end_ms, piece.samples[cut], speech, over), languages[at].language))
        begin_ms, at = end_ms, last + 1
    return tuple(parts)


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
