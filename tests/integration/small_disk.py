"""Small disks for tests of what happens when one is full. Mounting needs root on Linux."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Mount = Callable[[str], Path]
"""Mounts a disk of a size, such as ``400k``, and returns where."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Mount]:
    """Return what mounts a disk of a size; where that is not allowed the test cannot be made, so it is skipped."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        program = shutil.which("mount")
        made = program and subprocess.run(
            [program, "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], capture_output=True, check=False
        )
        if not made or made.returncode != 0:
            pytest.skip("mounting a small disk needs root on Linux")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run([shutil.which("umount") or "umount", "--lazy", str(place)], check=False)
