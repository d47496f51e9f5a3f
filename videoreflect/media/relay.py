"""Hand a clip to the encoder in forms that Matroska holds.

Sound always goes as plain samples: Matroska on a pipe takes neither ADTS nor the odder
kinds of PCM, and the decoder already cuts priming and what an edit list hides. Pictures
go as they are, or, if Matroska has no place for them (DV, WMV, H.263), without loss.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import OutputContainer
from av.packet import Packet

from videoreflect.media.opening import Clip
from videoreflect.media.timing import Track

RATE = 48_000
_TICK = Fraction(1, 1000)
# What FFV1 keeps as it is; everything else becomes 4:2:0.
_PLAIN = {form: form for form in ("yuv420p", "yuv422p", "yuv444p", "yuv411p", "yuv422p10le")}


# Matroska writes these only with a header from Windows, which PyAV does not make.
_OLD_HEADER = frozenset({"rawvideo"})


def picture_relay(clip: Clip, out: OutputContainer, lead_ms: int) -> CopiedPictures | DecodedPictures:
    """Give what writes a clip's pictures into ``out``, ``lead_ms`` late."""
    stream: Any = clip.video
    if stream.codec_context.codec.canonical_name in _OLD_HEADER:
        return DecodedPictures(clip, out, lead_ms)
    try:
        made = out.add_stream_from_template(stream, opaque=True)
    except ValueError:
        return DecodedPictures(clip, out, lead_ms)
    return CopiedPictures(out, Track(made, stream, clip.origin - Fraction(lead_ms, 1000)))


class CopiedPictures:
    """Writes packets as they are."""

    def __init__(self, out: OutputContainer, track: Track) -> None:
        self._out, self._track = out, track

    def take(self, packet: Packet[Any]) -> None:
        """Write a packet when its time is known."""
        self._out.mux(self._track.place(packet))

    def rest(self) -> None:
        """Write the packets that still wait for their time."""
        self._out.mux(self._track.rest())


class DecodedPictures:
    """Decodes pictures and writes them as FFV1, which loses nothing."""

    def __init__(self, clip: Clip, out: OutputContainer, lead_ms: int) -> None:
        video: Any = clip.video
        self._clip, self._video, self._out = clip, video, out
        self._shift = Fraction(lead_ms, 1000) - clip.origin
        self._track: Any = out.add_stream("ffv1", rate=video.average_rate or 25)
        context = video.codec_context
        self._track.width, self._track.height = context.width, context.height
        self._track.pix_fmt = self._form = _PLAIN.get(context.pix_fmt, "yuv420p")
        self._track.codec_context.sample_aspect_ratio = context.sample_aspect_ratio or Fraction(1)
        self._track.codec_context.time_base = _TICK

    def take(self, packet: Packet[Any]) -> None:
        """Write what this packet shows; a broken one is left out."""
        try:
            frames: list[Any] = packet.decode()
        except av.error.InvalidDataError:
            return
        self._write(frames)

    def rest(self) -> None:
        """Write what the decoder still holds."""
        self._write(self._clip.flushed(self._video))
        self._out.mux(self._track.encode(None))

    def _write(self, frames: list[Any]) -> None:
        for frame in frames:
            if frame.pts is None:
                continue
            at = frame.pts * frame.time_base + self._shift
            plain = frame if frame.format.name == self._form else frame.reformat(format=self._form)
            plain.pts, plain.time_base = round(at / _TICK), _TICK
            self._out.mux(self._track.encode(plain))


class SoundRelay:
    """Decodes one sound stream and writes it as 48 kHz, 16 bit, mono or stereo, ``lead_ms`` late.

    Frames keep their own times, so a gap stays a gap.
    """

    def __init__(self, clip: Clip, sound: Any, out: OutputContainer, lead_ms: int) -> None:
        self._clip, self._sound = clip, sound
        self._shift = Fraction(lead_ms, 1000) - clip.origin
        self._layout = "mono" if sound.channels == 1 else "stereo"
        self._out = out
        self._track = out.add_stream("pcm_s16le", rate=RATE, layout=self._layout)
        self._resampler: AudioResampler | None = None
        self._form: tuple[int, str, str] | None = None
        self._due = Fraction(0)

    def take(self, packet: Packet[Any]) -> None:
        """Write what this packet holds; a broken one becomes a gap."""
        try:
            frames: list[Any] = packet.decode()
        except av.error.InvalidDataError:
            return
        for frame in frames:
            self._write(frame)

    def rest(self) -> None:
        """Write what decoder and resampler still hold."""
        for frame in self._clip.flushed(self._sound):
            self._write(frame)
        self._renew(None)
        self._out.mux(self._track.encode(None))

    def _write(self, frame: AudioFrame) -> None:
        form = (frame.sample_rate, frame.layout.name, frame.format.name)
        if form != self._form:
            self._renew(form)
        if frame.pts is not None and frame.time_base is not None:
            self._due = frame.pts * frame.time_base + self._shift
        frame.time_base = Fraction(1, frame.sample_rate)
        frame.pts = round(self._due * frame.sample_rate)
        self._due += Fraction(frame.samples, frame.sample_rate)
        if self._resampler is not None:
            self._mux(self._resampler.resample(frame))

    def _renew(self, form: tuple[int, str, str] | None) -> None:
        """Empty the resampler and begin another: broadcasts change from stereo to 5.1 and back."""
        if self._resampler is not None:
            self._mux(self._resampler.resample(None))
        self._form = form
        self._resampler = AudioResampler(format="s16", layout=self._layout, rate=RATE)

    def _mux(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            self._out.mux(self._track.encode(frame))
