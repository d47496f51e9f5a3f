"""The child that takes recordings in: one or several, copied or converted, encrypted as they are written."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.media.measures import heard_claps_ms, seen_claps_ms
from videoreflect.crypto.stream import StreamReader
from videoreflect.errors import TruncatedMedia
from videoreflect.jobs.child import Handlers, run_child
from videoreflect.media.facts import ClipFacts
from videoreflect.services.workers.streams import place_to_json
from videoreflect.vault.blobs import BlobPlace, open_for_reading

Clips = Callable[[str], io.BytesIO]
MODULE = "videoreflect.services.workers.import_clip"


class Import:
    """One run of the child on clips by name."""

    def __init__(self, clip: Clips, folder: Path, *names: str) -> None:
        self._folder = folder
        self._names = names
        for name in names:
            folder.joinpath(name).write_bytes(clip(name).getvalue())
        self.places = {role: self._place(role) for role in ("playable", "poster", "thumbnails", "waveform")}
        self.told: list[dict[str, Any]] = []

    def run(self) -> dict[str, Any]:
        task: dict[str, Any] = {role: place_to_json(place) for role, place in self.places.items()}
        task["sources"] = [{"path": str(self._folder / name)} for name in self._names]
        return run_child(MODULE, task, Handlers(on_progress=self.told.append))

    def playable(self) -> bytes:
        place = self.places["playable"]
        with open_for_reading(place.path) as file:
            return io.BufferedReader(StreamReader(file, place.key, place.aad)).read()

    def _place(self, role: str) -> BlobPlace:
        return BlobPlace(self._folder / f"{role}.blob", role, secrets.token_bytes(32), role.encode())


@pytest.mark.parametrize("names", [("lesson.mp4", "second.mp4"), ("phone.mov", "lesson.mp4")])
def test_several_recordings_become_one_lesson_in_order(clip: Clips, tmp_path: Path, names: tuple[str, ...]) -> None:
    lesson = Import(clip, tmp_path, *names)
    written = lesson.run()
    facts = ClipFacts.from_json(written["playable"]["facts"])

    assert facts.playable
    assert facts.duration_ms == pytest.approx(8000, abs=60)
    assert set(written) == {"playable", "poster", "thumbnails", "waveform"}
    assert written["thumbnails"]["facts"]["every_ms"] == 2000
    assert heard_claps_ms(lesson.playable()) == pytest.approx(seen_claps_ms(lesson.playable()), abs=41)
    assert {told["total_ms"] for told in lesson.told} == {8000}


def test_what_plays_but_cannot_be_copied_is_converted_instead(clip: Clips, tmp_path: Path) -> None:
    """MP4 has no place for MP3 below 16 kHz, which cheap voice recorders write."""
    for names in (["slow_rate.mp3"], ["slow_rate.mp3", "slow_rate.mp3"]):
        folder = tmp_path / str(len(names))
        folder.mkdir()
        lesson = Import(clip, folder, *names)
        facts = ClipFacts.from_json(lesson.run()["playable"]["facts"])

        assert facts.sound is not None
        assert facts.sound.codec == "aac"
        assert facts.duration_ms == pytest.approx(4000 * len(names), abs=300)


def test_a_refused_recording_leaves_no_file_behind(clip: Clips, tmp_path: Path) -> None:
    lesson = Import(clip, tmp_path, "lesson.mkv", "lesson.mp4")
    whole = clip("lesson.mkv").getvalue()
    tmp_path.joinpath("lesson.mkv").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TruncatedMedia):
        lesson.run()

    assert list(tmp_path.glob("*.blob")) == []
