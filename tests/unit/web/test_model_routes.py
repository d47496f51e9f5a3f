"""The speech models over the routes: what is shown, brought in, chosen and removed; and that nothing is fetched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.speech import toy_model
from tests.unit.speech.toy_model import CONTENT, TOY
from tests.unit.web.conftest import Browser
from videoreflect.jobs.queue import ENDED, JobQueue
from videoreflect.services import model_work
from videoreflect.speech.catalogue import MODELS
from videoreflect.speech.in_use import hold


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty store that knows a toy; whoever fetches fails the test."""
    queue = JobQueue()
    monkeypatch.setitem(MODELS, "toy", TOY)
    monkeypatch.setenv("VIDEOREFLECT_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(model_work, "_QUEUE", queue)

    def connect(*_: object) -> Path:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("videoreflect.speech.store.download", connect)
    yield tmp_path / "models"
    queue.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return toy_model.write_folder(tmp_path / "stick")


def toy_of(told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["models"] if one["model"] == "toy")
    return found


def ended(browser: Browser) -> dict[str, Any]:
    for _ in range(300):
        told = browser.ask("GET", "models")
        if told["work"] is None or told["work"]["state"] in ENDED:
            found: dict[str, Any] = told
            return found
        time.sleep(0.05)
    raise AssertionError("the work does not end")


def brought_in(browser: Browser, stick: Path) -> dict[str, Any]:
    browser.ask("POST", "models/import", {"folder": str(stick)})
    return ended(browser)


def test_every_model_is_shown_with_the_command_that_fetches_it(teacher: Browser, store: Path) -> None:
    told = teacher.ask("GET", "models")

    large = next(one for one in told["models"] if one["model"] == "large-v3")
    assert large["get"] == "videoreflect model get large-v3"
    assert (large["languages"], large["here"], large["ready"]) == ("about 100 languages", False, False)
    assert told["folder"] == str(store)
    assert [one["model"] for one in told["models"] if one["used"]] == ["base"]
    assert {one["model"] for one in told["not_offered"]}.isdisjoint(one["model"] for one in told["models"])


def test_a_model_is_brought_in_from_a_stick_checked_chosen_and_removed(
    teacher: Browser, mentor: Browser, stick: Path, store: Path
) -> None:
    told = brought_in(teacher, stick)
    assert told["work"]["told"] == ["The model “toy” is here, and it is the published one."]
    assert toy_of(told)["here"]
    assert (store / "toy" / "model.bin").read_bytes() == CONTENT["model.bin"]

    teacher.ask("POST", "models/toy/check")
    assert ended(teacher)["work"]["told"] == ["Every file of “toy” is the published one."]
    assert toy_of(teacher.ask("PUT", "models/default", {"model": "toy"}))["used"]
    assert not toy_of(mentor.ask("GET", "models"))["used"], "each person chooses for themselves"

    assert not toy_of(mentor.ask("DELETE", "models/toy"))["here"]
    told = teacher.ask("GET", "models")
    assert [one["model"] for one in told["models"] if one["used"]] == ["base"], "what is gone is not used"
    assert mentor.ask("DELETE", "models/toy", status=409)["error"]["code"] == "model-missing"


def test_a_file_that_is_not_the_published_one_is_refused_and_said(teacher: Browser, stick: Path, store: Path) -> None:
    (stick / "model.bin").write_bytes(b"\xff" + CONTENT["model.bin"][1:])

    told = brought_in(teacher, stick)

    assert told["work"]["state"] == "failed"
    assert "model.bin differs" in told["work"]["sentence"]
    assert not toy_of(told)["here"]
    assert [path.name for path in store.iterdir()] == []


@pytest.mark.parametrize("folder", ["", "  ", "a\0b", 3, None])
def test_a_folder_that_is_none_is_refused_at_once(teacher: Browser, folder: object) -> None:
    teacher.ask("POST", "models/import", {"folder": folder}, 400)


def test_a_folder_without_a_model_says_so(teacher: Browser, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for place in ("empty", "nowhere"):
        told = brought_in(teacher, tmp_path / place)
        assert "Name the folder" in told["work"]["sentence"]


def test_a_model_that_is_worked_with_is_neither_removed_nor_measured(
    teacher: Browser, stick: Path, store: Path
) -> None:
    brought_in(teacher, stick)
    held = hold(store / "toy")

    assert teacher.ask("DELETE", "models/toy", status=422)["error"]["code"] == "model-in-use"
    teacher.ask("POST", "models/toy/measure")
    told = ended(teacher)["work"]

    held.close()
    assert (told["state"], "would be off" in told["sentence"]) == ("failed", True)
    assert (store / "toy" / "model.bin").exists()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "models/enormous/check", {}),
        ("POST", "models/enormous/measure", {}),
        ("DELETE", "models/enormous", {}),
        ("POST", "models/..%2F..%2Fetc/check", {}),
        ("PUT", "models/default", {"model": "enormous"}),
        ("PUT", "models/default", {}),
    ],
)
def test_a_name_that_is_not_known_is_refused(teacher: Browser, method: str, path: str, body: dict[str, str]) -> None:
    answer = teacher.ask(method, path, body, 404 if "%2F" in path else 400)
    assert answer["error"]["sentence"]


def test_a_model_that_is_not_here_cannot_be_chosen(teacher: Browser) -> None:
    answer = teacher.ask("PUT", "models/default", {"model": "large-v3"}, 409)
    assert "not on this device" in answer["error"]["sentence"]


def test_one_thing_at_a_time_and_what_was_begun_can_be_stopped(
    teacher: Browser, mentor: Browser, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> list[str]:
        progress = _[2]
        assert callable(progress)
        while True:
            time.sleep(0.02)
            progress(1, 100)

    monkeypatch.setattr(model_work, "import_models", slow)
    assert teacher.ask("POST", "models/import", {"folder": str(stick)})["work"]["mine"]
    assert "already" in mentor.ask("POST", "models/toy/check", {}, 400)["error"]["sentence"]
    assert not mentor.ask("DELETE", "models/work")["work"]["mine"]
    assert ended_soon(teacher) is False, "only who began it stops it"

    teacher.ask("DELETE", "models/work")
    assert ended(teacher)["work"]["state"] == "stopped"
    assert teacher.ask("DELETE", "models/work")["work"] is None


def ended_soon(browser: Browser) -> bool:
    time.sleep(0.2)
    state: str = browser.ask("GET", "models")["work"]["state"]
    return state in ENDED


def test_nobody_sees_or_changes_the_models_without_a_sign_in(nobody: Browser) -> None:
    nobody.ask("GET", "models", status=401)
    nobody.ask("POST", "models/import", {"folder": "/"}, 401)
    nobody.ask("DELETE", "models/base", status=401)
