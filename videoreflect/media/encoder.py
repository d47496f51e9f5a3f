"""Run the bundled ffmpeg as a pipe: Matroska in, Matroska out, nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO, Self

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
_END_SECONDS = 10


def command(facts: ClipFacts, height: int, lead_ms: int, *, copy_picture: bool) -> list[str]:
    """Build the command line; it holds numbers and names of codecs, nothing of the clip.

    ``lead_ms`` is cut from the start of what comes in. Pictures are scaled so that the
    shorter side is at most ``height``. Raises FfmpegMissing.
    """
    lead = f"{lead_ms / 1000:.3f}"
    source = ffmpeg.input("pipe:0", format="matroska", protocol_whitelist="pipe")
    streams, options = [], {"format": "matroska", "map_metadata": -1, "map_chapters": -1}
    if facts.video is not None:
        streams.append(source.video if copy_picture else _pictures(source.video, facts.video, height, lead))
        options |= {"vcodec": "copy"} if copy_picture else _picture_options()
    if facts.sound is not None:
        # Gaps become silence and a late start is padded: sound stays on its clock.
        sound = source.audio.filter("atrim", start=lead).filter("asetpts", f"PTS-{lead}/TB")
        streams.append(sound.filter("aresample", 48_000, **{"async": 1, "first_pts": 0}))
        options |= {"acodec": "aac", "audio_bitrate": "128k"}
    built = ffmpeg.output(*streams, "pipe:1", **options)
    # Without ``copyts`` ffmpeg takes the first packet, whatever its time, for zero.
    built = built.global_args("-copyts", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "error")
    return list(built.compile(cmd=_bundled_ffmpeg()))


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


def _pictures(picture: ffmpeg.Stream, video: VideoFacts, height: int, lead: str) -> ffmpeg.Stream:
    picture = picture.filter("trim", start=lead).filter("setpts", f"PTS-{lead}/TB")
    if video.interlaced or video.codec in _MAYBE_INTERLACED:
        picture = picture.filter("bwdif", mode="send_frame", deint="interlaced")
    if will_be_thinned(video):
        picture = picture.filter("fps", _MOST_FRAMES_PER_SECOND)
    shrink = f"min(1,{height}/min(iw*sar,ih))"
    width_now, height_now = (f"max(2,trunc({side}*{shrink}/2+0.001)*2)" for side in ("iw*sar", "ih"))
    picture = picture.filter("scale", w=width_now, h=height_now).filter("setsar", 1)
    return _standard_range(picture) if video.hdr else picture


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


class Encoder:
    """A running ffmpeg. ``feed`` writes its input from a thread; ``output`` is read meanwhile.

    Leaving the ``with`` block ends the process, after an error at once.
    """

    def __init__(self, arguments: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise FfmpegMissing from error
        self._input = _asked_for(self._process.stdin)
        self.output = _asked_for(self._process.stdout)
        self._complaints = _asked_for(self._process.stderr)
        self._threads = [Thread(target=self._drain, daemon=True)]
        self._threads[0].start()
        self._feed_failure: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        # With its output closed, a process that still writes ends by itself.
        self.output.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()

    def feed(self, write: Callable[[IO[bytes]], None]) -> None:
        """Call ``write`` with the process's input, in a thread of its own, and close that afterwards."""
        thread = Thread(target=self._feed, args=(write,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def fed(self) -> None:
        """Wait until the input was written; raise what stopped it, except the end of the process."""
        for thread in self._threads[1:]:
            thread.join()
        if self._feed_failure is not None:
            raise self._feed_failure

    def _feed(self, write: Callable[[IO[bytes]], None]) -> None:
        try:
            write(self._input)
            self._input.close()
        except BrokenPipeError:
            return  # ffmpeg ended early; what it gave will be found too short
        except Exception as failure:  # noqa: BLE001 - raised again by ``fed``, in the caller's thread
            self._feed_failure = failure
        finally:
            _close_quietly(self._input)

    def _drain(self) -> None:
        # Read so that ffmpeg never blocks, and dropped: it quotes what is in the file.
        while self._complaints.read(65536):
            pass
        self._complaints.close()


def _asked_for(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise FfmpegMissing  # unreachable: all three pipes were asked for
    return pipe


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # the other end is gone, and with it what was still buffered


def _environment() -> dict[str, str]:
    # FFREPORT in the environment would make ffmpeg write a log file.
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
