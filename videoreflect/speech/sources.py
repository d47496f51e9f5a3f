"""Where model files can be read from on this device: Python packages, folders, archives.

A source maps a file name to a function that yields its bytes in blocks. Nothing read here
is believed: whoever writes a model into the store checks length and hash of every file.
"""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from videoreflect.speech.catalogue import ModelSpec, WheelFile

BLOCK_BYTES = 1 << 20

Blocks = Callable[[], Iterator[bytes]]
"""Opens one file and yields it from the start, at most ``BLOCK_BYTES`` at a time."""

Source = Mapping[str, Blocks]


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


def in_folder(spec: ModelSpec, folder: Path) -> Source | None:
    """Find every file of a model in a folder that somebody brought, or return None.

    The files may lie there as they are, in parts, or inside wheels and zip archives.
    """
    places: dict[str, Blocks] = {}
    for archive in sorted([*folder.glob("*.whl"), *folder.glob("*.zip")]):
        places.update(_members(archive))
    places.update({path.name: _file(path) for path in sorted(folder.iterdir()) if path.is_file()})
    return _complete(spec, places)


def in_archive(spec: ModelSpec, archive: Path) -> Source | None:
    """Find every file of a model in one zip archive or wheel, or return None."""
    return _complete(spec, _members(archive))


def _packaged(part: WheelFile) -> Path | None:
    found = importlib.util.find_spec(part.package)
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place).joinpath(*PurePosixPath(part.path).parts)
        if path.is_file():
            return path
    return None


def _complete(spec: ModelSpec, places: Mapping[str, Blocks]) -> Source | None:
    found: dict[str, Blocks] = {}
    for name in spec.files:
        if name in places:
            found[name] = places[name]
            continue
        parts = [PurePosixPath(part.path).name for part in spec.wheels.get(name, ())]
        if not parts or any(part not in places for part in parts):
            return None
        found[name] = _joined([places[part] for part in parts])
    return found


def _members(archive: Path) -> dict[str, Blocks]:
    try:
        with zipfile.ZipFile(archive) as opened:
            names = opened.namelist()
    except zipfile.BadZipFile:
        return {}
    return {PurePosixPath(name).name: _member(archive, name) for name in names if not name.endswith("/")}


def _file(path: Path) -> Blocks:
    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    return blocks


def _member(archive: Path, name: str) -> Blocks:
    def blocks() -> Iterator[bytes]:
        with zipfile.ZipFile(archive) as opened, opened.open(name) as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    return blocks


def _joined(parts: Sequence[Blocks]) -> Blocks:
    def blocks() -> Iterator[bytes]:
        for part in parts:
            yield from part()

    return blocks
