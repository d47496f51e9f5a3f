"""Of a group of codes that is “one of” a note carries one, whoever saves it: not the page alone keeps to that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.services.conftest import Room
from videoreflect.domain.codebook import Code, Codebook, Group
from videoreflect.domain.note import Note
from videoreflect.errors import InvalidInput
from videoreflect.formats import notes_csv
from videoreflect.formats.written_note import WrittenNote
from videoreflect.services import codebooks
from videoreflect.services.notes import NoteText, Which, list_notes, save_note
from videoreflect.services.notes_import import take_in

DESCRIBE, EVALUATE, TEACHER = "noticing/describe", "noticing/evaluate", "noticing/teacher"
OWN = Codebook(
    "own", "Own", (Code("a", "A", "A", 1, group="g"), Code("b", "B", "B", 2, group="g")), (Group("g", "Either", True),)
)


def saved(room: Room, *codes: str, which: Which | None = None, text: str = "Hm") -> Note:
    return save_note(room.session, room.lesson, NoteText(text, 100, codes=codes), which)


def kept(room: Room) -> list[Note]:
    return [one.note for one in list_notes(room.session, room.lesson)]


def test_two_of_one_group_are_refused_and_one_of_each_is_kept(room: Room) -> None:
    """Seen to fail without ``check_one_of`` in ``save_note``. Of one's own codebooks too, as the lesson has them."""
    assert saved(room, DESCRIBE, TEACHER).codes == (DESCRIBE, TEACHER)
    codebooks.save(room.session, OWN)
    for codes, group in (((DESCRIBE, TEACHER, EVALUATE), "Stance"), (("own/b", "own/a"), "Either")):
        with pytest.raises(InvalidInput, match=f"Of “{group}” a note carries one code"):
            saved(room, *codes)
    assert len(kept(room)) == 1


def test_what_a_note_carried_before_its_codebook_changed_does_not_keep_its_words_from_being_saved(room: Room) -> None:
    """Seen to fail with ``before`` not looked at."""
    codebooks.save(room.session, replace(OWN, groups=(Group("g", "Either"),)))
    note = saved(room, "own/a", "own/b")
    codebooks.save(room.session, OWN)

    assert saved(room, "own/a", "own/b", which=Which(note.id), text="More").text == "More"
    assert saved(room, "own/b", which=Which(note.id)).codes == ("own/b",)
    with pytest.raises(InvalidInput):
        saved(room, "own/a", "own/b", which=Which(note.id))


def test_of_a_note_from_a_file_the_first_stays_and_the_others_stand_in_its_words(room: Room) -> None:
    """Seen to fail without ``first_of_each`` in ``_own``."""
    codes, names = (EVALUATE, TEACHER, DESCRIBE, "else/where"), ((DESCRIBE, "Describe"),)
    file = notes_csv.write([WrittenNote(Note("1" * 32, 10, None, "Hm", codes=codes), "Gwyn", code_names=names)])
    take_in(room.session, room.lesson, file.encode())

    (note,) = kept(room)
    assert note.codes == (EVALUATE, TEACHER, "else/where")
    assert note.text == "Hm\nLabels: Describe"
