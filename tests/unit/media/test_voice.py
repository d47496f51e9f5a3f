"""A voice note: one track of Opus goes in, the same sound with its length comes out, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.unit.voice_samples import recorded, with_picture
from videoreflect.errors import InvalidInput, MediaError
from videoreflect.media.probe import probe
from videoreflect.media.voice import plain_voice

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


@pytest.mark.parametrize("length_ms", [60, 184_000])
def test_one_that_is_too_short_or_too_long_is_refused(length_ms: int) -> None:
    with pytest.raises(InvalidInput):
        plain_voice(recorded(length_ms))
