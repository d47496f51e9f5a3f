"""What every test starts from: an empty home, a PATH without ffmpeg, no network settings.

All this is set before the first test file is imported, so that nothing of the person who runs
the suite (settings, model caches, an ffmpeg of their own) can make a test pass.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import chromium, late_answers

ROOT = Path(__file__).resolve().parent.parent
TEST_DATA = "VIDEOREFLECT_TEST_DATA"
MODELS = "VIDEOREFLECT_MODELS"
KEPT = frozenset({TEST_DATA, MODELS, chromium.VARIABLE, late_answers.VARIABLE})
FOREIGN = ("HF_", "STREAMLIT_", "VIDEOREFLECT_", "XDG_")
HIDDEN = frozenset({"ffmpeg", "ffprobe", "ffmpeg.exe", "ffprobe.exe"})

settings.register_profile("videoreflect", deadline=None, print_blob=True)
settings.load_profile("videoreflect")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment of this process and of all its children."""
    private = Path(tempfile.mkdtemp(prefix="videoreflect-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(private, ignore_errors=True))
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(chromium.playwright_cache()))
    os.environ["PATH"] = _path_without_ffmpeg(private / "bin")
    _leave_home(private / "home")
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or (name.startswith(FOREIGN) and name not in KEPT):
            del os.environ[name]
    os.environ.setdefault(MODELS, str(ROOT / ".cache" / "models"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser; deselect what needs data that this run was not given."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
    if os.environ.get(TEST_DATA):
        return
    external = [item for item in items if item.get_closest_marker("external")]
    config.hook.pytest_deselected(items=external)
    items[:] = [item for item in items if item not in external]


@pytest.fixture(autouse=True)
def _main_module() -> Iterator[None]:
    """Give back the main module after a test: Streamlit's AppTest leaves its script there, which children would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Return the folder of data that is not in the repository; for tests marked ``external``."""
    folder = Path(os.environ[TEST_DATA]).resolve()
    assert folder.is_dir(), f"{TEST_DATA} names {folder}, which is no folder: correct it or unset it."
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Return a Chromium that starts; without one, fail and say how to get it."""
    found = chromium.find()
    if found is None:
        pytest.fail(chromium.how_to_get_one(), pytrace=False)
    return found


def _leave_home(home: Path) -> None:
    """Point every variable that leads to a person's files into ``home``, which is empty."""
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(home)


def _path_without_ffmpeg(private: Path) -> str:
    """Return PATH with each folder that holds an ffmpeg replaced by links to its other programs.

    Such a folder (``/usr/bin``, say) holds much that tests need, so it cannot just be left out;
    where links are not to be had (Windows) it is left out all the same.
    """
    kept = []
    for number, folder in enumerate(os.environ.get("PATH", os.defpath).split(os.pathsep)):
        here = Path(folder)
        if not any((here / name).exists() for name in HIDDEN):
            kept.append(folder)
        elif sys.platform != "win32":
            mirror = private / str(number)
            mirror.mkdir(parents=True)
            for program in here.iterdir():
                if program.name not in HIDDEN:
                    (mirror / program.name).symlink_to(program)
            kept.append(str(mirror))
    return os.pathsep.join(kept)
