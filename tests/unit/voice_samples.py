"""Voice notes as browsers record them, and other things that somebody could send in their place."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

RATE = 48_000
CLIP = Path(__file__).parents[2] / "sample_media" / "lesson.mp4"


@cache
def recorded(length_ms: int = 1_500, container: str = "webm", tone: float = 220.0) -> bytes:
    """A tone in Opus, written live as MediaRecorder does it: without a length, with the recorder's name."""
    made = io.BytesIO()
    options = {"live": "1"} if container == "webm" else {}
    with av.open(made, "w", format=container, options=options) as out:
        out.metadata["title"] = "Nadia at her desk"
        track: Any = out.add_stream("libopus", rate=RATE, layout="mono")
        track.bit_rate = 32_000
        samples = np.sin(np.arange(RATE * length_ms // 1000) * tone * 2 * np.pi / RATE) * 0.4
        for at in range(0, len(samples), 960):
            piece = samples[at : at + 960].astype(np.float32).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="flt", layout="mono")
            frame.sample_rate, frame.pts = RATE, at
            out.mux(track.encode(frame))
        out.mux(track.encode(None))
    return made.getvalue()


@cache
def with_picture() -> bytes:
    """The same with a moving picture beside it."""
    made = io.BytesIO()
    with av.open(made, "w", format="webm") as out:
        picture: Any = out.add_stream("libvpx", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        track: Any = out.add_stream("libopus", rate=RATE, layout="mono")
        for at in range(10):
            shown = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            out.mux(picture.encode(shown))
            heard = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.float32), format="flt", layout="mono")
            heard.sample_rate, heard.pts = RATE, at * 4800
            out.mux(track.encode(heard))
        out.mux(picture.encode(None))
        out.mux(track.encode(None))
    return made.getvalue()


@cache
def saying(clip: Path = CLIP, start_ms: int = 0, end_ms: int = 9_000) -> bytes:
    """What is said in a part of the sample lesson, as if a browser had recorded it."""
    made = io.BytesIO()
    with av.open(str(clip)) as source, av.open(made, "w", format="webm", options={"live": "1"}) as out:
        track: Any = out.add_stream("libopus", rate=RATE, layout="mono")
        turned = av.AudioResampler(format="flt", layout="mono", rate=RATE, frame_size=960)
        for frame in source.decode(source.streams.audio[0]):
            if frame.time is not None and start_ms <= frame.time * 1000 < end_ms:
                frame.pts = None
                for piece in turned.resample(frame):
                    out.mux(track.encode(piece))
        out.mux(track.encode(None))
    return made.getvalue()
