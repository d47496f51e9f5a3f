"""What ffmpeg is asked to do: command lines of numbers and names of codecs, nothing of the clip."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import ffmpeg
import imageio_ffmpeg

from videoreflect.errors import FfmpegMissing
from videoreflect.media.facts import ClipFacts, VideoFacts

# Codecs that cameras record interlaced; the filter lets progressive pictures pass.
_MAYBE_INTERLACED = frozenset({"mpeg1video", "mpeg2video", "h264", "vc1", "dvvideo"})
_MOST_FRAMES_PER_SECOND = 60
# Without a cap, slow-motion clips cost four times the work for pictures nobody sees.
_CAPPED_ABOVE = 61
_KEY_PICTURE_SECONDS = 2
# Times would be rounded to whole pictures at the rate that the first clip seems to have.
_MILLISECONDS = {"enc_time_base": "1:1000"}
SOUND_RATE = 48_000
_APART = 0.4
"""How far two microphones stand apart in stereo: 1 is one in each ear alone."""
RAW_INTERLEAVE_US = 1_000_000
"""Longest wait of raw pictures for sound when they are interleaved: a second is about 40 MB."""


def conversion(facts: ClipFacts, height: int, lead_ms: int, *, copy_picture: bool) -> list[str]:
    """Turn one clip into what browsers play.

    ``lead_ms`` is cut from the start of what comes in. Pictures are scaled so that the
    shorter side is at most ``height``. Raises FfmpegMissing.
    """
    source, streams, options = _source(), [], _matroska()
    if facts.video is not None and copy_picture:
        streams.append(source.video)
        options |= {"vcodec": "copy"}
    elif facts.video is not None:
        streams.append(_pictures(source.video, facts.video, lead_ms, lambda picture: _shrunk(picture, height)))
        options |= _picture_options()
    if facts.sound is not None:
        streams.append(_sounds(source, facts.sound.tracks, lead_ms))
        options |= _sound_options()
    return _built(streams, options)


def levelling(facts: ClipFacts, size: tuple[int, int], layout: str, lead_ms: int) -> list[str]:
    """Turn one clip into raw pictures of ``size`` on black and raw sound of ``layout`` at 48 kHz."""
    source, streams, options = _source(), [], _matroska() | {"max_interleave_delta": RAW_INTERLEAVE_US}
    if facts.video is not None:
        picture = _pictures(source.video, facts.video, lead_ms, lambda picture: _fitted(picture, size))
        streams.append(_on_black(picture, size))
        options |= {"vcodec": "rawvideo", "fps_mode": "passthrough"} | _MILLISECONDS
    if facts.sound is not None:
        sound = _sounds(source, facts.sound.tracks, lead_ms)
        streams.append(sound.filter("aformat", sample_fmts="s16", channel_layouts=layout))
        options |= {"acodec": "pcm_s16le"}
    return _built(streams, options)


def finishing(*, pictures: bool, sound: bool) -> list[str]:
    """Turn raw pictures and sound that are alike throughout into what browsers play."""
    source, streams, options = _source(), [], _matroska()
    if pictures:
        streams.append(source.video)
        options |= _picture_options() | _MILLISECONDS
    if sound:
        streams.append(source.audio)
        options |= _sound_options()
    return _built(streams, options)


def will_be_thinned(video: VideoFacts) -> bool:
    """Say whether pictures are dropped because there are more than 60 a second."""
    return video.frames_per_second > _CAPPED_ABOVE


def _picture_options() -> dict[str, object]:
    return {
        "vcodec": "libx264",
        "preset": "veryfast",
        "crf": 23,
        "pix_fmt": "yuv420p",
        # Each picture keeps its own time: phones vary their rate.
        "fps_mode": "passthrough",
        # The player jumps to key pictures quickly; ten seconds apart would be felt.
        "force_key_frames": f"expr:gte(t,n_forced*{_KEY_PICTURE_SECONDS})",
    }


def _pictures(
    picture: ffmpeg.Stream, video: VideoFacts, lead_ms: int, sized: Callable[[ffmpeg.Stream], ffmpeg.Stream]
) -> ffmpeg.Stream:
    lead = _seconds(lead_ms)
    picture = picture.filter("trim", start=lead).filter("setpts", f"PTS-{lead}/TB")
    if video.interlaced or video.codec in _MAYBE_INTERLACED:
        picture = picture.filter("bwdif", mode="send_frame", deint="interlaced")
    if will_be_thinned(video):
        picture = picture.filter("fps", _MOST_FRAMES_PER_SECOND)
    picture = sized(picture).filter("setsar", 1)
    return _standard_range(picture) if video.hdr else picture


def _shrunk(picture: ffmpeg.Stream, height: int) -> ffmpeg.Stream:
    return _scaled(picture, f"min(1,{height}/min(iw*sar,ih))")


def _fitted(picture: ffmpeg.Stream, size: tuple[int, int]) -> ffmpeg.Stream:
    width, height = size
    return _scaled(picture, f"min({width}/(iw*sar),{height}/ih)")


def _scaled(picture: ffmpeg.Stream, factor: str) -> ffmpeg.Stream:
    width, height = (f"max(2,trunc({side}*{factor}/2+0.001)*2)" for side in ("iw*sar", "ih"))
    return picture.filter("scale", w=width, h=height)


def _on_black(picture: ffmpeg.Stream, size: tuple[int, int]) -> ffmpeg.Stream:
    width, height = size
    picture = picture.filter("scale", out_range="tv").filter("format", "yuv420p")
    return picture.filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2")


def _sounds(source: ffmpeg.Stream, tracks: int, lead_ms: int) -> ffmpeg.Stream:
    """Put several microphones together, each a little to its side: all are heard with one ear too.

    None of them is turned round against another for good, as in one channel: see ``mixing``.
    """
    if tracks == 1:
        return _sound(source.audio, lead_ms)
    both = [_sound(source[f"a:{number}"], lead_ms).filter_multi_output("asplit") for number in range(tracks)]
    ears = []
    for ear, turned in enumerate((-_APART, _APART)):
        shares = (0.5 + turned * (number / (tracks - 1) - 0.5) for number in range(tracks))
        weights = " ".join(f"{min(1.0, 2 / tracks) * share:.3f}" for share in shares)
        heard = [one.stream(ear) for one in both]
        ears.append(ffmpeg.filter(heard, "amix", inputs=tracks, duration="longest", normalize=0, weights=weights))
    return ffmpeg.filter(ears, "join", inputs=2, channel_layout="stereo")


def _sound(sound: ffmpeg.Stream, lead_ms: int) -> ffmpeg.Stream:
    """Put sound on its clock: gaps become silence and a late start is padded."""
    lead = _seconds(lead_ms)
    sound = sound.filter("atrim", start=lead).filter("asetpts", f"PTS-{lead}/TB")
    return sound.filter("aresample", SOUND_RATE, **{"async": 1, "first_pts": 0})


def _sound_options() -> dict[str, object]:
    return {"acodec": "aac", "audio_bitrate": "128k"}


def _source() -> ffmpeg.Stream:
    return ffmpeg.input("pipe:0", format="matroska", protocol_whitelist="pipe")


def _matroska() -> dict[str, object]:
    return {"format": "matroska", "map_metadata": -1, "map_chapters": -1}


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"


def _built(streams: list[ffmpeg.Stream], options: dict[str, object]) -> list[str]:
    built = ffmpeg.output(*streams, "pipe:1", **options)
    # Without ``copyts`` ffmpeg takes the first packet, whatever its time, for zero.
    built = built.global_args("-copyts", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "error")
    return list(built.compile(cmd=_bundled_ffmpeg()))


def _standard_range(picture: ffmpeg.Stream) -> ffmpeg.Stream:
    """Map HDR (PQ, HLG) to what every screen shows; phones leave the primaries untold at times."""
    return (
        picture.filter("setparams", color_primaries="bt2020", colorspace="bt2020nc")
        .filter("zscale", transfer="linear", npl=100)
        .filter("format", "gbrpf32le")
        .filter("zscale", primaries="bt709")
        .filter("tonemap", "hable", desat=0)
        .filter("zscale", transfer="bt709", matrix="bt709", range="tv")
        .filter("format", "yuv420p")
    )


def _bundled_ffmpeg() -> str:
    try:
        binary = Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        raise FfmpegMissing from error
    # An ffmpeg found elsewhere on the device is of any age and does not know our options.
    if not binary.is_relative_to(Path(imageio_ffmpeg.__file__).parent):
        raise FfmpegMissing
    return str(binary)
