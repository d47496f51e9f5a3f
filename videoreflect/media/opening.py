"""Open foreign bytes as a clip: listed demuxers and decoders only, no other file, no name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO, NoReturn

import av
import av.logging
from av.audio.stream import AudioStream
from av.codec import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from videoreflect.errors import MediaLimit, NotMedia, TruncatedMedia, VideoReflectError
from videoreflect.media.boxes import is_cut_short, is_still_image, names_bytes_beyond_end, promises_more_bytes
from videoreflect.media.ends import NamelessReader

# What cameras, phones and recorders write. Playlists (hls, dash, concat), picture
# sequences, scripts and network formats are missing on purpose: they name other files.
DEMUXERS = (
    "mov", "matroska", "avi", "mpegts", "mpeg", "asf",
    "wav", "mp3", "flac", "ogg", "aac", "amr", "amrnb", "amrwb", "caf", "aiff",
)  # fmt: skip
_PICTURE_DECODERS = (
    "h264", "hevc", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4", "msmpeg4v2", "h263", "mjpeg",
    "vp8", "vp9", "libdav1d", "av1", "theora", "prores", "dnxhd", "dvvideo", "rawvideo",
    "wmv1", "wmv2", "wmv3", "vc1",
)  # fmt: skip
_SOUND_DECODERS = (
    "aac", "mp3", "mp3float", "mp2", "mp2float", "opus", "libopus", "vorbis", "flac", "alac",
    "ac3", "eac3", "dca", "amrnb", "amrwb", "wmav1", "wmav2", "wmapro",
    "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_ms", "pcm_alaw", "pcm_mulaw", "pcm_u8", "pcm_s8",
    "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be",
    "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_bluray", "pcm_dvd",
)  # fmt: skip
DECODERS = frozenset(_PICTURE_DECODERS + _SOUND_DECODERS)

MAX_STREAMS = 64
MOST_TRACKS = 8
"""Cameras write up to eight microphones apart."""

_FOR_A_REASON = (
    Disposition.dub | Disposition.original | Disposition.comment | Disposition.lyrics | Disposition.karaoke
    | Disposition.hearing_impaired | Disposition.visual_impaired | Disposition.clean_effects
)  # fmt: skip
MAX_PIXELS = 8192 * 4608
READ_SIZE = 128 * 1024

# Containers that say how long they are, so that an early end can be noticed. The others
# are estimated by the demuxer from a bit rate, or simply stop.
_DECLARING = frozenset({"mov", "matroska", "avi", "wav", "flac", "caf", "aiff", "asf"})
_UNREADABLE = "The {part} of this file is in a form that cannot be read. Export it as MP4 and add that."
_UNSURE = frozenset({"aac", "mp3", "amr", "amrnb", "amrwb"})

av.logging.set_level(None)
av.logging.set_libav_level(av.logging.PANIC)


@dataclass(slots=True)
class Clip:
    """An opened clip: its first readable picture, its best readable sound.

    ``beside`` are the other tracks of a recorder that writes each microphone into one of its own.
    ``origin`` is the time of clip time zero on the container's clock, in seconds.
    ``declared_ms`` is the length that the container states, None if it states none.
    """

    container: InputContainer
    reader: NamelessReader
    video: VideoStream | None
    sound: AudioStream | None
    origin: Fraction
    declared_ms: int | None
    beside: tuple[AudioStream, ...] = ()

    @property
    def sounds(self) -> tuple[AudioStream, ...]:
        """Every track that belongs to what is heard."""
        return (self.sound, *self.beside) if self.sound is not None else ()

    @property
    def kind(self) -> str:
        """Name the container's family: mov, matroska, mpegts, ..."""
        return family(self.container)

    def packets(self, *streams: Stream) -> Iterator[Packet[Any]]:
        """Read packets in file order, of all streams if none is named, without the empty last ones."""
        for packet in self.container.demux(*streams):
            if packet.size:
                yield packet
        self.reader.check()

    @staticmethod
    def flushed(stream: Any) -> list[Any]:
        """Give the frames that a decoder still holds at the end."""
        return list(stream.codec_context.decode(None))

    def milliseconds(self, ticks: int, time_base: Fraction) -> int:
        """Turn a container time into clip time."""
        return round((ticks * time_base - self.origin) * 1000)

    def ticks(self, milliseconds: int, time_base: Fraction) -> int:
        """Turn clip time into a container time, rounded down."""
        return math.floor((Fraction(milliseconds, 1000) + self.origin) / time_base)


@contextmanager
def open_clip(source: BinaryIO) -> Iterator[Clip]:
    """Open the bytes of ``source`` from its start; the source itself stays open.

    Raises NotMedia, TruncatedMedia or MediaLimit, also for what goes wrong inside the
    ``with`` block; errors of the source and all VideoReflectErrors pass unchanged.
    """
    reader = NamelessReader(source)
    try:
        reader.seek(0)
        with _demuxer(reader) as container:
            yield _clip(container, reader, source)
    except NotMedia:
        # A table of contents that was cut leaves streams without a single picture.
        if is_cut_short(source) and not is_still_image(source):
            raise TruncatedMedia from None
        raise
    except VideoReflectError:
        raise
    except MemoryError as error:
        raise MediaLimit from error
    except (av.error.FFmpegError, UnicodeError) as error:
        _tell(error, reader, source)


def family(container: InputContainer) -> str:
    """Name a demuxer by the first of its names ("mov,mp4,m4a,..." is mov)."""
    return container.format.name.split(",", 1)[0]


def _demuxer(reader: NamelessReader) -> InputContainer:
    lists = {
        "format_whitelist": ",".join(DEMUXERS),
        "codec_whitelist": ",".join(sorted(DECODERS)),
        "protocol_whitelist": "none",
        "max_streams": str(MAX_STREAMS),
        "enable_drefs": "0",
        "use_absolute_path": "0",
    }
    # ``io_open`` is asked for every file but the one handed over: the last wall.
    return av.open(
        reader,
        mode="r",
        options={"max_pixels": str(MAX_PIXELS)},
        container_options=lists,
        metadata_errors="replace",
        buffer_size=READ_SIZE,
        io_open=_refuse_other_files,
    )


def _refuse_other_files(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise NotMedia


def _clip(container: InputContainer, reader: NamelessReader, source: BinaryIO) -> Clip:
    video, sound = _first_picture(container), _best_sound(container)
    if video is None and sound is None:
        raise NotMedia
    if video is not None and video.codec_context.width * video.codec_context.height > MAX_PIXELS:
        raise MediaLimit
    beside = _beside(container, sound)
    chosen: list[Any] = [stream for stream in (video, sound, *beside) if stream is not None]
    if family(container) == "mov" and names_bytes_beyond_end(chosen, source):
        raise TruncatedMedia
    if family(container) in ("wav", "avi") and promises_more_bytes(source):
        raise TruncatedMedia
    return Clip(container, reader, video, sound, _origin(chosen), _declared_ms(container), beside)


def _first_picture(container: InputContainer) -> VideoStream | None:
    # A cover of a song and the preview of a phone clip are pictures, not video.
    still = Disposition.attached_pic | Disposition.still_image | Disposition.timed_thumbnails
    moving = [stream for stream in container.streams.video if not stream.disposition & still]
    readable = [stream for stream in moving if _readable(stream)]
    if moving and not readable:
        raise NotMedia(_UNREADABLE.format(part="picture"))
    return readable[0] if readable else None


def _best_sound(container: InputContainer) -> AudioStream | None:
    readable = _readable_sounds(container)
    if container.streams.audio and not readable:
        raise NotMedia(_UNREADABLE.format(part="sound"))
    return min(readable, key=lambda s: (not s.disposition & Disposition.default, s.index), default=None)


def _readable_sounds(container: InputContainer) -> list[AudioStream]:
    return [stream for stream in container.streams.audio if _readable(stream)]


def _beside(container: InputContainer, sound: AudioStream | None) -> tuple[AudioStream, ...]:
    """Give the other microphones: mono tracks beside a mono track, none of them in another language or for a reason.

    Tracks with several channels are each a whole mix already: another language, a commentary.
    """
    tracks = _readable_sounds(container)
    languages = {stream.language for stream in tracks} - {None, "und"}
    alike = all(stream.channels == 1 and not stream.disposition & _FOR_A_REASON for stream in tracks)
    if sound is None or not alike or len(languages) > 1 or len(tracks) > MOST_TRACKS:
        return ()
    return tuple(stream for stream in tracks if stream is not sound)


def _readable(stream: Stream) -> bool:
    # Streams without a decoder have no codec context at all.
    context: CodecContext | None = stream.codec_context
    return context is not None and context.codec.name in DECODERS


def _origin(chosen: list[Any]) -> Fraction:
    # Negative starts are decoder priming and reordering: players cut them, so zero stays zero.
    starts = [s.start_time * s.time_base for s in chosen if s.start_time is not None and s.time_base]
    return max(Fraction(0), min(starts, default=Fraction(0)))


def _declared_ms(container: InputContainer) -> int | None:
    if family(container) not in _DECLARING or not container.duration:
        return None
    return round(container.duration / 1000)


def estimated_ms(clip: Clip) -> int | None:
    """Give the demuxer's idea of the length where it is worth something, else None."""
    if clip.kind in _UNSURE or not clip.container.duration:
        return None
    return round(clip.container.duration / 1000)


def _tell(error: Exception, reader: NamelessReader, source: BinaryIO) -> NoReturn:
    reader.check()
    if is_still_image(source):
        raise NotMedia from error
    if is_cut_short(source):
        raise TruncatedMedia from error
    raise NotMedia from error
