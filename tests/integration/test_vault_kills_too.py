"""The other half of the deeds of test_vault_kills.py, in a file of its own so that two processes share them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.integration.kill_run import NORMAL, killed_where_it_matters
from tests.unit.vault.school import School

pytest_plugins = ["tests.unit.vault.school_fixtures"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="no SIGKILL on Windows")


@pytest.mark.parametrize("name", NORMAL[1::2])
def test_a_deed_that_is_killed_where_it_matters(name: str, first_school: School, tmp_path: Path) -> None:
    """Two points of every deed, around what makes it count."""
    assert killed_where_it_matters(name, first_school, tmp_path) == {}
