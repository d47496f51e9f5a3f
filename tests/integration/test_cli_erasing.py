"""``erase``, ``keep`` and ``certificates`` as people and scripts call them; each call a process of its own."""

from __future__ import annotations

import pytest

from tests.integration.journey_stage import MENTOR, MENTOR_NOTES, TEACHER, TEACHER_NOTES, TITLE, Stage, lines_of
from tests.integration.test_journey_interrupted import ACTS_WITHIN_S, SMALL_MODEL, going_on

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


@pytest.mark.parametrize("at", ["revealed"], indirect=True)
def test_a_lesson_is_erased_and_certified(at: Stage) -> None:
    """Only on a clear word; then it is gone for both, and both see the certificate."""
    asked = at.as_(TEACHER, "erase", at.lesson)
    assert asked.code == 2
    assert "--yes" in asked.err
    assert at.as_(MENTOR, "erase", at.lesson, "--yes").code == 5
    assert TITLE in at.must(TEACHER, "lessons").out

    done = at.must(TEACHER, "erase", at.lesson, "--yes", "--json").document["certificate"]
    assert (done["capsule"], done["what"], done["why"]) == (at.lesson, "lesson", "asked")
    assert done["counts"]["recordings"] == 4
    for name in (TEACHER, MENTOR):
        assert at.must(name, "lessons", "--json").document["lessons"] == []
        told = at.as_(name, "show", at.lesson)
        assert told.code == 3
        assert "was erased" in told.err
        listed = at.must(name, "certificates", "--json").document["certificates"]
        assert [one["capsule"] for one in listed] == [at.lesson]
        assert at.lesson in at.must(name, "certificates").out
    assert at.must(TEACHER, "verify", "--json").document["clean"] is True
    assert not any(name.startswith(at.lesson) for name in at.listing())


@pytest.mark.parametrize("at", ["revealed"], indirect=True)
def test_a_recording_is_erased_and_the_rest_stays(at: Stage) -> None:
    before = at.must(TEACHER, "show", at.lesson, "--json").document
    at.must(TEACHER, "erase", at.lesson, "--recording", "--yes")

    for name in (TEACHER, MENTOR):
        after = at.must(name, "show", at.lesson, "--json").document
        assert after["recording_erased"] is True
        assert after["duration_ms"] == before["duration_ms"]
        assert after["transcript"] == before["transcript"]
        assert after["notes"] == before["notes"]
        assert "was erased" in at.must(name, "show", at.lesson).out
    again = at.as_(TEACHER, "transcribe", at.lesson, "--model", SMALL_MODEL)
    assert again.code == 3
    assert "was erased" in again.err
    assert at.must(TEACHER, "verify", "--json").document["clean"] is True


@pytest.mark.parametrize("at", ["revealed"], indirect=True)
def test_a_note_is_erased_by_who_wrote_it(at: Stage) -> None:
    notes = at.must(TEACHER, "show", at.lesson, "--json").document["notes"]
    ids = {one["text"]: one["id"] for one in notes}
    assert at.as_(TEACHER, "erase", at.lesson, "--note", ids[MENTOR_NOTES[0]], "--yes").code == 3
    both = at.as_(TEACHER, "erase", at.lesson, "--note", ids[TEACHER_NOTES[0]], "--recording", "--yes")
    assert both.code == 2

    at.must(TEACHER, "erase", at.lesson, "--note", ids[TEACHER_NOTES[0]][:6], "--yes")
    for name in (TEACHER, MENTOR):
        texts = {one["text"] for one in at.must(name, "show", at.lesson, "--json").document["notes"]}
        assert texts == {TEACHER_NOTES[1], *MENTOR_NOTES}


@pytest.mark.parametrize("at", ["revealed"], indirect=True)
def test_a_lesson_is_kept_until_a_date(at: Stage) -> None:
    """Said by its owner only, and never for a day that has passed."""
    assert at.as_(MENTOR, "keep", at.lesson, "--until", "2098-01-01").code == 5
    assert at.as_(TEACHER, "keep", at.lesson, "--until", "2001-01-01").code == 2
    kept = at.must(TEACHER, "keep", at.lesson, "--until", "2098-01-01")
    assert "1 January 2098" in kept.out
    at.deed(TEACHER, "end retention", at_ms=1)

    listed = at.must(TEACHER, "lessons", "--json").document
    assert [one["lesson"] for one in listed["dates_over"]] == [at.lesson]
    assert "time was over" in at.must(TEACHER, "lessons").out
    assert at.as_(TEACHER, "show", at.lesson).code == 5
    assert at.as_(TEACHER, "keep", at.lesson, "--until", "2098-01-01").code == 2, "a later day needs a reason"
    at.must(TEACHER, "keep", at.lesson, "--until", "2098-01-01", "--reason", "The talk was moved")
    assert TITLE in at.must(TEACHER, "show", at.lesson).out


@pytest.mark.parametrize(("at", "what"), [("agreed", ()), ("agreed", ("--recording",))], indirect=["at"])
def test_erasing_ends_a_running_transcription(at: Stage, what: tuple[str, ...]) -> None:
    """By another process: the child ends within seconds, with the reason, and nothing of it comes back."""
    with going_on(at, TEACHER, "transcribe", model=SMALL_MODEL) as process:
        told = lines_of(process)
        assert next(told)["begun"] == 0
        at.must(TEACHER, "erase", at.lesson, *what, "--yes")
        erased = at.deed(TEACHER, "now")["at"]
        ended = [one for one in told if "progress" not in one][-1]

    assert ended["error"] in ("lease-ended", "erased", "not-found")
    assert "erased" in ended["sentence"]
    assert ended["at"] - erased < ACTS_WITHIN_S
    left = {name.partition("/")[0] for name in at.listing()}
    assert (at.lesson in left) == bool(what)
    assert not [name for name in at.listing() if "/blobs/" in name]
    assert at.must(TEACHER, "verify", "--json").document["clean"] is True
