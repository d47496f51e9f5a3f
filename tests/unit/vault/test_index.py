"""The index gives nothing without a permit, keeps no word of what was taken out, and can be lost at any time."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.unit.services.index_school import opened_one_by_one, said
from tests.unit.vault.index_pages import clear_bytes
from tests.unit.vault.killed import lines, looks_and_searches, started
from tests.unit.vault.school import ANNA, MARK, School, add_small_lesson
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError
from videoreflect.services.lessons import list_lessons
from videoreflect.services.notes import NoteText, delete_note, save_note
from videoreflect.services.recording_consent import withdraw_agreement
from videoreflect.services.search import search
from videoreflect.vault.database import Connection, opened
from videoreflect.vault.folder import VaultFolder, create_vault_folder
from videoreflect.vault.identity import Identity
from videoreflect.vault.index import Indexed, LessonIndex, TextRow, drop_index
from videoreflect.vault.index_file import SCHEMA, VERSION, IndexFile
from videoreflect.vault.permits import Permit, issue
from videoreflect.vault.search_terms import question

pytest_plugins = ["tests.unit.vault.school_fixtures"]

ME, NOW = "a" * 32, 1_000
LETTERS = "bcdfghjklmnpqrstvwz"


@pytest.fixture
def folder(tmp_path: Path) -> VaultFolder:
    """Return an empty vault."""
    return create_vault_folder(tmp_path / "vault")


@pytest.fixture
def identity(folder: VaultFolder) -> Identity:
    """Return the keys of somebody."""
    return Identity.fresh(folder.id, ME)


@pytest.fixture
def index(folder: VaultFolder, identity: Identity) -> LessonIndex:
    """Return that person's index, empty."""
    return LessonIndex(folder, identity)


def lesson_id(number: int) -> str:
    return f"{number:032x}"


def held(entry: Indexed) -> Permit:
    """Return a permit as services/permits.py makes it."""
    return issue(ME, Action.VIEW, entry.lesson, entry.version, NOW + 1)


def put(index: LessonIndex, number: int, *texts: str, day: str = "2026-11-20", version: str = "v") -> None:
    """Keep a lesson with a title and some notes."""
    rows = [TextRow(text, "note", place * 1_000) for place, text in enumerate(texts)]
    index.keep(Indexed(lesson_id(number), "file", version=version), {"title": f"title{number}"}, day, rows)


def found(index: LessonIndex, words: str, permit_for: Callable[[Indexed], Permit | None] = held) -> list[str]:
    """Return the lessons in which something is found."""
    asked = question(words)
    assert asked
    return [one.lesson for one in index.search(asked, permit_for, NOW, 60, 5)]


@pytest.mark.parametrize(
    "permit_for",
    [
        lambda entry: None,
        lambda entry: issue(ME, Action.PLAY, entry.lesson, entry.version, NOW + 1),
        lambda entry: issue("b" * 32, Action.VIEW, entry.lesson, entry.version, NOW + 1),
        lambda entry: issue(ME, Action.VIEW, lesson_id(9), entry.version, NOW + 1),
        lambda entry: issue(ME, Action.VIEW, entry.lesson, "another register", NOW + 1),
        lambda entry: issue(ME, Action.VIEW, entry.lesson, entry.version, NOW - 1),
        lambda entry: Permit(ME, Action.VIEW, entry.lesson, entry.version, NOW + 1, b""),
    ],
)
def test_nothing_without_a_permit_that_holds(
    index: LessonIndex, permit_for: Callable[[Indexed], Permit | None]
) -> None:
    """None; for another action, person, lesson or register; over; made up. Neither card nor words are given."""
    put(index, 1, "wait longer")
    (entry,) = index.entries().values()
    wrong = permit_for(entry)

    assert found(index, "wait") == [lesson_id(1)]
    assert found(index, "wait", permit_for) == []
    assert index.cards({entry.lesson: wrong} if wrong else {}, NOW) == {}
    assert index.cards({entry.lesson: held(entry)}, NOW) == {lesson_id(1): {"title": "title1"}}


def test_the_newest_lesson_comes_first(index: LessonIndex) -> None:
    """By its date; one without a date last."""
    for number, day in enumerate(["2026-11-20", "", "9999-12-31", "2027-01-01", "0001-01-01"]):
        put(index, number, "wait", day=day)

    assert found(index, "wait") == [lesson_id(number) for number in (2, 3, 0, 4, 1)]


def test_a_lesson_is_replaced_by_what_is_new_of_it(index: LessonIndex) -> None:
    """Few changes or many, another date: the words of before are gone, those of now are found once."""
    put(index, 1, "one", "two", "two", *(f"old{number}" for number in range(100)))
    put(index, 1, "one", "two", "three", *(f"old{number}" for number in range(99)))
    assert [bool(found(index, word)) for word in ("one", "two", "three", "old98", "old99")] == [True] * 4 + [False]
    put(index, 1, "four", day="2027-01-01")
    assert [bool(found(index, word)) for word in ("one", "two", "three", "old98", "four")] == [False] * 4 + [True]
    index.close([Indexed(lesson_id(1), "file")])
    assert found(index, "four") == []
    assert not index.entries()[lesson_id(1)].has_card


def some_word(chosen: random.Random) -> str:
    return "".join(chosen.choices(LETTERS, k=12))


def test_no_word_of_what_was_taken_out_is_left_in_the_file(
    index: LessonIndex, folder: VaultFolder, identity: Identity
) -> None:
    """Every page is decrypted and searched: for 60 lessons taken out one way or another, and 20 edited ones.

    Words have no beginnings in common, so that none hides in the shortened form in which FTS5 keeps terms.
    Seen to fail: without FTS5's own ``secure-delete``.
    """
    chosen = random.Random(1)
    words = {number: [some_word(chosen) for _ in range(30)] for number in range(120)}
    for number, theirs in words.items():
        put(index, number, *(" ".join(theirs[at : at + 3]) for at in range(0, 30, 3)))
    index.take_out(lesson_id(number) for number in range(40))
    index.close(Indexed(lesson_id(number), "file") for number in range(40, 60))
    for number in range(60, 80):
        put(index, number, " ".join(words[number][:27]))
    while index.sweep(50):
        pass
    clear = clear_bytes(folder.people / f"{ME}.index.db", identity)

    gone = [word for number in range(60) for word in words[number]] + [words[n][29] for n in range(60, 80)]
    kept = [word for number in range(80, 120) for word in words[number]]
    assert [word for word in gone if word.encode() in clear] == []
    assert [word for word in kept if word.encode() not in clear] == []


def test_a_withdrawn_lesson_leaves_no_word_in_marks_index(school: School) -> None:
    """Title, transcript and his own note: the next list takes them out, before it shows."""
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    said(anna, school.lesson, "run", *(f"Plimsollike{letter}" for letter in LETTERS))
    list_lessons(mark)
    path = school.person_file(MARK, "index.db")
    words = (b"Quillfeather", b"Zephyrine", b"Plimsollikeb")
    assert all(word in clear_bytes(path, mark.identity) for word in words)
    withdraw_agreement(anna, school.lesson)
    list_lessons(mark)

    left = clear_bytes(path, mark.identity).lower()
    assert [word for word in words if word.lower() in left] == []


def test_a_note_that_was_deleted_is_not_left(school: School) -> None:
    anna = school.sign_in(ANNA)
    note = save_note(anna, school.lesson, NoteText("Gwendolyntude", 5))
    list_lessons(anna)
    path = school.person_file(ANNA, "index.db")
    assert b"Gwendolyntude" in clear_bytes(path, anna.identity)
    delete_note(anna, school.lesson, note.id)
    list_lessons(anna)

    assert b"gwendolyntude" not in clear_bytes(path, anna.identity).lower()


def test_the_index_is_bound_to_person_and_vault(school: School, tmp_path: Path) -> None:
    """Under another's key, or the same person's in another vault, it is no index."""
    anna = school.sign_in(ANNA)
    list_lessons(anna)
    path = school.person_file(ANNA, "index.db")
    others = [
        school.sign_in(MARK).identity.index_key,
        Identity(anna.identity.root, create_vault_folder(tmp_path / "other").id, anna.person).index_key,
    ]
    for key in others:
        with pytest.raises(IntegrityError), opened(path, key, SCHEMA, VERSION, exact=True):
            pass


def broken(school: School, how: str) -> None:
    """Put something else in the place of Anna's index."""
    path, key = school.person_file(ANNA, "index.db"), school.sign_in(ANNA).identity.index_key
    drop_index(school.sign_in(ANNA).folder, school.people[ANNA])
    target = school.path.parent / "elsewhere"
    target.write_bytes(b"keep me")
    match how:
        case "empty":
            path.touch(0o600)
        case "text":
            path.write_bytes(b"no database at all" * 1000)
        case "plain SQLite":
            with sqlite3.connect(path) as db:
                db.execute("CREATE TABLE entry (lesson)")
        case "newer version":
            with opened(path, key, SCHEMA, VERSION + 1, create=True, exact=True):
                pass
        case "other schema":
            with opened(path, key, "CREATE TABLE entry (lesson)", VERSION, create=True):
                pass
        case "a view":
            with opened(path, key, SCHEMA, VERSION, create=True, exact=True) as db:
                db.execute("CREATE TEMP TABLE x (y)")
                db.execute("CREATE VIEW v AS SELECT 1")
        case "strange entries":
            with opened(path, key, SCHEMA, VERSION, create=True, exact=True) as db:
                db.execute("INSERT INTO entry VALUES (1, ?, '', '', '', '', '', '[', 0, '{')", (school.lesson,))
        case "link":
            path.symlink_to(target)
        case "dangling link":
            path.symlink_to(target.with_name("nothing"))
        case "folder":
            (path / "inside").mkdir(parents=True)
        case "fifo":
            os.mkfifo(path)
        case "journal is a link":
            with opened(path, key, SCHEMA, VERSION, create=True, exact=True):
                pass
            path.with_name(f"{path.name}-wal").symlink_to(target)


HOW = [
    "nothing", "empty", "text", "plain SQLite", "newer version", "other schema", "a view", "strange entries", "link",
    "dangling link", "folder", "journal is a link", "fifo",
]  # fmt: skip


@pytest.mark.parametrize("how", HOW)
def test_whatever_lies_in_its_place_it_is_made_anew(school: School, how: str) -> None:
    """Never an error, never other content; and what a link pointed to is left alone."""
    broken(school, how)
    anna = school.sign_in(ANNA)

    assert list_lessons(anna) == opened_one_by_one(anna)
    assert len(search(anna, "Quibblewick").lessons) == 1
    assert (school.path.parent / "elsewhere").read_bytes() == b"keep me"
    path = school.person_file(ANNA, "index.db")
    assert path.is_file()
    assert not path.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600


def test_damage_at_any_place_changes_nothing(school: School) -> None:
    """A bit turned, or the end cut off, anywhere in the file: list and search say the same."""
    anna, chosen = school.sign_in(ANNA), random.Random(3)
    for number in range(3):
        said(
            anna, add_small_lesson(anna, f"Lesson {number}"), "run", *(some_word(chosen) for _ in range(60)), "Hepzibah"
        )
    path = school.person_file(ANNA, "index.db")
    list_lessons(anna)
    expected = opened_one_by_one(anna)
    for _ in range(12):
        content = bytearray(path.read_bytes())
        place = chosen.randrange(len(content))
        if chosen.random() < 0.7:
            content[place] ^= 1 << chosen.randrange(8)
        else:
            del content[place:]
        path.write_bytes(content)
        assert list_lessons(anna) == expected
        content = bytearray(path.read_bytes())
        content[chosen.randrange(len(content))] ^= 1
        path.write_bytes(content)
        assert len(search(anna, "Hepzibah").lessons) == 3


def test_an_index_whose_pages_do_not_fit_together_is_made_anew(
    index: LessonIndex, folder: VaultFolder, identity: Identity
) -> None:
    """Words whose row is not there: so it looks when single pages of an older copy were put back.

    Found by the mutations, as a TypeError that nobody caught.
    """
    put(index, 1, "barley fields")
    with opened(folder.people / f"{ME}.index.db", identity.index_key, SCHEMA, VERSION, exact=True) as db:
        db.execute("DELETE FROM text_content")

    assert found(index, "barley") == []
    assert index.was_remade


def test_deleting_needs_no_key_and_takes_the_journals_too(school: School) -> None:
    """Whoever un-shares or erases calls it; a second time nothing happens."""
    anna = school.sign_in(ANNA)
    list_lessons(school.sign_in(MARK))
    path = school.person_file(MARK, "index.db")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).touch()
    for _ in range(2):
        drop_index(anna.folder, school.people[MARK])
        assert [one.name for one in path.parent.glob("*.index.db*")] == []
    assert list_lessons(school.sign_in(MARK)) == opened_one_by_one(school.sign_in(MARK))


@pytest.mark.parametrize("deleted_meanwhile", [False, True])
def test_two_processes_use_one_index(school: School, tmp_path: Path, deleted_meanwhile: bool) -> None:
    """Both list and search while notes are saved: each finds all that it saved. Also when the index goes meanwhile."""
    told = [tmp_path / f"told{number}" for number in range(2)]
    children = [
        started(looks_and_searches, school.path, school.codes[ANNA], school.lesson, told[number], number * 100, 8)
        for number in range(2)
    ]
    anna = school.sign_in(ANNA)
    while any(child.is_alive() for child in children):
        if deleted_meanwhile:
            drop_index(anna.folder, anna.person)
        children[0].join(0.3)
        children[1].join(0.3)
    assert [child.exitcode for child in children] == [0, 0]
    assert [lines(one) for one in told] == [[f"1 {number}" for number in range(1, 9)]] * 2
    assert list_lessons(anna) == opened_one_by_one(school.sign_in(ANNA))


def test_an_index_put_back_shows_nothing_that_ended(school: School) -> None:
    """Mark keeps a copy of his index and puts it back after the withdrawal: closed, and nothing is found."""
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    list_lessons(mark)
    path = school.person_file(MARK, "index.db")
    shutil.copy(path, path.with_name("kept"))
    withdraw_agreement(anna, school.lesson)
    list_lessons(mark)
    shutil.copy(path.with_name("kept"), path)

    mark = school.sign_in(MARK)
    assert search(mark, "Quillfeather", at_once=True).lessons == ()
    assert list_lessons(mark) == opened_one_by_one(mark)
    assert b"Quillfeather" not in clear_bytes(path, mark.identity)


def test_an_index_that_goes_between_the_look_at_it_and_the_work_is_noticed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a search found nothing in the empty file that it had made itself, and took that for all there is.

    Seen to fail while the file was made by whoever opened it: a search at that moment missed every note.
    """
    anna = school.sign_in(ANNA)
    list_lessons(anna)
    plain = IndexFile._connected
    gone: list[str] = []

    def late(self: IndexFile, *, create: bool = False) -> AbstractContextManager[Connection]:
        if not gone:
            gone.append("once")
            drop_index(anna.folder, anna.person)
        return plain(self, create=create)

    monkeypatch.setattr(IndexFile, "_connected", late)
    file = IndexFile(anna.folder, anna.identity)
    assert file.do(lambda db: db.execute("SELECT count(*) FROM entry").fetchone()) == (0,)
    assert file.was_remade


def test_an_index_that_goes_after_the_work_is_noticed(school: School) -> None:
    anna = school.sign_in(ANNA)
    list_lessons(anna)
    file = IndexFile(anna.folder, anna.identity)
    file.do(lambda db: drop_index(anna.folder, anna.person))

    assert file.was_remade
