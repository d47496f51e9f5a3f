"""What is known about a clip before it is stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# Containers whose packets go into MP4 without losing their timing. AVI has no
# presentation times and MPEG program streams have gaps in theirs.
_REMUXABLE = frozenset({"mov", "matroska", "mpegts", "mp3", "aac"})
# Seen playing from MP4 in Chromium 8 bit 4:2:0 only. VP8 has no place in MP4.
_PLAYED_PICTURES = frozenset({"h264", "vp9", "av1"})
_PLAYED_SOUNDS = frozenset({"aac", "mp3", "opus"})
_PLAYED_PIXELS = frozenset({"yuv420p", "yuvj420p"})


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The picture of a clip.

    ``width`` and ``height`` are as coded, before ``rotation`` (0, 90, 180 or 270 degrees,
    clockwise, to be applied by the player). ``frames_per_second`` is an average.
    """

    codec: str
    width: int
    height: int
    rotation: int
    frames_per_second: float
    pixel_format: str
    hdr: bool
    interlaced: bool = False

    @property
    def playable(self) -> bool:
        """Say whether browsers show this picture without re-encoding."""
        shown = self.codec in _PLAYED_PICTURES and self.pixel_format in _PLAYED_PIXELS
        return shown and not self.hdr and not self.interlaced

    @property
    def displayed_size(self) -> tuple[int, int]:
        """Give width and height as a viewer sees them, after rotation."""
        return (self.height, self.width) if self.rotation in (90, 270) else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The sound of a clip."""

    codec: str
    channels: int
    sample_rate: int
    tracks: int = 1
    """How many tracks of a microphone each are heard together; browsers play one alone."""

    @property
    def playable(self) -> bool:
        """Say whether browsers play this sound without re-encoding."""
        return self.codec in _PLAYED_SOUNDS and self.tracks == 1


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A clip as the demuxer tells it; at least one of ``video`` and ``sound`` is there."""

    duration_ms: int
    container: str
    video: VideoFacts | None
    sound: SoundFacts | None

    @property
    def playable(self) -> bool:
        """Say whether a browser plays the clip after a pure remux to MP4."""
        parts = [part for part in (self.video, self.sound) if part is not None]
        return self.container in _REMUXABLE and all(part.playable for part in parts)

    @property
    def picture_can_be_copied(self) -> bool:
        """Say whether browsers play the picture as it is, even if the sound needs work."""
        return self.container in _REMUXABLE and self.video is not None and self.video.playable

    def as_json(self) -> dict[str, Any]:
        """Give the facts as a plain dict of JSON values."""
        told = asdict(self)
        if told["sound"] is not None and self.sound is not None and self.sound.tracks == 1:
            del told["sound"]["tracks"]
        return told

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> ClipFacts:
        """Read what ``as_json`` gave; KeyError or TypeError on anything else."""
        video, sound = told["video"], told["sound"]
        return cls(
            duration_ms=told["duration_ms"],
            container=told["container"],
            video=VideoFacts(**video) if video is not None else None,
            sound=SoundFacts(**sound) if sound is not None else None,
        )
