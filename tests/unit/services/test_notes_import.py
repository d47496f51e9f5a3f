"""Taking notes in from a file: whose they become, what is left out, all or nothing, and undone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.formats.test_eaf import BOMB
from tests.unit.services.conftest import MENTOR, NAME, Room, Shared
from videoreflect.domain.note import MAX_TEXT, Note
from videoreflect.domain.policy import Action
from videoreflect.domain.region import Region
from videoreflect.errors import InvalidInput, JobFailed, NotAllowed, StorageError
from videoreflect.formats import notes_csv, notes_eaf, notes_vtt
from videoreflect.formats.written_note import MOST_NOTES, WrittenNote
from videoreflect.services import notes, notes_files
from videoreflect.services.codebooks import lesson_books
from videoreflect.services.exporting import copy_out, written_notes
from videoreflect.services.hiding import hide
from videoreflect.services.notes import NoteText, Which, list_notes, save_note
from videoreflect.services.notes_import import NO_WORDS, TOO_LONG, drop, preview, take_in
from videoreflect.services.permits import permit
from videoreflect.services.readiness import say_ready
from videoreflect.services.unsharing import unshare
from videoreflect.vault.log import Statement
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import compact

LENGTH = 513
"""Milliseconds of the clip."""
THEN = 1_700_000_000_000


def one(number: int, text: str = "Hm", author: str = NAME, **more: object) -> WrittenNote:
    said = {"id": f"{number:032x}", "at_ms": 100, "to_ms": None, "text": text, "created_ms": THEN, "edited_ms": THEN}
    return WrittenNote(Note(**(said | more)), author, "open")  # type: ignore[arg-type]


def file(*written: WrittenNote) -> bytes:
    return notes_csv.write(written).encode()


def mine(session: SignIn, lesson: str) -> list[Note]:
    return [one.note for one in list_notes(session, lesson)]


FILE = file(
    one(1, "A pause", at_ms=10, to_ms=200, quote="Who?", codes=("tseda/b",), talk=True, state="done"),
    one(2, "Theirs", author=MENTOR, shared=True, reply_to=f"{1:032x}"),
    one(3, "Late", at_ms=9_000),
    one(4, "All of it", at_ms=None, regions=(Region("box", ((0, 0), (9, 9))),)),
    one(5, "", voice_ms=42_000),
    one(6, " "),
    one(7, "x" * (MAX_TEXT + 1)),
    one(8, "An answer to nobody", reply_to="f" * 32),
)


def test_a_file_is_looked_at_first_and_nothing_changes(room: Room) -> None:
    found = preview(room.session, room.lesson, FILE)

    assert (found.form, found.notes, found.start_ms, found.end_ms, found.whole) == ("csv", 6, 10, LENGTH, 1)
    assert found.names == ((NAME, 5), (MENTOR, 1))
    assert (found.clamped, found.here, found.alone, found.voices, found.codes) == (1, 0, 1, 1, ("tseda/b",))
    assert dict(found.left_out) == {NO_WORDS: 1, TOO_LONG: 1}
    assert not found.open
    assert mine(room.session, room.lesson) == []


def test_what_was_taken_in_is_mine_and_private_and_says_whose_words_it_holds(room: Room) -> None:
    ids = take_in(room.session, room.lesson, FILE)

    kept = {one.note.text: one for one in list_notes(room.session, room.lesson)}
    spoken = "Voice note 0:42. Its sound is not in the file."
    assert set(kept) == {"A pause", "Theirs", "Late", "All of it", spoken, "An answer to nobody"}
    assert {one.author for one in kept.values()} == {room.session.person}
    assert {one.visibility for one in kept.values()} == {"private"}
    assert {one.note.id for one in kept.values()} == set(ids)
    pause, theirs = kept["A pause"].note, kept["Theirs"].note
    assert pause == replace(one(1).note, id=pause.id, text="A pause", at_ms=10, to_ms=200, quote="Who?",
                            codes=("tseda/b",), talk=True, state="done")  # fmt: skip
    assert (pause.origin, theirs.origin, theirs.shared, theirs.reply_to) == ("", MENTOR, False, pause.id)
    assert (kept["Late"].note.at_ms, kept["All of it"].note.at_ms) == (LENGTH, None)
    assert kept["All of it"].note.regions
    assert kept["An answer to nobody"].note.reply_to == ""


@pytest.mark.parametrize("form", ["csv", "annotations", "vtt-notes", "eaf-notes"])
def test_what_went_out_comes_back_and_nothing_twice(shared: Shared, form: str) -> None:
    """Deleted, and brought back from the copy: the same notes. Brought once more, nothing."""
    session, lesson = shared.session, shared.lesson
    first = save_note(session, lesson, NoteText("=1+1 -->\n\nüí", 100, 200, "q", codes=("a/b",), state="parked"))
    save_note(session, lesson, NoteText("", None, regions=(Region("line", ((1, 2), (3, 4), (5, 6))),)))
    save_note(session, lesson, NoteText("An answer", 300, reply_to=first.id, talk=True))
    before = mine(session, lesson)
    copy = b"".join(copy_out(session, lesson, form).content)

    assert preview(session, lesson, copy).here == 3
    with pytest.raises(InvalidInput, match="in the lesson already"):
        take_in(session, lesson, copy)
    for note in before:
        notes.delete_note(session, lesson, note.id)
    assert len(take_in(session, lesson, copy)) == 3
    with pytest.raises(InvalidInput, match="in the lesson already"):
        take_in(session, lesson, copy)

    ids = {old.id: new.id for old, new in zip(before, mine(session, lesson), strict=True)}
    assert mine(session, lesson) == [
        replace(note, id=ids[note.id], reply_to=ids.get(note.reply_to, "")) for note in before
    ]


def test_notes_of_other_programs_are_recognised_too(room: Room) -> None:
    """They have no ids: what they say makes one. Two rows that say the same are two notes."""
    table = b"time,note,user\n0.1,Hm,Gwyn\n0.1,Hm,Gwyn\n0.2,Hm,\n"

    assert len(take_in(room.session, room.lesson, table)) == 3
    assert preview(room.session, room.lesson, table + b"0.3,New,\n").here == 3
    assert len(take_in(room.session, room.lesson, table + b"0.3,New,\n")) == 1
    assert [note.origin for note in mine(room.session, room.lesson)] == ["Gwyn", "Gwyn", "", ""]


def test_nobody_speaks_for_somebody_else(shared: Shared) -> None:
    """A mentor's file in the teacher's hands gives notes of the teacher, that the mentor does not see."""
    take_in(shared.session, shared.lesson, file(one(1, "Well done", author=MENTOR, shared=True)))

    [kept] = list_notes(shared.session, shared.lesson)
    assert (kept.author, kept.visibility, kept.note.origin) == (shared.session.person, "private", MENTOR)
    assert list_notes(shared.mentor, shared.lesson) == []


def test_two_people_who_bring_the_same_file_do_not_get_in_each_others_way(shared: Shared) -> None:
    raw = file(one(1, "Hm", author="Somebody"))

    [here], [there] = take_in(shared.session, shared.lesson, raw), take_in(shared.mentor, shared.lesson, raw)

    assert here != there


def test_a_hidden_note_is_not_betrayed(shared: Shared) -> None:
    """Whether the other has a note of that id already is nobody's to find out before both are ready."""
    hidden = save_note(shared.mentor, shared.lesson, NoteText("Mine", 100))
    say_ready(shared.mentor, shared.lesson)

    found = preview(shared.session, shared.lesson, file(one(int(hidden.id, 16), "Mine", author=MENTOR)))

    assert (found.notes, found.here) == (1, 0)


def test_who_is_ready_is_told_that_notes_will_be_open(shared: Shared) -> None:
    say_ready(shared.session, shared.lesson)
    say_ready(shared.mentor, shared.lesson)
    raw = file(one(1, "Late thought"), one(2, "Another"))

    assert preview(shared.session, shared.lesson, raw).open
    ids = take_in(shared.session, shared.lesson, raw)
    assert {note.text for note in mine(shared.mentor, shared.lesson)} == {"Late thought", "Another"}

    assert drop(shared.session, shared.lesson, ids) == 2
    assert mine(shared.mentor, shared.lesson) == mine(shared.session, shared.lesson) == []
    again = take_in(shared.session, shared.lesson, raw)
    assert not set(again) & set(ids)
    assert len(mine(shared.mentor, shared.lesson)) == 2
    assert preview(shared.session, shared.lesson, raw).here == 2


def test_it_is_undone_as_a_whole_and_touches_nothing_else(shared: Shared) -> None:
    own = save_note(shared.session, shared.lesson, NoteText("Typed", 100))
    theirs = save_note(shared.mentor, shared.lesson, NoteText("Said", 100, shared=True))
    ids = take_in(shared.session, shared.lesson, FILE)

    assert drop(shared.session, shared.lesson, [*ids, theirs.id, "0" * 32]) == 6

    assert {note.id for note in mine(shared.session, shared.lesson)} == {own.id, theirs.id}
    assert drop(shared.session, shared.lesson, ids) == 0
    assert len(take_in(shared.session, shared.lesson, FILE)) == 6


def test_all_or_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the second of three. Seen to fail with each note kept by itself."""
    calls = iter(range(9))

    def failing(content: dict[str, Any]) -> bytes:
        if next(calls) == 1:
            raise StorageError
        return compact(content)

    monkeypatch.setattr("videoreflect.vault.private.compact", failing)
    with pytest.raises(StorageError):
        take_in(room.session, room.lesson, file(one(1), one(2), one(3)))
    monkeypatch.undo()

    assert mine(room.session, room.lesson) == []


def test_answers_stay_answers(room: Room) -> None:
    """Of what is an answer itself, they answer the first; a circle is no thread."""
    take_in(room.session, room.lesson, file(
        one(1, "a"), one(2, "b", reply_to=f"{1:032x}"), one(3, "c", reply_to=f"{2:032x}"),
        one(4, "d", reply_to=f"{5:032x}"), one(5, "e", reply_to=f"{4:032x}"), one(6, "f", reply_to=f"{6:032x}"),
    ))  # fmt: skip
    kept = {note.text: note for note in mine(room.session, room.lesson)}
    assert {text: note.reply_to for text, note in kept.items()} == {
        "a": "", "b": kept["a"].id, "c": kept["a"].id, "d": "", "e": "", "f": "",
    }  # fmt: skip

    [late] = take_in(room.session, room.lesson, file(one(7, "late", reply_to=f"{1:032x}")))
    assert [note.reply_to for note in mine(room.session, room.lesson) if note.id == late] == [kept["a"].id]


def test_an_answer_to_what_is_open_stays_private(shared: Shared) -> None:
    """A reply is as open as what it answers, so it stands alone rather than open itself unasked."""
    said = save_note(shared.session, shared.lesson, NoteText("Open", 100, shared=True))
    raw = file(one(1, "An answer", reply_to=said.id))

    assert preview(shared.session, shared.lesson, raw).alone == 1
    [kept] = take_in(shared.session, shared.lesson, raw)
    assert [(note.reply_to, note.shared) for note in mine(shared.session, shared.lesson) if note.id == kept] == [
        ("", False)
    ]


def test_whose_words_it_holds_stays_when_it_is_changed(room: Room) -> None:
    [kept] = take_in(room.session, room.lesson, file(one(1, "Hm", author="Gwyn\nParry\u202e", at_ms=50)))

    save_note(room.session, room.lesson, NoteText("Hm, yes", 50, origin="Gwyn Parry"), Which(kept))

    [note] = mine(room.session, room.lesson)
    assert (note.text, note.origin) == ("Hm, yes", "Gwyn Parry")
    assert [one.note.origin for one in written_notes(room.session, room.lesson)] == ["Gwyn Parry"]


def test_labels_that_are_no_codes_stay_as_words_and_dates_to_come_are_not_believed(room: Room) -> None:
    raw = file(one(1, "Hm", codes=("a/b",), created_ms=99_999_999_999_999)).replace(b"a/b", b"a/b\nNot/This")

    take_in(room.session, room.lesson, raw)

    [note] = mine(room.session, room.lesson)
    assert (note.text, note.codes) == ("Hm\nLabels: Not/This", ("a/b",))
    assert note.created_ms <= room.session.state.system_ms()


def test_tiers_are_chosen(room: Room) -> None:
    raw = notes_eaf.write([one(1, "a", author="A"), one(2, "b", author="B"), one(3, "c", author="B")], LENGTH)

    found = preview(room.session, room.lesson, raw)
    assert [(tier.name, tier.notes) for tier in found.tiers] == [("A", 1), ("B", 1), ("B (2)", 1)]
    assert preview(room.session, room.lesson, raw, {0}).notes == 1
    take_in(room.session, room.lesson, raw, {0})
    assert [(note.text, note.origin) for note in mine(room.session, room.lesson)] == [("a", "A")]
    with pytest.raises(InvalidInput, match="no notes"):
        take_in(room.session, room.lesson, raw, set())


def test_more_than_is_taken_at_once_is_a_sentence(room: Room) -> None:
    many = [one(number, author="A" if number else "B", at_ms=number) for number in range(MOST_NOTES + 1)]

    with pytest.raises(InvalidInput, match="5,000"):
        preview(room.session, room.lesson, notes_vtt.write(many, LENGTH).encode())
    told = preview(room.session, room.lesson, notes_eaf.write(many, LENGTH))
    assert (told.notes, len(told.tiers)) == (0, 2)
    assert "5,000" in told.too_many
    assert preview(room.session, room.lesson, notes_eaf.write(many, LENGTH), {0}).notes == 1


@pytest.mark.parametrize("raw", [b"", b"Dear all", b"PK\x03\x04", BOMB, b"time,note\n1,\n"])
def test_what_holds_no_notes_is_a_sentence(room: Room, raw: bytes) -> None:
    for ask in (preview, take_in):
        with pytest.raises(InvalidInput):
            ask(room.session, room.lesson, raw)
    assert mine(room.session, room.lesson) == []


def test_elan_files_are_read_by_a_child_that_has_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says is read again as anybody's words."""
    raw = notes_eaf.write([one(1)], LENGTH)
    given: list[dict[str, object]] = []

    def run(module: str, task: dict[str, object], _: object) -> object:
        given.append(task)
        if len(given) == 1:
            return {"form": "eaf", "notes": [{"text": 7}], "left_out": [], "tiers": []}
        raise JobFailed

    monkeypatch.setattr(notes_files, "run_child", run)
    for _ in range(2):
        with pytest.raises(InvalidInput, match="more memory or time"):
            preview(room.session, room.lesson, raw)
    assert [set(task) for task in given] == [{"file", "tiers"}] * 2


def test_who_may_not_write_notes_may_not_bring_any(shared: Shared) -> None:

    unshare(shared.session, shared.lesson, shared.mentor.person)

    for ask in (preview, take_in):
        with pytest.raises(NotAllowed):
            ask(shared.mentor, shared.lesson, FILE)
    with pytest.raises(NotAllowed):
        drop(shared.mentor, shared.lesson, [])


def test_the_private_file_has_the_notes_and_nobody_else(shared: Shared) -> None:
    take_in(shared.session, shared.lesson, FILE)
    held = permit(shared.session, shared.capsule, Action.ANNOTATE)

    assert len(PrivateFile(shared.capsule).notes(held)) == 6
    assert not [body for _, body in shared.capsule._entries("note")]


def test_hidden_notes_are_in_no_form(shared: Shared) -> None:
    """Seen to fail with ``written_notes`` reading the rows themselves."""
    save_note(shared.mentor, shared.lesson, NoteText("Not yet for you", 100))
    say_ready(shared.mentor, shared.lesson)
    save_note(shared.session, shared.lesson, NoteText("Mine", 100))

    for form in ("csv", "annotations", "vtt-notes", "eaf-notes"):
        copy = b"".join(copy_out(shared.session, shared.lesson, form).content)
        assert b"Mine" in copy
        assert b"Not yet" not in copy
        assert MENTOR.encode() not in copy


def test_a_name_that_is_hidden_goes_from_whose_words_it_holds_too(room: Room) -> None:
    """Seen to fail with only text and quote of a private note written anew."""
    take_in(room.session, room.lesson, file(one(1, "Hm", author="Ottoline Vane"), one(2, "Ottoline", at_ms=50)))

    hide(room.session, room.lesson, ["Ottoline"], "[pupil 3]")

    kept = mine(room.session, room.lesson)
    assert sorted((note.text, note.origin) for note in kept) == [("Hm", "[pupil 3] Vane"), ("[pupil 3]", "")]


def test_codes_go_out_with_their_names(room: Room) -> None:
    book = lesson_books(room.session, room.lesson)[0].book
    save_note(room.session, room.lesson, NoteText("Hm", 100, codes=(f"{book.id}/{book.codes[0].id}", "gone/old")))

    [found] = written_notes(room.session, room.lesson)
    assert found.code_names == ((f"{book.id}/{book.codes[0].id}", book.codes[0].name),)


def test_half_a_sign_in_a_file_is_left_out_and_its_notes_come_in(room: Room) -> None:
    """Also where a note has no id. Seen to fail without ``surrogatepass``: the whole file was refused."""
    body = {"type": "TextualBody", "value": "x\ud800y"}
    target = {"source": "clip.mp4", "selector": {"type": "FragmentSelector", "value": "t=0.1"}}
    raw = json.dumps({"type": "Annotation", "body": body, "target": target, "creator": {"name": "A\ud800"}}).encode()

    take_in(room.session, room.lesson, raw)

    assert [one.text for one in mine(room.session, room.lesson)] == ["xy"]


def test_what_others_wrote_about_the_talk_does_not_stand_in_the_way_of_undoing(shared: Shared) -> None:
    """Other software may say anything. Seen to fail with ``value in ids`` looked at before the author: TypeError."""
    ids = take_in(shared.session, shared.lesson, FILE)
    shared.mentor.capsule(shared.lesson).append([Statement("said", {"moment": [], "text": "x"})])

    assert drop(shared.session, shared.lesson, ids) == len(ids)
