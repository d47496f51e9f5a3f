"""Nothing in the repository names a machine or a package index."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

INDEX_HOSTS = re.compile(r"pypi\.(?:org|python)|pythonhosted\.|npmjs\.|registry\.yarnpkg|conda\.anaconda")
HOME_PATHS = re.compile(r"(?<![\w.~])/(?:home|root|Users)/\w|[A-Za-z]:\\+Users\\+\w")


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Return every text file that is, or would be, committed."""
    found = {}
    for path in _listed_by_git(root) if (root / ".git").exists() else _unpacked_from_an_archive(root):
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content:
            found[path.relative_to(root).as_posix()] = content.decode("utf-8")
    return found


def _listed_by_git(root: Path) -> list[Path]:
    git = shutil.which("git")
    assert git, "git is needed to list the files of the repository"
    command = [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    return [root / name for name in filter(None, listed.split("\0"))]


def _unpacked_from_an_archive(root: Path) -> list[Path]:
    made = re.compile(r"^\.(venv|cache|\w+_cache|hypothesis)$|^__pycache__$|\.egg-info$")
    return [path for path in root.rglob("*") if not any(made.search(part) for part in path.relative_to(root).parts)]


def test_no_file_names_a_package_index(texts: dict[str, str]) -> None:
    named = [name for name, text in texts.items() if INDEX_HOSTS.search(text)]

    assert not named


def test_no_file_names_a_folder_of_one_machine(texts: dict[str, str]) -> None:
    named = [f"{name}: {hit.group()}" for name, text in texts.items() for hit in HOME_PATHS.finditer(text)]

    assert not named


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "pdm.lock"])
def test_no_lock_file_that_names_an_index(root: Path, name: str) -> None:
    assert not (root / name).exists()


def test_the_patterns_find_what_they_are_for() -> None:
    assert INDEX_HOSTS.search("https://" + "pypi" + ".org/simple")
    assert HOME_PATHS.search("see /" + "home/somebody/notes")
    assert not HOME_PATHS.search("~/home/x and web/root/x")
