"""Chapters: named by the owner alone, seen by who may open the lesson, erased with every earlier form."""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import Room, Shared
from videoreflect.domain.chapter import Chapter
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services import chapters
from videoreflect.services.chapters import delete_chapter, list_chapters, save_chapter
from videoreflect.services.erasing import erase_recording
from videoreflect.services.hiding import hide, where_it_stands
from videoreflect.services.permits import permit
from videoreflect.services.recording_consent import withdraw_agreement
from videoreflect.vault.log import Statement


def test_they_stand_in_the_order_of_the_clip_and_the_member_sees_them(shared: Shared) -> None:
    late = save_chapter(shared.session, shared.lesson, 400, "Plenary")
    early = save_chapter(shared.session, shared.lesson, 0, "Starter")

    assert list_chapters(shared.session, shared.lesson) == [early, late]
    assert list_chapters(shared.mentor, shared.lesson) == [early, late]


def test_only_the_owner_names_moves_and_deletes_them(shared: Shared) -> None:
    """Seen to fail with the look at the owners taken out of ``_opened``."""
    made = save_chapter(shared.session, shared.lesson, 0, "Starter")
    for call in (
        lambda: save_chapter(shared.mentor, shared.lesson, 0, "Mine"),
        lambda: save_chapter(shared.mentor, shared.lesson, 0, "Mine", made.id),
        lambda: delete_chapter(shared.mentor, shared.lesson, made.id),
    ):
        with pytest.raises(NotAllowed, match="owner"):
            call()

    assert list_chapters(shared.session, shared.lesson) == [made]


def test_a_row_of_somebody_else_counts_for_nothing(shared: Shared) -> None:
    """What the mentor’s program could write all the same. Seen to fail with ``chapter`` moved to ANYBODY."""
    made = save_chapter(shared.session, shared.lesson, 0, "Starter")
    theirs = shared.mentor.capsule(shared.lesson)
    theirs.append([Statement("chapter", Chapter(made.id, 0, "Changed").content())])
    theirs.append([Statement("chapter", Chapter(new_id(), 0, "Another").content())])

    assert list_chapters(shared.session, shared.lesson) == [made]


def test_of_a_renamed_one_only_the_newest_words_stay(room: Room) -> None:
    """Seen to fail with ``append`` in the place of ``erase``."""
    made = save_chapter(room.session, room.lesson, 0, "Ottoline at the board")
    save_chapter(room.session, room.lesson, 100, "At the board", made.id)

    assert [(one.at_ms, one.name) for one in list_chapters(room.session, room.lesson)] == [(100, "At the board")]
    held = permit(room.session, room.capsule, Action.VIEW)
    assert "Ottoline" not in str(room.capsule.read(held, "chapter"))


def test_a_deleted_one_is_erased_and_does_not_come_back(room: Room) -> None:
    made = save_chapter(room.session, room.lesson, 0, "Ottoline")
    delete_chapter(room.session, room.lesson, made.id)

    assert list_chapters(room.session, room.lesson) == []
    held = permit(room.session, room.capsule, Action.VIEW)
    assert "Ottoline" not in str(room.capsule.read(held, "chapter"))
    with pytest.raises(NotFound):
        delete_chapter(room.session, room.lesson, made.id)
    with pytest.raises(NotFound):
        save_chapter(room.session, room.lesson, 0, "Again", made.id)


def test_sent_twice_it_comes_once(room: Room) -> None:
    chosen = new_id()
    for _ in range(2):
        save_chapter(room.session, room.lesson, 0, "Starter", chosen)

    assert len(list_chapters(room.session, room.lesson)) == 1
    assert len(room.capsule.placed("chapter")) == 1


def test_no_name_too_many_and_beyond_the_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput):
        save_chapter(room.session, room.lesson, 0, " \n")
    assert save_chapter(room.session, room.lesson, 10**9, "End").at_ms < 1000
    monkeypatch.setattr(chapters, "MOST_CHAPTERS", 1)
    with pytest.raises(InvalidInput, match="at most"):
        save_chapter(room.session, room.lesson, 0, "One more")


def test_they_stay_when_the_recording_is_erased_and_close_with_the_sharing(shared: Shared) -> None:
    made = save_chapter(shared.session, shared.lesson, 0, "Starter")
    withdraw_agreement(shared.session, shared.lesson)
    with pytest.raises(NotAllowed):
        list_chapters(shared.mentor, shared.lesson)
    erase_recording(shared.session, shared.lesson)

    assert list_chapters(shared.session, shared.lesson) == [made]


def test_hiding_a_name_reaches_the_names_of_chapters(room: Room) -> None:
    save_chapter(room.session, room.lesson, 0, "Ottoline explains")
    assert where_it_stands(room.session, room.lesson, ["Ottoline"]).places == {"chapters": 1}
    hide(room.session, room.lesson, ["Ottoline"], "pupil 4")

    assert [one.name for one in list_chapters(room.session, room.lesson)] == ["pupil 4 explains"]


def test_what_cannot_be_read_hides_nothing_else(room: Room) -> None:
    made = save_chapter(room.session, room.lesson, 0, "Starter")
    wrong = {"chapter": new_id(), "at_ms": 0, "name": 5, "deleted": False}
    room.capsule.append([Statement("chapter", {"chapter": "?"}), Statement("chapter", wrong)])

    assert list_chapters(room.session, room.lesson) == [made]
