"""The fixture of ``marked``; load with ``pytest_plugins``, after that of the school."""

from __future__ import annotations

import pytest

from tests.unit.vault.marked import Marked, made_marked
from tests.unit.vault.school import School


@pytest.fixture
def marked(school: School) -> Marked:
    """Return a school with a marked lesson."""
    return made_marked(school)
