"""A passage is heard once more by a real speech model in a real child, beside what stands there; then taken or left."""

from __future__ import annotations

import threading
from itertools import chain

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.unit.services.conftest import Room
from tests.unit.services.spoken import agree, ids, piece, speak, texts
from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.errors import Cancelled, InvalidInput, LeaseEnded, ModelMissing, NotAllowed, NotFound
from videoreflect.services import editing, passages
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.hiding import hide
from videoreflect.services.passages import Asked, begin_passage, write_passage
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.workers.passage import between
from videoreflect.vault.log import Statement

TURN_MS = (0, 12_000)


@pytest.fixture
def lesson(room: Room) -> Room:
    """Return the sample lesson with a poor transcript: a line in the passage, and one after it."""
    made = add_lesson(room.session, [Source(path=ROOT / "sample_media" / "lesson.mp4")], LessonDetails("Fractions"))
    here = Room(room.vault, room.session, made)
    agree(room.session, made)
    run, later = new_id(), [20_000, 22_000, "and so on", []]
    here.capsule.append([piece(run, 0, 30_000, [[1_000, 9_000, "mumble mumble", []], later])])
    return here


@pytest.mark.model
def test_a_passage_is_written_again_compared_taken_and_undone(lesson: Room) -> None:
    session = lesson.session
    name = write_passage(begin_passage(session, lesson.lesson, Asked(*TURN_MS, "tiny.en")))
    (found,) = passages.passages(session, lesson.lesson)

    assert (found.id, found.model, found.language) == (name, "tiny.en", "en")
    assert [line.text for line in found.before] == ["mumble mumble"]
    assert len(found.lines) >= 1
    assert all(TURN_MS[0] <= line.start_ms < line.end_ms <= TURN_MS[1] for line in found.lines)
    assert texts(session, lesson.lesson) == ["mumble mumble", "and so on"]

    passages.take_passage(session, lesson.lesson, name)
    assert texts(session, lesson.lesson) == [*(line.text for line in found.lines), "and so on"]
    assert all(line.words for line in transcript_of(session, lesson.lesson).lines[:-1])
    assert passages.passages(session, lesson.lesson) == ()
    editing.undo(session, lesson.lesson)
    assert texts(session, lesson.lesson) == ["mumble mumble", "and so on"]


def candidate(room: Room, text: str) -> str:
    """A passage as a job leaves it, without having to wait for one."""
    name, run = new_id(), transcript_of(room.session, room.lesson).run
    body = {"run": run, "passage": name, "start_ms": 0, "end_ms": 150, "model": "base", "language": "en"}
    room.capsule.append([Statement("passage", body | {"lines": [[0, 140, text, []]], "speech": []})])
    return name


def test_a_passage_that_is_left_is_erased_and_changes_nothing(room: Room) -> None:
    agree(room.session, room.lesson)
    speak(room.session, room.lesson)
    before, name = ids(room.session, room.lesson), candidate(room, "Good day")
    passages.leave_passage(room.session, room.lesson, name)

    assert ids(room.session, room.lesson) == before
    assert passages.passages(room.session, room.lesson) == ()
    with pytest.raises(NotFound):
        passages.take_passage(room.session, room.lesson, name)


def test_a_passage_waits_while_another_name_is_hidden(room: Room) -> None:
    agree(room.session, room.lesson)
    speak(room.session, room.lesson)
    candidate(room, "Good day")
    hide(room.session, room.lesson, ["Ottoline"], "[pupil 1]")
    (found,) = passages.passages(room.session, room.lesson)
    passages.take_passage(room.session, room.lesson, found.id)

    assert texts(room.session, room.lesson)[0] == "Good day"


def test_what_cannot_be_written_again_is_refused_at_once(room: Room) -> None:
    session, lesson = room.session, room.lesson
    speak(session, lesson)
    with pytest.raises(NotAllowed):
        begin_passage(session, lesson, Asked(0, 400, "tiny.en"))
    agree(session, lesson)
    for start, end in [(0, 0), (300, 200), (0, 5_000)]:
        with pytest.raises(InvalidInput):
            begin_passage(session, lesson, Asked(start, end, "tiny.en"))
    with pytest.raises((InvalidInput, ModelMissing)):
        begin_passage(session, lesson, Asked(0, 400, "huge"))


@pytest.mark.model
def test_a_withdrawal_or_a_stop_ends_it_and_nothing_of_it_is_kept(lesson: Room) -> None:
    session = lesson.session
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        write_passage(begin_passage(session, lesson.lesson, Asked(*TURN_MS, "tiny.en")), stop=stop)
    lease = begin_passage(session, lesson.lesson, Asked(*TURN_MS, "tiny.en"))
    agree(session, lesson.lesson, transcribe=False)
    with pytest.raises((NotAllowed, LeaseEnded)):
        write_passage(lease)

    assert lesson.capsule.placed("passage") == []


def test_the_sound_of_a_passage_is_exactly_that_of_the_clip() -> None:
    sound = np.arange(16 * 1_000, dtype=np.float32)
    chunks = iter(np.array_split(sound, 7))

    inside = list(chain.from_iterable(between(chunks, 250, 751)))
    assert inside == list(sound[250 * 16 : 751 * 16])
