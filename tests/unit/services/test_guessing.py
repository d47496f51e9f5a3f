"""Guessing who speaks: in a real child, with the real model, under a lease; and what refuses it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room, Shared
from tests.unit.services.spoken import piece
from tests.unit.speech.voice_weights import encoder_or_skip
from videoreflect.domain.ids import new_id
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.voices import PUPILS, TEACHER
from videoreflect.errors import Cancelled, LeaseEnded, NotAllowed, VoicesModelMissing
from videoreflect.jobs.queue import JobQueue
from videoreflect.services import accounts, background, guessing, unfinished_guesses, writing
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.recording_consent import record_agreement, withdraw_agreement
from videoreflect.services.sample_lesson import sample, sample_agreement
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.voices import voices_of
from videoreflect.speech.store import ROOT_VARIABLE
from videoreflect.vault.log import Statement

PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A queue for each test: every room has the same lesson, and a guess that ended before is none of this one."""
    fresh = JobQueue()
    monkeypatch.setattr(writing, "_WRITING", fresh)
    yield
    fresh.close()


@pytest.fixture
def agreed(room: Room) -> Room:
    """Return a lesson for which everything that the sample lesson allows is recorded."""
    record_agreement(room.session, room.lesson, sample_agreement(room.session.now_ms()))
    return room


@pytest.fixture
def taught(room: Room) -> Room:
    """Return the sample lesson with what was really said as its transcript."""
    lesson = add_lesson(room.session, [Source(path=sample().clip)], LessonDetails("Fractions"))
    record_agreement(room.session, lesson, sample_agreement(room.session.now_ms()))
    lines = [[turn["start_ms"], turn["end_ms"], turn["text"], []] for turn in sample().truth["turns"]]
    room.session.capsule(lesson).append([piece(new_id(), 0, sample().truth["duration_ms"], lines)])
    return Room(room.vault, room.session, lesson)


@pytest.mark.model
@pytest.mark.timeout(300)
def test_every_line_of_the_sample_lesson_gets_the_right_speaker(taught: Room) -> None:
    encoder_or_skip()
    told: list[int] = []

    guessing.guess_who_speaks(taught.session, taught.lesson, lambda done, _: told.append(done))

    real = [TEACHER if turn["speaker"] == "Miss Holt" else PUPILS for turn in sample().truth["turns"]]
    assert [line.voice for line in transcript_of(taught.session, taught.lesson).lines] == real
    assert told == sorted(told)
    assert told[-1:] == [] or told[-1] <= sample().truth["duration_ms"] + 1_000


@pytest.mark.model
def test_a_transcript_is_followed_by_a_guess_also_when_its_owner_has_signed_out(agreed: Room) -> None:
    """The clip holds no speech: the guess is there, and empty."""
    encoder_or_skip()
    background.start_transcription(agreed.session, agreed.lesson, "tiny.en")

    job = waited_for(agreed)

    assert job.state == "done", job.sentence
    again = accounts.sign_in(agreed.vault, NAME, PASSPHRASE)
    found = voices_of(again, agreed.lesson).guess
    assert found is not None
    assert found.spans == ()
    assert unfinished_guesses.unfinished_guesses(again) == []


@pytest.mark.model
def test_what_was_asked_for_and_not_done_is_done_after_the_next_sign_in(agreed: Room) -> None:
    encoder_or_skip()
    unfinished_guesses.remember(agreed.session, agreed.lesson)
    again = accounts.sign_in(agreed.vault, NAME, PASSPHRASE)

    background.start_unfinished_guesses(again)

    assert waited_for(agreed).state == "done"
    assert voices_of(agreed.session, agreed.lesson).guess is not None


def waited_for(room: Room) -> background.Job:
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest:
        job = background.guess_job(room.session, room.lesson)
        if job is not None and job.state in background.ENDED:
            return job
        time.sleep(0.05)
    raise AssertionError("no guess came to its end")


@pytest.mark.model
def test_a_guess_that_is_stopped_leaves_nothing(taught: Room) -> None:
    encoder_or_skip()
    stop = threading.Event()
    stop.set()

    with pytest.raises(Cancelled):
        guessing.guess_who_speaks(taught.session, taught.lesson, stop=stop)

    assert voices_of(taught.session, taught.lesson).guess is None


@pytest.mark.model
def test_an_agreement_that_is_withdrawn_ends_it(agreed: Room) -> None:
    """Seen to fail with ``lease.check`` taken out of ``keep`` and of the handlers."""
    encoder_or_skip()
    lease = guessing.begin_guess(agreed.session, agreed.lesson)
    withdraw_agreement(agreed.session, agreed.lesson)

    with pytest.raises((NotAllowed, LeaseEnded)):
        guessing.carry_out_guess(lease)

    assert voices_of(agreed.session, agreed.lesson).guess is None


def test_it_needs_its_own_agreement_and_the_owner(shared: Shared) -> None:
    """A transcript may be written of this lesson; that who speaks may be guessed was not recorded."""
    with pytest.raises(NotAllowed, match="who speaks"):
        guessing.begin_guess(shared.session, shared.lesson)
    with pytest.raises(NotAllowed, match="Only the owner"):
        guessing.begin_guess(shared.mentor, shared.lesson)
    assert guessing.begin_if_wanted(shared.session, shared.lesson) is None


def test_without_the_model_it_says_what_is_missing_and_how_to_get_it(
    agreed: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path / "no models"))
    monkeypatch.setattr(guessing, "in_packages", lambda spec: None)

    assert "17 MB" in guessing.voices_ready()
    with pytest.raises(VoicesModelMissing, match="model import"):
        guessing.begin_guess(agreed.session, agreed.lesson)
    assert guessing.begin_if_wanted(agreed.session, agreed.lesson) is None


def test_a_guess_is_not_made_twice_by_itself(agreed: Room) -> None:
    agreed.capsule.append([Statement("voices", {"guess": new_id(), "spans": []})])

    assert guessing.begin_if_wanted(agreed.session, agreed.lesson) is None
