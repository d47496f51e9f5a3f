"""Fetching a model, from a server on this machine that stands for the hub."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.speech.toy_model import CONTENT, TOY
from videoreflect.errors import ModelAltered, SpeechError
from videoreflect.speech import hub, incoming
from videoreflect.speech.catalogue import MODELS
from videoreflect.speech.hub import download
from videoreflect.speech.store import ModelStore


class Hub(http.server.ThreadingHTTPServer):
    """Serves the toy; ``cut_after`` ends a connection early, ``ranges`` off ignores Range."""

    content = CONTENT
    cut_after: int | None = None
    ranges = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, int]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        path, name = self.path.rsplit("/", 1)
        if path != "/nobody/toy/resolve/0123456789abcdef":
            self.send_error(404)
            return
        content = self.server.content[name]
        found = re.fullmatch(r"bytes=(\d+)-\d+", self.headers["Range"])
        assert found
        start = int(found[1]) if self.server.ranges else 0
        self.server.asked.append((name, int(found[1])))
        self.send_response(206 if self.server.ranges else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:][: self.server.cut_after])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ignore(_done: int, _total: int) -> None:
    pass


def test_a_model_is_fetched_checked_and_put_in_place(served: Hub, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    folder = download(TOY, tmp_path, lambda done, total: told.append((done, total)), hub=served.address)

    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT
    assert told == sorted(told)
    assert told[-1] == (TOY.size_bytes, TOY.size_bytes)
    assert [entry.name for entry in tmp_path.iterdir()] == ["toy"]


@pytest.mark.parametrize("ranges", [True, False])
def test_an_interrupted_download_goes_on_where_it_stopped(served: Hub, tmp_path: Path, ranges: bool) -> None:
    served.cut_after = 700
    with pytest.raises(SpeechError, match="connection"):
        download(TOY, tmp_path, ignore, hub=served.address)
    assert ModelStore(tmp_path).installed() == []

    served.cut_after, served.ranges = None, ranges
    download(TOY, tmp_path, ignore, hub=served.address)

    assert served.asked[1] == ("model.bin", 700)
    assert [entry.name for entry in tmp_path.iterdir()] == ["toy"]


def test_a_killed_download_is_taken_over(served: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = incoming.new_folder(TOY, tmp_path)
    (left / "model.bin").write_bytes(CONTENT["model.bin"][:300])
    monkeypatch.setattr(hub, "_STALLED_SECONDS", -1.0)

    download(TOY, tmp_path, ignore, hub=served.address)

    assert served.asked[0] == ("model.bin", 300)
    assert [entry.name for entry in tmp_path.iterdir()] == ["toy"]


def test_a_download_under_way_elsewhere_is_left_alone(served: Hub, tmp_path: Path) -> None:
    other = incoming.new_folder(TOY, tmp_path)

    download(TOY, tmp_path, ignore, hub=served.address)

    assert other.is_dir()


@pytest.mark.parametrize("content", [bytes(len(CONTENT["model.bin"])), CONTENT["model.bin"] + b"more"])
def test_what_is_not_the_published_model_is_thrown_away(served: Hub, tmp_path: Path, content: bytes) -> None:
    served.content = {**CONTENT, "model.bin": content}

    with pytest.raises(ModelAltered):
        download(TOY, tmp_path, ignore, hub=served.address)
    assert list(tmp_path.iterdir()) == []


def test_no_connection_is_a_sentence_that_helps(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="no connection") as refused:
        download(TOY, tmp_path, ignore, hub="http://127.0.0.1:1")
    assert "videoreflect model import" in refused.value.sentence


def test_a_model_that_is_gone_is_said_to_be_gone(served: Hub, tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="no longer offered"):
        download(TOY, tmp_path, ignore, hub=served.address + "/elsewhere")


def test_get_asks_nobody_when_the_model_came_with_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object, **__: object) -> Path:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("videoreflect.speech.store.download", connect)

    assert ModelStore(tmp_path).get("tiny.en") == ModelStore(tmp_path).get("tiny.en") == tmp_path / "tiny.en"


def test_get_replaces_an_altered_model(served: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "toy", TOY)
    download(TOY, tmp_path, ignore, hub=served.address)
    (tmp_path / "toy" / "model.bin").write_bytes(b"no model")
    monkeypatch.setattr("videoreflect.speech.store.download", lambda *asked: download(*asked, hub=served.address))

    ModelStore(tmp_path).get("toy")

    ModelStore(tmp_path).verify("toy")
