"""One time line of raw pictures and raw sound, on which clips are put one after another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from av.container import OutputContainer
from av.packet import Packet

from videoreflect.media.commands import SOUND_RATE
from videoreflect.media.extent import Extent
from videoreflect.media.opening import Clip

_PER_MS = SOUND_RATE // 1000
_BYTES_PER_SAMPLE = 2
# Where a clip has no pictures, black ones stand this far apart, so that players can seek.
_BLACK_STEP_MS = 500
_SILENCE_STEP = SOUND_RATE // 2
_MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Form:
    """What all clips become: size of the pictures and layout of the sound, None where there is none at all."""

    size: tuple[int, int] | None
    layout: str | None


class Line:
    """Takes the raw clips in order and writes them; what a clip lacks is black or silent."""

    def __init__(self, out: OutputContainer, form: Form) -> None:
        self.form = form
        self.pictures = 0
        self.end_ms = 0
        self._out = out
        self._picture_track = _picture_track(out, form.size) if form.size is not None else None
        self._sound_track = _sound_track(out, form.layout) if form.layout is not None else None
        self._black = _black_picture(*form.size) if form.size is not None else b""
        self._sample_bytes = _BYTES_PER_SAMPLE * (2 if form.layout == "stereo" else 1)
        self._sound_due = 0
        self._picture_due_ms = 0

    def add(self, clip: Clip) -> Extent:
        """Put a clip at the end: its pictures, and its sound, which begins with it and has no gaps."""
        begin, extent = self.end_ms, Extent(clip)
        self._silence_until(begin)
        for packet in clip.packets():
            extent.add(packet)
            if packet.stream is clip.video:
                self._picture(packet, begin)
                if clip.sound is None:
                    self._silence_until(begin + extent.picture_end_ms)
            elif packet.stream is clip.sound:
                self._sound(packet)
                if clip.video is None:
                    self._black_until(begin + extent.sound_end_ms)
        self.end_ms = max(begin + extent.picture_end_ms, -(-self._sound_due // _PER_MS))
        return extent

    @property
    def last_picture_ms(self) -> int:
        """Give when the last picture begins; 0 if there is none."""
        return max(0, self._picture_due_ms - 1)

    def finish(self) -> None:
        """Make sound and picture end together."""
        self._silence_until(self.end_ms)

    def _picture(self, packet: Packet[Any], begin: int) -> None:
        at = begin + round((packet.pts or 0) * packet.time_base * 1000)
        # Two pictures at one time would be one too many; the later place is never far.
        packet.pts = packet.dts = max(at, self._picture_due_ms)
        self._write_picture(packet)

    def _black_until(self, end_ms: int) -> None:
        while self._picture_track is not None and self._picture_due_ms < end_ms:
            packet = Packet(self._black)
            packet.pts = packet.dts = self._picture_due_ms
            packet.duration = _BLACK_STEP_MS
            packet.is_keyframe = True
            self._write_picture(packet)
            self._picture_due_ms += _BLACK_STEP_MS - 1

    def _write_picture(self, packet: Packet[Any]) -> None:
        packet.stream, packet.time_base = self._picture_track, _MILLISECOND
        self._picture_due_ms = (packet.pts or 0) + 1
        self.pictures += 1
        self._out.mux(packet)

    def _sound(self, packet: Packet[Any]) -> None:
        samples = packet.size // self._sample_bytes
        packet.pts = packet.dts = self._sound_due
        packet.stream, packet.time_base = self._sound_track, Fraction(1, SOUND_RATE)
        packet.duration = samples
        self._sound_due += samples
        self._out.mux(packet)

    def _silence_until(self, end_ms: int) -> None:
        while self._sound_track is not None and self._sound_due < end_ms * _PER_MS:
            missing = min(end_ms * _PER_MS - self._sound_due, _SILENCE_STEP)
            self._sound(Packet(bytes(missing * self._sample_bytes)))


def _picture_track(out: OutputContainer, size: tuple[int, int]) -> Any:
    track: Any = out.add_stream("rawvideo", rate=25)
    track.width, track.height = size
    track.pix_fmt = "yuv420p"
    return track


def _sound_track(out: OutputContainer, layout: str) -> Any:
    return out.add_stream("pcm_s16le", rate=SOUND_RATE, layout=layout)


def _black_picture(width: int, height: int) -> bytes:
    """Give a black picture as yuv420p: 16 of 16 to 235 for light, 128 for no colour."""
    return bytes([16]) * (width * height) + bytes([128]) * (width * height // 2)
