"""Replies: open to whom the note is open, kept when their note goes, and no moments of their own.

Seen to fail, each on a build broken on purpose: a reply to what is hidden with ``_answered`` looking into all rows;
an orphan's edit with ``known`` always False; replies taken back along with ``_share_own_replies`` left out.
"""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import Shared
from videoreflect.domain.note import Note
from videoreflect.errors import NotFound
from videoreflect.services import notes
from videoreflect.services.dialogue import dialogue_of
from videoreflect.services.notes import NoteText, Which
from videoreflect.services.readiness import say_ready
from videoreflect.vault.signin import SignIn


def say(session: SignIn, room: Shared, text: str, *, shared: bool = False, talk: bool = False) -> Note:
    return notes.save_note(session, room.lesson, NoteText(text, 100, shared=shared, talk=talk))


def answer(session: SignIn, room: Shared, note: str, text: str, which: Which | None = None) -> Note:
    return notes.save_note(session, room.lesson, NoteText(text, 100, reply_to=note), which)


def seen(session: SignIn, room: Shared) -> dict[str, str]:
    return {one.note.text: one.visibility for one in notes.list_notes(session, room.lesson)}


def test_a_shared_note_is_answered_and_the_answer_is_open_to_both_at_once(shared: Shared) -> None:
    asked = say(shared.session, shared, "Who spoke first?", shared=True)
    answer(shared.mentor, shared, asked.id, "Ana did")
    answer(shared.session, shared, asked.id, "So I heard")

    assert seen(shared.session, shared) == seen(shared.mentor, shared)
    assert set(seen(shared.mentor, shared).values()) == {"shared"}


def test_an_answer_to_my_own_private_note_stays_with_it(shared: Shared) -> None:
    """Private with it, shared with it, taken back with it."""
    mine = say(shared.session, shared, "Wait")
    answer(shared.session, shared, mine.id, "Longer")
    assert seen(shared.mentor, shared) == {}

    notes.save_note(shared.session, shared.lesson, NoteText("Wait", 100, shared=True), Which(mine.id))
    assert seen(shared.mentor, shared) == {"Wait": "shared", "Longer": "shared"}

    notes.save_note(shared.session, shared.lesson, NoteText("Wait", 100), Which(mine.id))
    assert seen(shared.mentor, shared) == {}
    assert seen(shared.session, shared) == {"Wait": "private", "Longer": "private"}


def test_what_is_hidden_cannot_be_answered(shared: Shared) -> None:
    """Nor is an answer to an answer; both say that the words are kept."""
    hidden = say(shared.mentor, shared, "Hidden")
    say_ready(shared.mentor, shared.lesson)
    opened = say(shared.mentor, shared, "Open", shared=True)
    reply = answer(shared.session, shared, opened.id, "Yes")
    for note in (hidden.id, reply.id, "c" * 32):
        with pytest.raises(NotFound, match="Your words are kept"):
            answer(shared.session, shared, note, "To nobody")


def test_a_reply_outlives_its_note_and_can_still_be_changed_and_deleted(shared: Shared) -> None:
    asked = say(shared.session, shared, "Who spoke first?", shared=True)
    reply = answer(shared.mentor, shared, asked.id, "Ana did")
    notes.delete_note(shared.session, shared.lesson, asked.id)
    assert seen(shared.session, shared) == {"Ana did": "shared"}

    typed = NoteText("Ana did, I think", 100, reply_to=asked.id, shared=True)
    notes.save_note(shared.mentor, shared.lesson, typed, Which(reply.id))
    assert seen(shared.session, shared) == {"Ana did, I think": "shared"}
    notes.delete_note(shared.mentor, shared.lesson, reply.id)
    assert seen(shared.session, shared) == {}


def test_a_note_taken_back_takes_my_answers_along_and_leaves_those_of_others(shared: Shared) -> None:
    asked = say(shared.session, shared, "Who spoke first?", shared=True)
    answer(shared.session, shared, asked.id, "Mine")
    answer(shared.mentor, shared, asked.id, "Theirs")
    notes.save_note(shared.session, shared.lesson, NoteText("Who spoke first?", 100), Which(asked.id))

    assert seen(shared.mentor, shared) == {"Theirs": "shared"}
    assert seen(shared.session, shared) == {"Who spoke first?": "private", "Mine": "private", "Theirs": "shared"}


def test_in_the_talk_a_reply_stands_behind_its_note_and_is_no_moment(shared: Shared) -> None:
    marked = say(shared.session, shared, "Talk", talk=True)
    for session in (shared.session, shared.mentor):
        say_ready(session, shared.lesson)
    typed = NoteText("Answered, and marked too", 100, reply_to=marked.id, talk=True)
    notes.save_note(shared.mentor, shared.lesson, typed)

    (moment,) = dialogue_of(shared.mentor, shared.lesson).moments
    assert [one.note.text for one in moment.notes] == ["Talk", "Answered, and marked too"]
    assert moment.id == marked.id
