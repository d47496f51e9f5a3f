"""Several channels become one in which every voice is heard; the files are made by the real ffmpeg."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from videoreflect.media.mixing import Mixer, Samples
from videoreflect.media.sound import RATE, pcm

HERTZ = {"left": 400, "right": 900}


def made(path: Path, channels: str, *more: str) -> Samples:
    """Record ``channels``, an expression of ffmpeg for each, and return what the transcript would hear."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", f"aevalsrc={channels}:s=48000:d=3"]
    subprocess.run([*command, *more, str(path)], check=True)
    return np.concatenate(list(pcm(io.BytesIO(path.read_bytes()))))


def loudness(samples: Samples, hertz: int) -> float:
    """Amplitude of one tone in the second second."""
    part = samples[RATE : 2 * RATE]
    return float(2 * abs(np.exp(-2j * np.pi * hertz * np.arange(RATE) / RATE) @ part) / RATE)


@pytest.mark.parametrize("name", ["clip.wav", "clip.flac", "clip.m4a"])
def test_channels_of_which_one_is_turned_round_do_not_cancel(tmp_path: Path, name: str) -> None:
    """Seen to fail while ffmpeg's own downmix was used: 0.0."""
    heard = made(tmp_path / name, "0.5*sin(2*PI*400*t)|-0.5*sin(2*PI*400*t)")

    assert loudness(heard, 400) == pytest.approx(0.5, abs=0.02)


def test_two_people_with_a_microphone_each_are_both_heard(tmp_path: Path) -> None:
    heard = made(tmp_path / "two.wav", "0.5*sin(2*PI*400*t)|0.5*sin(2*PI*900*t)")

    assert [loudness(heard, hertz) for hertz in HERTZ.values()] == pytest.approx([0.25, 0.25], abs=0.01)


def test_a_channel_without_sound_leaves_the_other_one(tmp_path: Path) -> None:
    heard = made(tmp_path / "one.wav", "0.5*sin(2*PI*400*t)|0")

    assert loudness(heard, 400) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("channel", range(6))
def test_a_voice_in_any_channel_of_surround_sound_but_the_bass_is_heard(tmp_path: Path, channel: int) -> None:
    values = ["0.5*sin(2*PI*400*t)" if number == channel else "0" for number in range(6)]
    heard = made(tmp_path / "surround.wav", "|".join(values) + ":c=5.1")

    assert (loudness(heard, 400) > 0.05) is (channel != 3)


def test_telephone_sound_keeps_its_pitch_and_length(tmp_path: Path) -> None:
    heard = made(tmp_path / "call.wav", "0.5*sin(2*PI*400*t)", "-ar", "8000", "-c:a", "pcm_alaw")

    assert loudness(heard, 400) == pytest.approx(0.5, abs=0.02)
    assert len(heard) == pytest.approx(3 * RATE, abs=160)


def test_the_second_channel_turns_back_when_the_two_agree_again() -> None:
    tone = np.sin(np.arange(RATE) / 6).astype(np.float32)
    mixer = Mixer()

    mixed = [mixer.mix(np.stack([tone, sign * tone])) for sign in (1, -1, -1, -1, 1, 1)]

    assert [round(float(np.abs(one).max()), 1) for one in (mixed[0], mixed[3], mixed[5])] == [1.0, 1.0, 1.0]


def test_what_is_no_number_decides_nothing() -> None:
    mixer = Mixer()
    mixer.mix(np.full((2, 100), np.nan, np.float32))
    assert mixer.mix(np.zeros((2, 0), np.float32)).shape == (0,)
