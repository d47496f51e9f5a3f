"""Random damage to every file of a vault: a typed error or the same content, never anything else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.unit.vault.looking import LOOKS, REFUSED, everything, wrong
from tests.unit.vault.school import ANNA, MARK, School, tree
from videoreflect.services.readiness import say_ready

pytest_plugins = ["tests.unit.vault.school_fixtures"]

FEW, MANY = 300, 20_000
SPARED = ("-shm", ".lock", "/lock")


@pytest.fixture(scope="module")
def ready_school(first_school: School, tmp_path_factory: pytest.TempPathFactory) -> School:
    """Return a vault in which both are ready, so that each sees what the other wrote."""
    school = first_school.copied_to(tmp_path_factory.mktemp("ready") / "vault")
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    return school


def damaged(raw: bytes, chosen: random.Random) -> bytes:
    """Return bytes with one random damage: a flipped bit, a cut, an overwritten or repeated stretch."""
    kind, at = chosen.randrange(6), chosen.randrange(len(raw))
    length = chosen.choice([1, 16, 512, 4096])
    if kind <= 2:
        return raw[:at] + bytes([raw[at] ^ 1 << chosen.randrange(8)]) + raw[at + 1 :]
    if kind == 3:
        return raw[:at]
    if kind == 4:
        return (raw[:at] + chosen.randbytes(length) + raw[at + length :])[: len(raw)]
    return raw[:at] + raw[at : at + length] * 2 + raw[at + length :]


def run(school: School, count: int, seed: int) -> int:
    """Damage one file after the other, look, and put it right again; return how often something was refused."""
    chosen = random.Random(seed)
    files = sorted(name for name in tree(school.path) if not name.endswith(SPARED))
    before = {name: everything(school, name) for name in (ANNA, MARK)}
    whole = {name: (school.path / name).read_bytes() for name in files}
    refused = 0
    for number in range(count):
        file = school.path / files[number % len(files)]
        raw = whole[files[number % len(files)]]
        bad = damaged(raw, chosen)
        file.write_bytes(bad)
        who = chosen.choice([ANNA, MARK])
        after = everything(school, who, LOOKS)
        assert set(wrong(before[who], after)) <= {"lessons"}, (file, number, seed)
        assert after["lessons"] in (REFUSED, before[who]["lessons"], set()), (file, number, seed)
        refused += REFUSED in after.values()
        _put_right(school.path, whole)
    assert {name: everything(school, name) for name in (ANNA, MARK)} == before
    return refused


def _put_right(path: Path, whole: dict[str, bytes]) -> None:
    """Restore every file, the states as well: looking may have raised their floors."""
    for name, raw in whole.items():
        if (path / name).read_bytes() != raw:
            (path / name).write_bytes(raw)


def test_random_damage_never_gives_wrong_content(ready_school: School, tmp_path: Path) -> None:
    """Over all files in turn; each file of the vault is damaged several times.

    Broken on purpose (``StreamReader`` skipping a bad tag, slots without associated data) this fails.
    """
    school = ready_school.copied_to(tmp_path / "vault")

    assert run(school, FEW, seed=20261121) > FEW // 3


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_random_damage_at_length(ready_school: School, tmp_path: Path) -> None:
    """Twenty thousand times."""
    assert run(ready_school.copied_to(tmp_path / "vault"), MANY, seed=random.randrange(1 << 32)) > MANY // 3
