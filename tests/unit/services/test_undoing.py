"""Words and who speaks are undone in the one order in which they were said; times and voices move together."""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room
from tests.unit.services.spoken import SAID, agree, ids, speak, texts
from tests.unit.services.test_voices import ASSISTANT, guess, names
from videoreflect.domain.changes import Change, Replacing, edit_for
from videoreflect.domain.edits import EditKind
from videoreflect.domain.voices import PUPILS, TEACHER
from videoreflect.errors import ChangedElsewhere, InvalidInput, NotFound
from videoreflect.formats import webvtt
from videoreflect.services import accounts, editing, hiding
from videoreflect.services.naming import name_lines, name_stretch, name_voice, rename_voice
from videoreflect.services.transcript_import import take_in
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.undoing import EditState
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit


@pytest.fixture
def guessed(room: Room) -> Room:
    """Return a lesson with three lines, and a guess: the teacher, a pupil, another pupil."""
    agree(room.session, room.lesson)
    speak(room.session, room.lesson)
    guess(room)
    return room


def starts(room: Room) -> list[int]:
    return [line.start_ms for line in transcript_of(room.session, room.lesson).lines]


def shift(room: Room, by: int, *lines: int) -> str:
    there = ids(room.session, room.lesson)
    change = Change(EditKind.SHIFT, tuple(there[n] for n in lines), by_ms=by)
    return editing.edit(room.session, room.lesson, change)


def test_a_name_is_undone_and_given_again_whether_of_a_voice_of_a_line_or_of_a_name(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    name_voice(session, lesson, 2, ASSISTANT)
    name_stretch(session, lesson, 300, 440, TEACHER)
    rename_voice(session, lesson, TEACHER, "Ms Holt")
    stood = names(guessed)

    assert editing.undo(session, lesson).kind == "voice"
    assert names(guessed) == [TEACHER, ASSISTANT, TEACHER]
    editing.undo(session, lesson)
    editing.undo(session, lesson)
    assert names(guessed) == [TEACHER, PUPILS, PUPILS]
    with pytest.raises(NotFound):
        editing.undo(session, lesson)
    for _ in range(3):
        editing.redo(accounts.sign_in(guessed.vault, NAME, PASSPHRASE), lesson)
    assert names(guessed) == stood


def test_words_and_names_are_undone_in_the_order_in_which_they_were_said(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    name_voice(session, lesson, 2, ASSISTANT)
    editing.edit(session, lesson, Change(EditKind.TEXT, (ids(session, lesson)[0],), ("Good evening",)))
    name_voice(session, lesson, 3, "Visitor")

    kinds = [editing.undo(session, lesson).kind for _ in range(3)]
    assert kinds == ["voice", "text", "voice"]
    assert (texts(session, lesson), names(guessed)) == (list(SAID), [TEACHER, PUPILS, PUPILS])
    assert [editing.redo(session, lesson).kind for _ in range(2)] == ["voice", "text"]
    name_voice(session, lesson, 3, TEACHER)
    assert editing.edit_state(session, lesson).redo is None, "after something new nothing is made again"


def test_several_lines_are_named_at_once_and_that_is_undone_at_once(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    name_lines(session, lesson, ids(session, lesson)[1:], "Visitor")

    assert names(guessed) == [TEACHER, "Visitor", "Visitor"]
    editing.undo(session, lesson)
    assert names(guessed) == [TEACHER, PUPILS, PUPILS]
    with pytest.raises(ChangedElsewhere):
        name_lines(session, lesson, ["gone"], "Visitor")


def test_a_window_that_saw_another_newest_change_undoes_nothing(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    shift(guessed, 20)
    seen = editing.edit_state(session, lesson).undo
    name_voice(session, lesson, 2, ASSISTANT)

    assert seen is not None
    with pytest.raises(ChangedElsewhere):
        editing.undo(session, lesson, seen.id)


def test_undo_does_not_reach_behind_the_transcript_that_is_shown(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    name_voice(session, lesson, 2, ASSISTANT)
    speak(session, lesson, "Said again", "and again")

    assert editing.edit_state(session, lesson).undo is None
    assert names(guessed) == [TEACHER, ASSISTANT]


def test_after_a_name_was_hidden_no_naming_is_undone(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    name_voice(session, lesson, 2, "Ottoline")
    name_voice(session, lesson, 2, ASSISTANT)
    editing.undo(session, lesson)
    hiding.hide(session, lesson, ["Ottoline"], "[pupil 1]")

    assert names(guessed) == [TEACHER, "[pupil 1]", PUPILS]
    assert editing.edit_state(session, lesson) == EditState(None, None)


def test_after_a_name_was_hidden_times_that_were_moved_still_go_back_with_the_voices(guessed: Room) -> None:
    """Seen to fail: the voices stayed where they had been moved to."""
    session, lesson = guessed.session, guessed.lesson
    name_stretch(session, lesson, 150, 290, "Ada")
    shift(guessed, 130)
    hiding.hide(session, lesson, ["Ada"], "[pupil 1]")
    assert names(guessed)[1] == "[pupil 1]"
    editing.undo(session, lesson)

    assert (starts(guessed), names(guessed)) == ([0, 150, 300], [TEACHER, "[pupil 1]", PUPILS])


def test_a_name_that_begins_at_the_end_of_a_line_is_hidden_too(guessed: Room) -> None:
    """“… Ada / Lovelace …” holds the name as much as if it stood in one line."""
    session, lesson = guessed.session, guessed.lesson
    speak(session, lesson, "well done Ada", "Lovelace said so", "yes")
    found = hiding.where_it_stands(session, lesson, ["Ada Lovelace"])
    assert found.places == {"transcript": 1}
    hiding.hide(session, lesson, ["Ada Lovelace"], "[pupil 1]")

    assert texts(session, lesson) == ["well done [pupil 1]", "said so", "yes"]
    capsule, held = _held(guessed)
    assert "Lovelace" not in str(capsule.read(held, "transcript"))


def test_times_are_moved_with_what_was_said_of_the_lines_and_what_was_heard_stays(guessed: Room) -> None:
    """A guess was made from the sound: it is right where it is. What somebody said of a line goes with the line."""
    session, lesson = guessed.session, guessed.lesson
    name_stretch(session, lesson, 150, 290, "Visitor")
    shift(guessed, 50)

    assert starts(guessed) == [50, 200, 350]
    assert names(guessed) == [TEACHER, "Visitor", PUPILS]
    editing.undo(session, lesson)
    assert (starts(guessed), names(guessed)) == ([0, 150, 300], [TEACHER, "Visitor", PUPILS])
    editing.redo(session, lesson)
    assert (starts(guessed), names(guessed)) == ([50, 200, 350], [TEACHER, "Visitor", PUPILS])


@pytest.mark.parametrize("by", [-60, -20, 30, 130])
def test_voices_that_came_with_a_file_move_with_its_lines(room: Room, by: int) -> None:
    """By less or more than a line is long: everybody keeps what they said, also after undo."""
    session, lesson = room.session, room.lesson
    agree(session, lesson)
    speak(session, lesson)
    lines = transcript_of(session, lesson).lines
    file = "WEBVTT\n\n" + "\n".join(
        f"00:00:00.{line.start_ms:03} --> 00:00:00.{line.end_ms:03}\n<v {who}>{line.text}\n"
        for line, who in zip(lines, ["Ms Holt", "Ada", "Ms Holt"], strict=True)
    )
    assert len(webvtt.read(file)) == 3
    take_in(session, lesson, file.encode(), replacing=True)
    name_stretch(session, lesson, 300, 440, "Bea")
    stood = names(room)
    assert stood == ["Ms Holt", "Ada", "Bea"]
    shift(room, by)

    assert names(room) == stood
    editing.undo(session, lesson)
    assert (names(room), starts(room)) == (stood, [0, 150, 300])


def test_a_stretch_is_moved_and_the_lines_around_it_stay(guessed: Room) -> None:
    name_stretch(guessed.session, guessed.lesson, 300, 440, "Visitor")
    shift(guessed, 30, 1, 2)

    assert starts(guessed) == [0, 180, 330]
    assert names(guessed) == [TEACHER, PUPILS, "Visitor"]


def test_lines_are_not_moved_out_of_the_recording(guessed: Room) -> None:
    with pytest.raises(InvalidInput, match="outside of the recording"):
        shift(guessed, 400)
    assert shift(guessed, 0) == ""
    assert starts(guessed) == [0, 150, 300]


def test_of_two_windows_that_move_the_times_one_does(guessed: Room) -> None:
    """The voices are moved once as well, also where the slower one had said so already."""
    session, lesson = guessed.session, guessed.lesson
    name_stretch(session, lesson, 150, 290, "Visitor")
    now = editing.existing(*_held(guessed))
    shift(guessed, 50)
    late = edit_for(now.replay, Change(EditKind.SHIFT, by_ms=50), 500, "a" * 32)

    assert late is not None
    capsule, held = _held(guessed)
    with pytest.raises(ChangedElsewhere):
        editing.say(capsule, held, now, late)
    assert (starts(guessed), names(guessed)) == ([50, 200, 350], [TEACHER, "Visitor", PUPILS])


def test_a_row_of_another_form_moves_no_voices(guessed: Room) -> None:
    capsule, _ = _held(guessed)
    capsule.append([Statement("voice", {"edit": "a" * 32, "start_ms": 0, "end_ms": 9, "by_ms": "x"})])

    assert names(guessed) == [TEACHER, PUPILS, PUPILS]


def test_what_is_looked_for_is_counted_over_the_ends_of_lines(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    told = editing.replaceable(session, lesson, Replacing("Ottoline who"))
    assert (told.places, told.lines, told.across) == (1, 2, 1)
    editing.replace_all(session, lesson, Replacing("Ottoline who", "Ada. Who"), told.places)

    assert texts(session, lesson) == ["Good morning Ada. Who", "knows a half", SAID[2]]
    editing.undo(session, lesson)
    assert texts(session, lesson) == list(SAID)


def _held(room: Room) -> tuple[Capsule, Permit]:
    return editing.opened_to_edit(room.session, room.lesson)
