"""Finding models in a folder that somebody brought, on a stick above all.

They may lie there as they are, in parts, inside wheels and zip archives, in a folder each, or
as a cache of the model hub keeps them: ``models--NAME/snapshots/COMMIT/`` with links into
``blobs/``. A link counts only if what it leads to lies in the chosen folder as well, so that
a prepared stick cannot make the program read anything else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from videoreflect.errors import InvalidInput
from videoreflect.speech.catalogue import MODELS
from videoreflect.speech.model_spec import ModelSpec
from videoreflect.speech.sources import Found, Place, Source, fits, in_archive, in_file, of_place

DEEPEST = 5
"""So many folders below the chosen one are looked into; a cache of the hub needs three."""

MOST_ENTRIES = 5_000
TOO_MUCH = "This folder holds too much to search. Choose the one with the speech model."
_ARCHIVES = (".whl", ".zip")


def in_folder(spec: ModelSpec, folder: Path) -> Source | None:
    """Find every file of a model in a folder or below it, or return None.

    Where several places have files of these names, the one whose lengths are right. Raises
    InvalidInput when another model lies there, links lead out of the folder, or it holds too much.
    """
    walk = _Walk(folder)
    named: Source | None = None
    for place in walk.places():
        if fits(spec, place):
            return of_place(spec, place)
        named = named or of_place(spec, place)
    others = [one.name for one in models_in(folder) if one.name != spec.name]
    if others:
        raise InvalidInput(f"This folder holds the model “{others[0]}”, not “{spec.name}”.")
    if named is None and walk.led_out:
        raise InvalidInput(
            "The files in this folder are links to files outside it. Choose the folder above it "
            "that holds both, such as the one whose name begins with “models--”."
        )
    return named


def models_in(folder: Path) -> list[ModelSpec]:
    """Tell which known models lie in a folder or below it, judged by names and lengths; nothing is read."""
    found: dict[str, ModelSpec] = {}
    for place in _Walk(folder).places():
        found |= {spec.name: spec for spec in MODELS.values() if fits(spec, place)}
    return list(found.values())


@dataclass(slots=True)
class _Walk:
    """One look through a folder; ``led_out`` afterwards tells whether links that lead out of it were passed over."""

    folder: Path
    led_out: bool = False
    _entries: int = field(default=0, repr=False)

    def places(self) -> Iterator[Place]:
        """Every folder with files in it, the chosen one first."""
        yield from self._below(self.folder, self.folder.resolve(), 0)

    def _below(self, folder: Path, top: Path, depth: int) -> Iterator[Place]:
        place: dict[str, Found] = {}
        archives: list[Path] = []
        folders: list[Path] = []
        for entry in self._listed(folder):
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif self._counts(entry, path, top):
                place[entry.name] = in_file(path)
                archives += [path] if path.suffix.lower() in _ARCHIVES else []
        for archive in archives:
            place = {**in_archive(archive), **place}
        if place:
            yield place
        if depth < DEEPEST:
            for below in folders:
                yield from self._below(below, top, depth + 1)

    def _listed(self, folder: Path) -> list[os.DirEntry[str]]:
        listed: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._entries += 1
                    if self._entries > MOST_ENTRIES:
                        raise InvalidInput(TOO_MUCH)
                    listed.append(entry)
        except PermissionError:  # sticks have folders of the system that nobody may look into
            if folder == self.folder:
                raise
        return sorted(listed, key=lambda entry: entry.name)

    def _counts(self, entry: os.DirEntry[str], path: Path, top: Path) -> bool:
        if entry.is_symlink():
            leads_in = path.resolve().is_relative_to(top)
            self.led_out = self.led_out or not leads_in
            if not leads_in:
                return False
        return path.is_file()
