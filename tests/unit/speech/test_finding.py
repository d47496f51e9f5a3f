"""What somebody brings on a stick is found however it lies there, and nothing outside the chosen folder is read."""

from __future__ import annotations

import os
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.speech import toy_model
from tests.unit.speech.toy_model import CONTENT, TOY
from videoreflect.errors import DiskFull, InvalidInput, ModelAltered, StorageError
from videoreflect.speech import finding, incoming, sources
from videoreflect.speech.catalogue import MODELS
from videoreflect.speech.finding import in_folder
from videoreflect.speech.store import ModelStore

LONGER = replace(TOY, name="longer", sizes={**TOY.sizes, "model.bin": TOY.sizes["model.bin"] + 4})
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that people do not have")


@pytest.fixture(autouse=True)
def _toys_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "toy", TOY)
    monkeypatch.setitem(MODELS, "longer", LONGER)


@pytest.fixture
def models(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def hub_cache(top: Path) -> Path:
    """A cache as the client of the model hub lays it out: files in blobs, links to them in a snapshot."""
    cache = top / "hub" / "models--nobody--toy"
    (cache / "blobs").mkdir(parents=True)
    snapshot = cache / "snapshots" / "0123456789abcdef"
    snapshot.mkdir(parents=True)
    for number, (name, content) in enumerate(CONTENT.items()):
        (cache / "blobs" / f"blob{number}").write_bytes(content)
        (snapshot / name).symlink_to(f"../../blobs/blob{number}")
    return cache


@needs_links
@pytest.mark.parametrize("chosen", ["", "hub", "hub/models--nobody--toy"])
def test_a_cache_of_the_model_hub_is_taken_with_its_links(models: ModelStore, tmp_path: Path, chosen: str) -> None:
    hub_cache(tmp_path / "stick")

    folder = models.import_folder("toy", tmp_path / "stick" / chosen)

    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT
    assert not any((folder / name).is_symlink() for name in CONTENT)


@needs_links
def test_links_that_lead_out_of_the_chosen_folder_are_not_followed(models: ModelStore, tmp_path: Path) -> None:
    """Seen to fail with ``is_relative_to`` taken out of ``_counts``."""
    cache = hub_cache(tmp_path / "stick")

    with pytest.raises(InvalidInput, match="models--"):
        models.import_folder("toy", cache / "snapshots" / "0123456789abcdef")


@needs_links
def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    toy_model.write_folder(tmp_path / "private")
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "toy").symlink_to(tmp_path / "private", target_is_directory=True)

    with pytest.raises(InvalidInput, match="outside it"):
        in_folder(TOY, tmp_path / "stick")


def test_models_lie_in_a_folder_each_and_the_right_one_is_taken(models: ModelStore, tmp_path: Path) -> None:
    toy_model.write_folder(tmp_path / "stick" / "a")
    (tmp_path / "stick" / "a" / "model.bin").write_bytes(CONTENT["model.bin"] + b"more")
    toy_model.write_folder(tmp_path / "stick" / "b" / "deeper")

    assert sorted(models.found_in(tmp_path / "stick")) == ["longer", "toy"]
    models.import_folder("toy", tmp_path / "stick")
    models.verify("toy")


def test_a_folder_with_another_model_says_which(models: ModelStore, tmp_path: Path) -> None:
    toy_model.write_folder(tmp_path / "stick")

    with pytest.raises(InvalidInput, match="holds the model “toy”, not “longer”"):
        models.import_folder("longer", tmp_path / "stick")


def test_an_archive_in_a_folder_below_is_found(models: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "stick" / "models").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "stick" / "models" / "toy.zip", "w") as archive:
        for name, content in CONTENT.items():
            archive.writestr(f"toy/{name}", content)

    assert models.found_in(tmp_path / "stick") == ["toy"]
    assert models.found_in(tmp_path / "stick" / "models" / "toy.zip") == ["toy"]
    models.import_folder("toy", tmp_path / "stick")


def test_a_folder_that_holds_too_much_is_not_searched_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_ENTRIES", 3)
    for number in range(4):
        (tmp_path / f"file{number}").touch()

    with pytest.raises(InvalidInput, match="too much"):
        in_folder(TOY, tmp_path)


def test_an_archive_of_countless_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_MEMBERS", 1)

    with pytest.raises(InvalidInput, match="too many"):
        in_folder(TOY, toy_model.write_wheels(tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to this user")
def test_a_folder_of_the_system_on_a_stick_is_passed_over(models: ModelStore, tmp_path: Path) -> None:
    stick = toy_model.write_folder(tmp_path / "stick")
    (stick / "System Volume Information").mkdir(mode=0)

    models.import_folder("toy", stick)


def test_a_stick_that_is_pulled_out_is_not_called_a_full_or_broken_disk(
    models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = in_folder(TOY, toy_model.write_folder(tmp_path / "stick"))
    assert source is not None
    (tmp_path / "stick" / "config.json").unlink()

    with pytest.raises(StorageError, match="attach it again"):
        incoming.bring_in(TOY, source, models.root)
    assert [entry.name for entry in models.root.iterdir()] == []


def test_too_little_room_is_said_before_anything_is_copied(
    models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = toy_model.write_folder(tmp_path / "stick")
    monkeypatch.setattr(incoming, "_MARGIN_BYTES", 1 << 60)

    with pytest.raises(DiskFull, match="needs"):
        models.import_folder("toy", stick)
    assert [entry.name for entry in models.root.iterdir()] == []


def test_an_altered_file_is_named_when_it_is_refused(models: ModelStore, tmp_path: Path) -> None:
    stick = toy_model.write_folder(tmp_path / "stick")
    (stick / "vocabulary.txt").write_bytes(b"eins\ndrei\n")

    with pytest.raises(ModelAltered, match=r"vocabulary\.txt differs"):
        models.import_folder("toy", stick)


def test_a_second_hash_has_to_be_right_as_well(
    models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one model two sources give one kind of hash each. Seen to fail with ``_second_is_right`` always true."""
    monkeypatch.setitem(MODELS, "toy", replace(TOY, sha512={"config.json": "0" * 128}))

    with pytest.raises(ModelAltered):
        models.import_folder("toy", toy_model.write_folder(tmp_path / "stick"))


def test_an_import_of_what_is_here_copies_nothing(models: ModelStore, tmp_path: Path) -> None:
    stick = toy_model.write_folder(tmp_path / "stick")
    before = models.import_folder("toy", stick).stat().st_ino

    assert models.import_folder("toy", stick).stat().st_ino == before
