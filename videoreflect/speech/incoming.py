"""Bringing a model into the store so that it is either whole and checked, or not there.

Files are written into a folder whose name starts with a dot, hashed on the way, flushed to the
disk, and the folder is renamed in one step. Two processes that do this at once both succeed:
the second finds the model there and drops its own copy.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from videoreflect.errors import DiskFull, ModelAltered, SpeechError, StorageError
from videoreflect.speech.checking import check
from videoreflect.speech.model_spec import ModelSpec
from videoreflect.speech.sources import Blocks, Source

ABANDONED_SECONDS = 600.0
"""A folder under way that nobody has written to for so long belongs to nobody any more."""

_MARGIN_BYTES = 64 << 20
_NOT_PUBLISHED = (
    "What was brought is not the published speech model “{model}”: its file {file} differs. Nothing was taken in. "
    "Copy it again from where it came from."
)

Progress = Callable[[int, int], None]
"""Told the bytes done so far and the bytes there will be in all. What it raises ends the work."""


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


def bring_in(spec: ModelSpec, source: Source, root: Path, progress: Progress = no_progress) -> Path:
    """Write a model from a source into the store and return its folder.

    Raises ModelAltered when a file is not the published one, DiskFull or StorageError when it
    cannot be written. In each case nothing stays behind.
    """
    with storage_errors():
        root.mkdir(parents=True, exist_ok=True)
        sweep(root)
        check_room(spec, root)
        folder = new_folder(spec, root)
        try:
            done = 0
            for name in spec.files:
                _write(spec, name, source[name], folder / name, done, progress)
                done += spec.sizes[name]
            progress(done, spec.size_bytes)
            return publish(spec, folder, root)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def new_folder(spec: ModelSpec, root: Path) -> Path:
    """Make a folder that no other process uses, hidden until it is published."""
    folder = root / f".incoming-{spec.name}-{secrets.token_hex(8)}"
    folder.mkdir()
    return folder


def publish(spec: ModelSpec, folder: Path, root: Path) -> Path:
    """Make a folder whose files are all there visible under the model's name, in one step.

    Whatever lies under that name and is not the published model is put aside first.
    """
    try:
        check(spec, folder, trust_stamp=False)
    except ModelAltered as error:
        raise not_published(spec, str(error.fields.get("file"))) from error
    _flush_folder(folder)
    target = root / spec.name
    for _ in range(8):
        with contextlib.suppress(OSError):  # another process was first, or has it open
            if not target.exists():
                folder.replace(target)
                _flush_folder(root)
                return target
        if _is_good(spec, target):
            return target
        _put_aside(target, root)
    raise StorageError("The speech model cannot be put in its place. Close other copies of videoreflect and try again.")


def check_room(spec: ModelSpec, root: Path, have_bytes: int = 0) -> None:
    """Raise DiskFull when the model does not fit on the disk of the store; ``have_bytes`` of it are there already."""
    free, needed = shutil.disk_usage(root).free, spec.size_bytes - have_bytes
    if free < needed + _MARGIN_BYTES:
        raise DiskFull(
            f"The speech model “{spec.name}” needs {needed / 1e9:.1f} GB, and only {free / 1e9:.1f} GB are free "
            "on this disk. Free some space and try again."
        )


def not_published(spec: ModelSpec, name: str) -> ModelAltered:
    """The error for a file that was brought or fetched and is not the published one."""
    return ModelAltered(_NOT_PUBLISHED.format(model=spec.name, file=name), model=spec.name, file=name)


def sweep(root: Path) -> None:
    """Remove what interrupted installations left; folders still being written to stay."""
    for folder in root.glob(".incoming-*"):
        if seconds_untouched(folder) > ABANDONED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def seconds_untouched(folder: Path) -> float:
    """Return for how long nothing in the folder has been written, in seconds."""
    newest = 0.0
    with contextlib.suppress(OSError):
        newest = max(entry.stat().st_mtime for entry in [folder, *folder.iterdir()])
    return time.time() - newest if newest else 0.0


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn an error of the disk into DiskFull or StorageError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            raise DiskFull from error
        raise StorageError(
            "The folder of the speech models cannot be written. Check the disk and your rights."
        ) from error


def _write(spec: ModelSpec, name: str, blocks: Blocks, path: Path, done: int, progress: Progress) -> None:
    digest, length = hashlib.sha256(), 0
    with path.open("xb") as file:
        for block in blocks():
            length += len(block)
            if length > spec.sizes[name]:  # an archive may claim to be small and unpack without end
                raise not_published(spec, name)
            digest.update(block)
            file.write(block)
            progress(done + length, spec.size_bytes)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != spec.files[name]:
        raise not_published(spec, name)


def _is_good(spec: ModelSpec, folder: Path) -> bool:
    try:
        check(spec, folder)
    except (SpeechError, StorageError, OSError):  # whatever is wrong with it, it is replaced
        return False
    return True


def _put_aside(target: Path, root: Path) -> None:
    aside = root / f".incoming-aside-{secrets.token_hex(8)}"
    with contextlib.suppress(OSError):
        target.replace(aside)
        shutil.rmtree(aside, ignore_errors=True)
        aside.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder to flush it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
