"""Real voices: what is written down, when, and the pauses between."""

from __future__ import annotations

import itertools
import json
import statistics
from dataclasses import dataclass
from pathlib import Path

import av
import jiwer
import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

from tests.unit.speech.sounds import Samples, joined, noise, silence
from videoreflect.domain.transcript import Line, Span, Word
from videoreflect.speech.activity import speech_spans
from videoreflect.speech.pieces import Lengths, SoundPiece, pieces
from videoreflect.speech.spans import gaps
from videoreflect.speech.store import ModelStore
from videoreflect.speech.talk import waits
from videoreflect.speech.whisper import Whisper

pytestmark = [pytest.mark.external, pytest.mark.model]

plain = EnglishTextNormalizer()
JFK = "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."


@dataclass(frozen=True)
class Written:
    """A whole transcription."""

    lines: tuple[Line, ...]
    speech: tuple[Span, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def words(self) -> list[Word]:
        return [word for line in self.lines for word in line.words]


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(ModelStore().locate("tiny.en"), threads=2)


@pytest.fixture(scope="module")
def read_aloud(test_data: Path) -> Samples:
    return decoded(test_data / "speech" / "lj001.flac")


def decoded(path: Path) -> Samples:
    resampler = av.AudioResampler("flt", "mono", 16_000)
    with av.open(path) as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float32)


def write_down(whisper: Whisper, cut: list[SoundPiece]) -> Written:
    done = [whisper.write_down(piece, progress=lambda _: None) for piece in cut]
    return Written(
        tuple(line for one in done for line in one.lines), tuple(span for one in done for span in one.speech)
    )


def wrong(reference: str, written: Written) -> float:
    return float(jiwer.wer(plain(reference), plain(written.text)))


def test_a_speech_is_written_word_for_word(whisper: Whisper, test_data: Path) -> None:
    written = write_down(whisper, list(pieces([decoded(test_data / "speech" / "jfk.flac")])))

    assert wrong(JFK, written) == 0.0


def test_reading_aloud_is_right_in_words_and_times(whisper: Whisper, test_data: Path, read_aloud: Samples) -> None:
    clips = json.loads((test_data / "speech" / "lj001.json").read_text())
    cut = list(pieces([read_aloud]))

    written = write_down(whisper, cut)

    assert len(cut) == 2
    assert wrong(" ".join(clip["text"] for clip in clips), written) < 0.03
    starts = [word.start_ms for word in written.words]
    onsets = [min(abs(start - 1000 * clip["onset"]) for start in starts) for clip in clips]
    voices = [min(abs(one.start_ms - 1000 * clip["onset"]) for one in written.speech) for clip in clips]
    assert statistics.median(onsets) < 250
    assert statistics.median(voices) < 60


def test_no_cut_goes_through_a_word_and_none_is_lost(whisper: Whisper, read_aloud: Samples) -> None:
    cut = list(pieces([read_aloud], first=Lengths(6_000, 10_000), later=Lengths(8_000, 12_000)))

    whole, parts = write_down(whisper, list(pieces([read_aloud]))), write_down(whisper, cut)

    assert len(cut) >= 5
    assert all(before.end_ms == after.start_ms for before, after in itertools.pairwise(cut))
    assert wrong(whole.text, parts) < 0.05


def test_a_pause_after_a_question_is_measured_by_the_voice(whisper: Whisper, test_data: Path) -> None:
    speech = decoded(test_data / "speech" / "jfk.flac")
    pause = max(gaps(speech_spans(speech), 7_000, 9_000), key=lambda gap: gap.end_ms - gap.start_ms)
    at = (pause.start_ms + pause.end_ms) * 8  # between "for you" and "ask what"
    longer = joined(speech[:at], noise(3_400, 0.0005), speech[at:], silence(2_000))
    written = write_down(whisper, list(pieces([longer])))
    asked = [Line(one.start_ms, one.end_ms, one.text.rstrip(".,") + "?", one.words) for one in written.lines]

    found = waits(asked, written.speech)

    assert len(found) == 1
    assert found[0].end_ms - found[0].start_ms == pytest.approx(pause.end_ms - pause.start_ms + 3_400, abs=300)
    assert [line.text for line in written.lines][-1].startswith("ask what you can do")


def test_a_soft_recording_is_written_all_the_same(whisper: Whisper, read_aloud: Samples) -> None:
    soft = (np.round(read_aloud * 0.001 * 32767) / 32767).astype(np.float32)

    loud_text = write_down(whisper, list(pieces([read_aloud]))).text
    assert wrong(loud_text, write_down(whisper, list(pieces([soft])))) < 0.1
