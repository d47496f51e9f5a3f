"""Recordings of different kinds become one, in step at every border."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.media.joining import Clips, facts_of, joined
from tests.unit.media.measures import (
    heard_claps_ms,
    loudness,
    picture_times,
    running_children,
    seen_claps_ms,
    top_boxes,
)
from videoreflect.errors import Cancelled
from videoreflect.media.join import join
from videoreflect.media.probe import probe


@pytest.mark.parametrize("names", [
    ["phone.mov", "lesson.mp4", "old.avi"], ["camera.ts", "tape.avi"], ["lesson.mp4", "wide_clap.mp4", "lesson.webm"],
    ["phone_trimmed.mov", "lesson.mp4", "phone_trimmed.mov"],
])  # fmt: skip
def test_clips_of_different_kinds_become_one_and_stay_in_step(clip: Clips, names: list[str]) -> None:
    made, result = joined(clip, *names)
    seen = seen_claps_ms(made)
    facts = facts_of(made)

    assert facts.playable
    assert len(seen) == len(names)
    assert heard_claps_ms(made) == pytest.approx(seen, abs=41)
    assert len(picture_times(made)) == result.frames
    assert facts.duration_ms == pytest.approx(sum(probe(clip(name)).duration_ms for name in names), abs=120)
    assert top_boxes(made)[-1] == "moov"


def test_forced_to_re_encode_it_gives_the_same_lesson(clip: Clips) -> None:
    made, result = joined(clip, "lesson.mp4", "lesson.mp4", may_copy=False)

    assert result.frames == 200
    assert seen_claps_ms(made) == pytest.approx([2000, 6017], abs=5)
    assert heard_claps_ms(made) == pytest.approx(seen_claps_ms(made), abs=5)


@pytest.mark.parametrize(("names", "size"), [
    (["lesson.mp4", "wide.mov"], (160, 120)), (["wide.mov", "lesson.mp4"], (1280, 720)),
    (["phone_upright.mov", "lesson.mp4"], (120, 160)), (["anamorphic.ts", "silent.mp4"], (212, 120)),
    (["speech.wav", "wide_clap.mp4", "lesson.mp4"], (320, 120)),
])  # fmt: skip
def test_all_take_the_size_at_which_the_first_picture_is_seen(
    clip: Clips, names: list[str], size: tuple[int, int]
) -> None:
    video = facts_of(joined(clip, *names)[0]).video

    assert video is not None
    assert (video.width, video.height, video.rotation, video.hdr) == (*size, 0, False)


def test_a_narrower_picture_stands_in_the_middle_on_black(clip: Clips) -> None:
    made, _ = joined(clip, "wide_clap.mp4", "lesson.mp4")
    with av.open(io.BytesIO(made), "r") as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    bright = max(frames[100:], key=lambda frame: float(frame.mean()))

    assert bright[60, 160] > 200
    assert max(bright[60, 40], bright[60, 280]) < 40


def test_a_clip_without_sound_is_silent_for_its_length(clip: Clips) -> None:
    made, _ = joined(clip, "lesson.mp4", "silent.mp4", "lesson.mp4")
    sound = loudness(made)

    assert heard_claps_ms(made) == pytest.approx([2000, 8018], abs=30)
    assert np.abs(sound[16 * 4100 : 16 * 5900]).max() < 0.01


@pytest.mark.parametrize("names", [["speech.wav", "lesson.mp4", "speech.wav"], ["lesson.mp4", "speech.wav"]])
def test_a_clip_without_picture_is_black_for_its_length_and_can_be_jumped_into(clip: Clips, names: list[str]) -> None:
    made, _ = joined(clip, *names)
    times = picture_times(made)

    assert times[0] == 0
    assert max(np.diff(times)) <= 520
    assert times[-1] > facts_of(made).duration_ms - 700
    assert heard_claps_ms(made) == pytest.approx([2000 + 4000 * number for number in range(len(names))], abs=45)
    assert len(seen_claps_ms(made)) == 1


def test_sound_of_different_kinds_becomes_one(clip: Clips) -> None:
    made, _ = joined(clip, "speech.wav", "tone.mp3", "surround.wav")
    facts = facts_of(made)

    assert facts.video is None
    assert facts.sound is not None
    assert (facts.sound.codec, facts.sound.channels, facts.sound.sample_rate) == ("aac", 2, 48000)
    assert facts.duration_ms == pytest.approx(10_000, abs=120)


def test_pictures_alone_stay_without_sound(clip: Clips) -> None:
    facts = facts_of(joined(clip, "hdr.mov", "silent.mp4")[0])

    assert facts.sound is None
    assert facts.duration_ms == pytest.approx(4000, abs=60)


def test_sound_may_outlast_the_picture_of_the_last_clip(clip: Clips) -> None:
    made, result = joined(clip, "phone.mov", "late.mp4")

    assert result.frames == 150
    assert facts_of(made).duration_ms == pytest.approx(9000, abs=120)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the children through /proc")
def test_stopping_leaves_no_ffmpeg_behind(clip: Clips) -> None:
    def stop(done_ms: int) -> None:
        raise Cancelled

    sources = [clip("phone.mov"), clip("old.avi")]
    with pytest.raises(Cancelled):
        join(sources, [probe(source) for source in sources], io.BytesIO(), stop)
    assert running_children() == []
