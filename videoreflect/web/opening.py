"""Opening the app in a browser once it answers: Chrome, Edge or Chromium where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 30.0
_COMMANDS = ("google-chrome", "google-chrome-stable", "microsoft-edge", "chromium", "chromium-browser", "msedge")
_MAC = ("Google Chrome", "Microsoft Edge", "Chromium")
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def when_healthy(address: str, open_browser: bool) -> threading.Thread:
    """Wait in a thread until the server answers, say where it is, and open the browser if asked to."""
    thread = threading.Thread(target=_wait_and_open, args=(address, open_browser), daemon=True, name="opening")
    thread.start()
    return thread


def is_healthy(address: str) -> bool:
    """Whether the server at ``address`` answers."""
    # Never through a proxy that somebody set up: the address is this device.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError), opener.open(f"{address}/_stcore/health", timeout=2) as answer:
        return bool(answer.status == 200)
    return False


def _wait_and_open(address: str, open_browser: bool) -> None:
    latest = time.monotonic() + PATIENCE_S
    while not is_healthy(address):
        if time.monotonic() > latest:
            return
        time.sleep(0.1)
    print(f"videoreflect is open at {address}\nPress Ctrl+C here to lock and end it.", flush=True)
    if open_browser:
        _open(address)


def _open(address: str) -> None:
    browser = _chromium()
    if browser is None:
        webbrowser.open(address)
        return
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with suppress(OSError):
        subprocess.Popen([str(browser), address], **quiet)  # type: ignore[call-overload]


def _chromium() -> Path | None:
    """An installed browser of the Chromium family: Firefox would keep parts of a clip in a temp file."""
    if sys.platform == "darwin":
        apps = (Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in _MAC)
        return next((app for app in apps if app.is_file()), None)
    if sys.platform == "win32":
        roots = [Path(os.environ[name]) for name in _WINDOWS_ROOTS if name in os.environ]
        programs = (root / name for root in roots for name in _WINDOWS)
        return next((program for program in programs if program.is_file()), None)
    found = (shutil.which(name) for name in _COMMANDS)
    return next((Path(name) for name in found if name), None)
