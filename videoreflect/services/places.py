"""Where things lie on this device when nobody says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from videoreflect.vault.durable import size_of

VAULT_VARIABLE = "VIDEOREFLECT_VAULT"


def default_vault() -> Path:
    """The vault named in ``VIDEOREFLECT_VAULT``, or the platform's usual place for a person's data."""
    named = os.environ.get(VAULT_VARIABLE)
    return Path(named).expanduser() if named else profile_folder() / "vault"


def profile_folder() -> Path:
    """The platform's folder for what this program keeps in a person's profile. It may not exist yet."""
    return _data_folder() / "videoreflect"


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def searched_folders() -> tuple[Path, ...]:
    """This user's folders for caches and settings of programs: where a leak would lie."""
    home = Path.home()
    named = (os.environ.get(name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"))
    usual = (home / ".cache", home / ".config", home / "Library" / "Caches", home / ".streamlit")
    return tuple(path for path in (*map(Path, filter(None, named)), *usual) if path.is_dir())


def bytes_in(folder: Path) -> int:
    """How much all files in a folder take, as far as they can be seen."""
    return sum(size_of(path) or 0 for path in folder.rglob("*"))
