"""Where model files can be read from on this device: Python packages, folders, archives.

A source maps a file name to a function that yields its bytes in blocks. Nothing read here
is believed: whoever writes a model into the store checks length and hash of every file.
"""

from __future__ import annotations

import importlib.util
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from videoreflect.errors import InvalidInput, StorageError
from videoreflect.speech.model_spec import ModelSpec, WheelFile

BLOCK_BYTES = 1 << 20
MOST_MEMBERS = 20_000
"""An archive with more files than that is no model."""

_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)
"""What reading a damaged, encrypted or unusually packed archive raises."""

Blocks = Callable[[], Iterator[bytes]]
"""Opens one file and yields it from the start, at most ``BLOCK_BYTES`` at a time."""

Source = Mapping[str, Blocks]


@dataclass(frozen=True, slots=True)
class Found:
    """One file that was found: how long it says it is, and its bytes."""

    size_bytes: int
    blocks: Blocks


Place = Mapping[str, Found]
"""The files of one folder, with those inside the archives in it, by their bare name."""


def in_packages(spec: ModelSpec) -> Source | None:
    """Find every file of a model in the installed data wheels, or return None.

    No code of those packages runs: only their place on the disk is looked up.
    """
    found: dict[str, Blocks] = {}
    for name, parts in spec.wheels.items():
        paths = [_packaged(part) for part in parts]
        if any(path is None for path in paths):
            return None
        found[name] = _joined([_file(path) for path in paths if path is not None])
    return found if found.keys() == spec.files.keys() else None


def of_place(spec: ModelSpec, place: Place) -> Source | None:
    """Find every file of a model in one place, as it is or in parts, or return None."""
    found = _complete(spec, place)
    return None if found is None else {name: one.blocks for name, one in found.items()}


def fits(spec: ModelSpec, place: Place) -> bool:
    """Whether every file of a model is in a place with its right length; nothing is read."""
    found = _complete(spec, place)
    return found is not None and all(one.size_bytes == spec.sizes[name] for name, one in found.items())


def in_archive(archive: Path) -> Place:
    """Tell what lies in a zip archive or wheel; nothing if it is none. Raises InvalidInput for one without end."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if not one.is_dir()]
    except _DAMAGED:
        return {}
    if len(members) > MOST_MEMBERS:
        raise InvalidInput("This archive holds too many files to be a speech model.")
    return {PurePosixPath(one.filename).name: Found(one.file_size, _member(archive, one.filename)) for one in members}


def in_file(path: Path) -> Found:
    """Tell what a file is."""
    return Found(path.stat().st_size, _file(path))


def _packaged(part: WheelFile) -> Path | None:
    found = importlib.util.find_spec(part.package)
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place).joinpath(*PurePosixPath(part.path).parts)
        if path.is_file():
            return path
    return None


def _complete(spec: ModelSpec, place: Place) -> dict[str, Found] | None:
    found: dict[str, Found] = {}
    for name in spec.files:
        if name in place:
            found[name] = place[name]
            continue
        parts = [PurePosixPath(part.path).name for part in spec.wheels.get(name, ())]
        if not parts or any(part not in place for part in parts):
            return None
        together = [place[part] for part in parts]
        found[name] = Found(sum(one.size_bytes for one in together), _joined([one.blocks for one in together]))
    return found


def _file(path: Path) -> Blocks:
    def blocks() -> Iterator[bytes]:
        with _readable(), path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    return blocks


def _member(archive: Path, name: str) -> Blocks:
    def blocks() -> Iterator[bytes]:
        try:
            with _readable(), zipfile.ZipFile(archive) as opened, opened.open(name) as file:
                while block := file.read(BLOCK_BYTES):
                    yield block
        except _DAMAGED as error:
            raise InvalidInput("The archive with the speech model is damaged. Copy it again.") from error

    return blocks


def _joined(parts: Sequence[Blocks]) -> Blocks:
    def blocks() -> Iterator[bytes]:
        for part in parts:
            yield from part()

    return blocks


@contextmanager
def _readable() -> Iterator[None]:
    """Turn an error of reading into a sentence about what is read, not about the store that is written."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "The files of the speech model cannot be read where they lie. "
            "If they are on a stick, attach it again and start once more."
        ) from error
