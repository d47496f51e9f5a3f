"""Recordings that are coded alike are copied one after another, in step at every border."""

from __future__ import annotations

import io
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from tests.unit.media.joining import Clips, facts_of, joined
from tests.unit.media.measures import heard_claps_ms, loudness, picture_times, seen_claps_ms, top_boxes
from tests.unit.media.sealed import SEGMENT, SealingSink
from videoreflect.errors import Cancelled, ConversionFailed, DiskFull, IntegrityError, InvalidInput, TruncatedMedia
from videoreflect.media.join import join
from videoreflect.media.probe import probe


def picture_packets(made: bytes) -> list[bytes]:
    with av.open(io.BytesIO(made), "r") as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def sound_starts(made: bytes) -> list[int]:
    """Give where each packet of sound starts, in samples."""
    with av.open(io.BytesIO(made), "r") as container:
        assert container.streams.audio[0].time_base == 1 / Fraction(container.streams.audio[0].rate)
        return [packet.pts or 0 for packet in container.demux(audio=0) if packet.size]


@pytest.mark.parametrize(("name", "length"), [
    ("lesson.mp4", 4000), ("lesson.mkv", 4000), ("lesson.ts", 4023), ("lesson.webm", 4000), ("fragments.mp4", 4080),
])  # fmt: skip
def test_chapters_of_one_camera_are_copied_and_stay_in_step(clip: Clips, name: str, length: int) -> None:
    made, result = joined(clip, name, name, name)
    seen = seen_claps_ms(made)

    assert len(seen) == 3
    assert heard_claps_ms(made) == pytest.approx(seen, abs=30)
    assert [after - before for before, after in pairwise(seen)] == pytest.approx([length, length], abs=25)
    assert len(picture_times(made)) == result.frames == 300
    assert facts_of(made).duration_ms == pytest.approx(result.duration_ms, abs=30)
    assert top_boxes(made)[-1] == "moov"


def test_chapters_are_not_re_encoded(clip: Clips) -> None:
    assert picture_packets(joined(clip, "lesson.mp4", "second.mp4")[0]) == 2 * picture_packets(
        clip("lesson.mp4").getvalue()
    )


@pytest.mark.parametrize("names", [["lesson.mp4"] * 5, ["early_end.mp4"] * 5, ["lesson.ts"] * 5])
def test_sound_that_is_copied_has_no_gaps_that_a_browser_would_skip(clip: Clips, names: list[str]) -> None:
    """Chromium plays sound packets end to end: each gap would move all later sound ahead of its picture."""
    steps = [after - before for before, after in pairwise(sound_starts(joined(clip, *names)[0]))]

    assert max(abs(step - 1024) for step in steps) <= 2


def test_sound_that_ends_early_is_followed_by_silence_and_the_next_stays_in_step(clip: Clips) -> None:
    made, _ = joined(clip, "early_end.mp4", "early_end.mp4", "early_end.mp4")
    sound = loudness(made)

    assert heard_claps_ms(made) == pytest.approx(seen_claps_ms(made), abs=40)
    assert len(seen_claps_ms(made)) == 3
    assert np.abs(sound[16 * 3100 : 16 * 3900]).max() < 0.01


def test_what_a_trim_hides_stays_hidden_wherever_it_stands(clip: Clips) -> None:
    for names in (["trimmed.mp4", "lesson.mp4"], ["lesson.mp4", "trimmed.mp4"]):
        made, result = joined(clip, *names)
        assert result.frames == len(picture_times(made)) == pytest.approx(167, abs=1)
        assert heard_claps_ms(made) == pytest.approx(seen_claps_ms(made), abs=41)


@pytest.mark.parametrize("name", ["tone.mp3", "raw.aac"])
def test_sound_alone_is_copied_too(clip: Clips, name: str) -> None:
    made, result = joined(clip, name, name)

    assert facts_of(made).video is None
    assert result.duration_ms == pytest.approx(2 * probe(clip(name)).duration_ms, abs=60)


def test_a_long_chain_seals_as_it_goes(clip: Clips) -> None:
    sources = [clip("long.mp4") for _ in range(3)]
    sink = SealingSink()
    join(sources, [probe(source) for source in sources], sink)  # type: ignore[arg-type]

    assert sink.sealed_to >= 10 * SEGMENT


@pytest.mark.parametrize("names", [["lesson.mp4", "lesson.mp4"], ["phone.mov", "lesson.mp4"]])
def test_progress_rises_to_the_end_of_the_whole(clip: Clips, names: list[str]) -> None:
    told: list[int] = []
    sources = [clip(name) for name in names]
    result = join(sources, [probe(source) for source in sources], io.BytesIO(), told.append)

    assert told == sorted(told)
    assert told[-1] > result.duration_ms - 200


@pytest.mark.parametrize("names", [("lesson.mkv", "lesson.mkv"), ("lesson.mp4", "old.avi"), ("old.avi", "old.avi")])
def test_a_clip_that_is_incomplete_spoils_the_whole_and_says_so(clip: Clips, names: tuple[str, str]) -> None:
    sources = [clip(name) for name in names]
    facts = [probe(source) for source in sources]
    sources[1] = io.BytesIO(sources[1].getvalue()[: len(sources[1].getvalue()) // 2])
    with pytest.raises(TruncatedMedia):
        join(sources, facts, io.BytesIO())


class Damaged(io.BytesIO):
    """A source that fails its check in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if 150_000 < self.tell() < 300_000:
            raise IntegrityError
        return super().read(size)


class Full(io.BytesIO):
    """A disk without space."""

    def write(self, data: object) -> int:
        raise DiskFull


def test_whatever_stops_it_is_told_as_it_is(clip: Clips) -> None:
    def stop(done_ms: int) -> None:
        raise Cancelled

    first, second = clip("lesson.mp4"), clip("old.avi")
    facts = [probe(first), probe(second)]
    with pytest.raises(IntegrityError):
        join([first, Damaged(second.getvalue())], facts, io.BytesIO())
    with pytest.raises(DiskFull):
        join([first, second], facts, Full())
    for may_copy in (True, False):
        with pytest.raises(Cancelled):
            join([first, first], [facts[0], facts[0]], io.BytesIO(), stop, may_copy=may_copy)


def test_an_mp4_that_cannot_hold_the_sound_is_told_so_that_it_can_be_re_encoded(clip: Clips) -> None:
    with pytest.raises(ConversionFailed):
        joined(clip, "slow_rate.mp3", "slow_rate.mp3")
    made, _ = joined(clip, "slow_rate.mp3", "slow_rate.mp3", may_copy=False)
    assert facts_of(made).duration_ms == pytest.approx(8000, abs=300)


def test_nothing_and_odd_heights_are_refused(clip: Clips) -> None:
    source = clip("lesson.mp4")
    facts = probe(source)
    for sources, told, height in (([], [], 720), ([source], [], 720), ([source], [facts], 481)):
        with pytest.raises(InvalidInput):
            join(sources, told, io.BytesIO(), height=height)
