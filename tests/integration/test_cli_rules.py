"""School, notices, records and rights on the command line, over one vault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, PASSPHRASES, School
from videoreflect.cli import main

pytest_plugins = ["tests.unit.vault.school_fixtures"]
Cli = Callable[..., dict[str, Any]]


@pytest.fixture
def cli(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Return what runs a command as Anna and gives its JSON; ``code`` is the exit code that is expected."""
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASES[ANNA], "utf-8")

    def run(*words: str, code: int = 0) -> dict[str, Any]:
        front = ["--vault", str(school.path), "--as", ANNA, "--passphrase-file", str(secret), "--json"]
        assert main([*words, *front]) == code
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return run


def test_from_the_school_to_a_notice_and_a_record(cli: Cli, school: School, tmp_path: Path) -> None:
    """Said once, filled in, kept with a hash, written as a record, and not taken in twice."""
    assert cli("school", "show")["school"]["keep_days"] is None
    cli("school", "set", "controller", "Quillfeather Primary School")
    assert cli("school", "set", "keep-days", "365")["school"]["keep_days"] == 365
    assert cli("school", "set", "purposes", "mentoring, research")["school"]["purposes"] == ["mentoring", "research"]
    cli("school", "set", "keep-days", "soon", code=2)
    cli("school", "set", "colour", "blue", code=2)

    out = tmp_path / "notice.txt"
    told = cli("notice", "draft", school.lesson, "--kind", "parents", "--out", str(out))
    assert "the name of the school" not in told["gaps"]
    kept = cli("notice", "save", school.lesson, "--kind", "parents", "--text", f"@{out}")
    assert [one["sha256"] for one in cli("notice", "list", school.lesson)["notices"]] == [kept["sha256"]]

    records = tmp_path / "records.jsonld"
    told = cli("record", "export", school.lesson, "--out", str(records))
    assert told["records"] == 1
    assert "party_address" in told["gaps"]
    cli("record", "export", school.lesson, "--out", str(records), code=8)
    cli("record", "receipt", school.lesson, "--about", "class", "--out", str(tmp_path / "receipt.jsonld"))
    cli("record", "page", school.lesson, "--out", str(tmp_path / "register.html"))
    assert "Quillfeather Primary School" in (tmp_path / "register.html").read_text("utf-8")
    refused = cli("record", "import", school.lesson, str(records), code=2)
    assert refused["error"]["sentence"].endswith("Nothing was recorded.")


def test_what_is_held_about_somebody(cli: Cli, school: School, tmp_path: Path) -> None:
    """As a page, or sealed and opened again; erased when it is meant."""
    page, closed, again = tmp_path / "a.html", tmp_path / "a.vransw", tmp_path / "b.html"
    cli("rights", "answer", "--person", ANNA, "--leave-out", "Quibblewick", "--out", str(page))
    told = cli("rights", "answer", "--person", ANNA, "--sealed", "--out", str(closed))
    cli("rights", "open", str(closed), "--code", told["code"], "--out", str(again))

    assert "needed more time here" in page.read_text("utf-8")
    assert "Quibblewick" not in page.read_text("utf-8")
    assert "needed more time here" in again.read_text("utf-8")
    assert b"needed more time" not in closed.read_bytes()
    assert cli("rights", "requests")["requests"] == []
    cli("rights", "erase", "--person", ANNA, code=2)
    assert cli("rights", "erase", "--person", ANNA, "--yes") == {"erased": 1, "left": 0}
    assert cli("certificates")["certificates"][-1]["what"] == "contributions"
