"""A pupil's name is hidden everywhere in one go, and no byte of it stays: not in edits, indexes, exports, nor logs."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.services.conftest import MENTOR, PASSPHRASE, Room, Shared
from tests.unit.services.spoken import SAID, agree, ids, piece, speak, texts
from tests.unit.vault.remnants import Keyring, found, spellings
from videoreflect.domain.changes import Change
from videoreflect.domain.consent import ConsentKind
from videoreflect.domain.edits import EditKind
from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services import accounts, dialogue, editing, hiding, suggestions
from videoreflect.services.adding import update_details
from videoreflect.services.exceptions import SaidNo, record_exception
from videoreflect.services.exporting import KINDS, copy_out
from videoreflect.services.key_list import keep_key
from videoreflect.services.lesson import open_lesson
from videoreflect.services.naming import name_stretch
from videoreflect.services.notes import NO_WINDOW, NoteText, Which, drafts, keep_draft, list_notes, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.search import search
from videoreflect.services.transcripts import transcript_of, translation_of
from videoreflect.vault import private
from videoreflect.vault.database import opened
from videoreflect.vault.log import Statement

NEEDLE = "Ottoline"
NEEDLES = spellings(NEEDLE)
HELD = "[pupil 3]"


def everywhere(room: Shared) -> Keyring:
    """Say the name wherever a person can say it; returns the keys of all that was written."""
    owner, mentor, lesson = room.session, room.mentor, room.lesson
    update_details(owner, lesson, LessonDetails("OTTOLINE reads", focus="How Ottoline answers", subject="English"))
    speak(owner, lesson, "An older run with Ottoline")
    run = speak(owner, lesson)
    owner.capsule(lesson).append(
        [
            piece(new_id(), 0, 150, [[0, 140, "Hello ottoline", []]], track="en"),
            Statement("passage", {"run": run, "passage": new_id(), "lines": [[0, 140, "is it Ottoline", []]]}),
        ]
    )
    lines = ids(owner, lesson)
    editing.edit(owner, lesson, Change(EditKind.TEXT, (lines[0],), ("Good evening Ottoline",)))
    editing.edit(owner, lesson, Change(EditKind.TEXT, (lines[1],), ("Ottoline knows a half",)))
    editing.undo(owner, lesson)
    suggestions.suggest(mentor, lesson, Change(EditKind.TEXT, (lines[1],), ("who knows, Ottoline?",)))
    suggestions.suggest(mentor, lesson, Change(EditKind.TEXT, (lines[1],), ("who knows one half",)))
    name_stretch(owner, lesson, 0, 140, "Ottoline B")
    saved = save_note(owner, lesson, NoteText("Ottoline waits", 100, quote="Good morning Ottoline"))
    keep_draft(owner, lesson, {"text": "and Ottoline"})
    for session in (owner, mentor):
        say_ready(session, lesson)
    save_note(owner, lesson, NoteText("Ottoline waits longer", 100, talk=True), Which(saved.id))
    dialogue.say(owner, lesson, saved.id, "we spoke of Ottoline")
    dialogue.agree(owner, lesson, "ask Ottoline first", owner.person, "")
    keys = Keyring()
    for session in (owner, mentor):
        assert search(session, NEEDLE).lessons  # it lies in the full-text tables of both
        keys.take(session, lesson)
    return keys


def test_after_hiding_no_byte_of_the_name_is_left_anywhere(shared: Shared) -> None:
    """In no file of the vault under any of its keys: databases page by page, write-ahead logs, indexes of anybody.

    Seen to fail with ``erase`` replaced by ``append`` in ``hiding``, and with ``drop_indexes`` left out.
    """
    keys = everywhere(shared)
    assert found(shared.vault, keys, NEEDLES)  # so they would be found
    hidden = hiding.hide(shared.session, shared.lesson, [NEEDLE], HELD)

    assert hidden.clean
    assert found(shared.vault, keys, NEEDLES) == set()
    for session in (shared.session, shared.mentor, accounts.sign_in(shared.vault, MENTOR, PASSPHRASE)):
        assert not search(session, NEEDLE).lessons
        assert search(session, "pupil").lessons
    assert found(shared.vault, keys, NEEDLES) == set()
    for form in set(KINDS) - {"mp4"}:
        copied = b"".join(copy_out(shared.session, shared.lesson, form).content)
        assert not any(needle in copied for needle in NEEDLES), form


def test_nothing_is_left_in_write_ahead_logs_while_other_windows_are_open(room: Room) -> None:
    """Whoever closes a database last empties its log; here somebody has it open still.

    Seen to fail with ``_truncate`` left out of ``Capsule.erase``, and with ``drop`` left out of ``hiding``.
    """
    me, lesson = room.session.identity, room.lesson
    own = room.capsule.path / "private" / f"{me.person}.db"
    keys = Keyring()
    save_note(room.session, lesson, NoteText("Ottoline waits", 100))
    with room.capsule.records(), opened(own, me.private_key(lesson), private.SCHEMA, private.VERSION):
        speak(room.session, lesson)
        keys.take(room.session, lesson)
        assert {name.rpartition(".")[2] for name, _ in found(room.vault, keys, NEEDLES)} >= {"db-wal"}
        assert hiding.hide(room.session, lesson, [NEEDLE], HELD).clean

        assert found(room.vault, keys, NEEDLES) == set()


def test_what_stood_around_the_name_stays_as_it_was(shared: Shared) -> None:
    """Edits, times, ids, notes, the talk; the suggestion that does not hold the name can still be taken."""
    everywhere(shared)
    session, lesson = shared.session, shared.lesson
    before = transcript_of(session, lesson)
    told = hiding.where_it_stands(session, lesson, [NEEDLE])
    hidden = hiding.hide(session, lesson, [NEEDLE], HELD)
    after = transcript_of(session, lesson)

    assert hidden.found == told
    assert told.undo_ends
    assert texts(session, lesson) == [f"Good evening {HELD}", "who knows a half", f"{HELD}'s answer is right"]
    assert [(one.id, one.start_ms, one.end_ms) for one in after.lines] == [
        (one.id, one.start_ms, one.end_ms) for one in before.lines
    ]
    assert [word.start_ms for word in after.lines[0].words][:2] == [0, 30]
    assert (after.complete, after.run, after.speech) == (before.complete, before.run, before.speech)
    assert open_lesson(session, lesson).details.title == f"{HELD} reads"
    (note,) = [one.note for one in list_notes(session, lesson)]
    assert (note.text, note.talk) == (f"{HELD} waits longer", True)
    assert drafts(session, lesson) == {NO_WINDOW: {"text": f"and {HELD}"}}
    talk = dialogue.dialogue_of(session, lesson)
    assert [one.text for one in talk.said] == [f"we spoke of {HELD}"]
    assert [one.text for one in talk.actions] == [f"ask {HELD} first"]
    assert translation_of(session, lesson).text == f"Hello {HELD}"
    assert after.lines[0].voice == f"{HELD} B"
    assert told.places == {"transcript": 4, "notes": 1, "drafts": 1, "details": 2, "talk": 2}
    with pytest.raises(NotFound):
        editing.undo(session, lesson)
    (waiting,) = suggestions.suggestions(session, lesson)
    suggestions.take_up(session, lesson, waiting.id)
    assert texts(session, lesson)[1] == "who knows one half"
    editing.undo(session, lesson)
    assert texts(session, lesson)[1] == "who knows a half"


def test_what_others_wrote_stays_and_is_counted_and_so_is_what_has_to_stay(shared: Shared) -> None:
    """Of notes that are hidden from the owner nothing is told, not even that they are there."""
    session, mentor, lesson = shared.session, shared.mentor, shared.lesson
    speak(session, lesson)
    save_note(mentor, lesson, NoteText("Ottoline knew it", 100))
    keep_key(session, lesson, "pupil 3", NEEDLE)
    assert hiding.where_it_stands(session, lesson, [NEEDLE]).others == {}
    say_ready(mentor, lesson)
    assert hiding.where_it_stands(session, lesson, [NEEDLE]).others == {}
    say_ready(session, lesson)

    hidden = hiding.hide(session, lesson, [NEEDLE], HELD)
    assert hidden.found.others == {mentor.person: 1}
    assert hidden.found.stays == {"key list": 1}
    assert [one.note.text for one in list_notes(session, lesson)] == ["Ottoline knew it"]
    with pytest.raises(NotAllowed):
        hiding.hide(mentor, lesson, [NEEDLE], HELD)


def test_the_register_keeps_what_was_recorded_and_says_so(room: Room) -> None:
    record_exception(room.session, room.lesson, SaidNo("pupil 3", ConsentKind.OBJECTED, note="Ottoline said so"))

    told = hiding.where_it_stands(room.session, room.lesson, [NEEDLE])
    assert (told.places, told.stays) == ({}, {"register": 1})


def test_a_name_that_is_only_in_notes_leaves_the_edits_as_they_are(room: Room) -> None:
    agree(room.session, room.lesson)
    speak(room.session, room.lesson, "Good morning", "who knows")
    editing.edit(room.session, room.lesson, Change(EditKind.DELETE, (ids(room.session, room.lesson)[0],)))
    save_note(room.session, room.lesson, NoteText("Ottoline waits", 100))

    hidden = hiding.hide(room.session, room.lesson, [NEEDLE], HELD)
    assert not hidden.found.undo_ends
    editing.undo(room.session, room.lesson)
    assert texts(room.session, room.lesson) == ["Good morning", "who knows"]


def test_every_spelling_is_hidden_and_no_other_word(room: Room) -> None:
    agree(room.session, room.lesson)
    speak(room.session, room.lesson, "Zoë, Zoey and zoe", "Zoes and ZOË’s bag", "amazoe Mary Ann")
    hiding.hide(room.session, room.lesson, ["zoe", "Zoey", "mary ann"], "[pupil 1]")

    assert texts(room.session, room.lesson) == [
        "[pupil 1], [pupil 1] and [pupil 1]", "Zoes and [pupil 1]’s bag", "amazoe [pupil 1]",
    ]  # fmt: skip
    assert hiding.next_word(room.session, room.lesson) == "[pupil 2]"


def test_without_an_agreement_a_name_can_be_hidden_all_the_same(room: Room) -> None:
    speak(room.session, room.lesson)
    hiding.hide(room.session, room.lesson, [NEEDLE], HELD)

    assert texts(room.session, room.lesson)[0] == f"Good morning {HELD}"


@pytest.mark.parametrize(
    ("names", "by"),
    [([], HELD), ([" "], HELD), (["?!"], "x"), (["x" * 200], HELD), ([NEEDLE], "ottoline 2"), ([NEEDLE], "y" * 90),
     ([NEEDLE] * 30, HELD)],
)  # fmt: skip
def test_what_cannot_be_hidden_is_refused_and_changes_nothing(room: Room, names: list[str], by: str) -> None:
    speak(room.session, room.lesson)

    with pytest.raises(InvalidInput):
        hiding.hide(room.session, room.lesson, names, by)
    assert texts(room.session, room.lesson) == list(SAID)


@contextlib.contextmanager
def interrupted_at(monkeypatch: pytest.MonkeyPatch, what: str) -> Iterator[None]:
    """A power cut at a step of the hiding."""

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"videoreflect.services.hiding.{what}", cut)
        with pytest.raises(KeyboardInterrupt):
            yield


@pytest.mark.parametrize("step", ["drop_indexes", "PrivateFile.keep", "Capsule.erase"])
def test_a_power_cut_leaves_all_or_nothing_of_the_lesson_and_hiding_again_ends_it(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, step: str, tmp_path: Path
) -> None:
    """What lies in the lesson changes in one commit; the person's own file before it, so that none is forgotten."""
    save_note(shared.session, shared.lesson, NoteText("Ottoline waits", 100))
    speak(shared.session, shared.lesson)
    keys = Keyring()
    keys.take(shared.session, shared.lesson)
    with interrupted_at(monkeypatch, step):
        hiding.hide(shared.session, shared.lesson, [NEEDLE], HELD)
    assert texts(shared.session, shared.lesson) == list(SAID)
    shutil.copytree(shared.vault, tmp_path / "as-it-was")

    hiding.hide(shared.session, shared.lesson, [NEEDLE], HELD)
    assert found(shared.vault, keys, NEEDLES) == set()


def test_a_translation_stays_with_the_other_word_in_it(shared: Shared) -> None:
    """It has a run of its own, which is not that of what was said. Seen to fail when one run was taken for both."""
    speak(shared.session, shared.lesson)
    translation = new_id()
    end = {"run": translation, "duration_ms": 500, "model": "base", "track": "en"}
    shared.session.capsule(shared.lesson).append(
        [
            piece(translation, 0, 150, [[0, 140, "Hello Ottoline", []]], track="en"),
            piece(translation, 150, 500, [[150, 480, "and a half", []]], track="en"),
            Statement("transcript-end", end),
        ]
    )

    hiding.hide(shared.session, shared.lesson, [NEEDLE], HELD)

    told = translation_of(shared.session, shared.lesson)
    assert [line.text for line in told.lines] == [f"Hello {HELD}", "and a half"]
    assert told.complete


def test_a_name_with_something_invisible_inside_is_hidden_and_longer_words_are_told(room: Room) -> None:
    """Nobody sees a soft hyphen; and “Ottolines” is no place of “Ottoline”, so it stays unless it is named.

    Seen to fail where what is invisible counted as a letter, and nothing told of longer words.
    """
    agree(room.session, room.lesson)
    speak(room.session, room.lesson, "Otto\u00adline, Otto\u200bline\u2060", "Ottolines book, xOttoline", "ottolinear")
    save_note(room.session, room.lesson, NoteText("Is it Ottolinis or OTTOLINE?", 100))

    told = hiding.where_it_stands(room.session, room.lesson, [NEEDLE])

    assert (told.places, told.longer) == ({"transcript": 2, "notes": 1}, ("Ottolines",))
    hiding.hide(room.session, room.lesson, [NEEDLE, *told.longer], HELD)
    assert texts(room.session, room.lesson)[:2] == [f"{HELD}, {HELD}\u2060", f"{HELD} book, xOttoline"]
