"""What a file is, is said by its bytes; what is no recording is refused in a sentence."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest

from videoreflect.errors import IntegrityError, MediaError, MediaLimit, NotMedia, TruncatedMedia
from videoreflect.media.facts import ClipFacts
from videoreflect.media.probe import probe

Clips = Callable[[str], io.BytesIO]


class Named(io.BytesIO):
    """A reader that claims a name."""

    name = "lesson.m3u8"


class Damaged(io.BytesIO):
    """A source whose bytes cannot be trusted from the middle on."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() + (size or 0) > len(self.getbuffer()) // 2:
            raise IntegrityError
        return super().read(size)


@pytest.mark.parametrize(
    ("name", "playable"),
    [
        ("lesson.mp4", True), ("front.mp4", True), ("fragments.mp4", True), ("lesson.mkv", True),
        ("lesson.ts", True), ("lesson.webm", True), ("tone.mp3", True), ("raw.aac", True), ("silent.mp4", True),
        ("phone.mov", False), ("hdr.mov", False), ("camera.ts", False), ("camera.mov", False), ("old.avi", False),
        ("divx.avi", False), ("small.3gp", False), ("vorbis.webm", False), ("speech.wav", False),
        ("talk.flac", False), ("talk.ogg", False),
    ],
)  # fmt: skip
def test_knows_what_a_browser_plays_after_a_mere_copy(clip: Clips, name: str, playable: bool) -> None:
    assert probe(clip(name)).playable is playable


@pytest.mark.parametrize(
    "name", ["lesson.mp4", "fragments.mp4", "live.mkv", "lesson.ts", "raw.aac", "old.avi", "tone.mp3"]
)
def test_length_is_right_to_a_tenth_of_a_second_whatever_the_container_tells(clip: Clips, name: str) -> None:
    assert probe(clip(name)).duration_ms == pytest.approx(4000, abs=100)


def test_describes_a_phone_clip(clip: Clips) -> None:
    facts = probe(clip("hdr.mov"))

    assert facts.video is not None
    assert facts.container == "mov"
    assert (facts.video.codec, facts.video.width, facts.video.height) == ("hevc", 160, 120)
    assert (facts.video.pixel_format, facts.video.hdr, facts.video.frames_per_second) == ("yuv420p10le", True, 25.0)
    assert facts.sound is None


def test_tells_how_far_the_player_turns_a_phone_clip(clip: Clips) -> None:
    facts = probe(clip("upright.mp4"))

    assert facts.video is not None
    assert facts.video.rotation == 270
    assert facts.video.displayed_size == (120, 160)


def test_notices_interlaced_recordings(clip: Clips) -> None:
    video = probe(clip("camera.ts")).video

    assert video is not None
    assert video.interlaced


def test_a_cover_picture_is_no_video(clip: Clips) -> None:
    facts = probe(clip("song.mp3"))

    assert facts.video is None
    assert facts.duration_ms == pytest.approx(4000, abs=100)


def test_facts_survive_json(clip: Clips) -> None:
    for name in ("lesson.mp4", "speech.wav"):
        facts = probe(clip(name))
        assert ClipFacts.from_json(facts.as_json()) == facts


def test_the_name_of_a_file_never_matters(clip: Clips) -> None:
    plain = clip("lesson.mp4")

    assert probe(Named(plain.getvalue())) == probe(plain)


@pytest.mark.parametrize(
    "content", [b"", b"x", b"This is my lesson plan.\n" * 400, b"%PDF-1.7\n" + bytes(9000), bytes(70_000)]
)
def test_what_is_no_recording_is_told_to_be_none(content: bytes) -> None:
    with pytest.raises(NotMedia):
        probe(io.BytesIO(content))


def test_noise_is_never_taken_for_a_recording() -> None:
    for seed in range(60):
        with pytest.raises(NotMedia):
            probe(io.BytesIO(random.Random(seed).randbytes(60_000)))


def test_photographs_are_not_lessons(clip: Clips) -> None:
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)
    for photograph in (clip("photo.mp4"), clip("cover.jpg"), io.BytesIO(heic)):
        with pytest.raises(NotMedia):
            probe(photograph)


def test_a_file_cut_before_its_table_of_contents_is_told_to_be_incomplete(clip: Clips) -> None:
    whole = clip("lesson.mp4").getvalue()
    for size in (len(whole) // 2, whole.index(b"moov") + 400):
        with pytest.raises(TruncatedMedia):
            probe(io.BytesIO(whole[:size]))


def test_a_file_cut_behind_its_table_of_contents_is_noticed_at_once(clip: Clips) -> None:
    with pytest.raises(TruncatedMedia):
        probe(io.BytesIO(clip("front.mp4").getvalue()[:-2000]))


def test_a_picture_too_large_to_decode_safely_is_refused(clip: Clips) -> None:
    small = clip("raw.avi").getvalue()
    head, width = (40).to_bytes(4, "little"), (64).to_bytes(4, "little")
    huge = small.replace(head + width, head + (700_000).to_bytes(4, "little"), 1)
    assert huge != small
    with pytest.raises((MediaLimit, NotMedia)):
        probe(io.BytesIO(huge))


def test_an_error_of_the_source_is_told_as_it_is(clip: Clips) -> None:
    """A damaged vault segment must not look like the end of the clip."""
    for name in ("lesson.mp4", "live.mkv", "raw.aac"):
        with pytest.raises(IntegrityError):
            probe(Damaged(clip(name).getvalue()))


def test_changed_bytes_give_facts_or_a_media_error_but_nothing_else(clip: Clips) -> None:
    chance = random.Random(7)
    for name in ("lesson.mp4", "lesson.mkv", "lesson.ts", "old.avi"):
        good = clip(name).getvalue()
        for _ in range(25):
            changed = bytearray(good)
            for _ in range(chance.randrange(1, 40)):
                changed[chance.randrange(min(len(good), 12_000))] = chance.randrange(256)
            try:
                probe(io.BytesIO(changed))
            except MediaError:
                continue
