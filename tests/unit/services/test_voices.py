"""Who speaks: kept by time, shown with every line, exported, said by the owner alone."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room, Shared
from tests.unit.services.spoken import agree, piece, speak, spoken
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.voices import PUPILS, TEACHER
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services import accounts, hiding, voices
from videoreflect.services.exporting import copy_out
from videoreflect.services.naming import name_stretch, name_stretch_and_voice, name_voice, rename_voice
from videoreflect.services.permits import permit
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.voices import heard
from videoreflect.services.worklist import erase_transcript
from videoreflect.vault.log import Statement

ASSISTANT = "Teaching assistant"


@pytest.fixture
def guessed(room: Room) -> Room:
    """Return a lesson with three lines, and a guess: the teacher, a pupil, another pupil."""
    agree(room.session, room.lesson)
    speak(room.session, room.lesson)
    guess(room)
    return room


def guess(
    room: Room | Shared, spans: tuple[tuple[int, int, int], ...] = ((0, 140, 1), (150, 300, 2), (300, 400, 3))
) -> str:
    made = new_id()
    body = {"guess": made, "model": "voices", "duration_ms": 500, "spans": [list(one) for one in spans]}
    room.session.capsule(room.lesson).append([Statement("voices", body)])
    return made


def names(room: Room | Shared) -> list[str]:
    return [line.voice for line in transcript_of(room.session, room.lesson).lines]


def test_lines_carry_who_speaks_for_most_of_each(guessed: Room) -> None:
    assert names(guessed) == [TEACHER, PUPILS, PUPILS]


def test_without_a_guess_nobody_is_named_and_single_lines_can_be(room: Room) -> None:
    agree(room.session, room.lesson)
    speak(room.session, room.lesson)
    assert names(room) == ["", "", ""]

    name_stretch(room.session, room.lesson, 150, 290, TEACHER)

    assert names(room) == ["", TEACHER, ""]


def test_a_name_is_given_once_to_a_voice_to_a_line_or_to_a_name(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson

    name_voice(session, lesson, 2, ASSISTANT)
    assert names(guessed) == [TEACHER, ASSISTANT, PUPILS]
    name_stretch(session, lesson, 300, 440, TEACHER)
    assert names(guessed) == [TEACHER, ASSISTANT, TEACHER]
    rename_voice(session, lesson, TEACHER, "Ms Holt")
    assert names(guessed) == ["Ms Holt", ASSISTANT, "Ms Holt"]
    name_voice(session, lesson, 3, "Visitor")
    assert names(guessed) == ["Ms Holt", ASSISTANT, "Ms Holt"], "what was said of the one line stands"


def test_one_line_and_all_of_its_voice_are_named_in_one_go(guessed: Room) -> None:
    guess(guessed, ((0, 140, 1), (150, 280, 2), (280, 420, 1)))

    name_stretch_and_voice(guessed.session, guessed.lesson, 0, 140, "Ms Holt")

    assert names(guessed) == ["Ms Holt", PUPILS, "Ms Holt"]


def test_a_new_transcript_keeps_the_voices(guessed: Room) -> None:
    name_voice(guessed.session, guessed.lesson, 2, ASSISTANT)
    name_stretch(guessed.session, guessed.lesson, 300, 440, "Visitor")

    speak(guessed.session, guessed.lesson, "Good morning", "What is a half", "Ottoline is right")

    assert names(guessed) == [TEACHER, ASSISTANT, "Visitor"]


def test_names_are_there_after_the_next_sign_in(guessed: Room) -> None:
    name_voice(guessed.session, guessed.lesson, 2, ASSISTANT)

    again = accounts.sign_in(guessed.vault, NAME, PASSPHRASE)

    assert [line.voice for line in transcript_of(again, guessed.lesson).lines] == [TEACHER, ASSISTANT, PUPILS]


def test_members_see_who_speaks_and_only_the_owner_says_it(shared: Shared) -> None:
    """Seen to fail for a member with ``Action.VIEW`` in ``_opened_to_name``."""
    speak(shared.session, shared.lesson)
    guess(shared)
    mentor = shared.mentor

    assert [line.voice for line in transcript_of(mentor, shared.lesson).lines] == [TEACHER, PUPILS, PUPILS]
    with pytest.raises(NotAllowed, match="Only the owner"):
        name_voice(mentor, shared.lesson, 2, ASSISTANT)
    with pytest.raises(NotAllowed, match="Only the owner"):
        rename_voice(mentor, shared.lesson, TEACHER, "Ms Holt")
    with pytest.raises(NotAllowed, match="Only the owner"):
        name_stretch(mentor, shared.lesson, 0, 140, PUPILS)
    with pytest.raises(NotAllowed, match="Only the owner"):
        name_stretch_and_voice(mentor, shared.lesson, 0, 140, PUPILS)
    mentor.capsule(shared.lesson).append([Statement("voice", {"was": TEACHER, "name": "Somebody"})])
    assert names(shared) == [TEACHER, PUPILS, PUPILS], "a row by a member changes nothing"


@pytest.mark.parametrize("kind", ["txt", "times", "vtt", "srt", "json", "eaf", "docx"])
def test_names_are_in_what_goes_out(shared: Shared, kind: str) -> None:
    speak(shared.session, shared.lesson)
    guess(shared)
    name_voice(shared.session, shared.lesson, 2, ASSISTANT)

    content = b"".join(copy_out(shared.session, shared.lesson, kind).content)
    if kind == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    copied = content.decode()

    assert ASSISTANT in copied
    assert TEACHER in copied


def test_a_hidden_name_is_hidden_in_voices_too(guessed: Room) -> None:
    name_voice(guessed.session, guessed.lesson, 2, "Ottoline")

    hiding.hide(guessed.session, guessed.lesson, ["Ottoline"], "[pupil 3]")

    assert names(guessed) == [TEACHER, "[pupil 3]", PUPILS]
    held = [body for _, body in guessed.capsule.read(permit(guessed.session, guessed.capsule, Action.VIEW), "voice")]
    assert "Ottoline" not in str(held)


def test_an_erased_transcript_takes_the_voices_with_it(guessed: Room) -> None:
    name_voice(guessed.session, guessed.lesson, 2, ASSISTANT)

    erase_transcript(guessed.session, guessed.lesson)

    assert voices.voices_of(guessed.session, guessed.lesson).guess is None
    assert voices.voices_of(guessed.session, guessed.lesson).known_names() == []


def test_names_that_came_with_a_transcript_stand_until_somebody_says_otherwise(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    lines = [spoken(0, "Good morning"), spoken(1, "A half"), [*spoken(2, "Well done"), {"voice": "S2"}]]
    lines[0].append({"voice": "S1"})
    lines[1].append({"voice": "S2"})
    run = new_id()
    end = Statement("transcript-end", {"run": run, "duration_ms": 500, "model": "imported"})
    guessed.capsule.append([piece(run, 0, 500, lines), end])
    assert names(guessed) == ["S1", "S2", "S2"]

    name_stretch(session, lesson, 300, 440, "Visitor")
    rename_voice(session, lesson, "S1", "Ms Holt")
    name_stretch_and_voice(session, lesson, 150, 290, "Ottoline")
    assert names(guessed) == ["Ms Holt", "Ottoline", "Visitor"]
    hiding.hide(session, lesson, ["Ottoline"], "[pupil 3]")

    assert names(guessed) == ["Ms Holt", "[pupil 3]", "Visitor"]


def test_rows_of_another_form_change_nothing(guessed: Room) -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"guess": 1},
        {"spans": "x"},
        {"name": "x"},
        {"name": 3, "was": "x"},
        {"number": -1, "guess": "", "name": "x"},
    ]
    said = [Statement(kind, body) for kind in voices.KINDS for body in odd]

    guessed.capsule.append(said)

    assert names(guessed) == [TEACHER, PUPILS, PUPILS]


def test_what_cannot_be_is_refused_in_a_sentence(guessed: Room) -> None:
    session, lesson = guessed.session, guessed.lesson
    with pytest.raises(NotFound):
        name_voice(session, lesson, 9, "Somebody")
    with pytest.raises(NotFound):
        rename_voice(session, lesson, "Nobody", "Somebody")
    with pytest.raises(NotFound):
        name_stretch_and_voice(session, lesson, 450, 490, "Somebody")
    with pytest.raises(InvalidInput):
        name_stretch(session, lesson, 400, 400, "Somebody")
    with pytest.raises(InvalidInput):
        name_stretch(session, lesson, 0, 100, " ")


def test_samples_are_the_longest_clear_stretches_in_order_of_time(room: Room) -> None:
    agree(room.session, room.lesson)
    guess(
        room,
        (
            (0, 2_000, 1),
            (3_000, 9_000, 1),
            (9_000, 9_400, 2),
            (10_000, 13_500, 1),
            (14_000, 18_000, 1),
            (20_000, 23_000, 1),
        ),
    )
    found = voices.voices_of(room.session, room.lesson)
    assert found.guess is not None

    first, second = heard(found.guess, found.names)

    assert first.samples == ((3_500, 8_500), (10_000, 13_500), (14_000, 18_000))
    assert second.samples == ((9_000, 9_400),)
    assert (first.talk_ms, second.talk_ms) == (18_500, 400)
