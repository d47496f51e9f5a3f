"""Is this folder the published model, file for file?

Hashing 145 MB takes half a second and more, so a folder that was hashed once carries a stamp: length,
times and inode of each file. The stamp spares work; it is no wall against somebody who can
write to the store, who could as well change this program.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from videoreflect.errors import ModelAltered, ModelMissing, StorageError, VoicesModelMissing
from videoreflect.speech.model_spec import ModelSpec
from videoreflect.speech.sources import BLOCK_BYTES

STAMP = ".checked.json"
_IMPORT = "videoreflect model import FOLDER"


def is_complete(spec: ModelSpec, folder: Path) -> bool:
    """Tell whether every file of the model is there; nothing is hashed."""
    return all((folder / name).is_file() for name in spec.files)


def check(spec: ModelSpec, folder: Path, *, trust_stamp: bool = True) -> None:
    """Make sure that the folder holds the published model and nothing else.

    With ``trust_stamp`` a folder unchanged since it was last hashed is believed.
    Raises ModelMissing when a file is not there, ModelAltered when one is not the published
    one or a file lies there that the loader might also read.
    """
    if not is_complete(spec, folder):
        raise missing(spec, folder)
    _refuse_strangers(spec, folder)
    if trust_stamp and _read_stamp(folder) == _fingerprint(spec, folder):
        return
    before = _fingerprint(spec, folder)
    for name, expected in spec.files.items():
        if _sha256(folder / name) != expected or not _second_is_right(spec, name, folder / name):
            raise altered(spec, name)
    # A file that was changed while it was read is not vouched for.
    if before == _fingerprint(spec, folder):
        _write_stamp(folder, before)


def missing(spec: ModelSpec, folder: Path) -> ModelMissing:
    """The error for a model of which files, or all of it, are not there; it says which, and how to get it."""
    how = f"Get it with “videoreflect model get {spec.name}”, or bring it on a stick with “{_IMPORT}”."
    lost = [name for name in spec.files if not (folder / name).is_file()]
    if folder.is_dir() and lost:
        sentence = f"The speech model “{spec.name}” on this device is not whole: {', '.join(lost)} is missing. {how}"
    elif spec.kind == "voices":
        sentence = VoicesModelMissing.default
    else:
        sentence = f"The speech model “{spec.name}” is not on this device. {how}"
    return ModelMissing(sentence, model=spec.name)


def altered(spec: ModelSpec, name: str) -> ModelAltered:
    """The error for a model with a file that is not the published one, or does not belong to it."""
    what = "differs" if name in spec.files else "does not belong to it"
    return ModelAltered(
        f"The speech model “{spec.name}” on this device is not the published one: its file {name} {what}. "
        f"It was not used. Bring it in again with “{_IMPORT}”, or get it with “videoreflect model get {spec.name}”.",
        model=spec.name,
        file=name,
    )


def _refuse_strangers(spec: ModelSpec, folder: Path) -> None:
    # A preprocessor_config.json or a second vocabulary beside the model changes what it hears.
    for entry in folder.iterdir():
        if entry.name not in spec.files and not entry.name.startswith("."):
            raise altered(spec, entry.name)


def _second_is_right(spec: ModelSpec, name: str, path: Path) -> bool:
    expected = spec.sha512.get(name)
    return expected is None or _hash(path, "sha512") == expected


def _fingerprint(spec: ModelSpec, folder: Path) -> dict[str, list[int | str]]:
    marks: dict[str, list[int | str]] = {}
    for name, sha256 in spec.files.items():
        state = (folder / name).stat()
        marks[name] = [sha256, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
    return marks


def _read_stamp(folder: Path) -> object:
    try:
        return json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_stamp(folder: Path, marks: dict[str, list[int | str]]) -> None:
    # In a store that may only be read, every start hashes again; nothing else is lost.
    with contextlib.suppress(OSError):
        fresh = folder / f"{STAMP}.{os.getpid()}"
        fresh.write_text(json.dumps(marks), encoding="utf-8")
        fresh.replace(folder / STAMP)


def _sha256(path: Path) -> str:
    return _hash(path, "sha256")


def _hash(path: Path, kind: str) -> str:
    digest = hashlib.new(kind)
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise StorageError("A file of the speech model cannot be read. Import the model again.") from error
    return digest.hexdigest()
