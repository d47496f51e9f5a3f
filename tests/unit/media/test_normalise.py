"""What browsers do not play comes out as H.264 and AAC, as long, upright and in step as it was."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.media.measures import heard_clap_ms, picture_times, running_children, seen, seen_clap_ms, top_boxes
from tests.unit.media.recipes import CLAP_MS
from tests.unit.media.sealed import SealingSink
from videoreflect.errors import (
    Cancelled,
    ConversionFailed,
    DiskFull,
    FfmpegMissing,
    IntegrityError,
    InvalidInput,
    TruncatedMedia,
)
from videoreflect.media.commands import conversion
from videoreflect.media.facts import ClipFacts
from videoreflect.media.normalise import normalise
from videoreflect.media.pictures import poster
from videoreflect.media.probe import probe

Clips = Callable[[str], io.BytesIO]
CLAPPING = [
    "phone.mov",
    "camera.ts",
    "camera.mov",
    "old.avi",
    "divx.avi",
    "small.3gp",
    "tape.avi",
    "old.wmv",
    "vorbis.webm",
]


def normalised(source: io.BytesIO, *, height: int = 720) -> bytes:
    sink = SealingSink()
    normalise(source, sink, probe(source), height=height)  # type: ignore[arg-type]
    return bytes(sink.kept)


def facts_of(clip: bytes) -> ClipFacts:
    return probe(io.BytesIO(clip))


@pytest.mark.parametrize("name", CLAPPING)
def test_browsers_play_it_and_picture_and_sound_keep_their_time(clip: Clips, name: str) -> None:
    made = normalised(clip(name))

    assert facts_of(made).playable
    assert top_boxes(made)[-1] == "moov"
    assert seen_clap_ms(made) == pytest.approx(CLAP_MS, abs=41)
    assert heard_clap_ms(made) == pytest.approx(seen_clap_ms(made), abs=41)
    assert len(picture_times(made)) == pytest.approx(100, abs=1)


def test_what_a_trim_on_the_phone_hides_is_gone(clip: Clips) -> None:
    made = normalised(clip("phone_trimmed.mov"))

    assert len(picture_times(made)) == pytest.approx(67, abs=1)
    assert seen_clap_ms(made) == pytest.approx(CLAP_MS - 1300, abs=41)
    assert heard_clap_ms(made) == pytest.approx(seen_clap_ms(made), abs=41)


def test_a_phone_clip_comes_out_standing(clip: Clips) -> None:
    """Red is left and blue right as recorded; turned by 90 degrees, blue is above red."""
    lying, standing = (seen(poster(io.BytesIO(normalised(clip(name))), 120))
                       for name in ("phone_colours.mov", "phone_upright.mov"))  # fmt: skip
    before = seen(poster(clip("phone_upright.mov"), 120))

    assert lying.shape[1] > lying.shape[0]
    assert standing.shape[0] > standing.shape[1]
    assert standing.shape == before.shape
    for picture in (before, standing):
        above, below = picture[20, 60], picture[-20, 60]
        assert above[0] > 150 > above[2]
        assert below[2] > 150 > below[0]


def test_hdr_becomes_what_every_screen_shows(clip: Clips) -> None:
    made = normalised(clip("hdr.mov"))
    video = facts_of(made).video

    assert video is not None
    assert (video.codec, video.pixel_format, video.hdr) == ("h264", "yuv420p", False)
    with av.open(io.BytesIO(made), "r") as container:
        frame = next(container.decode(video=0))
        assert frame.color_trc == 1
        assert 30 < frame.to_ndarray(format="gray").mean() < 225


def test_pictures_of_a_phone_that_varies_its_rate_keep_their_own_times(clip: Clips) -> None:
    before = picture_times(clip("uneven.mov").getvalue())
    after = picture_times(normalised(clip("uneven.mov")))

    assert len(set(np.diff(before))) > 1
    assert after == pytest.approx(before, abs=2)


def test_slow_motion_is_thinned_to_sixty_pictures_a_second(clip: Clips) -> None:
    assert len(picture_times(normalised(clip("slow_motion.mov")))) == pytest.approx(60, abs=2)


@pytest.mark.parametrize(("name", "height", "size"), [
    ("wide.mov", 720, (1280, 720)), ("wide.mov", 482, (856, 482)), ("hdr.mov", 720, (160, 120)),
    ("phone_upright.mov", 60, (60, 80)), ("anamorphic.ts", 720, (212, 120)),
])  # fmt: skip
def test_the_shorter_side_is_at_most_the_height_asked_for(
    clip: Clips, name: str, height: int, size: tuple[int, int]
) -> None:
    video = facts_of(normalised(clip(name), height=height)).video

    assert video is not None
    assert (video.width, video.height, video.rotation) == (*size, 0)


def test_a_picture_that_plays_already_is_copied_when_only_the_sound_does_not(clip: Clips) -> None:
    before, after = (
        [bytes(packet) for packet in av.open(io.BytesIO(data), "r").demux(video=0) if packet.size]
        for data in (clip("camera.mov").getvalue(), normalised(clip("camera.mov")))
    )

    assert after == before


@pytest.mark.parametrize("name", ["speech.wav", "talk.flac", "talk.ogg", "gap.mkv", "surround.wav"])
def test_sound_alone_becomes_aac_alone(clip: Clips, name: str) -> None:
    facts = facts_of(normalised(clip(name)))

    assert facts.video is None
    assert facts.sound is not None
    assert facts.sound.codec == "aac"
    assert facts.duration_ms == pytest.approx(probe(clip(name)).duration_ms, abs=60)


@pytest.mark.parametrize("name", ["vorbis.webm", "old.avi", "talk.flac"])
def test_a_source_that_ends_too_early_is_told_to_be_incomplete(clip: Clips, name: str) -> None:
    whole = clip(name).getvalue()
    with pytest.raises(TruncatedMedia):
        normalise(io.BytesIO(whole[: len(whole) // 2]), io.BytesIO(), probe(io.BytesIO(whole)))


def test_progress_rises_to_the_end(clip: Clips) -> None:
    told: list[int] = []
    source = clip("phone.mov")
    result = normalise(source, io.BytesIO(), probe(source), told.append)

    assert told == sorted(told)
    assert told[-1] > result.duration_ms - 200


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child through /proc")
def test_success_is_judged_by_what_came_out_and_not_by_how_ffmpeg_ended(clip: Clips) -> None:
    class Killing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 200_000:
                for child in running_children():
                    os.kill(child, signal.SIGKILL)
            return super().read(size)

    source = clip("old.avi")
    with pytest.raises(ConversionFailed):
        normalise(Killing(source.getvalue()), io.BytesIO(), probe(source))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child through /proc")
def test_whatever_stops_it_is_told_and_leaves_no_ffmpeg_behind(clip: Clips) -> None:
    class Damaged(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if 150_000 < self.tell() < 300_000:
                raise IntegrityError
            return super().read(size)

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise DiskFull

    def stop(done_ms: int) -> None:
        raise Cancelled

    source = clip("old.avi")
    facts = probe(source)
    with pytest.raises(IntegrityError):
        normalise(Damaged(source.getvalue()), io.BytesIO(), facts)
    with pytest.raises(DiskFull):
        normalise(source, Full(), facts)
    with pytest.raises(Cancelled):
        normalise(source, io.BytesIO(), facts, stop)
    assert running_children() == []


def test_a_missing_ffmpeg_is_told(clip: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = probe(clip("phone.mov"))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(Path(sys.executable).with_name("no-ffmpeg")))
    with pytest.raises(FfmpegMissing):
        conversion(facts, 720, 0, copy_picture=False)


def test_a_setting_in_the_environment_makes_ffmpeg_write_no_log(
    clip: Clips, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = clip("hdr.mov")
    monkeypatch.setenv("FFREPORT", f"file={tmp_path / 'report.log'}:level=48")
    monkeypatch.chdir(tmp_path)
    normalised(source)

    assert list(tmp_path.iterdir()) == []


def test_the_command_line_tells_nothing_of_the_clip(clip: Clips) -> None:
    """Same facts, same words: neither bytes nor titles nor names get there."""
    first = conversion(probe(clip("phone.mov")), 720, 1000, copy_picture=False)
    facts = ClipFacts.from_json(probe(clip("phone.mov")).as_json() | {"duration_ms": 99})

    assert conversion(facts, 720, 1000, copy_picture=False) == first
    assert [part for part in first if ":" in part and "pipe" in part] == ["pipe:0", "pipe:1"]


def test_odd_heights_are_refused(clip: Clips) -> None:
    source = clip("phone.mov")
    with pytest.raises(InvalidInput):
        normalise(source, io.BytesIO(), probe(source), height=481)
