"""When a file changed: what is not there has no stamp, what is no file is a typed error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.vault.school import ANNA, School
from videoreflect.errors import StorageError
from videoreflect.vault.stamp import stamp_of

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def test_what_is_not_there_has_no_stamp(tmp_path: Path) -> None:
    """Nor has anything below what is a file, not a folder."""
    (tmp_path / "file").write_bytes(b"")

    assert stamp_of(tmp_path / "nowhere") is None
    assert stamp_of(tmp_path / "file" / "below") is None


@pytest.mark.skipif(os.name != "posix", reason="a link to itself is made as on POSIX")
def test_a_link_to_itself_is_a_typed_error(school: School) -> None:
    """In place of the directory's header; found by the mutations, as an OSError that nobody caught."""
    header = school.directory() / "header.json"
    header.unlink()
    header.symlink_to(header)

    with pytest.raises(StorageError):
        school.sign_in(ANNA)


def test_a_file_in_place_of_the_markers_closes_nothing(school: School) -> None:
    """``erased`` is a folder; a file of that name marks no lesson, and was an OSError before."""
    (school.path / "erased").write_bytes(b"")

    assert school.sign_in(ANNA).capsule(school.lesson).id == school.lesson
