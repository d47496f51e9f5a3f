"""What an installed videoreflect carries, and what it needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FROM_ANYWHERE = """
from importlib.resources import files
from importlib.metadata import entry_points
wanted = {
    "videoreflect.sample_media": "__init__.py",
    "videoreflect.ui": "streamlit.toml",
    "videoreflect.web": "fonts/literata.woff2",
}
for package, name in wanted.items():
    assert (files(package) / name).is_file(), f"{package} carries no {name}"
[command] = entry_points(group="console_scripts", name="videoreflect")
assert command.value == "videoreflect.cli:main", command.value
"""


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


CHECKED_WITH_WHERE_INSTALLED = {canonicalize_name("tink")}
"""Imported only after a look whether it is there: “demo --check” says “not checked” otherwise."""


def test_every_package_is_listed(root: Path, project: dict[str, Any]) -> None:
    folders = {".".join(init.parent.relative_to(root).parts) for init in (root / "videoreflect").rglob("__init__.py")}

    assert sorted(project["tool"]["setuptools"]["packages"]) == sorted(folders | {"videoreflect.sample_media"})


def test_no_module_lies_outside_a_package(root: Path) -> None:
    orphans = [
        str(path.relative_to(root))
        for path in (root / "videoreflect").rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    ]

    assert not orphans, f"an installed copy would lack them: {orphans}"


def test_settings_are_the_same_beside_app_py_and_in_the_package(root: Path) -> None:
    beside_app = (root / ".streamlit" / "config.toml").read_text("utf-8")
    packaged = (root / "videoreflect" / "ui" / "streamlit.toml").read_text("utf-8")

    assert packaged == beside_app, "copy .streamlit/config.toml to videoreflect/ui/streamlit.toml"


def test_data_and_command_are_found_from_any_folder(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", FROM_ANYWHERE], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert asked.returncode == 0, asked.stderr


def test_every_import_is_a_declared_dependency(root: Path, project: dict[str, Any]) -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in project["project"]["dependencies"]}
    extras = project["project"]["optional-dependencies"]["whisper-base"]
    declared |= {canonicalize_name(Requirement(line).name) for line in extras}
    declared |= CHECKED_WITH_WHERE_INSTALLED
    distributions = packages_distributions()

    undeclared = {
        f"{path.relative_to(root)}: {name}"
        for path in (root / "videoreflect").rglob("*.py")
        for name in third_parties(path)
        if not declared & {canonicalize_name(found) for found in distributions.get(name, [])}
    }

    assert not undeclared, f"add them to the dependencies in pyproject.toml: {sorted(undeclared)}"


def third_parties(path: Path) -> Iterator[str]:
    """Yield the top names that a module imports from neither Python nor videoreflect."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top != "videoreflect":
                yield top


@pytest.mark.parametrize(("file", "extras"), [("run", {"whisper-base"}), ("test", {"whisper-base", "test"})])
def test_requirements_are_pinned_hashed_and_up_to_date(
    root: Path, project: dict[str, Any], file: str, extras: set[str]
) -> None:
    text = (root / "requirements" / f"{file}.txt").read_text("utf-8")
    pinned = dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, re.MULTILINE))
    assert "://" not in text
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:])

    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in sorted(extras):
        wanted += project["project"]["optional-dependencies"][extra]
    for requirement in map(Requirement, wanted):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in requirements/{file}.txt: run “make lock”"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: run “make lock”"


def test_both_requirement_files_agree(root: Path) -> None:
    run, test = (
        set(re.findall(r"^\S+==\S+", (root / "requirements" / f"{name}.txt").read_text("utf-8"), re.MULTILINE))
        for name in ("run", "test")
    )

    assert run <= test, f"“make test” would change what “make demo” installed: {sorted(run - test)}"


def test_the_suite_starts_without_ffmpeg_and_without_a_home() -> None:
    folders = os.environ["PATH"].split(os.pathsep)

    assert not [folder for folder in folders for name in ("ffmpeg", "ffprobe") if (Path(folder) / name).exists()]
    assert Path.home().name == "home"
    assert Path.home().parent.name.startswith("videoreflect-tests-")
