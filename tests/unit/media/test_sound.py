"""Sample ``i`` of the sound lies at clip time ``i / 16000``, whatever the container did."""

from __future__ import annotations

import io
import tracemalloc
import wave
from collections.abc import Callable

import numpy as np
import pytest

from tests.unit.media.measures import heard_clap_ms
from tests.unit.media.recipes import CLAP_MS
from videoreflect.errors import IntegrityError, InvalidInput, NoSound, NotMedia
from videoreflect.media.sound import RATE, Samples, pcm
from videoreflect.media.waveform import Waveform

Clips = Callable[[str], io.BytesIO]


def all_of(source: io.BytesIO, start_ms: int = 0) -> Samples:
    return np.concatenate(list(pcm(source, start_ms=start_ms)))


def wav(samples: Samples, rate: int = RATE) -> io.BytesIO:
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return io.BytesIO(target.getvalue())


@pytest.mark.parametrize("name", ["lesson.mp4", "lesson.mkv", "lesson.webm", "old.avi", "phone.mov", "speech.wav"])
def test_a_clap_is_heard_when_it_happened(clip: Clips, name: str) -> None:
    assert heard_clap_ms(clip(name).getvalue()) == pytest.approx(CLAP_MS, abs=10)


def test_chunks_are_mono_floats_of_the_length_asked_for(clip: Clips) -> None:
    chunks = list(pcm(clip("speech.wav"), chunk_ms=300))

    assert {chunk.dtype for chunk in chunks} == {np.dtype(np.float32)}
    assert {len(chunk) for chunk in chunks[:-1]} == {4800}
    assert sum(map(len, chunks)) == 4 * RATE


def test_an_impulse_keeps_its_sample() -> None:
    samples = np.zeros(3 * 48_000, np.float32)
    samples[48_000 + 3 * 777] = 0.9

    assert int(np.argmax(np.abs(all_of(wav(samples, 48_000))))) == RATE + 777


@pytest.mark.parametrize("name", ["lesson.mp4", "trimmed.mp4", "lesson.mkv", "tone.mp3", "talk.ogg", "gap.mkv"])
@pytest.mark.parametrize("start_ms", [1, 999, 1950, 2345])
def test_starting_later_gives_the_same_sound_on_the_same_clock(clip: Clips, name: str, start_ms: int) -> None:
    whole, rest = all_of(clip(name)), all_of(clip(name), start_ms)
    ahead = whole[start_ms * 16 :]
    length = min(len(rest), len(ahead))

    assert abs(len(rest) - len(ahead)) <= 16
    assert np.abs(rest[:length] - ahead[:length]).mean() < 0.03


def test_starting_behind_the_end_gives_nothing(clip: Clips) -> None:
    assert list(pcm(clip("speech.wav"), start_ms=9000)) == []


def test_a_gap_is_silence_and_what_follows_keeps_its_time(clip: Clips) -> None:
    samples = all_of(clip("gap.mkv"))

    assert len(samples) == pytest.approx(4 * RATE, abs=32)
    assert np.abs(samples[int(1.05 * RATE) : int(1.95 * RATE)]).max() < 0.001
    assert np.abs(samples[int(2.05 * RATE) : int(2.1 * RATE)]).max() > 0.1


def test_sound_that_starts_late_is_preceded_by_silence(clip: Clips) -> None:
    samples = all_of(clip("late.mp4"))

    assert np.abs(samples[: int(0.95 * RATE)]).max() < 0.001
    assert np.abs(samples[int(1.05 * RATE) : int(1.1 * RATE)]).max() > 0.1


def test_a_voice_in_the_centre_of_surround_sound_is_not_lost(clip: Clips) -> None:
    assert np.abs(all_of(clip("surround.wav"))).max() > 0.15


def test_a_clip_without_sound_says_so(clip: Clips) -> None:
    with pytest.raises(NoSound):
        list(pcm(clip("silent.mp4")))


def test_an_error_of_the_source_is_not_the_end_of_the_sound(clip: Clips) -> None:
    class Damaged(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 200_000:
                raise IntegrityError
            return super().read(size)

    with pytest.raises(IntegrityError):
        list(pcm(Damaged(clip("speech.wav").getvalue())))


def test_text_is_no_sound_and_a_negative_start_no_time(clip: Clips) -> None:
    with pytest.raises(NotMedia):
        list(pcm(io.BytesIO(b"hello")))
    with pytest.raises(InvalidInput):
        list(pcm(clip("speech.wav"), start_ms=-1))


def test_memory_stays_flat_over_two_minutes() -> None:
    source, outline = wav(np.zeros(120 * RATE, np.float32)), Waveform()
    tracemalloc.start()
    for chunk in pcm(source):
        outline.feed(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2_000_000
    assert len(outline.peaks()) == 1200


def test_the_outline_has_ten_peaks_a_second_whatever_the_chunks() -> None:
    samples = np.random.default_rng(3).uniform(-1, 1, RATE * 3 + 700).astype(np.float32)
    samples[RATE : 2 * RATE] = 0
    outlines = []
    for size in (160, 1600, 999, 50_000):
        outline = Waveform()
        for start in range(0, len(samples), size):
            outline.feed(samples[start : start + size])
        outlines.append(outline.peaks())

    assert len(set(outlines)) == 1
    assert len(outlines[0]) == 31
    assert set(outlines[0][10:20]) == {0}
    assert min(outlines[0][:10]) > 250


def test_the_outline_shows_the_square_root_of_the_loudest_sample() -> None:
    outline = Waveform(peaks_per_second=1)
    outline.feed(np.array([0.0, -0.25, 0.1], np.float32))

    assert outline.peaks() == bytes([128])


def test_the_outline_refuses_rates_that_do_not_divide_a_second() -> None:
    with pytest.raises(InvalidInput):
        Waveform(peaks_per_second=7)
