"""The real tiny.en from its data wheel, on sound made up for it."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from tests.unit.speech.sounds import Samples, joined, noise, silence, tone, voice
from videoreflect.domain.transcript import Span, TranscriptPiece
from videoreflect.errors import Cancelled, InvalidInput, SpeechError
from videoreflect.speech.activity import speech_spans
from videoreflect.speech.pieces import SoundPiece
from videoreflect.speech.store import ModelStore
from videoreflect.speech.whisper import Whisper, usable_threads

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(ModelStore().locate("tiny.en"), threads=2)


def piece(sound: Samples, start_ms: int = 0, speech: tuple[Span, ...] | None = None) -> SoundPiece:
    heard = speech_spans(sound, start_ms) if speech is None else speech
    return SoundPiece(start_ms, start_ms + len(sound) // 16, sound, heard, True)


@pytest.mark.parametrize("sound", [silence(8_000), noise(8_000, 0.05), tone(8_000)], ids=["silence", "noise", "tone"])
def test_where_nobody_speaks_nothing_is_written(whisper: Whisper, sound: Samples) -> None:
    told: list[int] = []

    written = whisper.write_down(piece(sound, 60_000), progress=told.append)

    assert written == TranscriptPiece(60_000, 68_000, (), (), "")
    assert told == [60_000, 68_000]


@pytest.mark.parametrize("sound", [silence(8_000), noise(8_000, 0.05), tone(8_000)], ids=["silence", "noise", "tone"])
def test_nothing_is_written_even_if_the_speech_was_wrongly_marked(whisper: Whisper, sound: Samples) -> None:
    written = whisper.write_down(piece(sound, speech=(Span(1_000, 7_000),)), progress=lambda _: None)

    assert written.lines == ()


def test_the_language_given_is_handed_on(whisper: Whisper) -> None:
    written = whisper.write_down(piece(silence(1_000)), language="en", progress=lambda _: None)

    assert written.language == "en"


def test_what_sounds_like_a_voice_stays_within_its_piece_and_out_of_logs(
    whisper: Whisper, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="root")
    sound = joined(silence(1_000), voice(2_500), silence(3_500), voice(2_500, 2), noise(500, 0.001))
    told: list[int] = []

    written = whisper.write_down(piece(sound, 300_000), prompt="Fractions", progress=told.append)

    assert caplog.records == []
    assert written.language == "en"
    assert written.speech == speech_spans(sound, 300_000)
    assert told == sorted(told)
    assert told[0] == 300_000
    assert told[-1] == 310_000
    for line in written.lines:
        assert 300_000 <= line.start_ms < line.end_ms <= 310_000
        assert "".join(word.text for word in line.words) == line.text


def test_an_exception_from_progress_ends_the_work(whisper: Whisper) -> None:
    def stop(_reached: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        whisper.write_down(piece(voice(2_000)), progress=stop)


def test_a_language_the_model_does_not_know_is_refused(whisper: Whisper) -> None:
    with pytest.raises(InvalidInput, match="language"):
        whisper.write_down(piece(silence(1_000)), language="de", progress=lambda _: None)
    assert whisper.languages == ("en",)


def test_a_piece_of_a_few_samples_is_survived(whisper: Whisper) -> None:
    click = SoundPiece(0, 1, np.ones(3, dtype=np.float32), (Span(0, 1),), True)

    assert whisper.write_down(click, progress=lambda _: None).lines == ()


def test_a_name_is_never_looked_up(tmp_path: Path) -> None:
    with pytest.raises(SpeechError):
        Whisper(Path("tiny.en"))
    (tmp_path / "model.bin").write_bytes(b"no model")
    with pytest.raises(SpeechError, match="could not be loaded"):
        Whisper(tmp_path)


def test_at_most_four_threads_are_used() -> None:
    assert 1 <= usable_threads() <= 4
