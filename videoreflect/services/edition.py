"""Which edition of the page's own scripts and styles this program carries."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from videoreflect import __version__

_PACKAGE = Path(__file__).parent.parent
FOLDERS = {
    "": _PACKAGE / "web" / "assets",
    "forms": _PACKAGE / "ui" / "forms" / "assets",
    "review": _PACKAGE / "ui" / "review" / "assets",
}
"""Where the files lie, by the folder in their address."""


@cache
def edition() -> str:
    """Return a name that is another one after any of these files changed: 20 hexadecimal digits.

    It stands in the address of every script, so that a browser may keep a file for ever and yet never runs an old one.
    Taken once: a running program serves one edition.
    """
    facts = [
        f"{folder}/{path.name}|{stat.st_mtime_ns}|{stat.st_size}"
        for folder, place in sorted(FOLDERS.items())
        for path, stat in sorted((path, path.stat()) for path in place.iterdir())
    ]
    return hashlib.sha256("\n".join([__version__, *facts]).encode()).hexdigest()[:20]


def scripts(then: str) -> str:
    """Return a component's script: ``then``, with ``scripts`` as the address under which this edition's files lie.

    A page that is open while the program is replaced stays with the edition it began with, or it would hold
    every module twice. Inside a component the address of a script is a ``blob:`` one, hence the whole address.
    """
    address = f'location.origin + "/vr/assets/edition/{edition()}/"'
    return f"const scripts = (globalThis.videoreflectScripts ??= {address});\n{then}"
