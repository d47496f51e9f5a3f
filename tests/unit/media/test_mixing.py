"""Several channels become one in which every voice is heard; the files are made by the real ffmpeg."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest

from tests.unit.media.sealed import SealingSink
from videoreflect.media.mixing import Mixer, Samples
from videoreflect.media.normalise import normalise
from videoreflect.media.probe import probe
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


TONES = ("0.4*sin(2*PI*400*t)", "0.4*sin(2*PI*900*t)", "0.4*sin(2*PI*1500*t)")


def recorded(path: Path, tracks: int, *more: str, picture: bool = True, turned: bool = False) -> bytes:
    """Record a clip with a sound track for each of some microphones, as cameras write them."""
    tones = ("0.4*sin(2*PI*400*t)", "-0.4*sin(2*PI*400*t)") if turned else TONES[:tracks]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error"]
    command += ["-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=3"] if picture else []
    for tone in tones:
        command += ["-f", "lavfi", "-i", f"aevalsrc={tone}:s=48000:d=3"]
    for number in range(tracks + picture):
        command += ["-map", str(number)]
    command += ["-c:v", "libx264", "-pix_fmt", "yuv420p"] if picture else []
    subprocess.run([*command, "-c:a", "aac", *more, str(path)], check=True)
    return path.read_bytes()


def kept(raw: bytes) -> bytes:
    """What the lesson keeps of it."""
    sink = SealingSink()
    normalise(io.BytesIO(raw), sink, probe(io.BytesIO(raw)))  # type: ignore[arg-type]
    return bytes(sink.kept)


@pytest.mark.parametrize("name", ["two.mp4", "two.mov", "two.mkv"])
def test_two_people_on_a_track_each_are_both_heard_in_one_track_that_browsers_play(tmp_path: Path, name: str) -> None:
    """Seen to fail while only the first track was kept: 0.0 for the second voice. The picture is copied as it is."""
    raw = recorded(tmp_path / name, 2)
    facts = probe(io.BytesIO(raw))
    assert (facts.sound and facts.sound.tracks, facts.playable, facts.picture_can_be_copied) == (2, False, True)
    made = kept(raw)

    with av.open(io.BytesIO(made)) as clip:
        assert len(clip.streams.audio) == 1
    assert probe(io.BytesIO(made)).playable
    heard = np.concatenate(list(pcm(io.BytesIO(made))))
    assert [loudness(heard, hertz) for hertz in HERTZ.values()] == pytest.approx([0.2, 0.2], abs=0.02)


def test_each_of_two_microphones_is_heard_in_both_ears(tmp_path: Path) -> None:
    with av.open(io.BytesIO(kept(recorded(tmp_path / "two.mp4", 2))), "r") as clip:
        frames = [frame.to_ndarray() for frame in clip.decode(audio=0)]
    for channel in np.concatenate(frames, axis=1):
        tones = np.abs(np.fft.rfft(channel[48_000:96_000])) * 2 / 48_000
        assert min(tones[400], tones[900]) > 0.05


def test_two_tracks_that_are_turned_round_against_each_other_are_heard(tmp_path: Path) -> None:
    heard = np.concatenate(list(pcm(io.BytesIO(kept(recorded(tmp_path / "two.mp4", 2, turned=True))))))

    assert loudness(heard, 400) > 0.1


def test_three_microphones_without_a_picture_are_heard(tmp_path: Path) -> None:
    made = kept(recorded(tmp_path / "three.mka", 3, picture=False))
    heard = np.concatenate(list(pcm(io.BytesIO(made))))

    assert min(loudness(heard, hertz) for hertz in (400, 900, 1500)) > 0.1


@pytest.mark.parametrize(
    "more",
    [("-ac", "2"), ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=deu"),
     ("-disposition:a:1", "comment")],
    ids=["stereo", "languages", "commentary"],
)  # fmt: skip
def test_tracks_that_are_each_the_whole_sound_are_not_mixed(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Another language or a commentary over the lesson would be understood by nobody."""
    facts = probe(io.BytesIO(recorded(tmp_path / "film.mkv", 2, *more)))

    assert (facts.sound and facts.sound.tracks, facts.playable) == (1, True)


def test_a_second_track_that_goes_on_longer_is_kept_to_its_end(tmp_path: Path) -> None:
    raw = recorded(tmp_path / "uneven.mkv", 2, "-filter:a:0", "atrim=end=1.5", picture=False)
    made = kept(raw)
    heard = np.concatenate(list(pcm(io.BytesIO(made))))

    assert len(heard) == pytest.approx(3 * RATE, abs=RATE // 5)
    assert loudness(heard[RATE:], 900) == pytest.approx(0.2, abs=0.03)
