"""Where a name is hidden, what only stands for something stays: labels, shapes, choices, ids; and nothing is lost."""

from __future__ import annotations

import pytest

from tests.unit.services.conftest import Room, Shared
from tests.unit.services.spoken import speak, texts
from videoreflect.domain.codebook import Code, Codebook, Group
from videoreflect.domain.matching import Wanted
from videoreflect.domain.note import MAX_ORIGIN, MAX_QUOTE
from videoreflect.domain.region import Region
from videoreflect.errors import InvalidInput
from videoreflect.formats.notice import NoticeKind
from videoreflect.services import chapters, codebooks, notices
from videoreflect.services.hidden_words import replaced
from videoreflect.services.hiding import hide, where_it_stands
from videoreflect.services.notes import NoteText, draft, keep_draft, list_notes, save_note
from videoreflect.services.readiness import say_ready

BY = "[pupil 1]"
LINE = Region("line", ((0, 0), (10, 10)))
BOOK = Codebook(
    "pupils", "Anna and others",
    (Code("anna", "Anna", "Anna", 1, about="How Anna answers", group="anna"), Code("anne", "Anne", "AE", 2)),
    (Group("anna", "Anna"),),
)  # fmt: skip
LABELLED = NoteText("Anna waits", 100, codes=("pupils/anna", "t-seda/b"), state="done", regions=(LINE,))
NAMES = ["Anna", "Anne", "B", "Line", "done"]


@pytest.mark.parametrize("ready", [False, True])
def test_a_note_keeps_its_labels_and_what_is_drawn(shared: Shared, ready: bool) -> None:
    """Private ones too, and what is being typed. Seen to fail with ``_OF_NOTES`` empty: the note was gone."""
    session, lesson = shared.session, shared.lesson
    saved = save_note(session, lesson, LABELLED)
    writing = {"text": "Anna", "codes": ["pupils/anna"], "regions": [LINE.content()], "state": "done"}
    keep_draft(session, lesson, {"writing": None, "unsaved": [{"content": writing}], "replies": {saved.id: "B"}})
    if ready:
        say_ready(session, lesson)

    told = where_it_stands(session, lesson, NAMES)
    assert hide(session, lesson, NAMES, BY).found == told
    assert (told.places, told.stays) == ({"notes": 1, "drafts": 2}, {"labels": 1})
    (note,) = [one.note for one in list_notes(session, lesson)]
    assert (note.id, note.text, note.state, note.regions) == (saved.id, f"{BY} waits", "done", (LINE,))
    assert note.codes == LABELLED.codes
    kept = draft(session, lesson)
    assert kept == {
        "writing": None, "unsaved": [{"content": writing | {"text": BY}}], "replies": {saved.id: BY},
    }  # fmt: skip


def test_a_lesson_keeps_its_codebook_with_the_names_of_the_labels_hidden(room: Room) -> None:
    """Seen to fail with the codebook’s fields out of ``_REFERENCES``, and without ``_told_apart``: it was gone."""
    codebooks.save(room.session, BOOK)
    codebooks.use(room.session, room.lesson, "pupils", used=True)

    told = hide(room.session, room.lesson, ["Anna", "Anne"], BY).found

    assert (told.places, told.stays) == ({"labels": 5}, {"labels": 2, "codebooks": 1})
    book = codebooks.lesson_book(room.session, room.lesson, "pupils").book
    assert [(one.id, one.name, one.letters, one.group) for one in book.codes] == [
        ("anna", BY, "Anna", "anna"), ("anne", f"{BY} 2", "AE", ""),
    ]  # fmt: skip
    assert (book.title, book.codes[0].about, book.groups) == (
        f"{BY} and others", f"How {BY} answers", (Group("anna", BY),),
    )  # fmt: skip


@pytest.mark.parametrize("ready", [False, True])
def test_what_grows_too_long_is_cut_and_stays(shared: Shared, ready: bool) -> None:
    """Seen to fail without ``_MOST``: the open note was gone, and of private ones none could be opened."""
    session, lesson = shared.session, shared.lesson
    origin = ("Al " * 80)[:MAX_ORIGIN].strip()
    save_note(session, lesson, NoteText("x", 0, quote="Al " * (MAX_QUOTE // 3), origin=origin))
    save_note(session, lesson, NoteText("Al", 100))
    chapters.save_chapter(session, lesson, 0, "Al " * 60)
    if ready:
        say_ready(session, lesson)

    hide(session, lesson, ["Al"], BY)

    first, second = (one.note for one in list_notes(session, lesson))
    assert len(first.quote) <= MAX_QUOTE
    assert first.quote.endswith("…")
    assert first.origin.endswith("…")
    assert second.text == BY
    (chapter,) = chapters.list_chapters(session, lesson)
    assert chapter.name.startswith(BY)


def test_a_name_that_is_all_that_was_written_leaves_a_sign(shared: Shared) -> None:
    """Hidden behind nothing, or behind a sign that cannot be seen. Seen to fail without ``_NEVER_EMPTY``."""
    session, lesson = shared.session, shared.lesson
    save_note(session, lesson, NoteText("Anna", 100))
    chapters.save_chapter(session, lesson, 0, "Anna")

    assert where_it_stands(session, lesson, ["Anna"]).count == 2
    hide(session, lesson, ["Anna"], "\u200b")

    assert [one.note.text for one in list_notes(session, lesson)] == ["…"]
    assert [one.name for one in chapters.list_chapters(session, lesson)] == ["…"]


def test_a_model_or_a_language_that_is_called_like_a_pupil_is_no_name(room: Room) -> None:
    """Seen to fail with every text of a transcript’s rows looked through: hiding never came to its end."""
    speak(room.session, room.lesson)
    before = texts(room.session, room.lesson)

    assert not hide(room.session, room.lesson, ["Base", "en"], BY).found.undo_ends
    assert texts(room.session, room.lesson) == before


def test_a_notice_stays_as_people_were_given_it_and_that_is_told(room: Room) -> None:
    """Seen to fail with ``notice`` written again: its hash was that of another text, and it was gone."""
    kept = notices.save_notice(room.session, room.lesson, NoticeKind.PARENTS, "Dear Anna", "en-GB")

    assert hide(room.session, room.lesson, ["Anna"], BY).found.stays == {"notices": 1}
    assert notices.list_notices(room.session, room.lesson) == [kept]


def test_what_could_not_be_read_again_is_refused_before_anything_is_erased() -> None:
    """A codebook that comes to be too large as a whole cannot be cut."""
    codes = [Code(f"c{n}", f"Al {n}", f"{n:04}"[-4:], 1, about=("Al " * 160).strip()) for n in range(1_700)]
    body = {"book": "b", "used": True, "content": Codebook("b", "Al", tuple(codes)).content()}

    with pytest.raises(InvalidInput, match="Nothing was changed"):
        replaced(Wanted.of("Al", whole_words=True), "x" * 60, "codebook", body)
