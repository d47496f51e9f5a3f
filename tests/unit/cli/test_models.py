"""The command ``model``: what is told, what is brought in, and that only ``get`` connects."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.speech import toy_model
from tests.unit.speech.toy_model import CONTENT, TOY
from videoreflect.cli import main
from videoreflect.speech.catalogue import MODELS, UNCHECKED
from videoreflect.speech.in_use import hold
from videoreflect.speech.model_spec import ModelSpec

ASKED_FOR = {"tiny", "base", "small", "medium", "large-v3", "large-v3-turbo", "distil-small.en", "distil-large-v3"}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store that knows a toy, and nowhere to fetch from."""
    monkeypatch.setitem(MODELS, "toy", TOY)
    monkeypatch.setenv("VIDEOREFLECT_MODELS", str(tmp_path / "models"))

    def connect(*_: object) -> Path:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("videoreflect.speech.store.download", connect)
    return tmp_path / "models"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["model", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_every_model_is_listed_with_its_size_and_languages(capsys: pytest.CaptureFixture[str]) -> None:
    _, listed = told(capsys, "list")

    found = {one["model"]: one for one in listed["models"]}
    assert found.keys() >= ASKED_FOR
    assert found["large-v3"]["size_bytes"] == 3_090_835_702
    assert found["distil-large-v3"]["languages"] == ["en"]
    assert found["base"]["languages"] == []
    assert found["base"]["speed"] is None
    assert {one["model"] for one in listed["not_offered"]} == {one.name for one in UNCHECKED}


def test_a_model_that_cannot_be_checked_is_not_offered(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for action in (("get", UNCHECKED[0].name), ("import", str(tmp_path), "--model", UNCHECKED[0].name)):
        code, answer = told(capsys, *action)
        assert code == 2
        assert "cannot be checked" in answer["error"]["sentence"]


def test_a_list_for_people_has_one_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(MODELS) + len(UNCHECKED)
    assert any(line.startswith("small") and "486 MB" in line and "about 100 languages" in line for line in lines)


def test_what_lies_on_a_stick_is_brought_in_without_naming_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Path
) -> None:
    toy_model.write_folder(tmp_path / "stick" / "somewhere")

    assert told(capsys, "import", str(tmp_path / "stick")) == (0, {"model": "toy", "models": ["toy"], "here": True})
    assert told(capsys, "verify")[1]["models"] == ["toy"]
    assert (store / "toy" / "model.bin").read_bytes() == CONTENT["model.bin"]


@pytest.mark.parametrize("place", ["empty", "nowhere"])
def test_a_folder_without_a_model_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()

    code, answer = told(capsys, "import", str(tmp_path / place))

    assert code == 2
    assert "Name the folder" in answer["error"]["sentence"]


def test_a_wrong_hash_is_refused_and_said(capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Path) -> None:
    stick = toy_model.write_folder(tmp_path / "stick")
    (stick / "model.bin").write_bytes(b"\xff" + CONTENT["model.bin"][1:])

    code, answer = told(capsys, "import", str(stick))

    assert (code, answer["error"]["code"]) == (10, "model-altered")
    assert "model.bin differs" in answer["error"]["sentence"]
    assert list(store.iterdir()) == []


def test_a_model_is_removed_but_not_while_it_is_worked_with(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Path
) -> None:
    told(capsys, "import", str(toy_model.write_folder(tmp_path / "stick")))
    held = hold(store / "toy")
    code, answer = told(capsys, "remove", "toy")
    assert (code, answer["error"]["code"]) == (10, "model-in-use")

    held.close()

    assert told(capsys, "remove", "toy") == (0, {"model": "toy", "here": False})
    assert told(capsys, "remove", "toy")[0] == 10


def test_measuring_is_refused_while_a_model_is_worked_with(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Path
) -> None:
    told(capsys, "import", str(toy_model.write_folder(tmp_path / "stick")))
    held = hold(store / "toy")

    code, answer = told(capsys, "measure", "toy")

    held.close()
    assert (code, answer["error"]["code"]) == (10, "model-in-use")
    assert "would be off" in answer["error"]["sentence"]


def test_a_model_that_is_no_model_is_not_measured(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Path
) -> None:
    """The toy has the right hashes and cannot be loaded: the child says so in a sentence."""
    told(capsys, "import", str(toy_model.write_folder(tmp_path / "stick")))

    code, answer = told(capsys, "measure", "toy")

    assert (code, answer["error"]["code"]) == (10, "speech")
    assert not (store / "speeds.json").exists()


def test_what_is_here_is_put_on_a_stick_without_asking_anybody(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told(capsys, "import", str(toy_model.write_folder(tmp_path / "brought")))
    (tmp_path / "stick").mkdir()

    code, answer = told(capsys, "get", "toy", "--to", str(tmp_path / "stick"))

    assert (code, answer["folder"]) == (0, str(tmp_path / "stick" / "toy"))
    assert (tmp_path / "stick" / "toy" / "model.bin").read_bytes() == CONTENT["model.bin"]


def test_get_says_to_whom_it_connects(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    asked: list[str] = []

    def fetched(spec: ModelSpec, root: Path, *_: object) -> Path:
        asked.append(spec.name)
        return toy_model.write_folder(root / spec.name)

    monkeypatch.setattr("videoreflect.speech.store.download", fetched)

    assert main(["model", "get", "toy"]) == 0
    assert asked == ["toy"]
    assert "Connecting to huggingface.co" in capsys.readouterr().err


@pytest.mark.model
def test_a_real_model_is_measured_and_the_figure_is_listed(capsys: pytest.CaptureFixture[str], store: Path) -> None:
    code, answer = told(capsys, "measure", "tiny.en")

    assert code == 0
    assert "for a 45-minute lesson" in answer["words"]
    listed = {one["model"]: one for one in told(capsys, "list")[1]["models"]}
    assert listed["tiny.en"]["speed"]["words"] == answer["words"]
    assert listed["base"]["speed"] is None
    assert (store / "speeds.json").is_file()


def test_verify_looks_at_every_model_and_names_what_is_wrong(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen to fail where a model with a missing file was passed over, and “not the published one” named nothing."""
    second = dataclasses.replace(TOY, name="second")
    monkeypatch.setitem(MODELS, "second", second)
    for name in ("toy", "second"):
        toy_model.write_folder(store / name)
    assert told(capsys, "verify")[0] == 0
    (store / "toy" / "vocabulary.txt").unlink()
    (store / "second" / "model.bin").write_bytes(b"\xff" + CONTENT["model.bin"][1:])

    code, answer = told(capsys, "verify")

    assert code == 10
    assert "“toy” on this device is not whole: vocabulary.txt is missing" in answer["error"]["sentence"]
    assert "“second” on this device is not the published one: its file model.bin differs" in answer["error"]["sentence"]
