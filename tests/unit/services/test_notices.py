"""Notices of a lesson: filled from school and register, kept by the owner with a hash, readable by its members."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.unit.domain.test_school import FULL
from tests.unit.vault.school import ANNA, MARK, OLGA, School
from videoreflect.domain.notice import Notice, notice_from
from videoreflect.errors import FormatError, InvalidInput, NotAllowed, NotFound
from videoreflect.formats.notice import GAP, NoticeKind
from videoreflect.services.notices import draft_notice, find_notice, list_notices, save_notice
from videoreflect.services.school import save_school
from videoreflect.vault.log import Statement

pytest_plugins = ["tests.unit.vault.school_fixtures"]


@pytest.fixture
def vault(first_school: School, tmp_path: Path) -> School:
    """Return a copy of the vault that this test may change."""
    return first_school.copied_to(tmp_path / "vault")


def test_it_is_filled_from_lesson_register_and_school(vault: School) -> None:
    """Title of nobody's child, but class, people, dates, authority."""
    anna = vault.sign_in(ANNA)
    save_school(anna, FULL)

    draft = draft_notice(anna, vault.lesson, NoticeKind.PARENTS)

    assert draft.gaps == draft.open == ()
    for told in (
        "8B",
        "maths",
        "21 November 2026",
        ANNA,
        MARK,
        FULL.controller,
        FULL.email,
        FULL.authority,
        "public task",
    ):
        assert told in draft.text
    assert OLGA not in draft.text


def test_before_the_school_said_anything_gaps_are_named(vault: School) -> None:
    """In words that say what to type under Settings."""
    draft = draft_notice(vault.sign_in(ANNA), vault.lesson, NoticeKind.PARENTS)

    assert GAP in draft.text
    assert "the supervisory authority" in draft.gaps
    assert "the name of the school" in draft.gaps


def test_what_is_kept_has_the_hash_that_consent_names(vault: School) -> None:
    """SHA-256 of the text as it was given out; each keeping stays."""
    anna = vault.sign_in(ANNA)
    first = save_notice(anna, vault.lesson, NoticeKind.STAFF, "  One.\r\nTwo. ", "en-GB")
    second = save_notice(anna, vault.lesson, NoticeKind.STAFF, "Three.", "cy")

    assert first.text == "One.\nTwo.\n"
    assert first.sha256 == hashlib.sha256(first.text.encode()).hexdigest()
    found = list_notices(vault.sign_in(MARK), vault.lesson)
    assert [one.id for one in found] == [second.id, first.id]
    assert find_notice(anna, vault.lesson, first.id).text == first.text
    with pytest.raises(NotFound):
        find_notice(anna, vault.lesson, "0" * 32)


def test_only_the_owner_keeps_one_and_only_members_read(vault: School) -> None:
    """A row of a member counts for nothing.

    Seen to fail with ``notice`` moved from OWNER to ANYBODY in ``vault/entitlement.py``.
    """
    mark = vault.sign_in(MARK)
    with pytest.raises(NotAllowed):
        save_notice(mark, vault.lesson, NoticeKind.STAFF, "Mine.", "en-GB")
    mark.capsule(vault.lesson).append([Statement("notice", Notice("1" * 32, "staff", "en", "Mine.\n").content())])

    assert list_notices(vault.sign_in(ANNA), vault.lesson) == []
    olga = vault.sign_in(OLGA)
    for call in (
        lambda: draft_notice(olga, vault.lesson, NoticeKind.PARENTS),
        lambda: list_notices(olga, vault.lesson),
        lambda: find_notice(olga, vault.lesson, "1" * 32),
    ):
        with pytest.raises(NotAllowed):
            call()


@pytest.mark.parametrize("text", ["", "  \n", "x" * 60_001, "bell \x07"])
def test_what_cannot_be_given_out_is_refused(vault: School, text: str) -> None:
    """With a sentence."""
    with pytest.raises(InvalidInput):
        save_notice(vault.sign_in(ANNA), vault.lesson, NoticeKind.STAFF, text, "en-GB")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "0" * 64},
        {"text": "Other.\n"},
        {"notice": "x"},
        {"language": 3},
        {"template": "../x"},
        {"text": None},
        {"more": 1},
    ],
)
def test_a_row_in_another_form_is_refused(wrong: dict[str, object]) -> None:
    """Above all one whose hash is of another text."""
    with pytest.raises(FormatError):
        notice_from(Notice("1" * 32, "staff", "en", "Mine.\n").content() | wrong, 0)
