"""A confined child runs out of memory, time or file size instead of the device."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of Linux")
MIB = 1024 * 1024


def run(code: str, folder: Path, *, memory: int = 400 * MIB, seconds: int = 20, files: str = "None") -> (
    subprocess.CompletedProcess[str]
):  # fmt: skip
    """Run code in a child that has confined itself first."""
    start = f"from videoreflect.media.limits import confine; confine({memory}, {seconds}, {files})\n"
    root = str(Path(__file__).resolve().parents[3])
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{start}{code}"],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_memory_ends_in_an_error_that_can_be_told(tmp_path: Path) -> None:
    code = "try: bytearray(900 * 1024 * 1024)\nexcept MemoryError: print('told')"

    assert run(code, tmp_path).stdout == "told\n"


def test_endless_work_is_ended(tmp_path: Path) -> None:
    assert run("while True: pass", tmp_path, seconds=1).returncode == -signal.SIGXCPU


def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    code = "import resource, ctypes\nassert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\nctypes.string_at(0)"

    assert run(code, tmp_path).returncode == -signal.SIGSEGV
    assert list(tmp_path.iterdir()) == []


def test_processes_of_the_same_user_cannot_look_inside(tmp_path: Path) -> None:
    assert run("import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))", tmp_path).stdout == "0\n"


def test_a_child_that_writes_no_file_cannot_write_one(tmp_path: Path) -> None:
    code = "with open('clear', 'wb', 0) as out: out.write(b'x' * 10)"

    assert "OSError" in run(code, tmp_path, files="0").stderr
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [0]


def test_a_limit_is_never_raised_again(tmp_path: Path) -> None:
    code = "confine(10**12, 10**6)\nimport resource; print(resource.getrlimit(resource.RLIMIT_CPU)[1])"

    assert run(code, tmp_path, seconds=5).stdout == "10\n"


def test_a_clip_can_be_converted_within_two_gibibytes_of_address_space(tmp_path: Path) -> None:
    code = """
import io, av, numpy as np
from videoreflect.media.normalise import normalise
from videoreflect.media.probe import probe
made = io.BytesIO()
with av.open(made, "w", format="matroska") as out:
    stream = out.add_stream("mjpeg", rate=25)
    stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuvj420p"
    for _ in range(5):
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((1080, 1920, 3), np.uint8), format="rgb24")))
    out.mux(stream.encode(None))
print(normalise(made, io.BytesIO(), probe(made)).frames)
"""
    ended = run(code, tmp_path, memory=2048 * MIB, seconds=60)

    assert (ended.stdout, ended.stderr) == ("5\n", "")
