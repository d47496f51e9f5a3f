"""The school's settings: said by who looks after the vault, read by everybody in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.domain.test_school import FULL
from tests.unit.vault.school import ANNA, MARK, OLGA, School
from videoreflect.domain import school as domain
from videoreflect.errors import NotAllowed
from videoreflect.services.school import save_school, school
from videoreflect.vault.log import Statement

pytest_plugins = ["tests.unit.vault.school_fixtures"]


@pytest.fixture
def school_vault(first_school: School, tmp_path: Path) -> School:
    """Return a copy of the vault that this test may change."""
    return first_school.copied_to(tmp_path / "vault")


def test_everybody_reads_what_the_owner_said(school_vault: School) -> None:
    """Also who is in no lesson; before anything was said, the defaults."""
    anna = school_vault.sign_in(ANNA)
    assert school(anna) == domain.School()

    save_school(anna, FULL)

    assert school(school_vault.sign_in(MARK)) == school(school_vault.sign_in(OLGA)) == FULL


def test_only_the_owner_of_the_vault_says_it(school_vault: School) -> None:
    """A row that a member writes with other software counts for nothing.

    Seen to fail with ``school`` moved from OWNER to ANYBODY in ``vault/entitlement.py``.
    """
    mark = school_vault.sign_in(MARK)
    with pytest.raises(NotAllowed):
        save_school(mark, FULL)

    mark.directory.append([Statement("school", FULL.content())])

    assert school(mark) == school(school_vault.sign_in(ANNA)) == domain.School()


def test_a_row_that_cannot_be_read_leaves_the_one_before(school_vault: School) -> None:
    """A newer program may have written it."""
    anna = school_vault.sign_in(ANNA)
    save_school(anna, FULL)
    anna.directory.append([Statement("school", {"schema": "videoreflect/school/9"})])

    assert school(anna) == FULL


def test_saying_the_same_again_writes_nothing(school_vault: School) -> None:
    """The log grows by what changed only."""
    anna = school_vault.sign_in(ANNA)
    save_school(anna, FULL)
    save_school(anna, FULL)

    assert len(anna.directory.school_settings()) == 1
