"""A vault that may not be written to: listed, checked, not played, and nothing of it changes.

The superuser may write everywhere, so as one this runs the program without that capability.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.services.test_checking import everything_about, with_logs
from tests.unit.vault.school import ANNA, PASSPHRASES, School

pytest_plugins = ["tests.unit.vault.school_fixtures"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of another kind on Windows")

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def read_only(first_school: School) -> Iterator[School]:
    """Return the school in a folder in which its user may only read."""
    above = Path(tempfile.mkdtemp())
    above.chmod(0o755)
    copied = first_school.copied_to(above / "vault")
    for path in (copied.path, *copied.path.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield copied
    for path in (copied.path, *copied.path.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(above)


def call(school: School, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user who may not write to the vault."""
    libc = ctypes.CDLL(None) if os.geteuid() == 0 else None

    def as_anybody_else() -> None:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if libc is not None and libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                os._exit(99)

    who = ["--vault", str(school.path), "--as", ANNA, "--passphrase-file", "-", "--json"]
    return subprocess.run(
        [sys.executable, "-m", "videoreflect.cli", *who, *arguments],
        input=PASSPHRASES[ANNA], capture_output=True, encoding="utf-8", cwd="/", timeout=100, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, preexec_fn=as_anybody_else,
    )  # fmt: skip


def test_it_is_listed_and_checked_and_says_why_it_is_not_opened(read_only: School) -> None:
    """Lessons show, the check opens everything; a note is refused with a sentence; not a byte is changed."""
    before = everything_about(read_only.path)
    listed, checked = call(read_only, "lessons"), call(read_only, "verify")
    refused = call(read_only, "note", read_only.lesson, "--at", "1", "--text", "x")

    assert [one["lesson"] for one in json.loads(listed.stdout)["lessons"]] == [read_only.lesson], listed
    report = json.loads(checked.stdout)
    assert (checked.returncode, report["clean"], report["opened"], report["blobs"]) == (0, True, 2, 2), checked
    assert refused.returncode == 8, refused
    assert "cannot be written to" in json.loads(refused.stdout)["error"]["sentence"]
    assert everything_about(read_only.path) == before


def test_with_a_log_that_was_never_folded_in(read_only: School, school: School, tmp_path: Path) -> None:
    """A write-ahead log in it is read too, though its folder cannot take SQLite's files."""
    busy = with_logs(school, tmp_path / "busy")
    for path in (read_only.path, *read_only.path.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(read_only.path)
    again = busy.copied_to(read_only.path)
    for path in (again.path, *again.path.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    report = json.loads(call(again, "verify", "--quick").stdout)

    assert (report["clean"], report["opened"]) == (True, 2)
    assert report["rows"] > 8
