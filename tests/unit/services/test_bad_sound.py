"""Recordings as they come: what can be heard is written, the rest is said in one sentence, nothing is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE
from tests.unit.services.recordings import agreed_lesson, recorded
from videoreflect.errors import NoSound
from videoreflect.services import accounts
from videoreflect.services.transcription import begin, transcribe
from videoreflect.services.transcripts import Transcript
from videoreflect.vault.signin import SignIn

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

HALF_MINUTE = ("-t", "30", "-i", "@sample", "-vn")
FROM_THE_SAMPLE = {"fraction", "quarter", "half"}


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> SignIn:
    session, _ = accounts.found(tmp_path_factory.mktemp("bad-sound") / "vault", NAME, PASSPHRASE)
    return session


def written(teacher: SignIn, clip: Path) -> Transcript:
    return transcribe(teacher, agreed_lesson(teacher, clip), "tiny.en")


@pytest.fixture(scope="module")
def clean(teacher: SignIn, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    return written(teacher, recorded(tmp_path_factory.mktemp("clean"), "clean.wav", *HALF_MINUTE))


def words(transcript: Transcript) -> list[str]:
    return "".join(one for one in transcript.text.lower() if one.isalpha() or one == " ").split()


def shared_part(said: list[str], heard: list[str]) -> float:
    return len(set(said) & set(heard)) / len(set(said))


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("telephone.wav", ("-ar", "8000", "-ac", "1", "-c:a", "pcm_alaw")),
        ("surround.m4a", ("-af", "pan=5.1|FC=c0", "-c:a", "aac", "-b:a", "256k")),
        ("turned.wav", ("-af", "pan=stereo|c0=c0|c1=-1*c0")),
        ("left-only.wav", ("-af", "pan=stereo|c0=c0|c1=0*c0")),
        ("clipped.wav", ("-af", "volume=30dB", "-c:a", "pcm_s16le")),
        ("quiet.wav", ("-af", "volume=-38dB", "-c:a", "pcm_s16le")),
    ],
)
def test_speech_that_was_recorded_badly_is_written(
    teacher: SignIn, clean: Transcript, tmp_path: Path, name: str, recipe: tuple[str, ...]
) -> None:
    found = written(teacher, recorded(tmp_path, name, *HALF_MINUTE, *recipe))

    assert found.complete
    assert len(words(clean)) > 30
    assert shared_part(words(clean), words(found)) > 0.8, found.text


def test_two_people_with_a_channel_each_are_both_written(teacher: SignIn, tmp_path: Path) -> None:
    """The same speech on either side, one a quarter of a minute later: both are in the transcript."""
    turns = "[0:a]pan=mono|c0=c0,atrim=0:14,apad=whole_dur=30[l];[0:a]pan=mono|c0=c0,atrim=0:14,adelay=15000[r]"
    both = f"{turns};[l][r]join=inputs=2:channel_layout=stereo"
    found = written(teacher, recorded(tmp_path, "two.wav", "-i", "@sample", "-filter_complex", both))

    first, second = ([one for one in found.lines if low <= one.start_ms < low + 15_000] for low in (0, 15_000))
    said = ["".join(line.text for line in lines).lower() for lines in (first, second)]
    assert shared_part(said[0].split(), said[1].split()) > 0.7, said


@pytest.mark.parametrize(
    "source",
    [
        "anullsrc=r=48000:cl=stereo:d=70",
        "anoisesrc=c=white:a=0.2:d=70",
        "anoisesrc=c=pink:a=0.5:d=70",
        "anoisesrc=c=brown:a=0.9:d=70,lowpass=400,tremolo=f=11:d=0.6",  # a fan, or a projector
        "sine=f=50:d=70,volume=0.5",  # hum of the mains
        "aevalsrc='0.2*(sin(2*PI*262*t)+sin(2*PI*330*t)+sin(2*PI*392*t))*(1-mod(t,0.5))':d=70",  # chords
        "aevalsrc='0.5*sin(2*PI*(300+200*floor(mod(t*3,5)))*t)*exp(-3*mod(t,0.333))':d=70",  # a tune
    ],
    ids=["silence", "white", "pink", "fan", "hum", "chords", "tune"],
)
def test_where_nobody_speaks_nothing_is_invented(teacher: SignIn, tmp_path: Path, source: str) -> None:
    found = written(teacher, recorded(tmp_path, "nobody.wav", "-f", "lavfi", "-i", source))

    assert found.complete
    assert found.lines == (), found.text


def test_nothing_is_invented_in_a_pause_of_twenty_minutes(teacher: SignIn, clean: Transcript, tmp_path: Path) -> None:
    """Quiet work between two pieces of speech: one is written, then the other at its time, and nothing between."""
    pause = "anoisesrc=c=pink:a=0.01:d=1200:r=16000"
    joined = "[0:a]aresample=16000,pan=mono|c0=c0,asplit[a][b];[a][1:a][b]concat=n=3:v=0:a=1"
    clip = recorded(
        tmp_path, "quiet-work.flac", "-t", "30", "-i", "@sample", "-f", "lavfi", "-i", pause,
        "-filter_complex", joined, "-ac", "1",
    )  # fmt: skip
    found = written(teacher, clip)

    assert not [one.text for one in found.lines if 32_000 < one.start_ms < 1_228_000]
    after = " ".join(one.text for one in found.lines if one.start_ms >= 1_228_000).lower()
    assert shared_part(words(clean), after.split()) > 0.6


def test_a_clip_without_sound_is_told_so(teacher: SignIn, tmp_path: Path) -> None:
    clip = recorded(tmp_path, "mute.mp4", "-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=2", "-pix_fmt", "yuv420p")
    lesson = agreed_lesson(teacher, clip)

    with pytest.raises(NoSound, match="no sound"):
        begin(teacher, lesson, "tiny.en")
