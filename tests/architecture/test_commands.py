"""The commands that the README gives are the commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def targets(root: Path) -> set[str]:
    """Return what the Makefile can make and says so in its help."""
    return set(re.findall(r"^([a-z]+):.*## ", (root / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    path = root / "README.md"
    assert path.is_file(), "README.md is missing"
    return path.read_text("utf-8")


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_gives_the_command_on_a_line_of_its_own(readme: str, command: str) -> None:
    lines = {line.strip().removeprefix("$ ").partition("#")[0].strip() for line in readme.splitlines()}

    assert command in lines, f"README.md has no line “{command}”"


def test_every_make_command_in_the_readme_is_a_target(readme: str, targets: set[str]) -> None:
    named = set(re.findall(r"^(?:\$ )?make ([a-z]+)", readme, re.MULTILINE)) | set(
        re.findall(r"`make ([a-z]+)`", readme)
    )

    assert not named - targets, f"not in the Makefile: {sorted(named - targets)}"


def test_ci_runs_the_test_command_of_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text("utf-8").splitlines()

    assert script[-1] == "make test"
