"""Where things lie on this device when nobody says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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
