"""The private file: what a person keeps to themselves, and that an older copy of it is noticed."""

from __future__ import annotations

import shutil

import pytest

from tests.unit.vault.school import ANNA, ANNAS_NOTE, MARK, MARKS_NOTE, School, held
from videoreflect.domain.policy import Action
from videoreflect.errors import OlderCopy
from videoreflect.services.notes import NoteText, keep_draft, list_notes, save_note
from videoreflect.vault.private import PrivateFile

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def test_each_person_sees_only_their_own_private_notes(school: School) -> None:
    """Before “ready”, Anna sees her note and Mark his."""
    for name, text in ((ANNA, ANNAS_NOTE), (MARK, MARKS_NOTE)):
        notes = list_notes(school.sign_in(name), school.lesson)
        assert [(one.author, one.note.text) for one in notes] == [(school.people[name], text)]
