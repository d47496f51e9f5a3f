"""Small clips of every kind, made by the real encoders.

Each is 4 s of 160 x 120 at 25 pictures a second unless said otherwise. In most, a clap (white
picture and a tone) lasts from 2.0 s to 2.2 s, by which picture and sound can be compared.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg

CLAP_MS = 2000
LENGTH_MS = 4000

_WHEN = "between(t,2,2.1999)"
_PICTURE = f"color=black:s=160x120:r=25:d=4,drawbox=color=white:t=fill:enable='{_WHEN}'"
_SOUND = f"aevalsrc='if({_WHEN},0.8*sin(2*PI*1000*t),0)':s=44100:d=4"
_COLOURS = "color=red:s=160x120:r=25:d=2,drawbox=x=80:w=80:color=blue:t=fill"
_IN = ("-f", "lavfi", "-i", _PICTURE, "-f", "lavfi", "-i", _SOUND)
_SEEN = ("-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=2")
_HEARD = ("-f", "lavfi", "-i", "sine=f=440:d=4")
_H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "2", "-g", "50")
_HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1")
_QUIET = "log-level=none"
_PQ = f"{_QUIET}:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"

# name with its ending: what makes it; "@name" is another clip.
RECIPES: dict[str, tuple[str, ...]] = {
    "lesson.mp4": (
        *_IN, *_H264, "-c:a", "aac", "-metadata", "title=CLASS-7B", "-metadata", "location=+47.37+008.54/",
        "-metadata:s:v", "handler_name=CLASS-7B", "-metadata", "creation_time=2020-01-01T08:00:00Z",
    ),
    "front.mp4": ("-i", "@lesson.mp4", "-c", "copy", "-movflags", "faststart"),
    "fragments.mp4": ("-i", "@lesson.mp4", "-c", "copy", "-movflags", "frag_keyframe+empty_moov"),
    "slow_rate.mp3": (*_HEARD, "-ar", "8000"),
    "second.mp4": ("-i", "@lesson.mp4", "-c", "copy", "-video_track_timescale", "600"),
    "early_end.mp4": ("-i", "@lesson.mp4", "-c:v", "copy", "-af", "atrim=end=3", "-c:a", "aac"),
    "wide_clap.mp4": (*_IN, "-vf", "scale=320:120,setsar=1", *_H264, "-c:a", "aac", "-ac", "2", "-ar", "48000"),
    "trimmed.mp4": ("-ss", "1.3", "-i", "@lesson.mp4", "-c", "copy"),
    "upright.mp4": ("-display_rotation", "90", "-i", "@colours.mp4", "-c", "copy"),
    "colours.mp4": ("-f", "lavfi", "-i", _COLOURS, *_H264),
    "lesson.mkv": ("-i", "@lesson.mp4", "-c", "copy"),
    "live.mkv": ("-i", "@lesson.mp4", "-c", "copy", "-live", "1"),
    "subtitled.mkv": ("-i", "@lesson.mp4", "-i", "@words.srt", "-map", "0", "-map", "1", "-c", "copy", "-c:s", "srt"),
    "lesson.ts": ("-i", "@lesson.mp4", "-c", "copy"),
    "lesson.webm": (
        *_IN, "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus",
    ),
    "vorbis.webm": ("-i", "@lesson.webm", "-c:v", "copy", "-c:a", "libvorbis"),
    "phone.mov": (*_IN, *_HEVC, "-x265-params", _QUIET, "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "phone_trimmed.mov": ("-ss", "1.3", "-i", "@phone.mov", "-c", "copy"),
    "phone_upright.mov": ("-display_rotation", "90", "-i", "@phone_colours.mov", "-c", "copy"),
    "phone_colours.mov": ("-f", "lavfi", "-i", _COLOURS, *_HEVC, "-x265-params", _QUIET, "-pix_fmt", "yuv420p"),
    "hdr.mov": (*_SEEN, *_HEVC, "-x265-params", _PQ, "-pix_fmt", "yuv420p10le"),
    "uneven.mov": (
        *_SEEN, "-vf", "select='lt(t,0.5)+not(mod(n,3))'", "-fps_mode", "vfr", *_HEVC, "-x265-params", _QUIET,
        "-pix_fmt", "yuv420p",
    ),
    "slow_motion.mov": (
        "-f", "lavfi", "-i", "testsrc=s=160x120:r=120:d=1", *_HEVC, "-x265-params", _QUIET, "-pix_fmt", "yuv420p",
    ),
    "wide.mov": (
        "-f", "lavfi", "-i", "testsrc=s=1920x1080:r=10:d=0.5", *_HEVC, "-x265-params", _QUIET, "-pix_fmt", "yuv420p",
    ),
    "camera.ts": (*_IN, "-vf", "setfield=tff", "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-c:a", "mp2"),
    "camera.mov": ("-i", "@lesson.mp4", "-c:v", "copy", "-c:a", "pcm_s16be"),
    "anamorphic.ts": (*_SEEN, "-vf", "setdar=16/9", "-c:v", "mpeg2video"),
    "old.avi": (*_IN, "-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "divx.avi": (*_IN, "-c:v", "mpeg4", "-bf", "2", "-c:a", "libmp3lame"),
    "tape.avi": (
        *_IN, "-vf", "scale=720:576,setfield=bff", "-c:v", "dvvideo", "-pix_fmt", "yuv420p", "-ar", "48000", "-ac", "2",
    ),
    "old.wmv": (*_IN, "-c:v", "wmv2", "-c:a", "wmav2"),
    "small.3gp": (*_IN, "-c:v", "h263", "-s", "176x144", "-c:a", "aac", "-ar", "16000"),
    "silent.mp4": (*_SEEN, *_H264),
    "photo.mp4": (*_SEEN, *_H264, "-frames:v", "1"),
    "speech.wav": ("-f", "lavfi", "-i", _SOUND),
    "song.mp3": ("-i", "@tone.mp3", "-i", "@cover.jpg", "-map", "0", "-map", "1", "-c", "copy"),
    "tone.mp3": (*_HEARD,),
    "cover.jpg": (*_SEEN, "-frames:v", "1"),
    "raw.aac": (*_HEARD, "-c:a", "aac"),
    "talk.flac": (*_HEARD,),
    "talk.ogg": (*_HEARD, "-c:a", "libopus"),
    "gap.mkv": (*_HEARD, "-af", "aselect='not(between(t,1,1.9999))'", "-c:a", "pcm_s16le"),
    "late.mp4": (*_SEEN, "-itsoffset", "1", *_HEARD, *_H264, "-c:a", "aac"),
    "surround.wav": ("-f", "lavfi", "-i", "aevalsrc='0|0|0.5*sin(2*PI*440*t)|0|0|0':c=5.1:d=2",),
    "far.mp4": ("-f", "lavfi", "-i", "color=black:s=160x120:r=25:d=1[a];testsrc=s=160x120:r=25:d=9[b];[a][b]concat",
                *_H264),
    "raw.avi": ("-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=1", "-c:v", "rawvideo", "-pix_fmt", "bgr24"),
    "long.mp4": (
        "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=4,noise=alls=10:allf=t", *_HEARD, *_H264, "-qp", "22",
        "-c:a", "aac",
    ),
}  # fmt: skip
_TEXTS = {"words.srt": "1\n00:00:01,000 --> 00:00:02,000\nSaid in class 7B\n"}


class Kitchen:
    """Makes clips on demand, each once, in a folder that the test run throws away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def bytes_of(self, name: str) -> bytes:
        """Give a clip's bytes."""
        return self._made(name).read_bytes()

    def _made(self, name: str) -> Path:
        path = self._folder / name
        if name in _TEXTS:
            path.write_text(_TEXTS[name], "utf-8")
        elif not path.exists():
            arguments = [str(self._made(part[1:])) if part.startswith("@") else part for part in RECIPES[name]]
            binary = imageio_ffmpeg.get_ffmpeg_exe()
            subprocess.run(
                [binary, "-nostdin", "-y", "-loglevel", "error", *arguments, str(path)], check=True, timeout=60
            )
        return path
