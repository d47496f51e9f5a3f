"""The layers of docs/ARCHITECTURE.md hold, and the check that says so notices when they do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LINT = [
    sys.executable,
    "-c",
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())",
]
MODULES = (
    "cli",
    "crypto",
    "domain",
    "errors",
    "formats",
    "jobs",
    "media",
    "serve",
    "services",
    "speech",
    "ui",
    "vault",
    "web",
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in ``folder`` against the contracts in its pyproject.toml."""
    return subprocess.run(LINT, cwd=folder, capture_output=True, text=True, check=False)


def test_the_package_keeps_its_import_contracts(root: Path) -> None:
    found = lint(root)

    assert found.returncode == 0, found.stdout


@pytest.fixture
def small_house(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the contracts beside an empty package of the same shape."""
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text("utf-8"), "utf-8")
    package = tmp_path / "videoreflect"
    package.mkdir()
    for name in ("__init__", *MODULES):
        (package / f"{name}.py").touch()
    return tmp_path


def test_an_empty_house_keeps_them(small_house: Path) -> None:
    found = lint(small_house)

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain", "import streamlit", "Only ui and serve import Streamlit"),
        ("web", "import streamlit", "Only ui and serve import Streamlit"),
        ("services", "import sqlcipher3", "Only vault imports sqlcipher3"),
        ("vault", "from cryptography import x509", "Only crypto imports cryptography"),
        ("services", "import faster_whisper", "Only speech imports faster_whisper"),
        ("media", "import videoreflect.vault", "Imports go one way"),
        ("domain", "import videoreflect.services", "Imports go one way"),
        ("web", "import videoreflect.ui", "Imports go one way"),
    ],
)
def test_a_stray_import_is_named(small_house: Path, module: str, line: str, contract: str) -> None:
    (small_house / "videoreflect" / f"{module}.py").write_text(f"{line}\n", "utf-8")

    found = lint(small_house)

    assert found.returncode == 1, found.stdout
    assert f"{contract} BROKEN" in " ".join(found.stdout.split())


def test_a_room_without_a_layer_is_named(small_house: Path) -> None:
    (small_house / "videoreflect" / "attic.py").touch()

    found = lint(small_house)

    assert found.returncode == 1, found.stdout
    assert "attic" in found.stdout
