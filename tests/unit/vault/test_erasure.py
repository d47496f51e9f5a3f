"""Marks of erasings and the removal itself, on folders that somebody may have prepared."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, MARK, OLGA, School, tree
from videoreflect.domain.ids import new_id
from videoreflect.errors import Erased, FormatError, StorageError
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.erasure import (
    Marker,
    begin_erasing,
    drop_indexes,
    go_on_erasing,
    marked_ids,
    markers,
    measure,
    read_marker,
    remove_capsule,
    remove_marker,
)
from videoreflect.vault.folder import VaultFolder, open_vault_folder

pytest_plugins = ["tests.unit.vault.school_fixtures"]


@pytest.fixture
def folder(school: School) -> VaultFolder:
    """Return the vault's folder."""
    return open_vault_folder(school.path)


def test_a_marker_closes_at_once_and_is_read_again(school: School, folder: VaultFolder) -> None:
    """Also for who has the lesson open; the first marker stays."""
    opened: Capsule = school.sign_in(MARK).capsule(school.lesson)
    first = begin_erasing(folder, Marker(school.lesson, 7, "withdrawn", {"bytes": 3}))
    assert begin_erasing(folder, Marker(school.lesson, 8)) == first == read_marker(folder, school.lesson)

    assert school.lesson not in folder.capsule_ids()
    with pytest.raises(Erased):
        opened.refresh()
    with pytest.raises(Erased):
        school.sign_in(ANNA).capsule(school.lesson)
    remove_marker(folder, school.lesson)
    assert opened.register()


FIELDS: dict[str, Any] = {"format": 1, "capsule": "", "started_ms": 1, "why": "asked", "counts": {}}
CHANGES: list[dict[str, Any]] = [
    {"format": 2}, {"why": "no"}, {"why": []}, {"started_ms": -1}, {"counts": {"bytes": "1"}}, {"counts": []},
    {"counts": {str(n): n for n in range(99)}}, {"more": 1}, {"capsule": "0" * 32},
]  # fmt: skip
RAW = [b"", b"{", b"[]", b"\xff" * 50, b"x" * (2 << 20), b"[" * 100_000]
DAMAGED = [*RAW, *(json.dumps(FIELDS | change).encode() for change in CHANGES)]


@pytest.mark.parametrize("raw", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_marker_closes_and_erases_nothing(school: School, folder: VaultFolder, raw: bytes) -> None:
    """Closed, because somebody may have wanted it gone; not erased, because nobody says so."""
    folder.erased.mkdir()
    (folder.erased / school.lesson).write_bytes(raw.replace(b'"capsule": ""', f'"capsule": "{school.lesson}"'.encode()))
    assert marked_ids(folder) == (school.lesson,)
    assert markers(folder) == []
    assert go_on_erasing(folder) == ()

    assert school.capsule().is_dir()
    with pytest.raises(Erased):
        school.sign_in(ANNA).capsule(school.lesson)


def test_a_link_or_a_folder_as_marker_closes_and_erases_nothing(school: School, folder: VaultFolder) -> None:
    begin_erasing(folder, Marker(school.lesson, 1))
    kept = folder.path / "kept"
    (folder.erased / school.lesson).rename(kept)
    (folder.erased / school.lesson).symlink_to(kept)
    with pytest.raises(StorageError):
        read_marker(folder, school.lesson)
    assert go_on_erasing(folder) == ()
    (folder.erased / school.lesson).unlink()
    (folder.erased / school.lesson).mkdir()
    assert go_on_erasing(folder) == ()
    assert school.lesson not in folder.capsule_ids()


@pytest.mark.parametrize("place", ["", "grants", "private", "blobs", "records.1.db"])
def test_nothing_outside_the_folder_is_removed(school: School, folder: VaultFolder, tmp_path: Path, place: str) -> None:
    """A link in the lesson, or in its place, leads somewhere else: the link goes, what it leads to stays."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("two years of work")
    put = school.capsule() / place if place else school.capsule()
    put.rename(tmp_path / "moved")
    put.symlink_to(elsewhere)
    remove_capsule(folder, school.lesson)

    assert not os.path.lexists(school.capsule())
    assert (elsewhere / "thesis.txt").read_text() == "two years of work"


def test_removing_may_be_repeated(school: School, folder: VaultFolder) -> None:
    """Of what is gone, nothing more is taken away, and nothing else either."""
    remove_capsule(folder, school.lesson)
    before = tree(school.path)
    remove_capsule(folder, school.lesson)
    remove_capsule(folder, new_id())

    assert tree(school.path) == before


def test_the_directory_is_never_removed(school: School, folder: VaultFolder) -> None:
    directory = school.directory().name
    begin_erasing(folder, Marker(directory, 1))
    with pytest.raises(FormatError):
        remove_capsule(folder, directory)
    assert go_on_erasing(folder) == ()
    assert set(school.sign_in(ANNA).people()) == set(school.people.values())


def test_indexes_of_some_or_of_all(school: School, folder: VaultFolder) -> None:
    """With write-ahead log and shared memory; nothing else in ``people`` is touched."""
    before = {name: raw for name, raw in tree(school.path).items() if not name.endswith(".lock")}
    for person in school.people.values():
        for suffix in ("", "-wal", "-shm"):
            (folder.people / f"{person}.index.db{suffix}").write_bytes(b"x")
    drop_indexes(folder, [school.people[MARK]])
    assert {path.name.partition(".")[0] for path in folder.people.glob("*.index.db*")} == {
        school.people[ANNA], school.people[OLGA],
    }  # fmt: skip
    drop_indexes(folder)
    assert {name: raw for name, raw in tree(school.path).items() if not name.endswith(".lock")} == before


def test_what_is_measured(school: School, folder: VaultFolder) -> None:
    """Files as anybody sees them: two recordings, all bytes."""
    sizes = sum(len(raw) for name, raw in tree(school.path).items() if school.lesson in name)
    assert measure(folder, school.lesson) == {"recordings": 2, "bytes": sizes}
