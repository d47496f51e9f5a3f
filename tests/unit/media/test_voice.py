"""A voice note: one track of Opus goes in, the same sound with its length comes out, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.voice_samples import recorded, with_picture
from videoreflect.errors import InvalidInput, MediaError
from videoreflect.media.probe import probe
from videoreflect.media.sound import RATE, pcm
from videoreflect.media.voice import joined_voice, plain_voice

TONE = Path(__file__).parents[3] / "sample_media" / "lesson.mp4"


@pytest.mark.parametrize("container", ["webm", "ogg"])
def test_what_a_browser_records_gets_its_length_by_what_is_heard(container: str) -> None:
    sound, length_ms = plain_voice(recorded(1_500, container))

    assert 1_450 <= length_ms <= 1_560
    facts = probe(io.BytesIO(sound))
    assert (facts.container, facts.video, facts.sound is not None) == ("matroska", None, True)
    assert abs(facts.duration_ms - length_ms) < 60


def test_what_else_the_file_said_stays_behind() -> None:
    raw = recorded()
    sound, _ = plain_voice(raw)

    assert b"Nadia" in raw
    assert b"Nadia" not in sound


def test_the_same_recording_gives_the_same_bytes() -> None:
    assert plain_voice(recorded()) == plain_voice(recorded())


@pytest.mark.parametrize(
    "raw", [b"", b"no sound at all", b"\x1aE\xdf\xa3" + bytes(400), with_picture(), recorded()[:60], TONE.read_bytes()]
)
def test_anything_else_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(MediaError) as refused:
        plain_voice(raw)
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("container", ["webm", "ogg"])
def test_one_that_was_cut_anywhere_is_as_long_as_what_is_there(container: str) -> None:
    """As when the program ended while somebody spoke: what cannot be read is the last moment of it."""
    raw = recorded(3_000, container)
    lengths = [plain_voice(raw[:end])[1] for end in range(len(raw) // 2 + (container == "ogg") * 1_500, len(raw), 397)]

    assert lengths == sorted(lengths)
    assert lengths[0] > 900
    assert lengths[-1] > (2_800 if container == "webm" else 1_900)


def test_one_goes_on_from_another() -> None:
    first, second = plain_voice(recorded(1_500)), plain_voice(recorded(2_000, "ogg", 440.0))
    sound, length_ms = joined_voice(first[0], second[0])

    assert abs(length_ms - first[1] - second[1]) < 30
    with av.open(io.BytesIO(sound), mode="r") as made:
        times = [packet.pts or 0 for packet in made.demux() if packet.size]
    assert times == sorted(set(times))
    loud = np.concatenate([piece.astype(float) for piece in pcm(io.BytesIO(sound))])
    assert [_tone(loud[at * RATE // 1000 :][: RATE // 2]) for at in (500, 2_500)] == [220, 440]
    assert joined_voice(first[0], second[0]) == (sound, length_ms)


def _tone(samples: np.ndarray) -> int:
    return int(np.abs(np.fft.rfft(samples)).argmax()) * 2


@pytest.mark.parametrize("length_ms", [60, 184_000])
def test_one_that_is_too_short_or_too_long_is_refused(length_ms: int) -> None:
    with pytest.raises(InvalidInput):
        plain_voice(recorded(length_ms))
