"""The sheet of thumbnails: bounded in size, upright, each thumbnail where its time says."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from videoreflect.errors import NotMedia
from videoreflect.media import contact_sheet as sheets
from videoreflect.media.contact_sheet import Layout, contact_sheet

Clips = Callable[[str], io.BytesIO]
Pixels = npt.NDArray[np.uint8]


def seen(jpeg: bytes) -> Pixels:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def cell(sheet: Pixels, layout: Layout, number: int) -> Pixels:
    left, top = number % layout.columns * layout.width, number // layout.columns * layout.height
    return sheet[top : top + layout.height, left : left + layout.width]


def test_one_each_two_seconds_in_a_row(clip: Clips) -> None:
    jpeg, layout = contact_sheet(clip("lesson.mp4"))

    assert layout == Layout(every_ms=2000, width=160, height=120, columns=2, count=2)
    assert seen(jpeg).shape == (120, 320, 3)


def test_each_shows_its_own_time(clip: Clips) -> None:
    """The clip turns from dark to light; taken in the wrong order, or shifted by one, this is seen."""
    jpeg, layout = contact_sheet(clip("lesson.mp4"))

    dark, light = (cell(seen(jpeg), layout, number).mean() for number in range(2))
    assert light > 200 > dark


def test_a_long_lesson_has_a_bounded_number_in_rows(clip: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST", 7)
    monkeypatch.setattr(sheets, "CLOSEST_MS", 1)
    monkeypatch.setattr(sheets, "COLUMNS", 3)
    jpeg, layout = contact_sheet(clip("lesson.mp4"))

    assert layout.count <= 7
    assert layout.columns == 3
    assert layout.every_ms * layout.count >= 4000
    assert seen(jpeg).shape == (360, 480, 3)


def test_a_phone_held_upright_gives_upright_thumbnails_no_taller_than_160(clip: Clips) -> None:
    _, layout = contact_sheet(clip("upright.mp4"))

    assert layout.height == 160
    assert layout.width < layout.height


def test_every_kind_of_picture_gives_a_sheet_and_sound_none(clip: Clips) -> None:
    for name in ("phone.mov", "anamorphic.ts", "far.mp4"):
        jpeg, layout = contact_sheet(clip(name))
        assert seen(jpeg).shape[1] == layout.columns * layout.width
    for source in (clip("speech.wav"), clip("song.mp3"), io.BytesIO(b"hello")):
        with pytest.raises(NotMedia):
            contact_sheet(source)
