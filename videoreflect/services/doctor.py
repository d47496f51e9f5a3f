"""``doctor``: what is missing or risky on this device, and what to do about it."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from videoreflect.errors import ModelAltered, VideoReflectError
from videoreflect.services.browsers import find_browser
from videoreflect.services.speech_model import model_readiness
from videoreflect.services.transcription import DEFAULT_MODEL
from videoreflect.services.vault_place import nearest_folder, on_network, sync_service
from videoreflect.speech.store import ModelStore

ENOUGH_BYTES = 5_000_000_000
"""About two filmed lessons, with room to convert one of them."""

_PYTHONS = ((3, 11), (3, 13))
_FFMPEG_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, whether it is well, and what to do if not."""

    what: str
    ok: bool
    remedy: str = ""


def examine(vault: Path) -> list[Finding]:
    """Look at everything the program needs; changes nothing."""
    return [_python(), _ffmpeg(), _model(), _browser(), *_place(vault), _shell_history()]


def _python() -> Finding:
    fits = _PYTHONS[0] <= sys.version_info[:2] <= _PYTHONS[1]
    return Finding(f"Python {platform.python_version()}.", fits, "Install Python 3.11, 3.12 or 3.13.")


def _ffmpeg() -> Finding:
    remedy = "Install it again: python -m pip install --force-reinstall imageio-ffmpeg"
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        asked = subprocess.run([program, "-version"], capture_output=True, timeout=_FFMPEG_SECONDS, check=False)
    except (OSError, RuntimeError, subprocess.TimeoutExpired):
        return Finding("The ffmpeg that converts recordings does not start.", False, remedy)
    if asked.returncode != 0:
        return Finding("The ffmpeg that converts recordings does not run.", False, remedy)
    version = asked.stdout.decode("utf-8", "replace").split(" Copyright")[0].strip()
    return Finding(f"Recordings are converted by {version}.", True)


def _model() -> Finding:
    name, ready, remedy = model_readiness()
    if not ready:
        return Finding(f"The speech model {name} is not on this device.", False, remedy)
    try:
        if any(model.name == name for model in ModelStore().installed()):
            ModelStore().verify(DEFAULT_MODEL)
    except ModelAltered as error:
        return Finding(f"The speech model {name} is not the published one.", False, error.sentence)
    except VideoReflectError as error:
        return Finding(f"The speech model {name} cannot be read.", False, error.sentence)
    return Finding(f"The speech model {name} is here, as it was published.", True)


def _browser() -> Finding:
    found = find_browser()
    if found is None:
        return Finding(
            "No Chrome, Edge or Chromium was found.",
            False,
            "Install one of them: other browsers may keep parts of a recording on the disk.",
        )
    return Finding(f"The app can be shown by {found}.", True)


def _place(vault: Path) -> Iterator[Finding]:
    folder = nearest_folder(vault)
    writable = _is_writable(folder)
    words = "can be written to" if writable else "cannot be written to"
    yield Finding(f"{folder} {words}.", writable, "Check your rights on it, or name another vault with --vault.")
    yield _space(folder)
    if on_network(vault):
        yield Finding(
            f"{vault} lies on a network drive.", False, "Keep the vault on this device: a network can damage it."
        )
    if service := sync_service(vault):
        yield Finding(
            f"{vault} is copied elsewhere by {service}.",
            False,
            "Move the vault out of that folder: copies stay on other machines, and older ones may be put back.",
        )


def _space(folder: Path) -> Finding:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return Finding(f"How much space is free at {folder} cannot be seen.", False, "Check the disk.")
    return Finding(
        f"{free / 1e9:.1f} GB are free there.", free >= ENOUGH_BYTES, "Free some space: a lesson takes one to two GB."
    )


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _shell_history() -> Finding:
    return Finding(
        "Names and texts typed on the command line stay in the shell’s history; - and @FILE keep them out of it.", True
    )
