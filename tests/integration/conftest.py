"""The journey of one lesson, told once; tests look at it, or change a copy of one of its stations."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.journey_stage import (
    CLIP,
    MENTOR,
    MENTOR_NOTES,
    TEACHER,
    TEACHER_NOTES,
    TITLE,
    Done,
    Stage,
    agree,
    new_stage,
)


@dataclass
class Journey:
    """Stations of one lesson, each a copy of the vault, and what was said on the way."""

    stations: dict[str, Stage] = field(default_factory=dict)
    told: dict[str, Done] = field(default_factory=dict)


@pytest.fixture(scope="session")
def added(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """Return the journey up to the lesson that was added, and what was refused on the way."""
    journey = Journey()
    folder = tmp_path_factory.mktemp("journey")
    stage = new_stage(folder)
    journey.told["add"] = stage.must(
        TEACHER, "add", str(CLIP), "--title", TITLE, "--keep-until", "undecided", "--class", "Year 5"
    )
    stage = stage.with_lesson(journey.told["add"].last_line)
    for refused in (("transcribe",), ("share", MENTOR), ("export", "--format", "vtt", "--out", "no.vtt"), ("ready",)):
        journey.told[f"{refused[0]} before consent"] = stage.as_(TEACHER, refused[0], stage.lesson, *refused[1:])
    _stop(journey, "added", stage)
    return journey


@pytest.fixture(scope="session")
def journey(added: Journey, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """Return the whole journey: consent, transcript by the real model, notes, share, ready, both see."""
    stage, told = added.stations["added"].copy(tmp_path_factory.mktemp("journey")), added.told
    told["consent"] = agree(stage, "transcribe", f"share:{MENTOR}")
    _stop(added, "agreed", stage)
    told["transcribe"] = stage.must(TEACHER, "transcribe", stage.lesson)
    stage.must(TEACHER, "note", stage.lesson, "--at", "19.5", "--to", "0:23", "--talk", "--text", TEACHER_NOTES[0])
    told["note"] = stage.must(TEACHER, "note", stage.lesson, "--at", "50.8", "--text", TEACHER_NOTES[1])
    told["mentor before share"] = stage.as_(MENTOR, "show", stage.lesson)
    _stop(added, "written", stage)
    told["share"] = stage.must(TEACHER, "share", stage.lesson, MENTOR, "--json")
    stage.must(MENTOR, "note", stage.lesson, "--at", "20", "--text", MENTOR_NOTES[0])
    _stop(added, "shared", stage)
    told["teacher ready"] = stage.must(TEACHER, "ready", stage.lesson)
    told["mentor while teacher waits"] = stage.must(MENTOR, "show", stage.lesson, "--json")
    _stop(added, "teacher ready", stage)
    told["mentor ready"] = stage.must(MENTOR, "ready", stage.lesson)
    told["teacher sees"] = stage.must(TEACHER, "show", stage.lesson, "--json")
    told["mentor sees"] = stage.must(MENTOR, "show", stage.lesson, "--json")
    _stop(added, "revealed", stage)
    return added


def _stop(journey: Journey, name: str, stage: Stage) -> None:
    """Keep a station: tests copy it, nobody changes it."""
    folder = stage.folder.parent / f"{stage.folder.name}-{name.replace(' ', '-')}"
    folder.mkdir()
    journey.stations[name] = stage.copy(folder)


@pytest.fixture
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """Return a copy of the station that ``@pytest.mark.parametrize("at", …, indirect=True)`` names."""
    name = request.param
    told: Journey = request.getfixturevalue("added" if name == "added" else "journey")
    return told.stations[name].copy(tmp_path)
