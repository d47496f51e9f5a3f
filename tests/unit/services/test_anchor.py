"""A whole vault put back to an older state is found by the mark in the profile; on purpose it can be gone on with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, PASSPHRASES, School
from videoreflect.errors import OlderCopy
from videoreflect.services import accounts
from videoreflect.services.anchor import ProfileAnchor
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.places import profile_folder

pytest_plugins = ["tests.unit.vault.school_fixtures"]


@pytest.fixture
def older(school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> School:
    """Return a school whose whole folder was put back after Anna had written in a newer one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "profile"))
    accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA])
    shutil.copytree(school.path, tmp_path / "kept")
    save_note(accounts.sign_in(school.path, ANNA, PASSPHRASES[ANNA]), school.lesson, NoteText("newer", 1))
    shutil.rmtree(school.path)
    shutil.copytree(tmp_path / "kept", school.path)
    return school


def test_an_older_vault_in_the_same_place_is_told_to_who_saw_the_newer(older: School) -> None:
    """By passphrase and by recovery code; nothing is written, so it is told again. Without the check both pass."""
    for _ in range(2):
        with pytest.raises(OlderCopy, match="accept-older"):
            accounts.sign_in(older.path, ANNA, PASSPHRASES[ANNA])
    with pytest.raises(OlderCopy):
        accounts.recover(older.path, older.codes[ANNA], "a new passphrase")


def test_on_purpose_it_becomes_a_copy_of_its_own(older: School) -> None:
    """Everybody writes a new log in it, so nothing forks; afterwards signing in is as always."""
    before = older.sign_in(ANNA).state.log_id()
    accounts.go_on_with_older(older.path, ANNA, PASSPHRASES[ANNA])
    session = accounts.sign_in(older.path, ANNA, PASSPHRASES[ANNA])
    assert session.state.log_id() != before


def test_without_the_mark_nothing_is_told_and_a_copy_elsewhere_is_another(older: School, tmp_path: Path) -> None:
    """Best effort: the mark is only a file in the profile; its name and content say nothing."""
    accounts.sign_in(tmp_path / "kept", ANNA, PASSPHRASES[ANNA])
    marks = [*(profile_folder() / "seen").iterdir()]
    assert len(marks) == 2
    assert all(older.people[ANNA] not in mark.name + mark.read_text() for mark in marks)
    shutil.rmtree(profile_folder() / "seen")
    assert accounts.sign_in(older.path, ANNA, PASSPHRASES[ANNA]).person == older.people[ANNA]


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"serial": "x"}', b"\xff", b"9" * 5000])
def test_a_damaged_mark_says_nothing(school: School, tmp_path: Path, damage: bytes) -> None:
    """It may only tell, never lock out."""
    session = school.sign_in(ANNA)
    mark = ProfileAnchor(session.folder, session.person, tmp_path)
    mark.raise_to(7)
    (file,) = tmp_path.glob("[0-9a-f]*")
    file.write_bytes(damage)
    mark.check(1)
    mark.raise_to(9)
    with pytest.raises(OlderCopy):
        mark.check(8)
