"""Writing transcripts over the routes: choices, times, waiting, pausing, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.web.conftest import Browser, Founded
from tests.unit.web.first_steps import AGREED
from videoreflect.services import writing

pytestmark = pytest.mark.model


@pytest.fixture
def lesson(teacher: Browser, founded: Founded) -> str:
    """Return the address of a lesson of which a transcript was agreed."""
    one = f"lessons/{founded.lesson}"
    teacher.ask("POST", f"{one}/agreement", AGREED)
    return one


@pytest.fixture
def unplugged(teacher: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device on battery, whose owner wants transcripts on mains power only."""
    monkeypatch.setattr(writing, "on_mains", lambda: False)
    teacher.ask("PUT", "people/me/writing-times", {"mains_only": True, "from": None, "until": None})


def transcription(teacher: Browser, lesson: str) -> dict[str, Any]:
    found: dict[str, Any] = teacher.ask("GET", lesson)["transcription"]
    return found


def test_times_are_kept_for_each_person(teacher: Browser, mentor: Browser) -> None:
    always = {"mains_only": False, "from": None, "until": None}
    assert times(teacher) == always
    evening = {"mains_only": True, "from": "16:00", "until": "07:00"}

    teacher.ask("PUT", "people/me/writing-times", evening)

    assert times(teacher) == evening
    assert times(mentor) == always


def times(person: Browser) -> dict[str, Any]:
    found = person.ask("GET", "people/me/writing-times")
    return {name: found[name] for name in ("mains_only", "from", "until")}


def test_how_many_at_once_is_told_and_never_more_than_the_device_can_do(teacher: Browser) -> None:
    found = teacher.ask("GET", "people/me/writing-times")
    assert found["at_once"] == 1
    assert "processor" in found["why"]
    more = {"mains_only": False, "from": None, "until": None, "at_once": found["most_at_once"] + 1}

    teacher.ask("PUT", "people/me/writing-times", more, 400)


@pytest.mark.parametrize(
    "times", [{"from": "16:00", "until": None}, {"from": "4 pm", "until": "07:00"}, {"from": "25:00", "until": "07:00"}]
)
def test_times_that_are_none_are_refused(teacher: Browser, times: dict[str, Any]) -> None:
    teacher.ask("PUT", "people/me/writing-times", {"mains_only": False} | times, 400)


def test_a_transcript_that_waits_says_so_is_paused_and_gone_on_with(
    teacher: Browser, lesson: str, unplugged: None
) -> None:
    job = teacher.ask("POST", f"{lesson}/transcription", {"model": "tiny.en", "words": "Ottoline"})
    assert (job["state"], job["held"]) == ("waiting", True)
    assert job["waits"] == "Waits until this device is on mains power, as you set."
    assert transcription(teacher, lesson)["state"] == "running"
    assert teacher.ask("GET", f"{lesson}/pulse")["job"]["waits"] == job["waits"]
    teacher.ask("POST", f"{lesson}/transcription", {"model": "tiny.en"}, 400)

    teacher.ask("POST", f"{lesson}/transcription/pause")
    assert transcription(teacher, lesson)["state"] == "paused"
    teacher.ask("POST", f"{lesson}/transcription/pause", status=404)

    again = teacher.ask("POST", f"{lesson}/transcription", {})
    assert again["held"] is True
    chosen = teacher.ask("GET", f"{lesson}/transcription")
    assert (chosen["model"], chosen["words"], chosen["several"]) == ("tiny.en", "Ottoline", False)

    teacher.ask("DELETE", f"{lesson}/transcription")
    assert transcription(teacher, lesson)["state"] == "none"
    teacher.ask("DELETE", f"{lesson}/transcription")  # what has ended is taken off the list
    teacher.ask("DELETE", f"{lesson}/transcription", status=404)


def test_what_waits_can_be_begun_now(teacher: Browser, lesson: str, unplugged: None) -> None:
    teacher.ask("POST", f"{lesson}/transcription", {"model": "tiny.en"})
    teacher.ask("POST", f"{lesson}/transcription/now")

    assert teacher.ask("GET", f"{lesson}/pulse")["job"]["held"] is False


def test_what_can_be_chosen_is_what_is_on_this_device(teacher: Browser, lesson: str) -> None:
    found = teacher.ask("GET", f"{lesson}/transcription")

    assert {"model": "tiny.en", "translates": False, "english_only": True} in found["models"]
    assert {"de", "en", "cy"} <= set(found["languages"])
    assert (found["language"], found["several"], found["words"]) == ("", False, "")


@pytest.mark.parametrize(
    "choices",
    [{"language": "German"}, {"model": "huge"}, {"words": "x" * 601}, {"model": "tiny.en", "language": "de"},
     {"several": "yes"}],
)  # fmt: skip
def test_choices_that_cannot_be_are_refused(teacher: Browser, lesson: str, choices: dict[str, Any]) -> None:
    teacher.ask("POST", f"{lesson}/transcription", choices, 400)


def test_a_translation_that_is_not_there_is_empty_and_tiny_cannot_write_one(teacher: Browser, lesson: str) -> None:
    assert teacher.ask("GET", f"{lesson}/translation") == {"lines": [], "done_ms": 0, "complete": False}
    told = teacher.ask("POST", f"{lesson}/translation", {"model": "tiny.en"}, 400)
    assert "cannot translate" in told["error"]["sentence"]


def test_nobody_but_its_owner_begins_or_ends_it(
    teacher: Browser, mentor: Browser, lesson: str, unplugged: None
) -> None:
    teacher.ask("POST", f"{lesson}/transcription", {"model": "tiny.en"})

    for method, path in (("POST", ""), ("POST", "/pause"), ("POST", "/now"), ("DELETE", "")):
        mentor.client.request(method, f"/vr/{lesson}/transcription{path}", json={})
    assert transcription(teacher, lesson)["job"]["held"] is True
