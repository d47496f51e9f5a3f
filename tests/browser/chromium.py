"""Find a Chromium on this device, or get one: ``python tests/browser/chromium.py --ensure``.

Browser tests are never skipped. Where no browser can be found or had, ``make test`` ends with
one sentence that names the command to run.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "VIDEOREFLECT_CHROMIUM"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
)
PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "chromium")


def find() -> Path | None:
    """Return a Chromium that starts, or ``None``; one named in the environment goes first."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if _starts(Path(named)) else None
    return next((path for path in _candidates() if _starts(path)), None)


def how_to_get_one() -> str:
    """Say in one sentence what to run on this device."""
    named = os.environ.get(VARIABLE)
    if named:
        return f"{VARIABLE} names {named}, which does not start as a browser: correct it or unset it."
    if shutil.which("apt-get"):
        command = "sudo apt-get update && sudo apt-get install -y chromium"
    else:
        command = f"{Path(sys.executable)} -m playwright install chromium"
    return (
        "The browser tests need Chromium, Chrome or Edge, and none was found: "
        f"run “{command}”, or set {VARIABLE} to the path of one."
    )


def ensure() -> Path | None:
    """Return a Chromium, installing one if there is none; ``None`` if that fails too."""
    found = find()
    if found or os.environ.get(VARIABLE):
        return found
    for command in _ways_to_install():
        print("No Chromium found. Trying:", " ".join(command), flush=True)
        if subprocess.run(command, check=False).returncode == 0 and (found := find()):
            return found
    return None


def playwright_cache() -> Path:
    """Return where Playwright keeps its browsers, to be named before HOME is changed."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "ms-playwright"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/ms-playwright"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ms-playwright"


def _starts(path: Path) -> bool:
    """Ask for the version: a snap stub or a broken download fails here, not in fifty tests."""
    if not path.is_file():
        return False
    if sys.platform == "win32":  # chrome.exe --version opens a window there instead of answering
        return True
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _candidates() -> Iterator[Path]:
    """Yield places where a Chromium may be, the most ordinary first."""
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    if sys.platform == "darwin":
        for app in ("Chromium", "Google Chrome", "Microsoft Edge"):
            yield Path(f"/Applications/{app}.app/Contents/MacOS/{app}")
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            root = Path(os.environ.get(variable, "C:/Program Files"))
            yield root / "Google/Chrome/Application/chrome.exe"
            yield root / "Microsoft/Edge/Application/msedge.exe"
    yield from _of_playwright()


def _of_playwright() -> Iterator[Path]:
    """Yield the Chromium that Playwright keeps for its own version, if it was downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield Path(driver.chromium.executable_path)


def _ways_to_install() -> Iterator[list[str]]:
    """Yield commands that may bring a Chromium, the one without special rights first."""
    yield list(PLAYWRIGHT)
    if platform.system() == "Linux" and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        yield [apt, "update", "-qq"]
        yield [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]


def main(arguments: list[str]) -> int:
    """Print where the browser is; with ``--ensure`` get one first."""
    found = ensure() if "--ensure" in arguments else find()
    if found is None:
        print(how_to_get_one(), file=sys.stderr)
        return 1
    print(f"Chromium for the browser tests: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
