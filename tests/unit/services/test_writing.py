"""Transcripts in the background, by the real model in real children: paused, held, gone on with, ended."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room
from tests.unit.services.recordings import SAMPLE, agreed_lesson, recorded, until
from tests.unit.services.spoken import speak
from videoreflect.domain.lesson import LessonDetails
from videoreflect.domain.policy import Action
from videoreflect.domain.wanted import TRANSLATED, Wanted, When
from videoreflect.errors import DiskFull, InvalidInput, LeaseEnded, ModelAltered, ModelMissing, NotFound
from videoreflect.jobs import queue
from videoreflect.jobs.queue import ENDED, Job, JobQueue
from videoreflect.services import accounts, background, lending, transcription, unfinished, vocabulary, writing
from videoreflect.services.adding import Source
from videoreflect.services.at_once import NO_MEMORY
from videoreflect.services.lessons import open_lesson
from videoreflect.services.passages import Asked
from videoreflect.services.permits import permit
from videoreflect.services.transcripts import read_run, transcript_of, translation_of
from videoreflect.services.writing_times import writing_times
from videoreflect.speech.store import ModelStore
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.integration.small_disk"]
pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]
TINY = Wanted("tiny.en")
NEVER = When(mains_only=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A vault with a lesson of two minutes and a half of speech."""
    folder = tmp_path_factory.mktemp("writing")
    session, _ = accounts.found(folder / "vault", NAME, PASSPHRASE)
    clip = recorded(folder, "long.flac", "-stream_loop", "1", "-i", str(SAMPLE), "-vn", "-ac", "1", "-ar", "16000")
    return folder / "vault", agreed_lesson(session, clip)


@pytest.fixture
def spoken(made: tuple[Path, str], tmp_path: Path) -> Room:
    shutil.copytree(made[0], tmp_path / "vault")
    return Room(tmp_path / "vault", accounts.sign_in(tmp_path / "vault", NAME, PASSPHRASE), made[1])


@pytest.fixture(autouse=True)
def _own_queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    mine = {name: JobQueue() for name in ("_QUEUE", "_CARE")}
    for name, one in mine.items():
        monkeypatch.setattr(background, name, one)
    monkeypatch.setattr(writing, "_WRITING", JobQueue())
    monkeypatch.setattr(writing, "_TIMES", {})
    monkeypatch.setattr(queue, "LOOK_SECONDS", 0.1)
    yield
    background.close()


def over(job: Job) -> Job:
    until(lambda: job.state in ENDED, job)
    return job


def pieces(room: Room) -> list[int]:
    return [placed.row.number for placed in room.capsule.placed("transcript")]


def signed_in_again(room: Room) -> Room:
    return replace(room, session=accounts.sign_in(room.vault, NAME, PASSPHRASE))


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "transcribe" in " ".join(one.cmdline())]


def test_a_paused_transcript_keeps_its_pieces_and_goes_on_where_it_was(spoken: Room) -> None:
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(pieces(spoken)) == 1, job)
    writing.pause(spoken.session, spoken.lesson)
    assert over(job).state == "paused"
    assert children() == [], "the child is gone, and the keys with it"
    before = transcript_of(spoken.session, spoken.lesson)

    later = signed_in_again(spoken)
    background.start_settling(later.session)
    until(lambda: not background._QUEUE.running())
    assert background.jobs_of(later.session) == [job], "nothing goes on by itself"

    again = writing.go_on(later.session, later.lesson)
    assert again.done_ms == before.done_ms
    assert over(again).state == "done"
    after = transcript_of(later.session, later.lesson)
    assert after.lines[: len(before.lines)] == before.lines
    assert (after.complete, after.run) == (True, before.run)
    assert unfinished.unfinished(later.session) == []


def test_a_stopped_one_is_not_gone_on_with_by_itself_but_can_be(spoken: Room) -> None:
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(pieces(spoken)) == 1, job)
    writing.stop(spoken.session, spoken.lesson)
    assert over(job).state == "stopped"
    assert unfinished.unfinished(spoken.session) == []
    with pytest.raises(NotFound):
        writing.pause(spoken.session, spoken.lesson)

    assert writing.go_on(spoken.session, spoken.lesson).done_ms > 0, "with the model that it was begun with"


def test_it_waits_for_mains_power_and_begins_now_if_told_so(spoken: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    plugged = {"in": False}
    monkeypatch.setattr(writing, "on_mains", lambda: plugged["in"])
    writing.change_times(spoken.session, NEVER)
    assert writing_times(signed_in_again(spoken).session) == NEVER

    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    assert background.why_waits(job) == "Waits until this device is on mains power, as you set."
    assert (job.state, pieces(spoken), children()) == ("waiting", [], [])

    writing.begin_now(spoken.session, spoken.lesson)
    assert over(job).state == "done"
    assert background.why_waits(job) == ""


def test_a_plug_that_is_pulled_holds_it_and_it_goes_on_after(spoken: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child ends within two seconds; seen to fail while the lease alone was asked."""
    plugged = {"in": True}
    monkeypatch.setattr(writing, "on_mains", lambda: plugged["in"])
    writing.change_times(spoken.session, NEVER)
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(pieces(spoken)) == 1, job)
    plugged["in"] = False
    until(lambda: job.state == "waiting", job)
    assert children() == []
    kept = pieces(spoken)

    plugged["in"] = True
    assert over(job).state == "done"
    assert pieces(spoken)[: len(kept)] == kept
    assert transcript_of(spoken.session, spoken.lesson).complete


def test_times_that_change_count_for_what_waits(spoken: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "on_mains", lambda: False)
    writing.change_times(spoken.session, NEVER)
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: job.held != "")

    writing.change_times(spoken.session, When())

    assert over(job).state == "done"


def test_a_lease_that_is_over_ends_it_in_a_sentence_and_the_next_sign_in_goes_on(
    spoken: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the device's clock, so that a closed lid counts; what was written before stays."""
    monkeypatch.setattr(writing, "on_mains", lambda: False)
    writing.change_times(spoken.session, NEVER)
    monkeypatch.setattr(lending, "LEASE_MS", 500)
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    assert over(job).state == "failed"
    assert job.sentence == transcription.LEASE_OVER

    monkeypatch.undo()
    later = signed_in_again(spoken)
    assert unfinished.unfinished(later.session) == [(spoken.lesson, TINY)]


def test_a_lease_ends_also_while_it_is_carried_out(spoken: Room) -> None:
    """A row after its end would count for nobody: no work is done for nothing."""
    lease = transcription.begin(spoken.session, spoken.lesson, TINY)
    lease.end_ms = spoken.session.state.system_ms()

    with pytest.raises(LeaseEnded, match="12 hours"):
        transcription.carry_out(lease)


def test_several_lessons_wait_for_each_other_and_adding_waits_for_none(spoken: Room, tmp_path: Path) -> None:
    clip = recorded(tmp_path, "short.wav", "-t", "5", "-i", "@sample", "-vn")
    others = [agreed_lesson(spoken.session, clip, f"Short {n}") for n in range(2)]
    first = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: first.state == "running")
    waiting = [writing.start_transcription(spoken.session, other, TINY) for other in others]

    assert [background.why_waits(one) for one in waiting] == ["1 task before this one.", "2 tasks before this one."]
    with pytest.raises(InvalidInput, match="already"):
        writing.start_transcription(spoken.session, others[0], TINY)
    added = background.start_adding(spoken.session, [Source(path=clip)], LessonDetails("New"))
    assert over(added).state == "done"
    assert first.state == "running", "the new lesson did not wait for the transcript"
    assert [over(one).state for one in (first, *waiting)] == ["done"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_killed_child_is_told_in_a_sentence_and_its_pieces_stay(spoken: Room) -> None:
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(pieces(spoken)) == 1, job)
    (child,) = children()
    assert child.nice() >= 10
    os.kill(child.pid, signal.SIGKILL)

    assert over(job).state == "failed"
    assert "What was done so far is kept" in job.sentence
    assert len(pieces(spoken)) == 1
    assert over(writing.go_on(spoken.session, spoken.lesson)).state == "done"
    runs = {body["run"] for _, body in read_rows(spoken.capsule, spoken.session)}
    assert len(runs) == 1


def test_a_disk_that_fills_up_keeps_all_pieces_so_far(spoken: Room, small_disk: Callable[[str], Path]) -> None:
    """A real disk, small, that is filled after the first piece."""
    disk = small_disk("6m")
    shutil.copytree(spoken.vault, disk / "vault")
    small = Room(disk / "vault", accounts.sign_in(disk / "vault", NAME, PASSPHRASE), spoken.lesson)
    job = writing.start_transcription(small.session, small.lesson, TINY)
    until(lambda: len(pieces(small)) == 1, job)
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass

    assert over(job).state == "failed"
    assert job.sentence == DiskFull.default
    filler.unlink()
    assert len(pieces(small)) == 1
    assert over(writing.go_on(small.session, small.lesson)).state == "done"
    assert transcript_of(small.session, small.lesson).complete


def test_a_model_that_is_missing_or_altered_is_told_before_anything_begins(
    spoken: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(ModelMissing):
        writing.start_transcription(spoken.session, spoken.lesson, Wanted("small"))
    store = tmp_path / "models"
    shutil.copytree(ModelStore().locate("tiny.en"), store / "tiny.en")
    monkeypatch.setenv("VIDEOREFLECT_MODELS", str(store))
    config = store / "tiny.en" / "config.json"
    config.write_bytes(config.read_bytes() + b" ")

    with pytest.raises(ModelAltered):
        writing.start_transcription(spoken.session, spoken.lesson, TINY)
    assert background.jobs_of(spoken.session) == []


def test_what_is_written_anew_is_shown_when_it_is_there(spoken: Room) -> None:
    """The transcript of before stays until then, also when the new one is stopped."""
    over(writing.start_transcription(spoken.session, spoken.lesson, TINY))
    before = transcript_of(spoken.session, spoken.lesson)
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(pieces(spoken)) > 2, job)
    assert transcript_of(spoken.session, spoken.lesson) == before
    writing.pause(spoken.session, spoken.lesson)
    over(job)
    assert transcript_of(spoken.session, spoken.lesson) == before

    over(writing.go_on(spoken.session, spoken.lesson))

    after = transcript_of(spoken.session, spoken.lesson)
    assert after.run != before.run
    assert after.text == before.text


def test_what_the_model_cannot_is_refused_before_it_begins(spoken: Room) -> None:
    for wanted, said in [
        (replace(TINY, track=TRANSLATED), "cannot translate"),
        (replace(TINY, language="de"), "English only"),
        (replace(TINY, several=True), "English only"),
    ]:
        with pytest.raises(InvalidInput, match=said):
            writing.start_transcription(spoken.session, spoken.lesson, wanted)
    over(writing.start_transcription(spoken.session, spoken.lesson, TINY))
    with pytest.raises(InvalidInput, match="in English already"):
        writing.start_transcription(spoken.session, spoken.lesson, Wanted(track=TRANSLATED))
    assert translation_of(spoken.session, spoken.lesson).lines == ()


def test_words_to_know_are_kept_with_the_lesson_and_an_earlier_list_is_gone(spoken: Room) -> None:
    vocabulary.keep_vocabulary(spoken.session, spoken.lesson, "Tomasz  denominator\n")
    assert vocabulary.vocabulary(spoken.session, spoken.lesson) == "Tomasz denominator"
    open_lesson(spoken.session, spoken.lesson)

    vocabulary.keep_vocabulary(spoken.session, spoken.lesson, "denominator")

    held = permit(spoken.session, spoken.capsule, Action.VIEW)
    assert "Tomasz" not in str([body for _, body in spoken.capsule.read(held, "lesson")])
    assert open_lesson(spoken.session, spoken.lesson).details.title == "Spoken"
    with pytest.raises(InvalidInput, match="600 characters"):
        vocabulary.keep_vocabulary(spoken.session, spoken.lesson, "x" * 601)


def read_rows(capsule: Capsule, session: SignIn) -> list[Entry]:
    return capsule.read(permit(session, capsule, Action.VIEW), "transcript")


def test_runs_of_two_choices_are_not_mixed(spoken: Room) -> None:
    job = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(pieces(spoken)) == 1, job)
    writing.stop(spoken.session, spoken.lesson)
    over(job)

    lease = transcription.begin(spoken.session, spoken.lesson, replace(TINY, language="en"))

    held = permit(spoken.session, spoken.capsule, Action.VIEW)
    assert (lease.start_ms, lease.run == read_run(spoken.capsule, held, newest=True).run) == (0, False)


def test_english_is_not_translated_into_english(spoken: Room) -> None:
    """Begun before anybody knows what is spoken: it ends with the sentence, and writes no line."""
    job = over(writing.start_transcription(spoken.session, spoken.lesson, Wanted(track=TRANSLATED)))

    assert (job.kind, job.state) == ("translating", "failed")
    assert "in English already" in job.sentence
    assert translation_of(spoken.session, spoken.lesson).lines == ()
    assert transcript_of(spoken.session, spoken.lesson).run == ""


def test_a_passage_is_written_while_a_whole_transcript_is_being_written(spoken: Room) -> None:
    """A passage is a few seconds of work; a transcript may be an hour."""
    speak(spoken.session, spoken.lesson)
    whole = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(children()) == 1, whole)
    passage = writing.start_passage(spoken.session, spoken.lesson, Asked(0, 5_000, TINY.model))
    until(lambda: passage.state != "waiting")

    assert whole.state == "running"
    assert over(passage).state == "done"
    assert over(whole).state == "done"


def test_a_passage_waits_where_there_is_no_memory_for_a_second_model(
    spoken: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "has_room", lambda model: False)
    speak(spoken.session, spoken.lesson)
    whole = writing.start_transcription(spoken.session, spoken.lesson, TINY)
    until(lambda: len(children()) == 1, whole)
    passage = writing.start_passage(spoken.session, spoken.lesson, Asked(0, 5_000, TINY.model))

    assert (passage.state, passage.held) == ("waiting", NO_MEMORY)
    writing.stop(spoken.session, spoken.lesson)
    assert over(passage).state == "done"
