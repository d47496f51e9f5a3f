"""A remux changes the container and nothing else that anybody sees or hears."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import av
import pytest

from tests.unit.media.measures import heard_clap_ms, picture_times, seen_clap_ms, top_boxes
from tests.unit.media.recipes import CLAP_MS
from tests.unit.media.sealed import SEGMENT, SealingSink
from videoreflect.errors import Cancelled, DiskFull, IntegrityError, MediaError, TruncatedMedia
from videoreflect.media.probe import probe
from videoreflect.media.remux import remux

Clips = Callable[[str], io.BytesIO]
COPIED = ["lesson.mp4", "front.mp4", "lesson.mkv", "live.mkv", "subtitled.mkv", "lesson.ts", "lesson.webm"]


def remuxed(source: io.BytesIO) -> bytes:
    sink = SealingSink()
    remux(source, sink)  # type: ignore[arg-type]
    return bytes(sink.kept)


@pytest.mark.parametrize("name", COPIED)
def test_picture_and_sound_stay_in_step_and_on_their_time(clip: Clips, name: str) -> None:
    made = remuxed(clip(name))

    assert seen_clap_ms(made) == pytest.approx(CLAP_MS, abs=41)
    assert heard_clap_ms(made) == pytest.approx(seen_clap_ms(made), abs=30)


@pytest.mark.parametrize("name", COPIED)
def test_every_picture_arrives_at_its_place(clip: Clips, name: str) -> None:
    made = picture_times(remuxed(clip(name)))

    assert len(made) == 100
    assert [time - made[0] for time in made] == pytest.approx([40 * n for n in range(100)], abs=1)


def test_what_a_trim_on_the_phone_hides_stays_hidden(clip: Clips) -> None:
    made = remuxed(clip("trimmed.mp4"))

    assert picture_times(made) == picture_times(clip("trimmed.mp4").getvalue())
    assert seen_clap_ms(made) == pytest.approx(CLAP_MS - 1300, abs=41)
    assert heard_clap_ms(made) == pytest.approx(seen_clap_ms(made), abs=30)


def test_a_clip_that_starts_late_on_its_own_clock_starts_at_zero(clip: Clips) -> None:
    assert picture_times(remuxed(clip("lesson.ts")))[0] < 40


def test_the_result_says_how_much_was_written(clip: Clips) -> None:
    sink = io.BytesIO()
    result = remux(clip("lesson.mp4"), sink)

    assert result.frames == 100
    assert result.duration_ms == pytest.approx(4000, abs=30)
    assert probe(sink).duration_ms == pytest.approx(result.duration_ms, abs=30)


@pytest.mark.parametrize("name", ["tone.mp3", "song.mp3", "raw.aac"])
def test_sound_alone_becomes_an_mp4_without_picture(clip: Clips, name: str) -> None:
    facts = probe(io.BytesIO(remuxed(clip(name))))

    assert (facts.container, facts.video) == ("mov", None)
    assert facts.playable


def test_a_phone_clip_still_stands_upright(clip: Clips) -> None:
    video = probe(io.BytesIO(remuxed(clip("upright.mp4")))).video

    assert video is not None
    assert video.rotation == 270


def test_moov_comes_last_and_there_are_no_fragments(clip: Clips) -> None:
    for name in ("front.mp4", "fragments.mp4", "lesson.mkv"):
        boxes = top_boxes(remuxed(clip(name)))
        assert boxes[-1] == "moov"
        assert "moof" not in boxes


def test_titles_places_times_and_subtitles_are_dropped(clip: Clips) -> None:
    for name in ("lesson.mp4", "subtitled.mkv"):
        made = remuxed(clip(name))
        with av.open(io.BytesIO(made)) as container:
            assert [stream.type for stream in container.streams] == ["video", "audio"]
            told = {**container.metadata, **{k: v for s in container.streams for k, v in s.metadata.items()}}
        assert not {"title", "location", "creation_time"} & set(told)
        assert not any(secret in made for secret in (b"CLASS-7B", b"+47.37", b"class 7B"))


def test_a_sink_that_seals_its_segments_takes_a_long_clip(clip: Clips) -> None:
    sink = SealingSink()
    result = remux(clip("long.mp4"), sink)  # type: ignore[arg-type]

    assert len(sink.kept) > 3 * SEGMENT
    assert sink.sealed_to >= 3 * SEGMENT
    assert len(picture_times(bytes(sink.kept))) == result.frames == 100


def test_the_sealing_sink_itself_refuses_a_write_into_a_sealed_segment() -> None:
    sink = SealingSink()
    sink.write(bytes(3 * SEGMENT))
    sink.seek(SEGMENT + 5)
    with pytest.raises(OSError, match="sealed"):
        sink.write(b"x")


def test_progress_rises_to_the_end(clip: Clips) -> None:
    told: list[int] = []
    result = remux(clip("lesson.mp4"), io.BytesIO(), told.append)

    assert told == sorted(told)
    assert 20 <= len(told) <= 60
    assert told[-1] > result.duration_ms - 200


@pytest.mark.parametrize("name", ["lesson.mkv", "old.avi", "speech.wav", "talk.flac"])
def test_a_clip_that_ends_before_its_declared_length_is_told_to_be_incomplete(clip: Clips, name: str) -> None:
    whole = clip(name).getvalue()
    with pytest.raises(MediaError) as told:
        remux(io.BytesIO(whole[: len(whole) // 2]), io.BytesIO())
    assert isinstance(told.value, TruncatedMedia)


def test_a_copy_that_was_broken_off_and_filled_with_zeros_is_noticed(clip: Clips) -> None:
    whole = clip("front.mp4").getvalue()
    start = whole.index(b"mdat")
    blank = whole[: start + 3000] + bytes(len(whole) - start - 3000)
    with pytest.raises(TruncatedMedia):
        remux(io.BytesIO(blank), io.BytesIO())


def test_an_unfinished_result_is_never_a_whole_mp4(clip: Clips) -> None:
    def stop(done_ms: int) -> None:
        if done_ms > 1000:
            raise Cancelled

    sink = io.BytesIO()
    with pytest.raises(Cancelled):
        remux(clip("lesson.mp4"), sink, stop)
    assert b"moov" not in sink.getvalue()


class Damaged(io.BytesIO):
    """A source that fails its check from the middle on."""

    def read(self, size: int | None = -1) -> bytes:
        if 20_000 < self.tell() < len(self.getbuffer()) - 200_000:
            raise IntegrityError
        return super().read(size)


class Full(io.BytesIO):
    """A disk without space."""

    def write(self, data: object) -> int:
        raise DiskFull


def test_errors_of_source_and_sink_are_told_as_they_are(clip: Clips) -> None:
    with pytest.raises(IntegrityError):
        remux(Damaged(clip("long.mp4").getvalue()), io.BytesIO())
    with pytest.raises(DiskFull):
        remux(clip("long.mp4"), Full())
    with pytest.raises(DiskFull):
        remux(clip("lesson.mp4"), Full())


def test_changed_bytes_give_a_clip_or_a_media_error_but_nothing_else(clip: Clips) -> None:
    chance = random.Random(11)
    for name in ("lesson.mp4", "lesson.mkv", "lesson.ts"):
        good = clip(name).getvalue()
        for _ in range(25):
            changed = bytearray(good)
            for _ in range(chance.randrange(1, 30)):
                changed[chance.randrange(len(good))] = chance.randrange(256)
            try:
                remux(io.BytesIO(changed), io.BytesIO())
            except MediaError:
                continue
