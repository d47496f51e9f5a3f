"""Founding a vault and signing in: what is refused leaves everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room
from videoreflect.errors import DiskFull, InvalidInput, SignInRefused, UnsuitableFolder
from videoreflect.services import accounts, vault_place
from videoreflect.vault import joining


@pytest.mark.parametrize("passphrase", ["", "short", "x" * 1001])
def test_a_passphrase_that_is_no_use(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(InvalidInput, match="at least 8"):
        accounts.found(tmp_path / "vault", NAME, passphrase)

    assert not (tmp_path / "vault").exists()


def test_a_vault_that_could_not_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(joining, "write_slots", full)
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "new", tmp_path / "empty"):
        with pytest.raises(DiskFull):
            accounts.found(place, NAME, PASSPHRASE)

    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert [*(tmp_path / "empty").iterdir()] == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")

    with pytest.raises(UnsuitableFolder):
        accounts.found(tmp_path, NAME, PASSPHRASE)
    with pytest.raises(InvalidInput):
        accounts.found(tmp_path, "", PASSPHRASE)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_on_a_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_place, "on_network", lambda _: True)

    with pytest.raises(UnsuitableFolder, match="network"):
        accounts.found(tmp_path / "vault", NAME, PASSPHRASE)

    assert not (tmp_path / "vault").exists()


def test_signing_in_takes_the_name_as_people_type_it(room: Room) -> None:
    assert accounts.sign_in(room.vault, "  nadia   HOLT ", PASSPHRASE).person == room.session.person
    with pytest.raises(SignInRefused):
        accounts.sign_in(room.vault, NAME, PASSPHRASE + " ")
    with pytest.raises(SignInRefused):
        accounts.sign_in(room.vault, NAME, "x" * 5_000)


def test_a_recovery_code_opens_once(tmp_path: Path) -> None:
    _, code = accounts.found(tmp_path / "vault", NAME, PASSPHRASE)

    _, new_code = accounts.recover(tmp_path / "vault", code.lower().replace("-", " "), "seven paper boats")

    assert accounts.sign_in(tmp_path / "vault", NAME, "seven paper boats").person
    for wrong in (code, code[:-1] + ("A" if code[-1] != "A" else "B")):
        with pytest.raises((SignInRefused, InvalidInput)):
            accounts.recover(tmp_path / "vault", wrong, "another passphrase")
    assert new_code != code


@pytest.mark.parametrize(
    ("passphrase", "least", "most"), [("password1", 0, 1), ("nadia holt", 0, 2), ("copper kettle marigold", 3, 4)]
)
def test_a_passphrase_is_judged(passphrase: str, least: int, most: int) -> None:
    judged = accounts.judge_passphrase(passphrase, NAME)

    assert least <= judged.strength <= most
    assert judged.advice.endswith(".")
