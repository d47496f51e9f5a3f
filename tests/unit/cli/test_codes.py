"""Codebooks on the command line, with a real vault."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, MARK, PASSPHRASES, School
from videoreflect.cli import main

pytest_plugins = ["tests.unit.vault.school_fixtures"]

Call = Callable[..., Any]


@pytest.fixture
def call(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return what runs “codes …” as somebody and gives its exit code and JSON document."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))

    def run(*arguments: str, who: str = ANNA) -> tuple[int, Any]:
        (tmp_path / "pass").write_text(PASSPHRASES[who], "utf-8")
        command = ["--json", "--vault", str(school.path), "--as", who, "--passphrase-file", "pass"]
        code = main([*command, "codes", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_file_is_looked_at_taken_in_used_saved_and_retired(call: Call, school: School, tmp_path: Path) -> None:
    (tmp_path / "Our codes.csv").write_text("name,key\nWait,w\nWhy,w\n", "utf-8")

    assert call("import", "Our codes.csv", "--look")[1]["told"]
    assert len(call("list")[1]["books"]) == 4
    assert call("import", "Our codes.csv")[1]["book"]["id"] == "our-codes"
    assert [one["title"] for one in call("list", who=MARK)[1]["books"]][-1] == "Our codes"
    assert call("use", school.lesson, "our-codes")[0] == 0
    assert call("unuse", school.lesson, "reactions")[0] == 0
    assert [one["id"] for one in call("list", school.lesson)[1]["books"] if one["used"]] == ["our-codes"]
    assert call("export", "our-codes", "out.json")[1] == {"file": "out.json", "form": "json"}
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["title"] == "Our codes"
    assert call("show", "our-codes")[1]["book"]["codes"][0]["letters"] == "WA"
    assert call("retire", "our-codes")[0] == 0
    assert call("show", "our-codes", who=MARK)[0] == 3
    assert call("retire", "our-codes", "--again")[0] == 0


def test_what_cannot_be_is_refused_with_a_sentence(call: Call, school: School, tmp_path: Path) -> None:
    (tmp_path / "no.csv").write_text("a,b\n1,2\n", "utf-8")
    for arguments in (("import", "no.csv"), ("show", "none"), ("use", school.lesson, "none"), ("retire", "t-seda")):
        code, told = call(*arguments)
        assert code != 0
        assert told["error"]["sentence"].endswith(".")
