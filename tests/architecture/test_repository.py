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
    git = shutil.which("git")
    assert git, "git is needed to list the files of the repository"
    listed = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = {}
    for name in filter(None, listed.split("\0")):
        path = root / name
        if not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            found[name] = content.decode("utf-8")
    return found


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
