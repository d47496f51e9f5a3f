"""A lesson from the camera to two sets of notes side by side, each step a process of its own."""

from __future__ import annotations

import datetime
import re

import jiwer
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

from tests.integration.conftest import Journey
from tests.integration.journey_stage import (
    MENTOR,
    MENTOR_NOTES,
    TEACHER,
    TEACHER_NOTES,
    TRUTH,
    UNTIL,
    Stage,
    agree,
)
from videoreflect.domain.lesson import end_of_day_ms

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


def test_the_id_stands_alone_on_the_last_line(added: Journey) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", added.told["add"].last_line)


def test_nothing_but_watching_is_allowed_before_something_is_recorded(added: Journey) -> None:
    for refused in ("transcribe", "share", "export"):
        told = added.told[f"{refused} before consent"]

        assert told.code == 5
        assert told.out == ""
        assert "Nothing is recorded yet about the people in the picture. Record it on the consent page." in told.err
    assert added.told["ready before consent"].code == 5
    assert "share the lesson first" in added.told["ready before consent"].err


def test_the_transcript_says_what_was_said(journey: Journey) -> None:
    said = " ".join(turn["text"] for turn in TRUTH["turns"])
    heard = " ".join(line["text"] for line in journey.told["teacher sees"].document["transcript"]["lines"])
    normal = EnglishTextNormalizer()

    assert jiwer.wer(normal(said), normal(heard)) <= 0.08


def test_the_transcript_is_whole_and_in_order(journey: Journey) -> None:
    transcript = journey.told["teacher sees"].document["transcript"]
    starts = [line["start_ms"] for line in transcript["lines"]]

    assert transcript["complete"]
    assert transcript["language"] == "en"
    assert starts == sorted(starts)
    assert all(0 <= word["start_ms"] <= word["end_ms"] for line in transcript["lines"] for word in line["words"])
    assert transcript["lines"][-1]["end_ms"] <= TRUTH["duration_ms"] + 500


def test_both_see_both_sets_when_both_are_ready(journey: Journey) -> None:
    for who in ("teacher sees", "mentor sees"):
        notes = journey.told[who].document["notes"]

        assert {(note["author"], note["text"]) for note in notes} == {
            *((TEACHER, text) for text in TEACHER_NOTES),
            *((MENTOR, text) for text in MENTOR_NOTES),
        }
        assert {note["visibility"] for note in notes} == {"open"}
        assert [note["at_ms"] for note in notes] == [19_500, 20_000, 50_800]
        assert notes[0]["to_ms"] == 23_000
        assert notes[0]["talk"]


def test_until_both_are_ready_the_other_sees_nothing(journey: Journey) -> None:
    document = journey.told["mentor while teacher waits"].document

    assert [note["text"] for note in document["notes"]] == list(MENTOR_NOTES)
    assert not any(text in journey.told["mentor while teacher waits"].told for text in TEACHER_NOTES)
    assert "Waiting for" in journey.told["teacher ready"].out
    assert "open now" in journey.told["mentor ready"].out


def test_before_it_is_shared_a_lesson_is_not_there_for_anybody_else(journey: Journey) -> None:
    told = journey.told["mentor before share"]

    assert told.code == 3
    assert "Comparing" not in told.told


def test_a_share_takes_the_date_of_the_agreement(journey: Journey) -> None:
    assert journey.told["share"].document["until_ms"] == end_of_day_ms(UNTIL)


@pytest.mark.parametrize("at", ["written"], indirect=True)
def test_a_share_never_goes_beyond_the_agreement_and_may_end_earlier(at: Stage) -> None:
    beyond = at.must(TEACHER, "share", at.lesson, MENTOR, "--until", "2199-01-01", "--json")
    assert beyond.document["until_ms"] == end_of_day_ms(UNTIL)

    earlier = at.must(TEACHER, "share", at.lesson, MENTOR, "--until", "2098-01-01", "--json")
    assert earlier.document["until_ms"] == end_of_day_ms("2098-01-01")

    past = at.as_(TEACHER, "share", at.lesson, MENTOR, "--until", "2020-01-01")
    assert past.code == 2
    assert "has passed" in past.err
    assert at.as_(MENTOR, "show", at.lesson).code == 0, "a refused share changed the one that there was"


# -- What the other person cannot have ---------------------------------------------------


@pytest.mark.parametrize("at", ["shared", "teacher ready"], indirect=True)
def test_nothing_of_the_teachers_notes_comes_out_before_both_are_ready(at: Stage) -> None:
    shown = [
        at.as_(MENTOR, *command)
        for command in (
            ("show", at.lesson),
            ("lessons", "--json"),
            ("export", at.lesson, "--format", "csv", "--out", "notes.csv"),
        )
    ]
    counted = at.deed(MENTOR, "count notes")

    told = " ".join(done.told for done in shown) + str(counted)
    assert not any(text in told for text in TEACHER_NOTES)
    assert all(mine for mine, _, _ in counted.get("notes", []))
    assert shown[2].code == 5
    assert not (at.folder / "notes.csv").exists()


@pytest.mark.parametrize(("at", "opens"), [("written", False), ("shared", True)], indirect=["at"])
def test_keys_withhold_what_was_not_opened(at: Stage, opens: bool) -> None:
    """The mentor's own keys on the raw files, past the program's checks."""
    tried = at.deed(MENTOR, "pry", markers=list(TEACHER_NOTES))

    assert tried["found"] == 0
    assert tried["opens"] is opens


@pytest.mark.parametrize("at", ["shared"], indirect=True)
def test_a_note_saved_before_ready_is_in_no_file_of_the_lesson_that_others_open(at: Stage) -> None:
    """Seen to find it: the teacher's own keys do, and the mentor's keys find the mentor's own."""
    assert at.deed(TEACHER, "pry", markers=list(TEACHER_NOTES))["found"] == len(TEACHER_NOTES)
    assert at.deed(MENTOR, "pry", markers=[*TEACHER_NOTES, *MENTOR_NOTES])["found"] == len(MENTOR_NOTES)

    at.must(TEACHER, "ready", at.lesson)

    assert at.deed(MENTOR, "pry", markers=list(TEACHER_NOTES))["found"] == len(TEACHER_NOTES), "the stated exception"


@pytest.mark.parametrize("at", ["teacher ready"], indirect=True)
def test_an_export_of_notes_holds_only_what_is_open(at: Stage) -> None:
    agree(at, "transcribe", "export", f"share:{MENTOR}")
    before = at.deed(TEACHER, "export", form="csv")["text"]
    assert all(text in before for text in TEACHER_NOTES)
    assert not any(text in before for text in MENTOR_NOTES)

    at.must(MENTOR, "ready", at.lesson)

    assert all(text in at.deed(TEACHER, "export", form="csv")["text"] for text in MENTOR_NOTES)


# -- Copying out -------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["written"], indirect=True)
def test_copying_out_needs_its_own_agreement_and_never_overwrites(at: Stage) -> None:
    out = at.folder / "lesson.vtt"
    command = ("export", at.lesson, "--format", "vtt", "--out", str(out))

    refused = at.as_(TEACHER, *command)
    assert refused.code == 5
    assert "Copying out the transcript is not among the uses that were recorded. Add it on" in refused.err
    assert not out.exists()

    agree(at, "export", "transcribe")
    at.must(TEACHER, *command)
    first = out.read_text("utf-8")
    assert first.startswith("WEBVTT")
    assert out.stat().st_mode & 0o077 == 0

    again = at.as_(TEACHER, *command)
    assert again.code == 8
    assert "already" in again.err
    assert out.read_text("utf-8") == first

    for form in ("srt", "csv"):
        at.must(TEACHER, "export", at.lesson, "--format", form, "--out", f"lesson.{form}")
        assert (at.folder / f"lesson.{form}").stat().st_size > 100


# -- Dates -------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["shared"], indirect=True)
def test_when_the_agreement_narrows_the_mentor_is_out_and_keeps_the_notes(at: Stage) -> None:
    agree(at, "transcribe")

    refused = at.as_(MENTOR, "show", at.lesson)
    assert refused.code == 5
    assert "Sharing of this lesson is paused" in refused.err
    assert "Your notes are kept" in refused.err
    listed = at.must(MENTOR, "lessons", "--json").document["lessons"]
    assert [one["closed"] for one in listed] == ["not-allowed"]

    agree(at, "transcribe", f"share:{MENTOR}")
    assert MENTOR_NOTES[0] in at.must(MENTOR, "show", at.lesson).out


@pytest.mark.parametrize("at", ["shared"], indirect=True)
def test_an_objection_pauses_sharing_and_its_reason_is_the_owners(at: Stage) -> None:
    at.deed(TEACHER, "object", principal="pupil 7")

    assert at.as_(MENTOR, "show", at.lesson).code == 5
    assert "pupil 7" not in at.as_(MENTOR, "lessons").told
    refused = at.as_(TEACHER, "share", at.lesson, MENTOR, "--json")
    assert refused.code == 5
    assert refused.document["error"]["reasons"] == ["The objection of pupil 7 stands."]


@pytest.mark.parametrize("at", ["revealed"], indirect=True)
def test_beyond_its_retention_a_lesson_opens_for_nobody(at: Stage) -> None:
    yesterday = int((datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).timestamp() * 1000)
    at.deed(TEACHER, "end retention", at_ms=yesterday)

    for name in (TEACHER, MENTOR):
        refused = at.as_(name, "show", at.lesson)
        assert refused.code == 5
        assert "The time to keep this lesson is over" in refused.err
        assert TRUTH["turns"][0]["text"] not in refused.told
        assert at.deed(name, "play", rounds=1)["error"] == "not-allowed"


@pytest.mark.parametrize("at", ["revealed"], indirect=True)
def test_everything_of_the_journey_verifies(at: Stage) -> None:
    report = at.must(TEACHER, "verify", "--json").document

    assert report["clean"]
    assert report["problems"] == []
    assert report["leftovers"] == []
    assert (report["people"], report["capsules"], report["opened"], report["blobs"]) == (2, 2, 2, 4)
