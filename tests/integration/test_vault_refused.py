"""A vault of a newer version, or on a network drive: refused at every entry, and not a byte is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.services.test_checking import everything_about
from tests.unit.vault.attacker import raw_records
from tests.unit.vault.school import ANNA, PASSPHRASES, School
from videoreflect.cli import main
from videoreflect.errors import UnsuitableFolder, UnsupportedVersion
from videoreflect.services import accounts, vault_place
from videoreflect.services.checking import verify
from videoreflect.services.lessons import ClosedLesson, list_lessons

pytest_plugins = ["tests.unit.vault.school_fixtures"]

COMMANDS = {
    "lessons": ["lessons"],
    "show": ["show", "LESSON"],
    "note": ["note", "LESSON", "--at", "1", "--text", "x"],
    "person list": ["person", "list"],
    "verify": ["verify"],
    "backup": ["backup", "STICK"],
    "prune": ["backup", "STICK", "--prune"],
    "serve": ["serve", "--no-browser"],
}


def newer(path: Path, was: bytes = b'"format":1', then: bytes = b'"format":2') -> None:
    """Let a file say that a later program wrote it."""
    content = path.read_bytes()
    assert was in content
    path.write_bytes(content.replace(was, then))


@pytest.fixture
def call(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[int, str]]:
    """Return what runs one command on the school; gives its exit code and all that it printed."""
    (tmp_path / "passphrase").write_text(PASSPHRASES[ANNA])
    (tmp_path / "stick").mkdir()

    def run(command: str) -> tuple[int, str]:
        places = {"LESSON": school.lesson, "STICK": str(tmp_path / "stick")}
        given = [places.get(word, word) for word in COMMANDS[command]]
        who = ["--vault", str(school.path), "--as", ANNA, "--passphrase-file", str(tmp_path / "passphrase")]
        code = main([*who, *given])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_a_newer_vault_is_refused_by_every_command(
    school: School, call: Callable[[str], tuple[int, str]], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 6, a sentence that says to update, nothing written, and the server does not start."""
    monkeypatch.setattr("videoreflect.serve.start", lambda *_, **__: pytest.fail("the server was started"))
    newer(school.path / "vault.json")
    before = everything_about(school.path)
    code, told = call(command)

    assert code == 6
    assert "newer videoreflect" in told
    assert everything_about(school.path) == before


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "verify"])
def test_a_vault_on_a_network_drive_is_refused(
    school: School, call: Callable[[str], tuple[int, str]], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever would write to it; checking it from there is harmless."""
    monkeypatch.setattr("videoreflect.serve.start", lambda *_, **__: pytest.fail("the server was started"))
    monkeypatch.setattr(vault_place, "on_network", lambda _: True)
    before = everything_about(school.path)
    code, told = call(command)

    assert code == 8
    assert "network drive" in told
    assert everything_about(school.path) == before
    with pytest.raises(UnsuitableFolder):
        accounts.recover(school.path, school.codes[ANNA], "a new passphrase")


def test_checking_a_vault_on_a_network_drive_is_allowed(
    call: Callable[[str], tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes nothing there."""
    monkeypatch.setattr(vault_place, "on_network", lambda _: True)

    assert call("verify")[0] == 0


def test_serving_from_a_folder_that_is_uploaded_is_warned_of(
    call: Callable[[str], tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name of the service; the app starts all the same."""
    started = []
    monkeypatch.setattr("videoreflect.serve.start", lambda *_, **__: started.append(True))
    monkeypatch.setattr(accounts, "sync_service", lambda _: "Nextcloud")
    code, told = call("serve")

    assert (code, started) == (0, [True])
    assert "Nextcloud" in told


def test_a_newer_lesson_is_refused_alone(school: School) -> None:
    """Its header, or its records: the list says why, the check names the file, and the rest opens."""
    for change in (
        _newer_records,
        lambda one: newer(one.capsule() / "header.json", b'\\"format\\":1', b'\\"format\\":2'),
    ):
        change(school)
        (listed,) = list_lessons(school.sign_in(ANNA))
        report = verify(school.path, school.sign_in(ANNA))
        assert isinstance(listed, ClosedLesson)
        assert listed.code == UnsupportedVersion.code
        assert {one.code for one in report.problems} == {UnsupportedVersion.code}
        assert report.opened == 1


def _newer_records(school: School) -> None:
    with raw_records(school.sign_in(ANNA).capsule(school.lesson)) as db:
        db.execute("PRAGMA user_version = 2")
