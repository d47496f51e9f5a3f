"""Editing a transcript and hiding a name on the command line, with a real vault."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.services.spoken import SAID, speak
from tests.unit.vault.school import ANNA, MARK, PASSPHRASES, School
from videoreflect.cli import main

pytest_plugins = ["tests.unit.vault.school_fixtures"]

Call = Callable[..., Any]


@pytest.fixture
def call(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return what runs “transcript …” as somebody and gives its exit code and JSON document."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    speak(school.sign_in(ANNA), school.lesson)

    def run(action: str, *arguments: str, who: str = ANNA) -> tuple[int, Any]:
        (tmp_path / "pass").write_text(PASSPHRASES[who], "utf-8")
        command = ["--json", "--vault", str(school.path), "--as", who, "--passphrase-file", "pass"]
        code = main([*command, "transcript", action, school.lesson, *arguments])
        return code, json.loads(capsys.readouterr().out)

    return run


def said(call: Call) -> list[str]:
    return [line["text"] for line in call("lines")[1]["lines"]]


def test_a_line_is_changed_undone_and_made_again(call: Call) -> None:
    first = call("lines")[1]["lines"][0]["line"]
    assert call("edit", "--line", first, "--text", "Good evening")[0] == 0
    assert said(call) == ["Good evening", *SAID[1:]]
    assert call("undo")[1]["kind"] == "text"
    assert said(call) == list(SAID)
    assert call("redo")[0] == 0
    assert said(call)[0] == "Good evening"
    assert call("redo")[0] == 3


def test_words_are_only_counted_where_nobody_can_be_asked(call: Call) -> None:
    code, told = call("replace", "--find", "ottoline", "--by", "Sam", "--whole-words")
    assert (code, told) == (0, {"places": 2, "lines": 2, "replaced": False})
    assert said(call) == list(SAID)

    assert call("replace", "--find", "ottoline", "--by", "Sam", "--yes")[1]["replaced"]
    assert said(call) == ["Good morning Sam", SAID[1], "Sam's answer is right"]


def starts(call: Call) -> list[int]:
    return [line["start_ms"] for line in call("lines")[1]["lines"]]


def test_times_are_moved_by_seconds_or_to_where_a_line_begins_and_back(call: Call) -> None:
    lines = call("lines")[1]["lines"]
    assert call("shift", "--by", "-0.02")[1]["by_ms"] == -20
    assert starts(call) == [0, 130, 280], "the first is cut at the beginning"
    assert call("undo")[1]["kind"] == "shift"
    assert call("shift", "--line", lines[1]["line"], "--at", "0.2")[1] | {"edit": ""} == {
        "edit": "", "lines": 3, "by_ms": 50,
    }  # fmt: skip
    assert starts(call) == [50, 200, 350]
    assert call("shift", "--by", "0.01", "--from", "0.1", "--to", "0.3")[1]["lines"] == 1
    assert starts(call) == [50, 210, 350]


@pytest.mark.parametrize(
    "wrong",
    [(), ("--by", "soon"), ("--by", "1", "--line", "x", "--at", "1"), ("--line", "0-0"), ("--by", "1", "--from", "9"),
     ("--by", "90000"), ("--line", "gone", "--at", "1")],
)  # fmt: skip
def test_times_that_cannot_be_moved_so_are_refused(call: Call, wrong: tuple[str, ...]) -> None:
    before = starts(call)
    code, told = call("shift", *wrong)

    assert code != 0
    assert told["error"]["sentence"]
    assert starts(call) == before


def test_a_name_is_hidden_after_it_was_told_where_it_stands(call: Call) -> None:
    told = call("hide", "--name", "Ottoline")[1]
    assert (told["places"], told["by"], told["hidden"]) == ({"transcript": 2}, "[pupil 1]", False)
    assert said(call) == list(SAID)

    assert call("hide", "--name", "Ottoline", "--by", "[pupil 7]", "--yes")[1]["clean"]
    assert said(call) == ["Good morning [pupil 7]", SAID[1], "[pupil 7]'s answer is right"]
    assert call("undo")[0] == 3


def test_a_member_edits_and_hides_nothing(call: Call) -> None:
    """Mark mentors in Anna’s lesson."""
    assert call("hide", "--name", "Ottoline", "--yes", who=MARK)[0] == 5
    assert call("replace", "--find", "Ottoline", "--by", "Sam", "--yes", who=MARK)[0] == 5
    assert said(call) == list(SAID)
