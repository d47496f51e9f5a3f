"""Hand a clip's sound to the encoder as plain samples.

Decoded here, any sound goes the same way: Matroska on a pipe takes neither ADTS nor the
odder kinds of PCM, and the decoder already cuts priming and what an edit list hides.
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

RATE = 48_000


class SoundRelay:
    """Decodes one sound stream and writes it as 48 kHz, 16 bit, mono or stereo, ``lead_ms`` late.

    Frames keep their own times, so a gap stays a gap.
    """

    def __init__(self, clip: Clip, out: OutputContainer, lead_ms: int) -> None:
        sound: Any = clip.sound
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
