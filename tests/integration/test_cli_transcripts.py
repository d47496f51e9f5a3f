"""Transcripts from elsewhere on the command line: looked at, taken in, copied out in every form, taken in again."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.journey_stage import TEACHER, Done, Stage
from videoreflect.cli import main

Call = Callable[..., Done]
FILE = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana Gray>Guten Morgen</v>\n\n00:02.500 --> 00:03.000\n<v Bo>Hm</v>\n"

pytestmark = [
    pytest.mark.parametrize("at", ["added"], indirect=True),
    pytest.mark.timeout(300),
]


@pytest.fixture
def call(at: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Return what runs one command of the teacher in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    me = ["--vault", str(at.vault), "--as", TEACHER, "--passphrase-file", str(at.passphrase_file(TEACHER))]

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8"))
        code = main([*me, *arguments])
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run


@pytest.fixture
def agreed(at: Stage, call: Call) -> None:
    """Record that a transcript may be written and copied out."""
    terms = ["--basis", "public-task", "--purpose", "mentoring", "--until", "2099-12-31"]
    assert call("consent", at.lesson, *terms, "--allow", "transcribe", "--allow", "export:transcript").code == 0


@pytest.mark.usefixtures("agreed")
def test_a_file_is_looked_at_taken_in_and_comes_back_in_every_form(at: Stage, call: Call, tmp_path: Path) -> None:
    (tmp_path / "teams.srt").write_text(FILE, "utf-8")  # what it is, is told from its content

    looked = call("transcript", "look", "teams.srt", "--lesson", at.lesson)
    assert looked.code == 0
    assert "Subtitles (WebVTT): 2 lines from 0:01 to 0:03." in looked.out
    assert "Voices: Ana Gray (1), Bo (1)." in looked.out
    assert call("show", at.lesson, "--json").document["transcript"]["lines"] == []

    taken = call("transcript", "import", "teams.srt", "--lesson", at.lesson, "--json").document
    assert (taken["lines"], taken["form"], taken["voices"]) == (2, "vtt", [["Ana Gray", 1], ["Bo", 1]])
    assert "0:01  Ana Gray: Guten Morgen" in call("show", at.lesson).out
    for form in ("vtt", "srt", "times", "docx", "eaf", "json"):
        assert call("export", at.lesson, "--format", form, "--out", f"out.{form}").code == 0
        again = call("transcript", "import", f"out.{form}", "--lesson", at.lesson, "--replace", "--json").document
        assert (again["lines"], again["voices"]) == (2, [["Ana Gray", 1], ["Bo", 1]]), form


@pytest.mark.usefixtures("agreed")
def test_what_is_there_is_replaced_only_when_somebody_says_so(at: Stage, call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(FILE, "utf-8")
    assert call("transcript", "import", "a.vtt", "--lesson", at.lesson).code == 0

    refused = call("transcript", "import", "a.vtt", "--lesson", at.lesson)

    assert refused.code == 2
    assert "which this one replaces" in refused.err


def test_it_is_refused_in_a_sentence(at: Stage, call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(FILE, "utf-8")
    not_agreed = call("transcript", "import", "a.vtt", "--lesson", at.lesson)
    missing = call("transcript", "look", "missing.vtt", "--lesson", at.lesson)

    assert (not_agreed.code, missing.code) == (5, 8)
    assert "cannot be read" in missing.err
    assert "Traceback" not in not_agreed.err + missing.err
