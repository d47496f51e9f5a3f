"""Posters and thumbnails are upright JPEGs of moments worth looking at."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from tests.unit.media.measures import seen
from videoreflect.errors import InvalidInput, NotMedia
from videoreflect.media.pictures import clearness, poster, thumbnails

Clips = Callable[[str], io.BytesIO]


@pytest.mark.parametrize(
    "name", ["lesson.ts", "trimmed.mp4", "phone.mov", "camera.ts", "old.avi", "lesson.webm", "hdr.mov"]
)
def test_every_kind_of_clip_has_a_poster_of_the_width_asked_for(clip: Clips, name: str) -> None:
    assert seen(poster(clip(name), 320)).shape == (240, 320, 3)


def test_a_poster_stands_upright(clip: Clips) -> None:
    lying, standing = seen(poster(clip("colours.mp4"), 160)), seen(poster(clip("upright.mp4"), 120))

    assert (lying.shape, standing.shape) == ((120, 160, 3), (160, 120, 3))
    assert lying[60, 20][2] > 150
    assert standing[-20, 60][2] > 150


def test_a_poster_has_square_pixels(clip: Clips) -> None:
    assert seen(poster(clip("anamorphic.ts"), 320)).shape[0] == pytest.approx(180, abs=1)


def test_the_black_beginning_of_a_lesson_is_not_its_poster(clip: Clips) -> None:
    assert seen(poster(clip("far.mp4"))).mean() > 50


def test_dark_glaring_empty_and_blurred_pictures_are_judged_less_clear() -> None:
    sharp = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
    sharp = np.asarray(cv2.resize(sharp, (640, 480), interpolation=cv2.INTER_NEAREST), np.uint8)
    worse = [sharp // 12, 243 + sharp // 25, np.full_like(sharp, 128), np.asarray(cv2.blur(sharp, (41, 41)), np.uint8)]

    assert all(clearness(sharp) > 1.5 * clearness(picture) for picture in worse)


def test_thumbnails_come_at_each_multiple_and_are_small(clip: Clips) -> None:
    found = list(thumbnails(clip("lesson.mp4"), 500))

    assert [at for at, _ in found] == [0, 500, 1000, 1500, 2000, 2500, 3000, 3500]
    assert {seen(jpeg).shape for _, jpeg in found} == {(120, 160, 3)}
    assert sum(len(jpeg) for _, jpeg in found) < 40_000


def test_a_thumbnail_shows_the_last_key_picture_before_it(clip: Clips) -> None:
    light = {at: seen(jpeg).mean() for at, jpeg in thumbnails(clip("lesson.mp4"), 1000)}

    assert light[1000] < 10
    assert light[2000] > 200


def test_thumbnails_do_not_decode_what_lies_between(clip: Clips) -> None:
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

    source = Counting(clip("long.mp4").getvalue())
    assert len(list(thumbnails(source, 2000))) == 2
    assert source.taken < len(source.getvalue()) / 2


def test_sound_and_text_have_no_pictures(clip: Clips) -> None:
    for source in (clip("speech.wav"), clip("song.mp3"), io.BytesIO(b"hello")):
        with pytest.raises(NotMedia):
            poster(source)
        with pytest.raises(NotMedia):
            list(thumbnails(source, 1000))


def test_senseless_sizes_are_refused(clip: Clips) -> None:
    with pytest.raises(InvalidInput):
        poster(clip("lesson.mp4"), 0)
    with pytest.raises(InvalidInput):
        list(thumbnails(clip("lesson.mp4"), 0))
