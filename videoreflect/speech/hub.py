"""Fetching a model from the hub, on command only: the one place that opens a connection.

Plain HTTPS with the standard library, so that the hub's own client, its telemetry and its
tokens stay out of it and ``HF_HUB_OFFLINE`` stays set. One commit is asked for and every file
is checked against the catalogue, so that it does not matter who answers. What an interrupted
download got is kept, and the next one goes on there.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from videoreflect.errors import ModelAltered, SpeechError, VoicesModelMissing
from videoreflect.speech.incoming import (
    Progress,
    check_room,
    new_folder,
    not_published,
    publish,
    seconds_untouched,
    storage_errors,
    sweep,
)
from videoreflect.speech.model_spec import HubSource, ModelSpec
from videoreflect.speech.sources import BLOCK_BYTES

HUB = "https://huggingface.co"
TIMEOUT_SECONDS = 30.0
_STALLED_SECONDS = 4 * TIMEOUT_SECONDS

_NO_CONNECTION = (
    "The speech model could not be fetched: there is no connection to huggingface.co. "
    "Connect and try again (it goes on where it stopped), or bring the model on a stick with "
    "“videoreflect model import FOLDER”."
)
_NOT_THERE = (
    "The speech model is no longer offered at its place on huggingface.co. "
    "Bring it on a stick with “videoreflect model import FOLDER”."
)


def download(spec: ModelSpec, root: Path, progress: Progress, *, hub: str = HUB) -> Path:
    """Fetch every file of a model, check it and put it into the store; return its folder.

    Raises SpeechError when there is no connection, ModelAltered when what came is not the
    published model (it is thrown away), DiskFull or StorageError when it cannot be written.
    """
    if spec.hub is None:
        raise VoicesModelMissing if spec.kind == "voices" else SpeechError(_NOT_THERE)
    with storage_errors():
        root.mkdir(parents=True, exist_ok=True)
        folder = _own_partial(spec, root)
        try:
            check_room(spec, root, sum(path.stat().st_size for path in folder.iterdir()))
            done = 0
            for name in spec.files:
                _fetch(spec, spec.hub, name, folder / name, done, progress, hub)
                done += spec.sizes[name]
            return publish(spec, folder, root)
        except ModelAltered:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            _leave_for_later(spec, folder, root)


def _partial(spec: ModelSpec, root: Path) -> Path:
    return root / f".partial-{spec.name}"


def _own_partial(spec: ModelSpec, root: Path) -> Path:
    """Take over what an earlier download left; renaming it makes sure that only one does."""
    # A killed process could not give its folder back; before the sweep it is taken over.
    for left in sorted(root.glob(f".incoming-{spec.name}-*")):
        if seconds_untouched(left) > _STALLED_SECONDS:
            _leave_for_later(spec, left, root)
    sweep(root)
    folder = new_folder(spec, root)
    with contextlib.suppress(OSError):
        earlier = _partial(spec, root)
        if earlier.is_dir():
            folder.rmdir()
            earlier.replace(folder)
    folder.mkdir(exist_ok=True)
    return folder


def _leave_for_later(spec: ModelSpec, folder: Path, root: Path) -> None:
    if not folder.is_dir():
        return
    with contextlib.suppress(OSError):
        if not _partial(spec, root).exists():
            folder.replace(_partial(spec, root))
            return
    shutil.rmtree(folder, ignore_errors=True)


def _fetch(spec: ModelSpec, source: HubSource, name: str, path: Path, done: int, progress: Progress, hub: str) -> None:
    size = spec.sizes[name]
    have = path.stat().st_size if path.exists() else 0
    if have > size:
        path.unlink()
        have = 0
    if have < size:
        url = f"{hub}/{source.repository}/resolve/{source.revision}/{name}"
        with path.open("ab") as file:
            for block in _blocks(url, have, size):
                if file.tell() + len(block) > size:
                    raise not_published(spec, name)
                file.write(block)
                progress(done + file.tell(), spec.size_bytes)
            file.flush()
            os.fsync(file.fileno())
            if file.tell() < size:  # the connection ended early and said nothing
                raise SpeechError(_NO_CONNECTION)
    progress(done + size, spec.size_bytes)


def _blocks(url: str, start: int, size: int) -> Iterator[bytes]:
    """Yield the bytes from ``start`` to the end of what lies at the address."""
    asked = urllib.request.Request(url, headers={"Range": f"bytes={start}-{size - 1}"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
                _skip(answer, start)
            while block := answer.read(BLOCK_BYTES):
                yield block
    except urllib.error.HTTPError as error:
        gone = error.code in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE, http.HTTPStatus.UNAUTHORIZED)
        raise SpeechError(_NOT_THERE if gone else _NO_CONNECTION, status=error.code) from error
    except (
        urllib.error.URLError,
        ssl.SSLError,
        TimeoutError,
        ConnectionError,
        http.client.HTTPException,
    ) as error:
        raise SpeechError(_NO_CONNECTION) from error


def _skip(answer: http.client.HTTPResponse, count: int) -> None:
    # The server sent the file from its start although only the rest was asked for.
    while count > 0:
        block = answer.read(min(count, BLOCK_BYTES))
        if not block:
            return
        count -= len(block)
