"""``vault.json``: nothing in it is believed beyond the floors in the code (F15, F35)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, PASSPHRASES, School
from videoreflect.crypto import passphrase
from videoreflect.errors import (
    FormatError,
    LimitExceeded,
    SignInRefused,
    StorageError,
    UnsuitableFolder,
    UnsupportedVersion,
    VaultMissing,
)
from videoreflect.vault.folder import create_vault_folder, open_vault_folder
from videoreflect.vault.signin import sign_in

pytest_plugins = ["tests.unit.vault.school_fixtures"]


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if anything is derived."""

    class Derivation:
        def __init__(self, **_: object) -> None:
            pytest.fail("a derivation was started")

    monkeypatch.setattr(passphrase, "Argon2id", Derivation)


def edited(school: School, **changes: Any) -> None:
    """Rewrite ``vault.json``."""
    path = school.path / "vault.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


COSTS = {
    "cheap": (8, 1, 1),
    "a little under the floor": (65535, 3, 4),
    "too few passes": (65536, 2, 4),
    "over the ceiling": (1048577, 3, 4),
    "too many passes": (65536, 11, 4),
    "four tebibytes": (1 << 32, 1 << 31, 255),
    "other lanes": (65536, 3, 8),
}


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
@pytest.mark.usefixtures("no_work")
def test_a_cost_outside_the_bounds_is_refused_before_any_work(school: School, cost: tuple[int, int, int]) -> None:
    """Too low would make guessing cheap, too high would use up the machine: LimitExceeded at once."""
    edited(school, argon2id=dict(zip(("memory_kib", "passes", "lanes"), cost, strict=True)))
    start = time.monotonic()
    with pytest.raises(LimitExceeded):
        sign_in(school.path, ANNA, PASSPHRASES[ANNA])
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    "changes",
    [
        {"argon2id": None},
        {"argon2id": {"memory_kib": 65536, "passes": 3}},
        {"argon2id": {"memory_kib": 65536, "passes": 3, "lanes": 4, "more": 1}},
        {"argon2id": {"memory_kib": 65536.0, "passes": 3, "lanes": 4}},
        {"argon2id": {"memory_kib": "65536", "passes": 3, "lanes": 4}},
        {"argon2id": {"memory_kib": 1 << 80, "passes": 3, "lanes": 4}},
        {"format": 0},
        {"format": True},
        {"format": "1"},
        {"salt": ""},
        {"salt": "AAAA"},
        {"vault": "x"},
        {"vault": "../" * 10 + "ab"},
        {"more": 1},
    ],
    ids=repr,
)
@pytest.mark.usefixtures("no_work")
def test_a_malformed_vault_json_is_a_format_error(school: School, changes: dict[str, Any]) -> None:
    """Wrong types, unknown keys, short salt, an id that is a path.

    Failed at first for unknown keys, which FORMAT.md refuses.
    """
    edited(school, **changes)
    with pytest.raises(FormatError):
        sign_in(school.path, ANNA, PASSPHRASES[ANNA])


@pytest.mark.usefixtures("no_work")
def test_a_newer_version_is_refused_and_nothing_is_written(school: School) -> None:
    """Also when it has keys of which nothing is known yet."""
    edited(school, format=2, more={"x": 1})
    before = (school.path / "vault.json").read_bytes()
    with pytest.raises(UnsupportedVersion):
        sign_in(school.path, ANNA, PASSPHRASES[ANNA])
    assert (school.path / "vault.json").read_bytes() == before


def test_another_salt_or_vault_id_only_refuses(school: School) -> None:
    """Whoever changes them gains a refusal: every slot is bound to both."""
    facts = json.loads((school.path / "vault.json").read_text())
    for changes in ({"salt": "A" * 43 + "="}, {"vault": "0" * 32}):
        edited(school, **changes)
        with pytest.raises(SignInRefused):
            school.sign_in(ANNA) if "vault" in changes else sign_in(school.path, ANNA, PASSPHRASES[ANNA])
        edited(school, **facts)


def test_a_vault_is_made_only_where_nothing_is(tmp_path: Path) -> None:
    """A file in the way, another vault, other people's files: UnsuitableFolder, and nothing changes."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("x")
    create_vault_folder(tmp_path / "vault")
    for name in ("file", "full", "vault"):
        with pytest.raises(UnsuitableFolder):
            create_vault_folder(tmp_path / name)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.txt"]
    with pytest.raises(VaultMissing):
        open_vault_folder(tmp_path / "nowhere")


def test_an_unreadable_vault_json_says_so(school: School) -> None:
    """A link to a file elsewhere is not followed."""
    path = school.path / "vault.json"
    path.rename(school.path / "elsewhere.json")
    path.symlink_to(school.path / "elsewhere.json")
    with pytest.raises(StorageError):
        open_vault_folder(school.path)
