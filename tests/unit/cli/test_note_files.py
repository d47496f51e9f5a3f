"""Notes in files on the command line, with a real vault."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, ANNAS_NOTE, MARK, PASSPHRASES, School
from tests.unit.web.test_notes_import_routes import ELAN
from videoreflect.cli import main

pytest_plugins = ["tests.unit.vault.school_fixtures"]

Call = Callable[..., Any]


@pytest.fixture
def call(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return what runs “notes …” as somebody and gives its exit code and JSON document."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    (tmp_path / "events.csv").write_text("time,note,user\n0.1,Hm,Gwyn\n", "utf-8")
    (tmp_path / "lesson.eaf").write_bytes(ELAN)

    def run(action: str, *arguments: str, who: str = ANNA) -> tuple[int, Any]:
        (tmp_path / "pass").write_text(PASSPHRASES[who], "utf-8")
        command = ["--json", "--vault", str(school.path), "--as", who, "--passphrase-file", "pass"]
        code = main([*command, "notes", action, *arguments, "--lesson", school.lesson])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_file_is_looked_at_and_taken_in_once(call: Call) -> None:
    code, told = call("import", "events.csv", "--preview")
    assert (code, told["form"], told["notes"], told["names"]) == (0, "table", 1, [["Gwyn", 1]])

    code, told = call("import", "events.csv")
    assert (code, len(told["taken"])) == (0, 1)
    assert call("import", "events.csv")[0] == 2
    assert call("import", "events.csv", "--preview")[1]["here"] == 1


def test_tiers_are_chosen_by_name(call: Call) -> None:
    assert call("import", "lesson.eaf", "--tier", "B", "--preview")[1]["names"] == [["B", 1]]
    assert len(call("import", "lesson.eaf", "--tier", "A", "--tier", "B")[1]["taken"]) == 2
    assert call("import", "lesson.eaf", "--tier", "C")[0] == 2


@pytest.mark.parametrize("form", ["csv", "annotations", "vtt", "eaf"])
def test_what_is_written_is_all_that_one_sees_and_is_known_again(call: Call, tmp_path: Path, form: str) -> None:
    assert call("export", "--format", form, "--out", "notes.out")[0] == 0

    assert ANNAS_NOTE in (tmp_path / "notes.out").read_text("utf-8")
    told = call("import", "notes.out", "--preview")[1]
    assert (told["notes"], told["here"]) == (0, 1)
    assert call("export", "--format", form, "--out", "notes.out")[0] != 0


def test_who_may_not_copy_out_writes_no_file(call: Call, tmp_path: Path) -> None:
    code, _ = call("export", "--format", "csv", "--out", "marks.csv", who=MARK)

    assert code == 5
    assert not (tmp_path / "marks.csv").exists()


def test_a_file_that_is_not_there_is_a_sentence(call: Call) -> None:
    code, told = call("import", "gone.csv")

    assert code != 0
    assert "gone.csv" in told["error"]["sentence"]
