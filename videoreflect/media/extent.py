"""How much of a clip was really there: counted while its packets pass."""

from __future__ import annotations

from typing import Any

from av.packet import Packet

from videoreflect.errors import TruncatedMedia
from videoreflect.media.opening import Clip

# A declared length is often that of a longer, dropped track, or rounded up to whole
# frames or seconds by the camera. What is missing beyond this is not rounding.
_SLACK_MS = 1500
_SLACK_SHARE = 0.01
_BLANK = bytes(16)


class Extent:
    """Counts pictures and remembers where picture, sound and everything end, in clip time."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._video = clip.video.index if clip.video is not None else None
        self._sound = clip.sound.index if clip.sound is not None else None
        self.pictures = 0
        self.picture_end_ms = 0
        self.sound_end_ms = 0
        self.end_ms = 0
        self._blank = False

    def add(self, packet: Packet[Any]) -> None:
        """Take one packet of any stream of the clip into account."""
        end = self._end_of(packet)
        self.end_ms = max(self.end_ms, end)
        if packet.stream_index == self._video:
            # Pictures that an edit list hides are needed for decoding, but not shown.
            self.pictures += not packet.is_discard
            self.picture_end_ms = max(self.picture_end_ms, end)
            # No codec begins a picture with sixteen zeros; a copy that was broken off does.
            self._blank = self._blank or (packet.size > 16 and bytes(memoryview(packet)[:16]) == _BLANK)
        elif packet.stream_index == self._sound:
            self.sound_end_ms = max(self.sound_end_ms, end)

    def require_whole(self) -> None:
        """Raise TruncatedMedia if the packets ended clearly before the declared length."""
        declared = self._clip.declared_ms
        if self._blank:
            raise TruncatedMedia
        if declared is not None and self.end_ms < declared - max(_SLACK_MS, round(declared * _SLACK_SHARE)):
            raise TruncatedMedia(declared_ms=declared, found_ms=self.end_ms)

    @property
    def kept_end_ms(self) -> int:
        """Give the end of the longer of picture and sound."""
        return max(self.picture_end_ms, self.sound_end_ms)

    def _end_of(self, packet: Packet[Any]) -> int:
        start = packet.pts if packet.pts is not None else packet.dts
        if start is None:
            return 0
        return self._clip.milliseconds(start + (packet.duration or 0), packet.time_base)
