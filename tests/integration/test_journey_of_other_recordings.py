"""Lessons that are not an MP4 of a camera: sound only, a silent film, a clip of a phone."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import pytest

from tests.integration.conftest import Journey
from tests.integration.journey_stage import CLIP, TEACHER, Stage, agree
from tests.unit.media.recipes import Kitchen

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Studio:
    """A vault to add to, and recordings to add."""

    stage: Stage
    kitchen: Kitchen
    folder: Path

    def recording(self, name: str) -> Path:
        """A recording by name: of the media tests' recipes, or the sample's first 20 s of sound."""
        path = self.folder / name
        if name.startswith("talk."):
            cut = ["-i", str(CLIP), "-vn", "-t", "20", str(path)]
            subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *cut], check=True, timeout=60)
        else:
            path.write_bytes(self.kitchen.bytes_of(name))
        return path

    def added(self, name: str) -> Stage:
        """Add a recording as a lesson."""
        done = self.stage.must(TEACHER, "add", str(self.recording(name)), "--title", name, "--keep-until", "undecided")
        return self.stage.with_lesson(done.last_line)


@pytest.fixture
def studio(added: Journey, tmp_path: Path) -> Studio:
    clips = tmp_path / "clips"
    clips.mkdir()
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    return Studio(added.stations["added"].copy(tmp_path), Kitchen(clips), recordings)


@pytest.mark.parametrize(("name", "codec"), [("talk.wav", "aac"), ("talk.mp3", "mp3float")])
def test_a_sound_recording_is_a_lesson(studio: Studio, name: str, codec: str) -> None:
    lesson = studio.added(name)
    seen = lesson.deed(TEACHER, "look")

    assert seen["codecs"] == [codec]
    assert seen["seconds"] == pytest.approx(20, abs=0.2)


@pytest.mark.model
def test_a_sound_recording_has_a_transcript_and_notes(studio: Studio) -> None:
    lesson = studio.added("talk.wav")
    agree(lesson, "transcribe")
    lesson.must(TEACHER, "transcribe", lesson.lesson, "--model", "tiny.en")
    lesson.must(TEACHER, "note", lesson.lesson, "--at", "10", "--text", "A question.")

    shown = lesson.must(TEACHER, "show", lesson.lesson).out.lower()
    assert "fractions" in shown
    assert "a question." in shown


def test_a_silent_film_is_a_lesson_without_a_transcript(studio: Studio) -> None:
    lesson = studio.added("silent.mp4")
    agree(lesson, "transcribe")

    refused = lesson.as_(TEACHER, "transcribe", lesson.lesson)

    assert refused.code == 9
    assert "no sound" in refused.err
    lesson.must(TEACHER, "note", lesson.lesson, "--at", "1", "--text", "Watch the hands.")
    shown = lesson.must(TEACHER, "show", lesson.lesson, "--json").document
    assert shown["transcript"]["lines"] == []
    assert [note["text"] for note in shown["notes"]] == ["Watch the hands."]
    assert lesson.deed(TEACHER, "look")["pictures"] > 40


def test_a_clip_of_a_phone_is_converted_and_plays(studio: Studio) -> None:
    seen = studio.added("phone.mov").deed(TEACHER, "look")

    assert seen["codecs"] == ["aac", "h264"]
    assert seen["pictures"] == 100
    assert seen["seconds"] == pytest.approx(4, abs=0.1)


def test_several_recordings_are_one_lesson_in_their_order(studio: Studio) -> None:
    files = [str(studio.recording(name)) for name in ("lesson.mp4", "phone.mov")]

    done = studio.stage.must(TEACHER, "add", *files, "--title", "In two parts", "--keep-until", "undecided")
    seen = studio.stage.with_lesson(done.last_line).deed(TEACHER, "look")

    assert seen["seconds"] == pytest.approx(8, abs=0.2)
    assert seen["pictures"] == pytest.approx(200, abs=2)
