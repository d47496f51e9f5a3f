"""The fixtures of ``school``; load with ``pytest_plugins = ["tests.unit.vault.school_fixtures"]``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.vault.school import School, made


@pytest.fixture(scope="session")
def first_school(tmp_path_factory: pytest.TempPathFactory) -> School:
    """Make the vault once; nobody changes it."""
    return made(tmp_path_factory.mktemp("school") / "vault")


@pytest.fixture
def school(first_school: School, tmp_path: Path) -> School:
    """Return a copy of the vault that this test may change."""
    return first_school.copied_to(tmp_path / "vault")
