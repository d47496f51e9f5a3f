"""Writing an export: whole or not at all, and never over something."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.unit.services.conftest import Room
from tests.unit.services.spoken import piece, speak
from videoreflect.domain.consent import Basis, ExportKind, Purpose
from videoreflect.domain.wanted import SAID, TRANSLATED
from videoreflect.errors import DiskFull, NotFound, StorageError
from videoreflect.services.exporting import copy_out, write_copy
from videoreflect.services.recording_consent import Agreement, record_agreement
from videoreflect.vault.log import Statement


def test_an_export_is_for_this_user_only(tmp_path: Path) -> None:
    write_copy(tmp_path / "x.vtt", ["WEBVTT\r\n¾\n".encode()])

    assert (tmp_path / "x.vtt").read_bytes() == "WEBVTT\r\n¾\n".encode()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "x.vtt").stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("there", ["file", "link to a file", "link to nothing", "folder"])
def test_nothing_is_written_over(tmp_path: Path, there: str) -> None:
    out, other = tmp_path / "x.vtt", tmp_path / "other"
    if there == "file":
        out.write_text("mine", "utf-8")
    elif there == "folder":
        out.mkdir()
    else:
        out.symlink_to(other)
        if there == "link to a file":
            other.write_text("mine", "utf-8")

    with pytest.raises(StorageError, match="already"):
        write_copy(out, [b"WEBVTT"])

    assert there != "file" or out.read_text("utf-8") == "mine"
    assert other.exists() is (there == "link to a file")


@pytest.mark.parametrize("place", ["missing/x.vtt", "file/x.vtt"])
def test_a_place_that_is_none(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="cannot be written there"):
        write_copy(tmp_path / place, [b"WEBVTT"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_half_an_export_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is made; what is written into it meets a full disk."""
    begun = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda descriptor, *rest, **more: begun(_full(descriptor), *rest, **more))

    with pytest.raises(DiskFull):
        write_copy(tmp_path / "x.vtt", [b"WEBVTT"])

    assert [*tmp_path.iterdir()] == []


def _full(descriptor: int) -> int:
    """Let ``descriptor`` be the device on which nothing can be written."""
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, descriptor)
    os.close(full)
    return descriptor


def test_the_transcript_in_english_is_copied_out_by_itself(room: Room) -> None:
    uses = frozenset({ExportKind.TRANSCRIPT})
    agreed = Agreement(Basis.PUBLIC_TASK, frozenset({Purpose.MENTORING}), 4_000_000_000_000, True, export=uses)
    record_agreement(room.session, room.lesson, agreed)
    speak(room.session, room.lesson, "Guten Morgen", "und ein halbes")
    with pytest.raises(NotFound, match="English"):
        copy_out(room.session, room.lesson, "txt", TRANSLATED)
    end = Statement("transcript-end", {"run": "e" * 32, "duration_ms": 500, "model": "base", "track": "en"})
    room.capsule.append([piece("e" * 32, 0, 500, [[0, 140, "Good morning", []]], track="en"), end])

    (english,), (said,) = (list(copy_out(room.session, room.lesson, "txt", one).content) for one in (TRANSLATED, SAID))

    assert english.decode().strip().endswith("Good morning")
    assert "Morgen" not in english.decode()
    assert "Guten Morgen" in said.decode()
