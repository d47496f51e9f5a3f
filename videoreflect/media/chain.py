"""Copy clips that are coded alike one after another, sound without seams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, BinaryIO

from av.packet import Packet

from videoreflect.media.extent import Extent
from videoreflect.media.mp4 import Mp4, Span
from videoreflect.media.opening import Clip, open_clip
from videoreflect.media.remux import RemuxResult
from videoreflect.media.silence import Silence

_NOWHERE = Span(Fraction(0), Fraction(0), Fraction(0))
# Less missing sound than this is bridged by moving, not by silence: a camera goes on
# recording between its files, and a hole in a word would be heard.
_BRIDGED = Fraction(35, 1000)


def chain(sources: Sequence[BinaryIO], sink: BinaryIO, progress: Callable[[int], None]) -> RemuxResult:
    """Write clips that ``can_be_chained`` into one MP4. Raises what ``remux`` raises."""
    with Mp4(sink) as mp4:
        links = _Links(mp4, progress)
        for source in sources:
            with open_clip(source) as clip:
                links.add(clip)
        return RemuxResult(links.pictures, mp4.end_ms)


class _Links:
    """Adds one clip after another at the end of what is there.

    Browsers play sound packets end to end, whatever their times say. So sound goes on
    without gaps: where much is missing silence fills it, and what remains moves the sound
    of this one clip by at most 35 ms (half a packet), and is not carried on to the next.
    """

    def __init__(self, mp4: Mp4, progress: Callable[[int], None]) -> None:
        self._mp4, self._progress = mp4, progress
        self._silence: Silence | None = None
        self._told = -1
        self._packet_length = Fraction(0)
        self.end = Fraction(0)
        self.pictures = 0

    def add(self, clip: Clip) -> None:
        """Copy one clip to the end."""
        extent, begin, first = Extent(clip), self.end, not self.pictures and not self.end
        if first:
            self._begin(clip)
        elif clip.video is not None:
            self._mp4.follow(clip.video, clip.origin - begin)
        sound_runs = first
        for packet in clip.packets():
            extent.add(packet)
            of_sound = packet.stream is clip.sound
            if of_sound and not first and self._lies_before(packet, clip):
                continue
            if of_sound and not sound_runs:
                self._follow_sound(packet, clip, begin)
                sound_runs = True
            self._mp4.write(packet)
            self._tell(round(begin * 1000) + extent.kept_end_ms)
        extent.require_whole()
        self._mp4.finish_clip()
        self._measure(clip, extent)

    def _begin(self, clip: Clip) -> None:
        for stream in (clip.video, clip.sound):
            if stream is not None:
                self._mp4.add(stream, clip.origin)
        if clip.sound is not None:
            self._packet_length = _packet_length(clip.sound)
            self._silence = Silence(clip.sound) if self._packet_length else None

    def _lies_before(self, packet: Packet[Any], clip: Clip) -> bool:
        """Say whether sound ends before its clip begins: decoders' run-up, which only a file's start can hide."""
        start = packet.pts if packet.pts is not None else packet.dts
        return start is not None and start * packet.time_base - clip.origin < -self._packet_length / 2

    def _follow_sound(self, packet: Packet[Any], clip: Clip, begin: Fraction) -> None:
        sound: Any = clip.sound
        last = self._mp4.last.get("audio", _NOWHERE)
        due = max(last.end, last.start + self._packet_length)
        nominal = (packet.pts if packet.pts is not None else packet.dts or 0) * packet.time_base
        place = nominal - clip.origin + begin
        due = self._fill(due, place)
        moved = place - due if abs(place - due) <= self._bridged else Fraction(0)
        self._mp4.follow(sound, clip.origin - begin + moved)

    def _fill(self, due: Fraction, place: Fraction) -> Fraction:
        """Write silence from ``due`` to near ``place``, in whole packets; gives where it ends."""
        if self._silence is None or place - due <= self._bridged:
            return due
        for silent in self._silence.packets(due, round((place - due) / self._packet_length)):
            self._mp4.insert("audio", silent)
            due += self._packet_length
        return due

    @property
    def _bridged(self) -> Fraction:
        return max(self._packet_length / 2, _BRIDGED)

    def _measure(self, clip: Clip, extent: Extent) -> None:
        self.pictures += extent.pictures
        ends = [span.end for span in self._mp4.last.values()]
        if (sound := self._mp4.last.get("audio")) is not None:
            ends.append(sound.start + self._packet_length)
        if clip.video is not None and clip.video.average_rate:
            # Some containers do not tell the last picture's length.
            ends.append(self._mp4.last["video"].start + 1 / Fraction(clip.video.average_rate))
        self.end = max(ends)

    def _tell(self, done_ms: int) -> None:
        if done_ms // 100 > self._told:
            self._told = done_ms // 100
            self._progress(done_ms)


def _packet_length(sound: Any) -> Fraction:
    """Give how long each packet sounds, in seconds; zero if they differ."""
    rate, samples = sound.codec_context.sample_rate, sound.codec_context.frame_size
    return Fraction(samples, rate) if rate and samples else Fraction(0)
