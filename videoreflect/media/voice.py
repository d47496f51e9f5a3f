"""A voice note: whatever a browser recorded becomes Opus in WebM with its length, and nothing else."""

from __future__ import annotations

import io
from typing import Any

import av

from videoreflect.domain.voice_note import GRACE_MS, LONGEST_MS, MOST_BYTES
from videoreflect.errors import InvalidInput, NotMedia
from videoreflect.media.ends import NamelessWriter
from videoreflect.media.opening import Clip, open_clip
from videoreflect.media.sound import RATE, pcm

SHORTEST_MS = 300
_NO_VOICE = "This is not a voice note: only sound as a browser records it is taken."
_TOO_LONG = "A voice note may last three minutes. Say it in two, or keep the first part."
_TOO_SHORT = "Nothing was recorded. Hold the microphone nearer and try again."


def plain_voice(raw: bytes) -> tuple[bytes, int]:
    """The sound of ``raw`` as Opus in WebM, and how long it is (ms) by what was decoded.

    The packets stay as they are; names, dates, pictures and whatever else a file can carry stay behind.
    Raises NotMedia for anything but one track of Opus, InvalidInput for one that is too long or too short.
    """
    with open_clip(io.BytesIO(raw)) as clip:
        _require_voice(clip)
    length_ms = _measured_ms(raw)
    if length_ms < SHORTEST_MS:
        raise InvalidInput(_TOO_SHORT)
    return _copied(raw), length_ms


def joined_voice(first: bytes, second: bytes) -> tuple[bytes, int]:
    """Two sounds of ``plain_voice`` as one, and how long it is (ms) by what was decoded.

    Raises NotMedia, InvalidInput for one that is too long.
    """
    sound = _copied(first, second)
    return sound, _measured_ms(sound)


def _require_voice(clip: Clip) -> None:
    sound: Any = clip.sound
    if clip.kind not in ("matroska", "ogg") or len(clip.container.streams) != 1 or sound is None:
        raise NotMedia(_NO_VOICE)
    if sound.codec_context.name not in ("opus", "libopus") or sound.codec_context.channels > 2:
        raise NotMedia(_NO_VOICE)


def _measured_ms(raw: bytes) -> int:
    samples = 0
    for piece in pcm(io.BytesIO(raw)):
        samples += len(piece)
        if samples > (LONGEST_MS + GRACE_MS) * RATE // 1000:
            raise InvalidInput(_TOO_LONG)
    return samples * 1000 // RATE


def _copied(raw: bytes, *more: bytes) -> bytes:
    made = io.BytesIO()
    with open_clip(io.BytesIO(raw)) as clip:
        sound: Any = clip.sound
        out = av.open(NamelessWriter(made), mode="w", format="webm", options={"fflags": "+bitexact"})
        track = out.add_stream_from_template(sound, opaque=True)
        track.metadata.clear()
        end = _put(out, track, clip, None)
        for later in more:
            with open_clip(io.BytesIO(later)) as next_clip:
                end = _put(out, track, next_clip, end)
        out.close()
    if len(made.getvalue()) > MOST_BYTES:
        raise InvalidInput(_TOO_LONG)
    return made.getvalue()


def _put(out: Any, track: Any, clip: Clip, begin: int | None) -> int:
    """Copy the packets of a sound, the first at ``begin`` (in their time) or as they are. Returns the end."""
    end, by = begin or 0, 0
    for number, packet in enumerate(clip.packets(clip.sound)) if clip.sound is not None else ():
        timed: Any = packet
        if begin is not None and not number:
            by = begin - timed.pts
        timed.pts += by
        timed.dts = timed.pts
        end = timed.pts + (timed.duration or 0)
        timed.stream = track
        out.mux(timed)
    return end
