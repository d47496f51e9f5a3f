"""``videoreflect demo --check`` holds on this build, and notices builds that are broken on purpose."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import videoreflect

PACKAGE = Path(videoreflect.__file__).parent
TIMEOUT_S = 300


@dataclass(frozen=True)
class Break:
    """A defect put into a copy of the program: in which file, what, instead of what."""

    file: str
    old: str
    new: str
    row: str


CLEAR_TEMP_FILE = Break(
    "services/notes.py",
    "    _keep(capsule, held, note)\n    return note",
    "    import pathlib, tempfile\n    pathlib.Path(tempfile.mkdtemp(), 'n').write_text(note.text, encoding='utf-16')\n"
    "    _keep(capsule, held, note)\n    return note",
    "files with content in clear",
)
NOTES_AT_ONCE = Break(
    "services/notes.py",
    "def _has_said_ready(capsule: Capsule) -> bool:\n",
    "def _has_said_ready(capsule: Capsule) -> bool:\n    return len(capsule.header.members) > 0\n",
    "teacher’s notes read with the mentor’s keys before ready",
)
OUTSIDE_CONNECTION = Break(
    "services/workers/transcribe.py",
    "    start_ms, total_ms",
    "    import socket\n    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))\n"
    "    start_ms, total_ms",
    "connections other than loopback",
)


@pytest.mark.timeout(TIMEOUT_S)
def test_the_check_holds(tmp_path: Path) -> None:
    """Every row holds, or its tool is not here; speed, notes and bytes are greater than 0."""
    code, document = check(tmp_path, {})
    failing = [row for row in document["rows"] if row["holds"] is False]
    assert (code, failing, document["holds"]) == (0, [], True)
    checked = {row["what"]: row["value"] for row in document["rows"] if row["holds"]}
    assert checked["notes stored"] == "8"
    assert float(checked["seconds of sound written per second of work"]) > 0


@pytest.mark.slow
@pytest.mark.timeout(TIMEOUT_S)
@pytest.mark.parametrize("broken", [CLEAR_TEMP_FILE, NOTES_AT_ONCE, OUTSIDE_CONNECTION], ids=lambda one: one.row)
def test_the_check_notices_a_broken_build(tmp_path: Path, broken: Break) -> None:
    """The row that is made for the defect says so, and the exit code is 1."""
    copy = tmp_path / "broken"
    shutil.copytree(PACKAGE, copy / "videoreflect", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "sample_media", copy / "videoreflect" / "sample_media")
    file = copy / "videoreflect" / broken.file
    source = file.read_text(encoding="utf-8")
    assert source.count(broken.old) == 1
    file.write_text(source.replace(broken.old, broken.new), encoding="utf-8")
    code, document = check(tmp_path, {"PYTHONPATH": str(copy)})
    assert code == 1
    assert broken.row in [row["what"] for row in document["rows"] if row["holds"] is False]


def check(tmp_path: Path, extra: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Run the check with a home and a temp folder of its own."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    (home / ".cache").mkdir(parents=True)
    temporary.mkdir()
    environment = os.environ | {"HOME": str(home), "TMPDIR": str(temporary)} | extra
    run = subprocess.run(
        [sys.executable, "-m", "videoreflect.cli", "demo", "--check", "--json"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert "Traceback" not in run.stderr
    return run.returncode, json.loads(run.stdout)
