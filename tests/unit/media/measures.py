"""Look at and listen to finished clips, with PyAV alone."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from videoreflect.media.sound import pcm


def picture_times(clip: bytes) -> list[int]:
    """Give the time of every picture as a player shows it, in milliseconds."""
    with av.open(io.BytesIO(clip), "r") as container:
        return [round((frame.time or 0) * 1000) for frame in container.decode(video=0)]


def seen_clap_ms(clip: bytes) -> int:
    """Give when the first white picture is shown."""
    with av.open(io.BytesIO(clip), "r") as container:
        for frame in container.decode(video=0):
            if frame.to_ndarray(format="gray").mean() > 128:
                return round((frame.time or 0) * 1000)
    raise AssertionError("no white picture")


def heard_clap_ms(clip: bytes) -> int:
    """Give when the tone begins, on the clock of ``pcm``."""
    samples = np.concatenate(list(pcm(io.BytesIO(clip))))
    return int(np.argmax(np.abs(samples) > 0.3)) // 16


def seen_claps_ms(clip: bytes) -> list[int]:
    """Give when each white picture is shown that follows a darker one."""
    claps, light = [], False
    with av.open(io.BytesIO(clip), "r") as container:
        for frame in container.decode(video=0):
            # Half the picture may be the black beside a narrower one.
            before, light = light, bool(frame.to_ndarray(format="gray").max() > 200)
            if light and not before:
                claps.append(round((frame.time or 0) * 1000))
    return claps


def heard_claps_ms(clip: bytes) -> list[int]:
    """Give when each tone begins that follows silence, on the clock of ``pcm``."""
    samples = np.concatenate(list(pcm(io.BytesIO(clip))))
    loud = np.flatnonzero(np.abs(samples) > 0.3) // 16
    return [int(at) for before, at in zip([-1000, *loud[:-1]], loud, strict=True) if at - before > 100]


def top_boxes(clip: bytes) -> list[str]:
    """List the outermost boxes of an MP4 in order."""
    place, kinds = 0, []
    while place < len(clip):
        length, kind = struct.unpack(">I4s", clip[place : place + 8])
        kinds.append(kind.decode("latin-1"))
        place += length
    return kinds


def seen(jpeg: bytes) -> npt.NDArray[np.uint8]:
    """Decode a JPEG to blue, green, red."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def loudness(clip: bytes) -> npt.NDArray[np.float32]:
    """Give all samples of ``pcm``."""
    return np.concatenate(list(pcm(io.BytesIO(clip))))


def running_children() -> list[int]:
    """List the running children of this process (Linux), but for the servers that tests start children with."""
    children: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread may end between the listing and the look
            children += map(int, task.joinpath("children").read_text().split())
    return [child for child in children if b"multiprocessing" not in _command(child)]


def _command(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""
