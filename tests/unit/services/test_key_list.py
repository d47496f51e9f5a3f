"""The key list opens for the lesson's owner alone, and goes with the lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.services.conftest import Room, Shared
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput, NotAllowed, VideoReflectError
from videoreflect.services.erasing import erase_lesson
from videoreflect.services.key_list import keep_key, key_list
from videoreflect.services.permits import permit
from videoreflect.vault.database import opened
from videoreflect.vault.entitlement import ANYBODY, OWNER
from videoreflect.vault.private import SCHEMA, VERSION, PrivateFile

NAME = "Morwenna Tregarthen"


def test_who_is_behind_a_pseudonym_is_kept_changed_and_taken_off(room: Room) -> None:
    assert key_list(room.session, room.lesson) == {}
    keep_key(room.session, room.lesson, "pupil 7", f" {NAME}\n")
    keep_key(room.session, room.lesson, "pupil 2", "Somebody")
    assert key_list(room.session, room.lesson) == {"pupil 2": "Somebody", "pupil 7": NAME}

    keep_key(room.session, room.lesson, "Pupil 7", "Somebody else")
    assert keep_key(room.session, room.lesson, "pupil 2", "") == {"pupil 7": "Somebody else"}


def test_nobody_else_has_a_key_to_it(shared: Shared) -> None:
    """Neither past the program: her own key opens the file, none of the mentor's does, and no row says it.

    Seen to fail with the list in a row of the capsule, and with its file under the lesson's key.
    """
    keep_key(shared.session, shared.lesson, "pupil 7", NAME)

    with pytest.raises(NotAllowed):
        key_list(shared.mentor, shared.lesson)
    with pytest.raises(NotAllowed):
        keep_key(shared.mentor, shared.lesson, "pupil 7", "me")
    capsule = shared.mentor.capsule(shared.lesson)
    told = capsule.read(permit(shared.mentor, capsule, Action.VIEW), *(OWNER | ANYBODY))
    assert told
    assert NAME not in str(told)
    path = capsule.path / "private" / f"{shared.session.person}.db"
    for key in (shared.mentor.identity.private_key(shared.lesson), capsule.key_for_lease()):
        with pytest.raises(VideoReflectError), opened(path, key, SCHEMA, VERSION):
            pass
    with opened(path, shared.session.identity.private_key(shared.lesson), SCHEMA, VERSION) as db:
        assert db.execute("SELECT who FROM key").fetchall() == [(NAME,)]


def test_the_name_stands_nowhere_in_clear_and_is_gone_with_the_lesson(room: Room) -> None:
    keep_key(room.session, room.lesson, "pupil 7", NAME)
    assert not [path for path in files(room) if NAME.encode() in path.read_bytes()]

    path = PrivateFile(room.capsule)._path
    assert path.exists()
    erase_lesson(room.session, room.lesson)

    assert not path.exists()


@pytest.mark.parametrize(
    ("principal", "who"), [("", NAME), ("class", NAME), ("pupil 7", "x" * 201), ("pupil 7", "a\x00b")]
)
def test_what_cannot_be_kept_is_a_sentence(room: Room, principal: str, who: str) -> None:
    with pytest.raises(InvalidInput):
        keep_key(room.session, room.lesson, principal, who)

    assert key_list(room.session, room.lesson) == {}


def files(room: Room) -> list[Path]:
    return [path for path in room.vault.rglob("*") if path.is_file()]
